package net

import (
	"context"
	"net/netip"
	"syscall"
)

// UDPConn is a UDP connection, or a socket without other end.
type UDPConn struct {
	conn
}

// SyscallConn implements syscall.Conn.
func (c *UDPConn) SyscallConn() (syscall.RawConn, error) { return c.syscallConn() }

// receive reads a packet. The call is named in errors.
func (c *UDPConn) receive(call string, b, oob []byte) (n, oobn, flags int, from netip.AddrPort, err error) {
	if !c.ok() {
		return 0, 0, 0, from, syscall.EINVAL
	}
	var raw rawAddr
	n, oobn, flags, raw.len, err = c.fd.pfd.ReadMsgRaw(b, oob, raw.bytes[:], 0)
	if err != nil {
		return n, oobn, flags, from, c.fd.opError("read", callError(call, err))
	}
	return n, oobn, flags, raw.addrPort(), nil
}

// ReadFromUDP reads a packet. It is so small that the address need not be on the heap.
func (c *UDPConn) ReadFromUDP(b []byte) (n int, addr *UDPAddr, err error) {
	return c.readFromUDP(b, &UDPAddr{})
}

// readFromUDP reads a packet and says in addr where it comes from.
func (c *UDPConn) readFromUDP(b []byte, addr *UDPAddr) (int, *UDPAddr, error) {
	n, _, _, from, err := c.receive("recvfrom", b, nil)
	if err != nil || !from.IsValid() {
		return n, nil, err
	}
	*addr = UDPAddr{IP: from.Addr().AsSlice(), Port: int(from.Port()), Zone: from.Addr().Zone()}
	return n, addr, nil
}

// ReadFrom implements the PacketConn ReadFrom method.
func (c *UDPConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.readFromUDP(b, &UDPAddr{})
	return n, addr.orNil(), err
}

// ReadFromUDPAddrPort is ReadFromUDP with netip's address.
func (c *UDPConn) ReadFromUDPAddrPort(b []byte) (n int, addr netip.AddrPort, err error) {
	n, _, _, addr, err = c.receive("recvfrom", b, nil)
	return n, addr, err
}

// ReadMsgUDP reads a packet and what the system says of it.
func (c *UDPConn) ReadMsgUDP(b, oob []byte) (n, oobn, flags int, addr *UDPAddr, err error) {
	n, oobn, flags, from, err := c.ReadMsgUDPAddrPort(b, oob)
	if from.IsValid() {
		addr = UDPAddrFromAddrPort(from)
	}
	return n, oobn, flags, addr, err
}

// ReadMsgUDPAddrPort is ReadMsgUDP with netip's address.
func (c *UDPConn) ReadMsgUDPAddrPort(b, oob []byte) (n, oobn, flags int, addr netip.AddrPort, err error) {
	return c.receive("recvmsg", b, oob)
}

// writeError is the error as one of writing to the address.
func (c *UDPConn) writeError(to Addr, err error) error {
	return &OpError{Op: "write", Net: c.fd.net, Source: c.fd.laddr, Addr: to, Err: err}
}

// send sends a packet; to may be empty. The call is named in errors.
func (c *UDPConn) send(call string, b, oob []byte, to *rawAddr) (int, error) {
	n, err := c.fd.pfd.WriteMsgRaw(b, oob, to.used())
	return n, callError(call, err)
}

func (c *UDPConn) writeTo(b []byte, to *UDPAddr) (int, error) {
	if c.fd.isConnected {
		return 0, ErrWriteToConnected
	}
	if to == nil {
		return 0, errMissingAddress
	}
	var raw rawAddr
	if err := raw.setUDP(c.fd.family, to); err != nil {
		return 0, err
	}
	return c.send("sendto", b, nil, &raw)
}

// WriteToUDP sends a packet.
func (c *UDPConn) WriteToUDP(b []byte, addr *UDPAddr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.writeTo(b, addr)
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, err
}

// WriteTo implements the PacketConn WriteTo method.
func (c *UDPConn) WriteTo(b []byte, addr Addr) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	to, ok := addr.(*UDPAddr)
	if !ok {
		return 0, c.writeError(addr, syscall.EINVAL)
	}
	return c.WriteToUDP(b, to)
}

// addrPortAddr is netip's address as an Addr.
type addrPortAddr struct {
	netip.AddrPort
}

func (addrPortAddr) Network() string { return "udp" }

func (c *UDPConn) writeToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if c.fd.isConnected {
		return 0, ErrWriteToConnected
	}
	if !to.IsValid() {
		return 0, errMissingAddress
	}
	var raw rawAddr
	if err := raw.setAddrPort(c.fd.family, to); err != nil {
		return 0, err
	}
	return c.send("sendto", b, nil, &raw)
}

// WriteToUDPAddrPort is WriteToUDP with netip's address.
func (c *UDPConn) WriteToUDPAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.writeToAddrPort(b, addr)
	if err != nil {
		err = c.writeError(addrPortAddr{addr}, err)
	}
	return n, err
}

// checkTo tells whether a message is to have an address.
func (c *UDPConn) checkTo(has bool) error {
	if c.fd.isConnected && has {
		return ErrWriteToConnected
	}
	if !c.fd.isConnected && !has {
		return errMissingAddress
	}
	return nil
}

// WriteMsgUDP sends a packet with what the system shall know; nil for addr if the
// connection has its other end.
func (c *UDPConn) WriteMsgUDP(b, oob []byte, addr *UDPAddr) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var raw rawAddr
	err = c.checkTo(addr != nil)
	if err == nil && addr != nil {
		err = raw.setUDP(c.fd.family, addr)
	}
	if err == nil {
		n, err = c.send("sendmsg", b, oob, &raw)
	}
	if err != nil {
		return n, 0, c.writeError(addr.orNil(), err)
	}
	return n, len(oob), nil
}

// WriteMsgUDPAddrPort is WriteMsgUDP with netip's address.
func (c *UDPConn) WriteMsgUDPAddrPort(b, oob []byte, addr netip.AddrPort) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	var raw rawAddr
	err = c.checkTo(addr.IsValid())
	if err == nil && addr.IsValid() {
		err = raw.setAddrPort(c.fd.family, addr)
	}
	if err == nil {
		n, err = c.send("sendmsg", b, oob, &raw)
	}
	if err != nil {
		return n, 0, c.writeError(addrPortAddr{addr}, err)
	}
	return n, len(oob), nil
}

// DialUDP connects; nil for laddr is any address.
func DialUDP(network string, laddr, raddr *UDPAddr) (*UDPConn, error) {
	return dialUDP(context.Background(), &Dialer{}, network, laddr, raddr)
}

func dialUDP(ctx context.Context, d *Dialer, network string, laddr, raddr *UDPAddr) (c *UDPConn, err error) {
	switch {
	case !isOf(network, "udp"):
		err = UnknownNetworkError(network)
	case raddr == nil:
		err = errMissingAddress
	default:
		c, err = d.dialUDP(ctx, network, laddr, raddr)
	}
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.orNil(), Addr: raddr.orNil(), Err: err}
	}
	return c, nil
}

func (d *Dialer) dialUDP(ctx context.Context, network string, laddr, raddr *UDPAddr) (*UDPConn, error) {
	request := socketRequest{
		network: network, sotype: syscall.SOCK_DGRAM, laddr: laddr, raddr: raddr, control: d.control(),
	}
	fd, err := request.open(ctx)
	if err != nil {
		return nil, err
	}
	return &UDPConn{conn{fd}}, nil
}

// ListenUDP takes packets; nil for laddr is any address and port.
func ListenUDP(network string, laddr *UDPAddr) (c *UDPConn, err error) {
	if !isOf(network, "udp") {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		laddr = &UDPAddr{}
	}
	c, err = (&ListenConfig{}).listenUDP(context.Background(), network, laddr)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: err}
	}
	return c, nil
}

func (lc *ListenConfig) listenUDP(ctx context.Context, network string, laddr *UDPAddr) (*UDPConn, error) {
	request := socketRequest{
		network: network, sotype: syscall.SOCK_DGRAM, laddr: laddr, raddr: (*UDPAddr)(nil),
		control: lc.control(), isListener: true,
	}
	fd, err := request.open(ctx)
	if err != nil {
		return nil, err
	}
	return &UDPConn{conn{fd}}, nil
}
