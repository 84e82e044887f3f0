package netip

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// AddrPort is an address with a port.
type AddrPort struct {
	ip   Addr
	port uint16
}

// AddrPortFrom makes one; it checks nothing.
func AddrPortFrom(ip Addr, port uint16) AddrPort { return AddrPort{ip: ip, port: port} }

// Addr is the address.
func (p AddrPort) Addr() Addr { return p.ip }

// Port is the port.
func (p AddrPort) Port() uint16 { return p.port }

// IsValid tells whether the address is one; all ports are valid.
func (p AddrPort) IsValid() bool { return p.ip.IsValid() }

// Compare orders by address, then port.
func (p AddrPort) Compare(p2 AddrPort) int {
	if c := p.ip.Compare(p2.ip); c != 0 {
		return c
	}
	return cmp.Compare(p.port, p2.port)
}

// splitAddrPort splits at the last colon and takes the brackets away.
func splitAddrPort(s string) (ip, port string, bracketed bool, err error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", "", false, errors.New("not an ip:port")
	}
	ip, port = s[:i], s[i+1:]
	if ip == "" {
		return "", "", false, errors.New("no IP")
	}
	if port == "" {
		return "", "", false, errors.New("no port")
	}
	if ip[0] == '[' {
		if len(ip) < 2 || ip[len(ip)-1] != ']' {
			return "", "", false, errors.New("missing ]")
		}
		return ip[1 : len(ip)-1], port, true, nil
	}
	return ip, port, false, nil
}

// ParseAddrPort reads 192.0.2.1:80 or [2001:db8::1]:80.
func ParseAddrPort(s string) (AddrPort, error) {
	ip, port, bracketed, err := splitAddrPort(s)
	if err != nil {
		return AddrPort{}, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return AddrPort{}, errors.New("invalid port " + strconv.Quote(port) + " parsing " + strconv.Quote(s))
	}
	addr, err := ParseAddr(ip)
	if err != nil {
		return AddrPort{}, err
	}
	if bracketed && addr.Is4() {
		return AddrPort{}, errors.New("invalid ip:port " + strconv.Quote(s) + ", square brackets can only be used with IPv6 addresses")
	}
	if !bracketed && addr.Is6() {
		return AddrPort{}, errors.New("invalid ip:port " + strconv.Quote(s) + ", IPv6 addresses must be surrounded by square brackets")
	}
	return AddrPort{ip: addr, port: uint16(number)}, nil
}

// MustParseAddrPort is [ParseAddrPort] of what is known to be right; otherwise it panics.
func MustParseAddrPort(s string) AddrPort {
	p, err := ParseAddrPort(s)
	if err != nil {
		panic(err)
	}
	return p
}

// String is the text that [ParseAddrPort] reads.
func (p AddrPort) String() string {
	if !p.ip.IsValid() {
		return "invalid AddrPort"
	}
	return string(p.AppendTo(nil))
}

// AppendTo appends what MarshalText gives.
func (p AddrPort) AppendTo(b []byte) []byte {
	switch {
	case !p.ip.IsValid():
		return b
	case p.ip.Is4():
		b = p.ip.AppendTo(b)
	default:
		b = append(b, '[')
		b = p.ip.AppendTo(b)
		b = append(b, ']')
	}
	b = append(b, ':')
	return strconv.AppendUint(b, uint64(p.port), 10)
}

// AppendText implements encoding.TextAppender.
func (p AddrPort) AppendText(b []byte) ([]byte, error) { return p.AppendTo(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (p AddrPort) MarshalText() ([]byte, error) { return p.AppendTo([]byte{}), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *AddrPort) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = AddrPort{}
		return nil
	}
	var err error
	*p, err = ParseAddrPort(string(text))
	return err
}

// AppendBinary implements encoding.BinaryAppender: the address, and the port in little
// endian.
func (p AddrPort) AppendBinary(b []byte) ([]byte, error) {
	b, err := p.ip.AppendBinary(b)
	return append(b, byte(p.port), byte(p.port>>8)), err
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (p AddrPort) MarshalBinary() ([]byte, error) { return p.AppendBinary([]byte{}) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (p *AddrPort) UnmarshalBinary(b []byte) error {
	if len(b) < 2 {
		return errSize
	}
	n := len(b) - 2
	var addr Addr
	if err := addr.UnmarshalBinary(b[:n]); err != nil {
		return err
	}
	*p = AddrPort{ip: addr, port: uint16(b[n]) | uint16(b[n+1])<<8}
	return nil
}
