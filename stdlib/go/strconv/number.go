// Package strconv converts between values and text.
package strconv

import (
	"errors"
	"unsafe"
)

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
	quoted := string(appendQuote(make([]byte, 0, 3*len(e.Num)/2), e.Num, printable))
	return "strconv." + e.Func + ": parsing " + quoted + ": " + e.Err.Error()
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
	e := &NumError{fn, clone(s), nil}
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

// clone copies s, so that an error does not keep what s is part of.
func clone(s string) string {
	if s == "" {
		return ""
	}
	b := make([]byte, len(s))
	copy(b, s)
	return unsafe.String(&b[0], len(b))
}

//go:noescape
func parseInt(s string, base int, bitSize int) (v int64, code int)
//go:noescape
func parseUint(s string, base int, bitSize int) (v uint64, code int)
//go:noescape
func parseFloat(s string, bitSize int) (v float64, code int)

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

// Itoa is the decimal text of i.
func Itoa(i int) string { return FormatInt(int64(i), 10) }

// FormatInt is the text of i in the base, with letters for digits from 10 on.
func FormatInt(i int64, base int) string

// FormatUint is the text of i in the base.
func FormatUint(i uint64, base int) string

// AppendInt appends the text of i.
//
//go:noescape returns dst
func AppendInt(dst []byte, i int64, base int) []byte

// AppendUint appends the text of i.
//
//go:noescape returns dst
func AppendUint(dst []byte, i uint64, base int) []byte

// FormatFloat is the text of f: format b, e, E, f, g, G, x or X, the precision, and 32 or
// 64 for the size of the float it came from. Precision -1 gives the fewest digits that
// read back as f.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string

// AppendFloat appends what FormatFloat returns.
//
//go:noescape returns dst
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte

// FormatComplex is the text (a+bi) of c.
func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	if bitSize != 64 && bitSize != 128 {
		panic("invalid bitSize")
	}
	bitSize >>= 1
	var buf [64]byte
	b := append(buf[:0], '(')
	b = AppendFloat(b, real(c), fmt, prec, bitSize)
	sign := len(b)
	b = append(b, '+')
	b = AppendFloat(b, imag(c), fmt, prec, bitSize)
	if c := b[sign+1]; c == '+' || c == '-' {
		// It has a sign of its own.
		b = append(b[:sign], b[sign+1:]...)
	}
	return string(append(b, 'i', ')'))
}
