// run
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
)

const src = `// Package p.
package p

// imports
import (
	"fmt" // fmt
	"os"
)

// T is a type.
type T struct {
	A, b int // A
	// c
	c, d string
	U
	*v
	q.W
	F func(X int, y T) Z
	s struct { A int }
	S struct { a int; B int }
}

type t struct{ A int } // t
type i interface { M(); n(); I; ~int }
type I interface { M(x t); n() }
type f func(A) b
type m map[k]V
type a [3]x
type c chan (X)

const A, b = 1, 2
const (
	cc = iota
	// D
	D
)

var v, W = T{A: 1, b: 2, S: S{a: 1}}, []T{{A: 1}, {b: 2}}
var ( x int; Y T )

// F does.
func F() {
	// at the start
	a := 1 // a
	// before b

	// between

	b := 2
	if a > b { // cond
		return /* inside */ 
	}
	// at the end
}

func g() {}
func (t T) M() {}
func (T) m() {}

// The end.
`

// show prints what is left: the names, without the tree's positions.
func show(n ast.Node) {
	var b strings.Builder
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			b.WriteString(n.Name + " ")
		case *ast.StructType:
			fmt.Fprint(&b, "struct", n.Incomplete, " ")
		case *ast.InterfaceType:
			fmt.Fprint(&b, "interface", n.Incomplete, " ")
		case *ast.CompositeLit:
			fmt.Fprint(&b, "lit", n.Incomplete, " ")
		case *ast.GenDecl:
			b.WriteString("\n" + n.Tok.String() + " ")
		case *ast.FuncDecl:
			b.WriteString("\nfunc ")
		case *ast.CommentGroup:
			return false
		}
		return true
	})
	fmt.Println(b.String())
}

func parse(fset *token.FileSet, name, src string) *ast.File {
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	return f
}

func main() {
	fset := token.NewFileSet()
	f := parse(fset, "a.go", src)
	fmt.Println(ast.FileExports(f))
	show(f)
	f = parse(fset, "b.go", "package p; func f() {}; var x int; type t int")
	fmt.Println(ast.FileExports(f), len(f.Decls))
	isShort := func(name string) bool { return name == "b" || name == "A" || name == "V" || name == "g" || name == "M" }
	f = parse(fset, "c.go", src)
	fmt.Println(ast.FilterFile(f, isShort))
	show(f)
	for _, d := range parse(fset, "d.go", src).Decls {
		fmt.Print(ast.FilterDecl(d, func(name string) bool { return name == "x" || name == "X" }), " ")
	}
	fmt.Println()

	pkg := &ast.Package{Name: "p", Files: map[string]*ast.File{
		"z.go": parse(fset, "z.go", "// Z doc.\npackage p\nimport \"a\"\nimport b \"b\"\n// f of z\nfunc f() {}\nfunc g() {}\nfunc (t *T) m() {}\nfunc h() {}"),
		"y.go": parse(fset, "y.go", "// Y doc.\npackage p\nimport \"a\"\nfunc f() {}\n// loose\n\n// g of y\nfunc g() {}\nfunc (t T) m() {}\nfunc init() {}\nfunc init() {}"),
	}}
	for mode := range ast.MergeMode(8) {
		all := ast.MergePackageFiles(pkg, mode)
		show(all)
		fmt.Printf("%q %d %d %d %d %d %d\n", all.Doc.Text(), all.Package, len(all.Decls), len(all.Imports), len(all.Comments), all.FileStart, all.FileEnd)
	}
	fmt.Println(ast.FilterPackage(pkg, func(name string) bool { return name == "g" }), ast.PackageExports(pkg))

	f = parse(fset, "e.go", src)
	m := ast.NewCommentMap(fset, f, f.Comments)
	addresses := regexp.MustCompile("0x[0-9a-f]+")
	fmt.Print(addresses.ReplaceAllString(m.String(), "ADDRESS"))
	fmt.Println(len(m), len(m.Comments()), len(f.Comments), ast.NewCommentMap(fset, f, nil) == nil)
	for _, d := range f.Decls {
		if part := m.Filter(d); len(part) > 0 {
			fmt.Printf("%T %d\n", d, len(part.Comments()))
		}
	}
	decl := f.Decls[1].(*ast.GenDecl)
	other := *decl
	fmt.Println(m.Update(decl, &other) == ast.Node(&other), len(m[decl]), len(m[&other]))
	ast.Fprint(os.Stdout, nil, f.Decls[len(f.Decls)-2], ast.NotNilFilter)
}
