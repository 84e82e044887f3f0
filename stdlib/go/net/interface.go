package net

import (
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

var (
	errInvalidInterface         = errors.New("invalid network interface")
	errInvalidInterfaceIndex    = errors.New("invalid network interface index")
	errInvalidInterfaceName     = errors.New("invalid network interface name")
	errNoSuchInterface          = errors.New("no such network interface")
	errNoSuchMulticastInterface = errors.New("no such multicast network interface")
)

// Interface is where the machine is connected with a network.
type Interface struct {
	Index        int // From 1.
	MTU          int
	Name         string
	HardwareAddr HardwareAddr
	Flags        Flags
}

// Flags is what an interface is.
type Flags uint

const (
	FlagUp           Flags = 1 << iota // Is to be used.
	FlagBroadcast                      // Can reach all at once.
	FlagLoopback                       // Leads to the machine itself.
	FlagPointToPoint                   // Leads to one other.
	FlagMulticast                      // Knows groups.
	FlagRunning                        // Can be used.
)

var flagNames = [...]string{"up", "broadcast", "loopback", "pointtopoint", "multicast", "running"}

func (f Flags) String() string {
	var names []string
	for i, name := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if names == nil {
		return "0"
	}
	return strings.Join(names, "|")
}

// routeError is the error as one of asking for interfaces.
func routeError(err error) error { return &OpError{Op: "route", Net: "ip+net", Err: err} }

// netlinkMessage is a message of the kernel: its kind, and what is behind the header.
type netlinkMessage struct {
	kind uint16
	data []byte
}

func uint16At(b []byte, at int) uint16 { return uint16(b[at]) | uint16(b[at+1])<<8 }

func uint32At(b []byte, at int) uint32 {
	return uint32(uint16At(b, at)) | uint32(uint16At(b, at+2))<<16
}

// askKernel asks for all messages of a kind.
func askKernel(request byte) ([]netlinkMessage, error) {
	const header, done, failed = 16, 3, 2
	s, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(s)
	kernel := &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}
	if err := syscall.Bind(s, kernel); err != nil {
		return nil, err
	}
	// Length, kind, flags (request and dump), number, sender; any family.
	query := []byte{17, 0, 0, 0, request, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, syscall.AF_UNSPEC}
	if err := syscall.Sendto(s, query, 0, kernel); err != nil {
		return nil, err
	}
	var messages []netlinkMessage
	buffer := make([]byte, 1<<16)
	for {
		n, _, err := syscall.Recvfrom(s, buffer, 0)
		if err != nil {
			return nil, err
		}
		for b := buffer[:n]; len(b) >= header; {
			size := int(uint32At(b, 0))
			if size < header || size > len(b) {
				return nil, syscall.EINVAL
			}
			switch kind := uint16At(b, 4); kind {
			case done:
				return messages, nil
			case failed:
				return nil, syscall.EINVAL
			default:
				messages = append(messages, netlinkMessage{kind, slices.Clone(b[header:size])})
			}
			b = b[min((size+3)&^3, len(b)):]
		}
	}
}

// attributes calls f with each attribute behind the message's own header.
func (m netlinkMessage) attributes(header int, f func(kind uint16, value []byte)) {
	for b := m.data[min(header, len(m.data)):]; len(b) >= 4; {
		size := int(uint16At(b, 0))
		if size < 4 || size > len(b) {
			return
		}
		f(uint16At(b, 2), b[4:size])
		b = b[min((size+3)&^3, len(b)):]
	}
}

// newInterface reads a message of an interface.
func newInterface(m netlinkMessage) Interface {
	ifi := Interface{Index: int(uint32At(m.data, 4))}
	flags := uint32At(m.data, 8)
	for i, bit := range []uint32{
		syscall.IFF_UP, syscall.IFF_BROADCAST, syscall.IFF_LOOPBACK,
		syscall.IFF_POINTOPOINT, syscall.IFF_MULTICAST, syscall.IFF_RUNNING,
	} {
		if flags&bit != 0 {
			ifi.Flags |= 1 << i
		}
	}
	m.attributes(16, func(kind uint16, value []byte) {
		switch kind {
		case syscall.IFLA_MTU:
			ifi.MTU = int(uint32At(value, 0))
		case syscall.IFLA_IFNAME:
			ifi.Name = strings.TrimRight(string(value), "\x00")
		case syscall.IFLA_ADDRESS:
			// Tunnels have an IP address there, and loopback has zeros.
			isIP := len(value) == IPv4len || len(value) == IPv6len
			if !isIP && strings.Trim(string(value), "\x00") != "" {
				ifi.HardwareAddr = value
			}
		}
	})
	return ifi
}

// Interfaces gives the machine's interfaces.
func Interfaces() ([]Interface, error) {
	messages, err := askKernel(syscall.RTM_GETLINK)
	if err != nil {
		return nil, routeError(callError("netlinkrib", err))
	}
	var list []Interface
	for _, m := range messages {
		if m.kind == syscall.RTM_NEWLINK && len(m.data) >= 16 {
			list = append(list, newInterface(m))
		}
	}
	return list, nil
}

// InterfaceByIndex gives the interface of the number.
func InterfaceByIndex(index int) (*Interface, error) {
	if index <= 0 {
		return nil, routeError(errInvalidInterfaceIndex)
	}
	return findInterface(func(ifi *Interface) bool { return ifi.Index == index })
}

// InterfaceByName gives the interface of the name.
func InterfaceByName(name string) (*Interface, error) {
	if name == "" {
		return nil, routeError(errInvalidInterfaceName)
	}
	return findInterface(func(ifi *Interface) bool { return ifi.Name == name })
}

func findInterface(isWanted func(ifi *Interface) bool) (*Interface, error) {
	list, err := Interfaces()
	if err != nil {
		return nil, err
	}
	for i := range list {
		if isWanted(&list[i]) {
			return &list[i], nil
		}
	}
	return nil, routeError(errNoSuchInterface)
}

// InterfaceAddrs gives the machine's addresses.
func InterfaceAddrs() ([]Addr, error) { return interfaceAddrs(0) }

// Addrs gives the interface's addresses.
func (ifi *Interface) Addrs() ([]Addr, error) {
	if ifi == nil {
		return nil, routeError(errInvalidInterface)
	}
	return interfaceAddrs(ifi.Index)
}

// interfaceAddrs gives the addresses of one interface, or for 0 of all.
func interfaceAddrs(index int) ([]Addr, error) {
	messages, err := askKernel(syscall.RTM_GETADDR)
	if err != nil {
		return nil, routeError(callError("netlinkrib", err))
	}
	var addrs []Addr
	for _, m := range messages {
		if m.kind != syscall.RTM_NEWADDR || len(m.data) < 8 {
			continue
		}
		if index != 0 && index != int(uint32At(m.data, 4)) {
			continue
		}
		var address, own IP
		m.attributes(8, func(kind uint16, value []byte) {
			switch kind {
			case syscall.IFA_ADDRESS:
				address = value
			case syscall.IFA_LOCAL:
				own = value // Then the other one is of the other end.
			}
		})
		if own != nil {
			address = own
		}
		if len(address) != IPv4len && len(address) != IPv6len {
			continue
		}
		mask := CIDRMask(int(m.data[1]), 8*len(address))
		addrs = append(addrs, &IPNet{IP: address.To16(), Mask: mask})
	}
	return addrs, nil
}

// MulticastAddrs gives the groups that the interface has joined.
func (ifi *Interface) MulticastAddrs() ([]Addr, error) {
	if ifi == nil {
		return nil, routeError(errInvalidInterface)
	}
	var addrs []Addr
	current := ""
	for fields := range configLines("/proc/net/igmp") {
		// A line for the interface, then lines with its groups, whose bytes are turned.
		if _, ok := number(fields[0]); ok && len(fields[0]) < 8 {
			current = strings.TrimSuffix(fields[1], ":")
			continue
		}
		b, err := hex.DecodeString(fields[0])
		if current == ifi.Name && err == nil && len(b) == IPv4len {
			addrs = append(addrs, &IPAddr{IP: IPv4(b[3], b[2], b[1], b[0])})
		}
	}
	for fields := range configLines("/proc/net/igmp6") {
		if len(fields) < 3 || fields[1] != ifi.Name {
			continue
		}
		if b, err := hex.DecodeString(fields[2]); err == nil && len(b) == IPv6len {
			addrs = append(addrs, &IPAddr{IP: b})
		}
	}
	return addrs, nil
}

// zoneIndex is the number of the interface that a zone names.
func zoneIndex(zone string) int {
	if zone == "" {
		return 0
	}
	if ifi, err := InterfaceByName(zone); err == nil {
		return ifi.Index
	}
	n, _ := number(zone)
	return n
}

// zoneName is the zone of an interface's number.
func zoneName(index int) string {
	if index == 0 {
		return ""
	}
	if ifi, err := InterfaceByIndex(index); err == nil {
		return ifi.Name
	}
	return strconv.Itoa(index)
}
