package net

import (
	"cmp"
	"math/bits"
	"net/netip"
	"slices"
)

// addrPolicy is RFC 6724's default policy table, the longest prefixes first.
var addrPolicy = []struct {
	prefix            string
	precedence, label int
}{
	{"::1/128", 50, 0},
	{"::ffff:0:0/96", 35, 4},
	{"::/96", 1, 3},
	{"2001::/32", 5, 5},
	{"2002::/16", 30, 2},
	{"3ffe::/16", 1, 12},
	{"fec0::/10", 1, 11},
	{"fc00::/7", 3, 13},
	{"::/0", 40, 1},
}

// candidate is an address to connect with, and from where that would be.
type candidate struct {
	addr     IPAddr
	to, from netip.Addr
}

// policy is what the table says of an address.
func policy(ip netip.Addr) (precedence, label int) {
	ip = netip.AddrFrom16(ip.As16())
	for _, entry := range addrPolicy {
		if netip.MustParsePrefix(entry.prefix).Contains(ip) {
			return entry.precedence, entry.label
		}
	}
	return 0, 0
}

// scope is how far an address is known, by RFC 4291's numbers.
func scope(ip netip.Addr) int {
	const linkLocal, siteLocal, global = 2, 5, 14
	is6 := ip.Is6() && !ip.Is4In6()
	b := ip.As16()
	switch {
	case ip.IsLoopback() || ip.IsLinkLocalUnicast():
		return linkLocal
	case is6 && ip.IsMulticast():
		return int(b[1] & 15)
	case is6 && b[0] == 0xfe && b[1]&0xc0 == 0xc0:
		return siteLocal
	}
	return global
}

// preferTrue orders what is true first.
func preferTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// commonPrefix is how many of their first 64 bits two IPv6 addresses share.
func commonPrefix(a, b netip.Addr) int {
	x, y := a.As16(), b.As16()
	for i := range 8 {
		if x[i] != y[i] {
			return 8*i + bits.LeadingZeros8(x[i]^y[i])
		}
	}
	return 64
}

// compare says which of two to try first: RFC 6724, section 6, as far as it can be known.
func (a candidate) compare(b candidate) int {
	if !a.from.IsValid() || !b.from.IsValid() {
		return preferTrue(a.from.IsValid(), b.from.IsValid())
	}
	precedenceA, labelA := policy(a.to)
	precedenceB, labelB := policy(b.to)
	_, fromLabelA := policy(a.from)
	_, fromLabelB := policy(b.from)
	order := cmp.Or(
		preferTrue(scope(a.to) == scope(a.from), scope(b.to) == scope(b.from)),
		preferTrue(labelA == fromLabelA, labelB == fromLabelB),
		cmp.Compare(precedenceB, precedenceA),
		cmp.Compare(scope(a.to), scope(b.to)),
	)
	if order == 0 && a.to.Is6() && b.to.Is6() {
		order = cmp.Compare(commonPrefix(b.from, b.to), commonPrefix(a.from, a.to))
	}
	return order
}

// sortAddrs orders addresses by which to try first.
func sortAddrs(addrs []IPAddr) {
	if len(addrs) < 2 {
		return
	}
	candidates := make([]candidate, len(addrs))
	for i, addr := range addrs {
		to, _ := netip.AddrFromSlice(addr.IP)
		candidates[i] = candidate{addr: addr, to: to.Unmap()}
		// Connecting a UDP socket sends nothing, but chooses this end.
		c, err := DialUDP("udp", nil, &UDPAddr{IP: addr.IP, Port: 53, Zone: addr.Zone})
		if err != nil {
			continue
		}
		from, _ := netip.AddrFromSlice(c.LocalAddr().(*UDPAddr).IP)
		candidates[i].from = from.Unmap()
		c.Close()
	}
	slices.SortStableFunc(candidates, candidate.compare)
	for i, c := range candidates {
		addrs[i] = c.addr
	}
}
