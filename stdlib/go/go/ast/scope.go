package ast

import (
	"fmt"
	"go/token"
	"strings"
)

// Scope is names and what they mean in a block.
//
// Deprecated: The parser cannot know all meanings; the type checker does.
type Scope struct {
	Outer   *Scope
	Objects map[string]*Object
}

// NewScope is an empty scope inside of another.
func NewScope(outer *Scope) *Scope { return &Scope{outer, make(map[string]*Object)} }

// Lookup is what a name means in the scope itself, or nil.
func (s *Scope) Lookup(name string) *Object { return s.Objects[name] }

// Insert adds an object, unless its name is there: then it gives what the name means.
func (s *Scope) Insert(obj *Object) (alt *Object) {
	if alt = s.Objects[obj.Name]; alt == nil {
		s.Objects[obj.Name] = obj
	}
	return alt
}

func (s *Scope) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scope %p {", s)
	if s != nil && len(s.Objects) > 0 {
		b.WriteByte('\n')
		for _, obj := range s.Objects {
			fmt.Fprintf(&b, "\t%s %s\n", obj.Kind, obj.Name)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Object is what a name means.
//
// Deprecated: See Scope.
type Object struct {
	Kind ObjKind
	Name string
	Decl any // the node that declares it
	Data any // iota of a constant
	Type any
}

// NewObj makes an object.
func NewObj(kind ObjKind, name string) *Object { return &Object{Kind: kind, Name: name} }

// Pos is where the object is declared.
func (obj *Object) Pos() token.Pos {
	var names []*Ident
	switch d := obj.Decl.(type) {
	case *Field:
		names = d.Names
	case *ValueSpec:
		names = d.Names
	case *TypeSpec:
		names = []*Ident{d.Name}
	case *FuncDecl:
		names = []*Ident{d.Name}
	case *LabeledStmt:
		names = []*Ident{d.Label}
	case *AssignStmt:
		for _, x := range d.Lhs {
			if name, ok := x.(*Ident); ok {
				names = append(names, name)
			}
		}
	case *ImportSpec:
		if d.Name == nil || d.Name.Name != obj.Name {
			return d.Path.Pos()
		}
		names = []*Ident{d.Name}
	}
	for _, name := range names {
		if name.Name == obj.Name {
			return name.Pos()
		}
	}
	return token.NoPos
}

// ObjKind is the kind of an object.
type ObjKind int

const (
	Bad ObjKind = iota
	Pkg
	Con
	Typ
	Var
	Fun
	Lbl
)

func (kind ObjKind) String() string {
	return [...]string{"bad", "package", "const", "type", "var", "func", "label"}[kind]
}
