package net

import (
	"context"
	"syscall"
)

// IPConn is a connection of a protocol of IP, or a socket without other end.
type IPConn struct {
	conn
}

// SyscallConn implements syscall.Conn.
func (c *IPConn) SyscallConn() (syscall.RawConn, error) { return c.syscallConn() }

// toIP is an address of the system; nil if it is none.
func toIP(sa syscall.Sockaddr) *IPAddr {
	ip, _, zone := fromSockaddr(sa)
	if ip == nil {
		return nil
	}
	return &IPAddr{IP: ip, Zone: zone}
}

// withoutHeader takes the header off that the system gives with IPv4.
func withoutHeader(n int, b []byte) int {
	if len(b) < 20 || b[0]>>4 != 4 {
		return n
	}
	size := int(b[0]&15) * 4
	if size < 20 || size > len(b) {
		return n
	}
	copy(b, b[size:])
	return n - size
}

// ReadFromIP reads a packet.
func (c *IPConn) ReadFromIP(b []byte) (int, *IPAddr, error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, nil, c.fd.opError("read", err)
	}
	if _, ok := from.(*syscall.SockaddrInet4); ok {
		n = withoutHeader(n, b)
	}
	return n, toIP(from), nil
}

// ReadFrom implements the PacketConn ReadFrom method.
func (c *IPConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromIP(b)
	return n, addr.orNil(), err
}

// ReadMsgIP reads a packet and what the system says of it.
func (c *IPConn) ReadMsgIP(b, oob []byte) (n, oobn, flags int, addr *IPAddr, err error) {
	if !c.ok() {
		return 0, 0, 0, nil, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, 0)
	if err != nil {
		err = c.fd.opError("read", err)
	}
	return n, oobn, flags, toIP(from), err
}

// writeError is the error as one of writing to the address.
func (c *IPConn) writeError(to Addr, err error) error {
	return &OpError{Op: "write", Net: c.fd.net, Source: c.fd.laddr, Addr: to, Err: err}
}

// target is the address for a packet.
func (c *IPConn) target(addr *IPAddr) (syscall.Sockaddr, error) {
	if c.fd.isConnected {
		return nil, ErrWriteToConnected
	}
	if addr == nil {
		return nil, errMissingAddress
	}
	return addr.sockaddr(c.fd.family)
}

// WriteToIP sends a packet.
func (c *IPConn) WriteToIP(b []byte, addr *IPAddr) (n int, err error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	to, err := c.target(addr)
	if err == nil {
		n, err = c.fd.writeTo(b, to)
	}
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, err
}

// WriteTo implements the PacketConn WriteTo method.
func (c *IPConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	to, ok := addr.(*IPAddr)
	if !ok {
		return 0, c.writeError(addr, syscall.EINVAL)
	}
	return c.WriteToIP(b, to)
}

// WriteMsgIP sends a packet with what the system shall know.
func (c *IPConn) WriteMsgIP(b, oob []byte, addr *IPAddr) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	to, err := c.target(addr)
	if err == nil {
		n, oobn, err = c.fd.writeMsg(b, oob, to)
	}
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, oobn, err
}

// DialIP connects; nil for laddr is any address.
func DialIP(network string, laddr, raddr *IPAddr) (*IPConn, error) {
	return dialIP(context.Background(), &Dialer{}, network, laddr, raddr)
}

func dialIP(ctx context.Context, d *Dialer, network string, laddr, raddr *IPAddr) (c *IPConn, err error) {
	if raddr == nil {
		err = errMissingAddress
	} else {
		c, err = d.dialIP(ctx, network, laddr, raddr)
	}
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.orNil(), Addr: raddr.orNil(), Err: err}
	}
	return c, nil
}

func (d *Dialer) dialIP(ctx context.Context, network string, laddr, raddr *IPAddr) (*IPConn, error) {
	return openIP(ctx, network, &socketRequest{laddr: laddr, raddr: raddr, control: d.control()})
}

// openIP makes the socket of the network.
func openIP(ctx context.Context, network string, request *socketRequest) (*IPConn, error) {
	name, protocol, err := parseNetwork(network, true)
	if err != nil {
		return nil, err
	}
	if !isOf(name, "ip") {
		return nil, UnknownNetworkError(network)
	}
	request.network, request.sotype, request.proto = name, syscall.SOCK_RAW, protocol
	fd, err := request.open(ctx)
	if err != nil {
		return nil, err
	}
	return &IPConn{conn{fd}}, nil
}

// ListenIP takes packets; nil for laddr is any address.
func ListenIP(network string, laddr *IPAddr) (*IPConn, error) {
	if laddr == nil {
		laddr = &IPAddr{}
	}
	c, err := (&ListenConfig{}).listenIP(context.Background(), network, laddr)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: err}
	}
	return c, nil
}

func (lc *ListenConfig) listenIP(ctx context.Context, network string, laddr *IPAddr) (*IPConn, error) {
	request := &socketRequest{laddr: laddr, raddr: (*IPAddr)(nil), control: lc.control(), isListener: true}
	return openIP(ctx, network, request)
}
