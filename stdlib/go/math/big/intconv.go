package big

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxBase is the largest base.
const MaxBase = 62

// Text is x in a base.
func (x *Int) Text(base int) string {
	if x == nil {
		return "<nil>"
	}
	return string(x.Append(nil, base))
}

// Append appends x in a base.
func (x *Int) Append(buf []byte, base int) []byte {
	if x == nil {
		return append(buf, "<nil>"...)
	}
	if base < 2 || base > MaxBase {
		panic("invalid base")
	}
	if x.neg {
		buf = append(buf, '-')
	}
	return append(buf, x.abs.text(base)...)
}

func (x *Int) String() string { return x.Text(10) }

// Format writes x for fmt.
func (x *Int) Format(s fmt.State, ch rune) {
	var base int
	switch ch {
	case 'b':
		base = 2
	case 'o', 'O':
		base = 8
	case 'd', 's', 'v':
		base = 10
	case 'x', 'X':
		base = 16
	default:
		fmt.Fprintf(s, "%%!%c(big.Int=%s)", ch, x.String())
		return
	}
	if x == nil {
		fmt.Fprint(s, "<nil>")
		return
	}
	sign := ""
	switch {
	case x.neg:
		sign = "-"
	case s.Flag('+'):
		sign = "+"
	case s.Flag(' '):
		sign = " "
	}
	prefix := ""
	if s.Flag('#') {
		switch ch {
		case 'b':
			prefix = "0b"
		case 'o':
			prefix = "0"
		case 'x':
			prefix = "0x"
		case 'X':
			prefix = "0X"
		}
	}
	if ch == 'O' {
		prefix = "0o"
	}
	text := x.abs.text(base)
	if ch == 'X' {
		text = strings.ToUpper(text)
	}
	zeros := 0
	precision, hasPrecision := s.Precision()
	if hasPrecision {
		if precision == 0 && text == "0" {
			return
		}
		zeros = max(0, precision-len(text))
	}
	left, right := 0, 0
	if width, ok := s.Width(); ok {
		if fill := width - len(sign) - len(prefix) - zeros - len(text); fill > 0 {
			switch {
			case s.Flag('-'):
				right = fill
			case s.Flag('0') && !hasPrecision:
				zeros = fill
			default:
				left = fill
			}
		}
	}
	io.WriteString(s, strings.Repeat(" ", left)+sign+prefix+strings.Repeat("0", zeros)+text+strings.Repeat(" ", right))
}

// digitValue is the value of a digit in a base, -1 if it is none.
func digitValue(c byte, base int) int {
	v := -1
	switch {
	case '0' <= c && c <= '9':
		v = int(c - '0')
	case 'a' <= c && c <= 'z':
		v = int(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		v = int(c-'A') + 10
		if base > 36 {
			v += 26
		}
	}
	if v >= base {
		return -1
	}
	return v
}

// readNat reads digits, with a prefix and underscores if base is 0. It gives the number
// and what is left; ok is false if there are no digits or an underscore stands wrong.
func readNat(s string, base int) (x nat, rest string, ok bool) {
	prefixed := base == 0
	prefix := false
	if prefixed {
		base = 10
		if len(s) >= 1 && s[0] == '0' {
			n := 1
			if len(s) >= 2 {
				switch s[1] | 0x20 {
				case 'b':
					base, n = 2, 2
				case 'o':
					base, n = 8, 2
				case 'x':
					base, n = 16, 2
				default:
					base = 8
				}
			}
			if base != 10 {
				prefix = true
				if n == 2 {
					s = s[2:]
				}
			}
		}
	}
	values := make([]byte, 0, len(s))
	i := 0
	last := byte('_')
	if prefix {
		last = '0'
	}
	for ; i < len(s); i++ {
		c := s[i]
		if c == '_' && prefixed {
			if last == '_' {
				return nil, s, false
			}
			last = c
			continue
		}
		v := digitValue(c, base)
		if v < 0 {
			break
		}
		values = append(values, byte(v))
		last = c
	}
	if len(values) == 0 || last == '_' {
		return nil, s, false
	}
	if base == 10 && len(values) < 19 {
		n := uint64(0)
		for _, v := range values {
			n = n*10 + uint64(v)
		}
		return natOf(n), s[i:], true
	}
	return wordsOf(parse(values, base)), s[i:], true
}

// SetString sets z to the number that s is in a base (0: as its prefix says).
func (z *Int) SetString(s string, base int) (*Int, bool) {
	if base != 0 && base < 2 || base > MaxBase {
		panic(fmt.Sprintf("illegal number base %d", base))
	}
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	abs, rest, ok := readNat(s, base)
	if !ok || rest != "" {
		return nil, false
	}
	return z.set(neg, abs), true
}

// scanWord reads the characters that a number may have.
func scanWord(s fmt.ScanState, chars string) string {
	var b strings.Builder
	for {
		r, _, err := s.ReadRune()
		if err != nil {
			return b.String()
		}
		if !strings.ContainsRune(chars, r) {
			s.UnreadRune()
			return b.String()
		}
		b.WriteRune(r)
	}
}

// Scan reads x for fmt.
func (z *Int) Scan(s fmt.ScanState, ch rune) error {
	s.SkipSpace()
	base := 0
	switch ch {
	case 'b':
		base = 2
	case 'o':
		base = 8
	case 'd':
		base = 10
	case 'x', 'X':
		base = 16
	case 's', 'v':
	default:
		return errors.New("Int.Scan: invalid verb")
	}
	word := scanWord(s, "+-_0123456789abcdefABCDEFxXoO")
	if _, ok := z.SetString(word, base); !ok {
		return errors.New("number has no digits")
	}
	return nil
}

// MarshalText is String.
func (x *Int) MarshalText() (text []byte, err error) { return x.AppendText(nil) }

// AppendText appends String.
func (x *Int) AppendText(b []byte) (text []byte, err error) { return x.Append(b, 10), nil }

// UnmarshalText reads a number, with a prefix if it has one.
func (z *Int) UnmarshalText(text []byte) error {
	if _, ok := z.SetString(string(text), 0); !ok {
		return fmt.Errorf("math/big: cannot unmarshal %q into a *big.Int", text)
	}
	return nil
}

// MarshalJSON is String, null for nil.
func (x *Int) MarshalJSON() ([]byte, error) {
	if x == nil {
		return []byte("null"), nil
	}
	return x.Append(nil, 10), nil
}

// UnmarshalJSON reads a number; null changes nothing.
func (z *Int) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	return z.UnmarshalText(text)
}

const intGobVersion byte = 1

// GobEncode is version and sign in a byte, and the bytes of the absolute value.
func (x *Int) GobEncode() ([]byte, error) {
	if x == nil {
		return nil, nil
	}
	first := intGobVersion << 1
	if x.neg {
		first |= 1
	}
	return append([]byte{first}, x.abs.bytes()...), nil
}

// GobDecode reads what GobEncode gives.
func (z *Int) GobDecode(buf []byte) error {
	if len(buf) == 0 {
		*z = Int{}
		return nil
	}
	if buf[0]>>1 != intGobVersion {
		return fmt.Errorf("Int.GobDecode: encoding version %d not supported", buf[0]>>1)
	}
	z.set(buf[0]&1 != 0, natFromBytes(buf[1:]))
	return nil
}

// GobEncode is version and sign in a byte, the length of the numerator, numerator and
// denominator.
func (x *Rat) GobEncode() ([]byte, error) {
	if x == nil {
		return nil, nil
	}
	first := intGobVersion << 1
	if x.a.neg {
		first |= 1
	}
	numerator := x.a.abs.bytes()
	buf := binary.BigEndian.AppendUint32([]byte{first}, uint32(len(numerator)))
	return bytes.Join([][]byte{buf, numerator, x.denominator().bytes()}, nil), nil
}

// GobDecode reads what GobEncode gives.
func (z *Rat) GobDecode(buf []byte) error {
	if len(buf) == 0 {
		*z = Rat{}
		return nil
	}
	if len(buf) < 5 {
		return errors.New("Rat.GobDecode: buffer too small")
	}
	if buf[0]>>1 != intGobVersion {
		return fmt.Errorf("Rat.GobDecode: encoding version %d not supported", buf[0]>>1)
	}
	n := int(binary.BigEndian.Uint32(buf[1:]))
	if len(buf)-5 < n {
		return errors.New("Rat.GobDecode: invalid length")
	}
	z.a.set(buf[0]&1 != 0, natFromBytes(buf[5:5+n]))
	z.b.set(false, natFromBytes(buf[5+n:]))
	z.norm()
	return nil
}
