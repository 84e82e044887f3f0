package parser

import (
	"go/ast"
	"go/token"
)

// decl parses a declaration. Where there is none it goes on at a token that isGood.
func (p *parser) decl(isGood func(token.Token) bool) ast.Decl {
	switch p.tok {
	case token.IMPORT, token.CONST, token.VAR, token.TYPE:
		return p.genDecl()
	case token.FUNC:
		return p.funcDecl()
	}
	bad := p.badExpr("declaration", isGood)
	return &ast.BadDecl{From: bad.From, To: bad.To}
}

func (p *parser) genDecl() *ast.GenDecl {
	d := &ast.GenDecl{Doc: p.leadComment, TokPos: p.pos, Tok: p.tok}
	p.next()
	var isGroup bool
	if d.Lparen, isGroup = p.take(token.LPAREN); !isGroup {
		d.Specs = []ast.Spec{p.spec(d.Tok, nil)}
		return d
	}
	for p.tok != token.RPAREN && p.tok != token.EOF {
		d.Specs = append(d.Specs, p.spec(d.Tok, p.leadComment))
	}
	d.Rparen = p.expect(token.RPAREN)
	p.expectSemicolon()
	return d
}

func (p *parser) spec(keyword token.Token, doc *ast.CommentGroup) ast.Spec {
	switch keyword {
	case token.IMPORT:
		return p.importSpec(doc)
	case token.TYPE:
		return p.typeSpec(doc)
	}
	return p.valueSpec(doc, keyword)
}

func (p *parser) importSpec(doc *ast.CommentGroup) ast.Spec {
	s := &ast.ImportSpec{Doc: doc}
	switch p.tok {
	case token.IDENT:
		s.Name = p.ident()
	case token.PERIOD:
		s.Name = &ast.Ident{NamePos: p.pos, Name: "."}
		p.next()
	}
	s.Path = &ast.BasicLit{ValuePos: p.pos, ValueEnd: p.pos, Kind: token.STRING}
	switch {
	case p.tok == token.STRING:
		s.Path = p.basicLit()
	case p.tok.IsLiteral():
		p.error(p.pos, "import path must be a string")
		p.next()
	default:
		p.error(p.pos, "missing import path")
		p.advance(endsExpression)
	}
	s.Comment = p.expectSemicolon()
	p.imports = append(p.imports, s)
	return s
}

func (p *parser) valueSpec(doc *ast.CommentGroup, keyword token.Token) ast.Spec {
	s := &ast.ValueSpec{Doc: doc, Names: p.identList()}
	switch {
	case keyword == token.VAR && p.tok != token.ASSIGN:
		s.Type = p.typ()
	case keyword == token.CONST && p.tok != token.EOF && p.tok != token.SEMICOLON && p.tok != token.RPAREN:
		s.Type = p.tryType()
	}
	if _, ok := p.take(token.ASSIGN); ok {
		s.Values = p.exprList(true)
	}
	s.Comment = p.expectSemicolon()
	return s
}

func (p *parser) typeSpec(doc *ast.CommentGroup) ast.Spec {
	s := &ast.TypeSpec{Doc: doc, Name: p.ident()}
	if p.tok == token.LBRACK {
		p.arrayOrGeneric(s)
	} else {
		s.Assign, _ = p.take(token.ASSIGN)
		s.Type = p.typ()
	}
	s.Comment = p.expectSemicolon()
	return s
}

// arrayOrGeneric parses a type's declaration behind its name at [, which begins an array or
// type parameters. `type T[P *C]` could be an array of length P*C.
func (p *parser) arrayOrGeneric(s *ast.TypeSpec) {
	lbrack := p.expect(token.LBRACK)
	if p.tok != token.IDENT {
		s.Type = p.arrayType(lbrack, nil)
		return
	}
	var x ast.Expr = p.ident()
	if p.tok != token.LBRACK {
		x = nested(p, func() ast.Expr { return p.binary(p.primary(x), token.LowestPrec+1) })
	}
	name, constraint := splitParameter(x, p.tok == token.COMMA)
	if name == nil || constraint == nil && p.tok == token.RBRACK {
		s.Type = p.arrayType(lbrack, x)
		return
	}
	list := p.parameterList(name, constraint, token.RBRACK, false)
	s.TypeParams = &ast.FieldList{Opening: lbrack, List: list, Closing: p.expect(token.RBRACK)}
	s.Assign, _ = p.take(token.ASSIGN)
	s.Type = p.typ()
}

// splitParameter splits an expression that may be a type parameter into its name and its
// constraint. It must be one if isForced, or if a part of it can only be a type.
func splitParameter(x ast.Expr, isForced bool) (*ast.Ident, ast.Expr) {
	switch x := x.(type) {
	case *ast.Ident:
		return x, nil
	case *ast.BinaryExpr:
		isForced = isForced || isConstraint(x.Y)
		switch x.Op {
		case token.MUL:
			if name, ok := x.X.(*ast.Ident); ok && isForced {
				return name, &ast.StarExpr{Star: x.OpPos, X: x.Y}
			}
		case token.OR:
			if name, first := splitParameter(x.X, isForced); name != nil && first != nil {
				union := *x
				union.X = first
				return name, &union
			}
		}
	case *ast.CallExpr:
		name, ok := x.Fun.(*ast.Ident)
		if ok && len(x.Args) == 1 && x.Ellipsis == token.NoPos && (isForced || isConstraint(x.Args[0])) {
			return name, &ast.ParenExpr{Lparen: x.Lparen, X: x.Args[0], Rparen: x.Rparen}
		}
	}
	return nil, x
}

// isConstraint tells whether an expression can only be a type or a union.
func isConstraint(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.ArrayType, *ast.StructType, *ast.FuncType, *ast.InterfaceType, *ast.MapType, *ast.ChanType:
		return true
	case *ast.BinaryExpr:
		return isConstraint(x.X) || isConstraint(x.Y)
	case *ast.UnaryExpr:
		return x.Op == token.TILDE
	case *ast.ParenExpr:
		return isConstraint(x.X)
	}
	return false
}

func (p *parser) funcDecl() *ast.FuncDecl {
	d := &ast.FuncDecl{Doc: p.leadComment}
	pos := p.expect(token.FUNC)
	if p.tok == token.LPAREN {
		d.Recv = p.parameters(false)
	}
	d.Name = p.ident()
	var typeParams *ast.FieldList
	if p.tok == token.LBRACK {
		typeParams = p.typeParameters()
	}
	d.Type = p.signature(pos, typeParams)
	if p.tok == token.SEMICOLON {
		p.next()
		if p.tok != token.LBRACE {
			return d
		}
		p.error(p.pos, "unexpected semicolon or newline before {")
	}
	if p.tok == token.LBRACE {
		d.Body = p.block()
	}
	p.expectSemicolon()
	return d
}

// parseFile parses a file. It gives nothing if already the package clause is wrong.
func (p *parser) parseFile() *ast.File {
	if p.errors.Len() > 0 {
		return nil
	}
	f := &ast.File{Doc: p.leadComment}
	f.Package = p.expect(token.PACKAGE)
	f.Name = p.ident()
	if f.Name.Name == "_" && p.mode&DeclarationErrors != 0 {
		p.error(p.pos, "invalid package name _")
	}
	p.expectSemicolon()
	if p.errors.Len() > 0 {
		return nil
	}
	if p.mode&PackageClauseOnly == 0 {
		for p.tok == token.IMPORT {
			f.Decls = append(f.Decls, p.genDecl())
		}
		if p.mode&ImportsOnly == 0 {
			for before := token.IMPORT; p.tok != token.EOF; {
				if p.tok == token.IMPORT && before != token.IMPORT {
					p.error(p.pos, "imports must appear before other declarations")
				}
				before = p.tok
				f.Decls = append(f.Decls, p.decl(startsDeclaration))
			}
		}
	}
	f.Imports, f.Comments, f.GoVersion = p.imports, p.comments, p.goVersion
	if p.mode&SkipObjectResolution == 0 {
		p.resolveFile(f)
	}
	return f
}
