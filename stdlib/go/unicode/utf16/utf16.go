// Package utf16 reads and writes UTF-16.
package utf16

const replacement = '\uFFFD'

// IsSurrogate tells whether r may stand in a surrogate pair.
func IsSurrogate(r rune) bool { return 0xd800 <= r && r < 0xe000 }

// DecodeRune is the code point of a surrogate pair, U+FFFD if it is none.
func DecodeRune(r1, r2 rune) rune {
	if 0xd800 <= r1 && r1 < 0xdc00 && 0xdc00 <= r2 && r2 < 0xe000 {
		return (r1-0xd800)<<10 | (r2 - 0xdc00) + 0x10000
	}
	return replacement
}

// EncodeRune is the surrogate pair of r, twice U+FFFD if it needs none.
func EncodeRune(r rune) (r1, r2 rune) {
	if r < 0x10000 || r > '\U0010FFFF' {
		return replacement, replacement
	}
	r -= 0x10000
	return 0xd800 + (r>>10)&0x3ff, 0xdc00 + r&0x3ff
}

// RuneLen is the number of units of r, -1 if it cannot be encoded.
func RuneLen(r rune) int {
	switch {
	case 0 <= r && r < 0xd800, 0xe000 <= r && r < 0x10000:
		return 1
	case 0x10000 <= r && r <= '\U0010FFFF':
		return 2
	}
	return -1
}

// AppendRune appends the encoding of r.
func AppendRune(a []uint16, r rune) []uint16 {
	switch RuneLen(r) {
	case 1:
		return append(a, uint16(r))
	case 2:
		r1, r2 := EncodeRune(r)
		return append(a, uint16(r1), uint16(r2))
	}
	return append(a, replacement)
}

// Encode is the UTF-16 of code points.
func Encode(s []rune) []uint16 {
	a := make([]uint16, 0, len(s))
	for _, r := range s {
		a = AppendRune(a, r)
	}
	return a
}

// Decode is the code points of UTF-16.
func Decode(s []uint16) []rune {
	buf := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			pair := rune(replacement)
			if i+1 < len(s) {
				pair = DecodeRune(r, rune(s[i+1]))
			}
			r = pair
			if pair != replacement {
				i++
			}
		}
		buf = append(buf, r)
	}
	return buf
}
