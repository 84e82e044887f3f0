// run

package main

import (
	"fmt"
	"regexp/syntax"
)

func dump(re *syntax.Regexp, depth string) {
	fmt.Printf("%s%v %q %d %d %d %q\n", depth, re.Op, string(re.Rune), re.Min, re.Max, re.Cap, re.Name)
	for _, sub := range re.Sub {
		dump(sub, depth+"  ")
	}
}

func main() {
	for _, p := range []string{"abc", "a|b", "a(b|c)*d", "(?P<n>x+)", "x{2,4}", "[^a]", "a.c", "(?s).", "^a$", "(?m)^a$", `\bfoo\b`, "(?i)ab", "abc|abd", `\d+?`, "", "a||b", "(?:ab)*", "[a-z]|x"} {
		re, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			fmt.Println(p, err)
			continue
		}
		fmt.Printf("%q -> %q max %d names %q\n", p, re.String(), re.MaxCap(), re.CapNames())
		dump(re, "  ")
		simple := re.Simplify()
		again, _ := syntax.Parse(p, syntax.Perl)
		fmt.Println(simple.String(), re.Equal(again))
		prog, err := syntax.Compile(simple)
		fmt.Print(prog, err, "\n")
		fmt.Println(prog.Prefix())
		fmt.Println(prog.StartCond(), prog.NumCap)
	}
	fmt.Println(syntax.IsWordChar('_'), syntax.IsWordChar('é'), syntax.EmptyOpContext('a', ' '), syntax.EmptyOpContext(-1, -1), syntax.InstRune, syntax.OpConcat)
}
