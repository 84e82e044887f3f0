// Package scanner cuts text into tokens like those of Go.
package scanner

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode"
	"unicode/utf8"
)

// Position is a place in the text; it is valid if Line is above 0.
type Position struct {
	Filename string
	Offset   int // bytes, from 0
	Line     int // from 1
	Column   int // characters, from 1
}

// IsValid tells whether the position is valid.
func (pos *Position) IsValid() bool { return pos.Line > 0 }

func (pos Position) String() string {
	s := pos.Filename
	if s == "" {
		s = "<input>"
	}
	if pos.IsValid() {
		s += fmt.Sprintf(":%d:%d", pos.Line, pos.Column)
	}
	return s
}

// What Mode has for each token to recognize.
const (
	ScanIdents     = 1 << -Ident
	ScanInts       = 1 << -Int
	ScanFloats     = 1 << -Float // integers too
	ScanChars      = 1 << -Char
	ScanStrings    = 1 << -String
	ScanRawStrings = 1 << -RawString
	ScanComments   = 1 << -Comment
	SkipComments   = 1 << -skipComment // with ScanComments
	GoTokens       = ScanIdents | ScanFloats | ScanChars | ScanStrings | ScanRawStrings | ScanComments | SkipComments
)

// Tokens that are no single characters.
const (
	EOF = -(iota + 1)
	Ident
	Int
	Float
	Char
	String
	RawString
	Comment
	skipComment
)

var tokenNames = map[rune]string{
	EOF: "EOF", Ident: "Ident", Int: "Int", Float: "Float", Char: "Char", String: "String",
	RawString: "RawString", Comment: "Comment",
}

// TokenString is a token's name, or the character in quotes.
func TokenString(tok rune) string {
	if s, ok := tokenNames[tok]; ok {
		return s
	}
	return fmt.Sprintf("%q", string(tok))
}

// GoWhitespace is Go's white space, as a set of characters below 64.
const GoWhitespace = 1<<'\t' | 1<<'\n' | 1<<'\r' | 1<<' '

// Scanner reads characters and tokens.
type Scanner struct {
	src io.Reader
	buf []byte // read and not yet needed no more
	at  int    // in buf
	eof bool

	offset int // of buf in the text
	line   int
	column int // characters of the line before the next
	last   int // characters of the line before
	text   []byte
	token  int // offset of the token; -1 without one
	ch     rune

	// Error is called for each error; else they go to standard error.
	Error func(s *Scanner, msg string)
	// ErrorCount is the number of errors.
	ErrorCount int
	// Mode is the set of tokens to recognize.
	Mode uint
	// Whitespace is the set of characters below 64 that Scan skips.
	Whitespace uint64
	// IsIdentRune tells whether ch may be character i of an identifier.
	IsIdentRune func(ch rune, i int) bool
	// Position is that of the token that Scan gave.
	Position
}

// notRead is the next character before it is read.
const notRead = -2

// Init makes the scanner read src as Go's tokens.
func (s *Scanner) Init(src io.Reader) *Scanner {
	*s = Scanner{src: src, line: 1, token: -1, ch: notRead, Mode: GoTokens, Whitespace: GoWhitespace, Position: Position{Filename: s.Filename}}
	return s
}

// read takes a character off the source.
func (s *Scanner) read() rune {
	for !s.eof && !utf8.FullRune(s.buf[s.at:]) {
		if s.token < 0 {
			s.offset += s.at
			s.buf = append(s.buf[:0], s.buf[s.at:]...)
			s.at = 0
		}
		chunk := make([]byte, 1024)
		n, err := s.src.Read(chunk)
		s.buf = append(s.buf, chunk[:n]...)
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.error(err.Error())
			}
		}
	}
	if s.at >= len(s.buf) {
		s.last = s.column
		return EOF
	}
	r, width := utf8.DecodeRune(s.buf[s.at:])
	if r == utf8.RuneError && width == 1 {
		s.at++
		s.column++
		s.error("invalid UTF-8 encoding")
		return r
	}
	s.at += width
	s.column++
	switch r {
	case 0:
		s.error("invalid character NUL")
	case '\n':
		s.line++
		s.last = s.column
		s.column = 0
	}
	return r
}

// Next reads a character; EOF at the end.
func (s *Scanner) Next() rune {
	s.token = -1
	s.Line = 0
	ch := s.Peek()
	if ch != EOF {
		s.ch = s.read()
	}
	return ch
}

// Peek is the next character.
func (s *Scanner) Peek() rune {
	if s.ch == notRead {
		s.ch = s.read()
		if s.ch == '\ufeff' {
			// A byte order mark.
			s.ch = s.read()
		}
	}
	return s.ch
}

func (s *Scanner) error(msg string) {
	s.text = nil
	s.ErrorCount++
	if s.Error != nil {
		s.Error(s, msg)
		return
	}
	pos := s.Position
	if !pos.IsValid() {
		pos = s.Pos()
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", pos, msg)
}

func (s *Scanner) isIdent(ch rune, i int) bool {
	if s.IsIdentRune != nil {
		return ch != EOF && s.IsIdentRune(ch, i)
	}
	return ch == '_' || unicode.IsLetter(ch) || unicode.IsDigit(ch) && i > 0
}

func lower(ch rune) rune     { return ('a' - 'A') | ch }
func isDecimal(ch rune) bool { return '0' <= ch && ch <= '9' }
func isHex(ch rune) bool     { return isDecimal(ch) || 'a' <= lower(ch) && lower(ch) <= 'f' }

// digits reads digits and underscores; invalid gets the first digit that base does not have.
func (s *Scanner) digits(ch rune, base int, invalid *rune) (next rune, seen int) {
	limit := rune('0' + base)
	for {
		switch {
		case ch == '_':
			seen |= 2
		case base <= 10 && isDecimal(ch):
			if ch >= limit && *invalid == 0 {
				*invalid = ch
			}
			seen |= 1
		case base > 10 && isHex(ch):
			seen |= 1
		default:
			return ch, seen
		}
		ch = s.read()
	}
}

var literalNames = map[rune]string{'x': "hexadecimal literal", 'o': "octal literal", '0': "octal literal", 'b': "binary literal", 0: "decimal literal"}

func (s *Scanner) number(ch rune, point bool) (rune, rune) {
	base, prefix := 10, rune(0)
	seen := 0
	invalid := rune(0)
	var tok rune
	if !point {
		tok = Int
		if ch == '0' {
			ch = s.read()
			switch lower(ch) {
			case 'x':
				base, prefix = 16, 'x'
				ch = s.read()
			case 'o':
				base, prefix = 8, 'o'
				ch = s.read()
			case 'b':
				base, prefix = 2, 'b'
				ch = s.read()
			default:
				base, prefix = 8, '0'
				seen = 1
			}
		}
		var more int
		ch, more = s.digits(ch, base, &invalid)
		seen |= more
		if ch == '.' && s.Mode&ScanFloats != 0 {
			ch = s.read()
			point = true
		}
	}
	if point {
		tok = Float
		if prefix == 'o' || prefix == 'b' {
			s.error("invalid radix point in " + literalNames[prefix])
		}
		var more int
		ch, more = s.digits(ch, base, &invalid)
		seen |= more
	}
	if seen&1 == 0 {
		s.error(literalNames[prefix] + " has no digits")
	}
	if e := lower(ch); (e == 'e' || e == 'p') && s.Mode&ScanFloats != 0 {
		switch {
		case e == 'e' && prefix != 0 && prefix != '0':
			s.error(fmt.Sprintf("%q exponent requires decimal mantissa", ch))
		case e == 'p' && prefix != 'x':
			s.error(fmt.Sprintf("%q exponent requires hexadecimal mantissa", ch))
		}
		ch = s.read()
		tok = Float
		if ch == '+' || ch == '-' {
			ch = s.read()
		}
		var more int
		ch, more = s.digits(ch, 10, new(rune))
		seen |= more
		if more&1 == 0 {
			s.error("exponent has no digits")
		}
	} else if prefix == 'x' && tok == Float {
		s.error("hexadecimal mantissa requires a 'p' exponent")
	}
	if tok == Int && invalid != 0 {
		s.error(fmt.Sprintf("invalid digit %q in %s", invalid, literalNames[prefix]))
	}
	if seen&2 != 0 && misplaced(s.literal()) {
		s.error("'_' must separate successive digits")
	}
	return tok, ch
}

// literal is the token so far, without the character behind it.
func (s *Scanner) literal() []byte {
	end := s.at
	if !(s.eof && s.at >= len(s.buf)) || s.ch != EOF {
		_, width := utf8.DecodeLastRune(s.buf[:s.at])
		end -= width
	}
	return s.buf[s.token-s.offset : max(end, s.token-s.offset)]
}

// misplaced tells whether an underscore does not stand between digits, or a digit and the
// prefix.
func misplaced(x []byte) bool {
	before := byte('.')
	i := 0
	if len(x) >= 2 && x[0] == '0' && bytes.IndexByte([]byte("xob"), x[1]|0x20) >= 0 {
		before = '0'
		i = 2
	}
	for ; i < len(x); i++ {
		digit := x[i] == '_' || isDecimal(rune(x[i])) || len(x) >= 2 && x[1]|0x20 == 'x' && isHex(rune(x[i]))
		switch {
		case x[i] == '_':
			if before != '0' {
				return true
			}
			before = '_'
		case digit:
			before = '0'
		default:
			if before == '_' {
				return true
			}
			before = '.'
		}
	}
	return before == '_'
}

func digitValue(ch rune) int {
	switch {
	case isDecimal(ch):
		return int(ch - '0')
	case isHex(ch):
		return int(lower(ch)-'a') + 10
	}
	return 16
}

func (s *Scanner) escape(quote rune) rune {
	digits := func(ch rune, base, n int) rune {
		for ; n > 0 && digitValue(ch) < base; n-- {
			ch = s.read()
		}
		if n > 0 {
			s.error("invalid char escape")
		}
		return ch
	}
	switch ch := s.read(); ch {
	case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', quote:
		return s.read()
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return digits(ch, 8, 3)
	case 'x':
		return digits(s.read(), 16, 2)
	case 'u':
		return digits(s.read(), 16, 4)
	case 'U':
		return digits(s.read(), 16, 8)
	default:
		s.error("invalid char escape")
		return ch
	}
}

// quoted reads up to a quote, which is next then; n counts the characters.
func (s *Scanner) quoted(quote rune) (n int) {
	ch := s.read()
	for ch != quote {
		if ch == '\n' || ch < 0 {
			s.error("literal not terminated")
			return n
		}
		if ch == '\\' {
			ch = s.escape(quote)
		} else {
			ch = s.read()
		}
		n++
	}
	return n
}

// comment reads a comment behind its slash.
func (s *Scanner) comment(ch rune) rune {
	if ch == '/' {
		ch = s.read()
		for ch != '\n' && ch >= 0 {
			ch = s.read()
		}
		return ch
	}
	ch = s.read()
	for {
		if ch < 0 {
			s.error("comment not terminated")
			return ch
		}
		before := ch
		ch = s.read()
		if before == '*' && ch == '/' {
			return s.read()
		}
	}
}

// Scan reads a token; it gives its kind, or the character.
func (s *Scanner) Scan() rune {
	ch := s.Peek()
	s.token = -1
	s.Line = 0
	for {
		for ch >= 0 && ch < 64 && s.Whitespace&(1<<ch) != 0 {
			ch = s.read()
		}
		s.begin(ch)
		tok, next, skipped := s.scan(ch)
		ch = next
		if !skipped {
			s.end(ch)
			s.ch = ch
			return tok
		}
		s.token = -1
	}
}

// begin notes where the token begins, whose first character is read already.
func (s *Scanner) begin(ch rune) {
	width := 0
	if ch >= 0 {
		_, width = utf8.DecodeLastRune(s.buf[:s.at])
	}
	s.token = s.offset + s.at - width
	s.Offset = s.token
	switch {
	case s.column > 0 && ch >= 0:
		s.Line, s.Column = s.line, s.column
	case ch < 0:
		s.Line, s.Column = s.line, s.column+1
	default:
		// A newline, which ended the line before.
		s.Line, s.Column = s.line-1, s.last
	}
}

// end keeps the token's text; ch is behind it.
func (s *Scanner) end(ch rune) {
	end := s.at
	if ch >= 0 {
		_, width := utf8.DecodeLastRune(s.buf[:s.at])
		end -= width
	}
	s.text = append([]byte{}, s.buf[s.token-s.offset:max(end, s.token-s.offset)]...)
}

// scan reads the token that begins with ch.
func (s *Scanner) scan(ch rune) (tok, next rune, skipped bool) {
	switch {
	case s.isIdent(ch, 0):
		if s.Mode&ScanIdents == 0 {
			return ch, s.read(), false
		}
		ch = s.read()
		for i := 1; s.isIdent(ch, i); i++ {
			ch = s.read()
		}
		return Ident, ch, false
	case isDecimal(ch):
		if s.Mode&(ScanInts|ScanFloats) == 0 {
			return ch, s.read(), false
		}
		tok, ch = s.number(ch, false)
		return tok, ch, false
	}
	switch ch {
	case EOF:
		return EOF, EOF, false
	case '"':
		if s.Mode&ScanStrings != 0 {
			s.quoted('"')
			return String, s.read(), false
		}
	case '\'':
		if s.Mode&ScanChars != 0 {
			if s.quoted('\'') != 1 {
				s.error("invalid char literal")
			}
			return Char, s.read(), false
		}
	case '.':
		next := s.read()
		if isDecimal(next) && s.Mode&ScanFloats != 0 {
			tok, ch = s.number(next, true)
			return tok, ch, false
		}
		return '.', next, false
	case '/':
		next := s.read()
		if (next == '/' || next == '*') && s.Mode&ScanComments != 0 {
			next = s.comment(next)
			return Comment, next, s.Mode&SkipComments != 0
		}
		return '/', next, false
	case '`':
		if s.Mode&ScanRawStrings != 0 {
			ch = s.read()
			for ch != '`' {
				if ch < 0 {
					s.error("literal not terminated")
					break
				}
				ch = s.read()
			}
			return RawString, s.read(), false
		}
	}
	return ch, s.read(), false
}

// Pos is the position behind the last character or token.
func (s *Scanner) Pos() (pos Position) {
	pos.Filename = s.Filename
	width := 0
	switch {
	case s.ch == notRead, s.ch == EOF:
		pos.Line, pos.Column = s.line, s.column+1
	default:
		_, width = utf8.DecodeLastRune(s.buf[:s.at])
		pos.Line, pos.Column = s.line, s.column
		if s.column == 0 {
			pos.Line, pos.Column = s.line-1, s.last
		}
	}
	pos.Offset = s.offset + s.at - width
	return pos
}

// TokenText is the text of the token that Scan gave.
func (s *Scanner) TokenText() string { return string(s.text) }
