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

// toUDP is an address of the system; nil if it is none.
func toUDP(sa syscall.Sockaddr) *UDPAddr {
	ip, port, zone := fromSockaddr(sa)
	if ip == nil {
		return nil
	}
	return &UDPAddr{IP: ip, Port: port, Zone: zone}
}

// toAddrPort is an address of the system; invalid if it is none.
func toAddrPort(sa syscall.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *syscall.SockaddrInet6:
		addr := netip.AddrFrom16(sa.Addr).WithZone(zoneName(int(sa.ZoneId)))
		return netip.AddrPortFrom(addr, uint16(sa.Port))
	}
	return netip.AddrPort{}
}

// ReadFromUDP reads a packet.
func (c *UDPConn) ReadFromUDP(b []byte) (n int, addr *UDPAddr, err error) {
	if !c.ok() {
		return 0, nil, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, nil, c.fd.opError("read", err)
	}
	return n, toUDP(from), nil
}

// ReadFrom implements the PacketConn ReadFrom method.
func (c *UDPConn) ReadFrom(b []byte) (int, Addr, error) {
	n, addr, err := c.ReadFromUDP(b)
	return n, addr.orNil(), err
}

// ReadFromUDPAddrPort is ReadFromUDP with netip's address.
func (c *UDPConn) ReadFromUDPAddrPort(b []byte) (n int, addr netip.AddrPort, err error) {
	if !c.ok() {
		return 0, netip.AddrPort{}, syscall.EINVAL
	}
	n, from, err := c.fd.readFrom(b)
	if err != nil {
		return n, netip.AddrPort{}, c.fd.opError("read", err)
	}
	return n, toAddrPort(from), nil
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
	if !c.ok() {
		return 0, 0, 0, netip.AddrPort{}, syscall.EINVAL
	}
	n, oobn, flags, from, err := c.fd.readMsg(b, oob, 0)
	if err != nil {
		err = c.fd.opError("read", err)
	}
	return n, oobn, flags, toAddrPort(from), err
}

// writeError is the error as one of writing to the address.
func (c *UDPConn) writeError(to Addr, err error) error {
	return &OpError{Op: "write", Net: c.fd.net, Source: c.fd.laddr, Addr: to, Err: err}
}

func (c *UDPConn) writeTo(b []byte, to *UDPAddr) (int, error) {
	if c.fd.isConnected {
		return 0, ErrWriteToConnected
	}
	if to == nil {
		return 0, errMissingAddress
	}
	sa, err := to.sockaddr(c.fd.family)
	if err != nil {
		return 0, err
	}
	return c.fd.writeTo(b, sa)
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

// sockaddrFor is netip's address for a socket of the connection's family.
func (c *UDPConn) sockaddrFor(to netip.AddrPort) (syscall.Sockaddr, error) {
	ip := to.Addr()
	if c.fd.family == syscall.AF_INET {
		if !ip.Is4() && !ip.Is4In6() {
			return nil, &AddrError{Err: "non-IPv4 address", Addr: ip.String()}
		}
		return &syscall.SockaddrInet4{Addr: ip.As4(), Port: int(to.Port())}, nil
	}
	return &syscall.SockaddrInet6{Addr: ip.As16(), Port: int(to.Port()), ZoneId: uint32(zoneIndex(ip.Zone()))}, nil
}

// WriteToUDPAddrPort is WriteToUDP with netip's address.
func (c *UDPConn) WriteToUDPAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	var n int
	var err error
	if c.fd.isConnected {
		err = ErrWriteToConnected
	} else if !addr.IsValid() {
		err = errMissingAddress
	} else {
		var sa syscall.Sockaddr
		if sa, err = c.sockaddrFor(addr); err == nil {
			n, err = c.fd.writeTo(b, sa)
		}
	}
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
	if err = c.checkTo(addr != nil); err == nil {
		var sa syscall.Sockaddr
		if sa, err = addr.sockaddr(c.fd.family); err == nil {
			n, oobn, err = c.fd.writeMsg(b, oob, sa)
		}
	}
	if err != nil {
		err = c.writeError(addr.orNil(), err)
	}
	return n, oobn, err
}

// WriteMsgUDPAddrPort is WriteMsgUDP with netip's address.
func (c *UDPConn) WriteMsgUDPAddrPort(b, oob []byte, addr netip.AddrPort) (n, oobn int, err error) {
	if !c.ok() {
		return 0, 0, syscall.EINVAL
	}
	if err = c.checkTo(addr.IsValid()); err == nil {
		var sa syscall.Sockaddr
		if addr.IsValid() {
			sa, err = c.sockaddrFor(addr)
		}
		if err == nil {
			n, oobn, err = c.fd.writeMsg(b, oob, sa)
		}
	}
	if err != nil {
		err = c.writeError(addrPortAddr{addr}, err)
	}
	return n, oobn, err
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
