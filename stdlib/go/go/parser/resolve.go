package parser

import (
	"fmt"
	"go/ast"
	"go/token"
)

// resolver finds out what names mean within a file. What it cannot know is left to the type
// checker: selectors, keys of composite literals, other files.
type resolver struct {
	p          *parser
	pkg, top   *ast.Scope
	labels     *ast.Scope // of the function
	depth      int
	unresolved []*ast.Ident
	// targets are the labels that branches of each function around name.
	targets [][]*ast.Ident
}

// pending marks a name that is looked for in the package's scope at the end.
var pending = new(ast.Object)

const maxScopes = 1000

func (p *parser) resolveFile(f *ast.File) {
	scope := ast.NewScope(nil)
	r := &resolver{p: p, pkg: scope, top: scope, depth: 1}
	for _, d := range f.Decls {
		ast.Walk(r, d)
	}
	left := r.unresolved[:0]
	for _, name := range r.unresolved {
		if name.Obj = scope.Lookup(name.Name); name.Obj == nil {
			left = append(left, name)
		}
	}
	f.Scope, f.Unresolved = scope, left
}

// open opens a scope; what it gives closes it.
func (r *resolver) open(pos token.Pos) func() {
	if r.depth++; r.depth > maxScopes {
		panic(bailout{pos, "exceeded max scope depth during object resolution"})
	}
	r.top = ast.NewScope(r.top)
	return func() {
		r.depth--
		r.top = r.top.Outer
	}
}

func (r *resolver) error(pos token.Pos, format string, args ...any) {
	if r.p.mode&DeclarationErrors != 0 {
		r.p.error(pos, fmt.Sprintf(format, args...))
	}
}

func (r *resolver) declare(decl, data any, scope *ast.Scope, kind ast.ObjKind, names ...*ast.Ident) {
	for _, name := range names {
		obj := &ast.Object{Kind: kind, Name: name.Name, Decl: decl, Data: data}
		if _, ok := decl.(*ast.Ident); !ok {
			// A receiver's type parameter declares itself.
			name.Obj = obj
		}
		if name.Name == "_" {
			continue
		}
		if old := scope.Insert(obj); old != nil {
			before := ""
			if pos := old.Pos(); pos.IsValid() {
				before = "\n\tprevious declaration at " + r.p.file.Position(pos).String()
			}
			r.error(name.Pos(), "%s redeclared in this block%s", name.Name, before)
		}
	}
}

// define declares the new names of :=.
func (r *resolver) define(a *ast.AssignStmt) {
	hasNew := false
	for _, x := range a.Lhs {
		name, ok := x.(*ast.Ident)
		if !ok {
			continue
		}
		name.Obj = &ast.Object{Kind: ast.Var, Name: name.Name, Decl: a}
		if name.Name == "_" {
			continue
		}
		if old := r.top.Insert(name.Obj); old != nil {
			name.Obj = old
		} else {
			hasNew = true
		}
	}
	if !hasNew {
		r.error(a.Lhs[0].Pos(), "no new variables on left side of :=")
	}
}

// resolve finds what a name means; if that is not known it may be looked for at the end.
func (r *resolver) resolve(name *ast.Ident, isLater bool) {
	if name.Name == "_" {
		return
	}
	for s := r.top; s != nil; s = s.Outer {
		if obj := s.Lookup(name.Name); obj != nil {
			if _, ok := obj.Decl.(*ast.Ident); !ok {
				name.Obj = obj
			}
			return
		}
	}
	if isLater {
		name.Obj = pending
		r.unresolved = append(r.unresolved, name)
	}
}

func walkAll[N ast.Node](r *resolver, list []N) {
	for _, n := range list {
		ast.Walk(r, n)
	}
}

func (r *resolver) walk(nodes ...ast.Node) {
	for _, n := range nodes {
		if n != nil {
			ast.Walk(r, n)
		}
	}
}

// Visit handles the nodes that have scopes or declare names, and has the others walked.
func (r *resolver) Visit(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.Ident:
		r.resolve(n, true)
	case *ast.SelectorExpr:
		r.walk(n.X)
	case *ast.CompositeLit:
		r.compositeLit(n)
	case *ast.FuncLit:
		defer r.open(n.Pos())()
		r.signature(n.Type)
		r.body(n.Body)
	case *ast.FuncType:
		defer r.open(n.Pos())()
		r.signature(n)
	case *ast.StructType:
		defer r.open(n.Pos())()
		r.types(n.Fields)
		r.names(n.Fields, ast.Var)
	case *ast.InterfaceType:
		defer r.open(n.Pos())()
		r.types(n.Methods)
		r.names(n.Methods, ast.Fun)
	case *ast.GenDecl:
		return r.genDecl(n)
	case *ast.FuncDecl:
		r.funcDecl(n)
	default:
		return r.stmt(node)
	}
	return nil
}

func (r *resolver) compositeLit(n *ast.CompositeLit) {
	r.walk(n.Type)
	for _, x := range n.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			r.walk(x)
			continue
		}
		if name, ok := kv.Key.(*ast.Ident); ok {
			// It may be a field.
			r.resolve(name, false)
		} else {
			r.walk(kv.Key)
		}
		r.walk(kv.Value)
	}
}

func (r *resolver) stmt(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.LabeledStmt:
		r.declare(n, nil, r.labels, ast.Lbl, n.Label)
		r.walk(n.Stmt)
	case *ast.BranchStmt:
		if n.Tok != token.FALLTHROUGH && n.Label != nil {
			last := &r.targets[len(r.targets)-1]
			*last = append(*last, n.Label)
		}
	case *ast.AssignStmt:
		walkAll(r, n.Rhs)
		if n.Tok == token.DEFINE {
			r.define(n)
		} else {
			walkAll(r, n.Lhs)
		}
	case *ast.BlockStmt:
		defer r.open(n.Pos())()
		walkAll(r, n.List)
	case *ast.IfStmt:
		defer r.open(n.Pos())()
		r.walk(n.Init, n.Cond, n.Body, n.Else)
	case *ast.CaseClause:
		walkAll(r, n.List)
		defer r.open(n.Pos())()
		walkAll(r, n.Body)
	case *ast.CommClause:
		defer r.open(n.Pos())()
		r.walk(n.Comm)
		walkAll(r, n.Body)
	case *ast.SwitchStmt:
		defer r.open(n.Pos())()
		r.walk(n.Init)
		if n.Init != nil && n.Tag != nil {
			defer r.open(n.Tag.Pos())()
		}
		r.walk(n.Tag)
		walkAll(r, n.Body.List)
	case *ast.TypeSwitchStmt:
		if n.Init != nil {
			defer r.open(n.Pos())()
			r.walk(n.Init)
		}
		defer r.open(n.Assign.Pos())()
		r.walk(n.Assign)
		walkAll(r, n.Body.List)
	case *ast.SelectStmt:
		walkAll(r, n.Body.List)
	case *ast.ForStmt:
		defer r.open(n.Pos())()
		r.walk(n.Init, n.Cond, n.Post, n.Body)
	case *ast.RangeStmt:
		defer r.open(n.Pos())()
		r.rangeStmt(n)
	default:
		return r
	}
	return nil
}

func (r *resolver) rangeStmt(n *ast.RangeStmt) {
	r.walk(n.X)
	var lhs []ast.Expr
	for _, x := range []ast.Expr{n.Key, n.Value} {
		if x != nil {
			lhs = append(lhs, x)
		}
	}
	switch {
	case len(lhs) == 0:
	case n.Tok != token.DEFINE:
		walkAll(r, lhs)
	default:
		for _, x := range lhs {
			if inner := ast.Unparen(x); inner != nil {
				if _, ok := inner.(*ast.Ident); !ok {
					r.walk(inner)
				}
			}
		}
		r.define(&ast.AssignStmt{Lhs: lhs, Tok: token.DEFINE, TokPos: n.TokPos, Rhs: []ast.Expr{&ast.UnaryExpr{Op: token.RANGE, X: n.X}}})
	}
	r.walk(n.Body)
}

func (r *resolver) genDecl(n *ast.GenDecl) ast.Visitor {
	for i, spec := range n.Specs {
		switch s := spec.(type) {
		case *ast.ValueSpec:
			kind := ast.Con
			if n.Tok == token.VAR {
				kind = ast.Var
			}
			walkAll(r, s.Values)
			r.walk(s.Type)
			r.declare(s, i, r.top, kind, s.Names...)
		case *ast.TypeSpec:
			r.declare(s, nil, r.top, ast.Typ, s.Name)
			if s.TypeParams != nil {
				// Closed behind all specs, as in Go.
				defer r.open(s.Pos())()
				r.names(s.TypeParams, ast.Typ)
				r.types(s.TypeParams)
			}
			r.walk(s.Type)
		}
	}
	return nil
}

func (r *resolver) funcDecl(n *ast.FuncDecl) {
	defer r.open(n.Pos())()
	r.receiver(n.Recv)
	if n.Type.TypeParams != nil {
		r.names(n.Type.TypeParams, ast.Typ)
		r.types(n.Type.TypeParams)
	}
	// All types are resolved before any name is declared.
	r.types(n.Type.Params)
	r.types(n.Type.Results)
	r.names(n.Recv, ast.Var)
	r.names(n.Type.Params, ast.Var)
	r.names(n.Type.Results, ast.Var)
	r.body(n.Body)
	if n.Recv == nil && n.Name.Name != "init" {
		r.declare(n, nil, r.pkg, ast.Fun, n.Name)
	}
}

func (r *resolver) signature(t *ast.FuncType) {
	r.types(t.Params)
	r.types(t.Results)
	r.names(t.Params, ast.Var)
	r.names(t.Results, ast.Var)
}

// types resolves the types of fields, names declares their names.
func (r *resolver) types(list *ast.FieldList) {
	if list != nil {
		for _, f := range list.List {
			r.walk(f.Type)
		}
	}
}

func (r *resolver) names(list *ast.FieldList, kind ast.ObjKind) {
	if list != nil {
		for _, f := range list.List {
			r.declare(f, nil, r.top, kind, f.Names...)
		}
	}
}

// receiver declares the type parameters that a receiver names.
func (r *resolver) receiver(list *ast.FieldList) {
	if list == nil || len(list.List) == 0 {
		return
	}
	t := list.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	base := t
	var args, others []ast.Expr
	switch t := t.(type) {
	case *ast.IndexExpr:
		base, args = t.X, []ast.Expr{t.Index}
	case *ast.IndexListExpr:
		base, args = t.X, t.Indices
	}
	for _, x := range args {
		if name, ok := x.(*ast.Ident); ok {
			r.declare(x, nil, r.top, ast.Typ, name)
		} else {
			others = append(others, x)
		}
	}
	r.walk(base)
	walkAll(r, others)
	for _, f := range list.List[1:] {
		r.walk(f.Type)
	}
}

func (r *resolver) body(b *ast.BlockStmt) {
	if b == nil {
		return
	}
	r.labels = ast.NewScope(r.labels)
	r.targets = append(r.targets, nil)
	walkAll(r, b.List)
	last := len(r.targets) - 1
	for _, label := range r.targets[last] {
		if label.Obj = r.labels.Lookup(label.Name); label.Obj == nil {
			r.error(label.Pos(), "label %s undefined", label.Name)
		}
	}
	r.targets = r.targets[:last]
	r.labels = r.labels.Outer
}
