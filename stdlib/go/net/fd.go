package net

import (
	"context"
	"internal/poll"
	"os"
	"runtime"
	"syscall"
	"time"
)

// netFD is a socket. Its fields do not change once it is somebody's.
type netFD struct {
	pfd         poll.FD
	family      int
	sotype      int
	isConnected bool // It has its other end since it was made.
	net         string
	laddr       Addr
	raddr       Addr
}

// pastTime ends operations at once when it becomes their deadline.
var pastTime = time.Unix(1, 0)

func newFD(sysfd, family, sotype int, net string) *netFD {
	return &netFD{
		pfd: poll.FD{
			Sysfd:         sysfd,
			IsStream:      sotype == syscall.SOCK_STREAM,
			ZeroReadIsEOF: sotype != syscall.SOCK_DGRAM && sotype != syscall.SOCK_RAW,
		},
		family: family,
		sotype: sotype,
		net:    net,
	}
}

// init begins to poll the socket, which is closed when nobody has it any more.
func (fd *netFD) init() error {
	if err := fd.pfd.Init(fd.net, true); err != nil {
		return err
	}
	runtime.SetFinalizer(fd, (*netFD).Close)
	return nil
}

// callError names the call if the error is the system's.
func callError(call string, err error) error {
	if _, ok := err.(syscall.Errno); ok {
		return os.NewSyscallError(call, err)
	}
	return err
}

// toAddr is an address of the system in the form of the socket's network.
func (fd *netFD) toAddr(sa syscall.Sockaddr) Addr {
	if a, ok := sa.(*syscall.SockaddrUnix); ok {
		return &UnixAddr{Name: a.Name, Net: fd.unixNet()}
	}
	ip, port, zone := fromSockaddr(sa)
	switch {
	case ip == nil:
		return nil
	case fd.sotype == syscall.SOCK_STREAM:
		return &TCPAddr{IP: ip, Port: port, Zone: zone}
	case fd.sotype == syscall.SOCK_DGRAM:
		return &UDPAddr{IP: ip, Port: port, Zone: zone}
	}
	return &IPAddr{IP: ip, Zone: zone}
}

// unixNet is the name of the network of Unix sockets of this type.
func (fd *netFD) unixNet() string {
	switch fd.sotype {
	case syscall.SOCK_STREAM:
		return "unix"
	case syscall.SOCK_DGRAM:
		return "unixgram"
	}
	return "unixpacket"
}

// readAddrs asks the system for both ends; raddr is the other one if the system does not
// know.
func (fd *netFD) readAddrs(raddr Addr) {
	if sa, err := syscall.Getsockname(fd.pfd.Sysfd); err == nil {
		fd.laddr = fd.toAddr(sa)
	}
	fd.raddr = raddr
	if sa, err := syscall.Getpeername(fd.pfd.Sysfd); err == nil {
		fd.raddr = fd.toAddr(sa)
	}
}

// connect connects the socket and begins to poll it.
func (fd *netFD) connect(ctx context.Context, to syscall.Sockaddr) (err error) {
	switch err := syscall.Connect(fd.pfd.Sysfd, to); err {
	case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
	case nil, syscall.EISCONN:
		if err := ctx.Err(); err != nil {
			return mapErr(err)
		}
		return fd.init()
	default:
		return os.NewSyscallError("connect", err)
	}
	if err := fd.init(); err != nil {
		return err
	}
	if ctx.Done() != nil {
		if deadline, ok := ctx.Deadline(); ok {
			fd.pfd.SetWriteDeadline(deadline)
			defer fd.pfd.SetWriteDeadline(time.Time{})
		}
		stop := context.AfterFunc(ctx, func() { fd.pfd.SetWriteDeadline(pastTime) })
		defer func() {
			if !stop() && err == nil {
				// The deadline may be set at any time: the socket is not to be used.
				err = mapErr(ctx.Err())
			}
		}()
	}
	for {
		if err := fd.pfd.WaitWrite(); err != nil {
			if ctx.Err() != nil {
				return mapErr(ctx.Err())
			}
			return err
		}
		code, err := syscall.GetsockoptInt(fd.pfd.Sysfd, syscall.SOL_SOCKET, syscall.SO_ERROR)
		if err != nil {
			return os.NewSyscallError("getsockopt", err)
		}
		switch err := syscall.Errno(code); err {
		case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
		case syscall.EISCONN:
			return nil
		case 0:
			// It may be a wake-up for nothing.
			if _, err := syscall.Getpeername(fd.pfd.Sysfd); err == nil {
				return nil
			}
		default:
			return os.NewSyscallError("connect", err)
		}
	}
}

func (fd *netFD) accept() (*netFD, error) {
	s, from, call, err := fd.pfd.Accept()
	if err != nil {
		if call != "" {
			err = callError(call, err)
		}
		return nil, err
	}
	conn := newFD(s, fd.family, fd.sotype, fd.net)
	if err := conn.init(); err != nil {
		conn.pfd.Close()
		return nil, err
	}
	if sa, err := syscall.Getsockname(s); err == nil {
		conn.laddr = conn.toAddr(sa)
	}
	conn.raddr = conn.toAddr(from)
	return conn, nil
}

func (fd *netFD) Close() error {
	runtime.SetFinalizer(fd, nil)
	return fd.pfd.Close()
}

func (fd *netFD) Read(p []byte) (int, error) {
	n, err := fd.pfd.Read(p)
	return n, callError("read", err)
}

func (fd *netFD) Write(p []byte) (int, error) {
	n, err := fd.pfd.Write(p)
	return n, callError("write", err)
}

func (fd *netFD) readFrom(p []byte) (int, syscall.Sockaddr, error) {
	n, from, err := fd.pfd.ReadFrom(p)
	return n, from, callError("recvfrom", err)
}

func (fd *netFD) writeTo(p []byte, to syscall.Sockaddr) (int, error) {
	n, err := fd.pfd.WriteTo(p, to)
	return n, callError("sendto", err)
}

func (fd *netFD) readMsg(p, oob []byte, flags int) (n, oobn, recvflags int, from syscall.Sockaddr, err error) {
	n, oobn, recvflags, from, err = fd.pfd.ReadMsg(p, oob, flags)
	return n, oobn, recvflags, from, callError("recvmsg", err)
}

func (fd *netFD) writeMsg(p, oob []byte, to syscall.Sockaddr) (n, oobn int, err error) {
	n, oobn, err = fd.pfd.WriteMsg(p, oob, to)
	return n, oobn, callError("sendmsg", err)
}

func (fd *netFD) shutdown(how int) error { return callError("shutdown", fd.pfd.Shutdown(how)) }

func (fd *netFD) setInt(level, name, value int) error {
	return callError("setsockopt", fd.pfd.SetsockoptInt(level, name, value))
}

// dup gives the socket as a file of its own.
func (fd *netFD) dup() (*os.File, error) {
	s, call, err := fd.pfd.Dup()
	if err != nil {
		if call != "" {
			err = os.NewSyscallError(call, err)
		}
		return nil, err
	}
	name := fd.net + ":"
	if fd.laddr != nil {
		name += fd.laddr.String()
	}
	name += "->"
	if fd.raddr != nil {
		name += fd.raddr.String()
	}
	return os.NewFile(uintptr(s), name), nil
}

// opError is the error as one of an operation of the connection.
func (fd *netFD) opError(op string, err error) error {
	return &OpError{Op: op, Net: fd.net, Source: fd.laddr, Addr: fd.raddr, Err: err}
}

// ownError is the error as one of an operation that has to do with this end only.
func (fd *netFD) ownError(op string, err error) error {
	return &OpError{Op: op, Net: fd.net, Addr: fd.laddr, Err: err}
}
