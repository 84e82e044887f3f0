package ast

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
)

// importSorter sorts the imports of a file.
type importSorter struct {
	fset *token.FileSet
	file *File
}

// SortImports sorts the imports of each group that has no empty line in it, and removes
// those that are there twice, if no comment is lost.
func SortImports(fset *token.FileSet, f *File) {
	s := &importSorter{fset, f}
	for _, decl := range f.Decls {
		d, ok := decl.(*GenDecl)
		if !ok || d.Tok != token.IMPORT {
			break
		}
		if d.Lparen.IsValid() {
			s.sortDecl(d)
		}
	}
	f.Imports = f.Imports[:0]
	for _, decl := range f.Decls {
		if d, ok := decl.(*GenDecl); ok && d.Tok == token.IMPORT {
			for _, spec := range d.Specs {
				f.Imports = append(f.Imports, spec.(*ImportSpec))
			}
		}
	}
}

func (s *importSorter) line(pos token.Pos) int { return s.fset.PositionFor(pos, false).Line }

func (s *importSorter) sortDecl(d *GenDecl) {
	var all []Spec
	start := 0
	for i := range d.Specs {
		if i > start && s.line(d.Specs[i].Pos()) > 1+s.line(d.Specs[i-1].End()) {
			all = append(all, s.sortGroup(d, slices.Clone(d.Specs[start:i]))...)
			start = i
		}
	}
	d.Specs = append(all, s.sortGroup(d, slices.Clone(d.Specs[start:]))...)
	if n := len(d.Specs); n > 0 {
		// Lines of imports that are gone leave no empty ones before the parenthesis.
		last := s.line(d.Specs[n-1].Pos())
		for line := s.line(d.Rparen) - 1; line > last; line-- {
			s.fset.File(d.Rparen).MergeLine(line)
		}
	}
}

// importKey is what imports are sorted by.
func importKey(spec Spec) (path, name, comment string) {
	s := spec.(*ImportSpec)
	path, _ = strconv.Unquote(s.Path.Value)
	if s.Name != nil {
		name = s.Name.Name
	}
	return path, name, s.Comment.Text()
}

func compareImports(a, b Spec) int {
	path1, name1, comment1 := importKey(a)
	path2, name2, comment2 := importKey(b)
	return cmp.Or(cmp.Compare(path1, path2), cmp.Compare(name1, name2), cmp.Compare(comment1, comment2))
}

// isSame tells whether an import can go because the next is the same.
func isSame(a, b Spec) bool {
	path1, name1, _ := importKey(a)
	path2, name2, _ := importKey(b)
	return path1 == path2 && name1 == name2 && a.(*ImportSpec).Comment == nil
}

// span is where an import stood.
type span struct{ start, end token.Pos }

// attached is a comment that moves with its import, before or behind it.
type attached struct {
	isBefore bool
	group    *CommentGroup
}

func (s *importSorter) sortGroup(d *GenDecl, specs []Spec) []Spec {
	if len(specs) <= 1 {
		return specs
	}
	// The imports take the places that were there, in their new order.
	places := make([]span, len(specs))
	for i, spec := range specs {
		places[i] = span{spec.Pos(), spec.End()}
	}
	comments := s.commentsOf(places)
	moving := s.attach(specs, places, comments)
	slices.SortFunc(specs, compareImports)
	var left []Spec
	for i, spec := range specs {
		if i == len(specs)-1 || !isSame(spec, specs[i+1]) {
			left = append(left, spec)
		} else if line := s.line(spec.Pos()); line != s.line(d.Rparen) {
			s.fset.File(spec.Pos()).MergeLine(line)
		}
	}
	for i, spec := range left {
		spec := spec.(*ImportSpec)
		if spec.Name != nil {
			spec.Name.NamePos = places[i].start
		}
		length := spec.Path.End() - spec.Path.Pos()
		spec.Path.ValuePos = places[i].start
		if spec.Path.ValueEnd.IsValid() {
			spec.Path.ValueEnd = places[i].start + length
		}
		spec.EndPos = places[i].end
		for _, a := range moving[spec] {
			for _, c := range a.group.List {
				c.Slash = places[i].end
				if a.isBefore {
					c.Slash = places[i].start - 1
				}
			}
		}
	}
	slices.SortFunc(comments, byPos)
	return left
}

// commentsOf are the file's comments in the lines of the group; a part of the file's list.
func (s *importSorter) commentsOf(places []span) []*CommentGroup {
	first, last := places[0].start, places[len(places)-1].end
	start := s.fset.File(first).LineStart(s.line(first))
	end := last
	if f := s.fset.File(last); s.line(last) < f.LineCount() {
		end = f.LineStart(s.line(last) + 1)
	}
	list := s.file.Comments
	from := slices.IndexFunc(list, func(g *CommentGroup) bool { return g.Pos() >= start || g.End() >= end })
	if from < 0 {
		return nil
	}
	list = list[from:]
	if to := slices.IndexFunc(list, func(g *CommentGroup) bool { return g.End() >= end }); to >= 0 {
		list = list[:to]
	}
	return list
}

// attach finds the import of each comment: the one that it follows, or the next if it stands
// in the line behind or before all.
func (s *importSorter) attach(specs []Spec, places []span, comments []*CommentGroup) map[*ImportSpec][]attached {
	moving := make(map[*ImportSpec][]attached)
	i := 0
	for _, g := range comments {
		for i+1 < len(specs) && places[i+1].start <= g.Pos() {
			i++
		}
		isBefore := i == 0 && places[0].start > g.Pos()
		if !isBefore && i+1 < len(specs) && s.line(places[i].start)+1 == s.line(g.Pos()) {
			i++
			isBefore = true
		}
		spec := specs[i].(*ImportSpec)
		moving[spec] = append(moving[spec], attached{isBefore, g})
	}
	return moving
}
