package parser

import (
	"go/ast"
	"go/token"
)

// expr parses an expression; types are taken for such.
func (p *parser) expr() ast.Expr { return p.binary(nil, token.LowestPrec+1) }

// rhs parses an expression where = can only be meant as ==.
func (p *parser) rhs() ast.Expr {
	before := p.isRhs
	p.isRhs = true
	x := p.expr()
	p.isRhs = before
	return x
}

func (p *parser) exprList(isRhs bool) []ast.Expr {
	before := p.isRhs
	p.isRhs = isRhs
	list := []ast.Expr{p.expr()}
	for p.tok == token.COMMA {
		p.next()
		list = append(list, p.expr())
	}
	p.isRhs = before
	return list
}

// binary parses operations of at least a precedence; x is the first operand if that has been
// parsed.
func (p *parser) binary(x ast.Expr, least int) ast.Expr {
	if x == nil {
		x = p.unary()
	}
	n := 0
	defer func() { p.depth -= n }()
	for {
		n++
		p.enter(1)
		op := p.tok
		if p.isRhs && op == token.ASSIGN {
			op = token.EQL
		}
		prec := op.Precedence()
		if prec < least {
			return x
		}
		pos := p.expect(op)
		x = &ast.BinaryExpr{X: x, OpPos: pos, Op: op, Y: p.binary(nil, prec+1)}
	}
}

func (p *parser) unary() ast.Expr {
	p.enter(1)
	defer p.enter(-1)
	pos, op := p.pos, p.tok
	switch op {
	case token.ADD, token.SUB, token.NOT, token.XOR, token.AND, token.TILDE:
		p.next()
		return &ast.UnaryExpr{OpPos: pos, Op: op, X: p.unary()}
	case token.MUL:
		p.next()
		return &ast.StarExpr{Star: pos, X: p.unary()}
	case token.ARROW:
		p.next()
		x := p.unary()
		if t, ok := x.(*ast.ChanType); ok {
			p.receiveType(t, pos)
			return x
		}
		return &ast.UnaryExpr{OpPos: pos, Op: op, X: x}
	}
	return p.primary(nil)
}

// receiveType makes <- (chan T) the type (<-chan T), and moves the arrows of channels inside
// of channels, too.
func (p *parser) receiveType(t *ast.ChanType, arrow token.Pos) {
	for dir := ast.SEND; ; {
		if t.Dir == ast.RECV {
			p.errorExpected(t.Arrow, "'chan'")
		}
		arrow, t.Begin, t.Arrow = t.Arrow, arrow, arrow
		dir, t.Dir = t.Dir, ast.RECV
		next, ok := t.Value.(*ast.ChanType)
		if dir != ast.SEND {
			return
		}
		if !ok {
			p.errorExpected(arrow, "channel type")
			return
		}
		t = next
	}
}

func (p *parser) operand() ast.Expr {
	switch p.tok {
	case token.IDENT:
		return p.ident()
	case token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING:
		return p.basicLit()
	case token.LPAREN:
		lparen := p.expect(token.LPAREN)
		x := nested(p, p.rhs)
		return &ast.ParenExpr{Lparen: lparen, X: x, Rparen: p.expect(token.RPAREN)}
	case token.FUNC:
		t := p.funcType()
		if p.tok != token.LBRACE {
			return t
		}
		return &ast.FuncLit{Type: t, Body: nested(p, p.block)}
	}
	if t := p.tryType(); t != nil {
		return t
	}
	return p.badExpr("operand", startsStatement)
}

// primary parses an operand and what is applied to it; x is the operand if that has been
// parsed.
func (p *parser) primary(x ast.Expr) ast.Expr {
	if x == nil {
		x = p.operand()
	}
	n := 0
	defer func() { p.depth -= n }()
	for {
		n++
		p.enter(1)
		switch p.tok {
		case token.PERIOD:
			x = p.selector(x)
		case token.LBRACK:
			x = p.index(x)
		case token.LPAREN:
			x = p.call(x)
		case token.LBRACE:
			t := ast.Unparen(x)
			if !p.isLiteralType(t) {
				return x
			}
			if t != x {
				p.error(t.Pos(), "cannot parenthesize type in composite literal")
			}
			x = p.literalValue(x)
		default:
			return x
		}
	}
}

// isLiteralType tells whether { behind an expression begins a composite literal.
func (p *parser) isLiteralType(x ast.Expr) bool {
	switch x.(type) {
	case *ast.BadExpr, *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr:
		return p.exprLevel >= 0
	case *ast.ArrayType, *ast.StructType, *ast.MapType:
		return true
	}
	return false
}

func (p *parser) selector(x ast.Expr) ast.Expr {
	p.next()
	switch p.tok {
	case token.IDENT:
		return &ast.SelectorExpr{X: x, Sel: p.ident()}
	case token.LPAREN:
		t := &ast.TypeAssertExpr{X: x, Lparen: p.expect(token.LPAREN)}
		if _, ok := p.take(token.TYPE); !ok {
			t.Type = p.typ()
		}
		t.Rparen = p.expect(token.RPAREN)
		return t
	}
	pos := p.pos
	p.errorExpected(pos, "selector or type assertion")
	if p.tok != token.RBRACE {
		p.next()
	}
	return &ast.SelectorExpr{X: x, Sel: &ast.Ident{NamePos: pos, Name: "_"}}
}

// index parses an index, a slice or type arguments.
func (p *parser) index(x ast.Expr) ast.Expr {
	lbrack := p.expect(token.LBRACK)
	if p.tok == token.RBRACK {
		p.errorExpected(p.pos, "operand")
		rbrack := p.pos
		p.next()
		return &ast.IndexExpr{X: x, Lbrack: lbrack, Index: &ast.BadExpr{From: rbrack, To: rbrack}, Rbrack: rbrack}
	}
	p.exprLevel++
	var parts [3]ast.Expr
	var colons []token.Pos
	if p.tok != token.COLON {
		parts[0] = p.rhs()
	}
	args := parts[:1:1]
	switch p.tok {
	case token.COLON:
		for p.tok == token.COLON && len(colons) < 2 {
			colons = append(colons, p.expect(token.COLON))
			if p.tok != token.COLON && p.tok != token.RBRACK && p.tok != token.EOF {
				parts[len(colons)] = p.rhs()
			}
		}
	case token.COMMA:
		for p.tok == token.COMMA {
			p.next()
			if p.tok != token.RBRACK && p.tok != token.EOF {
				args = append(args, p.typ())
			}
		}
	}
	p.exprLevel--
	rbrack := p.expect(token.RBRACK)
	if len(colons) == 0 {
		return index(x, lbrack, args, rbrack)
	}
	if len(colons) == 2 {
		if parts[1] == nil {
			p.error(colons[0], "middle index required in 3-index slice")
			parts[1] = &ast.BadExpr{From: colons[0] + 1, To: colons[1]}
		}
		if parts[2] == nil {
			p.error(colons[1], "final index required in 3-index slice")
			parts[2] = &ast.BadExpr{From: colons[1] + 1, To: rbrack}
		}
	}
	return &ast.SliceExpr{X: x, Lbrack: lbrack, Low: parts[0], High: parts[1], Max: parts[2], Slice3: len(colons) == 2, Rbrack: rbrack}
}

func (p *parser) call(fun ast.Expr) *ast.CallExpr {
	c := &ast.CallExpr{Fun: fun, Lparen: p.expect(token.LPAREN)}
	p.exprLevel++
	for p.tok != token.RPAREN && p.tok != token.EOF && !c.Ellipsis.IsValid() {
		c.Args = append(c.Args, p.rhs())
		c.Ellipsis, _ = p.take(token.ELLIPSIS)
		if !p.atComma("argument list", token.RPAREN) {
			break
		}
		p.next()
	}
	p.exprLevel--
	c.Rparen = p.expectClosing(token.RPAREN, "argument list")
	return c
}

// literalValue parses the part of a composite literal that is in braces.
func (p *parser) literalValue(t ast.Expr) ast.Expr {
	p.enter(1)
	defer p.enter(-1)
	c := &ast.CompositeLit{Type: t, Lbrace: p.expect(token.LBRACE)}
	p.exprLevel++
	for p.tok != token.RBRACE && p.tok != token.EOF {
		x := p.value()
		if colon, ok := p.take(token.COLON); ok {
			x = &ast.KeyValueExpr{Key: x, Colon: colon, Value: p.value()}
		}
		c.Elts = append(c.Elts, x)
		if !p.atComma("composite literal", token.RBRACE) {
			break
		}
		p.next()
	}
	p.exprLevel--
	c.Rbrace = p.expectClosing(token.RBRACE, "composite literal")
	return c
}

// value parses a key or an element.
func (p *parser) value() ast.Expr {
	if p.tok == token.LBRACE {
		return p.literalValue(nil)
	}
	return p.expr()
}
