package json

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// SyntaxError tells what is malformed.
type SyntaxError struct {
	msg    string
	Offset int64 // bytes read before it
}

func (e *SyntaxError) Error() string { return e.msg }

var errUnexpectedEnd = errors.New("unexpected end of JSON input")

// maxDepth limits how deep values may be nested.
const maxDepth = 10000

// scanner checks values of the text that begins at base in the whole input.
type scanner struct {
	data []byte
	at   int
	base int64
}

func (s *scanner) end() error { return s.endAt(len(s.data)) }

// endAt is the error of an input that ends inside of what begins at a position.
func (s *scanner) endAt(start int) error {
	return &SyntaxError{errUnexpectedEnd.Error(), s.base + int64(start)}
}

// invalid is the error of the character at the scanner's position.
func (s *scanner) invalid(where string) error {
	if s.at >= len(s.data) {
		return s.end()
	}
	c, n := utf8.DecodeRune(s.data[s.at:])
	quoted := strconv.QuoteRune(c)
	if c == utf8.RuneError && n == 1 {
		quoted = `'\x` + strconv.FormatUint(uint64(s.data[s.at]), 16) + `'`
	}
	return &SyntaxError{"invalid character " + quoted + " " + where, s.base + int64(s.at+n)}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func (s *scanner) space() {
	for s.at < len(s.data) && isSpace(s.data[s.at]) {
		s.at++
	}
}

// value skips a value.
func (s *scanner) value(depth int) error {
	s.space()
	if s.at >= len(s.data) {
		return s.end()
	}
	switch c := s.data[s.at]; {
	case c == '{':
		return s.object(depth + 1)
	case c == '[':
		return s.array(depth + 1)
	case c == '"':
		return s.str()
	case c == '-' || '0' <= c && c <= '9':
		return s.number()
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	}
	return s.invalid("looking for beginning of value")
}

func (s *scanner) literal(word string) error {
	for i := range len(word) {
		if s.at >= len(s.data) {
			return s.end()
		}
		if s.data[s.at] != word[i] {
			return s.invalid("in literal " + word + " (expecting " + strconv.QuoteRune(rune(word[i])) + ")")
		}
		s.at++
	}
	return nil
}

// digits skips digits of the number that begins at start.
func (s *scanner) digits(start int) error {
	if s.at >= len(s.data) {
		return s.endAt(start)
	}
	if s.data[s.at] < '0' || s.data[s.at] > '9' {
		return s.invalid("in numeric literal")
	}
	for s.at < len(s.data) && '0' <= s.data[s.at] && s.data[s.at] <= '9' {
		s.at++
	}
	return nil
}

func (s *scanner) peek(chars string) bool {
	return s.at < len(s.data) && strings.IndexByte(chars, s.data[s.at]) >= 0
}

func (s *scanner) number() error {
	start := s.at
	if s.peek("-") {
		s.at++
	}
	if s.peek("0") {
		s.at++
	} else if err := s.digits(start); err != nil {
		return err
	}
	if s.peek(".") {
		s.at++
		if err := s.digits(start); err != nil {
			return err
		}
	}
	if s.peek("eE") {
		s.at++
		if s.peek("+-") {
			s.at++
		}
		return s.digits(start)
	}
	return nil
}

func (s *scanner) str() error {
	for s.at++; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; {
		case c == '"':
			s.at++
			return nil
		case c < ' ':
			return s.invalid("in string")
		case c == '\\':
			start := s.at
			s.at++
			if s.at >= len(s.data) {
				return s.endAt(start)
			}
			if s.data[s.at] != 'u' {
				if !s.peek(`"\/bfnrt`) {
					_, n := utf8.DecodeRune(s.data[s.at:])
					return s.badEscape(start, s.at+n)
				}
				continue
			}
			for range 4 {
				s.at++
				if s.at >= len(s.data) {
					return s.endAt(start)
				}
				if hexValue(s.data[s.at]) < 0 {
					return s.badEscape(start, min(start+6, len(s.data)))
				}
			}
		}
	}
	return s.end()
}

func (s *scanner) badEscape(start, end int) error {
	return &SyntaxError{"invalid escape sequence `" + string(s.data[start:end]) + "` in string", s.base + int64(end)}
}

func (s *scanner) array(depth int) error {
	if depth > maxDepth {
		return &SyntaxError{"exceeded max depth", s.base + int64(s.at)}
	}
	s.at++
	s.space()
	if s.peek("]") {
		s.at++
		return nil
	}
	for {
		if err := s.value(depth); err != nil {
			return err
		}
		s.space()
		switch {
		case s.peek(","):
			s.at++
		case s.peek("]"):
			s.at++
			return nil
		default:
			return s.invalid("after array element")
		}
	}
}

func (s *scanner) object(depth int) error {
	if depth > maxDepth {
		return &SyntaxError{"exceeded max depth", s.base + int64(s.at)}
	}
	s.at++
	s.space()
	if s.peek("}") {
		s.at++
		return nil
	}
	for {
		s.space()
		if !s.peek(`"`) {
			return s.invalid("looking for beginning of object key string")
		}
		if err := s.str(); err != nil {
			return err
		}
		s.space()
		if !s.peek(":") {
			return s.invalid("after object key")
		}
		s.at++
		if err := s.value(depth); err != nil {
			return err
		}
		s.space()
		switch {
		case s.peek(","):
			s.at++
		case s.peek("}"):
			s.at++
			return nil
		default:
			return s.invalid("after object key:value pair")
		}
	}
}

// checkValid tells whether data is one value.
func checkValid(data []byte) error {
	s := &scanner{data: data}
	if err := s.value(0); err != nil {
		return err
	}
	s.space()
	if s.at < len(data) {
		return s.invalid("after top-level value")
	}
	return nil
}

// Valid tells whether data is a JSON value.
func Valid(data []byte) bool { return checkValid(data) == nil }

func hexValue(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// hex4 reads \uXXXX at the beginning of s, -1 if it is not there.
func hex4(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	r := rune(0)
	for _, c := range s[2:6] {
		v := hexValue(c)
		if v < 0 {
			return -1
		}
		r = r<<4 | v
	}
	return r
}

// unquote is the text of a valid string with its quotes.
func unquote(s []byte) string {
	s = s[1 : len(s)-1]
	if bytes.IndexByte(s, '\\') < 0 && utf8.Valid(s) {
		return string(s)
	}
	out := make([]byte, 0, len(s)+4)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && s[i+1] == 'u':
			r := hex4(s[i:])
			i += 6
			if utf16.IsSurrogate(r) {
				if pair := utf16.DecodeRune(r, hex4(s[i:])); pair != utf8.RuneError {
					i += 6
					r = pair
				} else {
					r = utf8.RuneError
				}
			}
			out = utf8.AppendRune(out, r)
		case c == '\\':
			c = s[i+1]
			if k := strings.IndexByte("bfnrt", c); k >= 0 {
				c = "\b\f\n\r\t"[k]
			}
			out = append(out, c)
			i += 2
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRune(s[i:])
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	return string(out)
}
