// Package ast is the trees of Go's source.
package ast

import "go/token"

// Node is a node of the tree.
type Node interface {
	Pos() token.Pos // of its first character
	End() token.Pos // behind its last
}

// Expr is an expression or a type.
type Expr interface {
	Node
	exprNode()
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmtNode()
}

// Decl is a declaration.
type Decl interface {
	Node
	declNode()
}

// Expressions. What need not be there is nil or token.NoPos.
type (
	// BadExpr stands for what is no expression.
	BadExpr struct{ From, To token.Pos }

	// Ident is a name.
	Ident struct {
		NamePos token.Pos
		Name    string
		Obj     *Object // what it means, as far as the parser knows
	}

	// Ellipsis is ... in a parameter list or an array type.
	Ellipsis struct {
		Ellipsis token.Pos
		Elt      Expr // in a parameter list
	}

	// BasicLit is a literal of a basic type.
	BasicLit struct {
		ValuePos token.Pos
		ValueEnd token.Pos
		Kind     token.Token // INT, FLOAT, IMAG, CHAR or STRING
		Value    string      // as it is written
	}

	// FuncLit is a function literal.
	FuncLit struct {
		Type *FuncType
		Body *BlockStmt
	}

	// CompositeLit is a composite literal.
	CompositeLit struct {
		Type       Expr // nil inside of others
		Lbrace     token.Pos
		Elts       []Expr
		Rbrace     token.Pos
		Incomplete bool // elements were left out
	}

	// ParenExpr is an expression in parentheses.
	ParenExpr struct {
		Lparen token.Pos
		X      Expr
		Rparen token.Pos
	}

	// SelectorExpr is X.Sel.
	SelectorExpr struct {
		X   Expr
		Sel *Ident
	}

	// IndexExpr is X[Index].
	IndexExpr struct {
		X      Expr
		Lbrack token.Pos
		Index  Expr
		Rbrack token.Pos
	}

	// IndexListExpr is X with several indices, which only generics have.
	IndexListExpr struct {
		X       Expr
		Lbrack  token.Pos
		Indices []Expr
		Rbrack  token.Pos
	}

	// SliceExpr is X[Low:High] or X[Low:High:Max].
	SliceExpr struct {
		X      Expr
		Lbrack token.Pos
		Low    Expr
		High   Expr
		Max    Expr
		Slice3 bool // there are two colons
		Rbrack token.Pos
	}

	// TypeAssertExpr is X.(Type), or X.(type) if Type is nil.
	TypeAssertExpr struct {
		X      Expr
		Lparen token.Pos
		Type   Expr
		Rparen token.Pos
	}

	// CallExpr is a call or a conversion.
	CallExpr struct {
		Fun      Expr
		Lparen   token.Pos
		Args     []Expr
		Ellipsis token.Pos
		Rparen   token.Pos
	}

	// StarExpr is *X, also as a type.
	StarExpr struct {
		Star token.Pos
		X    Expr
	}

	// UnaryExpr is an operation with one operand but *.
	UnaryExpr struct {
		OpPos token.Pos
		Op    token.Token
		X     Expr
	}

	// BinaryExpr is an operation with two operands.
	BinaryExpr struct {
		X     Expr
		OpPos token.Pos
		Op    token.Token
		Y     Expr
	}

	// KeyValueExpr is Key: Value in a composite literal.
	KeyValueExpr struct {
		Key   Expr
		Colon token.Pos
		Value Expr
	}
)

// ChanDir says what a channel can do.
type ChanDir int

const (
	SEND ChanDir = 1
	RECV ChanDir = 2
)

// Types.
type (
	// ArrayType is an array or, without Len, a slice. Len is an Ellipsis for [...].
	ArrayType struct {
		Lbrack token.Pos
		Len    Expr
		Elt    Expr
	}

	// StructType is a struct.
	StructType struct {
		Struct     token.Pos
		Fields     *FieldList
		Incomplete bool // fields were left out
	}

	// FuncType is a function's type. Func is not there for methods of interfaces.
	FuncType struct {
		Func       token.Pos
		TypeParams *FieldList
		Params     *FieldList
		Results    *FieldList
	}

	// InterfaceType is an interface. Methods has embedded types, too.
	InterfaceType struct {
		Interface  token.Pos
		Methods    *FieldList
		Incomplete bool // methods were left out
	}

	// MapType is a map.
	MapType struct {
		Map   token.Pos
		Key   Expr
		Value Expr
	}

	// ChanType is a channel.
	ChanType struct {
		Begin token.Pos // of chan or <-, whichever comes first
		Arrow token.Pos
		Dir   ChanDir
		Value Expr
	}
)

func (x *BadExpr) Pos() token.Pos        { return x.From }
func (x *Ident) Pos() token.Pos          { return x.NamePos }
func (x *Ellipsis) Pos() token.Pos       { return x.Ellipsis }
func (x *BasicLit) Pos() token.Pos       { return x.ValuePos }
func (x *FuncLit) Pos() token.Pos        { return x.Type.Pos() }
func (x *ParenExpr) Pos() token.Pos      { return x.Lparen }
func (x *SelectorExpr) Pos() token.Pos   { return x.X.Pos() }
func (x *IndexExpr) Pos() token.Pos      { return x.X.Pos() }
func (x *IndexListExpr) Pos() token.Pos  { return x.X.Pos() }
func (x *SliceExpr) Pos() token.Pos      { return x.X.Pos() }
func (x *TypeAssertExpr) Pos() token.Pos { return x.X.Pos() }
func (x *CallExpr) Pos() token.Pos       { return x.Fun.Pos() }
func (x *StarExpr) Pos() token.Pos       { return x.Star }
func (x *UnaryExpr) Pos() token.Pos      { return x.OpPos }
func (x *BinaryExpr) Pos() token.Pos     { return x.X.Pos() }
func (x *KeyValueExpr) Pos() token.Pos   { return x.Key.Pos() }
func (x *ArrayType) Pos() token.Pos      { return x.Lbrack }
func (x *StructType) Pos() token.Pos     { return x.Struct }
func (x *InterfaceType) Pos() token.Pos  { return x.Interface }
func (x *MapType) Pos() token.Pos        { return x.Map }
func (x *ChanType) Pos() token.Pos       { return x.Begin }

func (x *CompositeLit) Pos() token.Pos {
	if x.Type != nil {
		return x.Type.Pos()
	}
	return x.Lbrace
}

func (x *FuncType) Pos() token.Pos {
	if x.Func.IsValid() || x.Params == nil {
		return x.Func
	}
	return x.Params.Pos()
}

func (x *BadExpr) End() token.Pos        { return x.To }
func (x *Ident) End() token.Pos          { return x.NamePos + token.Pos(len(x.Name)) }
func (x *FuncLit) End() token.Pos        { return x.Body.End() }
func (x *CompositeLit) End() token.Pos   { return x.Rbrace + 1 }
func (x *ParenExpr) End() token.Pos      { return x.Rparen + 1 }
func (x *SelectorExpr) End() token.Pos   { return x.Sel.End() }
func (x *IndexExpr) End() token.Pos      { return x.Rbrack + 1 }
func (x *IndexListExpr) End() token.Pos  { return x.Rbrack + 1 }
func (x *SliceExpr) End() token.Pos      { return x.Rbrack + 1 }
func (x *TypeAssertExpr) End() token.Pos { return x.Rparen + 1 }
func (x *CallExpr) End() token.Pos       { return x.Rparen + 1 }
func (x *StarExpr) End() token.Pos       { return x.X.End() }
func (x *UnaryExpr) End() token.Pos      { return x.X.End() }
func (x *BinaryExpr) End() token.Pos     { return x.Y.End() }
func (x *KeyValueExpr) End() token.Pos   { return x.Value.End() }
func (x *ArrayType) End() token.Pos      { return x.Elt.End() }
func (x *StructType) End() token.Pos     { return x.Fields.End() }
func (x *InterfaceType) End() token.Pos  { return x.Methods.End() }
func (x *MapType) End() token.Pos        { return x.Value.End() }
func (x *ChanType) End() token.Pos       { return x.Value.End() }

func (x *Ellipsis) End() token.Pos {
	if x.Elt != nil {
		return x.Elt.End()
	}
	return x.Ellipsis + 3
}

func (x *BasicLit) End() token.Pos {
	if x.ValueEnd.IsValid() {
		return x.ValueEnd
	}
	return x.ValuePos + token.Pos(len(x.Value))
}

func (x *FuncType) End() token.Pos {
	if x.Results != nil {
		return x.Results.End()
	}
	return x.Params.End()
}

func (*BadExpr) exprNode()        {}
func (*Ident) exprNode()          {}
func (*Ellipsis) exprNode()       {}
func (*BasicLit) exprNode()       {}
func (*FuncLit) exprNode()        {}
func (*CompositeLit) exprNode()   {}
func (*ParenExpr) exprNode()      {}
func (*SelectorExpr) exprNode()   {}
func (*IndexExpr) exprNode()      {}
func (*IndexListExpr) exprNode()  {}
func (*SliceExpr) exprNode()      {}
func (*TypeAssertExpr) exprNode() {}
func (*CallExpr) exprNode()       {}
func (*StarExpr) exprNode()       {}
func (*UnaryExpr) exprNode()      {}
func (*BinaryExpr) exprNode()     {}
func (*KeyValueExpr) exprNode()   {}
func (*ArrayType) exprNode()      {}
func (*StructType) exprNode()     {}
func (*FuncType) exprNode()       {}
func (*InterfaceType) exprNode()  {}
func (*MapType) exprNode()        {}
func (*ChanType) exprNode()       {}

// NewIdent makes a name without position.
func NewIdent(name string) *Ident { return &Ident{Name: name} }

// IsExported tells whether a name begins with a capital letter.
func IsExported(name string) bool { return token.IsExported(name) }

// IsExported tells whether the name begins with a capital letter.
func (id *Ident) IsExported() bool { return token.IsExported(id.Name) }

func (id *Ident) String() string {
	if id == nil {
		return "<nil>"
	}
	return id.Name
}

// Unparen takes parentheses off.
func Unparen(e Expr) Expr {
	for {
		paren, ok := e.(*ParenExpr)
		if !ok {
			return e
		}
		e = paren.X
	}
}
