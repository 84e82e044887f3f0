// Package bytes works on slices of bytes that hold UTF-8.
package bytes

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// view is b as a string, as long as nobody writes to b.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Equal compares the bytes; nil equals empty.
func Equal(a, b []byte) bool { return view(a) == view(b) }

// Compare orders byte-wise: -1, 0 or 1.
func Compare(a, b []byte) int { return bytealg.Compare(a, b) }

// Contains reports whether sub is within b.
func Contains(b, sub []byte) bool { return Index(b, sub) >= 0 }

// ContainsAny reports whether any code point of chars is within b.
func ContainsAny(b []byte, chars string) bool { return IndexAny(b, chars) >= 0 }

// ContainsRune reports whether r is within b.
func ContainsRune(b []byte, r rune) bool { return IndexRune(b, r) >= 0 }

// ContainsFunc reports whether a code point of b satisfies f.
func ContainsFunc(b []byte, f func(rune) bool) bool { return IndexFunc(b, f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix []byte) bool {
	return len(s) >= len(prefix) && Equal(s[:len(prefix)], prefix)
}

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix []byte) bool {
	return len(s) >= len(suffix) && Equal(s[len(s)-len(suffix):], suffix)
}

// Index is the index of the first sep in s, -1 if there is none.
func Index(s, sep []byte) int { return bytealg.Index(s, sep) }

// LastIndex is the index of the last sep in s, -1 if there is none.
func LastIndex(s, sep []byte) int { return bytealg.LastIndex(s, sep) }

// IndexByte is the index of the first c in b, -1 if there is none.
func IndexByte(b []byte, c byte) int { return bytealg.IndexByte(b, c) }

// LastIndexByte is the index of the last c in b, -1 if there is none.
func LastIndexByte(b []byte, c byte) int { return bytealg.LastIndexByte(b, c) }

// IndexRune is the index of the first r in s, -1 if there is none.
func IndexRune(s []byte, r rune) int { return indexRune(view(s), r) }

func indexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return bytealg.IndexByteString(s, byte(r))
	case r == utf8.RuneError:
		for i, c := range s {
			if c == utf8.RuneError {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	return bytealg.IndexString(s, string(r))
}

// IndexAny is the index of the first code point of s that is in chars, -1 if there is none.
func IndexAny(s []byte, chars string) int {
	for i, c := range view(s) {
		if indexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny is the index of the last code point of s that is in chars, -1 if there is none.
func LastIndexAny(s []byte, chars string) int {
	return lastIndexFunc(s, func(r rune) bool { return indexRune(chars, r) >= 0 }, true)
}

// IndexFunc is the index of the first code point that satisfies f, -1 if there is none.
func IndexFunc(s []byte, f func(rune) bool) int { return indexFunc(s, f, true) }

// LastIndexFunc is the index of the last code point that satisfies f, -1 if there is none.
func LastIndexFunc(s []byte, f func(rune) bool) int { return lastIndexFunc(s, f, true) }

func indexFunc(s []byte, f func(rune) bool, want bool) int {
	for i, r := range view(s) {
		if f(r) == want {
			return i
		}
	}
	return -1
}

func lastIndexFunc(s []byte, f func(rune) bool, want bool) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRune(s[:i])
		i -= size
		if f(r) == want {
			return i
		}
	}
	return -1
}

// Count counts the non-overlapping sep in s.
func Count(s, sep []byte) int {
	if len(sep) == 0 {
		return utf8.RuneCount(s) + 1
	}
	if len(sep) == 1 {
		return bytealg.Count(s, sep[0])
	}
	n := 0
	for {
		i := Index(s, sep)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(sep):]
	}
}

func explode(s []byte, n int) [][]byte {
	if n <= 0 || n > len(s) {
		n = len(s)
	}
	a := make([][]byte, 0, n)
	for len(s) > 0 {
		if len(a) == n-1 {
			a = append(a, s)
			break
		}
		_, size := utf8.DecodeRune(s)
		a = append(a, s[0:size:size])
		s = s[size:]
	}
	return a
}

func split(s, sep []byte, save, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	a := make([][]byte, n)
	n--
	i := 0
	for i < n {
		m := Index(s, sep)
		if m < 0 {
			break
		}
		a[i] = s[: m+save : m+save]
		s = s[m+len(sep):]
		i++
	}
	a[i] = s
	return a[:i+1]
}

// SplitN cuts s at each sep into at most n parts (all if n < 0).
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfterN is SplitN with the separators left at the ends of the parts.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

// Split cuts s at each sep.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitAfter cuts s after each sep.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// Fields gives the parts of s between white space.
func Fields(s []byte) [][]byte {
	n, start := 0, -1
	for i, c := range s {
		if c >= utf8.RuneSelf {
			return FieldsFunc(s, unicode.IsSpace)
		}
		if asciiSpace(c) {
			start = -1
		} else if start < 0 {
			start = i
			n++
		}
	}
	a := make([][]byte, n)
	n, start = 0, -1
	for i, c := range s {
		if !asciiSpace(c) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			a[n] = s[start:i:i]
			n++
			start = -1
		}
	}
	if start >= 0 {
		a[n] = s[start:len(s):len(s)]
	}
	return a
}

func asciiSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// FieldsFunc gives the parts of s between code points that satisfy f.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	// Where the parts are; few fit the frame, so that the result is made once.
	spans := make([][2]int, 0, 32)
	start := -1
	for i, r := range view(s) {
		if f(r) {
			if start >= 0 {
				spans = append(spans, [2]int{start, i})
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		spans = append(spans, [2]int{start, len(s)})
	}
	a := make([][]byte, len(spans))
	for i, span := range spans {
		a[i] = s[span[0]:span[1]:span[1]]
	}
	return a
}

// Join puts sep between the elements.
func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	n := len(sep) * (len(s) - 1)
	for _, v := range s {
		n += len(v)
	}
	b := make([]byte, 0, n)
	for i, v := range s {
		if i > 0 {
			b = append(b, sep...)
		}
		b = append(b, v...)
	}
	return b
}

// Repeat gives count copies of b in a row.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	if count == 0 {
		return []byte{}
	}
	n := len(b) * count
	if n/count != len(b) || n < 0 {
		panic("bytes: Repeat output length overflow")
	}
	buf := make([]byte, n)
	bytealg.Repeat(buf, view(b))
	return buf
}

// Map replaces each code point by mapping's result; a negative one drops it.
func Map(mapping func(r rune) rune, s []byte) []byte {
	b := make([]byte, 0, len(s))
	for _, c := range view(s) {
		if r := mapping(c); r >= 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// ToUpper is a copy with all letters in upper case.
func ToUpper(s []byte) []byte {
	if bytealg.IsASCII(view(s)) {
		b := make([]byte, len(s))
		bytealg.ToUpper(b, view(s))
		return b
	}
	return Map(unicode.ToUpper, s)
}

// ToLower is a copy with all letters in lower case.
func ToLower(s []byte) []byte {
	if bytealg.IsASCII(view(s)) {
		b := make([]byte, len(s))
		bytealg.ToLower(b, view(s))
		return b
	}
	return Map(unicode.ToLower, s)
}

// ToTitle is a copy with all letters in title case.
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

// TrimLeftFunc drops leading code points that satisfy f.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	i := indexFunc(s, f, false)
	if i < 0 {
		return nil
	}
	return s[i:]
}

// TrimRightFunc drops trailing code points that satisfy f.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	i := lastIndexFunc(s, f, false)
	if i >= 0 {
		_, width := utf8.DecodeRune(s[i:])
		i += width
	} else {
		i = 0
	}
	return s[:i]
}

// TrimFunc drops leading and trailing code points that satisfy f.
func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// Trim drops leading and trailing code points in cutset.
func Trim(s []byte, cutset string) []byte { return TrimRight(TrimLeft(s, cutset), cutset) }

// TrimLeft drops leading code points in cutset.
func TrimLeft(s []byte, cutset string) []byte {
	return TrimLeftFunc(s, func(r rune) bool { return indexRune(cutset, r) >= 0 })
}

// TrimRight drops trailing code points in cutset.
func TrimRight(s []byte, cutset string) []byte {
	return TrimRightFunc(s, func(r rune) bool { return indexRune(cutset, r) >= 0 })
}

// TrimSpace drops leading and trailing white space.
func TrimSpace(s []byte) []byte {
	s = TrimFunc(s, unicode.IsSpace)
	if len(s) == 0 {
		return nil
	}
	return s
}

// TrimPrefix drops prefix if s begins with it.
func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix drops suffix if s ends with it.
func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

// CutPrefix is TrimPrefix and whether s began with it.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// CutSuffix is TrimSuffix and whether s ended with it.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// Cut splits s around the first sep.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// Replace is a copy with the first n old (all if n < 0) replaced by new.
func Replace(s, old, new []byte, n int) []byte {
	m := 0
	if n != 0 {
		m = Count(s, old)
	}
	if m == 0 {
		return append([]byte(nil), s...)
	}
	if n < 0 || m < n {
		n = m
	}
	t := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		j := start
		if len(old) == 0 {
			if i > 0 {
				_, width := utf8.DecodeRune(s[start:])
				j += width
			}
		} else {
			j += Index(s[start:], old)
		}
		t = append(t, s[start:j]...)
		t = append(t, new...)
		start = j + len(old)
	}
	return append(t, s[start:]...)
}

// ReplaceAll is a copy with every old replaced by new.
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

// EqualFold compares under simple case folding.
func EqualFold(s, t []byte) bool {
	if equal, ok := bytealg.EqualFold(view(s), view(t)); ok {
		return equal
	}
	for len(s) != 0 && len(t) != 0 {
		sr, n := utf8.DecodeRune(s)
		tr, m := utf8.DecodeRune(t)
		s, t = s[n:], t[m:]
		if sr == tr {
			continue
		}
		r := unicode.SimpleFold(sr)
		for r != sr && r != tr {
			r = unicode.SimpleFold(r)
		}
		if r != tr {
			return false
		}
	}
	return len(s) == len(t)
}

// Runes is the code points of s.
func Runes(s []byte) []rune { return []rune(view(s)) }

// Clone is a copy of b, nil for nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// MinRead is the least room ReadFrom makes.
const MinRead = 512
