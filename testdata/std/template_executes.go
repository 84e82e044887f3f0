// run

package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/template"
	"text/template/parse"
)

type User struct {
	Name   string
	Age    int
	Tags   []string
	Attr   map[string]int
	Friend *User
	Any    any
	Fn     func(int) int
	hidden int
	Err    error
}

func (u User) Greet(who string) string { return "hi " + who + " from " + u.Name }
func (u *User) Ptr() string            { return "ptr " + u.Name }
func (u User) Fail() (string, error)   { return "", errors.New("failed") }
func (u User) Add(xs ...int) (sum int) {
	for _, x := range xs {
		sum += x
	}
	return
}
func (u User) Boom() int             { panic("boom") }
func (u User) String2() fmt.Stringer { return nil }

type Color int

func (c Color) String() string { return "color" + fmt.Sprint(int(c)) }

func main() {
	u := &User{Name: "Ada <&>", Age: 36, Tags: []string{"x", "y", "z"}, Attr: map[string]int{"b": 2, "a": 1}, Friend: &User{Name: "Bob"}, Any: 3.5, Fn: func(i int) int { return i * 2 }}
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	funcs := template.FuncMap{"upper": strings.ToUpper, "add": func(a, b int) int { return a + b }, "ch": func() chan int { return ch }, "fail": func() (int, error) { return 0, errors.New("bad") }, "boom": func() int { panic(errors.New("kaboom")) }, "nilptr": func() *User { return nil }, "color": func() Color { return 7 }, "seq": func(n int) []int { return make([]int, n) }, "iface": func() any { return nil }, "b": func(b ...byte) string { return string(b) }}
	for _, s := range []string{
		"{{.Name}} {{.Age}} {{.Any}} {{.Friend.Name}} {{.Attr.a}} {{.Attr.zz}} {{.Tags}}",
		"{{range .Tags}}[{{.}}]{{end}}{{range $i, $t := .Tags}}{{$i}}={{$t}};{{end}}{{range $k, $v := .Attr}}{{$k}}:{{$v}} {{end}}",
		"{{range .Friend.Tags}}x{{else}}none{{end}} {{range 3}}{{.}}{{end}} {{range $i := 2}}{{$i}}{{end}} {{range ch}}<{{.}}>{{end}}",
		"{{range .Tags}}{{if eq . \"y\"}}{{break}}{{end}}{{.}}{{end}} {{range .Tags}}{{if eq . \"y\"}}{{continue}}{{end}}{{.}}{{end}}",
		"{{if .Age}}a{{else}}b{{end}} {{if .Err}}a{{else if .Tags}}c{{end}} {{if not .Name}}x{{end}} {{if and .Age .Name}}both{{end}} {{or .Err \"dflt\"}} {{and 1 0 2}}",
		"{{with .Friend}}{{.Name}} {{$.Name}}{{end}}{{with .Err}}x{{else}}no{{end}}{{with $x := 5}}{{$x}}{{end}}{{with .Err}}a{{else with .Age}}{{.}}{{end}}",
		"{{$x := 1}}{{$x}}{{$x = 2}}{{$x}}{{range .Tags}}{{$x = .}}{{end}}{{$x}}",
		"{{.Greet \"me\"}} {{.Ptr}} {{.Add 1 2 3}} {{.Add}} {{call .Fn 21}} {{.Friend.Greet .Name}}",
		"{{printf \"%05d|%q|%v\" 42 .Name .Tags}} {{print 1 2 \"a\" \"b\"}} {{println .Age}}{{len .Tags}} {{index .Tags 1}} {{index .Attr \"b\"}} {{slice .Tags 1 2}} {{slice \"hello\" 1 3}} {{index \"abc\" 1}}",
		"{{.Name | html}} {{html .Name}} {{js \"a'b<\\n\"}} {{urlquery \"a b&c\"}} {{.Name | upper | printf \"%s-%s\" \"x\"}} {{\"a\" | upper}} {{(add 1 2) | add 3}}",
		"{{eq 1 1}} {{eq 1 2 1}} {{ne \"a\" \"b\"}} {{lt 1 2}} {{le 2 2}} {{gt 1.5 0.5}} {{ge \"b\" \"a\"}} {{eq .Err nil}} {{eq .Any 3.5}}",
		"  {{- 1 -}}  x {{- /* comment */ -}} y {{/* c */}}z",
		"{{define \"T\"}}T({{.}}){{end}}{{template \"T\" .Age}}{{template \"T\"}}{{block \"B\" .Name}}block {{.}}{{end}}",
		"{{nilptr}} {{color}} {{iface}} {{1}} {{1.5}} {{'a'}} {{0x10}} {{1e3}} {{true}} {{\"s\"}} {{`raw`}} {{1i}} {{b 65 66}}",
		"{{`{{`}} {{\"}}\"}} {{(index .Tags 0)}} {{(.Friend).Name}} {{$.Friend.Name}}",
		"{{.Nope}}", "{{.Friend.Friend.Name}}", "{{.hidden}}", "{{.Name.Foo}}", "{{.Fail}}", "{{fail}}", "{{boom}}", "{{.Boom}}", "{{index .Tags 5}}", "{{index .Tags \"a\"}}", "{{.Greet}}", "{{.Greet 1}}", "{{.Name 1}}", "{{upper 1}}", "{{add 1}}", "{{lt 1 \"a\"}}", "{{eq 1 \"a\"}}", "{{eq .Any 1}}", "{{lt .Tags 1}}", "{{eq .Tags .Tags}}", "{{template \"none\"}}", "{{nil}}", "{{1 | 2}}", "{{.Fn}}", "{{range .Name.X}}{{end}}", "{{range .Any}}{{end}}", "{{len 3}}", "{{call .Name}}", "{{call nil}}", "{{slice .Tags 2 1}}", "{{.Attr.a.b}}", "{{\n\n.Nope}}", "{{nilptr.Name}}", "{{(iface).X}}", "{{index nil 1}}", "{{printf \"%d\" .Name}}", "{{not}}", "{{9223372036854775808}}", "{{index .Attr 1}}", "{{slice 5}}", "{{\"a\" 1}}", "{{.Friend.Ptr 1}}", "{{1 2}}", "{{.Name | .Greet | .Greet 1}}",
	} {
		t, err := template.New("t").Funcs(funcs).Parse(s)
		if err != nil {
			fmt.Printf("%q: parse %v\n", s, err)
			continue
		}
		var b strings.Builder
		err = t.Execute(&b, u)
		fmt.Printf("%q: %q %v\n", s, b.String(), err)
		var ee template.ExecError
		if errors.As(err, &ee) {
			fmt.Println("  exec", ee.Name)
		}
		fmt.Printf("  %s\n", t.Root)
	}
	m := map[string]any{"a": 1, "n": map[string]any{"x": []int{1, 2}}, "nil": nil, "Z": map[int]string{2: "two", 1: "one"}, "f": func() string { return "called" }}
	for _, opt := range []string{"missingkey=default", "missingkey=zero", "missingkey=error"} {
		t := template.Must(template.New("m").Option(opt).Parse("{{.a}} {{.n.x}} {{.nil}} {{range $k, $v := .Z}}{{$k}}{{$v}}{{end}} {{call .f}} {{.zz}}!\n"))
		fmt.Println(t.Execute(os.Stdout, m))
	}
	t := template.Must(template.New("root").Delims("<<", ">>").Parse(`<<define "a">>A<<end>><<define "b">>B<<template "a">><<end>><<template "b">>{{x}}`))
	fmt.Println(t.Execute(os.Stdout, nil), t.Lookup("a") != nil, t.Lookup("q") == nil, len(t.Templates()), t.ExecuteTemplate(os.Stdout, "a", nil), t.ExecuteTemplate(os.Stdout, "zz", nil))
	c, err := t.Clone()
	template.Must(c.Parse(`<<define "a">>changed<<end>>`))
	fmt.Println(err, c.Execute(os.Stdout, nil), t.Execute(os.Stdout, nil))
	fmt.Println(template.New("empty").Execute(os.Stdout, nil), template.New("one").DefinedTemplates() == "")
	fmt.Println(template.HTMLEscapeString("<a href='x'>&\x00\""), template.JSEscapeString("'\"<>&=\n\u2028é\\"), template.URLQueryEscaper("a b", 1))
	fmt.Println(template.IsTrue(0))
	fmt.Println(template.IsTrue([]int{1}))
	_, err = template.ParseFiles("/does/not/exist")
	fmt.Println(err)
	_, err = template.ParseGlob("/does/not/*.exist")
	fmt.Println(err)
	tree, err := parse.Parse("p", "{{if .X}}{{.Y | print 1 | printf \"%d\"}}{{else}}{{$x := 1}}{{$x.A.B}}{{end}}{{/* c */}}", "", "", map[string]any{"print": fmt.Sprint, "printf": fmt.Sprintf})
	fmt.Println(tree["p"].Root, err)
	func() {
		defer func() { fmt.Println(recover()) }()
		template.New("x").Funcs(template.FuncMap{"bad-name": strings.ToUpper})
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		template.New("x").Funcs(template.FuncMap{"f": func() {}})
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		template.Must(template.New("x").Parse("{{"))
	}()
}
