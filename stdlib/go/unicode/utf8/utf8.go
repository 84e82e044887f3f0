// Package utf8 reads and writes UTF-8.
package utf8

const (
	RuneError = '\uFFFD'     // what an invalid encoding reads as
	RuneSelf  = 0x80         // bytes below it are runes themselves
	MaxRune   = '\U0010FFFF' // the largest code point
	UTFMax    = 4            // bytes of the longest encoding
)

const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

// FullRune reports whether p begins with a complete encoding; an invalid one is
// complete, as it reads as an error of width 1.
func FullRune(p []byte) bool {
	if len(p) == 0 {
		return false
	}
	need, lo, hi := lead(p[0])
	if len(p) >= need {
		return true
	}
	if len(p) > 1 && (p[1] < lo || p[1] > hi) {
		return true
	}
	return len(p) > 2 && p[2]&0xC0 != 0x80
}

// FullRuneInString is FullRune for strings.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	need, lo, hi := lead(s[0])
	if len(s) >= need {
		return true
	}
	if len(s) > 1 && (s[1] < lo || s[1] > hi) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// lead tells how many bytes an encoding that starts with c takes, and the range of its
// second byte. Bytes that cannot start one take 1.
func lead(c byte) (n int, lo, hi byte) {
	switch {
	case c < 0xC2:
		return 1, 0, 0
	case c < 0xE0:
		return 2, 0x80, 0xBF
	case c < 0xF0:
		if c == 0xE0 {
			return 3, 0xA0, 0xBF
		}
		if c == 0xED {
			return 3, 0x80, 0x9F
		}
		return 3, 0x80, 0xBF
	case c < 0xF5:
		if c == 0xF0 {
			return 4, 0x90, 0xBF
		}
		if c == 0xF4 {
			return 4, 0x80, 0x8F
		}
		return 4, 0x80, 0xBF
	}
	return 1, 0, 0
}

// DecodeRune reads the first rune of p and its width: (RuneError, 0) if p is empty,
// (RuneError, 1) if the encoding is invalid.
func DecodeRune(p []byte) (rune, int) {
	if len(p) == 0 {
		return RuneError, 0
	}
	c := p[0]
	if c < RuneSelf {
		return rune(c), 1
	}
	n, lo, hi := lead(c)
	if n == 1 || len(p) < n || p[1] < lo || p[1] > hi {
		return RuneError, 1
	}
	if n == 2 {
		return rune(c&0x1F)<<6 | rune(p[1]&0x3F), 2
	}
	if p[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(c&0x0F)<<12 | rune(p[1]&0x3F)<<6 | rune(p[2]&0x3F), 3
	}
	if p[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(c&0x07)<<18 | rune(p[1]&0x3F)<<12 | rune(p[2]&0x3F)<<6 | rune(p[3]&0x3F), 4
}

// DecodeRuneInString is DecodeRune for strings.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	c := s[0]
	if c < RuneSelf {
		return rune(c), 1
	}
	n, lo, hi := lead(c)
	if n == 1 || len(s) < n || s[1] < lo || s[1] > hi {
		return RuneError, 1
	}
	if n == 2 {
		return rune(c&0x1F)<<6 | rune(s[1]&0x3F), 2
	}
	if s[2]&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(c&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	if s[3]&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(c&0x07)<<18 | rune(s[1]&0x3F)<<12 | rune(s[2]&0x3F)<<6 | rune(s[3]&0x3F), 4
}

// DecodeLastRune reads the last rune of p as DecodeRune does the first.
func DecodeLastRune(p []byte) (rune, int) {
	end := len(p)
	if end == 0 {
		return RuneError, 0
	}
	start := end - 1
	if p[start] < RuneSelf {
		return rune(p[start]), 1
	}
	for start > 0 && start > end-UTFMax && !RuneStart(p[start]) {
		start--
	}
	r, n := DecodeRune(p[start:])
	if start+n != end {
		return RuneError, 1
	}
	return r, n
}

// DecodeLastRuneInString is DecodeLastRune for strings.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	start := end - 1
	if s[start] < RuneSelf {
		return rune(s[start]), 1
	}
	for start > 0 && start > end-UTFMax && !RuneStart(s[start]) {
		start--
	}
	r, n := DecodeRuneInString(s[start:])
	if start+n != end {
		return RuneError, 1
	}
	return r, n
}

// RuneLen is the number of bytes of r's encoding, -1 if r is not valid.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes r to p, which has room, and returns the number of bytes. An invalid
// rune is written as RuneError.
func EncodeRune(p []byte, r rune) int {
	switch i := uint32(r); {
	case i < 0x80:
		p[0] = byte(r)
		return 1
	case i < 0x800:
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	case i > MaxRune, surrogateMin <= i && i <= surrogateMax:
		r = RuneError
	case i >= 0x10000:
		_ = p[3]
		p[0] = 0xF0 | byte(r>>18)
		p[1] = 0x80 | byte(r>>12)&0x3F
		p[2] = 0x80 | byte(r>>6)&0x3F
		p[3] = 0x80 | byte(r)&0x3F
		return 4
	}
	_ = p[2]
	p[0] = 0xE0 | byte(r>>12)
	p[1] = 0x80 | byte(r>>6)&0x3F
	p[2] = 0x80 | byte(r)&0x3F
	return 3
}

// AppendRune appends r's encoding to p.
func AppendRune(p []byte, r rune) []byte {
	switch i := uint32(r); {
	case i < 0x80:
		return append(p, byte(r))
	case i < 0x800:
		return append(p, 0xC0|byte(r>>6), 0x80|byte(r)&0x3F)
	case i > MaxRune, surrogateMin <= i && i <= surrogateMax:
		r = RuneError
	case i >= 0x10000:
		return append(p, 0xF0|byte(r>>18), 0x80|byte(r>>12)&0x3F, 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return append(p, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
}

// RuneCount is the number of runes in p; a byte of an invalid encoding counts as one.
//
//go:noescape
func RuneCount(p []byte) int

// RuneCountInString is RuneCount for strings.
//
//go:noescape
func RuneCountInString(s string) int

// RuneStart reports whether b can start an encoding: it is no continuation byte.
func RuneStart(b byte) bool {
	return b&0xC0 != 0x80
}

// Valid reports whether p is entirely valid UTF-8.
//
//go:noescape
func Valid(p []byte) bool

// ValidString is Valid for strings.
//
//go:noescape
func ValidString(s string) bool

// ValidRune reports whether r can be encoded.
func ValidRune(r rune) bool {
	return 0 <= r && r < surrogateMin || surrogateMax < r && r <= MaxRune
}
