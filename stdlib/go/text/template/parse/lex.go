package parse

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// item is a token of a template.
type item struct {
	kind itemKind
	pos  Pos
	text string
	line int
}

func (i item) String() string {
	switch {
	case i.kind == itemEOF:
		return "EOF"
	case i.kind == itemError:
		return i.text
	case i.kind > itemKeyword:
		return "<" + i.text + ">"
	case len(i.text) > 10:
		return fmt.Sprintf("%.10q...", i.text)
	}
	return fmt.Sprintf("%q", i.text)
}

type itemKind int

const (
	itemError itemKind = iota // text is the message
	itemBool
	itemChar // anything else that can be printed, such as a comma
	itemCharConstant
	itemComment
	itemComplex
	itemAssign
	itemDeclare
	itemEOF
	itemField // with its dot
	itemIdentifier
	itemLeftDelim
	itemLeftParen
	itemNumber
	itemPipe
	itemRawString
	itemRightDelim
	itemRightParen
	itemSpace
	itemString
	itemText
	itemVariable // with its dollar
	itemKeyword  // the rest are keywords
	itemBlock
	itemBreak
	itemContinue
	itemDot
	itemDefine
	itemElse
	itemEnd
	itemIf
	itemNil
	itemRange
	itemTemplate
	itemWith
)

var keywords = map[string]itemKind{
	".": itemDot, "block": itemBlock, "break": itemBreak, "continue": itemContinue,
	"define": itemDefine, "else": itemElse, "end": itemEnd, "if": itemIf, "range": itemRange,
	"nil": itemNil, "template": itemTemplate, "with": itemWith,
}

const (
	spaceChars  = " \t\r\n"
	trimMarker  = '-'
	markerLen   = 2 // with its space
	leftComment = "/*"
	endComment  = "*/"
)

// lexer cuts a template into tokens.
type lexer struct {
	input       string
	left, right string
	pos         int
	start       int
	line        int // of start
	inAction    bool
	depth       int  // of parentheses
	trimNext    bool // the text behind the last action loses its space
	comments    bool
	breaks      bool // break and continue are keywords
	failed      bool
	queue       []item
}

func newLexer(input, left, right string, comments bool) *lexer {
	if left == "" {
		left = "{{"
	}
	if right == "" {
		right = "}}"
	}
	return &lexer{input: input, left: left, right: right, line: 1, comments: comments, breaks: true}
}

// emit makes a token of what was read since the last.
func (l *lexer) emit(kind itemKind) item {
	it := item{kind, Pos(l.start), l.input[l.start:l.pos], l.line}
	l.ignore()
	return it
}

func (l *lexer) ignore() {
	l.line += strings.Count(l.input[l.start:l.pos], "\n")
	l.start = l.pos
}

func (l *lexer) fail(format string, args ...any) item {
	l.failed = true
	return item{itemError, Pos(l.start), fmt.Sprintf(format, args...), l.line}
}

func (l *lexer) peek() rune {
	if l.pos >= len(l.input) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(l.input[l.pos:])
	return r
}

func (l *lexer) next() rune {
	if l.pos >= len(l.input) {
		return -1
	}
	r, n := utf8.DecodeRuneInString(l.input[l.pos:])
	l.pos += n
	return r
}

func (l *lexer) accept(chars string) bool {
	if r := l.peek(); r >= 0 && strings.ContainsRune(chars, r) {
		l.next()
		return true
	}
	return false
}

func (l *lexer) acceptRun(chars string) {
	for l.accept(chars) {
	}
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

func isAlphaNumeric(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func hasLeftTrim(s string) bool {
	return len(s) >= 2 && s[0] == trimMarker && isSpace(rune(s[1]))
}

// item gives the next token.
func (l *lexer) item() item {
	for {
		if len(l.queue) > 0 {
			it := l.queue[0]
			l.queue = l.queue[1:]
			return it
		}
		if l.failed {
			return item{itemEOF, Pos(l.pos), "EOF", l.line}
		}
		if !l.inAction {
			l.lexText()
		} else {
			l.queue = append(l.queue, l.lexAction())
		}
	}
}

// lexText queues the text up to the next action, and the action's delimiter.
func (l *lexer) lexText() {
	if l.trimNext {
		l.acceptRun(spaceChars)
		l.ignore()
		l.trimNext = false
	}
	i := strings.Index(l.input[l.pos:], l.left)
	if i < 0 {
		l.pos = len(l.input)
		if l.pos > l.start {
			l.queue = append(l.queue, l.emit(itemText))
		}
		l.queue = append(l.queue, l.emit(itemEOF))
		l.failed = true
		return
	}
	delim := l.pos + i
	inside := delim + len(l.left)
	l.pos = delim
	if hasLeftTrim(l.input[inside:]) {
		l.pos = l.start + len(strings.TrimRight(l.input[l.start:delim], spaceChars))
		inside += markerLen
	}
	if l.pos > l.start {
		l.queue = append(l.queue, l.emit(itemText))
	}
	l.pos = delim
	l.ignore()
	if strings.HasPrefix(l.input[inside:], leftComment) {
		l.lexComment(inside)
		return
	}
	l.pos = delim + len(l.left)
	l.queue = append(l.queue, l.emit(itemLeftDelim))
	l.pos = inside
	l.ignore()
	l.inAction = true
	l.depth = 0
}

func (l *lexer) lexComment(at int) {
	l.pos = at
	l.ignore()
	end := strings.Index(l.input[at:], endComment)
	if end < 0 {
		l.queue = append(l.queue, l.fail("unclosed comment"))
		return
	}
	l.pos = at + end + len(endComment)
	comment := item{itemComment, Pos(l.start), l.input[l.start:l.pos], l.line}
	closes, trim := l.atRight()
	if !closes {
		l.queue = append(l.queue, l.fail("comment ends before closing delimiter"))
		return
	}
	if l.comments {
		l.queue = append(l.queue, comment)
	}
	if trim {
		l.pos += markerLen
	}
	l.pos += len(l.right)
	l.trimNext = trim
	l.ignore()
}

// atRight tells whether the action ends here, and with a trim marker.
func (l *lexer) atRight() (closes, trim bool) {
	rest := l.input[l.pos:]
	if len(rest) >= 2 && isSpace(rune(rest[0])) && rest[1] == trimMarker && strings.HasPrefix(rest[markerLen:], l.right) {
		return true, true
	}
	return strings.HasPrefix(rest, l.right), false
}

// lexAction gives the next token inside an action.
func (l *lexer) lexAction() item {
	if closes, trim := l.atRight(); closes {
		if l.depth > 0 {
			return l.fail("unclosed left paren")
		}
		if trim {
			l.pos += markerLen
			l.ignore()
		}
		l.pos += len(l.right)
		it := l.emit(itemRightDelim)
		l.trimNext = trim
		l.inAction = false
		return it
	}
	switch r := l.next(); {
	case r < 0:
		return l.fail("unclosed action")
	case isSpace(r):
		for isSpace(l.peek()) {
			if closes, trim := l.atRight(); closes && trim {
				break
			}
			l.next()
		}
		if l.pos-1 == l.start {
			// A space before a trim marker belongs to it.
			l.pos--
			if closes, trim := l.atRight(); closes && trim {
				return l.lexAction()
			}
			l.pos++
		}
		return l.emit(itemSpace)
	case r == '=':
		return l.emit(itemAssign)
	case r == ':':
		if l.next() != '=' {
			return l.fail("expected :=")
		}
		return l.emit(itemDeclare)
	case r == '|':
		return l.emit(itemPipe)
	case r == '"':
		return l.lexQuote('"', itemString, "unterminated quoted string")
	case r == '`':
		for {
			switch l.next() {
			case -1:
				return l.fail("unterminated raw quoted string")
			case '`':
				return l.emit(itemRawString)
			}
		}
	case r == '$':
		if l.atTerminator() {
			return l.emit(itemVariable)
		}
		return l.lexName(itemVariable)
	case r == '\'':
		return l.lexQuote('\'', itemCharConstant, "unterminated character constant")
	case r == '.' && (l.peek() < '0' || l.peek() > '9') && l.pos < len(l.input):
		if l.atTerminator() {
			return l.emit(itemDot)
		}
		return l.lexName(itemField)
	case r == '.' || r == '+' || r == '-' || '0' <= r && r <= '9':
		l.pos -= 1
		return l.lexNumber()
	case isAlphaNumeric(r):
		return l.lexIdentifier()
	case r == '(':
		l.depth++
		return l.emit(itemLeftParen)
	case r == ')':
		if l.depth--; l.depth < 0 {
			return l.fail("unexpected right paren")
		}
		return l.emit(itemRightParen)
	case r <= unicode.MaxASCII && unicode.IsPrint(r):
		return l.emit(itemChar)
	default:
		return l.fail("unrecognized character in action: %#U", r)
	}
}

func (l *lexer) lexQuote(quote rune, kind itemKind, message string) item {
	for {
		switch r := l.next(); r {
		case '\\':
			if r := l.next(); r >= 0 && r != '\n' {
				continue
			}
			return l.fail("%s", message)
		case -1, '\n':
			return l.fail("%s", message)
		case quote:
			return l.emit(kind)
		}
	}
}

// lexName reads a field or variable behind its first character.
func (l *lexer) lexName(kind itemKind) item {
	for isAlphaNumeric(l.peek()) {
		l.next()
	}
	if !l.atTerminator() {
		return l.fail("bad character %#U", l.peek())
	}
	return l.emit(kind)
}

// atTerminator tells whether a name may end here.
func (l *lexer) atTerminator() bool {
	r := l.peek()
	return isSpace(r) || r == -1 || strings.ContainsRune(".,|:()", r) || strings.HasPrefix(l.input[l.pos:], l.right)
}

func (l *lexer) lexIdentifier() item {
	for isAlphaNumeric(l.peek()) {
		l.next()
	}
	word := l.input[l.start:l.pos]
	if !l.atTerminator() {
		return l.fail("bad character %#U", l.peek())
	}
	kind, ok := keywords[word]
	switch {
	case ok && (kind == itemBreak || kind == itemContinue) && !l.breaks:
		return l.emit(itemIdentifier)
	case ok:
		return l.emit(kind)
	case word == "true", word == "false":
		return l.emit(itemBool)
	}
	return l.emit(itemIdentifier)
}

func (l *lexer) lexNumber() item {
	bad := func() item {
		l.next()
		return l.fail("bad number syntax: %q", l.input[l.start:l.pos])
	}
	if !l.scanNumber() {
		return bad()
	}
	if sign := l.peek(); sign == '+' || sign == '-' {
		// Complex: 1+2i.
		if !l.scanNumber() || l.input[l.pos-1] != 'i' {
			return l.fail("bad number syntax: %q", l.input[l.start:l.pos])
		}
		return l.emit(itemComplex)
	}
	return l.emit(itemNumber)
}

func (l *lexer) scanNumber() bool {
	l.accept("+-")
	digits := "0123456789_"
	if l.accept("0") {
		switch {
		case l.accept("xX"):
			digits = "0123456789abcdefABCDEF_"
		case l.accept("oO"):
			digits = "01234567_"
		case l.accept("bB"):
			digits = "01_"
		}
	}
	l.acceptRun(digits)
	if l.accept(".") {
		l.acceptRun(digits)
	}
	if len(digits) == 10+1 && l.accept("eE") {
		l.accept("+-")
		l.acceptRun("0123456789_")
	}
	if len(digits) == 16+6+1 && l.accept("pP") {
		l.accept("+-")
		l.acceptRun("0123456789_")
	}
	l.accept("i")
	return !isAlphaNumeric(l.peek())
}
