// run

package main

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

var patterns = []string{
	``, `a`, `abc`, `a*`, `a+`, `a?`, `a*?`, `a+?`, `(a*)*`, `(a|b)*c`, `(a|ab)(c|bcd)(d*)`, `^abc$`, `^`, `$`, `(?m)^a`, `(?m)a$`,
	`(?i)straße`, `(?i)k`, `[^a-c]`, `[[:alpha:]]+`, `[[:^digit:]]+`, `\d+`, `\D+`, `\s`, `\w+`, `\bword\b`, `\Bo`, `\p{Greek}+`, `\pL+`, `\P{Lu}+`, `[\p{Lu}\d]+`,
	`x{2}`, `x{2,}`, `x{1,3}`, `x{1,3}?`, `x{0}`, `(xy){2,3}`, `.`, `(?s).+`, `.+`, `\x41`, `\x{263a}`, `\101`, `\.`, `\Qa.b\E+`, `(?P<year>\d{4})-(?P<month>\d{2})`, `(?<n>a)(?:b)`,
	`(?U)a+`, `(?U)a+?`, `foo|foobar`, `(foo|foobar)(bar)?`, `[a-z]+@[a-z]+\.com`, `\z`, `\A`, `[-a]`, `[a\-z]`, `[]a]`, `[^]a]`, `a|`, `|a`, `(|a)+`, `(a|)+`, `☺+`, `é`, `a{,2}`, `{`, `a{2`,
	`(?:(?:^).)`, `\C`, `(`, `)`, `a)`, `[a`, `[z-a]`, `*`, `a**`, `a*?*`, `a{1001}`, `a{2,1}`, `(?P<n>`, `(?P<n`, `(?P<>a)`, `(?P<n>a)(?P<n>b)`, `(?z)`, `(?i`, `\`, `\8`, `\1`, `[\8]`, `\pX`, `\p{Foo}`, `[[:foo:]]`,
	`(?i)(?s`, `((((a{100}){100}){100}){100})`, `a\xff`, `\x{110000}`, `\xg`, `(?=a)`, `(?!a)`, `x**`, `[a-\d]`, `[[.a.]]`, `(?-i)a`, `(?i-s:A.)b`, `(?-)`, `+a`, `a|*`, `(?)`, "\\p{", `\Q`, `(?<n`,
}

var texts = []string{"", "a", "abc", "aaa", "abcd", "xxxxx", "The word 42, wordy\nabc\nA☺☺é", "xyxyxy foobar user@host.com 2024-05-06", "STRASSE straße KkK αβγ Ωmega", "a.b.b-]["}

func main() {
	for _, p := range patterns {
		re, err := regexp.Compile(p)
		if err != nil {
			e := err.(*syntax.Error)
			fmt.Printf("%q: %v | %s | %q\n", p, err, e.Code, e.Expr)
			continue
		}
		prefix, complete := re.LiteralPrefix()
		fmt.Printf("%q: %d %q %q %v\n", p, re.NumSubexp(), re.SubexpNames(), prefix, complete)
		for _, s := range texts {
			fmt.Printf("  %v %v\n", re.FindStringSubmatchIndex(s), re.FindAllStringIndex(s, -1))
			re.Longest()
			fmt.Printf("  %v\n", re.FindStringIndex(s))
			re, _ = regexp.Compile(p)
		}
	}
	posix := regexp.MustCompilePOSIX(`(a|ab)(c|bcd)(d*)`)
	fmt.Println(posix.FindStringSubmatch("abcd"), posix)
	_, err := regexp.CompilePOSIX(`\d`)
	fmt.Println(err)

	re := regexp.MustCompile(`(?P<first>\w+)\s+(?P<last>\w+)`)
	fmt.Println(re.ReplaceAllString("Ada Lovelace, Alan Turing", "${last} $first $$ $0 ${1}x $1x $nope ${"))
	fmt.Println(re.ReplaceAllLiteralString("Ada Lovelace", "$1"))
	fmt.Println(re.ReplaceAllStringFunc("Ada Lovelace", strings.ToUpper))
	fmt.Println(re.SubexpIndex("last"), re.SubexpIndex("x"), re.SubexpIndex(""))
	fmt.Println(string(re.Expand(nil, []byte("$last-$first"), []byte("Ada Lovelace"), re.FindSubmatchIndex([]byte("Ada Lovelace")))))
	for _, p := range []string{"a*", "x", "", "b+", "(a)(b)?"} {
		re := regexp.MustCompile(p)
		for _, s := range []string{"", "baac", "abab", "☺a☺"} {
			fmt.Printf("%q %q %q %q %q\n", p, s, re.ReplaceAllString(s, "<$0>"), re.ReplaceAllString(s, "-"), string(re.ReplaceAll([]byte(s), []byte("[$1$2]"))))
			for _, n := range []int{-1, 0, 1, 2, 3} {
				fmt.Printf("  %q %q\n", re.Split(s, n), re.FindAllString(s, n))
			}
		}
	}
	b := []byte("key: value\nother:thing\n")
	kv := regexp.MustCompile(`(?m)^(\w+):\s*(\w+)$`)
	fmt.Printf("%q\n%q\n%q\n%q\n", kv.Find(b), kv.FindSubmatch(b), kv.FindAllSubmatch(b, -1), kv.FindAll(b, 1))
	fmt.Println(kv.FindAllSubmatchIndex(b, -1), kv.FindAllStringSubmatch(string(b), -1), kv.FindIndex(b), kv.Find([]byte("none")) == nil)
	fmt.Println(kv.FindReaderIndex(strings.NewReader(string(b))), kv.MatchReader(strings.NewReader("x")))
	fmt.Println(regexp.QuoteMeta(`a.b*c[d]{e}\^$|()?+é`))
	fmt.Println(regexp.MatchString(`^\d+$`, "123"))
	fmt.Println(regexp.MatchString(`(`, "123"))
	text, _ := kv.MarshalText()
	var re2 regexp.Regexp
	fmt.Println(string(text), re2.UnmarshalText(text), re2.String(), re2.UnmarshalText([]byte("(")))

	// Linear, where backtracking would take for ever; longer than backtracking may.
	long := strings.Repeat("a", 30)
	fmt.Println(regexp.MustCompile(`(a?){30}a{30}`).MatchString(long), regexp.MustCompile(`(a*)*b`).MatchString(strings.Repeat("a", 100000)))
	big := strings.Repeat("lorem ipsum 12 ", 20000) + "needle 345 end"
	fmt.Println(regexp.MustCompile(`needle (\d+)`).FindStringSubmatchIndex(big), len(regexp.MustCompile(`\d+`).FindAllString(big, -1)), regexp.MustCompile(`[a-z]+ end$`).FindString(big))
	defer func() { fmt.Println(recover()) }()
	regexp.MustCompile("a(`")
}
