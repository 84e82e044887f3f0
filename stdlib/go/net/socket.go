package net

import (
	"context"
	"os"
	"strings"
	"sync"
	"syscall"
)

// sockaddr is an address of which sockets are made.
type sockaddr interface {
	Addr

	// family is that of the address.
	family() int
	// isWildcard tells whether any address will do.
	isWildcard() bool
	// sockaddr is the address for a socket of the family; nil for a nil address.
	sockaddr(family int) (syscall.Sockaddr, error)
}

// control is called with a socket before it is bound or connected.
type control func(ctx context.Context, network, address string, c syscall.RawConn) error

func ipFamily(ip IP) int {
	if len(ip) <= IPv4len || ip.To4() != nil {
		return syscall.AF_INET
	}
	return syscall.AF_INET6
}

func (a *TCPAddr) family() int {
	if a == nil {
		return syscall.AF_INET
	}
	return ipFamily(a.IP)
}

func (a *UDPAddr) family() int {
	if a == nil {
		return syscall.AF_INET
	}
	return ipFamily(a.IP)
}

func (a *IPAddr) family() int {
	if a == nil {
		return syscall.AF_INET
	}
	return ipFamily(a.IP)
}

func (a *UnixAddr) family() int { return syscall.AF_UNIX }

func (a *TCPAddr) isWildcard() bool  { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *UDPAddr) isWildcard() bool  { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *IPAddr) isWildcard() bool   { return a == nil || a.IP == nil || a.IP.IsUnspecified() }
func (a *UnixAddr) isWildcard() bool { return a == nil || a.Name == "" }

func (a *TCPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return toSockaddr(family, a.IP, a.Port, a.Zone)
}

func (a *UDPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return toSockaddr(family, a.IP, a.Port, a.Zone)
}

func (a *IPAddr) sockaddr(family int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return toSockaddr(family, a.IP, 0, a.Zone)
}

func (a *UnixAddr) sockaddr(int) (syscall.Sockaddr, error) {
	if a == nil {
		return nil, nil
	}
	return &syscall.SockaddrUnix{Name: a.Name}, nil
}

// The address as an Addr that is nil if the address is.
func (a *TCPAddr) orNil() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *UDPAddr) orNil() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *IPAddr) orNil() Addr {
	if a == nil {
		return nil
	}
	return a
}

func (a *UnixAddr) orNil() Addr {
	if a == nil {
		return nil
	}
	return a
}

// toSockaddr is the address in the system's form.
func toSockaddr(family int, ip IP, port int, zone string) (syscall.Sockaddr, error) {
	if family == syscall.AF_INET {
		if len(ip) == 0 {
			ip = IPv4zero
		}
		ip4 := ip.To4()
		if ip4 == nil {
			return nil, &AddrError{Err: "non-IPv4 address", Addr: ip.String()}
		}
		return &syscall.SockaddrInet4{Port: port, Addr: [4]byte(ip4)}, nil
	}
	if family != syscall.AF_INET6 {
		return nil, &AddrError{Err: "invalid address family", Addr: ip.String()}
	}
	// 0.0.0.0 for an IPv6 socket is all of both.
	if len(ip) == 0 || ip.Equal(IPv4zero) {
		ip = IPv6zero
	}
	ip6 := ip.To16()
	if ip6 == nil {
		return nil, &AddrError{Err: "non-IPv6 address", Addr: ip.String()}
	}
	return &syscall.SockaddrInet6{Port: port, ZoneId: uint32(zoneIndex(zone)), Addr: [16]byte(ip6)}, nil
}

// fromSockaddr takes an address of the internet apart; a nil ip if it is none.
func fromSockaddr(sa syscall.Sockaddr) (ip IP, port int, zone string) {
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		return sa.Addr[:], sa.Port, ""
	case *syscall.SockaddrInet6:
		return sa.Addr[:], sa.Port, zoneName(int(sa.ZoneId))
	}
	return nil, 0, ""
}

// capabilities is what the system's sockets can do.
type capabilities struct {
	ipv4, ipv6 bool
	mapped     bool // IPv6 sockets take IPv4, too.
}

var probe = sync.OnceValue(func() (c capabilities) {
	canBind := func(family int, v6only int, sa syscall.Sockaddr) bool {
		s, err := syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, syscall.IPPROTO_TCP)
		if err != nil {
			return false
		}
		defer syscall.Close(s)
		if sa == nil {
			return true
		}
		syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, v6only)
		err = syscall.Bind(s, sa)
		return err == nil || err == syscall.EPERM || err == syscall.EACCES
	}
	c.ipv4 = canBind(syscall.AF_INET, 0, nil)
	c.ipv6 = canBind(syscall.AF_INET6, 1, &syscall.SockaddrInet6{Addr: [16]byte{15: 1}})
	c.mapped = canBind(syscall.AF_INET6, 0, &syscall.SockaddrInet6{Addr: [16]byte{10: 0xff, 11: 0xff, 12: 127, 15: 1}})
	return c
})

// chooseFamily is the family of a socket for the addresses, and whether it is for IPv6 only.
func chooseFamily(network string, laddr, raddr sockaddr, isListener bool) (family int, v6only bool) {
	switch network[len(network)-1] {
	case '4':
		return syscall.AF_INET, false
	case '6':
		return syscall.AF_INET6, true
	}
	if isListener && laddr.isWildcard() {
		if c := probe(); c.mapped || !c.ipv4 {
			return syscall.AF_INET6, false
		}
		return laddr.family(), false
	}
	if laddr.family() == syscall.AF_INET && raddr.family() == syscall.AF_INET {
		return syscall.AF_INET, false
	}
	return syscall.AF_INET6, false
}

// socketRequest is what a socket is to be.
type socketRequest struct {
	network      string
	sotype       int
	proto        int
	laddr, raddr sockaddr // Pointers, possibly nil ones.
	control      control
	isListener   bool
}

// open makes the socket: bound, listening or connected.
func (r *socketRequest) open(ctx context.Context) (*netFD, error) {
	family, v6only := syscall.AF_UNIX, false
	if !strings.HasPrefix(r.network, "unix") {
		family, v6only = chooseFamily(r.network, r.laddr, r.raddr, r.isListener)
	}
	s, err := syscall.Socket(family, r.sotype|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, r.proto)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	fd := newFD(s, family, r.sotype, r.network)
	if family == syscall.AF_INET6 && r.sotype != syscall.SOCK_RAW {
		value := 0
		if v6only {
			value = 1
		}
		syscall.SetsockoptInt(s, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, value)
	}
	if (r.sotype == syscall.SOCK_DGRAM || r.sotype == syscall.SOCK_RAW) && family != syscall.AF_UNIX {
		err = os.NewSyscallError("setsockopt", syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_BROADCAST, 1))
	}
	if err == nil {
		if r.isListener && r.sotype != syscall.SOCK_RAW {
			err = r.listen(ctx, fd)
		} else {
			err = r.dial(ctx, fd)
		}
	}
	if err != nil {
		fd.Close()
		return nil, err
	}
	return fd, nil
}

// controlNetwork is the network's name with the family, for who is asked about the socket.
func (r *socketRequest) controlNetwork(fd *netFD) string {
	last := r.network[len(r.network)-1]
	switch {
	case fd.family == syscall.AF_UNIX || last == '4' || last == '6':
		return r.network
	case fd.family == syscall.AF_INET:
		return r.network + "4"
	}
	return r.network + "6"
}

func isNil(a sockaddr) bool {
	sa, err := a.sockaddr(a.family())
	return sa == nil && err == nil
}

func (r *socketRequest) dial(ctx context.Context, fd *netFD) error {
	if r.control != nil {
		address := ""
		if !isNil(r.raddr) {
			address = r.raddr.String()
		} else if !isNil(r.laddr) {
			address = r.laddr.String()
		}
		if err := r.control(ctx, r.controlNetwork(fd), address, &rawConn{fd}); err != nil {
			return err
		}
	}
	own, err := r.laddr.sockaddr(fd.family)
	if err != nil {
		return err
	}
	if own != nil {
		if err := syscall.Bind(fd.pfd.Sysfd, own); err != nil {
			return os.NewSyscallError("bind", err)
		}
	}
	to, err := r.raddr.sockaddr(fd.family)
	if err != nil {
		return err
	}
	if to == nil {
		err = fd.init()
		fd.readAddrs(nil)
		return err
	}
	if err := fd.connect(ctx, to); err != nil {
		return err
	}
	fd.isConnected = true
	fd.readAddrs(r.raddr)
	return nil
}

func (r *socketRequest) listen(ctx context.Context, fd *netFD) error {
	s, isPacket := fd.pfd.Sysfd, fd.sotype == syscall.SOCK_DGRAM
	laddr := r.laddr
	setInt := func(level, name int) error {
		return os.NewSyscallError("setsockopt", syscall.SetsockoptInt(s, level, name, 1))
	}
	if !isPacket {
		if err := setInt(syscall.SOL_SOCKET, syscall.SO_REUSEADDR); err != nil {
			return err
		}
	} else if addr, ok := laddr.(*UDPAddr); ok && addr.IP.IsMulticast() {
		// Several programs may listen to a group, and each gets what is sent to it only.
		if err := setInt(syscall.SOL_SOCKET, syscall.SO_REUSEADDR); err != nil {
			return err
		}
		any := *addr
		any.IP = IPv4zero
		if fd.family == syscall.AF_INET6 {
			any.IP = IPv6unspecified
		}
		laddr = &any
	}
	own, err := laddr.sockaddr(fd.family)
	if err != nil {
		return err
	}
	if r.control != nil {
		if err := r.control(ctx, r.controlNetwork(fd), laddr.String(), &rawConn{fd}); err != nil {
			return err
		}
	}
	if err := syscall.Bind(s, own); err != nil {
		return os.NewSyscallError("bind", err)
	}
	if !isPacket {
		if err := syscall.Listen(s, backlog()); err != nil {
			return os.NewSyscallError("listen", err)
		}
	}
	if err := fd.init(); err != nil {
		return err
	}
	fd.readAddrs(nil)
	return nil
}

// backlog is how many connections may wait to be accepted: what the system allows.
var backlog = sync.OnceValue(func() int {
	text, err := os.ReadFile("/proc/sys/net/core/somaxconn")
	n, ok := number(strings.TrimSpace(string(text)))
	if err != nil || !ok || n == 0 {
		return syscall.SOMAXCONN
	}
	return n
})
