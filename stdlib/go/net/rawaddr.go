package net

import (
	"net/netip"
	"syscall"
)

// rawAddr is an address of the internet as the system has it: family, port in big endian,
// address. UDP has them so, because a packet is to take no memory.
type rawAddr struct {
	bytes [syscall.SizeofSockaddrInet6]byte
	len   int
}

// used is the address's own bytes.
func (r *rawAddr) used() []byte { return r.bytes[:r.len] }

// set makes it an address for a socket of the family. The bytes are 4 or 16.
func (r *rawAddr) set(family int, ip []byte, port int, zone string) {
	r.bytes[0] = byte(family)
	r.bytes[2], r.bytes[3] = byte(port>>8), byte(port)
	if family == syscall.AF_INET {
		copy(r.bytes[4:], ip)
		r.len = syscall.SizeofSockaddrInet4
		return
	}
	copy(r.bytes[8:], ip)
	index := zoneIndex(zone)
	for i := range 4 {
		r.bytes[24+i] = byte(index >> (8 * i))
	}
	r.len = syscall.SizeofSockaddrInet6
}

// setUDP is set of an address that may not fit.
func (r *rawAddr) setUDP(family int, addr *UDPAddr) error {
	ip := addr.IP
	if family == syscall.AF_INET {
		if len(ip) == 0 {
			ip = IPv4zero
		}
		if ip = ip.To4(); ip == nil {
			return &AddrError{Err: "non-IPv4 address", Addr: addr.IP.String()}
		}
	} else {
		// 0.0.0.0 for an IPv6 socket is all of both.
		if len(ip) == 0 || ip.Equal(IPv4zero) {
			ip = IPv6zero
		}
		if len(ip) == IPv4len {
			mapped := [16]byte{10: 0xff, 11: 0xff, 12: ip[0], 13: ip[1], 14: ip[2], 15: ip[3]}
			ip = mapped[:]
		}
		if len(ip) != IPv6len {
			return &AddrError{Err: "non-IPv6 address", Addr: addr.IP.String()}
		}
	}
	if addr.Port < 0 || addr.Port > 0xffff {
		return callError("sendto", syscall.EINVAL)
	}
	r.set(family, ip, addr.Port, addr.Zone)
	return nil
}

// setAddrPort is set of an address that may not fit.
func (r *rawAddr) setAddrPort(family int, to netip.AddrPort) error {
	ip := to.Addr()
	if family == syscall.AF_INET {
		if !ip.Is4() && !ip.Is4In6() {
			return &AddrError{Err: "non-IPv4 address", Addr: ip.String()}
		}
		a := ip.As4()
		r.set(family, a[:], int(to.Port()), "")
		return nil
	}
	a := ip.As16()
	r.set(family, a[:], int(to.Port()), ip.Zone())
	return nil
}

// addrPort is the address that the system has put there; invalid if there is none.
func (r *rawAddr) addrPort() netip.AddrPort {
	port := uint16(r.bytes[2])<<8 | uint16(r.bytes[3])
	switch {
	case r.len >= syscall.SizeofSockaddrInet4 && r.bytes[0] == syscall.AF_INET:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(r.bytes[4:8])), port)
	case r.len >= syscall.SizeofSockaddrInet6 && r.bytes[0] == syscall.AF_INET6:
		zone := zoneName(int(uint32At(r.bytes[:], 24)))
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(r.bytes[8:24])).WithZone(zone), port)
	}
	return netip.AddrPort{}
}
