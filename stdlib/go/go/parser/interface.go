// Package parser makes trees of Go's source.
package parser

import (
	"bytes"
	"errors"
	"go/ast"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Mode says what is parsed.
type Mode uint

const (
	PackageClauseOnly    Mode = 1 << 0 // nothing behind the package clause
	ImportsOnly          Mode = 1 << 1 // nothing behind the imports
	ParseComments        Mode = 1 << 2 // comments are part of the tree
	DeclarationErrors    Mode = 1 << 4 // names that are declared twice and the like are errors
	SpuriousErrors       Mode = 1 << 5 // AllErrors
	SkipObjectResolution Mode = 1 << 6 // names are not resolved

	// AllErrors reports all errors, not only the first of each of 10 lines.
	AllErrors = SpuriousErrors
)

// readSource is the source that is given, or else the file.
func readSource(filename string, src any) ([]byte, error) {
	switch s := src.(type) {
	case nil:
		return os.ReadFile(filename)
	case string:
		return []byte(s), nil
	case []byte:
		return s, nil
	case *bytes.Buffer:
		if s != nil {
			return s.Bytes(), nil
		}
	case io.Reader:
		return io.ReadAll(s)
	}
	return nil, errors.New("invalid source")
}

// finish ends the parse: one that was given up, and the errors in their order.
func (p *parser) finish(err *error) {
	if e := recover(); e != nil {
		bail, ok := e.(bailout)
		if !ok {
			panic(e)
		}
		if bail.text != "" {
			p.errors.Add(p.file.Position(bail.pos), bail.text)
		}
	}
	p.errors.Sort()
	*err = p.errors.Err()
}

// ParseFile parses a file, or the source src: a string, []byte, *bytes.Buffer or io.Reader.
// Also with errors it gives what could be parsed.
func ParseFile(fset *token.FileSet, filename string, src any, mode Mode) (f *ast.File, err error) {
	if fset == nil {
		panic("parser.ParseFile: no token.FileSet provided (fset == nil)")
	}
	text, err := readSource(filename, src)
	if err != nil {
		return nil, err
	}
	file := fset.AddFile(filename, -1, len(text))
	var p parser
	defer func() {
		if f == nil {
			f = &ast.File{Name: new(ast.Ident), Scope: ast.NewScope(nil)}
		}
		f.FileStart, f.FileEnd = token.Pos(file.Base()), file.End()
	}()
	defer p.finish(&err)
	p.init(file, text, mode)
	f = p.parseFile()
	return f, nil
}

// ParseDir parses the files of a folder that end in .go and that the filter lets through. It
// gives the packages by name, and the first error.
//
// Deprecated: It does not know build constraints.
func ParseDir(fset *token.FileSet, path string, filter func(fs.FileInfo) bool, mode Mode) (pkgs map[string]*ast.Package, first error) {
	list, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	pkgs = make(map[string]*ast.Package)
	for _, entry := range list {
		if entry.IsDir() || !strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		if filter != nil {
			info, err := entry.Info()
			if err != nil {
				return nil, err
			}
			if !filter(info) {
				continue
			}
		}
		filename := filepath.Join(path, entry.Name())
		file, err := ParseFile(fset, filename, nil, mode)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		name := file.Name.Name
		if pkgs[name] == nil {
			pkgs[name] = &ast.Package{Name: name, Files: make(map[string]*ast.File)}
		}
		pkgs[name].Files[filename] = file
	}
	return pkgs, first
}

// ParseExprFrom parses an expression. Its arguments are those of ParseFile.
func ParseExprFrom(fset *token.FileSet, filename string, src any, mode Mode) (expr ast.Expr, err error) {
	if fset == nil {
		panic("parser.ParseExprFrom: no token.FileSet provided (fset == nil)")
	}
	text, err := readSource(filename, src)
	if err != nil {
		return nil, err
	}
	var p parser
	defer p.finish(&err)
	p.init(fset.AddFile(filename, -1, len(text)), text, mode)
	expr = p.rhs()
	if p.atNewline() {
		p.next()
	}
	p.expect(token.EOF)
	return expr, nil
}

// ParseExpr parses an expression without positions.
func ParseExpr(x string) (ast.Expr, error) {
	return ParseExprFrom(token.NewFileSet(), "", []byte(x), 0)
}
