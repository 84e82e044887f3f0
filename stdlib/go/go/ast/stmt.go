package ast

import "go/token"

// Statements. What need not be there is nil or token.NoPos.
type (
	// BadStmt stands for what is no statement.
	BadStmt struct{ From, To token.Pos }

	// DeclStmt is a declaration among statements: a GenDecl of constants, types or variables.
	DeclStmt struct{ Decl Decl }

	// EmptyStmt is a semicolon, in the source or not.
	EmptyStmt struct {
		Semicolon token.Pos
		Implicit  bool // it is not in the source
	}

	// LabeledStmt is a statement with a label.
	LabeledStmt struct {
		Label *Ident
		Colon token.Pos
		Stmt  Stmt
	}

	// ExprStmt is an expression as a statement.
	ExprStmt struct{ X Expr }

	// SendStmt is Chan <- Value.
	SendStmt struct {
		Chan  Expr
		Arrow token.Pos
		Value Expr
	}

	// IncDecStmt is X++ or X--.
	IncDecStmt struct {
		X      Expr
		TokPos token.Pos
		Tok    token.Token
	}

	// AssignStmt is an assignment or a short declaration.
	AssignStmt struct {
		Lhs    []Expr
		TokPos token.Pos
		Tok    token.Token
		Rhs    []Expr
	}

	// GoStmt starts a goroutine.
	GoStmt struct {
		Go   token.Pos
		Call *CallExpr
	}

	// DeferStmt defers a call.
	DeferStmt struct {
		Defer token.Pos
		Call  *CallExpr
	}

	// ReturnStmt is a return.
	ReturnStmt struct {
		Return  token.Pos
		Results []Expr
	}

	// BranchStmt is break, continue, goto or fallthrough.
	BranchStmt struct {
		TokPos token.Pos
		Tok    token.Token
		Label  *Ident
	}

	// BlockStmt is a block.
	BlockStmt struct {
		Lbrace token.Pos
		List   []Stmt
		Rbrace token.Pos // missing if the source ends before
	}

	// IfStmt is an if. Else is a block or an if.
	IfStmt struct {
		If   token.Pos
		Init Stmt
		Cond Expr
		Body *BlockStmt
		Else Stmt
	}

	// CaseClause is a case of a switch, default if List is nil.
	CaseClause struct {
		Case  token.Pos
		List  []Expr
		Colon token.Pos
		Body  []Stmt
	}

	// SwitchStmt is a switch over values; its Body has CaseClauses.
	SwitchStmt struct {
		Switch token.Pos
		Init   Stmt
		Tag    Expr
		Body   *BlockStmt
	}

	// TypeSwitchStmt is a switch over types. Assign is x := y.(type) or y.(type).
	TypeSwitchStmt struct {
		Switch token.Pos
		Init   Stmt
		Assign Stmt
		Body   *BlockStmt
	}

	// CommClause is a case of a select, default if Comm is nil.
	CommClause struct {
		Case  token.Pos
		Comm  Stmt
		Colon token.Pos
		Body  []Stmt
	}

	// SelectStmt is a select; its Body has CommClauses.
	SelectStmt struct {
		Select token.Pos
		Body   *BlockStmt
	}

	// ForStmt is a for without range.
	ForStmt struct {
		For  token.Pos
		Init Stmt
		Cond Expr
		Post Stmt
		Body *BlockStmt
	}

	// RangeStmt is a for with range. Tok is = or :=, ILLEGAL without Key.
	RangeStmt struct {
		For        token.Pos
		Key, Value Expr
		TokPos     token.Pos
		Tok        token.Token
		Range      token.Pos
		X          Expr
		Body       *BlockStmt
	}
)

func (s *BadStmt) Pos() token.Pos        { return s.From }
func (s *DeclStmt) Pos() token.Pos       { return s.Decl.Pos() }
func (s *EmptyStmt) Pos() token.Pos      { return s.Semicolon }
func (s *LabeledStmt) Pos() token.Pos    { return s.Label.Pos() }
func (s *ExprStmt) Pos() token.Pos       { return s.X.Pos() }
func (s *SendStmt) Pos() token.Pos       { return s.Chan.Pos() }
func (s *IncDecStmt) Pos() token.Pos     { return s.X.Pos() }
func (s *AssignStmt) Pos() token.Pos     { return s.Lhs[0].Pos() }
func (s *GoStmt) Pos() token.Pos         { return s.Go }
func (s *DeferStmt) Pos() token.Pos      { return s.Defer }
func (s *ReturnStmt) Pos() token.Pos     { return s.Return }
func (s *BranchStmt) Pos() token.Pos     { return s.TokPos }
func (s *BlockStmt) Pos() token.Pos      { return s.Lbrace }
func (s *IfStmt) Pos() token.Pos         { return s.If }
func (s *CaseClause) Pos() token.Pos     { return s.Case }
func (s *SwitchStmt) Pos() token.Pos     { return s.Switch }
func (s *TypeSwitchStmt) Pos() token.Pos { return s.Switch }
func (s *CommClause) Pos() token.Pos     { return s.Case }
func (s *SelectStmt) Pos() token.Pos     { return s.Select }
func (s *ForStmt) Pos() token.Pos        { return s.For }
func (s *RangeStmt) Pos() token.Pos      { return s.For }

func (s *BadStmt) End() token.Pos        { return s.To }
func (s *DeclStmt) End() token.Pos       { return s.Decl.End() }
func (s *LabeledStmt) End() token.Pos    { return s.Stmt.End() }
func (s *ExprStmt) End() token.Pos       { return s.X.End() }
func (s *SendStmt) End() token.Pos       { return s.Value.End() }
func (s *IncDecStmt) End() token.Pos     { return s.TokPos + 2 }
func (s *AssignStmt) End() token.Pos     { return s.Rhs[len(s.Rhs)-1].End() }
func (s *GoStmt) End() token.Pos         { return s.Call.End() }
func (s *DeferStmt) End() token.Pos      { return s.Call.End() }
func (s *CaseClause) End() token.Pos     { return endOf(s.Body, s.Colon+1) }
func (s *SwitchStmt) End() token.Pos     { return s.Body.End() }
func (s *TypeSwitchStmt) End() token.Pos { return s.Body.End() }
func (s *CommClause) End() token.Pos     { return endOf(s.Body, s.Colon+1) }
func (s *SelectStmt) End() token.Pos     { return s.Body.End() }
func (s *ForStmt) End() token.Pos        { return s.Body.End() }
func (s *RangeStmt) End() token.Pos      { return s.Body.End() }
func (s *ReturnStmt) End() token.Pos     { return endOf(s.Results, s.Return+token.Pos(len("return"))) }

// endOf is the end of the last node, or another place if there is none.
func endOf[N Node](list []N, none token.Pos) token.Pos {
	if n := len(list); n > 0 {
		return list[n-1].End()
	}
	return none
}

func (s *EmptyStmt) End() token.Pos {
	if s.Implicit {
		return s.Semicolon
	}
	return s.Semicolon + 1
}

func (s *BranchStmt) End() token.Pos {
	if s.Label != nil {
		return s.Label.End()
	}
	return s.TokPos + token.Pos(len(s.Tok.String()))
}

func (s *BlockStmt) End() token.Pos {
	if s.Rbrace.IsValid() {
		return s.Rbrace + 1
	}
	return endOf(s.List, s.Lbrace+1)
}

func (s *IfStmt) End() token.Pos {
	if s.Else != nil {
		return s.Else.End()
	}
	return s.Body.End()
}

func (*BadStmt) stmtNode()        {}
func (*DeclStmt) stmtNode()       {}
func (*EmptyStmt) stmtNode()      {}
func (*LabeledStmt) stmtNode()    {}
func (*ExprStmt) stmtNode()       {}
func (*SendStmt) stmtNode()       {}
func (*IncDecStmt) stmtNode()     {}
func (*AssignStmt) stmtNode()     {}
func (*GoStmt) stmtNode()         {}
func (*DeferStmt) stmtNode()      {}
func (*ReturnStmt) stmtNode()     {}
func (*BranchStmt) stmtNode()     {}
func (*BlockStmt) stmtNode()      {}
func (*IfStmt) stmtNode()         {}
func (*CaseClause) stmtNode()     {}
func (*SwitchStmt) stmtNode()     {}
func (*TypeSwitchStmt) stmtNode() {}
func (*CommClause) stmtNode()     {}
func (*SelectStmt) stmtNode()     {}
func (*ForStmt) stmtNode()        {}
func (*RangeStmt) stmtNode()      {}
