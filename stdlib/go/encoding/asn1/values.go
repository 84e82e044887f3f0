package asn1

import (
	"errors"
	"fmt"
	"math/big"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// What values of the universal class read as.

func readBool(b []byte) (bool, error) {
	if len(b) != 1 || b[0] != 0 && b[0] != 0xff {
		return false, SyntaxError{"invalid boolean"}
	}
	return b[0] != 0, nil
}

// checkInteger refuses integers with bytes that say nothing.
func checkInteger(b []byte) error {
	switch {
	case len(b) == 0:
		return StructuralError{"empty integer"}
	case len(b) > 1 && (b[0] == 0 && b[1] < 0x80 || b[0] == 0xff && b[1] >= 0x80):
		return StructuralError{"integer not minimally-encoded"}
	}
	return nil
}

func readInt64(b []byte) (int64, error) {
	if err := checkInteger(b); err != nil {
		return 0, err
	}
	if len(b) > 8 {
		return 0, StructuralError{"integer too large"}
	}
	n := int64(int8(b[0]))
	for _, c := range b[1:] {
		n = n<<8 | int64(c)
	}
	return n, nil
}

func readInt32(b []byte) (int32, error) {
	n, err := readInt64(b)
	if err == nil && n != int64(int32(n)) {
		err = StructuralError{"integer too large"}
	}
	if err != nil {
		return 0, err
	}
	return int32(n), nil
}

func readBigInt(b []byte) (*big.Int, error) {
	if err := checkInteger(b); err != nil {
		return nil, err
	}
	n := new(big.Int).SetBytes(b)
	if b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b)*8)))
	}
	return n, nil
}

func readBitString(b []byte) (s BitString, err error) {
	if len(b) == 0 {
		return s, SyntaxError{"zero length BIT STRING"}
	}
	free := int(b[0])
	if free > 7 || len(b) == 1 && free > 0 || b[len(b)-1]&(1<<free-1) != 0 {
		return s, SyntaxError{"invalid padding bits in BIT STRING"}
	}
	return BitString{b[1:], (len(b)-1)*8 - free}, nil
}

func readObjectIdentifier(b []byte) (ObjectIdentifier, error) {
	if len(b) == 0 {
		return nil, SyntaxError{"zero length OBJECT IDENTIFIER"}
	}
	// There are no more numbers than bytes, and one. With an error they are all there.
	id := make(ObjectIdentifier, len(b)+1)
	count := 0
	for offset := 0; offset < len(b); count++ {
		n, at, err := readBase128(b, offset)
		if err != nil {
			return id, err
		}
		offset = at
		if count == 0 {
			// The first two numbers are one: 40 times the first and the second.
			id[0] = min(n/40, 2)
			n -= 40 * id[0]
			count++
		}
		id[count] = n
	}
	return id[:count], nil
}

// readTime reads a time that prints as what was read.
func readTime(s, format string) (time.Time, error) {
	t, err := time.Parse(format, s)
	if err != nil {
		return t, err
	}
	if again := t.Format(format); again != s {
		return t, fmt.Errorf("asn1: time did not serialize back to the original value and may be invalid: given %q, but serialized as %q", s, again)
	}
	return t, nil
}

func readUTCTime(b []byte) (time.Time, error) {
	format := "0601021504Z0700"
	if _, err := time.Parse(format, string(b)); err != nil {
		format = "060102150405Z0700"
	}
	t, err := readTime(string(b), format)
	if err == nil && t.Year() >= 2050 {
		// UTCTime ends in 2049.
		t = t.AddDate(-100, 0, 0)
	}
	return t, err
}

func readGeneralizedTime(b []byte) (time.Time, error) {
	return readTime(string(b), "20060102150405.999999999Z0700")
}

// readString reads a string of any kind.
func readString(tag int, b []byte) (string, error) {
	// check refuses characters that the kind does not have.
	check := func(kind string, has func(byte) bool) (string, error) {
		for _, c := range b {
			if !has(c) {
				return "", SyntaxError{kind + " contains invalid character"}
			}
		}
		return string(b), nil
	}
	switch tag {
	case TagPrintableString:
		// Certificates have * and & in such strings.
		return check("PrintableString", func(c byte) bool { return isPrintable(c) || c == '*' || c == '&' })
	case TagNumericString:
		return check("NumericString", isNumeric)
	case TagIA5String:
		return check("IA5String", func(c byte) bool { return c < utf8.RuneSelf })
	case TagT61String, TagGeneralString:
		// Taken for Latin-1.
		s := make([]rune, len(b))
		for i, c := range b {
			s[i] = rune(c)
		}
		return string(s), nil
	case TagUTF8String:
		if !utf8.Valid(b) {
			return "", errors.New("asn1: invalid UTF-8 string")
		}
		return string(b), nil
	case TagBMPString:
		return readBMPString(b)
	}
	return "", SyntaxError{fmt.Sprintf("internal error: unknown string type %d", tag)}
}

// readBMPString reads characters of two bytes, perhaps with a zero at the end.
func readBMPString(b []byte) (string, error) {
	bad := errors.New("invalid BMPString")
	if len(b)%2 != 0 {
		return "", bad
	}
	if n := len(b); n >= 2 && b[n-1] == 0 && b[n-2] == 0 {
		b = b[:n-2]
	}
	var s []uint16
	for ; len(b) > 0; b = b[2:] {
		c := uint16(b[0])<<8 | uint16(b[1])
		if c >= 0xfffe || c >= 0xfdd0 && c <= 0xfdef || c >= 0xd800 && c <= 0xdfff {
			return "", bad
		}
		s = append(s, c)
	}
	return string(utf16.Decode(s)), nil
}

// readAny reads a value as what its tag says, nil if that is nothing of Go's.
func readAny(tag int, b []byte) (any, error) {
	switch tag {
	case TagBoolean:
		return readBool(b)
	case TagInteger:
		return readInt64(b)
	case TagBitString:
		return readBitString(b)
	case TagOID:
		return readObjectIdentifier(b)
	case TagUTCTime:
		return readUTCTime(b)
	case TagGeneralizedTime:
		return readGeneralizedTime(b)
	case TagOctetString:
		return b, nil
	case TagPrintableString, TagNumericString, TagIA5String, TagT61String, TagUTF8String, TagBMPString:
		return readString(tag, b)
	}
	return nil, nil
}
