package net

import (
	"context"
	"strings"
)

// addrList is what a name stands for.
type addrList []Addr

// ipOf is the address's IP; nil for Unix sockets.
func ipOf(addr Addr) IP {
	switch addr := addr.(type) {
	case *TCPAddr:
		return addr.IP
	case *UDPAddr:
		return addr.IP
	case *IPAddr:
		return addr.IP
	}
	return nil
}

func isIPv4(addr Addr) bool    { return ipOf(addr).To4() != nil }
func isNotIPv4(addr Addr) bool { return !isIPv4(addr) }

// first is the first address that is wanted, or else the first.
func (l addrList) first(isWanted func(Addr) bool) Addr {
	for _, addr := range l {
		if isWanted(addr) {
			return addr
		}
	}
	return l[0]
}

// forResolve is the address that a Resolve function gives: IPv4 unless the text is plainly
// IPv6.
func (l addrList) forResolve(network, text string) Addr {
	isIPv6 := strings.Contains(text, "[")
	if network == "ip" {
		isIPv6 = strings.Contains(text, ":")
	}
	if isIPv6 {
		return l.first(isNotIPv4)
	}
	return l.first(isIPv4)
}

// partition gives those of the first one's family, and the others.
func (l addrList) partition() (same, others addrList) {
	for _, addr := range l {
		if isIPv4(addr) == isIPv4(l[0]) {
			same = append(same, addr)
		} else {
			others = append(others, addr)
		}
	}
	return same, others
}

// protocols are those that systems name without /etc/protocols.
var protocols = map[string]int{
	"icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6-icmp": 58,
}

func lookupProtocol(name string) (int, error) {
	for fields := range configLines("/etc/protocols") {
		if len(fields) < 2 {
			continue
		}
		if n, ok := number(fields[1]); ok {
			for i, known := range fields {
				if i != 1 && strings.EqualFold(known, name) {
					return n, nil
				}
			}
		}
	}
	if n, ok := protocols[strings.ToLower(name)]; ok {
		return n, nil
	}
	return 0, &AddrError{Err: "unknown IP protocol specified", Addr: name}
}

// parseNetwork checks a network's name, and takes the protocol off that those of IP need
// for connections.
func parseNetwork(network string, needsProtocol bool) (name string, protocol int, err error) {
	name, text, found := strings.Cut(network, ":")
	switch {
	case isOf(name, "ip"):
		if !found {
			if needsProtocol {
				return "", 0, UnknownNetworkError(network)
			}
			return name, 0, nil
		}
		if n, ok := number(text); ok {
			return name, n, nil
		}
		protocol, err = lookupProtocol(text)
		return name, protocol, err
	case found:
	case isOf(name, "tcp") || isOf(name, "udp") || name == "unix" || name == "unixgram" || name == "unixpacket":
		return name, 0, nil
	}
	return "", 0, UnknownNetworkError(network)
}

// resolve gives the addresses that the text stands for on a network.
func (r *Resolver) resolve(ctx context.Context, network, text string) (addrList, error) {
	name, _, err := parseNetwork(network, true)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(name, "unix") {
		return addrList{&UnixAddr{Name: text, Net: name}}, nil
	}
	return r.internetAddrs(ctx, name, text)
}

// resolveDial is resolve for who will connect from own, which may be nil.
func (r *Resolver) resolveDial(ctx context.Context, network, text string, own Addr) (addrList, error) {
	if _, _, err := parseNetwork(network, true); err != nil {
		return nil, err
	}
	if text == "" {
		return nil, errMissingAddress
	}
	addrs, err := r.resolve(ctx, network, text)
	if err != nil || own == nil {
		return addrs, err
	}
	var fitting addrList
	ownSocket, _ := own.(sockaddr)
	for _, addr := range addrs {
		if addr.Network() != own.Network() {
			return nil, &AddrError{Err: "mismatched local address type", Addr: own.String()}
		}
		socket, ok := addr.(sockaddr)
		isInternet := ok && ownSocket != nil && ipOf(addr) != nil
		if isInternet && !ownSocket.isWildcard() && !socket.isWildcard() && !ipOf(addr).isSameFamily(ipOf(own)) {
			continue
		}
		fitting = append(fitting, addr)
	}
	if len(fitting) == 0 {
		return nil, &AddrError{Err: errNoSuitableAddress.Error(), Addr: own.String()}
	}
	return fitting, nil
}

// internetAddrs gives the addresses of a text: host:port, or for the IP networks a host.
// There is at least one.
func (r *Resolver) internetAddrs(ctx context.Context, network, text string) (addrList, error) {
	host, port := text, 0
	toAddr := func(ip IPAddr) Addr { return &IPAddr{IP: ip.IP, Zone: ip.Zone} }
	switch {
	case isOf(network, "ip"):
	case isOf(network, "tcp") || isOf(network, "udp"):
		toAddr = func(ip IPAddr) Addr { return &TCPAddr{IP: ip.IP, Port: port, Zone: ip.Zone} }
		if network[0] == 'u' {
			toAddr = func(ip IPAddr) Addr { return &UDPAddr{IP: ip.IP, Port: port, Zone: ip.Zone} }
		}
		if text == "" {
			break
		}
		var service string
		var err error
		if host, service, err = SplitHostPort(text); err != nil {
			return nil, err
		}
		if port, err = r.LookupPort(ctx, network, service); err != nil {
			return nil, err
		}
	default:
		return nil, UnknownNetworkError(network)
	}
	if host == "" {
		return addrList{toAddr(IPAddr{})}, nil
	}
	ips, err := r.lookupIPAddr(ctx, network, host)
	if err != nil {
		return nil, err
	}
	// Where one can bind to :: but not connect to it, 0.0.0.0 helps.
	if len(ips) == 1 && ips[0].IP.Equal(IPv6unspecified) {
		ips = append(ips, IPAddr{IP: IPv4zero})
	}
	var addrs addrList
	for _, ip := range ips {
		isIPv4 := ip.IP.To4() != nil
		switch network[len(network)-1] {
		case '4':
			if !isIPv4 {
				continue
			}
		case '6':
			if isIPv4 || len(ip.IP) != IPv6len {
				continue
			}
		}
		addrs = append(addrs, toAddr(ip))
	}
	if len(addrs) == 0 {
		return nil, &AddrError{Err: errNoSuitableAddress.Error(), Addr: host}
	}
	return addrs, nil
}

// resolveOne is a Resolve function of the protocol; the empty network is the protocol.
func resolveOne[T any](protocol, network, address string) (addr T, err error) {
	if network == "" {
		network = protocol
	}
	if !isOf(network, protocol) {
		return addr, UnknownNetworkError(network)
	}
	addrs, err := DefaultResolver.internetAddrs(context.Background(), network, address)
	if err != nil {
		return addr, err
	}
	return addrs.forResolve(network, address).(T), nil
}

// ResolveTCPAddr gives an address of host:port; the first of a name's, IPv4 if there is one.
func ResolveTCPAddr(network, address string) (*TCPAddr, error) {
	return resolveOne[*TCPAddr]("tcp", network, address)
}

// ResolveUDPAddr gives an address of host:port; the first of a name's, IPv4 if there is one.
func ResolveUDPAddr(network, address string) (*UDPAddr, error) {
	return resolveOne[*UDPAddr]("udp", network, address)
}

// ResolveIPAddr gives an address of a host; the first of a name's, IPv4 if there is one.
func ResolveIPAddr(network, address string) (*IPAddr, error) {
	name := network
	if network != "" {
		var err error
		if name, _, err = parseNetwork(network, false); err != nil {
			return nil, err
		}
	}
	return resolveOne[*IPAddr]("ip", name, address)
}

// ResolveUnixAddr gives an address of a Unix socket.
func ResolveUnixAddr(network, address string) (*UnixAddr, error) {
	if _, err := unixType(network); err != nil {
		return nil, err
	}
	return &UnixAddr{Name: address, Net: network}, nil
}
