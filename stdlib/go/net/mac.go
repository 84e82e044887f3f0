package net

import "encoding/hex"

// HardwareAddr is the address of a network interface.
type HardwareAddr []byte

// String is the address like 00:00:5e:00:53:01.
func (a HardwareAddr) String() string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 3*len(a))
	for i, c := range a {
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, digits[c>>4], digits[c&15])
	}
	return string(b)
}

// ParseMAC reads an address of 6, 8 or 20 bytes: in pairs of digits with : or - between
// them, in groups of four with dots, or only digits.
func ParseMAC(s string) (hw HardwareAddr, err error) {
	group, separator := len(s), byte(0)
	switch {
	case len(s) < 12:
		group = 0
	case s[2] == ':' || s[2] == '-':
		group, separator = 2, s[2]
	case s[4] == '.':
		group, separator = 4, '.'
	}
	digits := make([]byte, 0, len(s))
	for i := 0; i < len(s) && group > 0; i++ {
		if i%(group+1) != group {
			digits = append(digits, s[i])
		} else if s[i] != separator || i == len(s)-1 {
			group = 0
		}
	}
	hw, err = hex.AppendDecode(nil, digits)
	isWhole := group > 0 && (group == len(s) || (len(s)+1)%(group+1) == 0)
	if err != nil || !isWhole || len(hw) != 6 && len(hw) != 8 && len(hw) != 20 {
		return nil, &AddrError{Err: "invalid MAC address", Addr: s}
	}
	return hw, nil
}
