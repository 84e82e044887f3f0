package ast

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// CommentMap has the comments that belong to nodes. Trees can be changed without losing
// them.
type CommentMap map[Node][]*CommentGroup

func byPos(a, b *CommentGroup) int { return cmp.Compare(a.Pos(), b.Pos()) }

// isImportant tells whether comments behind the node belong to it rather than to its parts.
func isImportant(n Node) bool {
	switch n.(type) {
	case *File, *Field, Decl, Spec, Stmt:
		return true
	}
	return false
}

// NewCommentMap finds the nodes that comments belong to. A comment belongs to the node
// before it if that ends in its line, or in the line before and the next node does not
// follow directly; otherwise to the next.
func NewCommentMap(fset *token.FileSet, node Node, comments []*CommentGroup) CommentMap {
	if len(comments) == 0 {
		return nil
	}
	m := make(CommentMap)
	left := slices.SortedFunc(slices.Values(comments), byPos)
	var last, lastGroup Node // before the comment; lastGroup is an important one
	var around []Node        // important nodes that have not ended
	// place gives the comments before a node, or all that are left, to their nodes.
	place := func(next Node) {
		for len(left) > 0 {
			c := left[0]
			start, end := fset.Position(c.Pos()), fset.Position(c.End())
			var at token.Position
			if next != nil {
				if at = fset.Position(next.Pos()); end.Offset > at.Offset {
					return
				}
			}
			for i := len(around) - 1; i >= 0 && around[i].End() <= c.Pos(); i-- {
				lastGroup = around[i]
				around = around[:i]
			}
			belongs := func(n Node) bool {
				if n == nil {
					return false
				}
				line := fset.Position(n.End()).Line
				return line == start.Line || line+1 == start.Line && (next == nil || end.Line+1 < at.Line)
			}
			owner := next
			if belongs(lastGroup) {
				owner = lastGroup
			} else if belongs(last) || next == nil {
				owner = last
			}
			m[owner] = append(m[owner], c)
			left = left[1:]
		}
	}
	Inspect(node, func(n Node) bool {
		switch n.(type) {
		case nil, *CommentGroup, *Comment:
			return false
		}
		place(n)
		last = n
		if isImportant(n) {
			for len(around) > 0 && around[len(around)-1].End() <= n.Pos() {
				around = around[:len(around)-1]
			}
			around = append(around, n)
		}
		return true
	})
	place(nil)
	return m
}

// Update gives the comments of a node to the one that takes its place.
func (m CommentMap) Update(old, new Node) Node {
	if list := m[old]; len(list) > 0 {
		delete(m, old)
		m[new] = append(m[new], list...)
	}
	return new
}

// Filter is the comments of the nodes that are in the tree.
func (m CommentMap) Filter(node Node) CommentMap {
	left := make(CommentMap)
	Inspect(node, func(n Node) bool {
		if list := m[n]; len(list) > 0 {
			left[n] = list
		}
		return true
	})
	return left
}

// Comments are all comments in the order of the source.
func (m CommentMap) Comments() []*CommentGroup {
	list := make([]*CommentGroup, 0, len(m))
	for _, groups := range m {
		list = append(list, groups...)
	}
	slices.SortFunc(list, byPos)
	return list
}

// summary is the beginning of comments, in one line.
func summary(groups []*CommentGroup) string {
	const limit = 40
	var text string
	for _, g := range groups {
		for _, c := range g.List {
			if len(text) < limit {
				text += c.Text
			}
		}
	}
	if len(text) > limit {
		text = text[:limit-3] + "..."
	}
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(text)
}

func (m CommentMap) String() string {
	nodes := make([]Node, 0, len(m))
	for n := range m {
		nodes = append(nodes, n)
	}
	slices.SortFunc(nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.End(), b.End()))
	})
	var b strings.Builder
	b.WriteString("CommentMap {\n")
	for _, n := range nodes {
		what := fmt.Sprintf("%T", n)
		if name, ok := n.(*Ident); ok {
			what = name.Name
		}
		fmt.Fprintf(&b, "\t%p  %20s:  %s\n", n, what, summary(m[n]))
	}
	b.WriteString("}\n")
	return b.String()
}
