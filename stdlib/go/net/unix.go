package net

import (
	"context"
	"io"
	"sync"
	"syscall"
)

// UnixConn is a connection of Unix sockets, or a socket without other end.
type UnixConn struct {
	conn
}

// SyscallConn implements syscall.Conn.
func (c *UnixConn) SyscallConn() (syscall.RawConn, error) { return c.syscallConn() }

// close ends one direction.
func (c *UnixConn) close(how int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.shutdown(how); err != nil {
		return c.fd.opError("close", err)
	}
	return nil
}

// CloseRead ends reading.
func (c *UnixConn) CloseRead() error { return c.close(syscall.SHUT_RD) }

// CloseWrite ends writing: the other end reads to the end.
func (c *UnixConn) CloseWrite() error { return c.close(syscall.SHUT_WR) }

// toUnix is an address of the system; nil if it has no name.
func (c *UnixConn) toUnix(sa syscall.Sockaddr) *UnixAddr {
	if a, ok := sa.(*syscall.SockaddrUnix); ok && a.Name != "" {
		return &UnixAddr{Name: a.Name, Net: c.fd.unixNet()}
	}
	return nil
}

// ReadFromUnix reads a packet, or from a stream.
func (c *UnixConn) ReadFromUnix(b []byte) (int, *UnixAddr, error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil && err != io.EOF {
		err = c.fd.opError("read", err)
	}
	return n, c.toUnix(from), err
}

// ReadFrom implements the PacketConn ReadFrom method.
func (c *UnixConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromUnix(b)
	return n, addr.orNil(), err
}

// ReadMsgUnix reads a packet with its control messages.
func (c *UnixConn) ReadMsgUnix(b, oob []byte) (n, oobn, flags int, addr *UnixAddr, err error) {
	if !c.ok() {
		return 0, 0, 0, nil, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, syscall.MSG_CMSG_CLOEXEC)
	if err != nil && err != io.EOF {
		err = c.fd.opError("read", err)
	}
	return n, oobn, flags, c.toUnix(from), err
}

// writeError is the error as one of writing to the address.
func (c *UnixConn) writeError(to Addr, err error) error {
	return &OpError{Op: "write", Net: c.fd.net, Source: c.fd.laddr, Addr: to, Err: err}
}

// WriteToUnix sends a packet.
func (c *UnixConn) WriteToUnix(b []byte, addr *UnixAddr) (n int, err error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	switch {
	case c.fd.isConnected:
		err = ErrWriteToConnected
	case addr == nil:
		err = errMissingAddress
	case addr.Net != c.fd.unixNet():
		err = syscall.EAFNOSUPPORT
	default:
		n, err = c.fd.writeTo(b, &syscall.SockaddrUnix{Name: addr.Name})
	}
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, err
}

// WriteTo implements the PacketConn WriteTo method.
func (c *UnixConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	to, ok := addr.(*UnixAddr)
	if !ok {
		return 0, c.writeError(addr, syscall.EINVAL)
	}
	return c.WriteToUnix(b, to)
}

// WriteMsgUnix sends a packet with control messages; nil for addr if the connection has its
// other end.
func (c *UnixConn) WriteMsgUnix(b, oob []byte, addr *UnixAddr) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	switch {
	case c.fd.sotype == syscall.SOCK_DGRAM && c.fd.isConnected:
		err = ErrWriteToConnected
	case addr == nil:
		n, oobn, err = c.fd.writeMsg(b, oob, nil)
	case addr.Net != c.fd.unixNet():
		err = syscall.EAFNOSUPPORT
	default:
		n, oobn, err = c.fd.writeMsg(b, oob, &syscall.SockaddrUnix{Name: addr.Name})
	}
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, oobn, err
}

// UnixListener listens for connections of Unix sockets.
type UnixListener struct {
	listener
	path       string
	unlink     bool
	unlinkOnce sync.Once
}

// AcceptUnix gives the next connection.
func (l *UnixListener) AcceptUnix() (*UnixConn, error) {
	if l == nil {
		return nil, syscall.EINVAL
	}
	fd, err := l.accept()
	if err != nil {
		return nil, err
	}
	return &UnixConn{conn{fd}}, nil
}

// Accept implements the Listener Accept method.
func (l *UnixListener) Accept() (Conn, error) {
	c, err := l.AcceptUnix()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends an Accept that waits, and removes the socket's file; connections stay open.
func (l *UnixListener) Close() error {
	if l == nil || !l.ok() {
		return syscall.EINVAL
	}
	// Only once: another one may be there by then. Before it is closed, for the same reason.
	l.unlinkOnce.Do(func() {
		if l.unlink && l.path[0] != '@' {
			syscall.Unlink(l.path)
		}
	})
	return l.listener.Close()
}

// SetUnlinkOnClose says whether Close removes the socket's file; so it is by default if
// this process made it.
func (l *UnixListener) SetUnlinkOnClose(unlink bool) { l.unlink = unlink }

// unixType is the type of sockets of the network.
func unixType(network string) (sotype int, err error) {
	switch network {
	case "unix":
		return syscall.SOCK_STREAM, nil
	case "unixgram":
		return syscall.SOCK_DGRAM, nil
	case "unixpacket":
		return syscall.SOCK_SEQPACKET, nil
	}
	return 0, UnknownNetworkError(network)
}

// DialUnix connects; nil for laddr is no address.
func DialUnix(network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	return dialUnix(context.Background(), &Dialer{}, network, laddr, raddr)
}

func dialUnix(ctx context.Context, d *Dialer, network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	c, err := d.dialUnix(ctx, network, laddr, raddr)
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.orNil(), Addr: raddr.orNil(), Err: err}
	}
	return c, nil
}

func (d *Dialer) dialUnix(ctx context.Context, network string, laddr, raddr *UnixAddr) (*UnixConn, error) {
	sotype, err := unixType(network)
	if err != nil {
		return nil, err
	}
	if laddr.isWildcard() {
		laddr = nil
	}
	if raddr.isWildcard() {
		raddr = nil
	}
	if raddr == nil && (sotype != syscall.SOCK_DGRAM || laddr == nil) {
		return nil, errMissingAddress
	}
	request := socketRequest{network: network, sotype: sotype, laddr: laddr, raddr: raddr, control: d.control()}
	fd, err := request.open(ctx)
	if err != nil {
		return nil, err
	}
	return &UnixConn{conn{fd}}, nil
}

// listenUnixFD makes a socket with the address.
func (lc *ListenConfig) listenUnixFD(ctx context.Context, network string, laddr *UnixAddr) (*netFD, error) {
	sotype, err := unixType(network)
	if err != nil {
		return nil, err
	}
	request := socketRequest{
		network: network, sotype: sotype, laddr: laddr, raddr: (*UnixAddr)(nil),
		control: lc.control(), isListener: true,
	}
	return request.open(ctx)
}

func (lc *ListenConfig) listenUnix(ctx context.Context, network string, laddr *UnixAddr) (*UnixListener, error) {
	fd, err := lc.listenUnixFD(ctx, network, laddr)
	if err != nil {
		return nil, err
	}
	return &UnixListener{listener: listener{fd}, path: fd.laddr.String(), unlink: true}, nil
}

// ListenUnix listens at the address, which must be there.
func ListenUnix(network string, laddr *UnixAddr) (l *UnixListener, err error) {
	switch {
	case network != "unix" && network != "unixpacket":
		err = UnknownNetworkError(network)
	case laddr == nil:
		err = errMissingAddress
	default:
		l, err = (&ListenConfig{}).listenUnix(context.Background(), network, laddr)
	}
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: err}
	}
	return l, nil
}

// ListenUnixgram takes packets at the address.
func ListenUnixgram(network string, laddr *UnixAddr) (*UnixConn, error) {
	var fd *netFD
	var err error
	switch {
	case network != "unixgram":
		err = UnknownNetworkError(network)
	case laddr == nil:
		err = errMissingAddress
	default:
		fd, err = (&ListenConfig{}).listenUnixFD(context.Background(), network, laddr)
	}
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: err}
	}
	return &UnixConn{conn{fd}}, nil
}
