package ast

import (
	"fmt"
	"iter"
)

// Visitor is told each node, and says who is told what is below it: nobody if that is nil.
// Behind them it is told nil.
type Visitor interface {
	Visit(node Node) (w Visitor)
}

// Walk tells a visitor the node and all below it, in the order of the source.
func Walk(v Visitor, node Node) {
	if v = v.Visit(node); v == nil {
		return
	}
	walkBelow(v, node)
	v.Visit(nil)
}

// walk walks nodes but those that are nil.
func walk(v Visitor, nodes ...Node) {
	for _, n := range nodes {
		if n != nil {
			Walk(v, n)
		}
	}
}

func walkList[N Node](v Visitor, list []N) {
	for _, n := range list {
		Walk(v, n)
	}
}

// some is a node that need not be there: nil if the pointer is nil.
func some[T any, P interface {
	*T
	Node
}](n P) Node {
	if n == nil {
		return nil
	}
	return n
}

func walkBelow(v Visitor, node Node) {
	switch n := node.(type) {
	case *Comment, *BadExpr, *Ident, *BasicLit, *BadStmt, *EmptyStmt, *BadDecl:
	case *CommentGroup:
		walkList(v, n.List)
	case *Field:
		walk(v, some(n.Doc))
		walkList(v, n.Names)
		walk(v, n.Type, some(n.Tag), some(n.Comment))
	case *FieldList:
		walkList(v, n.List)
	case Expr:
		walkExpr(v, n)
	case Stmt:
		walkStmt(v, n)
	case *ImportSpec:
		walk(v, some(n.Doc), some(n.Name), n.Path, some(n.Comment))
	case *ValueSpec:
		walk(v, some(n.Doc))
		walkList(v, n.Names)
		walk(v, n.Type)
		walkList(v, n.Values)
		walk(v, some(n.Comment))
	case *TypeSpec:
		walk(v, some(n.Doc), n.Name, some(n.TypeParams), n.Type, some(n.Comment))
	case *GenDecl:
		walk(v, some(n.Doc))
		walkList(v, n.Specs)
	case *FuncDecl:
		walk(v, some(n.Doc), some(n.Recv), n.Name, n.Type, some(n.Body))
	case *File:
		// Its comments are found where they belong to a node.
		walk(v, some(n.Doc), n.Name)
		walkList(v, n.Decls)
	case *Package:
		for _, f := range n.Files {
			Walk(v, f)
		}
	default:
		panic(fmt.Sprintf("ast.Walk: unexpected node type %T", n))
	}
}

func walkExpr(v Visitor, node Expr) {
	switch n := node.(type) {
	case *Ellipsis:
		walk(v, n.Elt)
	case *FuncLit:
		walk(v, n.Type, n.Body)
	case *CompositeLit:
		walk(v, n.Type)
		walkList(v, n.Elts)
	case *ParenExpr:
		walk(v, n.X)
	case *SelectorExpr:
		walk(v, n.X, n.Sel)
	case *IndexExpr:
		walk(v, n.X, n.Index)
	case *IndexListExpr:
		walk(v, n.X)
		walkList(v, n.Indices)
	case *SliceExpr:
		walk(v, n.X, n.Low, n.High, n.Max)
	case *TypeAssertExpr:
		walk(v, n.X, n.Type)
	case *CallExpr:
		walk(v, n.Fun)
		walkList(v, n.Args)
	case *StarExpr:
		walk(v, n.X)
	case *UnaryExpr:
		walk(v, n.X)
	case *BinaryExpr:
		walk(v, n.X, n.Y)
	case *KeyValueExpr:
		walk(v, n.Key, n.Value)
	case *ArrayType:
		walk(v, n.Len, n.Elt)
	case *StructType:
		walk(v, n.Fields)
	case *FuncType:
		walk(v, some(n.TypeParams), some(n.Params), some(n.Results))
	case *InterfaceType:
		walk(v, n.Methods)
	case *MapType:
		walk(v, n.Key, n.Value)
	case *ChanType:
		walk(v, n.Value)
	}
}

func walkStmt(v Visitor, node Stmt) {
	switch n := node.(type) {
	case *DeclStmt:
		walk(v, n.Decl)
	case *LabeledStmt:
		walk(v, n.Label, n.Stmt)
	case *ExprStmt:
		walk(v, n.X)
	case *SendStmt:
		walk(v, n.Chan, n.Value)
	case *IncDecStmt:
		walk(v, n.X)
	case *AssignStmt:
		walkList(v, n.Lhs)
		walkList(v, n.Rhs)
	case *GoStmt:
		walk(v, n.Call)
	case *DeferStmt:
		walk(v, n.Call)
	case *ReturnStmt:
		walkList(v, n.Results)
	case *BranchStmt:
		walk(v, some(n.Label))
	case *BlockStmt:
		walkList(v, n.List)
	case *IfStmt:
		walk(v, n.Init, n.Cond, n.Body, n.Else)
	case *CaseClause:
		walkList(v, n.List)
		walkList(v, n.Body)
	case *SwitchStmt:
		walk(v, n.Init, n.Tag, n.Body)
	case *TypeSwitchStmt:
		walk(v, n.Init, n.Assign, n.Body)
	case *CommClause:
		walk(v, n.Comm)
		walkList(v, n.Body)
	case *SelectStmt:
		walk(v, n.Body)
	case *ForStmt:
		walk(v, n.Init, n.Cond, n.Post, n.Body)
	case *RangeStmt:
		walk(v, n.Key, n.Value, n.X, n.Body)
	}
}

type inspector func(Node) bool

func (f inspector) Visit(node Node) Visitor {
	if f(node) {
		return f
	}
	return nil
}

// Inspect calls f with the node and all below it, with nil behind them. Where f gives false,
// what is below is passed over.
func Inspect(node Node, f func(Node) bool) { Walk(inspector(f), node) }

// Preorder is the node and all below it.
func Preorder(root Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		goesOn := true
		Inspect(root, func(n Node) bool {
			if n != nil && goesOn {
				goesOn = yield(n)
			}
			return goesOn
		})
	}
}

// PreorderStack calls f with the node and all below it, and with the nodes around each.
// Where f gives false, what is below is passed over.
func PreorderStack(root Node, stack []Node, f func(n Node, stack []Node) bool) {
	depth := len(stack)
	Inspect(root, func(n Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if !f(n, stack) {
			return false
		}
		stack = append(stack, n)
		return true
	})
	if len(stack) != depth {
		panic("push/pop mismatch")
	}
}
