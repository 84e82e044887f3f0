package scanner

import (
	"fmt"
	"go/token"
	"unicode"
)

func lower(r rune) rune { return r | ('a' - 'A') }

// digit is the value of a digit, 16 for what is none.
func digit(r rune) int {
	switch {
	case isDecimal(r):
		return int(r - '0')
	case 'a' <= lower(r) && lower(r) <= 'f':
		return int(lower(r)-'a') + 10
	}
	return 16
}

// digits passes over digits and underscores. It tells whether there are such, and where the
// first digit is that the base does not have, or -1.
func (s *Scanner) digits(base int) (hasDigit, hasUnderscore bool, bad int) {
	bad = -1
	for {
		switch {
		case s.ch == '_':
			hasUnderscore = true
		case isDecimal(s.ch) || base == 16 && digit(s.ch) < 16:
			hasDigit = true
			if digit(s.ch) >= base && bad < 0 {
				bad = s.offset
			}
		default:
			return hasDigit, hasUnderscore, bad
		}
		s.advance()
	}
}

func baseName(prefix rune) string {
	switch prefix {
	case 'x':
		return "hexadecimal literal"
	case 'o', '0':
		return "octal literal"
	case 'b':
		return "binary literal"
	}
	return "decimal literal"
}

// number scans a number. Mistakes are reported and passed over.
func (s *Scanner) number() (token.Token, string) {
	start := s.offset
	tok := token.INT
	base, prefix, bad := 10, rune(0), -1
	var hasDigit, hasUnderscore bool
	digits := func() {
		d, u, b := s.digits(base)
		hasDigit, hasUnderscore = hasDigit || d, hasUnderscore || u
		if bad < 0 {
			bad = b
		}
	}
	if s.ch != '.' {
		if s.accept('0') {
			base, prefix = 8, '0'
			switch lower(s.ch) {
			case 'x':
				base, prefix = 16, 'x'
			case 'o':
				prefix = 'o'
			case 'b':
				base, prefix = 2, 'b'
			}
			if prefix == '0' {
				hasDigit = true
			} else {
				s.advance()
			}
		}
		digits()
	}
	if s.ch == '.' {
		tok = token.FLOAT
		if prefix == 'o' || prefix == 'b' {
			s.errorf(s.offset, "invalid radix point in %s", baseName(prefix))
		}
		s.advance()
		digits()
	}
	if !hasDigit {
		s.errorf(s.offset, "%s has no digits", baseName(prefix))
	}
	if e := lower(s.ch); e == 'e' || e == 'p' {
		if e == 'e' && prefix != 0 && prefix != '0' {
			s.errorf(s.offset, "%q exponent requires decimal mantissa", s.ch)
		} else if e == 'p' && prefix != 'x' {
			s.errorf(s.offset, "%q exponent requires hexadecimal mantissa", s.ch)
		}
		s.advance()
		tok = token.FLOAT
		if s.ch == '+' || s.ch == '-' {
			s.advance()
		}
		d, u, _ := s.digits(10)
		hasUnderscore = hasUnderscore || u
		if !d {
			s.errorf(s.offset, "exponent has no digits")
		}
	} else if prefix == 'x' && tok == token.FLOAT {
		s.errorf(s.offset, "hexadecimal mantissa requires a 'p' exponent")
	}
	if s.accept('i') {
		tok = token.IMAG
	}
	lit := string(s.src[start:s.offset])
	if tok == token.INT && bad >= 0 {
		s.errorf(bad, "invalid digit %q in %s", lit[bad-start], baseName(prefix))
	}
	if hasUnderscore {
		if i := badUnderscore(lit); i >= 0 {
			s.errorf(start+i, "'_' must separate successive digits")
		}
	}
	return tok, lit
}

// badUnderscore is where an underscore is not between digits, or -1. What says the base
// counts as a digit.
func badUnderscore(lit string) int {
	isHex, from := false, 0
	before := byte('.')
	if len(lit) >= 2 && lit[0] == '0' {
		switch lower(rune(lit[1])) {
		case 'x':
			isHex, from, before = true, 2, '0'
		case 'o', 'b':
			from, before = 2, '0'
		}
	}
	for i := from; i < len(lit); i++ {
		c := rune(lit[i])
		switch {
		case c == '_':
			if before != '0' {
				return i
			}
			before = '_'
		case isDecimal(c) || isHex && digit(c) < 16:
			before = '0'
		default:
			if before == '_' {
				return i - 1
			}
			before = '.'
		}
	}
	if before == '_' {
		return len(lit) - 1
	}
	return -1
}

// escape scans what stands behind a backslash.
func (s *Scanner) escape(quote rune) bool {
	start := s.offset
	var n int
	var base, limit uint32
	switch s.ch {
	case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', quote:
		s.advance()
		return true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n, base, limit = 3, 8, 255
	case 'x':
		n, base, limit = 2, 16, 255
	case 'u':
		n, base, limit = 4, 16, unicode.MaxRune
	case 'U':
		n, base, limit = 8, 16, unicode.MaxRune
	case eof:
		s.errorf(start, "escape sequence not terminated")
		return false
	default:
		s.errorf(start, "unknown escape sequence")
		return false
	}
	if base == 16 {
		s.advance()
	}
	var x uint32
	for range n {
		d := uint32(digit(s.ch))
		if d >= base {
			message := "escape sequence not terminated"
			if s.ch != eof {
				message = fmt.Sprintf("illegal character %#U in escape sequence", s.ch)
			}
			s.errorf(s.offset, "%s", message)
			return false
		}
		x = x*base + d
		s.advance()
	}
	if x > limit || 0xd800 <= x && x < 0xe000 {
		s.errorf(start, "escape sequence is invalid Unicode code point")
		return false
	}
	return true
}

// char scans a rune literal behind its first quote.
func (s *Scanner) char() string {
	start := s.offset - 1
	isGood, n := true, 0
	for {
		ch := s.ch
		if ch == '\n' || ch == eof {
			if isGood {
				s.errorf(start, "rune literal not terminated")
				isGood = false
			}
			break
		}
		s.advance()
		if ch == '\'' {
			break
		}
		n++
		if ch == '\\' && !s.escape('\'') {
			isGood = false
		}
	}
	if isGood && n != 1 {
		s.errorf(start, "illegal rune literal")
	}
	return string(s.src[start:s.offset])
}

// text scans a string behind its first quote.
func (s *Scanner) text() string {
	start := s.offset - 1
	for {
		ch := s.ch
		if ch == '\n' || ch == eof {
			s.errorf(start, "string literal not terminated")
			break
		}
		s.advance()
		if ch == '"' {
			break
		}
		if ch == '\\' {
			s.escape('"')
		}
	}
	return string(s.src[start:s.offset])
}

// rawText scans a raw string behind its first quote.
func (s *Scanner) rawText() string {
	start := s.offset - 1
	for s.ch != '`' {
		if s.ch == eof {
			s.errorf(start, "raw string literal not terminated")
			break
		}
		s.advance()
	}
	s.accept('`')
	return string(withoutReturns(s.src[start:s.offset], false))
}
