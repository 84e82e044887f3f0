package parser

import (
	"go/ast"
	"go/token"
)

// typ parses a type, which must be there.
func (p *parser) typ() ast.Expr {
	if t := p.tryType(); t != nil {
		return t
	}
	return p.badExpr("type", endsExpression)
}

// tryType parses a type if there is one.
func (p *parser) tryType() ast.Expr {
	p.enter(1)
	defer p.enter(-1)
	switch p.tok {
	case token.IDENT:
		return p.qualifiedType(nil)
	case token.LBRACK:
		return p.arrayType(p.expect(token.LBRACK), nil)
	case token.STRUCT:
		return p.structType()
	case token.MUL:
		star := p.expect(token.MUL)
		return &ast.StarExpr{Star: star, X: p.typ()}
	case token.FUNC:
		return p.funcType()
	case token.INTERFACE:
		return p.interfaceType()
	case token.MAP:
		return p.mapType()
	case token.CHAN, token.ARROW:
		return p.chanType()
	case token.LPAREN:
		lparen := p.expect(token.LPAREN)
		t := p.typ()
		return &ast.ParenExpr{Lparen: lparen, X: t, Rparen: p.expect(token.RPAREN)}
	}
	return nil
}

// typeName parses a name, perhaps with that of a package; name is its beginning if that has
// been parsed.
func (p *parser) typeName(name *ast.Ident) ast.Expr {
	if name == nil {
		name = p.ident()
	}
	if _, ok := p.take(token.PERIOD); ok {
		return &ast.SelectorExpr{X: name, Sel: p.ident()}
	}
	return name
}

// qualifiedType is a typeName, perhaps with type arguments.
func (p *parser) qualifiedType(name *ast.Ident) ast.Expr {
	t := p.typeName(name)
	if p.tok == token.LBRACK {
		t = p.typeInstance(t)
	}
	return t
}

// typeArguments parses types to the closing bracket.
func (p *parser) typeArguments(list []ast.Expr) []ast.Expr {
	for p.tok != token.RBRACK && p.tok != token.EOF {
		list = append(list, p.typ())
		if !p.atComma("type argument list", token.RBRACK) {
			break
		}
		p.next()
	}
	return list
}

func (p *parser) typeInstance(t ast.Expr) ast.Expr {
	lbrack := p.expect(token.LBRACK)
	list := nested(p, func() []ast.Expr { return p.typeArguments(nil) })
	rbrack := p.expectClosing(token.RBRACK, "type argument list")
	if len(list) == 0 {
		p.errorExpected(rbrack, "type argument list")
		list = []ast.Expr{&ast.BadExpr{From: lbrack + 1, To: rbrack}}
	}
	return index(t, lbrack, list, rbrack)
}

// arrayType parses behind [, or behind the length.
func (p *parser) arrayType(lbrack token.Pos, length ast.Expr) *ast.ArrayType {
	if length == nil {
		length = nested(p, func() ast.Expr {
			if dots, ok := p.take(token.ELLIPSIS); ok {
				return &ast.Ellipsis{Ellipsis: dots}
			}
			if p.tok == token.RBRACK {
				return nil
			}
			return p.rhs()
		})
	}
	if p.tok == token.COMMA {
		p.error(p.pos, "unexpected comma; expecting ]")
		p.next()
	}
	p.expect(token.RBRACK)
	return &ast.ArrayType{Lbrack: lbrack, Len: length, Elt: p.typ()}
}

// arrayOrInstance parses what follows a name that is a field's, with an array type, or a
// generic type's. In the second case it gives no name.
func (p *parser) arrayOrInstance(x *ast.Ident) (*ast.Ident, ast.Expr) {
	lbrack := p.expect(token.LBRACK)
	comma := token.NoPos
	args := nested(p, func() (args []ast.Expr) {
		for p.tok != token.RBRACK {
			args = append(args, p.rhs())
			pos, ok := p.take(token.COMMA)
			if !ok {
				break
			}
			if p.tok == token.RBRACK {
				comma = pos
			}
		}
		return args
	})
	rbrack := p.expect(token.RBRACK)
	switch len(args) {
	case 0:
		return x, &ast.ArrayType{Lbrack: lbrack, Elt: p.typ()}
	case 1:
		if elem := p.tryType(); elem != nil {
			if comma.IsValid() {
				p.error(comma, "unexpected comma; expecting ]")
			}
			return x, &ast.ArrayType{Lbrack: lbrack, Len: args[0], Elt: elem}
		}
	}
	return nil, index(x, lbrack, args, rbrack)
}

func (p *parser) structType() *ast.StructType {
	s := &ast.StructType{Struct: p.expect(token.STRUCT), Fields: new(ast.FieldList)}
	s.Fields.Opening = p.expect(token.LBRACE)
	for p.tok == token.IDENT || p.tok == token.MUL || p.tok == token.LPAREN {
		s.Fields.List = append(s.Fields.List, p.fieldDecl())
	}
	s.Fields.Closing = p.expect(token.RBRACE)
	return s
}

func (p *parser) fieldDecl() *ast.Field {
	f := &ast.Field{Doc: p.leadComment}
	switch p.tok {
	case token.IDENT:
		p.namedField(f)
	case token.MUL:
		star := p.expect(token.MUL)
		f.Type = &ast.StarExpr{Star: star, X: p.embedded()}
	case token.LPAREN:
		f.Type = p.embedded()
	}
	if p.tok == token.STRING {
		f.Tag = p.basicLit()
	}
	f.Comment = p.expectSemicolon()
	return f
}

// namedField parses a field that begins with a name, which may be an embedded type.
func (p *parser) namedField(f *ast.Field) {
	name := p.ident()
	switch p.tok {
	case token.PERIOD:
		f.Type = p.qualifiedType(name)
		return
	case token.STRING, token.SEMICOLON, token.RBRACE:
		f.Type = name
		return
	}
	f.Names = []*ast.Ident{name}
	for p.tok == token.COMMA {
		p.next()
		f.Names = append(f.Names, p.ident())
	}
	if len(f.Names) > 1 || p.tok != token.LBRACK {
		f.Type = p.typ()
		return
	}
	if name, f.Type = p.arrayOrInstance(name); name == nil {
		f.Names = nil
	}
}

// embedded parses an embedded type, which may not stand in parentheses.
func (p *parser) embedded() ast.Expr {
	if p.tok != token.LPAREN {
		return p.qualifiedType(nil)
	}
	p.error(p.pos, "cannot parenthesize embedded type")
	p.next()
	var t ast.Expr
	if star, ok := p.take(token.MUL); ok {
		t = &ast.StarExpr{Star: star, X: p.qualifiedType(nil)}
	} else {
		t = p.qualifiedType(nil)
	}
	p.take(token.RPAREN)
	return t
}

func (p *parser) funcType() *ast.FuncType {
	pos := p.expect(token.FUNC)
	if p.tok == token.LBRACK {
		if params := p.typeParameters(); params != nil {
			p.error(params.Opening, "function type must have no type parameters")
		}
	}
	return p.signature(pos, nil)
}

// signature parses parameters and results.
func (p *parser) signature(pos token.Pos, typeParams *ast.FieldList) *ast.FuncType {
	params := p.parameters(false)
	return &ast.FuncType{Func: pos, TypeParams: typeParams, Params: params, Results: p.parameters(true)}
}

func (p *parser) interfaceType() *ast.InterfaceType {
	t := &ast.InterfaceType{Interface: p.expect(token.INTERFACE), Methods: new(ast.FieldList)}
	t.Methods.Opening = p.expect(token.LBRACE)
	for {
		f := new(ast.Field)
		switch p.tok {
		case token.IDENT:
			f = p.methodSpec()
			if f.Names == nil {
				f.Type = p.union(f.Type)
			}
		case token.TILDE:
			f.Type = p.union(nil)
		default:
			first := p.tryType()
			if first == nil {
				t.Methods.Closing = p.expect(token.RBRACE)
				return t
			}
			f.Type = p.union(first)
		}
		f.Comment = p.expectSemicolon()
		t.Methods.List = append(t.Methods.List, f)
	}
}

// methodSpec parses a method or an embedded type that begins with a name.
func (p *parser) methodSpec() *ast.Field {
	f := &ast.Field{Doc: p.leadComment}
	x := p.typeName(nil)
	name, isName := x.(*ast.Ident)
	switch {
	case isName && p.tok == token.LPAREN:
		f.Names = []*ast.Ident{name}
		f.Type = p.signature(token.NoPos, nil)
	case !isName && p.tok == token.LBRACK:
		f.Type = p.typeInstance(x)
	case isName && p.tok == token.LBRACK:
		p.genericMethod(f, name)
	default:
		f.Type = x
	}
	return f
}

// genericMethod parses name[ in an interface: a generic type, or a method with type
// parameters, which it must not have.
func (p *parser) genericMethod(f *ast.Field, name *ast.Ident) {
	lbrack := p.expect(token.LBRACK)
	x := nested(p, p.expr)
	if first, ok := x.(*ast.Ident); ok && p.tok != token.COMMA && p.tok != token.RBRACK {
		p.parameterList(first, nil, token.RBRACK, false)
		p.expect(token.RBRACK)
		p.error(lbrack, "interface method must have no type parameters")
		f.Names = []*ast.Ident{name}
		f.Type = p.signature(token.NoPos, nil)
		return
	}
	list := []ast.Expr{x}
	if p.atComma("type argument list", token.RBRACK) {
		list = nested(p, func() []ast.Expr {
			p.next()
			return p.typeArguments(list)
		})
	}
	f.Type = index(name, lbrack, list, p.expectClosing(token.RBRACK, "type argument list"))
}

// union parses terms with | between them; x is the first if that has been parsed.
func (p *parser) union(x ast.Expr) ast.Expr {
	if x == nil {
		x = p.term()
	}
	for p.tok == token.OR {
		pos := p.expect(token.OR)
		x = &ast.BinaryExpr{X: x, OpPos: pos, Op: token.OR, Y: p.term()}
	}
	return x
}

func (p *parser) term() ast.Expr {
	if pos, ok := p.take(token.TILDE); ok {
		return &ast.UnaryExpr{OpPos: pos, Op: token.TILDE, X: p.typ()}
	}
	if t := p.tryType(); t != nil {
		return t
	}
	return p.badExpr("~ term or type", endsExpression)
}

func (p *parser) mapType() *ast.MapType {
	pos := p.expect(token.MAP)
	p.expect(token.LBRACK)
	key := p.typ()
	p.expect(token.RBRACK)
	return &ast.MapType{Map: pos, Key: key, Value: p.typ()}
}

func (p *parser) chanType() *ast.ChanType {
	t := &ast.ChanType{Begin: p.pos, Dir: ast.SEND | ast.RECV}
	if _, ok := p.take(token.CHAN); ok {
		if t.Arrow, ok = p.take(token.ARROW); ok {
			t.Dir = ast.SEND
		}
	} else {
		t.Arrow = p.expect(token.ARROW)
		p.expect(token.CHAN)
		t.Dir = ast.RECV
	}
	t.Value = p.typ()
	return t
}
