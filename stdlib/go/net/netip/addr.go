// Package netip has IP addresses as small comparable values.
package netip

import (
	"cmp"
	"unique"
)

// Addr is an IPv4 or IPv6 address, the latter possibly with a zone. The zero Addr is not
// an address, not even 0.0.0.0.
type Addr struct {
	// The 128 bits; an IPv4 address stands as ::ffff:a.b.c.d.
	hi, lo uint64
	// What kind of address it is: the zero handle for none, z4, or an IPv6 one.
	z unique.Handle[kind]
}

// kind is what the bits do not say.
type kind struct {
	isV6 bool
	zone string
}

var (
	z0    unique.Handle[kind]
	z4    = unique.Make(kind{})
	z6any = unique.Make(kind{isV6: true})
)

// mapped is above an IPv4 address in the lower word.
const mapped = 0xffff_0000_0000

func v4(n uint32) Addr { return Addr{lo: mapped | uint64(n), z: z4} }

func v6(hi, lo uint64) Addr { return Addr{hi: hi, lo: lo, z: z6any} }

// v4bits is an IPv4 address's number.
func (ip Addr) v4bits() uint32 { return uint32(ip.lo) }

// AddrFrom4 gives the IPv4 address of the bytes.
func AddrFrom4(addr [4]byte) Addr {
	return v4(uint32(addr[0])<<24 | uint32(addr[1])<<16 | uint32(addr[2])<<8 | uint32(addr[3]))
}

// AddrFrom16 gives the IPv6 address of the bytes, also if they are a mapped IPv4 address.
func AddrFrom16(addr [16]byte) Addr {
	var words [2]uint64
	for i, b := range addr {
		words[i/8] = words[i/8]<<8 | uint64(b)
	}
	return v6(words[0], words[1])
}

// AddrFromSlice gives the address of 4 or 16 bytes.
func AddrFromSlice(slice []byte) (ip Addr, ok bool) {
	switch len(slice) {
	case 4:
		return AddrFrom4([4]byte(slice)), true
	case 16:
		return AddrFrom16([16]byte(slice)), true
	}
	return Addr{}, false
}

// IPv4Unspecified is 0.0.0.0.
func IPv4Unspecified() Addr { return v4(0) }

// IPv6Unspecified is ::.
func IPv6Unspecified() Addr { return v6(0, 0) }

// IPv6Loopback is ::1.
func IPv6Loopback() Addr { return v6(0, 1) }

// IPv6LinkLocalAllNodes is ff02::1.
func IPv6LinkLocalAllNodes() Addr { return v6(0xff02<<48, 1) }

// IPv6LinkLocalAllRouters is ff02::2.
func IPv6LinkLocalAllRouters() Addr { return v6(0xff02<<48, 2) }

// IsValid tells whether it is an address.
func (ip Addr) IsValid() bool { return ip.z != z0 }

// Is4 tells whether it is an IPv4 address.
func (ip Addr) Is4() bool { return ip.z == z4 }

// Is6 tells whether it is an IPv6 address, mapped ones included.
func (ip Addr) Is6() bool { return ip.z != z0 && ip.z != z4 }

// Is4In6 tells whether it is an IPv4 address mapped into IPv6.
func (ip Addr) Is4In6() bool { return ip.Is6() && ip.hi == 0 && ip.lo>>32 == 0xffff }

// Unmap makes a mapped address an IPv4 one.
func (ip Addr) Unmap() Addr {
	if ip.Is4In6() {
		ip.z = z4
	}
	return ip
}

// BitLen is 32, 128, or 0 for the zero Addr.
func (ip Addr) BitLen() int {
	switch ip.z {
	case z0:
		return 0
	case z4:
		return 32
	}
	return 128
}

// Zone is the IPv6 zone, if there is one.
func (ip Addr) Zone() string {
	if ip.z == z0 {
		return ""
	}
	return ip.z.Value().zone
}

// WithZone gives the IPv6 address with another zone, or none.
func (ip Addr) WithZone(zone string) Addr {
	if !ip.Is6() {
		return ip
	}
	if zone == "" {
		ip.z = z6any
	} else {
		ip.z = unique.Make(kind{isV6: true, zone: zone})
	}
	return ip
}

func (ip Addr) withoutZone() Addr { return ip.WithZone("") }

func (ip Addr) hasZone() bool { return ip.Is6() && ip.z != z6any }

// Compare orders by length, then bits, then zone.
func (ip Addr) Compare(ip2 Addr) int {
	if c := cmp.Compare(ip.BitLen(), ip2.BitLen()); c != 0 {
		return c
	}
	if c := cmp.Compare(ip.hi, ip2.hi); c != 0 {
		return c
	}
	if c := cmp.Compare(ip.lo, ip2.lo); c != 0 {
		return c
	}
	return cmp.Compare(ip.Zone(), ip2.Zone())
}

// Less tells whether it comes before ip2.
func (ip Addr) Less(ip2 Addr) bool { return ip.Compare(ip2) < 0 }

// As4 gives the bytes of an IPv4 address or a mapped one.
func (ip Addr) As4() (a4 [4]byte) {
	if ip.z == z0 {
		panic("As4 called on IP zero value")
	}
	if !ip.Is4() && !ip.Is4In6() {
		panic("As4 called on IPv6 address")
	}
	n := ip.v4bits()
	return [4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
}

// As16 gives the bytes of the IPv6 form; of zeros for the zero Addr.
func (ip Addr) As16() (a16 [16]byte) {
	for i := range 8 {
		a16[i] = byte(ip.hi >> (56 - 8*i))
		a16[8+i] = byte(ip.lo >> (56 - 8*i))
	}
	return a16
}

// AsSlice gives the 4 or 16 bytes, nil for the zero Addr.
func (ip Addr) AsSlice() []byte {
	switch ip.z {
	case z0:
		return nil
	case z4:
		a := ip.As4()
		return a[:]
	}
	a := ip.As16()
	return a[:]
}

// Next is the address after it; the zero Addr if there is none.
func (ip Addr) Next() Addr {
	if ip.Is4() {
		if ip.v4bits() == 1<<32-1 {
			return Addr{}
		}
		ip.lo++
		return ip
	}
	ip.lo++
	if ip.lo == 0 {
		ip.hi++
		if ip.hi == 0 {
			return Addr{}
		}
	}
	return ip
}

// Prev is the address before it; the zero Addr if there is none.
func (ip Addr) Prev() Addr {
	if ip.Is4() {
		if ip.v4bits() == 0 {
			return Addr{}
		}
	} else if ip.hi == 0 && ip.lo == 0 {
		return Addr{}
	}
	if ip.lo == 0 {
		ip.hi--
	}
	ip.lo--
	return ip
}

// v6u16 is the i-th of the eight fields.
func (ip Addr) v6u16(i int) uint16 {
	if i < 4 {
		return uint16(ip.hi >> (48 - 16*i))
	}
	return uint16(ip.lo >> (48 - 16*(i-4)))
}

// IsLoopback tells whether it leads to the machine itself.
func (ip Addr) IsLoopback() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.v4bits()>>24 == 127
	}
	return ip.Is6() && ip.hi == 0 && ip.lo == 1
}

// IsMulticast tells whether it is a multicast address.
func (ip Addr) IsMulticast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.v4bits()>>28 == 0xe
	}
	return ip.Is6() && ip.hi>>56 == 0xff
}

// IsInterfaceLocalMulticast tells whether it is an IPv6 multicast address of an interface.
func (ip Addr) IsInterfaceLocalMulticast() bool {
	return ip.Is6() && !ip.Is4In6() && ip.v6u16(0)&0xff0f == 0xff01
}

// IsLinkLocalMulticast tells whether it is a multicast address of a link.
func (ip Addr) IsLinkLocalMulticast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.v4bits()>>8 == 0xe00000
	}
	return ip.Is6() && ip.v6u16(0)&0xff0f == 0xff02
}

// IsLinkLocalUnicast tells whether it is a unicast address of a link.
func (ip Addr) IsLinkLocalUnicast() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.v4bits()>>16 == 0xa9fe
	}
	return ip.Is6() && ip.v6u16(0)&0xffc0 == 0xfe80
}

// IsGlobalUnicast tells whether it is a unicast address, private ones included.
func (ip Addr) IsGlobalUnicast() bool {
	ip = ip.Unmap()
	if !ip.IsValid() || ip.Is4() && (ip.v4bits() == 0 || ip.v4bits() == 1<<32-1) {
		return false
	}
	return !ip.IsUnspecified() && !ip.IsLoopback() && !ip.IsMulticast() && !ip.IsLinkLocalUnicast()
}

// IsPrivate tells whether it is of a private network (RFC 1918, RFC 4193).
func (ip Addr) IsPrivate() bool {
	ip = ip.Unmap()
	if ip.Is4() {
		n := ip.v4bits()
		return n>>24 == 10 || n>>20 == 0xac1 || n>>16 == 0xc0a8
	}
	return ip.Is6() && ip.hi>>57 == 0xfc>>1
}

// IsUnspecified tells whether it is 0.0.0.0 or ::.
func (ip Addr) IsUnspecified() bool {
	return ip == v4(0) || ip == v6(0, 0)
}

// masked keeps the first n of the address's own bits.
func (ip Addr) masked(n int) Addr {
	if ip.Is4() {
		ip.lo &= mapped | uint64(^uint32(0)<<(32-n))
		return ip
	}
	if n <= 64 {
		ip.hi &= ^uint64(0) << (64 - n)
		ip.lo = 0
	} else {
		ip.lo &= ^uint64(0) << (128 - n)
	}
	return ip
}
