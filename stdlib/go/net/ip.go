package net

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// Lengths of addresses in bytes.
const (
	IPv4len = 4
	IPv6len = 16
)

// IP is an address of 4 or 16 bytes; both lengths stand for IPv4 addresses, too.
type IP []byte

// IPMask is a mask of addresses.
type IPMask []byte

// IPNet is a network.
type IPNet struct {
	IP   IP
	Mask IPMask
}

// mapped is how IPv4 addresses of 16 bytes begin.
var mapped = []byte{10: 0xff, 11: 0xff}

// IPv4 gives the address a.b.c.d, in 16 bytes.
func IPv4(a, b, c, d byte) IP { return IP{10: 0xff, 11: 0xff, 12: a, 13: b, 14: c, 15: d} }

// IPv4Mask gives the mask a.b.c.d.
func IPv4Mask(a, b, c, d byte) IPMask { return IPMask{a, b, c, d} }

// CIDRMask gives a mask of some ones and then zeros, bits in all; nil if that cannot be.
func CIDRMask(ones, bits int) IPMask {
	if bits != 8*IPv4len && bits != 8*IPv6len || ones < 0 || ones > bits {
		return nil
	}
	m := make(IPMask, bits/8)
	for i := range m {
		n := min(8, max(0, ones-8*i))
		m[i] = ^byte(0xff >> n)
	}
	return m
}

// Well-known IPv4 addresses.
var (
	IPv4bcast     = IPv4(255, 255, 255, 255)
	IPv4allsys    = IPv4(224, 0, 0, 1)
	IPv4allrouter = IPv4(224, 0, 0, 2)
	IPv4zero      = IPv4(0, 0, 0, 0)
)

// Well-known IPv6 addresses.
var (
	IPv6zero                   = IP{15: 0}
	IPv6unspecified            = IP{15: 0}
	IPv6loopback               = IP{15: 1}
	IPv6interfacelocalallnodes = IP{0: 0xff, 1: 0x01, 15: 1}
	IPv6linklocalallnodes      = IP{0: 0xff, 1: 0x02, 15: 1}
	IPv6linklocalallrouters    = IP{0: 0xff, 1: 0x02, 15: 2}
)

// IsUnspecified tells whether it is 0.0.0.0 or ::.
func (ip IP) IsUnspecified() bool { return ip.Equal(IPv4zero) || ip.Equal(IPv6unspecified) }

// IsLoopback tells whether it leads to the machine itself.
func (ip IP) IsLoopback() bool {
	if ip4 := ip.To4(); ip4 != nil {
		return ip4[0] == 127
	}
	return ip.Equal(IPv6loopback)
}

// IsPrivate tells whether it is of a private network (RFC 1918, RFC 4193).
func (ip IP) IsPrivate() bool {
	if ip4 := ip.To4(); ip4 != nil {
		return ip4[0] == 10 || ip4[0] == 172 && ip4[1]&0xf0 == 16 || ip4[0] == 192 && ip4[1] == 168
	}
	return len(ip) == IPv6len && ip[0]&0xfe == 0xfc
}

// IsMulticast tells whether it is a multicast address.
func (ip IP) IsMulticast() bool {
	if ip4 := ip.To4(); ip4 != nil {
		return ip4[0]&0xf0 == 0xe0
	}
	return len(ip) == IPv6len && ip[0] == 0xff
}

// IsInterfaceLocalMulticast tells whether it is an IPv6 multicast address of an interface.
func (ip IP) IsInterfaceLocalMulticast() bool {
	return len(ip) == IPv6len && ip[0] == 0xff && ip[1]&0x0f == 0x01
}

// IsLinkLocalMulticast tells whether it is a multicast address of a link.
func (ip IP) IsLinkLocalMulticast() bool {
	if ip4 := ip.To4(); ip4 != nil {
		return ip4[0] == 224 && ip4[1] == 0 && ip4[2] == 0
	}
	return len(ip) == IPv6len && ip[0] == 0xff && ip[1]&0x0f == 0x02
}

// IsLinkLocalUnicast tells whether it is a unicast address of a link.
func (ip IP) IsLinkLocalUnicast() bool {
	if ip4 := ip.To4(); ip4 != nil {
		return ip4[0] == 169 && ip4[1] == 254
	}
	return len(ip) == IPv6len && ip[0] == 0xfe && ip[1]&0xc0 == 0x80
}

// IsGlobalUnicast tells whether it is a unicast address, private ones included.
func (ip IP) IsGlobalUnicast() bool {
	return (len(ip) == IPv4len || len(ip) == IPv6len) && !ip.Equal(IPv4bcast) &&
		!ip.IsUnspecified() && !ip.IsLoopback() && !ip.IsMulticast() && !ip.IsLinkLocalUnicast()
}

// To4 is an IPv4 address in 4 bytes; nil if it is none.
func (ip IP) To4() IP {
	if len(ip) == IPv4len {
		return ip
	}
	if len(ip) == IPv6len && bytes.Equal(ip[:12], mapped) {
		return ip[12:]
	}
	return nil
}

// To16 is the address in 16 bytes; nil if it is none.
func (ip IP) To16() IP {
	switch len(ip) {
	case IPv4len:
		return IPv4(ip[0], ip[1], ip[2], ip[3])
	case IPv6len:
		return ip
	}
	return nil
}

// DefaultMask is the mask of the address's old class; nil if it is not IPv4.
func (ip IP) DefaultMask() IPMask {
	ip = ip.To4()
	switch {
	case ip == nil:
		return nil
	case ip[0] < 0x80:
		return CIDRMask(8, 32)
	case ip[0] < 0xc0:
		return CIDRMask(16, 32)
	}
	return CIDRMask(24, 32)
}

// Mask keeps the bits that are set in the mask; nil if the lengths do not go together.
func (ip IP) Mask(mask IPMask) IP {
	if len(mask) == IPv6len && len(ip) == IPv4len && bytes.Count(mask[:12], []byte{0xff}) == 12 {
		mask = mask[12:]
	}
	if len(mask) == IPv4len && len(ip) == IPv6len && bytes.Equal(ip[:12], mapped) {
		ip = ip[12:]
	}
	if len(ip) != len(mask) {
		return nil
	}
	out := make(IP, len(ip))
	for i := range out {
		out[i] = ip[i] & mask[i]
	}
	return out
}

// String is the address as text: <nil> if it is empty, with ? before the digits if it has
// a wrong length.
func (ip IP) String() string {
	if len(ip) == 0 {
		return "<nil>"
	}
	if len(ip) != IPv4len && len(ip) != IPv6len {
		return "?" + hex.EncodeToString(ip)
	}
	return string(ip.appendTo(nil))
}

// appendTo appends the text of an address of a right length.
func (ip IP) appendTo(b []byte) []byte {
	addr, _ := netip.AddrFromSlice(ip)
	return addr.Unmap().AppendTo(b)
}

// textOrEmpty is String, but nothing for an empty address.
func (ip IP) textOrEmpty() string {
	if len(ip) == 0 {
		return ""
	}
	return ip.String()
}

// AppendText implements encoding.TextAppender.
func (ip IP) AppendText(b []byte) ([]byte, error) {
	if len(ip) == 0 {
		return b, nil
	}
	if len(ip) != IPv4len && len(ip) != IPv6len {
		return b, &AddrError{Err: "invalid IP address", Addr: hex.EncodeToString(ip)}
	}
	return ip.appendTo(b), nil
}

// MarshalText implements encoding.TextMarshaler.
func (ip IP) MarshalText() ([]byte, error) {
	b, err := ip.AppendText([]byte{})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (ip *IP) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*ip = nil
		return nil
	}
	parsed := ParseIP(string(text))
	if parsed == nil {
		return &ParseError{Type: "IP address", Text: string(text)}
	}
	*ip = parsed
	return nil
}

// Equal tells whether the addresses are the same, whatever their lengths.
func (ip IP) Equal(x IP) bool {
	if len(ip) == len(x) {
		return bytes.Equal(ip, x)
	}
	ip4, x4 := ip.To4(), x.To4()
	return ip4 != nil && x4 != nil && bytes.Equal(ip4, x4)
}

// isSameFamily tells whether both are IPv4 or both are IPv6 addresses.
func (ip IP) isSameFamily(x IP) bool {
	if ip.To4() != nil || x.To4() != nil {
		return ip.To4() != nil && x.To4() != nil
	}
	return ip.To16() != nil && x.To16() != nil
}

// Size is the number of leading ones and of all bits; 0, 0 if the ones do not stand
// together.
func (m IPMask) Size() (ones, bits int) {
	ones = 0
	i := 0
	for ; i < len(m) && m[i] == 0xff; i++ {
		ones += 8
	}
	for j := i; j < len(m); j++ {
		b := m[j]
		for ; j == i && b&0x80 != 0; b <<= 1 {
			ones++
		}
		if b != 0 {
			return 0, 0
		}
	}
	return ones, 8 * len(m)
}

// String is the mask in hexadecimal digits.
func (m IPMask) String() string {
	if len(m) == 0 {
		return "<nil>"
	}
	return hex.EncodeToString(m)
}

// normalized gives address and mask in the same length; nil if they do not go together.
func (n *IPNet) normalized() (IP, IPMask) {
	ip, m := n.IP.To4(), n.Mask
	if ip == nil {
		ip = n.IP
	}
	if len(ip) == IPv4len && len(m) == IPv6len {
		m = m[12:]
	}
	if len(ip) != len(m) || len(ip) != IPv4len && len(ip) != IPv6len {
		return nil, nil
	}
	return ip, m
}

// Contains tells whether the address is in the network.
func (n *IPNet) Contains(ip IP) bool {
	own, m := n.normalized()
	if ip4 := ip.To4(); ip4 != nil {
		ip = ip4
	}
	if len(ip) != len(own) {
		return false
	}
	for i := range ip {
		if (own[i]^ip[i])&m[i] != 0 {
			return false
		}
	}
	return true
}

// Network is "ip+net".
func (n *IPNet) Network() string { return "ip+net" }

// String is the network like 192.0.2.0/24; the mask in digits if it has no length.
func (n *IPNet) String() string {
	if n == nil {
		return "<nil>"
	}
	ip, m := n.normalized()
	if ip == nil {
		return "<nil>"
	}
	ones, bits := m.Size()
	if bits == 0 {
		return ip.String() + "/" + m.String()
	}
	return ip.String() + "/" + strconv.Itoa(ones)
}

// ParseIP reads an address; nil if it is none. It has 16 bytes, also for IPv4. The function
// is so small that they need not be on the heap.
func ParseIP(s string) IP {
	if a, ok := parseIP(s); ok {
		return a[:]
	}
	return nil
}

func parseIP(s string) (a [16]byte, ok bool) {
	addr, err := netip.ParseAddr(s)
	if err != nil || addr.Zone() != "" {
		return a, false
	}
	return addr.As16(), true
}

// ParseCIDR reads an address with the length of its mask: the address, and the network
// that it is of.
func ParseCIDR(s string) (IP, *IPNet, error) {
	fail := func() (IP, *IPNet, error) { return nil, nil, &ParseError{Type: "CIDR address", Text: s} }
	text, digits, found := strings.Cut(s, "/")
	if !found {
		return fail()
	}
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" {
		return fail()
	}
	n, ok := number(digits)
	if !ok || n > addr.BitLen() {
		return fail()
	}
	m := CIDRMask(n, addr.BitLen())
	a := addr.As16()
	ip := IP(a[:])
	return ip, &IPNet{IP: ip.Mask(m), Mask: m}, nil
}

// number reads a number of decimal digits only, leading zeros included.
func number(digits string) (n int, ok bool) {
	for i := 0; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		if n = 10*n + int(digits[i]-'0'); n > 0xffffff {
			return 0, false
		}
	}
	return n, digits != ""
}
