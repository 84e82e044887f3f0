package parser

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"strings"
)

// parser parses by recursive descent, with one token ahead.
type parser struct {
	file    *token.File
	errors  scanner.ErrorList
	scanner scanner.Scanner
	mode    Mode

	comments    []*ast.CommentGroup
	leadComment *ast.CommentGroup // directly before the token
	lineComment *ast.CommentGroup // behind the last token in its line
	isTop       bool              // there was no token yet
	goVersion   string

	pos token.Pos
	tok token.Token
	lit string

	// syncPos is where errors were last recovered from, syncCount how often there.
	syncPos   token.Pos
	syncCount int

	// exprLevel is negative in the heads of statements, where { begins the block.
	exprLevel int
	isRhs     bool // = is taken for ==
	imports   []*ast.ImportSpec
	depth     int
}

// bailout is a panic that gives the parse up.
type bailout struct {
	pos  token.Pos
	text string
}

// maxDepth is how deep nodes may be.
const maxDepth = 1e5

func (p *parser) init(file *token.File, src []byte, mode Mode) {
	p.file = file
	p.scanner.Init(file, src, func(pos token.Position, msg string) { p.errors.Add(pos, msg) }, scanner.ScanComments)
	p.isTop = true
	p.mode = mode
	p.next()
}

// enter goes n levels deeper or, if negative, up.
func (p *parser) enter(n int) {
	if p.depth += n; p.depth > maxDepth {
		p.error(p.pos, "exceeded max nesting depth")
		panic(bailout{})
	}
}

// scan goes to the next token, which may be a comment.
func (p *parser) scan() {
	for {
		p.pos, p.tok, p.lit = p.scanner.Scan()
		if p.tok != token.COMMENT {
			p.isTop = false
			return
		}
		if p.isTop && strings.HasPrefix(p.lit, "//go:build") {
			if version := fileVersion(p.lit); version != "" {
				p.goVersion = version
			}
		}
		if p.mode&ParseComments != 0 {
			return
		}
	}
}

// line is the line in the file itself, whatever directives say.
func (p *parser) line(pos token.Pos) int { return p.file.PositionFor(pos, false).Line }

// group takes comments with at most gap lines between them; end is the last line.
func (p *parser) group(gap int) (g *ast.CommentGroup, end int) {
	g = new(ast.CommentGroup)
	end = p.line(p.pos)
	for p.tok == token.COMMENT && p.line(p.pos) <= end+gap {
		end = p.line(p.pos)
		if p.lit[1] == '*' {
			end += strings.Count(p.lit, "\n")
		}
		g.List = append(g.List, &ast.Comment{Slash: p.pos, Text: p.lit})
		p.scan()
	}
	p.comments = append(p.comments, g)
	return g, end
}

// next goes to the next token that is no comment.
func (p *parser) next() {
	p.leadComment, p.lineComment = nil, nil
	before := p.pos
	p.scan()
	if p.tok != token.COMMENT {
		return
	}
	if p.line(p.pos) == p.line(before) {
		g, end := p.group(0)
		if p.line(p.pos) != end || p.tok == token.SEMICOLON || p.tok == token.EOF {
			p.lineComment = g
		}
	}
	var last *ast.CommentGroup
	end := -1
	for p.tok == token.COMMENT {
		last, end = p.group(1)
	}
	if end+1 == p.line(p.pos) {
		p.leadComment = last
	}
}

func (p *parser) error(pos token.Pos, text string) {
	at := p.file.Position(pos)
	if p.mode&AllErrors == 0 {
		n := len(p.errors)
		if n > 0 && p.errors[n-1].Pos.Line == at.Line {
			// It probably follows from that one.
			return
		}
		if n > 10 {
			panic(bailout{})
		}
	}
	p.errors.Add(at, text)
}

func (p *parser) atNewline() bool { return p.tok == token.SEMICOLON && p.lit == "\n" }

// errorExpected says what was expected, and what is there if it is the current token.
func (p *parser) errorExpected(pos token.Pos, what string) {
	text := "expected " + what
	if pos == p.pos {
		switch {
		case p.atNewline():
			text += ", found newline"
		case p.tok.IsLiteral():
			text += ", found " + p.lit
		default:
			text += ", found '" + p.tok.String() + "'"
		}
	}
	p.error(pos, text)
}

// expect takes a token, which must be this.
func (p *parser) expect(tok token.Token) token.Pos {
	pos := p.pos
	if p.tok != tok {
		p.errorExpected(pos, "'"+tok.String()+"'")
	}
	p.next()
	return pos
}

// expectValid is expect, but gives no place if the token is another.
func (p *parser) expectValid(tok token.Token) token.Pos {
	isThere := p.tok == tok
	if pos := p.expect(tok); isThere {
		return pos
	}
	return token.NoPos
}

// expectClosing is expect with a better text for a newline.
func (p *parser) expectClosing(tok token.Token, where string) token.Pos {
	if p.tok != tok && p.atNewline() {
		p.error(p.pos, "missing ',' before newline in "+where)
		p.next()
	}
	return p.expect(tok)
}

// expectSemicolon takes the end of a statement and gives the comment in its line.
func (p *parser) expectSemicolon() *ast.CommentGroup {
	switch p.tok {
	case token.RPAREN, token.RBRACE:
		return nil
	case token.COMMA:
		p.errorExpected(p.pos, "';'")
	case token.SEMICOLON:
	default:
		p.errorExpected(p.pos, "';'")
		p.advance(startsStatement)
		return nil
	}
	// The comment stands behind a semicolon that is written, but before a newline.
	comment := p.lineComment
	isWritten := p.lit == ";"
	p.next()
	if isWritten {
		comment = p.lineComment
	}
	return comment
}

// atComma tells whether the list goes on, also where only the comma is missing.
func (p *parser) atComma(where string, end token.Token) bool {
	if p.tok == token.COMMA || p.tok == end {
		return p.tok == token.COMMA
	}
	text := "missing ','"
	if p.atNewline() {
		text += " before newline"
	}
	p.error(p.pos, text+" in "+where)
	return true
}

// take takes the token if it is this.
func (p *parser) take(tok token.Token) (token.Pos, bool) {
	if p.tok != tok {
		return token.NoPos, false
	}
	pos := p.pos
	p.next()
	return pos, true
}

// advance passes over tokens to one from where the parse can go on. It does not stop at the
// same place too often, so that it always ends.
func (p *parser) advance(isGood func(token.Token) bool) {
	for ; p.tok != token.EOF; p.next() {
		if !isGood(p.tok) {
			continue
		}
		if p.pos == p.syncPos && p.syncCount < 10 {
			p.syncCount++
			return
		}
		if p.pos > p.syncPos {
			p.syncPos, p.syncCount = p.pos, 0
			return
		}
	}
}

func startsStatement(tok token.Token) bool {
	switch tok {
	case token.BREAK, token.CONST, token.CONTINUE, token.DEFER, token.FALLTHROUGH, token.FOR, token.GO, token.GOTO, token.IF,
		token.RETURN, token.SELECT, token.SWITCH, token.TYPE, token.VAR:
		return true
	}
	return false
}

func startsDeclaration(tok token.Token) bool {
	switch tok {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR:
		return true
	}
	return false
}

func endsExpression(tok token.Token) bool {
	switch tok {
	case token.COMMA, token.COLON, token.SEMICOLON, token.RPAREN, token.RBRACK, token.RBRACE:
		return true
	}
	return false
}

// badExpr reports what is missing and passes over what is there.
func (p *parser) badExpr(what string, isGood func(token.Token) bool) *ast.BadExpr {
	pos := p.pos
	p.errorExpected(pos, what)
	p.advance(isGood)
	return &ast.BadExpr{From: pos, To: p.pos}
}

func (p *parser) ident() *ast.Ident {
	id := &ast.Ident{NamePos: p.pos, Name: "_"}
	if p.tok == token.IDENT {
		id.Name = p.lit
	}
	p.expect(token.IDENT)
	return id
}

func (p *parser) identList() []*ast.Ident {
	list := []*ast.Ident{p.ident()}
	for p.tok == token.COMMA {
		p.next()
		list = append(list, p.ident())
	}
	return list
}

func (p *parser) basicLit() *ast.BasicLit {
	lit := &ast.BasicLit{ValuePos: p.pos, ValueEnd: p.scanner.End(), Kind: p.tok, Value: p.lit}
	p.next()
	return lit
}

// nested parses what stands in parentheses or the like, where { begins a literal.
func nested[T any](p *parser, parse func() T) T {
	p.exprLevel++
	x := parse()
	p.exprLevel--
	return x
}

// index is x[list].
func index(x ast.Expr, lbrack token.Pos, list []ast.Expr, rbrack token.Pos) ast.Expr {
	if len(list) == 1 {
		return &ast.IndexExpr{X: x, Lbrack: lbrack, Index: list[0], Rbrack: rbrack}
	}
	return &ast.IndexListExpr{X: x, Lbrack: lbrack, Indices: list, Rbrack: rbrack}
}
