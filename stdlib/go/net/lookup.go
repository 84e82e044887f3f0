package net

import (
	"cmp"
	"context"
	"internal/nettrace"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Resolver looks names up: in /etc/hosts and /etc/services, and with DNS. A nil Resolver is
// the zero one.
type Resolver struct {
	// PreferGo is as always here: the resolver is all Go.
	PreferGo bool
	// StrictErrors makes lookups fail if one of their questions fails that could be asked
	// again, instead of giving what the others gave.
	StrictErrors bool
	// Dial connects with servers, if the default is not to.
	Dial func(ctx context.Context, network, address string) (Conn, error)
}

// DefaultResolver is that of the functions of the package.
var DefaultResolver = &Resolver{}

// SRV is where a service is.
type SRV struct {
	Target   string
	Port     uint16
	Priority uint16
	Weight   uint16
}

// MX is who takes mail.
type MX struct {
	Host string
	Pref uint16
}

// NS is who knows a domain.
type NS struct {
	Host string
}

const malformedNames = "DNS response contained records which contain invalid names"

// lookupAll gives addresses of a host, and its canonical name.
func (r *Resolver) lookupAll(ctx context.Context, host string, kinds ...uint16) ([]IPAddr, string, error) {
	var err error = newDNSError(errNoSuchHost, host, "")
	config := currentDNSConfig()
	for _, source := range config.order {
		if source == "files" {
			if addrs, canonical := lookupHosts(host); len(addrs) > 0 {
				sortAddrs(addrs)
				return addrs, canonical, nil
			}
			continue
		}
		if !isDomainName(host) {
			continue
		}
		var addrs []IPAddr
		var canonical string
		addrs, canonical, err = r.queryHost(ctx, config, host, kinds)
		if err == nil {
			return addrs, canonical, nil
		}
	}
	return nil, "", err
}

// kindsFor is which records a network's addresses are in.
func kindsFor(network string) []uint16 {
	if network != "" {
		switch network[len(network)-1] {
		case '4':
			return []uint16{dnsA}
		case '6':
			return []uint16{dnsAAAA}
		}
	}
	return []uint16{dnsA, dnsAAAA}
}

// lookupIPAddr gives the addresses of a host, which may be one.
func (r *Resolver) lookupIPAddr(ctx context.Context, network, host string) ([]IPAddr, error) {
	if host == "" {
		return nil, newDNSError(errNoSuchHost, host, "")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return []IPAddr{{IP: IP(addr.AsSlice()).To16(), Zone: addr.Zone()}}, nil
	}
	trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace)
	if trace == nil {
		return r.lookupBefore(ctx, network, host)
	}
	if trace.DNSStart != nil {
		trace.DNSStart(host)
	}
	addrs, err := r.lookupBefore(ctx, network, host)
	if trace.DNSDone != nil {
		var list []any
		for _, addr := range addrs {
			list = append(list, addr)
		}
		trace.DNSDone(list, false, err)
	}
	return addrs, err
}

// lookupBefore looks a host up, unless the context is done before.
func (r *Resolver) lookupBefore(ctx context.Context, network, host string) ([]IPAddr, error) {
	type result struct {
		addrs []IPAddr
		err   error
	}
	results := make(chan result, 1)
	go func() {
		addrs, _, err := r.lookupAll(ctx, host, kindsFor(network)...)
		results <- result{addrs, err}
	}()
	select {
	case <-ctx.Done():
		return nil, newDNSError(mapErr(ctx.Err()), host, "")
	case result := <-results:
		if result.err != nil && ctx.Err() != nil {
			return nil, newDNSError(mapErr(ctx.Err()), host, "")
		}
		return result.addrs, result.err
	}
}

// LookupHost gives the addresses of a host.
func LookupHost(host string) (addrs []string, err error) {
	return DefaultResolver.LookupHost(context.Background(), host)
}

// LookupHost gives the addresses of a host.
func (r *Resolver) LookupHost(ctx context.Context, host string) (addrs []string, err error) {
	if _, err := netip.ParseAddr(host); err == nil {
		return []string{host}, nil
	}
	ips, err := r.lookupIPAddr(ctx, "ip", host)
	for _, ip := range ips {
		addrs = append(addrs, ip.String())
	}
	return addrs, err
}

// LookupIP gives the addresses of a host.
func LookupIP(host string) ([]IP, error) {
	addrs, err := DefaultResolver.LookupIPAddr(context.Background(), host)
	if err != nil {
		return nil, err
	}
	ips := make([]IP, len(addrs))
	for i, addr := range addrs {
		ips[i] = addr.IP
	}
	return ips, nil
}

// LookupIPAddr gives the addresses of a host.
func (r *Resolver) LookupIPAddr(ctx context.Context, host string) ([]IPAddr, error) {
	return r.lookupIPAddr(ctx, "ip", host)
}

// LookupIP gives the addresses of a host for "ip", "ip4" or "ip6".
func (r *Resolver) LookupIP(ctx context.Context, network, host string) ([]IP, error) {
	name, _, err := parseNetwork(network, false)
	if err != nil {
		return nil, err
	}
	if !isOf(name, "ip") {
		return nil, UnknownNetworkError(network)
	}
	if host == "" {
		return nil, newDNSError(errNoSuchHost, host, "")
	}
	addrs, err := r.internetAddrs(ctx, name, host)
	if err != nil {
		return nil, err
	}
	ips := make([]IP, len(addrs))
	for i, addr := range addrs {
		ips[i] = ipOf(addr)
	}
	return ips, nil
}

// LookupNetIP is LookupIP with netip's addresses.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	ips, err := r.LookupIP(ctx, network, host)
	if err != nil {
		return nil, err
	}
	addrs := make([]netip.Addr, 0, len(ips))
	for _, ip := range ips {
		if addr, ok := netip.AddrFromSlice(ip); ok {
			addrs = append(addrs, addr)
		}
	}
	return addrs, nil
}

// portNumber reads a port as a number, which may be far too great; not ok if it is a name.
func portNumber(service string) (port int, ok bool) {
	digits, isNegative := strings.CutPrefix(service, "-")
	if !isNegative {
		digits = strings.TrimPrefix(service, "+")
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		if port >= 1<<30 {
			break
		}
		port = 10*port + int(c-'0')
	}
	if isNegative {
		port = -port
	}
	return port, true
}

// LookupPort gives the port of a service, which may be a number.
func LookupPort(network, service string) (port int, err error) {
	return DefaultResolver.LookupPort(context.Background(), network, service)
}

// LookupPort gives the port of a service, which may be a number.
func (r *Resolver) LookupPort(ctx context.Context, network, service string) (port int, err error) {
	port, ok := portNumber(service)
	if !ok {
		switch {
		case network == "":
			network = "ip"
		case network == "ip" || isOf(network, "tcp") || isOf(network, "udp"):
		default:
			return 0, &AddrError{Err: "unknown network", Addr: network}
		}
		if port, err = lookupService(network, service); err != nil {
			return 0, err
		}
	}
	if port < 0 || port > 65535 {
		return 0, &AddrError{Err: "invalid port", Addr: service}
	}
	return port, nil
}

// LookupCNAME gives the canonical name of a host.
func LookupCNAME(host string) (cname string, err error) {
	return DefaultResolver.LookupCNAME(context.Background(), host)
}

// LookupCNAME gives the canonical name of a host.
func (r *Resolver) LookupCNAME(ctx context.Context, host string) (string, error) {
	_, canonical, err := r.lookupAll(ctx, host, dnsA, dnsAAAA, dnsCNAME)
	if err != nil {
		return "", err
	}
	if !isDomainName(canonical) {
		return "", &DNSError{Err: malformedNames, Name: host}
	}
	return canonical, nil
}

// lookupRecords gives what of makes of the records of a kind, and leaves out those whose
// names are none.
func lookupRecords[T any](ctx context.Context, r *Resolver, name string, kind uint16, of func(record dnsRecord) (T, bool)) ([]T, error) {
	answer, err := r.query(ctx, name, kind)
	if err != nil {
		return nil, err
	}
	list := []T{}
	for _, record := range answer.records {
		if record.kind != kind {
			continue
		}
		value, ok := of(record)
		if !ok {
			err = &DNSError{Err: malformedNames, Name: name}
			continue
		}
		list = append(list, value)
	}
	return list, err
}

// LookupSRV gives where a service is, in the order in which to try, and the name of the
// records: _service._proto.name, or the name only if both are empty.
func LookupSRV(service, proto, name string) (cname string, addrs []*SRV, err error) {
	return DefaultResolver.LookupSRV(context.Background(), service, proto, name)
}

// LookupSRV gives where a service is; see [LookupSRV].
func (r *Resolver) LookupSRV(ctx context.Context, service, proto, name string) (string, []*SRV, error) {
	target := name
	if service != "" || proto != "" {
		target = "_" + service + "._" + proto + "." + name
	}
	cname := ""
	list, err := lookupRecords(ctx, r, target, dnsSRV, func(record dnsRecord) (*SRV, bool) {
		if cname == "" {
			cname = record.name
		}
		n := record.numbers
		return &SRV{Target: record.target, Port: n[2], Priority: n[0], Weight: n[1]}, isDomainName(record.target)
	})
	if list == nil {
		return "", nil, err
	}
	if cname != "" && !isDomainName(cname) {
		return "", nil, &DNSError{Err: "SRV header name is invalid", Name: name}
	}
	if dnsErr, ok := err.(*DNSError); ok {
		dnsErr.Name = name
	}
	sortServices(list)
	return cname, list, err
}

// sortServices orders by priority, and within one at random: the greater the weight, the
// sooner (RFC 2782).
func sortServices(list []*SRV) {
	slices.SortFunc(list, func(a, b *SRV) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Weight, b.Weight))
	})
	for from := range list {
		sum, to := 0, from
		for ; to < len(list) && list[to].Priority == list[from].Priority; to++ {
			sum += int(list[to].Weight)
		}
		if sum == 0 {
			continue
		}
		left := rand.IntN(sum)
		for i := from; i < to; i++ {
			if left -= int(list[i].Weight); left < 0 {
				list[from], list[i] = list[i], list[from]
				break
			}
		}
	}
}

// LookupMX gives who takes a domain's mail, in the order in which to try.
func LookupMX(name string) ([]*MX, error) {
	return DefaultResolver.LookupMX(context.Background(), name)
}

// LookupMX gives who takes a domain's mail, in the order in which to try.
func (r *Resolver) LookupMX(ctx context.Context, name string) ([]*MX, error) {
	list, err := lookupRecords(ctx, r, name, dnsMX, func(record dnsRecord) (*MX, bool) {
		ok := isDomainName(record.target)
		if !ok {
			// Some write addresses.
			addr, err := netip.ParseAddr(strings.TrimSuffix(record.target, "."))
			ok = err == nil && addr.Zone() == ""
		}
		return &MX{Host: record.target, Pref: record.numbers[0]}, ok
	})
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	slices.SortStableFunc(list, func(a, b *MX) int { return cmp.Compare(a.Pref, b.Pref) })
	return list, err
}

// LookupNS gives who knows a domain.
func LookupNS(name string) ([]*NS, error) {
	return DefaultResolver.LookupNS(context.Background(), name)
}

// LookupNS gives who knows a domain.
func (r *Resolver) LookupNS(ctx context.Context, name string) ([]*NS, error) {
	return lookupRecords(ctx, r, name, dnsNS, func(record dnsRecord) (*NS, bool) {
		return &NS{Host: record.target}, isDomainName(record.target)
	})
}

// LookupTXT gives a domain's texts.
func LookupTXT(name string) ([]string, error) {
	return DefaultResolver.LookupTXT(context.Background(), name)
}

// LookupTXT gives a domain's texts.
func (r *Resolver) LookupTXT(ctx context.Context, name string) ([]string, error) {
	return lookupRecords(ctx, r, name, dnsTXT, func(record dnsRecord) (string, bool) {
		return strings.Join(record.texts, ""), true
	})
}

// reverseName is the name that DNS has for an address.
func reverseName(text string) (string, error) {
	ip := ParseIP(text)
	if ip == nil {
		return "", &DNSError{Err: "unrecognized address", Name: text}
	}
	var b strings.Builder
	if ip4 := ip.To4(); ip4 != nil {
		for _, n := range slices.Backward(ip4) {
			b.WriteString(strconv.Itoa(int(n)) + ".")
		}
		return b.String() + "in-addr.arpa.", nil
	}
	for _, n := range slices.Backward(ip) {
		b.WriteString(strconv.FormatInt(int64(n&15), 16) + "." + strconv.FormatInt(int64(n>>4), 16) + ".")
	}
	return b.String() + "ip6.arpa.", nil
}

// LookupAddr gives the names of an address.
func LookupAddr(addr string) (names []string, err error) {
	return DefaultResolver.LookupAddr(context.Background(), addr)
}

// LookupAddr gives the names of an address.
func (r *Resolver) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	config := currentDNSConfig()
	var err error = newDNSError(errNoSuchHost, addr, "")
	for _, source := range config.order {
		if source == "files" {
			if names := lookupHostsAddr(addr); len(names) > 0 {
				return names, nil
			}
			continue
		}
		var name string
		if name, err = reverseName(addr); err != nil {
			return nil, err
		}
		var names []string
		names, err = lookupRecords(ctx, r, name, dnsPTR, func(record dnsRecord) (string, bool) {
			return record.target, isDomainName(record.target)
		})
		if err == nil || len(names) > 0 {
			return names, err
		}
	}
	return nil, err
}
