package big

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// decimals are digits behind a point, times 10^exp: 0.d1 d2 d3… * 10^exp. They do not end
// with zeros.
type decimals struct {
	digits string
	exp    int
}

// decimalsOf gives mant * 2^scale exactly.
func decimalsOf(mant nat, scale int64) decimals {
	var d decimals
	if scale >= 0 {
		d.digits = mant.shl(uint(scale)).text(10)
		d.exp = len(d.digits)
	} else {
		d.digits = mant.mul(nat{5}.pow(int(-scale))).text(10)
		d.exp = len(d.digits) + int(scale)
	}
	d.digits = strings.TrimRight(d.digits, "0")
	return d
}

// at is digit i behind the point of a number with this exponent, '0' where there is none.
func (d decimals) at(i int) byte {
	if i < 0 || i >= len(d.digits) {
		return '0'
	}
	return d.digits[i]
}

// cut keeps n digits, rounded up or down.
func (d decimals) cut(n int, up bool) decimals {
	if n < 0 || n >= len(d.digits) {
		return d
	}
	kept := []byte(d.digits[:n])
	if up {
		for n > 0 && kept[n-1] == '9' {
			n--
		}
		if n == 0 {
			return decimals{"1", d.exp + 1}
		}
		kept = kept[:n]
		kept[n-1]++
	}
	return decimals{strings.TrimRight(string(kept), "0"), d.exp}
}

// round keeps n digits, rounded to the nearest, halves to even.
func (d decimals) round(n int) decimals {
	if n < 0 {
		return decimals{"", 0}
	}
	if n >= len(d.digits) {
		return d
	}
	up := d.digits[n] >= '5'
	if d.digits[n] == '5' && n+1 == len(d.digits) {
		up = n > 0 && (d.digits[n-1]-'0')%2 == 1
	}
	return d.cut(n, up)
}

// shortest is the shortest number that reads as x at x's precision.
func (x *Float) shortest(d decimals) decimals {
	// The bounds are half way to the neighbours.
	mant := x.mant.shl(uint(x.prec) - uint(x.mant.bitLen()) + 1)
	scale := int64(x.exp) - int64(x.prec) - 1
	inclusive := mant.bit(1) == 0
	lower := decimalsOf(mant.sub(one), scale)
	upper := decimalsOf(mant.add(one), scale)
	for i := range len(d.digits) {
		l, m, u := lower.at(i), d.at(i), upper.at(i)
		down := l != m || inclusive && i+1 == len(lower.digits)
		up := m != u && (inclusive || m+1 < u || i+1 < len(upper.digits))
		switch {
		case down && up:
			return d.round(i + 1)
		case down:
			return d.cut(i+1, false)
		case up:
			return d.cut(i+1, true)
		}
	}
	return d
}

// Text is x in a format of strconv.FormatFloat or 'p'.
func (x *Float) Text(format byte, prec int) string {
	if x == nil {
		return "<nil>"
	}
	return string(x.Append(nil, format, prec))
}

func (x *Float) String() string { return x.Text('g', 10) }

// Append appends Text.
func (x *Float) Append(buf []byte, format byte, prec int) []byte {
	if x.neg {
		buf = append(buf, '-')
	}
	if x.form == inf {
		if !x.neg {
			buf = append(buf, '+')
		}
		return append(buf, "Inf"...)
	}
	switch format {
	case 'b':
		return x.appendBinary(buf)
	case 'p':
		return x.appendHexFraction(buf)
	case 'x':
		return x.appendHex(buf, prec)
	}
	var d decimals
	if x.form == finite {
		d = decimalsOf(x.mant, x.scale())
	}
	isShortest := prec < 0
	if isShortest {
		if x.form == finite {
			d = x.shortest(d)
		}
		switch format {
		case 'e', 'E':
			prec = len(d.digits) - 1
		case 'f':
			prec = max(len(d.digits)-d.exp, 0)
		case 'g', 'G':
			prec = len(d.digits)
		}
	} else {
		switch format {
		case 'e', 'E':
			d = d.round(1 + prec)
		case 'f':
			d = d.round(d.exp + prec)
		case 'g', 'G':
			prec = max(prec, 1)
			d = d.round(prec)
		}
	}
	switch format {
	case 'e', 'E':
		return appendE(buf, format, prec, d)
	case 'f':
		return appendF(buf, prec, d)
	case 'g', 'G':
		limit := prec
		if limit > len(d.digits) && len(d.digits) >= d.exp {
			limit = len(d.digits)
		}
		if isShortest {
			limit = 6
		}
		if exp := d.exp - 1; exp < -4 || exp >= limit {
			return appendE(buf, format+'e'-'g', min(prec, len(d.digits))-1, d)
		}
		return appendF(buf, max(min(prec, len(d.digits))-d.exp, 0), d)
	}
	if x.neg {
		buf = buf[:len(buf)-1]
	}
	return append(buf, '%', format)
}

func appendE(buf []byte, format byte, prec int, d decimals) []byte {
	buf = append(buf, d.at(0))
	if prec > 0 {
		buf = append(buf, '.')
		for i := range prec {
			buf = append(buf, d.at(i+1))
		}
	}
	exp := 0
	if d.digits != "" {
		exp = d.exp - 1
	}
	return appendExp(append(buf, format), exp, 2)
}

// appendExp appends a sign and a number of at least n digits.
func appendExp(buf []byte, exp, n int) []byte {
	if exp < 0 {
		buf = append(buf, '-')
		exp = -exp
	} else {
		buf = append(buf, '+')
	}
	s := strconv.Itoa(exp)
	for range n - len(s) {
		buf = append(buf, '0')
	}
	return append(buf, s...)
}

func appendF(buf []byte, prec int, d decimals) []byte {
	if d.exp <= 0 {
		buf = append(buf, '0')
	}
	for i := range max(d.exp, 0) {
		buf = append(buf, d.at(i))
	}
	if prec > 0 {
		buf = append(buf, '.')
		for i := range prec {
			buf = append(buf, d.at(d.exp+i))
		}
	}
	return buf
}

// appendBinary appends an integer of prec bits, p and a decimal exponent.
func (x *Float) appendBinary(buf []byte) []byte {
	if x.form == zero {
		return append(buf, '0')
	}
	mant := x.mant.shl(uint(x.prec) - uint(x.mant.bitLen()))
	buf = append(append(buf, mant.text(10)...), 'p')
	exp := int64(x.exp) - int64(x.prec)
	if exp >= 0 {
		buf = append(buf, '+')
	}
	return strconv.AppendInt(buf, exp, 10)
}

// appendHexFraction appends 0x. and the mantissa, p and a decimal exponent.
func (x *Float) appendHexFraction(buf []byte) []byte {
	if x.form == zero {
		return append(buf, '0')
	}
	n := uint(x.mant.bitLen())
	digits := x.mant.shl((4 - n%4) % 4).text(16)
	buf = append(append(buf, "0x."...), strings.TrimRight(digits, "0")...)
	buf = append(buf, 'p')
	if x.exp >= 0 {
		buf = append(buf, '+')
	}
	return strconv.AppendInt(buf, int64(x.exp), 10)
}

// appendHex appends 0x1.…p±dd.
func (x *Float) appendHex(buf []byte, prec int) []byte {
	if x.form == zero {
		buf = append(buf, "0x0"...)
		if prec > 0 {
			buf = append(append(buf, '.'), strings.Repeat("0", prec)...)
		}
		return append(buf, "p+00"...)
	}
	bits := uint(0)
	if prec < 0 {
		bits = 1 + (x.MinPrec()+2)/4*4
	} else {
		bits = 1 + 4*uint(prec)
	}
	r := new(Float).SetPrec(bits).SetMode(x.mode).Set(x)
	digits := r.mant.shl(bits - uint(r.mant.bitLen())).text(16)
	buf = append(buf, "0x1"...)
	if prec < 0 {
		digits = strings.TrimRight(digits[1:], "0")
	} else {
		digits = digits[1:]
	}
	if digits != "" {
		buf = append(append(buf, '.'), digits...)
	}
	return appendExp(append(buf, 'p'), int(r.exp)-1, 2)
}

// Format writes x for fmt.
func (x *Float) Format(s fmt.State, format rune) {
	prec, hasPrec := s.Precision()
	if !hasPrec {
		prec = 6
	}
	switch format {
	case 'e', 'E', 'f', 'b', 'p', 'x':
	case 'F':
		format = 'f'
	case 'v', 'g', 'G':
		if format == 'v' {
			format = 'g'
		}
		if !hasPrec {
			prec = -1
		}
	case 's':
		fallthrough
	default:
		fmt.Fprintf(s, "%%!%c(*big.Float=%s)", format, x.String())
		return
	}
	text := x.Append(nil, byte(format), prec)
	sign := ""
	switch text[0] {
	case '-', '+':
		if text[0] == '-' || s.Flag('+') {
			sign = string(text[:1])
		}
		if text[0] == '+' && s.Flag(' ') && !s.Flag('+') {
			sign = " "
		}
		text = text[1:]
	default:
		if s.Flag('+') {
			sign = "+"
		} else if s.Flag(' ') {
			sign = " "
		}
	}
	if x.form == inf && sign == "" && !x.neg {
		sign = "+"
	}
	fill := 0
	if width, ok := s.Width(); ok {
		fill = max(0, width-len(sign)-len(text))
	}
	switch {
	case s.Flag('0') && x.form != inf:
		io.WriteString(s, sign+strings.Repeat("0", fill)+string(text))
	case s.Flag('-'):
		io.WriteString(s, sign+string(text)+strings.Repeat(" ", fill))
	default:
		io.WriteString(s, strings.Repeat(" ", fill)+sign+string(text))
	}
}

var errNoDigits = errors.New("number has no digits")

// Parse reads a number in a base (0: as its prefix says), or Inf.
func (z *Float) Parse(s string, base int) (f *Float, b int, err error) {
	z.orPrec(64)
	rest := s
	neg := false
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		neg = rest[0] == '-'
		rest = rest[1:]
	}
	if rest == "Inf" || rest == "inf" {
		return z.SetInf(neg), 0, nil
	}
	if s == "" {
		return nil, 0, io.EOF
	}
	d, ok := readDecimal(rest, base)
	if !ok {
		return nil, d.base, errNoDigits
	}
	if d.rest != "" {
		err = fmt.Errorf("expected end of string, found %q", d.rest[0])
	}
	switch {
	case len(d.mant) == 0:
		z.setZero(neg, Exact)
	case d.exp5 >= 0:
		z.set(neg, d.mant.mul(nat{5}.pow(int(d.exp5))), d.exp2, false)
	default:
		z.setQuotient(neg, d.mant, nat{5}.pow(int(-d.exp5)), d.exp2)
	}
	return z, d.base, err
}

// ParseFloat reads a number with a precision and a rounding mode.
func ParseFloat(s string, base int, prec uint, mode RoundingMode) (f *Float, b int, err error) {
	return new(Float).SetPrec(prec).SetMode(mode).Parse(s, base)
}

// SetString sets z to the number that s is.
func (z *Float) SetString(s string) (*Float, bool) {
	if f, _, err := z.Parse(s, 0); err == nil {
		return f, true
	}
	return nil, false
}

// Scan reads x for fmt.
func (z *Float) Scan(s fmt.ScanState, ch rune) error {
	s.SkipSpace()
	_, _, err := z.Parse(scanWord(s, "+-.0123456789eEpPxXoOabcdfABCDF_InfN"), 0)
	return err
}

// MarshalText is the shortest text that reads as x.
func (x *Float) MarshalText() (text []byte, err error) { return x.AppendText(nil) }

// AppendText appends the shortest text that reads as x.
func (x *Float) AppendText(b []byte) ([]byte, error) {
	if x == nil {
		return append(b, "<nil>"...), nil
	}
	return x.Append(b, 'g', -1), nil
}

// UnmarshalText reads a number.
func (z *Float) UnmarshalText(text []byte) error {
	if _, _, err := z.Parse(string(text), 0); err != nil {
		return fmt.Errorf("math/big: cannot unmarshal %q into a *big.Float (%v)", text, err)
	}
	return nil
}

const floatGobVersion byte = 1

// GobEncode is version, flags, precision and, for a finite number, exponent and mantissa.
func (x *Float) GobEncode() ([]byte, error) {
	if x == nil {
		return nil, nil
	}
	flags := byte(x.mode)&7<<5 | byte(x.acc+1)&3<<3 | byte(x.form)&3<<1
	if x.neg {
		flags |= 1
	}
	buf := binary.BigEndian.AppendUint32([]byte{floatGobVersion, flags}, x.prec)
	if x.form == finite {
		buf = binary.BigEndian.AppendUint32(buf, uint32(x.exp))
		n := (uint(x.prec) + wordBits - 1) / wordBits * wordBits
		mant := x.mant.shl(n - uint(x.mant.bitLen()))
		buf = append(buf, mant.bytes()...)
	}
	return buf, nil
}

// GobDecode reads what GobEncode gives.
func (z *Float) GobDecode(buf []byte) error {
	if len(buf) == 0 {
		*z = Float{}
		return nil
	}
	if len(buf) < 6 {
		return errors.New("Float.GobDecode: buffer too small")
	}
	if buf[0] != floatGobVersion {
		return fmt.Errorf("Float.GobDecode: encoding version %d not supported", buf[0])
	}
	oldPrec, oldMode := z.prec, z.mode
	flags := buf[1]
	x := Float{
		prec: binary.BigEndian.Uint32(buf[2:]), mode: RoundingMode(flags >> 5 & 7),
		acc: Accuracy(flags>>3&3) - 1, form: form(flags >> 1 & 3), neg: flags&1 != 0,
	}
	if x.form == finite {
		if len(buf) < 10 {
			return errors.New("Float.GobDecode: buffer too small for finite form float")
		}
		x.exp = int32(binary.BigEndian.Uint32(buf[6:]))
		x.mant = natFromBytes(buf[10:])
		x.mant = x.mant.shr(x.mant.trailingZeros())
	}
	*z = x
	if oldPrec != 0 {
		z.mode = oldMode
		z.SetPrec(uint(oldPrec))
	}
	return nil
}
