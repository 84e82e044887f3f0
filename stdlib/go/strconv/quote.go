package strconv

import (
	"internal/bytealg"
	"unicode/utf8"
)

// What stays unescaped.
const (
	printable = iota
	asciiOnly
	graphic
)

//go:noescape returns dst
func appendQuote(dst []byte, s string, keep int) []byte
//go:noescape returns dst
func appendQuoteRune(dst []byte, r rune, keep int) []byte

// Quote is s as a Go string literal; what is not printable is escaped.
func Quote(s string) string { return quote(s, printable) }

// quote makes the literal in a buffer that often is in the frame.
func quote(s string, keep int) string {
	return string(appendQuote(make([]byte, 0, 3*len(s)/2), s, keep))
}

// AppendQuote appends what Quote returns.
func AppendQuote(dst []byte, s string) []byte { return appendQuote(dst, s, printable) }

// QuoteToASCII is Quote with everything outside ASCII escaped.
func QuoteToASCII(s string) string { return quote(s, asciiOnly) }

// AppendQuoteToASCII appends what QuoteToASCII returns.
func AppendQuoteToASCII(dst []byte, s string) []byte { return appendQuote(dst, s, asciiOnly) }

// QuoteToGraphic is Quote with graphic characters unescaped.
func QuoteToGraphic(s string) string { return quote(s, graphic) }

// AppendQuoteToGraphic appends what QuoteToGraphic returns.
func AppendQuoteToGraphic(dst []byte, s string) []byte { return appendQuote(dst, s, graphic) }

// QuoteRune is r as a Go rune literal.
func QuoteRune(r rune) string { return string(appendQuoteRune(nil, r, printable)) }

// AppendQuoteRune appends what QuoteRune returns.
func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuoteRune(dst, r, printable) }

// QuoteRuneToASCII is QuoteRune with everything outside ASCII escaped.
func QuoteRuneToASCII(r rune) string { return string(appendQuoteRune(nil, r, asciiOnly)) }

// AppendQuoteRuneToASCII appends what QuoteRuneToASCII returns.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return appendQuoteRune(dst, r, asciiOnly) }

// QuoteRuneToGraphic is QuoteRune with graphic characters unescaped.
func QuoteRuneToGraphic(r rune) string { return string(appendQuoteRune(nil, r, graphic)) }

// AppendQuoteRuneToGraphic appends what QuoteRuneToGraphic returns.
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte { return appendQuoteRune(dst, r, graphic) }

// IsPrint reports whether r is a letter, mark, number, punctuation, symbol or the ASCII
// space.
func IsPrint(r rune) bool

// IsGraphic reports whether r is printable or a space of any kind.
func IsGraphic(r rune) bool

// CanBackquote reports whether s can stand unchanged between backquotes on one line.
//
//go:noescape
func CanBackquote(s string) bool

// UnquoteChar reads the first character or escape of s, which stands in a literal with
// the quote.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if len(s) == 0 {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	if c >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(s)
		return r, true, s[size:], nil
	}
	if c == quote && (quote == '\'' || quote == '"') {
		return 0, false, "", ErrSyntax
	}
	if c != '\\' {
		return rune(c), false, s[1:], nil
	}
	if len(s) < 2 {
		return 0, false, "", ErrSyntax
	}
	c = s[1]
	s = s[2:]
	n := 0
	switch c {
	case 'a':
		return '\a', false, s, nil
	case 'b':
		return '\b', false, s, nil
	case 'f':
		return '\f', false, s, nil
	case 'n':
		return '\n', false, s, nil
	case 'r':
		return '\r', false, s, nil
	case 't':
		return '\t', false, s, nil
	case 'v':
		return '\v', false, s, nil
	case '\\':
		return '\\', false, s, nil
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		return rune(c), false, s, nil
	case '0', '1', '2', '3', '4', '5', '6', '7':
		if len(s) < 2 || s[0]&^7 != '0' || s[1]&^7 != '0' {
			return 0, false, "", ErrSyntax
		}
		v := rune(c-'0')<<6 | rune(s[0]-'0')<<3 | rune(s[1]-'0')
		if v > 255 {
			return 0, false, "", ErrSyntax
		}
		return v, false, s[2:], nil
	case 'x':
		n = 2
	case 'u':
		n = 4
	case 'U':
		n = 8
	default:
		return 0, false, "", ErrSyntax
	}
	if len(s) < n {
		return 0, false, "", ErrSyntax
	}
	var v rune
	for i := 0; i < n; i++ {
		d := unhex(s[i])
		if d < 0 {
			return 0, false, "", ErrSyntax
		}
		v = v<<4 | d
	}
	if c == 'x' {
		return v, false, s[n:], nil
	}
	if !utf8.ValidRune(v) {
		return 0, false, "", ErrSyntax
	}
	return v, true, s[n:], nil
}

func unhex(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c - 'a' + 10)
	case 'A' <= c && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return -1
}

// Unquote is the value of the Go string or rune literal s.
func Unquote(s string) (string, error) {
	out, n, ok := unquote(s, true)
	if !ok || n != len(s) {
		return "", ErrSyntax
	}
	return out, nil
}

// QuotedPrefix is the literal at the start of s.
func QuotedPrefix(s string) (string, error) {
	_, n, ok := unquote(s, false)
	if !ok {
		return "", ErrSyntax
	}
	return s[:n], nil
}

// unquote finds the literal at the start of s and its length; it decodes it if decode.
func unquote(s string, decode bool) (out string, n int, ok bool) {
	if len(s) < 2 {
		return "", 0, false
	}
	quote := s[0]
	if quote == '`' {
		end := bytealg.IndexByteString(s[1:], quote)
		if end < 0 {
			return "", 0, false
		}
		out = s[1 : 1+end]
		if decode && bytealg.IndexByteString(out, '\r') >= 0 {
			buf := make([]byte, 0, len(out))
			for i := 0; i < len(out); i++ {
				if out[i] != '\r' {
					buf = append(buf, out[i])
				}
			}
			out = string(buf)
		}
		return out, end + 2, true
	}
	if quote != '"' && quote != '\'' {
		return "", 0, false
	}
	var buf []byte
	if decode && bytealg.IndexByteString(s, '\\') >= 0 {
		buf = make([]byte, 0, 3*len(s)/2)
	}
	plain := true // nothing was decoded to something else yet
	rest := s[1:]
	count := 0
	for len(rest) > 0 && rest[0] != quote {
		if rest[0] == '\n' {
			return "", 0, false
		}
		r, multibyte, tail, err := UnquoteChar(rest, quote)
		if err != nil {
			return "", 0, false
		}
		width := len(rest) - len(tail)
		if plain && (rest[0] == '\\' || r == utf8.RuneError && width == 1) {
			plain = false
			if decode {
				buf = append(buf, s[1:len(s)-len(rest)]...)
			}
		}
		if !plain && decode {
			if r < utf8.RuneSelf || !multibyte {
				buf = append(buf, byte(r))
			} else {
				buf = utf8.AppendRune(buf, r)
			}
		}
		rest = tail
		count++
		if quote == '\'' {
			break
		}
	}
	if len(rest) == 0 || rest[0] != quote || quote == '\'' && count == 0 {
		return "", 0, false
	}
	n = len(s) - len(rest) + 1
	if plain {
		return s[1 : n-1], n, true
	}
	return string(buf), n, true
}
