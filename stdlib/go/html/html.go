// Package html writes and reads the character references of HTML.
package html

import (
	"strings"
	"sync"
	"unicode/utf8"
)

var escaper = strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// EscapeString writes <, >, &, ' and " as references.
func EscapeString(s string) string { return escaper.Replace(s) }

// references are the named ones; the names end with a semicolon where they must.
var references = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 2300)
	for _, entry := range strings.Split(named, " ") {
		name, text, _ := strings.Cut(entry, "=")
		var value []rune
		for _, hex := range strings.Split(text, ",") {
			r := rune(0)
			for _, c := range hex {
				digit := c - '0'
				if c >= 'a' {
					digit = c - 'a' + 10
				}
				r = r<<4 | digit
			}
			value = append(value, r)
		}
		m[name] = string(value)
	}
	return m
})

// longestWithoutSemicolon is the length of the longest name that needs no semicolon.
const longestWithoutSemicolon = 6

// windows1252 are the characters that the numbers 0x80 to 0x9f stand for by mistake.
var windows1252 = [...]rune{
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
}

// UnescapeString replaces references by what they stand for.
func UnescapeString(s string) string {
	before, rest, found := strings.Cut(s, "&")
	if !found {
		return s
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		text, n := reference(rest)
		if n == 0 {
			b.WriteByte('&')
		} else {
			b.WriteString(text)
			rest = rest[n:]
		}
		before, rest, found = strings.Cut(rest, "&")
	}
	b.WriteString(before)
	return b.String()
}

// reference reads the reference whose ampersand was before s; it gives the text and the
// length, 0 if there is none.
func reference(s string) (text string, n int) {
	if strings.HasPrefix(s, "#") {
		return number(s)
	}
	for n < len(s) && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	if n == 0 {
		return "", 0
	}
	all := references()
	if n < len(s) && s[n] == ';' {
		if text, ok := all[s[:n+1]]; ok {
			return text, n + 1
		}
	}
	for n = min(n, longestWithoutSemicolon); n > 1; n-- {
		if text, ok := all[s[:n]]; ok {
			return text, n
		}
	}
	return "", 0
}

// number reads #123; or #x7b; with or without the semicolon.
func number(s string) (text string, n int) {
	n = 1
	base := rune(10)
	if n < len(s) && s[n]|0x20 == 'x' {
		base = 16
		n++
	}
	r := rune(0)
	for ; n < len(s); n++ {
		c := rune(s[n])
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case base == 16 && 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			c = -1
		}
		if c < 0 {
			break
		}
		r = min(r*base+c, utf8.MaxRune+1)
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	// As Go does it, &#6 alone is none, and &#x; is one.
	if n < 3 {
		return "", 0
	}
	switch {
	case 0x80 <= r && r <= 0x9f:
		r = windows1252[r-0x80]
	case r == 0 || !utf8.ValidRune(r):
		r = utf8.RuneError
	}
	return string(r), n
}
