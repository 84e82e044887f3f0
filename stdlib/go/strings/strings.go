// Package strings works on UTF-8 strings.
package strings

import (
	"internal/bytealg"
	"unicode"
	"unicode/utf8"
)

// Contains reports whether substr is within s.
func Contains(s, substr string) bool { return Index(s, substr) >= 0 }

// ContainsAny reports whether any code point of chars is within s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsRune reports whether r is within s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsFunc reports whether a code point of s satisfies f.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Index is the index of the first substr in s, -1 if there is none.
func Index(s, substr string) int { return bytealg.IndexString(s, substr) }

// LastIndex is the index of the last substr in s, -1 if there is none.
func LastIndex(s, substr string) int { return bytealg.LastIndexString(s, substr) }

// IndexByte is the index of the first c in s, -1 if there is none.
func IndexByte(s string, c byte) int { return bytealg.IndexByteString(s, c) }

// LastIndexByte is the index of the last c in s, -1 if there is none.
func LastIndexByte(s string, c byte) int { return bytealg.LastIndexByteString(s, c) }

// IndexRune is the index of the first r in s, -1 if there is none; for RuneError the
// first invalid encoding counts too.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
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
	return Index(s, string(r))
}

// IndexAny is the index of the first code point of s that is in chars, -1 if there is none.
func IndexAny(s, chars string) int {
	for i, c := range s {
		if IndexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny is the index of the last code point of s that is in chars, -1 if there is none.
func LastIndexAny(s, chars string) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		if IndexRune(chars, r) >= 0 {
			return i
		}
	}
	return -1
}

// IndexFunc is the index of the first code point that satisfies f, -1 if there is none.
func IndexFunc(s string, f func(rune) bool) int { return indexFunc(s, f, true) }

// LastIndexFunc is the index of the last code point that satisfies f, -1 if there is none.
func LastIndexFunc(s string, f func(rune) bool) int { return lastIndexFunc(s, f, true) }

func indexFunc(s string, f func(rune) bool, want bool) int {
	for i, r := range s {
		if f(r) == want {
			return i
		}
	}
	return -1
}

func lastIndexFunc(s string, f func(rune) bool, want bool) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		if f(r) == want {
			return i
		}
	}
	return -1
}

// Count counts the non-overlapping substr in s; an empty one is found before every code
// point and at the end.
func Count(s, substr string) int {
	if len(substr) == 0 {
		return utf8.RuneCountInString(s) + 1
	}
	if len(substr) == 1 {
		return bytealg.CountString(s, substr[0])
	}
	n := 0
	for {
		i := Index(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

// explode splits s into n strings of one code point, the last taking the rest.
func explode(s string, n int) []string {
	l := utf8.RuneCountInString(s)
	if n < 0 || n > l {
		n = l
	}
	a := make([]string, n)
	for i := 0; i < n-1; i++ {
		_, size := utf8.DecodeRuneInString(s)
		a[i] = s[:size]
		s = s[size:]
	}
	if n > 0 {
		a[n-1] = s
	}
	return a
}

// split cuts s at sep, keeping save bytes of each separator, into n parts at most.
func split(s, sep string, save, n int) []string {
	if n == 0 {
		return nil
	}
	if sep == "" {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	a := make([]string, n)
	n--
	i := 0
	for i < n {
		m := Index(s, sep)
		if m < 0 {
			break
		}
		a[i] = s[:m+save]
		s = s[m+len(sep):]
		i++
	}
	a[i] = s
	return a[:i+1]
}

// SplitN cuts s at each sep into at most n parts (all if n < 0).
func SplitN(s, sep string, n int) []string { return split(s, sep, 0, n) }

// SplitAfterN is SplitN with the separators left at the ends of the parts.
func SplitAfterN(s, sep string, n int) []string { return split(s, sep, len(sep), n) }

// Split cuts s at each sep.
func Split(s, sep string) []string { return split(s, sep, 0, -1) }

// SplitAfter cuts s after each sep.
func SplitAfter(s, sep string) []string { return split(s, sep, len(sep), -1) }

// Fields gives the parts of s between white space.
func Fields(s string) []string {
	n, start := 0, -1
	for i := 0; i < len(s); i++ {
		c := s[i]
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
	a := make([]string, n)
	n, start = 0, -1
	for i := 0; i < len(s); i++ {
		if !asciiSpace(s[i]) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			a[n] = s[start:i]
			n++
			start = -1
		}
	}
	if start >= 0 {
		a[n] = s[start:]
	}
	return a
}

func asciiSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// FieldsFunc gives the parts of s between code points that satisfy f.
func FieldsFunc(s string, f func(rune) bool) []string {
	// Where the parts are; few fit the frame, so that the result is made once.
	spans := make([][2]int, 0, 32)
	start := -1
	for i, r := range s {
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
	a := make([]string, len(spans))
	for i, span := range spans {
		a[i] = s[span[0]:span[1]]
	}
	return a
}

// Join puts sep between the elements.
func Join(elems []string, sep string) string {
	switch len(elems) {
	case 0:
		return ""
	case 1:
		return elems[0]
	}
	n := len(sep) * (len(elems) - 1)
	for _, e := range elems {
		n += len(e)
	}
	var b Builder
	b.Grow(n)
	b.WriteString(elems[0])
	for _, e := range elems[1:] {
		b.WriteString(sep)
		b.WriteString(e)
	}
	return b.String()
}

// Repeat gives count copies of s in a row.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if count == 0 || len(s) == 0 {
		return ""
	}
	if count == 1 {
		return s
	}
	n := len(s) * count
	if n/count != len(s) || n < 0 {
		panic("strings: Repeat output length overflow")
	}
	if rows := rowsOf(s[0]); n <= len(rows) && HasPrefix(rows, s) {
		return rows[:n]
	}
	buf := room(n)
	bytealg.Repeat(buf, s)
	return ownedString(buf)
}

// Rows of what often is repeated, as long as in Go: parts of them take no memory.
const (
	fourSpaces = "    "
	spaces     = fourSpaces + fourSpaces + fourSpaces + fourSpaces + fourSpaces + fourSpaces + fourSpaces + fourSpaces
	fourDashes = "----"
	dashes     = fourDashes + fourDashes + fourDashes + fourDashes + fourDashes + fourDashes + fourDashes + fourDashes
	fourEquals = "===="
	equals     = fourEquals + fourEquals + fourEquals + fourEquals + fourEquals + fourEquals + fourEquals + fourEquals
	fourZeros  = "0000"
	zeros      = fourZeros + fourZeros + fourZeros + fourZeros + fourZeros + fourZeros + fourZeros + fourZeros
	fourTabs   = "\t\t\t\t"
	tabs       = fourTabs + fourTabs + fourTabs + fourTabs + fourTabs + fourTabs + fourTabs + fourTabs
)

// rowsOf is the row that begins with c, if there is one.
func rowsOf(c byte) string {
	switch c {
	case ' ':
		return spaces + spaces + spaces + spaces
	case '-':
		return dashes + dashes + dashes + dashes
	case '=':
		return equals + equals + equals + equals
	case '0':
		return zeros + zeros
	case '\t':
		return tabs + tabs
	}
	return ""
}

// Map replaces each code point by mapping's result; a negative one drops it.
func Map(mapping func(rune) rune, s string) string {
	for i, c := range s {
		r := mapping(c)
		if r == c && c != utf8.RuneError {
			continue
		}
		if c == utf8.RuneError {
			_, width := utf8.DecodeRuneInString(s[i:])
			if width != 1 && r == c {
				continue
			}
		}
		// The mapping is called once for each code point, in order.
		var b Builder
		b.Grow(len(s) + utf8.UTFMax)
		b.WriteString(s[:i])
		if r >= 0 {
			b.WriteRune(r)
		}
		_, width := utf8.DecodeRuneInString(s[i:])
		for _, c := range s[i+width:] {
			if r := mapping(c); r >= 0 {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	return s
}

// ToUpper maps all letters to upper case.
func ToUpper(s string) string {
	if bytealg.IsASCII(s) {
		for i := 0; i < len(s); i++ {
			if c := s[i]; 'a' <= c && c <= 'z' {
				buf := room(len(s))
				bytealg.ToUpper(buf, s)
				return ownedString(buf)
			}
		}
		return s
	}
	return Map(unicode.ToUpper, s)
}

// ToLower maps all letters to lower case.
func ToLower(s string) string {
	if bytealg.IsASCII(s) {
		for i := 0; i < len(s); i++ {
			if c := s[i]; 'A' <= c && c <= 'Z' {
				buf := room(len(s))
				bytealg.ToLower(buf, s)
				return ownedString(buf)
			}
		}
		return s
	}
	return Map(unicode.ToLower, s)
}

// ToTitle maps all letters to title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// ToValidUTF8 replaces runs of invalid bytes.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b Builder
	invalid := false
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && width == 1 {
			if !invalid {
				b.WriteString(replacement)
			}
			invalid = true
		} else {
			b.WriteString(s[i : i+width])
			invalid = false
		}
		i += width
	}
	return b.String()
}

func isSeparator(r rune) bool {
	if r <= 0x7F {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_')
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return false
	}
	return unicode.IsSpace(r)
}

// Title maps the first letter of each word to title case.
func Title(s string) string {
	prev := ' '
	return Map(func(r rune) rune {
		start := isSeparator(prev)
		prev = r
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// TrimLeftFunc drops leading code points that satisfy f.
func TrimLeftFunc(s string, f func(rune) bool) string {
	i := indexFunc(s, f, false)
	if i < 0 {
		return ""
	}
	return s[i:]
}

// TrimRightFunc drops trailing code points that satisfy f.
func TrimRightFunc(s string, f func(rune) bool) string {
	i := lastIndexFunc(s, f, false)
	if i < 0 {
		return ""
	}
	_, width := utf8.DecodeRuneInString(s[i:])
	return s[:i+width]
}

// TrimFunc drops leading and trailing code points that satisfy f.
func TrimFunc(s string, f func(rune) bool) string { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// Trim drops leading and trailing code points in cutset.
func Trim(s, cutset string) string { return TrimRight(TrimLeft(s, cutset), cutset) }

// TrimLeft drops leading code points in cutset.
func TrimLeft(s, cutset string) string {
	return TrimLeftFunc(s, func(r rune) bool { return IndexRune(cutset, r) >= 0 })
}

// TrimRight drops trailing code points in cutset.
func TrimRight(s, cutset string) string {
	return TrimRightFunc(s, func(r rune) bool { return IndexRune(cutset, r) >= 0 })
}

// TrimSpace drops leading and trailing white space.
func TrimSpace(s string) string {
	start, stop := 0, len(s)
	for ; start < stop; start++ {
		c := s[start]
		if c >= utf8.RuneSelf {
			return TrimFunc(s[start:], unicode.IsSpace)
		}
		if c != ' ' && (c < '\t' || c > '\r') {
			break
		}
	}
	for ; stop > start; stop-- {
		c := s[stop-1]
		if c >= utf8.RuneSelf {
			return TrimRightFunc(s[start:stop], unicode.IsSpace)
		}
		if c != ' ' && (c < '\t' || c > '\r') {
			break
		}
	}
	return s[start:stop]
}

// TrimPrefix drops prefix if s begins with it.
func TrimPrefix(s, prefix string) string {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix drops suffix if s ends with it.
func TrimSuffix(s, suffix string) string {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

// CutPrefix is TrimPrefix and whether s began with it.
func CutPrefix(s, prefix string) (after string, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// CutSuffix is TrimSuffix and whether s ended with it.
func CutSuffix(s, suffix string) (before string, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// Cut splits s around the first sep.
func Cut(s, sep string) (before, after string, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// Replace replaces the first n old (all if n < 0) by new.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if m := Count(s, old); m == 0 {
		return s
	} else if n < 0 || m < n {
		n = m
	}
	var b Builder
	b.Grow(len(s) + n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		j := start
		if len(old) == 0 {
			if i > 0 {
				_, width := utf8.DecodeRuneInString(s[start:])
				j += width
			}
		} else {
			j += Index(s[start:], old)
		}
		b.WriteString(s[start:j])
		b.WriteString(new)
		start = j + len(old)
	}
	b.WriteString(s[start:])
	return b.String()
}

// ReplaceAll replaces every old by new.
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

// EqualFold compares under simple case folding.
func EqualFold(s, t string) bool {
	if equal, ok := bytealg.EqualFold(s, t); ok {
		return equal
	}
	for s != "" && t != "" {
		sr, n := utf8.DecodeRuneInString(s)
		tr, m := utf8.DecodeRuneInString(t)
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
	return s == t
}

// Compare orders byte-wise: -1, 0 or 1.
func Compare(a, b string) int { return bytealg.CompareString(a, b) }

// Clone gives a copy of s in memory of its own.
func Clone(s string) string {
	if len(s) == 0 {
		return ""
	}
	return string([]byte(s))
}
