// Package hex reads and writes hexadecimal.
package hex

import (
	"errors"
	"fmt"
)

const digits = "0123456789abcdef"

// ErrLength is the error of an odd number of digits.
var ErrLength = errors.New("encoding/hex: odd length hex string")

// InvalidByteError is a byte that is no digit.
type InvalidByteError byte

func (e InvalidByteError) Error() string {
	return fmt.Sprintf("encoding/hex: invalid byte: %#U", rune(e))
}

func EncodedLen(n int) int { return n * 2 }
func DecodedLen(x int) int { return x / 2 }

// Encode writes the digits of src to dst.
func Encode(dst, src []byte) int {
	for i, v := range src {
		dst[2*i] = digits[v>>4]
		dst[2*i+1] = digits[v&0x0f]
	}
	return len(src) * 2
}

// AppendEncode appends the digits of src.
func AppendEncode(dst, src []byte) []byte {
	for _, v := range src {
		dst = append(dst, digits[v>>4], digits[v&0x0f])
	}
	return dst
}

// EncodeToString gives the digits of src.
func EncodeToString(src []byte) string {
	dst := make([]byte, EncodedLen(len(src)))
	Encode(dst, src)
	return string(dst)
}

func value(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// Decode writes the bytes of the digits src to dst.
func Decode(dst, src []byte) (int, error) {
	i := 0
	for ; i < len(src)/2; i++ {
		a, ok := value(src[2*i])
		if !ok {
			return i, InvalidByteError(src[2*i])
		}
		b, ok := value(src[2*i+1])
		if !ok {
			return i, InvalidByteError(src[2*i+1])
		}
		dst[i] = a<<4 | b
	}
	if len(src)%2 == 1 {
		if _, ok := value(src[2*i]); !ok {
			return i, InvalidByteError(src[2*i])
		}
		return i, ErrLength
	}
	return i, nil
}

// AppendDecode appends the bytes of the digits src.
func AppendDecode(dst, src []byte) ([]byte, error) {
	n := len(dst)
	dst = append(dst, make([]byte, len(src)/2)...)
	m, err := Decode(dst[n:], src)
	return dst[:n+m], err
}

// DecodeString gives the bytes of the digits s.
func DecodeString(s string) ([]byte, error) {
	dst := make([]byte, len(s)/2)
	n, err := Decode(dst, []byte(s))
	return dst[:n], err
}

// Dump shows data as hexdump -C does.
func Dump(data []byte) string {
	var out []byte
	for at := 0; at < len(data); at += 16 {
		out = dumpLine(out, uint(at), data[at:min(at+16, len(data))])
	}
	return string(out)
}

// dumpLine appends the line of up to 16 bytes.
func dumpLine(out []byte, at uint, line []byte) []byte {
	out = fmt.Appendf(out, "%08x", at)
	for i := 0; i < 16; i++ {
		if i%8 == 0 {
			out = append(out, ' ')
		}
		if i < len(line) {
			out = append(out, ' ', digits[line[i]>>4], digits[line[i]&15])
		} else {
			out = append(out, "   "...)
		}
	}
	out = append(out, "  |"...)
	for _, c := range line {
		if c < 32 || c > 126 {
			c = '.'
		}
		out = append(out, c)
	}
	return append(out, "|\n"...)
}
