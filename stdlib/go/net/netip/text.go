package netip

import (
	"errors"
	"strconv"
)

// String is the address as text: "invalid IP" for the zero Addr, the shortest form of
// IPv6 (RFC 5952), a mapped address as ::ffff:192.0.2.1.
func (ip Addr) String() string {
	if ip.z == z0 {
		return "invalid IP"
	}
	var buf [64]byte
	return string(ip.AppendTo(buf[:0]))
}

// AppendTo appends what MarshalText gives.
func (ip Addr) AppendTo(b []byte) []byte {
	switch {
	case ip.z == z0:
		return b
	case ip.z == z4:
		return ip.append4(b)
	case ip.Is4In6():
		b = append(b, "::ffff:"...)
		b = ip.append4(b)
	default:
		b = ip.append6(b)
	}
	if zone := ip.Zone(); zone != "" {
		b = append(append(b, '%'), zone...)
	}
	return b
}

func (ip Addr) append4(b []byte) []byte {
	n := ip.v4bits()
	for shift := 24; shift >= 0; shift -= 8 {
		b = strconv.AppendUint(b, uint64(byte(n>>shift)), 10)
		if shift > 0 {
			b = append(b, '.')
		}
	}
	return b
}

// append6 writes :: for the first of the longest runs of two and more zero fields.
func (ip Addr) append6(b []byte) []byte {
	from, to := 8, 8
	for i := 0; i < 8; i++ {
		end := i
		for end < 8 && ip.v6u16(end) == 0 {
			end++
		}
		if end-i >= 2 && (from == 8 || end-i > to-from) {
			from, to = i, end
		}
		i = max(i, end-1)
	}
	for i := 0; i < 8; i++ {
		if i == from {
			b = append(b, ':', ':')
			i = to
			if i >= 8 {
				break
			}
		} else if i > 0 {
			b = append(b, ':')
		}
		b = strconv.AppendUint(b, uint64(ip.v6u16(i)), 16)
	}
	return b
}

// StringExpanded is String with all digits of IPv6 addresses.
func (ip Addr) StringExpanded() string {
	if !ip.Is6() {
		return ip.String()
	}
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 39)
	for i := range 8 {
		if i > 0 {
			b = append(b, ':')
		}
		field := ip.v6u16(i)
		b = append(b, digits[field>>12], digits[field>>8&15], digits[field>>4&15], digits[field&15])
	}
	if zone := ip.Zone(); zone != "" {
		b = append(append(b, '%'), zone...)
	}
	return string(b)
}

// AppendText implements encoding.TextAppender.
func (ip Addr) AppendText(b []byte) ([]byte, error) { return ip.AppendTo(b), nil }

// MarshalText implements encoding.TextMarshaler; the zero Addr is the empty text.
func (ip Addr) MarshalText() ([]byte, error) { return ip.AppendTo([]byte{}), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (ip *Addr) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*ip = Addr{}
		return nil
	}
	var err error
	*ip, err = ParseAddr(string(text))
	return err
}

// AppendBinary implements encoding.BinaryAppender: 0, 4 or 16 bytes and the zone.
func (ip Addr) AppendBinary(b []byte) ([]byte, error) {
	switch ip.z {
	case z0:
		return b, nil
	case z4:
		a := ip.As4()
		return append(b, a[:]...), nil
	}
	a := ip.As16()
	return append(append(b, a[:]...), ip.Zone()...), nil
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (ip Addr) MarshalBinary() ([]byte, error) { return ip.AppendBinary([]byte{}) }

var errSize = errors.New("unexpected slice size")

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (ip *Addr) UnmarshalBinary(b []byte) error {
	switch n := len(b); {
	case n == 0:
		*ip = Addr{}
	case n == 4:
		*ip = AddrFrom4([4]byte(b))
	case n == 16:
		*ip = AddrFrom16([16]byte(b))
	case n > 16:
		*ip = AddrFrom16([16]byte(b[:16])).WithZone(string(b[16:]))
	default:
		return errSize
	}
	return nil
}
