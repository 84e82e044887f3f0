package ast

import (
	"go/token"
	"strings"
)

// Comment is one comment.
type Comment struct {
	Slash token.Pos
	Text  string // without the newline behind //
}

func (c *Comment) Pos() token.Pos { return c.Slash }
func (c *Comment) End() token.Pos { return c.Slash + token.Pos(len(c.Text)) }

// CommentGroup is comments with nothing between them, at least one.
type CommentGroup struct{ List []*Comment }

func (g *CommentGroup) Pos() token.Pos { return g.List[0].Pos() }
func (g *CommentGroup) End() token.Pos { return g.List[len(g.List)-1].End() }

// Text is the text without the marks of comments, directives, spaces at the ends of lines,
// and empty lines but one between others. It ends with a newline.
func (g *CommentGroup) Text() string {
	if g == nil {
		return ""
	}
	var lines []string
	for _, comment := range g.List {
		text := comment.Text[2:]
		switch {
		case comment.Text[1] == '*':
			text = text[:len(text)-2]
		case strings.HasPrefix(text, " "):
			text = text[1:]
		case isDirective(text):
			continue
		}
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimRight(line, " \t\n\r")
			isDouble := len(lines) == 0 || lines[len(lines)-1] == ""
			if line != "" || !isDouble {
				lines = append(lines, line)
			}
		}
	}
	if n := len(lines); n > 0 && lines[n-1] != "" {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

// isDirective tells whether a // comment is for tools: tool:word, or one of the old ones.
func isDirective(text string) bool {
	for _, old := range []string{"line ", "extern ", "export "} {
		if strings.HasPrefix(text, old) {
			return true
		}
	}
	tool, rest, ok := strings.Cut(text, ":")
	if !ok || tool == "" || rest == "" {
		return false
	}
	for _, c := range []byte(tool + rest[:1]) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// Field is a field, a method, an embedded type or parameters of one type.
type Field struct {
	Doc     *CommentGroup // before it
	Names   []*Ident
	Type    Expr
	Tag     *BasicLit
	Comment *CommentGroup // behind it in its line
}

func (f *Field) Pos() token.Pos {
	switch {
	case len(f.Names) > 0:
		return f.Names[0].Pos()
	case f.Type != nil:
		return f.Type.Pos()
	}
	return token.NoPos
}

func (f *Field) End() token.Pos {
	switch {
	case f.Tag != nil:
		return f.Tag.End()
	case f.Type != nil:
		return f.Type.End()
	}
	return endOf(f.Names, token.NoPos)
}

// FieldList is fields, mostly in parentheses, braces or brackets.
type FieldList struct {
	Opening token.Pos
	List    []*Field
	Closing token.Pos
}

func (f *FieldList) Pos() token.Pos {
	switch {
	case f.Opening.IsValid():
		return f.Opening
	case len(f.List) > 0:
		return f.List[0].Pos()
	}
	return token.NoPos
}

func (f *FieldList) End() token.Pos {
	if f.Closing.IsValid() {
		return f.Closing + 1
	}
	return endOf(f.List, token.NoPos)
}

// NumFields counts names, and fields without.
func (f *FieldList) NumFields() int {
	n := 0
	if f != nil {
		for _, field := range f.List {
			n += max(1, len(field.Names))
		}
	}
	return n
}

// Spec is a part of a GenDecl.
type Spec interface {
	Node
	specNode()
}

// The parts of GenDecls.
type (
	// ImportSpec is an import.
	ImportSpec struct {
		Doc     *CommentGroup
		Name    *Ident // also "."
		Path    *BasicLit
		Comment *CommentGroup
		EndPos  token.Pos // the end, if it is not that of Path
	}

	// ValueSpec is constants or variables.
	ValueSpec struct {
		Doc     *CommentGroup
		Names   []*Ident
		Type    Expr
		Values  []Expr
		Comment *CommentGroup
	}

	// TypeSpec is a type.
	TypeSpec struct {
		Doc        *CommentGroup
		Name       *Ident
		TypeParams *FieldList
		Assign     token.Pos // of =
		Type       Expr
		Comment    *CommentGroup
	}
)

func (s *ImportSpec) Pos() token.Pos {
	if s.Name != nil {
		return s.Name.Pos()
	}
	return s.Path.Pos()
}

func (s *ValueSpec) Pos() token.Pos { return s.Names[0].Pos() }
func (s *TypeSpec) Pos() token.Pos  { return s.Name.Pos() }

func (s *ImportSpec) End() token.Pos {
	if s.EndPos != 0 {
		return s.EndPos
	}
	return s.Path.End()
}

func (s *ValueSpec) End() token.Pos {
	if len(s.Values) == 0 && s.Type != nil {
		return s.Type.End()
	}
	return endOf(s.Values, endOf(s.Names, token.NoPos))
}

func (s *TypeSpec) End() token.Pos { return s.Type.End() }

func (*ImportSpec) specNode() {}
func (*ValueSpec) specNode()  {}
func (*TypeSpec) specNode()   {}

// Declarations.
type (
	// BadDecl stands for what is no declaration.
	BadDecl struct{ From, To token.Pos }

	// GenDecl is import, const, type or var.
	GenDecl struct {
		Doc    *CommentGroup
		TokPos token.Pos
		Tok    token.Token
		Lparen token.Pos
		Specs  []Spec
		Rparen token.Pos
	}

	// FuncDecl is a function, or a method if it has Recv.
	FuncDecl struct {
		Doc  *CommentGroup
		Recv *FieldList
		Name *Ident
		Type *FuncType
		Body *BlockStmt // nil for a function that is not written in Go
	}
)

func (d *BadDecl) Pos() token.Pos  { return d.From }
func (d *GenDecl) Pos() token.Pos  { return d.TokPos }
func (d *FuncDecl) Pos() token.Pos { return d.Type.Pos() }

func (d *BadDecl) End() token.Pos { return d.To }

func (d *GenDecl) End() token.Pos {
	if d.Rparen.IsValid() {
		return d.Rparen + 1
	}
	return d.Specs[0].End()
}

func (d *FuncDecl) End() token.Pos {
	if d.Body != nil {
		return d.Body.End()
	}
	return d.Type.End()
}

func (*BadDecl) declNode()  {}
func (*GenDecl) declNode()  {}
func (*FuncDecl) declNode() {}

// File is a file.
type File struct {
	Doc     *CommentGroup
	Package token.Pos
	Name    *Ident // of the package
	Decls   []Decl

	FileStart, FileEnd token.Pos
	Scope              *Scope // the file's part of the package's scope
	Imports            []*ImportSpec
	Unresolved         []*Ident // names that mean nothing in the file
	Comments           []*CommentGroup
	GoVersion          string // that //go:build asks for
}

func (f *File) Pos() token.Pos { return f.Package }
func (f *File) End() token.Pos { return endOf(f.Decls, f.Name.End()) }

// Package is the files of a package by name.
//
// Deprecated: The type checker knows packages.
type Package struct {
	Name    string
	Scope   *Scope
	Imports map[string]*Object
	Files   map[string]*File
}

func (p *Package) Pos() token.Pos { return token.NoPos }
func (p *Package) End() token.Pos { return token.NoPos }

// IsGenerated tells whether a comment before the package clause says that a program wrote
// the file.
func IsGenerated(file *File) bool {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if comment.Pos() > file.Package {
				break
			}
			for line := range strings.SplitSeq(comment.Text, "\n") {
				rest, ok := strings.CutPrefix(line, "// Code generated ")
				if ok && strings.HasSuffix(rest, " DO NOT EDIT.") {
					return true
				}
			}
		}
	}
	return false
}
