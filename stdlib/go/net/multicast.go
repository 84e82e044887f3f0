package net

import (
	"context"
	"syscall"
)

// ListenMulticastUDP takes packets of a group; nil for ifi lets the system choose the
// interface.
func ListenMulticastUDP(network string, ifi *Interface, gaddr *UDPAddr) (*UDPConn, error) {
	fail := func(err error) (*UDPConn, error) {
		return nil, &OpError{Op: "listen", Net: network, Addr: gaddr.orNil(), Err: err}
	}
	if !isOf(network, "udp") {
		return fail(UnknownNetworkError(network))
	}
	if gaddr == nil || gaddr.IP == nil {
		return fail(errMissingAddress)
	}
	c, err := (&ListenConfig{}).listenUDP(context.Background(), network, gaddr)
	if err != nil {
		return fail(err)
	}
	if ip4 := gaddr.IP.To4(); ip4 != nil {
		err = c.fd.joinIPv4(ifi, ip4)
	} else {
		err = c.fd.joinIPv6(ifi, gaddr.IP)
	}
	if err != nil {
		c.Close()
		return fail(err)
	}
	return c, nil
}

// joinIPv4 joins the group, and keeps what is sent to it from coming back.
func (fd *netFD) joinIPv4(ifi *Interface, group IP) error {
	mreq := syscall.IPMreqn{Multiaddr: [4]byte(group)}
	if ifi != nil {
		mreq.Ifindex = int32(ifi.Index)
		out := syscall.IPMreqn{Ifindex: int32(ifi.Index)}
		if err := fd.pfd.SetsockoptIPMreqn(syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, &out); err != nil {
			return callError("setsockopt", err)
		}
	}
	if err := fd.setInt(syscall.IPPROTO_IP, syscall.IP_MULTICAST_LOOP, 0); err != nil {
		return err
	}
	return callError("setsockopt", fd.pfd.SetsockoptIPMreqn(syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, &mreq))
}

// joinIPv6 joins the group, and keeps what is sent to it from coming back.
func (fd *netFD) joinIPv6(ifi *Interface, group IP) error {
	mreq := syscall.IPv6Mreq{Multiaddr: [16]byte(group)}
	if ifi != nil {
		mreq.Interface = uint32(ifi.Index)
		if err := fd.setInt(syscall.IPPROTO_IPV6, syscall.IPV6_MULTICAST_IF, ifi.Index); err != nil {
			return err
		}
	}
	if err := fd.setInt(syscall.IPPROTO_IPV6, syscall.IPV6_MULTICAST_LOOP, 0); err != nil {
		return err
	}
	return callError("setsockopt", fd.pfd.SetsockoptIPv6Mreq(syscall.IPPROTO_IPV6, syscall.IPV6_JOIN_GROUP, &mreq))
}
