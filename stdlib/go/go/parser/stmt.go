package parser

import (
	"go/ast"
	"go/token"
)

func (p *parser) stmtList() (list []ast.Stmt) {
	for p.tok != token.CASE && p.tok != token.DEFAULT && p.tok != token.RBRACE && p.tok != token.EOF {
		list = append(list, p.stmt())
	}
	return list
}

func (p *parser) block() *ast.BlockStmt {
	b := &ast.BlockStmt{Lbrace: p.expect(token.LBRACE)}
	b.List = p.stmtList()
	b.Rbrace = p.expectValid(token.RBRACE)
	return b
}

func (p *parser) stmt() ast.Stmt {
	p.enter(1)
	defer p.enter(-1)
	switch p.tok {
	case token.CONST, token.TYPE, token.VAR:
		return &ast.DeclStmt{Decl: p.decl(startsStatement)}
	case token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING, token.FUNC, token.LPAREN,
		token.LBRACK, token.STRUCT, token.MAP, token.CHAN, token.INTERFACE,
		token.ADD, token.SUB, token.MUL, token.AND, token.XOR, token.ARROW, token.NOT:
		s, _ := p.simpleStmt(allowsLabel)
		if _, ok := s.(*ast.LabeledStmt); !ok {
			p.expectSemicolon()
		}
		return s
	case token.GO, token.DEFER:
		return p.callStmt()
	case token.RETURN:
		s := &ast.ReturnStmt{Return: p.expect(token.RETURN)}
		if p.tok != token.SEMICOLON && p.tok != token.RBRACE {
			s.Results = p.exprList(true)
		}
		p.expectSemicolon()
		return s
	case token.BREAK, token.CONTINUE, token.GOTO, token.FALLTHROUGH:
		s := &ast.BranchStmt{TokPos: p.pos, Tok: p.tok}
		p.next()
		if s.Tok == token.GOTO || s.Tok != token.FALLTHROUGH && p.tok == token.IDENT {
			s.Label = p.ident()
		}
		p.expectSemicolon()
		return s
	case token.LBRACE:
		b := p.block()
		p.expectSemicolon()
		return b
	case token.IF:
		return p.ifStmt()
	case token.SWITCH:
		return p.switchStmt()
	case token.SELECT:
		s := &ast.SelectStmt{Select: p.expect(token.SELECT)}
		s.Body = p.clauses(func() ast.Stmt { return p.commClause() })
		return s
	case token.FOR:
		return p.forStmt()
	case token.SEMICOLON:
		s := &ast.EmptyStmt{Semicolon: p.pos, Implicit: p.lit == "\n"}
		p.next()
		return s
	case token.RBRACE:
		// A label at the end of a block.
		return &ast.EmptyStmt{Semicolon: p.pos, Implicit: true}
	}
	bad := p.badExpr("statement", startsStatement)
	return &ast.BadStmt{From: bad.From, To: bad.To}
}

// What simpleStmt allows beside simple statements.
const (
	allowsNothing = iota
	allowsLabel
	allowsRange
)

// simpleStmt parses a simple statement. A range is given as an assignment of a unary
// operation.
func (p *parser) simpleStmt(allows int) (s ast.Stmt, isRange bool) {
	list := p.exprList(false)
	switch p.tok {
	case token.DEFINE, token.ASSIGN, token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN, token.QUO_ASSIGN, token.REM_ASSIGN,
		token.AND_ASSIGN, token.OR_ASSIGN, token.XOR_ASSIGN, token.SHL_ASSIGN, token.SHR_ASSIGN, token.AND_NOT_ASSIGN:
		a := &ast.AssignStmt{Lhs: list, TokPos: p.pos, Tok: p.tok}
		p.next()
		if allows == allowsRange && p.tok == token.RANGE && (a.Tok == token.DEFINE || a.Tok == token.ASSIGN) {
			a.Rhs = p.rangeClause()
			return a, true
		}
		a.Rhs = p.exprList(true)
		return a, false
	}
	x := list[0]
	if len(list) > 1 {
		p.errorExpected(x.Pos(), "1 expression")
	}
	switch p.tok {
	case token.COLON:
		colon := p.expect(token.COLON)
		if label, ok := x.(*ast.Ident); ok && allows == allowsLabel {
			return &ast.LabeledStmt{Label: label, Colon: colon, Stmt: p.stmt()}, false
		}
		p.error(colon, "illegal label declaration")
		return &ast.BadStmt{From: x.Pos(), To: colon + 1}, false
	case token.ARROW:
		arrow := p.expect(token.ARROW)
		return &ast.SendStmt{Chan: x, Arrow: arrow, Value: p.rhs()}, false
	case token.INC, token.DEC:
		s := &ast.IncDecStmt{X: x, TokPos: p.pos, Tok: p.tok}
		p.next()
		return s, false
	}
	return &ast.ExprStmt{X: x}, false
}

func (p *parser) rangeClause() []ast.Expr {
	pos := p.expect(token.RANGE)
	return []ast.Expr{&ast.UnaryExpr{OpPos: pos, Op: token.RANGE, X: p.rhs()}}
}

// callStmt parses go and defer.
func (p *parser) callStmt() ast.Stmt {
	pos, tok := p.pos, p.tok
	p.next()
	x := p.rhs()
	if inner := ast.Unparen(x); inner != x {
		p.error(x.Pos(), "expression in "+tok.String()+" must not be parenthesized")
		x = inner
	}
	call, ok := x.(*ast.CallExpr)
	if _, isBad := x.(*ast.BadExpr); !ok && !isBad {
		p.error(x.End(), "expression in "+tok.String()+" must be function call")
	}
	p.expectSemicolon()
	switch {
	case !ok:
		return &ast.BadStmt{From: pos, To: pos + token.Pos(len(tok.String()))}
	case tok == token.GO:
		return &ast.GoStmt{Go: pos, Call: call}
	}
	return &ast.DeferStmt{Defer: pos, Call: call}
}

// condition is the expression of a statement that must be one.
func (p *parser) condition(s ast.Stmt, want string) ast.Expr {
	found := "simple statement"
	switch s := s.(type) {
	case nil:
		return nil
	case *ast.ExprStmt:
		return s.X
	case *ast.AssignStmt:
		found = "assignment"
	}
	p.error(s.Pos(), "expected "+want+", found "+found+" (missing parentheses around composite literal?)")
	return &ast.BadExpr{From: s.Pos(), To: s.End()}
}

// head parses the head of a statement, where { begins the block.
func (p *parser) head(parse func()) {
	before := p.exprLevel
	p.exprLevel = -1
	parse()
	p.exprLevel = before
}

func (p *parser) ifHead() (init ast.Stmt, cond ast.Expr) {
	const missing = "missing condition in if statement"
	if p.tok == token.LBRACE {
		p.error(p.pos, missing)
		return nil, &ast.BadExpr{From: p.pos, To: p.pos}
	}
	var last ast.Stmt
	semicolon, isNewline := token.NoPos, false
	p.head(func() {
		if p.tok != token.SEMICOLON {
			if _, ok := p.take(token.VAR); ok {
				p.error(p.pos, "var declaration not allowed in if initializer")
			}
			last, _ = p.simpleStmt(allowsNothing)
		}
		if p.tok == token.LBRACE {
			return
		}
		init, last = last, nil
		isNewline = p.atNewline()
		semicolon = p.expectValid(token.SEMICOLON)
		if p.tok != token.LBRACE {
			last, _ = p.simpleStmt(allowsNothing)
		}
	})
	switch {
	case last != nil:
		cond = p.condition(last, "boolean expression")
	case semicolon.IsValid() && isNewline:
		p.error(semicolon, "unexpected newline, expecting { after if clause")
	case semicolon.IsValid():
		p.error(semicolon, missing)
	}
	if cond == nil {
		cond = &ast.BadExpr{From: p.pos, To: p.pos}
	}
	return init, cond
}

func (p *parser) ifStmt() *ast.IfStmt {
	p.enter(1)
	defer p.enter(-1)
	s := &ast.IfStmt{If: p.expect(token.IF)}
	s.Init, s.Cond = p.ifHead()
	s.Body = p.block()
	if _, ok := p.take(token.ELSE); !ok {
		p.expectSemicolon()
		return s
	}
	switch p.tok {
	case token.IF:
		s.Else = p.ifStmt()
	case token.LBRACE:
		s.Else = p.block()
		p.expectSemicolon()
	default:
		p.errorExpected(p.pos, "if statement or block")
		s.Else = &ast.BadStmt{From: p.pos, To: p.pos}
	}
	return s
}

// clauses parses the body of a switch or select.
func (p *parser) clauses(clause func() ast.Stmt) *ast.BlockStmt {
	b := &ast.BlockStmt{Lbrace: p.expect(token.LBRACE)}
	for p.tok == token.CASE || p.tok == token.DEFAULT {
		b.List = append(b.List, clause())
	}
	b.Rbrace = p.expect(token.RBRACE)
	p.expectSemicolon()
	return b
}

func (p *parser) caseClause() *ast.CaseClause {
	c := &ast.CaseClause{Case: p.pos}
	if _, ok := p.take(token.CASE); ok {
		c.List = p.exprList(true)
	} else {
		p.expect(token.DEFAULT)
	}
	c.Colon = p.expect(token.COLON)
	c.Body = p.stmtList()
	return c
}

func (p *parser) commClause() *ast.CommClause {
	c := &ast.CommClause{Case: p.pos}
	if _, ok := p.take(token.CASE); ok {
		c.Comm = p.communication()
	} else {
		p.expect(token.DEFAULT)
	}
	c.Colon = p.expect(token.COLON)
	c.Body = p.stmtList()
	return c
}

// communication parses the send or receive of a case.
func (p *parser) communication() ast.Stmt {
	list := p.exprList(false)
	pos, tok := p.pos, p.tok
	if tok == token.ASSIGN || tok == token.DEFINE {
		if len(list) > 2 {
			p.errorExpected(list[0].Pos(), "1 or 2 expressions")
			list = list[:2]
		}
		p.next()
		return &ast.AssignStmt{Lhs: list, TokPos: pos, Tok: tok, Rhs: []ast.Expr{p.rhs()}}
	}
	if len(list) > 1 {
		p.errorExpected(list[0].Pos(), "1 expression")
	}
	if tok == token.ARROW {
		p.next()
		return &ast.SendStmt{Chan: list[0], Arrow: pos, Value: p.rhs()}
	}
	return &ast.ExprStmt{X: list[0]}
}

// isTypeGuard tells whether a statement is x.(type) or v := x.(type).
func (p *parser) isTypeGuard(s ast.Stmt) bool {
	isGuard := func(x ast.Expr) bool {
		a, ok := x.(*ast.TypeAssertExpr)
		return ok && a.Type == nil
	}
	switch s := s.(type) {
	case *ast.ExprStmt:
		return isGuard(s.X)
	case *ast.AssignStmt:
		if len(s.Lhs) == 1 && len(s.Rhs) == 1 && isGuard(s.Rhs[0]) {
			if s.Tok == token.ASSIGN {
				p.error(s.TokPos, "expected ':=', found '='")
			}
			return s.Tok == token.ASSIGN || s.Tok == token.DEFINE
		}
	}
	return false
}

func (p *parser) switchStmt() ast.Stmt {
	pos := p.expect(token.SWITCH)
	var init, tag ast.Stmt
	if p.tok != token.LBRACE {
		p.head(func() {
			if p.tok != token.SEMICOLON {
				tag, _ = p.simpleStmt(allowsNothing)
			}
			if _, ok := p.take(token.SEMICOLON); ok {
				init, tag = tag, nil
				if p.tok != token.LBRACE {
					tag, _ = p.simpleStmt(allowsNothing)
				}
			}
		})
	}
	isTypes := p.isTypeGuard(tag)
	body := p.clauses(func() ast.Stmt { return p.caseClause() })
	if isTypes {
		return &ast.TypeSwitchStmt{Switch: pos, Init: init, Assign: tag, Body: body}
	}
	return &ast.SwitchStmt{Switch: pos, Init: init, Tag: p.condition(tag, "switch expression"), Body: body}
}

func (p *parser) forStmt() ast.Stmt {
	pos := p.expect(token.FOR)
	var init, cond, post ast.Stmt
	isRange := false
	if p.tok != token.LBRACE {
		p.head(func() {
			switch p.tok {
			case token.SEMICOLON:
			case token.RANGE:
				cond, isRange = &ast.AssignStmt{Rhs: p.rangeClause()}, true
			default:
				cond, isRange = p.simpleStmt(allowsRange)
			}
			if isRange || p.tok != token.SEMICOLON {
				return
			}
			p.next()
			init, cond = cond, nil
			if p.tok != token.SEMICOLON {
				cond, _ = p.simpleStmt(allowsNothing)
			}
			p.expectSemicolon()
			if p.tok != token.LBRACE {
				post, _ = p.simpleStmt(allowsNothing)
			}
		})
	}
	body := p.block()
	p.expectSemicolon()
	if isRange {
		return p.rangeStmt(pos, cond.(*ast.AssignStmt), body)
	}
	return &ast.ForStmt{For: pos, Init: init, Cond: p.condition(cond, "boolean or range expression"), Post: post, Body: body}
}

func (p *parser) rangeStmt(pos token.Pos, a *ast.AssignStmt, body *ast.BlockStmt) ast.Stmt {
	s := &ast.RangeStmt{For: pos, TokPos: a.TokPos, Tok: a.Tok, Range: a.Rhs[0].Pos(), X: a.Rhs[0].(*ast.UnaryExpr).X, Body: body}
	switch len(a.Lhs) {
	case 0:
	case 1:
		s.Key = a.Lhs[0]
	case 2:
		s.Key, s.Value = a.Lhs[0], a.Lhs[1]
	default:
		p.errorExpected(a.Lhs[len(a.Lhs)-1].Pos(), "at most 2 expressions")
		return &ast.BadStmt{From: pos, To: body.End()}
	}
	return s
}
