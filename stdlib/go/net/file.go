package net

import (
	"os"
	"syscall"
)

// fileAddr is the name of a file that should be a socket.
type fileAddr string

func (fileAddr) Network() string  { return "file+net" }
func (a fileAddr) String() string { return string(a) }

// ofFile makes a copy of a file's socket, and of that what make gives.
func ofFile[T any](f *os.File, make func(fd *netFD) (T, bool)) (made T, err error) {
	fail := func(err error) (T, error) {
		return made, &OpError{Op: "file", Net: "file+net", Addr: fileAddr(f.Name()), Err: err}
	}
	s, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return fail(os.NewSyscallError("fcntl", err))
	}
	fd, err := newFileFD(s)
	if err != nil {
		syscall.Close(s)
		return fail(err)
	}
	made, ok := make(fd)
	if !ok {
		fd.Close()
		return fail(syscall.EINVAL)
	}
	return made, nil
}

// newFileFD finds out what kind of socket it is.
func newFileFD(s int) (*netFD, error) {
	if err := syscall.SetNonblock(s, true); err != nil {
		return nil, os.NewSyscallError("setnonblock", err)
	}
	sotype, err := syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_TYPE)
	if err != nil {
		return nil, os.NewSyscallError("getsockopt", err)
	}
	own, err := syscall.Getsockname(s)
	if err != nil {
		return nil, os.NewSyscallError("getsockname", err)
	}
	var family int
	switch own.(type) {
	case *syscall.SockaddrInet4:
		family = syscall.AF_INET
	case *syscall.SockaddrInet6:
		family = syscall.AF_INET6
	case *syscall.SockaddrUnix:
		family = syscall.AF_UNIX
	default:
		return nil, syscall.EPROTONOSUPPORT
	}
	fd := newFD(s, family, sotype, "")
	fd.readAddrs(nil)
	fd.net = fd.laddr.Network()
	return fd, fd.init()
}

// FileConn gives a copy of the connection that the file is.
func FileConn(f *os.File) (c Conn, err error) {
	return ofFile(f, func(fd *netFD) (Conn, bool) {
		switch fd.laddr.(type) {
		case *TCPAddr:
			return newTCPConn(fd, defaultKeepAliveIdle, KeepAliveConfig{}), true
		case *UDPAddr:
			return &UDPConn{conn{fd}}, true
		case *IPAddr:
			return &IPConn{conn{fd}}, true
		case *UnixAddr:
			return &UnixConn{conn{fd}}, true
		}
		return nil, false
	})
}

// FileListener gives a copy of the listener that the file is.
func FileListener(f *os.File) (ln Listener, err error) {
	return ofFile(f, func(fd *netFD) (Listener, bool) {
		switch laddr := fd.laddr.(type) {
		case *TCPAddr:
			return &TCPListener{listener: listener{fd}}, true
		case *UnixAddr:
			return &UnixListener{listener: listener{fd}, path: laddr.Name}, true
		}
		return nil, false
	})
}

// FilePacketConn gives a copy of the connection of packets that the file is.
func FilePacketConn(f *os.File) (c PacketConn, err error) {
	return ofFile(f, func(fd *netFD) (PacketConn, bool) {
		switch fd.laddr.(type) {
		case *UDPAddr:
			return &UDPConn{conn{fd}}, true
		case *IPAddr:
			return &IPConn{conn{fd}}, true
		case *UnixAddr:
			return &UnixConn{conn{fd}}, true
		}
		return nil, false
	})
}
