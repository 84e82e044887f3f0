package net

import (
	"net/netip"
	"strconv"
)

// IPAddr is an address of the internet.
type IPAddr struct {
	IP   IP
	Zone string // Of an IPv6 address.
}

// TCPAddr is an end of a TCP connection.
type TCPAddr struct {
	IP   IP
	Port int
	Zone string // Of an IPv6 address.
}

// UDPAddr is an end of a UDP connection.
type UDPAddr struct {
	IP   IP
	Port int
	Zone string // Of an IPv6 address.
}

// UnixAddr is a Unix socket.
type UnixAddr struct {
	Name string
	Net  string // "unix", "unixgram" or "unixpacket".
}

// hostText is an address with its zone.
func hostText(ip IP, zone string) string {
	if zone != "" {
		return ip.textOrEmpty() + "%" + zone
	}
	return ip.textOrEmpty()
}

func addrPort(ip IP, zone string, port int) netip.AddrPort {
	addr, _ := netip.AddrFromSlice(ip)
	return netip.AddrPortFrom(addr.WithZone(zone), uint16(port))
}

// Network is "ip".
func (a *IPAddr) Network() string { return "ip" }

func (a *IPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return hostText(a.IP, a.Zone)
}

// Network is "tcp".
func (a *TCPAddr) Network() string { return "tcp" }

func (a *TCPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return JoinHostPort(hostText(a.IP, a.Zone), strconv.Itoa(a.Port))
}

// AddrPort is the same in netip's form; invalid for nil.
func (a *TCPAddr) AddrPort() netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	return addrPort(a.IP, a.Zone, a.Port)
}

// TCPAddrFromAddrPort is the same in this package's form.
func TCPAddrFromAddrPort(addr netip.AddrPort) *TCPAddr {
	return &TCPAddr{IP: addr.Addr().AsSlice(), Zone: addr.Addr().Zone(), Port: int(addr.Port())}
}

// Network is "udp".
func (a *UDPAddr) Network() string { return "udp" }

func (a *UDPAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return JoinHostPort(hostText(a.IP, a.Zone), strconv.Itoa(a.Port))
}

// AddrPort is the same in netip's form; invalid for nil.
func (a *UDPAddr) AddrPort() netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	return addrPort(a.IP, a.Zone, a.Port)
}

// UDPAddrFromAddrPort is the same in this package's form.
func UDPAddrFromAddrPort(addr netip.AddrPort) *UDPAddr {
	return &UDPAddr{IP: addr.Addr().AsSlice(), Zone: addr.Addr().Zone(), Port: int(addr.Port())}
}

// Network is "unix", "unixgram" or "unixpacket".
func (a *UnixAddr) Network() string { return a.Net }

func (a *UnixAddr) String() string {
	if a == nil {
		return "<nil>"
	}
	return a.Name
}
