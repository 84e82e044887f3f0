// Package strconv converts between values and text.
package strconv

import "errors"

// IntSize is the size of an int in bits.
const IntSize = 64

// ErrRange says that a value does not fit its type.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that a text has the wrong form.
var ErrSyntax = errors.New("invalid syntax")

// A NumError tells of a failed conversion.
type NumError struct {
	Func string // the function
	Num  string // its input
	Err  error  // why
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error { return e.Err }

// What natives report.
const (
	codeRange = iota + 1
	codeSyntax
	codeBase
	codeBitSize
)

func numError(fn, s string, base, bitSize int, code int) *NumError {
	e := &NumError{fn, string([]byte(s)), nil}
	switch code {
	case codeRange:
		e.Err = ErrRange
	case codeSyntax:
		e.Err = ErrSyntax
	case codeBase:
		e.Err = errors.New("invalid base " + Itoa(base))
	case codeBitSize:
		e.Err = errors.New("invalid bit size " + Itoa(bitSize))
	}
	return e
}

func parseInt(s string, base int, bitSize int) (v int64, code int)
func parseUint(s string, base int, bitSize int) (v uint64, code int)
func parseFloat(s string, bitSize int) (v float64, code int)
func formatFloat(f float64, fmt byte, prec, bitSize int) string
func putFloat(to []byte, f float64, fmt byte, prec, bitSize int) int
func formatBits(u uint64, base int, neg bool) string
func countDigits(u uint64, base int) int
func putDigits(to []byte, u uint64, base int)

// Atoi reads a decimal int.
func Atoi(s string) (int, error) {
	v, code := parseInt(s, 10, 0)
	if code != 0 {
		return int(v), numError("Atoi", s, 10, 0, code)
	}
	return int(v), nil
}

// ParseInt reads a signed integer of bitSize bits in the base; base 0 goes by the prefix.
func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	v, code := parseInt(s, base, bitSize)
	if code != 0 {
		return v, numError("ParseInt", s, base, bitSize, code)
	}
	return v, nil
}

// ParseUint is ParseInt for unsigned integers; a sign is not allowed.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	v, code := parseUint(s, base, bitSize)
	if code != 0 {
		return v, numError("ParseUint", s, base, bitSize, code)
	}
	return v, nil
}

// ParseFloat reads a floating-point number of bitSize bits, rounding to nearest even.
func ParseFloat(s string, bitSize int) (float64, error) {
	v, code := parseFloat(s, bitSize)
	if code != 0 {
		return v, numError("ParseFloat", s, 0, bitSize, code)
	}
	return v, nil
}

// ParseBool reads 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False.
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, numError("ParseBool", str, 0, 0, codeSyntax)
}

// FormatBool is "true" or "false".
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// AppendBool appends "true" or "false".
func AppendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}

// small has the decimal numbers below 100.
const small = "00010203040506070809" +
	"10111213141516171819" +
	"20212223242526272829" +
	"30313233343536373839" +
	"40414243444546474849" +
	"50515253545556575859" +
	"60616263646566676869" +
	"70717273747576777879" +
	"80818283848586878889" +
	"90919293949596979899"

// Itoa is the decimal text of i.
func Itoa(i int) string {
	return FormatInt(int64(i), 10)
}

// FormatInt is the text of i in the base, with letters for digits from 10 on.
func FormatInt(i int64, base int) string {
	if i < 0 {
		checkBase(base)
		return formatBits(-uint64(i), base, true)
	}
	return FormatUint(uint64(i), base)
}

// FormatUint is the text of i in the base.
func FormatUint(i uint64, base int) string {
	if base == 10 && i < 100 {
		if i < 10 {
			return small[i*2+1 : i*2+2]
		}
		return small[i*2 : i*2+2]
	}
	checkBase(base)
	return formatBits(i, base, false)
}

func checkBase(base int) {
	if base < 2 || base > 36 {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
}

// AppendInt appends the text of i.
func AppendInt(dst []byte, i int64, base int) []byte {
	if i < 0 {
		dst = append(dst, '-')
		return AppendUint(dst, -uint64(i), base)
	}
	return AppendUint(dst, uint64(i), base)
}

// AppendUint appends the text of i.
func AppendUint(dst []byte, i uint64, base int) []byte {
	if base == 10 && i < 100 {
		if i < 10 {
			return append(dst, byte('0'+i))
		}
		return append(dst, small[i*2:i*2+2]...)
	}
	checkBase(base)
	const blanks = "                                                                "
	start := len(dst)
	dst = append(dst, blanks[:countDigits(i, base)]...)
	putDigits(dst[start:], i, base)
	return dst
}

// FormatFloat is the text of f: format b, e, E, f, g, G, x or X, the precision, and 32 or
// 64 for the size of the float it came from. Precision -1 gives the fewest digits that
// read back as f.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	if bitSize != 32 && bitSize != 64 {
		panic("strconv: illegal FormatFloat bitSize")
	}
	return formatFloat(f, fmt, prec, bitSize)
}

// AppendFloat appends what FormatFloat returns.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	if bitSize != 32 && bitSize != 64 {
		panic("strconv: illegal AppendFloat bitSize")
	}
	n := putFloat(dst[len(dst):cap(dst)], f, fmt, prec, bitSize)
	if n < 0 {
		return append(dst, formatFloat(f, fmt, prec, bitSize)...)
	}
	return dst[:len(dst)+n]
}

// FormatComplex is the text (a+bi) of c.
func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	if bitSize != 64 && bitSize != 128 {
		panic("invalid bitSize")
	}
	bitSize >>= 1
	im := FormatFloat(imag(c), fmt, prec, bitSize)
	if im[0] != '+' && im[0] != '-' {
		im = "+" + im
	}
	return "(" + FormatFloat(real(c), fmt, prec, bitSize) + im + "i)"
}
