package template

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// endsWithKeyword tells whether the text ends with the keyword, which is in lower case.
func endsWithKeyword(s []byte, keyword string) bool {
	at := len(s) - len(keyword)
	if at < 0 || string(bytes.ToLower(s[at:])) != keyword {
		return false
	}
	r, _ := utf8.DecodeLastRune(s[:at])
	return at == 0 || !isCSSName(r)
}

// isCSSName tells whether a character can be part of a name.
func isCSSName(r rune) bool {
	switch {
	case r == '-' || r == '_':
		return true
	case r < utf8.RuneSelf:
		return isAlphanumeric(byte(r))
	}
	return r <= 0xd7ff || 0xe000 <= r && r <= 0xfffd || 0x10000 <= r && r <= unicode.MaxRune
}

func readCSS(c context, s []byte) (context, int) {
	for i, b := range s {
		switch b {
		case '(':
			if !endsWithKeyword(bytes.TrimRight(s[:i], "\t\n\f\r "), "url") {
				continue
			}
			j := skipSpace(s, i+1)
			c.state = stateCSSURL
			if j < len(s) && s[j] == '"' {
				c.state = stateCSSDqURL
				j++
			} else if j < len(s) && s[j] == '\'' {
				c.state = stateCSSSqURL
				j++
			}
			return c, j
		case '/':
			switch {
			case bytes.HasPrefix(s[i:], []byte("//")):
				c.state = stateCSSLineCmt
				return c, i + 2
			case bytes.HasPrefix(s[i:], []byte("/*")):
				c.state = stateCSSBlockCmt
				return c, i + 2
			}
		case '"':
			c.state = stateCSSDqStr
			return c, i + 1
		case '\'':
			c.state = stateCSSSqStr
			return c, i + 1
		}
	}
	return c, len(s)
}

// readCSSString reads a string or a URL. What a string is cannot be known: it is taken for
// a URL.
func readCSSString(c context, s []byte) (context, int) {
	ends := `"`
	switch c.state {
	case stateCSSSqStr, stateCSSSqURL:
		ends = `'`
	case stateCSSURL:
		ends = "\t\n\f\r )"
	}
	from := 0
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(ends, s[i]) >= 0 {
			c.state = stateCSS
			return c, i + 1
		}
		if s[i] != '\\' {
			continue
		}
		if i++; i == len(s) {
			return unfinishedEscape("CSS", s)
		}
		c, _ = readURL(c, decodeCSS(s[:i+1]))
		from = i + 1
	}
	// How long the rest is without its escapes does not matter: all of it is read.
	c, _ = readURL(c, decodeCSS(s[from:]))
	return c, len(s)
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

func isHex(c byte) bool {
	_, ok := hexDigit(c)
	return ok
}

// decodeCSS replaces escapes: up to six digits, and a space behind them.
func decodeCSS(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for {
		before, rest, ok := bytes.Cut(s, []byte(`\`))
		out = append(out, before...)
		if !ok || len(rest) == 0 {
			return out
		}
		var r rune
		n := 0
		for n < len(rest) && n < 6 {
			digit, ok := hexDigit(rest[n])
			if !ok || r<<4|digit > unicode.MaxRune {
				break
			}
			r = r<<4 | digit
			n++
		}
		if n > 0 {
			out = utf8.AppendRune(out, r)
			s = skipCSSSpace(rest[n:])
			continue
		}
		_, size := utf8.DecodeRune(rest)
		out = append(out, rest[:size]...)
		s = rest[size:]
	}
}

// skipCSSSpace skips one space.
func skipCSSSpace(s []byte) []byte {
	switch {
	case bytes.HasPrefix(s, []byte("\r\n")):
		return s[2:]
	case len(s) > 0 && isSpace(s[0]):
		return s[1:]
	}
	return s
}

var cssTable = &table{
	0: `\0`, '\t': `\9`, '\n': `\a`, '\f': `\c`, '\r': `\d`, '"': `\22`, '&': `\26`, '\'': `\27`, '(': `\28`, ')': `\29`, '+': `\2b`, '/': `\2f`,
	':': `\3a`, ';': `\3b`, '<': `\3c`, '>': `\3e`, '\\': `\\`, '{': `\7b`, '}': `\7d`,
}

// cssEscaper escapes for a string.
func cssEscaper(args ...any) string {
	s, _ := stringify(args...)
	var b strings.Builder
	done := 0
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || cssTable[c] == "" {
			continue
		}
		b.WriteString(s[done:i])
		b.WriteString(cssTable[c])
		done = i + 1
		// Else what follows might become part of the number.
		if c != '\\' && (done == len(s) || isHex(s[done]) || isSpace(s[done])) {
			b.WriteByte(' ')
		}
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// cssValueFilter lets values through that cannot run code or end the declaration.
func cssValueFilter(args ...any) string {
	s, c := stringify(args...)
	if c == contentCSS {
		return s
	}
	decoded := decodeCSS([]byte(s))
	var name []byte
	for i, b := range decoded {
		switch b {
		case 0, '"', '\'', '(', ')', '/', ';', '@', '[', '\\', ']', '`', '{', '}', '<', '>':
			return failsafe
		case '-':
			// --> ends a comment, and --x is a variable.
			if i > 0 && decoded[i-1] == '-' {
				return failsafe
			}
		default:
			if b < utf8.RuneSelf && isCSSName(rune(b)) {
				name = append(name, b)
			}
		}
	}
	name = bytes.ToLower(name)
	if bytes.Contains(name, []byte("expression")) || bytes.Contains(name, []byte("mozbinding")) {
		return failsafe
	}
	return string(decoded)
}
