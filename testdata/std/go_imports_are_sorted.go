// run
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
)

var sources = []string{
	"package p\nimport \"b\"\nimport \"a\"\n",
	"package p\nimport (\n\t\"b\"\n\t\"a\"\n\n\t\"d\"\n\tz \"c\"\n\t. \"c\"\n)\nvar x int\n",
	"package p\nimport (\n\t\"b\" // b\n\t// before a\n\t\"a\"\n\t\"c\" // c\n\t\"a\"\n\t\"a\" // last a\n)\n",
	"package p\nimport (\n\t// first\n\t\"z\"\n\t/* y */ \"y\"\n\t\"x\" /* x */\n\t\"z\"\n\t\"z\"\n)\n\n// other\nimport (\"q\"; \"p\"; \"q\")\nimport ()\n",
	"package p\nimport ( \"b\"; \"a\" )",
	"package p // c\n\nimport (\n\tb \"x\"\n\ta \"x\"\n\t\"x\"\n\t_ \"a/b\"\n\n\n)\n// end\nvar y int\nimport (\"b\";\"a\")",
}

func directives() {
	for _, text := range []string{"//go:generate stringer -type Op", "//a:b", "//a: b", "// go:x", "//go:x\ty\t ", "//Go:x", "//go:X", "//line x", "/*go:x*/", "//:x", "//go:", "", "//", "//a1:b2 \"q s\" `raw` w\"x", "//x:y \"open", "//x:y \"a\"b", "//x:y `a` \"\\x\"", "//go:embed a\u00a0b  c "} {
		d, ok := ast.ParseDirective(10, text)
		fmt.Printf("%q %v %+v %d %d\n", text, ok, d, d.Pos(), d.End())
		args, err := d.ParseArgs()
		fmt.Println(args == nil, args, err)
	}
}

func main() {
	for _, src := range sources {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "i.go", src, parser.ParseComments|parser.AllErrors)
		ast.SortImports(fset, f)
		fmt.Println(err, len(f.Imports), fset.File(f.Pos()).Lines())
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				fmt.Println(g.Tok, fset.Position(g.Rparen))
				for _, s := range g.Specs {
					if s, ok := s.(*ast.ImportSpec); ok {
						fmt.Println(" ", s.Name, s.Path.Value, s.Path.ValuePos, s.Path.ValueEnd, s.Pos(), s.End(), fset.Position(s.Pos()), s.Comment.Text())
					}
				}
			}
		}
		for _, g := range f.Comments {
			fmt.Printf("  %d %q\n", g.Pos(), g.List[0].Text)
		}
	}
	directives()
}
