// Package scanner cuts Go's source into tokens.
package scanner

import (
	"bytes"
	"fmt"
	"go/token"
	"path/filepath"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// ErrorHandler is told each error.
type ErrorHandler func(pos token.Position, msg string)

// Mode says what is scanned.
type Mode uint

// ScanComments makes comments tokens; otherwise they are passed over.
const ScanComments Mode = 1

const (
	byteOrderMark = 0xfeff // allowed at the very beginning
	eof           = -1
)

// Scanner scans a file. Init starts it.
type Scanner struct {
	file *token.File
	dir  string // of the file, for line directives
	src  []byte
	err  ErrorHandler
	mode Mode

	ch        rune // the current character, and eof behind the last
	offset    int  // of ch
	next      int  // behind ch
	lineStart int
	// needSemicolon says that a newline here is a semicolon.
	needSemicolon bool
	newline       token.Pos // within the comment before, that is one
	// end is that of the token if hasEnd; otherwise it is the current offset.
	end    token.Pos
	hasEnd bool

	// ErrorCount is the number of errors so far.
	ErrorCount int
}

// Init starts to scan the source of a file; their sizes must agree.
func (s *Scanner) Init(file *token.File, src []byte, err ErrorHandler, mode Mode) {
	if file.Size() != len(src) {
		panic(fmt.Sprintf("file size (%d) does not match src len (%d)", file.Size(), len(src)))
	}
	dir, _ := filepath.Split(file.Name())
	*s = Scanner{file: file, dir: dir, src: src, err: err, mode: mode, ch: ' ', hasEnd: true}
	s.advance()
	if s.ch == byteOrderMark {
		s.advance()
	}
}

func (s *Scanner) errorf(offset int, format string, args ...any) {
	if s.err != nil {
		s.err(s.file.Position(s.file.Pos(offset)), fmt.Sprintf(format, args...))
	}
	s.ErrorCount++
}

// advance goes to the next character.
func (s *Scanner) advance() {
	s.offset = s.next
	if s.ch == '\n' {
		s.lineStart = s.offset
		s.file.AddLine(s.offset)
	}
	if s.next == len(s.src) {
		s.ch = eof
		return
	}
	rest := s.src[s.next:]
	r, size := rune(rest[0]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRune(rest)
	}
	switch {
	case r == 0:
		s.errorf(s.offset, "illegal character NUL")
	case r == utf8.RuneError && size == 1:
		if s.offset == 0 && (bytes.HasPrefix(rest, []byte("\xff\xfe")) || bytes.HasPrefix(rest, []byte("\xfe\xff"))) {
			s.errorf(s.offset, "illegal UTF-8 encoding (got UTF-16)")
			// One error says enough.
			size += len(rest) - 1
		} else {
			s.errorf(s.offset, "illegal UTF-8 encoding")
		}
	case r == byteOrderMark && s.offset > 0:
		s.errorf(s.offset, "illegal byte order mark")
	}
	s.ch = r
	s.next += size
}

// peek is the byte behind the current character, 0 at the end.
func (s *Scanner) peek() byte {
	if s.next < len(s.src) {
		return s.src[s.next]
	}
	return 0
}

// accept goes on if the character is the current one.
func (s *Scanner) accept(ch rune) bool {
	if s.ch != ch {
		return false
	}
	s.advance()
	return true
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r >= utf8.RuneSelf && unicode.IsLetter(r)
}

func isDigit(r rune) bool { return isDecimal(r) || r >= utf8.RuneSelf && unicode.IsDigit(r) }

func isDecimal(r rune) bool { return '0' <= r && r <= '9' }

// operators has what may follow a character, with the token; longer ones first.
var operators = map[rune][]struct {
	rest string
	tok  token.Token
}{
	':': {{"=", token.DEFINE}, {"", token.COLON}},
	'.': {{"..", token.ELLIPSIS}, {"", token.PERIOD}},
	',': {{"", token.COMMA}},
	'(': {{"", token.LPAREN}},
	')': {{"", token.RPAREN}},
	'[': {{"", token.LBRACK}},
	']': {{"", token.RBRACK}},
	'{': {{"", token.LBRACE}},
	'}': {{"", token.RBRACE}},
	'~': {{"", token.TILDE}},
	'+': {{"=", token.ADD_ASSIGN}, {"+", token.INC}, {"", token.ADD}},
	'-': {{"=", token.SUB_ASSIGN}, {"-", token.DEC}, {"", token.SUB}},
	'*': {{"=", token.MUL_ASSIGN}, {"", token.MUL}},
	'/': {{"=", token.QUO_ASSIGN}, {"", token.QUO}},
	'%': {{"=", token.REM_ASSIGN}, {"", token.REM}},
	'^': {{"=", token.XOR_ASSIGN}, {"", token.XOR}},
	'<': {{"-", token.ARROW}, {"<=", token.SHL_ASSIGN}, {"<", token.SHL}, {"=", token.LEQ}, {"", token.LSS}},
	'>': {{">=", token.SHR_ASSIGN}, {">", token.SHR}, {"=", token.GEQ}, {"", token.GTR}},
	'=': {{"=", token.EQL}, {"", token.ASSIGN}},
	'!': {{"=", token.NEQ}, {"", token.NOT}},
	'&': {{"^=", token.AND_NOT_ASSIGN}, {"^", token.AND_NOT}, {"=", token.AND_ASSIGN}, {"&", token.LAND}, {"", token.AND}},
	'|': {{"=", token.OR_ASSIGN}, {"|", token.LOR}, {"", token.OR}},
}

// endsStatement tells whether a newline behind the token is a semicolon.
func endsStatement(tok token.Token) bool {
	switch tok {
	case token.BREAK, token.CONTINUE, token.FALLTHROUGH, token.RETURN, token.INC, token.DEC, token.RPAREN, token.RBRACK, token.RBRACE:
		return true
	}
	return tok.IsLiteral()
}

// End is the place behind the last token, NoPos before the first.
func (s *Scanner) End() token.Pos {
	if s.hasEnd {
		return s.end
	}
	return s.file.Pos(s.offset)
}

// Scan gives the next token: where it is, what it is and its text, if that is not the
// token's own. A semicolon that is not in the source has the text "\n". At the end it gives
// token.EOF again and again.
func (s *Scanner) Scan() (pos token.Pos, tok token.Token, lit string) {
	for {
		pos, tok, lit = s.scan()
		if tok != token.COMMENT || s.mode&ScanComments != 0 {
			return pos, tok, lit
		}
	}
}

func (s *Scanner) scan() (pos token.Pos, tok token.Token, lit string) {
	s.hasEnd = false
	if s.newline.IsValid() {
		pos, s.newline = s.newline, token.NoPos
		s.end, s.hasEnd = pos+1, true
		return pos, token.SEMICOLON, "\n"
	}
	for s.ch == ' ' || s.ch == '\t' || s.ch == '\r' || s.ch == '\n' && !s.needSemicolon {
		s.advance()
	}
	pos = s.file.Pos(s.offset)
	start, ch := s.offset, s.ch
	switch {
	case isLetter(ch):
		for isLetter(s.ch) || isDigit(s.ch) {
			s.advance()
		}
		lit = string(s.src[start:s.offset])
		tok = token.Lookup(lit)
		s.needSemicolon = endsStatement(tok)
		return pos, tok, lit
	case isDecimal(ch) || ch == '.' && isDecimal(rune(s.peek())):
		s.needSemicolon = true
		tok, lit = s.number()
		return pos, tok, lit
	case ch == '/' && (s.peek() == '/' || s.peek() == '*'):
		return pos, token.COMMENT, s.comment()
	}
	s.advance()
	switch ch {
	case eof, '\n':
		if s.needSemicolon {
			s.needSemicolon = false
			return pos, token.SEMICOLON, "\n"
		}
		return pos, token.EOF, ""
	case ';':
		s.needSemicolon = false
		return pos, token.SEMICOLON, ";"
	case '"':
		s.needSemicolon = true
		return pos, token.STRING, s.text()
	case '\'':
		s.needSemicolon = true
		return pos, token.CHAR, s.char()
	case '`':
		s.needSemicolon = true
		return pos, token.STRING, s.rawText()
	}
	for _, op := range operators[ch] {
		if bytes.HasPrefix(s.src[s.offset:], []byte(op.rest)) {
			for range op.rest {
				s.advance()
			}
			s.needSemicolon = endsStatement(op.tok)
			return pos, op.tok, ""
		}
	}
	switch {
	case ch == '“' || ch == '”':
		s.errorf(start, "curly quotation mark %q (use neutral %q)", ch, '"')
	case ch != byteOrderMark:
		// That has been reported.
		s.errorf(start, "illegal character %#U", ch)
	}
	return pos, token.ILLEGAL, string(ch)
}

// comment scans a comment. A newline in it may be a semicolon.
func (s *Scanner) comment() string {
	start := s.offset
	s.advance()
	isLine := s.ch == '/'
	s.advance()
	isWhole := isLine
	after, newline := -1, -1
	for s.ch != eof {
		ch := s.ch
		if ch == '\n' {
			if isLine {
				break
			}
			if newline < 0 {
				newline = s.offset
			}
		}
		s.advance()
		if !isLine && ch == '*' && s.ch == '/' {
			s.advance()
			isWhole = true
			break
		}
	}
	if isWhole {
		after = s.offset
		if isLine && s.ch == '\n' {
			after++
		}
	} else {
		s.errorf(start, "comment not terminated")
	}
	text := s.src[start:s.offset]
	if isLine {
		text = bytes.TrimSuffix(text, []byte("\r"))
	}
	if isWhole && (!isLine || start == s.lineStart) && bytes.HasPrefix(text[2:], []byte("line ")) {
		s.directive(after, start, text)
	}
	if s.needSemicolon && newline >= 0 {
		s.newline = s.file.Pos(newline)
		s.needSemicolon = false
	}
	return string(withoutReturns(text, !isLine))
}

// withoutReturns leaves carriage returns out, but one that keeps a comment from ending.
func withoutReturns(text []byte, isComment bool) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	var out []byte
	for i, c := range text {
		n := len(out)
		if c != '\r' || isComment && n > 2 && out[n-1] == '*' && i+1 < len(text) && text[i+1] == '/' {
			out = append(out, c)
		}
	}
	return out
}

// directive understands "//line file:line" and "//line file:line:column", also in the other
// form of comments; after is the offset that it is about.
func (s *Scanner) directive(after, start int, text []byte) {
	if text[1] == '*' {
		text = text[:len(text)-2]
	}
	text = text[len("//line "):]
	start += len("//line ")
	i, n, ok := lastNumber(text)
	if i == 0 {
		return
	}
	if !ok {
		s.errorf(start+i, "invalid line number: %s", text[i:])
		return
	}
	const limit = 1 << 30
	line, column := n, 0
	j, m, hasColumn := lastNumber(text[:i-1])
	if hasColumn {
		line, column = m, n
		if column == 0 || column > limit {
			s.errorf(start+i, "invalid column number: %s", text[i:])
			return
		}
		text = text[:i-1]
		i = j
	}
	if line == 0 || line > limit {
		s.errorf(start+i, "invalid line number: %s", text[i:])
		return
	}
	name := string(text[:i-1])
	switch {
	case name == "" && hasColumn:
		// The same file.
		name = s.file.Position(s.file.Pos(start)).Filename
	case name != "":
		name = filepath.Clean(name)
		if !filepath.IsAbs(name) {
			name = filepath.Join(s.dir, name)
		}
	}
	s.file.AddLineColumnInfo(after, name, line, column)
}

// lastNumber is the number behind the last colon and where it begins, 0 if there is none.
func lastNumber(text []byte) (at, n int, ok bool) {
	i := bytes.LastIndexByte(text, ':')
	if i < 0 {
		return 0, 0, false
	}
	x, err := strconv.ParseUint(string(text[i+1:]), 10, 0)
	return i + 1, int(x), err == nil
}
