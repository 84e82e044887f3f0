package template

import (
	"fmt"
	"strings"
)

// urlFilter lets URLs through that cannot run code.
func urlFilter(args ...any) string {
	s, c := stringify(args...)
	if c != contentURL && !isSafeURL(s) {
		return "#" + failsafe
	}
	return s
}

// isSafeURL tells whether a URL is relative or its scheme is http, https or mailto.
func isSafeURL(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || strings.Contains(scheme, "/") {
		return true
	}
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto")
}

// urlEscaper escapes for a part of a query, urlNormalizer for a whole URL.
func urlEscaper(args ...any) string {
	s, c := stringify(args...)
	return escapeURL(s, c == contentURL)
}

func urlNormalizer(args ...any) string {
	s, _ := stringify(args...)
	return escapeURL(s, true)
}

// escapeURL escapes all but letters, digits and a few; if isWhole also not what has a
// meaning in URLs.
func escapeURL(s string, isWhole bool) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case isAlphanumeric(c) || strings.IndexByte("-._~", c) >= 0,
			isWhole && strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0,
			isWhole && c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	return b.String()
}

// srcsetEscaper filters each URL of a list.
func srcsetEscaper(args ...any) string {
	s, c := stringify(args...)
	switch c {
	case contentSrcset:
		return s
	case contentURL:
		// One URL, whose commas do not separate.
		return strings.ReplaceAll(escapeURL(s, true), ",", "%2c")
	}
	parts := strings.Split(s, ",")
	for i, part := range parts {
		parts[i] = filterSrcset(part)
	}
	return strings.Join(parts, ",")
}

// filterSrcset lets a URL with a size or density through.
func filterSrcset(s string) string {
	start := skipSpace([]byte(s), 0)
	end := start
	for end < len(s) && !isSpace(s[end]) {
		end++
	}
	for _, c := range []byte(s[end:]) {
		if !isSpace(c) && !isAlphanumeric(c) {
			return "#" + failsafe
		}
	}
	if !isSafeURL(s[start:end]) {
		return "#" + failsafe
	}
	return s[:start] + escapeURL(s[start:end], true) + s[end:]
}
