package bytes

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// Lines goes over the lines of s with their newlines.
func Lines(s []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(s) > 0 {
			end := IndexByte(s, '\n') + 1
			if end == 0 {
				end = len(s)
			}
			line := s[:end:end]
			s = s[end:]
			if !yield(line) {
				return
			}
		}
	}
}

// splitSeq goes over the parts of s between seps, each with save bytes of its sep.
func splitSeq(s, sep []byte, save int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		rest := s
		if len(sep) == 0 {
			for len(rest) > 0 {
				_, n := utf8.DecodeRune(rest)
				part := rest[:n:n]
				rest = rest[n:]
				if !yield(part) {
					return
				}
			}
			return
		}
		for {
			i := Index(rest, sep)
			if i < 0 {
				yield(rest[:len(rest):len(rest)])
				return
			}
			part := rest[: i+save : i+save]
			rest = rest[i+len(sep):]
			if !yield(part) {
				return
			}
		}
	}
}

// SplitSeq goes over what Split gives.
func SplitSeq(s, sep []byte) iter.Seq[[]byte] { return splitSeq(s, sep, 0) }

// SplitAfterSeq goes over what SplitAfter gives.
func SplitAfterSeq(s, sep []byte) iter.Seq[[]byte] { return splitSeq(s, sep, len(sep)) }

// FieldsSeq goes over what Fields gives.
func FieldsSeq(s []byte) iter.Seq[[]byte] { return FieldsFuncSeq(s, unicode.IsSpace) }

// FieldsFuncSeq goes over what FieldsFunc gives.
func FieldsFuncSeq(s []byte, f func(rune) bool) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start := -1
		for i, c := range view(s) {
			if !f(c) {
				if start < 0 {
					start = i
				}
			} else if start >= 0 {
				if !yield(s[start:i:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(s[start:len(s):len(s)])
		}
	}
}

// CutLast cuts s around the last sep; if there is none, before is s.
func CutLast(s, sep []byte) (before, after []byte, found bool) {
	if i := LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// ToUpperSpecial is ToUpper with the rules of c.
func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToUpper, s) }

// ToLowerSpecial is ToLower with the rules of c.
func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToLower, s) }

// ToTitleSpecial is ToTitle with the rules of c.
func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToTitle, s) }

// Title gives words upper case initials; it knows little of words.
//
// Deprecated: use golang.org/x/text/cases.
func Title(s []byte) []byte {
	prev := rune(' ')
	return Map(func(r rune) rune {
		start := isSeparator(prev)
		prev = r
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// isSeparator tells whether r stands between words.
func isSeparator(r rune) bool {
	if r <= 0x7F {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && unicode.IsSpace(r)
}

// ToValidUTF8 replaces each run of invalid bytes.
func ToValidUTF8(s, replacement []byte) []byte {
	out := make([]byte, 0, len(s)+len(replacement))
	invalid := false
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRune(s[i:])
		if n == 1 && s[i] >= utf8.RuneSelf {
			if !invalid {
				out = append(out, replacement...)
			}
			invalid = true
		} else {
			out = append(out, s[i:i+n]...)
			invalid = false
		}
		i += n
	}
	return out
}
