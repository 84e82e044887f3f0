// Package token has the tokens of Go and positions in its source.
package token

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Token is a kind of token.
type Token int

// The tokens. Those without name separate the groups.
const (
	ILLEGAL Token = iota
	EOF
	COMMENT

	literals
	IDENT
	INT
	FLOAT
	IMAG
	CHAR
	STRING
	literalsEnd

	operators
	ADD
	SUB
	MUL
	QUO
	REM
	AND
	OR
	XOR
	SHL
	SHR
	AND_NOT
	ADD_ASSIGN
	SUB_ASSIGN
	MUL_ASSIGN
	QUO_ASSIGN
	REM_ASSIGN
	AND_ASSIGN
	OR_ASSIGN
	XOR_ASSIGN
	SHL_ASSIGN
	SHR_ASSIGN
	AND_NOT_ASSIGN
	LAND
	LOR
	ARROW
	INC
	DEC
	EQL
	LSS
	GTR
	ASSIGN
	NOT
	NEQ
	LEQ
	GEQ
	DEFINE
	ELLIPSIS
	LPAREN
	LBRACK
	LBRACE
	COMMA
	PERIOD
	RPAREN
	RBRACK
	RBRACE
	SEMICOLON
	COLON
	operatorsEnd

	keywordsStart
	BREAK
	CASE
	CHAN
	CONST
	CONTINUE
	DEFAULT
	DEFER
	ELSE
	FALLTHROUGH
	FOR
	FUNC
	GO
	GOTO
	IF
	IMPORT
	INTERFACE
	MAP
	PACKAGE
	RANGE
	RETURN
	SELECT
	STRUCT
	SWITCH
	TYPE
	VAR
	keywordsEnd

	additional
	TILDE
)

// texts has the tokens as they are written, in their order, "" for what separates groups.
var texts = [...]string{
	"ILLEGAL", "EOF", "COMMENT",
	"", "IDENT", "INT", "FLOAT", "IMAG", "CHAR", "STRING", "",
	"", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&^", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&^=",
	"&&", "||", "<-", "++", "--", "==", "<", ">", "=", "!", "!=", "<=", ">=", ":=", "...", "(", "[", "{", ",", ".", ")", "]", "}", ";", ":", "",
	"", "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import",
	"interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var", "",
	"", "~",
}

// String is the token as it is written, or its name.
func (tok Token) String() string {
	if tok < 0 || int(tok) >= len(texts) || texts[tok] == "" {
		return "token(" + strconv.Itoa(int(tok)) + ")"
	}
	return texts[tok]
}

// Precedences of operators that are none, of unary ones, and above all.
const (
	LowestPrec  = 0
	UnaryPrec   = 6
	HighestPrec = 7
)

// Precedence is that of a binary operator.
func (op Token) Precedence() int {
	switch op {
	case LOR:
		return 1
	case LAND:
		return 2
	case EQL, NEQ, LSS, LEQ, GTR, GEQ:
		return 3
	case ADD, SUB, OR, XOR:
		return 4
	case MUL, QUO, REM, SHL, SHR, AND, AND_NOT:
		return 5
	}
	return LowestPrec
}

var keywords = func() map[string]Token {
	m := make(map[string]Token)
	for tok := keywordsStart + 1; tok < keywordsEnd; tok++ {
		m[texts[tok]] = tok
	}
	return m
}()

// Lookup is the keyword, or IDENT.
func Lookup(ident string) Token {
	if tok, ok := keywords[ident]; ok {
		return tok
	}
	return IDENT
}

// IsLiteral tells whether it is an identifier or a literal.
func (tok Token) IsLiteral() bool { return literals < tok && tok < literalsEnd }

// IsOperator tells whether it is an operator or a delimiter.
func (tok Token) IsOperator() bool { return operators < tok && tok < operatorsEnd || tok == TILDE }

// IsKeyword tells whether it is a keyword.
func (tok Token) IsKeyword() bool { return keywordsStart < tok && tok < keywordsEnd }

// IsExported tells whether a name begins with a capital letter.
func IsExported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}

// IsKeyword tells whether a name is a keyword.
func IsKeyword(name string) bool { return Lookup(name) != IDENT }

// IsIdentifier tells whether a name is an identifier.
func IsIdentifier(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != "" && !IsKeyword(name)
}
