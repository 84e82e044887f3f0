// run
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"strings"
)

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panics:", e)
		}
	}()
	f()
}

func scan(src string, mode scanner.Mode) {
	fmt.Printf("== %.60q\n", src)
	fset := token.NewFileSet()
	file := fset.AddFile("dir/file.go", -1, len(src))
	var s scanner.Scanner
	s.Init(file, []byte(src), func(pos token.Position, msg string) { fmt.Printf("  %s: %s\n", pos, msg) }, mode)
	fmt.Println(s.End())
	for range 400 {
		pos, tok, lit := s.Scan()
		fmt.Printf("%s %s %q end %d\n", fset.Position(pos), tok, lit, s.End())
		if tok == token.EOF {
			break
		}
	}
	pos, tok, lit := s.Scan()
	fmt.Println(pos, tok, lit, s.ErrorCount, file.LineCount(), file.Lines())
}

var sources = []string{
	"", "\n", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(`raw\nstring`, 'x', \"s\\n\")\n}\n",
	"+ - * / % & | ^ << >> &^ += -= *= /= %= &= |= ^= <<= >>= &^= && || <- ++ -- == < > = ! != <= >= := ... ( [ { , . ) ] } ; : ~ .. ....",
	"break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var x _ ä日本 Ünï9٣ a",
	"0 7 42 1_000 0x1F 0X_ff 0b101 0B1_1 0o17 0O7 017 0_7 1.5 .5 1. 1e10 1E-3 1e+5 0x1p-2 0x.8p1 0x1.Fp+3 3i 0123i 1.5i 0x1p2i 09.5 09i 1..2 5.e3",
	"09 018 0b12 0o8 0x 0b 0o 0xg 1e 1e+ 0x1.0 0b1.0 0o1.5 0b1e3 0x1e3 0o1p2 1p3 1__0 _1 1_ 0_x1 0x_ 1_.5 1._5 1e_3 1e3_ 0b_ 0__1 0x1_p3 08_",
	`'a' '\n' '\'' '\\' '\x41' '\101' '\u65e5' '\U0001f600' '日' '' 'ab' '\q' '\400' '\ud800' '\U00110000' '\x4' '\8' '`, "'\n'a\n'\\", `"" "a\tb" "\"" "\x" "\u12" "\z" "\`, "\"abc\n\"def", "`a\r\nb` `x",
	"a\nb\n)\n]\n}\n5\n'c'\n\"s\"\n`r`\n++\n--\nreturn\nbreak\ncontinue\nfallthrough\nif\n+\n(\n,\ngoto\nx // c\ny /* c */\nz /* c\nd */ w\n/* a */ v /* b */ /* c\n*/ u",
	"a // end", "a /* end", "a /*/ b", "/**/ a /***/ b /* x **/ c", "// line\r\n/* a\r\nb *\r/ c */ d\r\n//x\r", "return // c\n", "x /* a */ // b\n",
	"//line foo.go:10\na\nb\n//line bar/baz.go:20:5\nc d\n/*line :7:3*/e f\n/*line x.go:1*/ g\n //line no.go:3\nh\n//line /abs.go:4\ni\n//line :9\nj\n",
	"//line bad\na\n//line bad:0\nb\n//line bad:x\nc\n//line bad:1:0\nd\n//line bad:99999999999\ne\n/*line f:5:99999999999*/ f\n//line bad:1:x\ng\n//line a:b:3\nh",
	"a\x00b", "\xff\xfea", "\xfe\xff", "a\xff b", "\ufeffpackage", "a\ufeffb \ufeff c", "“x” ‘ # $ @ ? \\ \u00a0 x\u2028",
}

func tokens() {
	for tok := token.Token(-1); tok < 95; tok++ {
		fmt.Print(int(tok), tok, tok.Precedence(), tok.IsLiteral(), tok.IsOperator(), tok.IsKeyword(), " ")
	}
	fmt.Println()
	for _, name := range []string{"", "func", "Func", "x1", "1x", "_", "ä", "Ä", "a-b", "any", "x\xff"} {
		fmt.Println(name, token.Lookup(name), token.IsExported(name), token.IsKeyword(name), token.IsIdentifier(name))
	}
	for _, pos := range []token.Position{{}, {Filename: "f"}, {Line: 3}, {Filename: "f", Line: 3, Column: 4}, {Line: 1, Column: 2}} {
		fmt.Println(pos, pos.IsValid())
	}
}

func positions() {
	fset := token.NewFileSet()
	fmt.Println(fset.Base())
	a := fset.AddFile("a.go", -1, 20)
	b := fset.AddFile("b.go", 100, 10)
	empty := fset.AddFile("e.go", -1, 0)
	fmt.Println(fset.Base(), a, b, empty, a.Name(), a.Base(), a.Size(), a.End())
	fmt.Println(a.SetLines([]int{0, 5, 10}), a.SetLines([]int{0, 5, 5}), a.SetLines([]int{0, 20}), a.Lines())
	a.AddLine(3)
	a.AddLine(15)
	a.AddLine(20)
	fmt.Println(a.Lines(), a.LineCount(), a.LineStart(2), a.Line(7))
	a.MergeLine(2)
	fmt.Println(a.Lines())
	b.SetLinesForContent([]byte("ab\n\ncd\n"))
	fmt.Println(b.Lines())
	a.AddLineInfo(6, "other.go", 100)
	a.AddLineColumnInfo(12, "third.go", 7, 0)
	a.AddLineInfo(11, "ignored.go", 1)
	for p := token.Pos(0); p < 24; p++ {
		fmt.Println(p, p.IsValid(), fset.Position(p), fset.PositionFor(p, false), a.Position(p), a.Offset(p), a.Pos(int(p)-3))
	}
	for _, p := range []token.Pos{99, 100, 110, 111, 112, 113} {
		f := fset.File(p)
		fmt.Println(p, f, fset.Position(p))
	}
	for f := range fset.Iterate {
		fmt.Println(f)
		if f == b {
			break
		}
	}
	for _, f := range []func(){
		func() { a.MergeLine(0) }, func() { a.MergeLine(99) }, func() { a.LineStart(0) }, func() { a.LineStart(99) },
		func() { fset.AddFile("x", 1, 1) }, func() { fset.AddFile("x", -1, -1) },
		func() { new(scanner.Scanner).Init(a, []byte("x"), nil, 0) },
	} {
		try(f)
	}
	other := token.NewFileSet()
	other.AddExistingFiles(b, a)
	fmt.Println(other.Base(), other.File(5) == a, other.File(105) == b)
	other.AddExistingFiles(a)
	fset.RemoveFile(a)
	fset.RemoveFile(a)
	fmt.Println(fset.File(5), fset.Position(5))
	var out bytes.Buffer
	fmt.Println(other.Write(gob.NewEncoder(&out).Encode))
	back := token.NewFileSet()
	fmt.Println(back.Read(gob.NewDecoder(&out).Decode), back.Base(), back.Position(14), back.Position(105))
	out.Reset()
	other.Write(json.NewEncoder(&out).Encode)
	fmt.Print(out.String())
	fmt.Println(back.Read(func(any) error { return errors.New("no") }))
}

func lists() {
	var list scanner.ErrorList
	fmt.Println(list.Err(), list)
	at := func(file string, line, column int) token.Position {
		return token.Position{Filename: file, Line: line, Column: column}
	}
	list.Add(at("b", 1, 2), "second")
	fmt.Println(list)
	list.Add(at("b", 1, 1), "first")
	list.Add(at("a", 9, 1), "z")
	list.Add(at("a", 9, 1), "y")
	list.Add(at("", 0, 0), "nowhere")
	fmt.Println(list.Err(), list.Len())
	list.Sort()
	scanner.PrintError(os.Stdout, list)
	list.RemoveMultiples()
	scanner.PrintError(os.Stdout, list.Err())
	scanner.PrintError(os.Stdout, errors.New("another"))
	scanner.PrintError(os.Stdout, nil)
	list.Reset()
	fmt.Println(list.Len())
}

func main() {
	tokens()
	positions()
	lists()
	for _, src := range sources {
		scan(src, 0)
		if strings.Contains(src, "/") {
			scan(src, scanner.ScanComments)
		}
	}
}
