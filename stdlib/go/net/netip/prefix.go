package netip

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// Prefix is a network: an address and how many of its bits count.
type Prefix struct {
	ip Addr // Without zone.
	// One more than the bits; 0 if there are none, so that the zero Prefix is invalid.
	bitsPlusOne uint8
}

// PrefixFrom makes one, without masking the address. It is invalid if bits is out of range.
func PrefixFrom(ip Addr, bits int) Prefix {
	p := Prefix{ip: ip.withoutZone()}
	if ip.IsValid() && 0 <= bits && bits <= ip.BitLen() {
		p.bitsPlusOne = uint8(bits) + 1
	}
	return p
}

// Prefix keeps the first b bits of the address.
func (ip Addr) Prefix(b int) (Prefix, error) {
	if b < 0 {
		return Prefix{}, errors.New("negative Prefix bits")
	}
	if ip.z == z0 {
		return Prefix{}, nil
	}
	if b > ip.BitLen() {
		family := " too large for IPv6"
		if ip.Is4() {
			family = " too large for IPv4"
		}
		return Prefix{}, errors.New("prefix length " + strconv.Itoa(b) + family)
	}
	return PrefixFrom(ip.withoutZone().masked(b), b), nil
}

// Addr is the address.
func (p Prefix) Addr() Addr { return p.ip }

// Bits is the number of bits that count, -1 if it is invalid.
func (p Prefix) Bits() int { return int(p.bitsPlusOne) - 1 }

// IsValid tells whether it is a network.
func (p Prefix) IsValid() bool { return p.bitsPlusOne > 0 }

// IsSingleIP tells whether all bits count.
func (p Prefix) IsSingleIP() bool { return p.IsValid() && p.Bits() == p.ip.BitLen() }

// Compare orders by validity, address length, masked address, bits and address.
func (p Prefix) Compare(p2 Prefix) int {
	if c := cmp.Compare(p.Addr().BitLen(), p2.Addr().BitLen()); c != 0 {
		return c
	}
	if c := p.Masked().Addr().Compare(p2.Masked().Addr()); c != 0 {
		return c
	}
	if c := cmp.Compare(p.Bits(), p2.Bits()); c != 0 {
		return c
	}
	return p.Addr().Compare(p2.Addr())
}

// Masked keeps only the bits that count.
func (p Prefix) Masked() Prefix {
	if !p.IsValid() {
		return Prefix{}
	}
	p.ip = p.ip.masked(p.Bits())
	return p
}

// Contains tells whether the address is in the network; one with a zone never is.
func (p Prefix) Contains(ip Addr) bool {
	if !p.IsValid() || ip.hasZone() || p.ip.BitLen() != ip.BitLen() {
		return false
	}
	return p.ip.masked(p.Bits()) == ip.masked(p.Bits())
}

// Overlaps tells whether the networks share addresses.
func (p Prefix) Overlaps(o Prefix) bool {
	if !p.IsValid() || !o.IsValid() || p.ip.BitLen() != o.ip.BitLen() {
		return false
	}
	n := min(p.Bits(), o.Bits())
	return p.ip.masked(n) == o.ip.masked(n)
}

// parsePrefixError is the error of [ParsePrefix].
type parsePrefixError struct {
	in  string
	msg string
}

func (err parsePrefixError) Error() string {
	return "netip.ParsePrefix(" + strconv.Quote(err.in) + "): " + err.msg
}

// ParsePrefix reads 192.168.1.0/24 or 2001:db8::/32.
func ParsePrefix(s string) (Prefix, error) {
	fail := func(msg string) (Prefix, error) { return Prefix{}, parsePrefixError{in: s, msg: msg} }
	i := strings.LastIndexByte(s, '/')
	if i < 0 {
		return fail("no '/'")
	}
	ip, err := ParseAddr(s[:i])
	if err != nil {
		return fail(err.Error())
	}
	if ip.hasZone() {
		return fail("IPv6 zones cannot be present in a prefix")
	}
	digits := s[i+1:]
	// Neither signs nor leading zeros.
	if len(digits) > 1 && (digits[0] < '1' || digits[0] > '9') {
		return fail("bad bits after slash: " + strconv.Quote(digits))
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return fail("bad bits after slash: " + strconv.Quote(digits))
	}
	if n < 0 || n > ip.BitLen() {
		return fail("prefix length out of range")
	}
	return PrefixFrom(ip, n), nil
}

// MustParsePrefix is [ParsePrefix] of what is known to be right; otherwise it panics.
func MustParsePrefix(s string) Prefix {
	p, err := ParsePrefix(s)
	if err != nil {
		panic(err)
	}
	return p
}

// String is the text that [ParsePrefix] reads.
func (p Prefix) String() string {
	if !p.IsValid() {
		return "invalid Prefix"
	}
	return string(p.AppendTo(nil))
}

// AppendTo appends what MarshalText gives.
func (p Prefix) AppendTo(b []byte) []byte {
	if p == (Prefix{}) {
		return b
	}
	if !p.IsValid() {
		return append(b, "invalid Prefix"...)
	}
	b = append(p.ip.AppendTo(b), '/')
	return strconv.AppendInt(b, int64(p.Bits()), 10)
}

// AppendText implements encoding.TextAppender.
func (p Prefix) AppendText(b []byte) ([]byte, error) { return p.AppendTo(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (p Prefix) MarshalText() ([]byte, error) { return p.AppendTo([]byte{}), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Prefix) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Prefix{}
		return nil
	}
	var err error
	*p, err = ParsePrefix(string(text))
	return err
}

// AppendBinary implements encoding.BinaryAppender: the address and a byte with the bits.
func (p Prefix) AppendBinary(b []byte) ([]byte, error) {
	b, err := p.ip.withoutZone().AppendBinary(b)
	return append(b, uint8(p.Bits())), err
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (p Prefix) MarshalBinary() ([]byte, error) { return p.AppendBinary([]byte{}) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (p *Prefix) UnmarshalBinary(b []byte) error {
	if len(b) < 1 {
		return errSize
	}
	var addr Addr
	if err := addr.UnmarshalBinary(b[:len(b)-1]); err != nil {
		return err
	}
	*p = PrefixFrom(addr, int(b[len(b)-1]))
	return nil
}
