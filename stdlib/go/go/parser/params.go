package parser

import (
	"go/ast"
	"go/token"
)

// parameter is a name, a type or both. Which a single one is shows the whole list.
type parameter struct {
	name *ast.Ident
	typ  ast.Expr
}

// parameters parses parameters in parentheses; results may also be a single type, or none.
func (p *parser) parameters(isResult bool) *ast.FieldList {
	if isResult && p.tok != token.LPAREN {
		if t := p.tryType(); t != nil {
			return &ast.FieldList{List: []*ast.Field{{Type: t}}}
		}
		return nil
	}
	list := &ast.FieldList{Opening: p.expect(token.LPAREN)}
	if p.tok != token.RPAREN {
		list.List = p.parameterList(nil, nil, token.RPAREN, !isResult)
	}
	list.Closing = p.expect(token.RPAREN)
	return list
}

func (p *parser) typeParameters() *ast.FieldList {
	list := &ast.FieldList{Opening: p.expect(token.LBRACK)}
	if p.tok != token.RBRACK {
		list.List = p.parameterList(nil, nil, token.RBRACK, false)
	}
	list.Closing = p.expect(token.RBRACK)
	if len(list.List) == 0 {
		p.error(list.Closing, "empty type parameter list")
		return nil
	}
	return list
}

// parameter parses one; name is its beginning if that has been parsed. Type parameters may
// have unions.
func (p *parser) parameter(name *ast.Ident, isType bool) (f parameter) {
	if name == nil && isType && p.tok == token.TILDE {
		return parameter{nil, p.union(nil)}
	}
	tok := p.tok
	if name != nil {
		tok = token.IDENT
	}
	switch tok {
	case token.IDENT:
		if f.name = name; name == nil {
			f.name = p.ident()
		}
		switch p.tok {
		case token.IDENT, token.MUL, token.ARROW, token.FUNC, token.CHAN, token.MAP, token.STRUCT, token.INTERFACE, token.LPAREN:
			f.typ = p.typ()
		case token.LBRACK:
			f.name, f.typ = p.arrayOrInstance(f.name)
		case token.ELLIPSIS:
			f.typ = p.dots()
			return f
		case token.PERIOD:
			f.typ = p.qualifiedType(f.name)
			f.name = nil
		case token.TILDE:
			if isType {
				f.typ = p.union(nil)
				return f
			}
		case token.OR:
			if isType {
				return parameter{nil, p.union(f.name)}
			}
		}
	case token.MUL, token.ARROW, token.FUNC, token.LBRACK, token.CHAN, token.MAP, token.STRUCT, token.INTERFACE, token.LPAREN:
		f.typ = p.typ()
	case token.ELLIPSIS:
		f.typ = p.dots()
		return f
	default:
		p.errorExpected(p.pos, "')'")
		p.advance(endsExpression)
	}
	if isType && p.tok == token.OR && f.typ != nil {
		f.typ = p.union(f.typ)
	}
	return f
}

func (p *parser) dots() *ast.Ellipsis {
	pos := p.expect(token.ELLIPSIS)
	return &ast.Ellipsis{Ellipsis: pos, Elt: p.typ()}
}

// parameterList parses to the closing token, which it leaves. name and typ are the beginning
// if that has been parsed.
func (p *parser) parameterList(name *ast.Ident, typ ast.Expr, closing token.Token, allowsDots bool) []*ast.Field {
	isType := closing == token.RBRACK
	start := p.pos
	if name != nil {
		start = name.Pos()
	} else if typ != nil {
		start = typ.Pos()
	}
	var list []parameter
	named, typed := 0, 0
	for name != nil || p.tok != closing && p.tok != token.EOF {
		var f parameter
		if typ == nil {
			f = p.parameter(name, isType)
		} else {
			if isType {
				typ = p.union(typ)
			}
			f = parameter{name, typ}
		}
		name, typ = nil, nil
		if f.name != nil || f.typ != nil {
			list = append(list, f)
			if f.typ != nil {
				typed++
				if f.name != nil {
					named++
				}
			}
		}
		if !p.atComma("parameter list", closing) {
			break
		}
		p.next()
	}
	if len(list) == 0 {
		return nil
	}
	switch named {
	case 0:
		p.allTypes(list, isType, typed, start)
	case len(list):
	default:
		p.distribute(list, isType, named == typed)
	}
	p.checkDots(list, allowsDots)
	return fields(list, named > 0)
}

// missingName is the text for a type parameter without name, which may be an array's length.
func missingName(n int) string {
	if n == 1 {
		return "missing type parameter name or invalid array length"
	}
	return "missing type parameter name"
}

// allTypes takes names for types, since none has a type behind it.
func (p *parser) allTypes(list []parameter, isType bool, typed int, start token.Pos) {
	for i := range list {
		if f := &list[i]; f.name != nil {
			f.typ, f.name = f.name, nil
		}
	}
	if !isType {
		return
	}
	if typed == 0 {
		p.error(p.pos, "missing type constraint")
	} else {
		p.error(start, missingName(len(list)))
	}
}

// distribute gives names the type of those behind them, and reports what has none.
func (p *parser) distribute(list []parameter, isType, isLast bool) {
	var at token.Pos
	var typ ast.Expr
	for i := len(list) - 1; i >= 0; i-- {
		f := &list[i]
		switch {
		case f.typ != nil:
			typ = f.typ
			if f.name == nil {
				at = typ.Pos()
				f.name = &ast.Ident{NamePos: at, Name: "_"}
			}
		case typ != nil:
			f.typ = typ
		default:
			at = f.name.Pos()
			f.typ = &ast.BadExpr{From: at, To: p.pos}
		}
	}
	switch {
	case !at.IsValid():
	case isLast && isType:
		p.error(p.pos, "missing type constraint")
	case isLast:
		p.error(p.pos, "missing parameter type")
	case isType:
		p.error(at, missingName(len(list)))
	default:
		p.error(at, "missing parameter name")
	}
}

// checkDots reports the first ... that may not be there.
func (p *parser) checkDots(list []parameter, allowsDots bool) {
	isFirst := true
	for i := range list {
		dots, ok := list[i].typ.(*ast.Ellipsis)
		if !ok || allowsDots && i == len(list)-1 {
			continue
		}
		if isFirst && allowsDots {
			p.error(dots.Ellipsis, "can only use ... with final parameter")
		} else if isFirst {
			p.error(dots.Ellipsis, "invalid use of ...")
		}
		isFirst = false
		list[i].typ = &ast.BadExpr{From: dots.Pos(), To: dots.End()}
	}
}

// fields makes one of names that share their type.
func fields(list []parameter, hasNames bool) (all []*ast.Field) {
	for i, f := range list {
		if !hasNames {
			all = append(all, &ast.Field{Type: f.typ})
			continue
		}
		if i == 0 || list[i-1].typ != f.typ {
			all = append(all, &ast.Field{Type: f.typ})
		}
		last := all[len(all)-1]
		last.Names = append(last.Names, f.name)
	}
	return all
}
