// run
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// dump prints a tree, or only what makes it unlike others if it is long.
func dump(fset *token.FileSet, x any) {
	var out bytes.Buffer
	err := ast.Fprint(&out, fset, x, ast.NotNilFilter)
	if out.Len() < 1500 {
		fmt.Print(out.String())
	} else {
		h := fnv.New64a()
		h.Write(out.Bytes())
		fmt.Println(bytes.Count(out.Bytes(), []byte("\n")), "lines", h.Sum64())
	}
	if err != nil {
		fmt.Println(err)
	}
}

func file(src string, mode parser.Mode) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", src, mode)
	fmt.Printf("== %q %d\n", src, mode)
	if err != nil {
		fmt.Printf("%v\n%q\n", err, fmt.Sprint(err))
	}
	var scope []string
	if f.Scope != nil {
		for name, obj := range f.Scope.Objects {
			scope = append(scope, fmt.Sprint(name, obj.Kind, fset.Position(obj.Pos())))
		}
	}
	f.Scope = nil
	fmt.Println(len(scope), f.Unresolved, f.GoVersion, f.FileStart, f.FileEnd, len(f.Imports), len(f.Comments))
	dump(fset, f)
}

const all = `// Copyright.

//go:build go1.21 && (linux || !windows)

// Package p is documented.
package p // here

import "fmt"
import (
	. "strings"
	_ "os" // for nothing
	m "math"
)

// A documents.
const (
	// A1 is one.
	A1 = iota // first
	A2
	A3, A4 = 1, "x"
	A5 float64 = 2
)

var a, b int = 1, 2
var c = []int{1, 2, 3: 4}
var (
	d map[string]struct{ X, Y int ` + "`tag`" + ` }
	e func(a, b int, c ...string) (x int, err error)
	f = func() {}
)

type (
	T struct {
		A, B int // fields
		*E
		pkg.F "tag"
		G[int]
		H [5]int
		I []int
		J map[string]chan<- int
	}
	I interface {
		M(x int) (y int)
		fmt.Stringer
		~int | ~string
		*T | []byte
		G[int, string]
	}
	L[P any] struct { next *L[P] }
	M[K comparable, V int | ~string] map[K]V
	N = int
	O[P *T,] int
	Q[P *T | int] int
	R [n]int
	S [n * m]int
	U[P interface{ M() }] func(P)
	C1 <-chan (<-chan int)
	C2 chan<- func()
)

func (t *T) Method(a int, _ string) (n int, err error) {
	if x := f(); x > 0 { return } else if y { } else { z() }
	for { break }
	for i := 0; i < 10; i++ { continue }
	for x < y { }
	for range ch { }
	for i := range 10 { }
	for k, v = range m { }
outer:
	for _, v := range s { if v == nil { continue outer }; goto outer }
	switch { case a, b: fallthrough; default: }
	switch x := y.(type) { case int, *T: case nil: _ = x }
	switch x := f(); x { case 1: }
	switch x.(type) { }
	select { case v := <-ch: case ch <- 1: case v, ok = <-ch: case <-ch: default: }
	go func() { defer wg.Done() }()
	a, b = b, a
	a += 1; b <<= 2; c &^= 3
	x.y.z[1:2:3], p[:], q[1:], r[:2] = T{A: 1, B: T{}}, &T{}, *p, -x
	ch <- <-ch2
	var local = 5
	const k = 6
	type inner struct{}
	{ ; }
	_ = (*T)(nil).Method
	_ = x.(I).M(a...)
	_ = a + b*c - d/e%f | g&h ^ i<<2 == !j && k || l != m
	_ = interface{}(x)
	_ = []struct{ a int }{{1}, {2}}
	_ = map[string]int{"a": 1,
		"b": 2,
	}
	_ = G[int](x); _ = G[int, string]{}
	if (T{}) == t { }
	L: 
}

func Generic[A any, B interface{ ~int }](a A, f func(B) A) (r []A)
func noBody()
func init() { undefined1(); a = undefined2 }
func (L[P]) m() { var x P }
/* last */
`

var bad = []string{
	"", "packag p", "package", "package _", "package p;", "package p; import", "package p; import 5", "package p; import fmt", "package p\nfoo", "package p; func", "package p; func f(", "package p; func f() {", "package p; func f() { x :=", "package p; func f()\n{ }",
	"package p; func f() { if { } }", "package p; func f() { if x := 1 { } }", "package p; func f() { if x; { } }", "package p; func f() { if x\n{ } }", "package p; func f() { if var x = 1; x { } }", "package p; func f() { if x = T{}; y { } }", "package p; func f() { for x := T{} { } }", "package p; func f() { switch T{} { } }", "package p; func f() { if x {} else y }",
	"package p; func f() { go x; defer (f()); go (x); go 1 }", "package p; func f() { a, b c }", "package p; func f() { a, b++ }", "package p; func f() { a[]; a[1:2:]; a[::]; a[1,]; a.; a.5 }", "package p; func f() { f(a b); f(a,\nb\n) }", "package p; var x = T{a b}; var y = T{\na\n}", "package p; func f() { 1: }", "package p; func f() { a, b: }", "package p; func f() { break 5; goto }", "package p; func f() { x = (y = 1) }", "package p; func f() { for a, b, c := range x { } }",
	"package p; func f(a, b int, string)", "package p; func f(a int, b)", "package p; func f(...int, a int)", "package p; func f() (a ...int)", "package p; func f(a.b c)", "package p; func f(int, a ...int, b)", "package p; type T[P any,] int; type U[] int; type V[P] int; type W[P, Q] int", "package p; func f[]() {}; func g[P]() {}; func h[P any, Q]() {}; var x func[P any]()", "package p; type T struct { (E); *(E); (*E); 5 }", "package p; type T struct { a, b; c.d e }", "package p; type I interface { m[P any](x P); G[int,]; ~; 5 }", "package p; type T [1, 2]int; type U struct { a [1, 2]int; b [1,]int }",
	"package p; func f() { select { case a, b: case a, b, c = <-x: case a, b <- c: } }", "package p; func f() { switch x = y.(type) { } }", "package p; func f() { switch { foo } }", "package p; const a int; const b; var c; var d int = ", "package p; type T; type = int; type U = ", "package p; func f() { var x chan<- <-chan int; <-(chan int)(x); <-chan int(x); <-chan<- int(x) }", "package p; func f() { } }; func g() {}", "package p; var x, = 1", "package p; var f = func(", "package p\nvar a = 1 +\nvar b = 2", "package p; func f() { {{{ }", "package p; func f() { case x: }", "package p; func f() { (T){} }", "package p; func f() { return 1,; }", "package p; import \"a\"; var x int; import \"b\"", "package p; func f() { x := 08; y := 'ab' }", "package p; func f() { \"abc\n }", "package p; /* a", "package p; func (a b, c d) f() {}; func () g() {}",
	"package p\n\n\n)\n)\n)\n)\n)\n)\n)\n)\n)\n)\n)\n)\n)\n)\n",
}

var declared = []string{
	"package p; var a int; var a string; func f(x, x int) { x := 1; { x := 2; _ = x }; a, b := 1, 2; a, b := 1, 2 }; func f() {}; func init() {}; func init() {}",
	"package p; func f() { goto L; M: ; M: ; for { break N } }", "package _", "package p; type T[P any, P any] int; type U struct { a, a int }; type I interface { m(); m() }", "package p; func (r T[A, A]) f(A int) { r := A }", "package p; func f() (a int, a string) { switch x := y.(type) { case int: x := 1 } }", "package p; const c = c; type T *T; var v = w; var w = v; func f() { for i := range i { } ; x := T{a: 1, v: 2, \"k\": v} }",
}

func exprs() {
	for _, src := range []string{"a + b", "f(x)(y)[z].w", "func(a int) {}", "[]int{1}", "a\n", "a b", "", "a +", "(a", "x.(type)", "a = b", "map[string]int", "T{a: 1}", "*p", "<-c", "a ? b", "`raw` + 'c'", "1_000", "chan int(x)", "struct{}", "a, b", "...", "a;"} {
		x, err := parser.ParseExpr(src)
		fmt.Printf("== %q %v\n", src, err)
		if x != nil {
			fmt.Printf("%T %d %d\n", x, x.Pos(), x.End())
			dump(nil, x)
		}
	}
	fset := token.NewFileSet()
	x, err := parser.ParseExprFrom(fset, "e.go", []byte("// c\nx /* d */ + y"), parser.ParseComments)
	fmt.Println(fset.Position(x.Pos()), fset.Position(x.End()), err)
	for _, src := range []any{5, (*bytes.Buffer)(nil), bytes.NewBufferString("package b"), strings.NewReader("package r"), []byte("package s")} {
		f, err := parser.ParseFile(fset, "s.go", src, 0)
		fmt.Println(f != nil && f.Name.Name != "", err)
	}
	_, err = parser.ParseFile(fset, "/no/such.go", nil, 0)
	fmt.Println(err)
	_, err = parser.ParseFile(fset, "r.go", failing{}, 0)
	fmt.Println(err)
	for _, f := range []func(){func() { parser.ParseFile(nil, "", "", 0) }, func() { parser.ParseExprFrom(nil, "", "", 0) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	dir, _ := os.MkdirTemp("", "parse")
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{"a.go": "package a", "b.go": "package a; var x int", "c.go": "package c", "d.txt": "no", "e.go": "package"} {
		os.WriteFile(filepath.Join(dir, name), []byte(text), 0600)
	}
	pkgs, err := parser.ParseDir(fset, dir, nil, 0)
	fmt.Println(len(pkgs), len(pkgs["a"].Files), pkgs["c"].Name, err != nil)
	pkgs, err = parser.ParseDir(fset, dir, func(i os.FileInfo) bool { return i.Name() == "c.go" }, 0)
	fmt.Println(len(pkgs), err)
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("cannot read") }

type visitor struct{ depth *int }

func (v visitor) Visit(n ast.Node) ast.Visitor {
	if n == nil {
		*v.depth--
		return nil
	}
	*v.depth++
	return v
}

func walks() {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "all.go", all, parser.ParseComments|parser.SkipObjectResolution)
	fmt.Println(err)
	counts := map[string]int{}
	var order []string
	depth, deepest := 0, 0
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			depth--
			return true
		}
		depth++
		deepest = max(deepest, depth)
		counts[fmt.Sprintf("%T", n)]++
		if n.Pos() > n.End() {
			fmt.Println("bad", n)
		}
		order = append(order, fmt.Sprintf("%T@%d-%d", n, n.Pos(), n.End()))
		return true
	})
	fmt.Println(depth, deepest, len(order), counts)
	h := fnv.New64a()
	io.WriteString(h, strings.Join(order, " "))
	fmt.Println(h.Sum64())
	ast.Walk(visitor{&depth}, f)
	fmt.Println(depth)
	n := 0
	for node := range ast.Preorder(f) {
		if n++; n > 20 {
			break
		}
		fmt.Printf("%T ", node)
	}
	fmt.Println()
	ast.PreorderStack(f, nil, func(n ast.Node, stack []ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "undefined2" {
			for _, s := range stack {
				fmt.Printf("%T ", s)
			}
			fmt.Println()
		}
		_, isType := n.(*ast.TypeSpec)
		return !isType
	})
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			fmt.Printf("%s %q %d\n", g.Tok, g.Doc.Text(), len(g.Specs))
			for _, s := range g.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					fmt.Printf("%v %q %q\n", v.Names, v.Doc.Text(), v.Comment.Text())
				}
			}
		}
	}
	for _, text := range []string{"// a\n//\n//\n// b  ", "//go:generate x\n// y\n//line z\n//extern q\n//no directive: x\n//x:y", "/* a\n   b */", "//", "/**/", "//   x\n//\ty"} {
		g := &ast.CommentGroup{}
		if strings.HasPrefix(text, "/*") {
			g.List = []*ast.Comment{{Text: text}}
		} else {
			for _, line := range strings.Split(text, "\n") {
				g.List = append(g.List, &ast.Comment{Text: line})
			}
		}
		fmt.Printf("%q\n", g.Text())
	}
	for _, src := range []string{"// Code generated by x. DO NOT EDIT.\npackage p", "package p\n// Code generated by x. DO NOT EDIT.", "/* a\n// Code generated y DO NOT EDIT.\n*/ package p", "// code generated"} {
		f, _ := parser.ParseFile(fset, "g.go", src, parser.ParseComments)
		fmt.Println(ast.IsGenerated(f))
	}
	x, _ := parser.ParseExpr("((a))")
	fmt.Println(ast.Unparen(x), ast.NewIdent("Q").IsExported(), (*ast.Ident)(nil), ast.IsExported("q"), f.Scope == nil)
	fmt.Println((*ast.FieldList)(nil).NumFields(), (&ast.FieldList{}).Pos(), (&ast.Field{}).End(), ast.Var, ast.Lbl)
	ast.Fprint(os.Stdout, nil, map[string]any{"k": []byte("b")}, nil)
	ast.Fprint(os.Stdout, nil, nil, nil)
	ast.Fprint(os.Stdout, nil, [2]*int{}, nil)
	ast.Fprint(os.Stdout, nil, x, func(name string, v reflect.Value) bool { return name == "X" })
	fmt.Println(ast.Fprint(failingWriter{}, nil, x, nil))
	for _, line := range []string{"go1.18", "!go1.18", "go1.5 || linux", "go1.5 || go1.7", "go1.5 && !(windows && go1.9)", "go1", "linux", "(go1.3", "go1.x", "!!go1.4", "", "go1.20 && (go1.21 || go1.22)", "a&b"} {
		f, err := parser.ParseFile(fset, "v.go", "//go:build "+line+"\n\npackage p", 0)
		fmt.Printf("%q %q %v\n", line, f.GoVersion, err)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("cannot write") }

func main() {
	for _, mode := range []parser.Mode{parser.ParseComments, parser.ImportsOnly, parser.PackageClauseOnly, parser.DeclarationErrors} {
		file(all, mode)
	}
	for _, src := range bad {
		file(src, 0)
		file(src, parser.AllErrors|parser.SkipObjectResolution)
	}
	for _, src := range declared {
		file(src, parser.DeclarationErrors|parser.AllErrors)
		file(src, 0)
	}
	exprs()
	walks()
}
