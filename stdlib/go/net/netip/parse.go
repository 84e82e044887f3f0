package netip

import "strconv"

// parseAddrError is the error of [ParseAddr].
type parseAddrError struct {
	in  string // All of it.
	msg string
	at  string // The rest that could not be understood, if that helps.
}

func (err parseAddrError) Error() string {
	text := "ParseAddr(" + strconv.Quote(err.in) + "): " + err.msg
	if err.at != "" {
		text += " (at " + strconv.Quote(err.at) + ")"
	}
	return text
}

// ParseAddr reads an address like 192.0.2.1, 2001:db8::68 or fe80::1%eth0.
func ParseAddr(s string) (Addr, error) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			n, err := parse4(s, s)
			if err != nil {
				return Addr{}, err
			}
			return v4(n), nil
		case ':':
			return parse6(s)
		case '%':
			return Addr{}, parseAddrError{in: s, msg: "missing IPv6 address"}
		}
	}
	return Addr{}, parseAddrError{in: s, msg: "unable to parse IP"}
}

// MustParseAddr is [ParseAddr] of what is known to be right; otherwise it panics.
func MustParseAddr(s string) Addr {
	ip, err := ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return ip
}

// parse4 reads the four numbers of s, which is a part of in.
func parse4(in, s string) (uint32, error) {
	sum, field, digits, dots := uint32(0), uint32(0), 0, 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			if digits == 1 && field == 0 {
				return 0, parseAddrError{in: in, msg: "IPv4 field has octet with leading zero"}
			}
			field = field*10 + uint32(c-'0')
			digits++
			if field > 255 {
				return 0, parseAddrError{in: in, msg: "IPv4 field has value >255"}
			}
		case c != '.':
			return 0, parseAddrError{in: in, msg: "unexpected character", at: s[i:]}
		case digits == 0 || i == len(s)-1:
			return 0, parseAddrError{in: in, msg: "IPv4 field must have at least one digit", at: s[i:]}
		case dots == 3:
			return 0, parseAddrError{in: in, msg: "IPv4 address too long"}
		default:
			sum, field, digits = sum<<8|field, 0, 0
			dots++
		}
	}
	if dots < 3 {
		return 0, parseAddrError{in: in, msg: "IPv4 address too short"}
	}
	return sum<<8 | field, nil
}

// hexField reads up to four hexadecimal digits at the start of s; of the end, how many.
func hexField(in, s string) (value uint16, digits int, err error) {
	n := uint32(0)
	for ; digits < len(s); digits++ {
		c := s[digits]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			c = 16
		}
		if c == 16 {
			break
		}
		if digits > 3 {
			return 0, 0, parseAddrError{in: in, msg: "each group must have 4 or less digits", at: s}
		}
		n = n<<4 | uint32(c)
	}
	if digits == 0 {
		return 0, 0, parseAddrError{in: in, msg: "each colon-separated field must have at least one digit", at: s}
	}
	return uint16(n), digits, nil
}

// parse6 reads an IPv6 address, with or without zone.
func parse6(in string) (Addr, error) {
	fail := func(msg, at string) (Addr, error) {
		return Addr{}, parseAddrError{in: in, msg: msg, at: at}
	}
	s, zone := in, ""
	for i := 0; i < len(in); i++ {
		if in[i] == '%' {
			s, zone = in[:i], in[i+1:]
			if zone == "" {
				return fail("zone must be a non-empty string", "")
			}
			break
		}
	}
	var fields [8]uint16
	n, gap := 0, -1 // Fields read; the field at which :: stands.
	if len(s) >= 2 && s[:2] == "::" {
		gap = 0
		s = s[2:]
		if s == "" {
			return v6(0, 0).WithZone(zone), nil
		}
	}
	for n < 8 {
		value, digits, err := hexField(in, s)
		if err != nil {
			return Addr{}, err
		}
		if digits < len(s) && s[digits] == '.' {
			if gap < 0 && n != 6 {
				return fail("embedded IPv4 address must replace the final 2 fields of the address", s)
			}
			if n > 6 {
				return fail("too many hex fields to fit an embedded IPv4 at the end of the address", s)
			}
			last, err := parse4(in, s)
			if err != nil {
				return Addr{}, err
			}
			fields[n], fields[n+1] = uint16(last>>16), uint16(last)
			n += 2
			s = ""
			break
		}
		fields[n] = value
		n++
		s = s[digits:]
		if s == "" {
			break
		}
		if s[0] != ':' {
			return fail("unexpected character, want colon", s)
		}
		if len(s) == 1 {
			return fail("colon must be followed by more characters", s)
		}
		s = s[1:]
		if s[0] == ':' {
			if gap >= 0 {
				return fail("multiple :: in address", s)
			}
			gap = n
			s = s[1:]
			if s == "" {
				break
			}
		}
	}
	if s != "" {
		return fail("trailing garbage after address", s)
	}
	if n < 8 {
		if gap < 0 {
			return fail("address string too short", "")
		}
		moved := copy(fields[gap+8-n:], fields[gap:n])
		clear(fields[gap : 8-moved])
	} else if gap >= 0 {
		return fail("the :: must expand to at least one field of zeros", "")
	}
	var words [2]uint64
	for i, field := range fields {
		words[i/4] = words[i/4]<<16 | uint64(field)
	}
	return v6(words[0], words[1]).WithZone(zone), nil
}
