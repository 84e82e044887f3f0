// run

package main

import (
	"fmt"
	"strings"
	"text/scanner"
)

func main() {
	src := "x := 3.14 + 0x1F /* c\n */ \"s\\n\" 'c' `raw\n` // end\né_1 .5 1e9 0b12 07 1_000 ... a.b\n\ufeff\"unterminated\n'ab' 0x1.8p3 1__0 $ @"
	for _, mode := range []uint{scanner.GoTokens, scanner.GoTokens &^ scanner.SkipComments, scanner.ScanIdents | scanner.ScanInts, 0} {
		var s scanner.Scanner
		s.Init(strings.NewReader(src))
		s.Filename = "f"
		s.Mode = mode
		s.Error = func(s *scanner.Scanner, msg string) { fmt.Println("error:", msg) }
		for tok := s.Scan(); tok != scanner.EOF; tok = s.Scan() {
			fmt.Println(s.Position, scanner.TokenString(tok), fmt.Sprintf("%q", s.TokenText()), s.Pos(), s.Offset)
		}
		fmt.Println(s.Position, s.ErrorCount)
	}
	var s scanner.Scanner
	s.Init(strings.NewReader("a-b c\n12"))
	s.IsIdentRune = func(ch rune, i int) bool { return ch == '-' && i > 0 || 'a' <= ch && ch <= 'z' }
	s.Whitespace = 1 << ' '
	for tok := s.Scan(); tok != scanner.EOF; tok = s.Scan() {
		fmt.Println(s.Position, scanner.TokenString(tok), s.TokenText())
	}
	s.Init(strings.NewReader("ab\nc"))
	for ch := s.Peek(); ch != scanner.EOF; ch = s.Peek() {
		fmt.Println(s.Pos(), s.Next(), ch)
	}
}
