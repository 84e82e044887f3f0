// run
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
	"text/template/parse"
)

type stringer struct{ s string }

func (s stringer) String() string { return "<" + s.s + ">" }

type ptrStringer struct{ s string }

func (p *ptrStringer) String() string { return "'" + p.s + "'" }

type marshaler struct{}

func (marshaler) MarshalJSON() ([]byte, error) { return []byte(`{"<b>":"</script>"}`), nil }

type badMarshaler struct{}

func (badMarshaler) MarshalJSON() ([]byte, error) { return nil, errors.New("*/ <!-- </script>") }

type emptyMarshaler struct{}

func (emptyMarshaler) MarshalJSON() ([]byte, error) { return []byte{}, nil }

var evil = "O'Reilly: <b>\"1+1=2\" & \\ `x`</b>\u2028\x00é/*${a}*/ javascript:alert(1)"

var data = map[string]any{
	"T": true, "F": false, "N": nil, "I": 42, "Neg": -7, "Fl": 1.5, "E": evil, "S": "plain", "Empty": "",
	"L": []string{"<a>", "b"}, "M": map[string]int{"x": 1}, "St": struct {
		A string
		B *int
	}{"</script>", nil},
	"Css": template.CSS("a[href =~ \"//x\"]#foo { color: red }"), "H": template.HTML(`Hello, <b>World</b> &amp;tc! <script>x</script>`),
	"At": template.HTMLAttr(` dir="ltr"`), "J": template.JS(`c && alert("Hello, World!");`), "JS": template.JSStr(`Hello, World & O'Reilly\u0021`),
	"U": template.URL(`greeting=H%69,&addressee=(World)`), "Ss": template.Srcset(`greeting=H%69,&addressee=(World) 2x, https://golang.org/favicon.ico 500.5w`),
	"Url": "http://e.com/a b?q=ü&x='\"#f,2", "Bad": "javascript:alert(1)", "Mail": "mailto:me@x", "Tel": "tel:1", "Color": "#8ff", "Width": "10px",
	"Expr": "expression(alert(1))", "Expr2": "e\\78 pression", "Dash": "a--b", "Er": errors.New("an <error>"), "Str": stringer{"s"}, "PStr": &ptrStringer{"p"}, "Mar": marshaler{},
	"BadMar": badMarshaler{}, "EmptyMar": emptyMarshaler{}, "Raw": json.RawMessage(`{"a":1}`), "Ch": make(chan int), "PS": new(string), "NilP": (*string)(nil),
	"Attr": "title", "OnAttr": "onclick", "B": []byte("<bytes>"), "Rune": 'x', "R28": "\u2028\u2029", "Set": "a.png 2x, javascript:x 3x, b.png bad!", "Nbsp": "\ufdd0\uffff",
}

var texts = []string{
	// HTML.
	`{{if .T}}Hello, {{.E}}!{{end}}`, `{{.E | html}}`, `{{html .E}}`, `{{html .E .I}}`, `{{.E | print}}`, `{{.E | html | print}}`, `{{.H}} {{.S}} {{.N}} {{.I}} {{.L}} {{.M}} {{.B}}`,
	`{{.Er}} {{.Str}} {{.PStr}} {{.PS}} {{.NilP}}`, `{{urlquery .E}}`, `{{.E | urlquery}}`, `<{{.S}}`, `a < b {{.S}} <5 <`, `<!DOCTYPE html><!doctype html><p>`, `{{"<a>"}}{{1}}{{true}}`,
	`{{$x := .E}}{{$x}}{{$x = "<"}}{{$x}}`, `{{with .E}}{{.}}{{else}}<none>{{end}}`, `{{range .L}}<li>{{.}}{{else}}none{{end}}`, `{{range $i, $e := .L}}{{$i}}={{$e}};{{end}}`,
	`{{printf "%s<%d>" .S .I}}`, `{{len .L}} {{index .L 0}} {{and .T .E}} {{eq .S "plain"}}`, `{{/* <b> */}}{{.S}}`,
	// Comments.
	`a<!-- {{.E}} <b> -->c`, `<!-- {{.E}}`, `x<!--y-->z{{.S}}`, `<script>/* {{.E}} */ var x; // {{.E}}
	y <!-- {{.E}}
	z --> {{.E}}
	#! {{.E}}
	w</script>`, `<script>a/*b
	*/c/**/d</script>`, `<style>p { // {{.E}}
	 /* {{.E}} */ color: {{.Color}} }</style>`, `<script>a = 1 // c</script>{{.E}}`,
	// Attributes.
	`<a title="{{.E}}">`, `<a title='{{.E}}'>`, `<a title={{.E}}>`, `<a title={{.Empty}}>`, `<a title={{.H}} alt="{{.H}}">`, `<a title={{html .E}}>`, `<a title="{{html .E}}">`, `<a title="{{.E | html}}">`,
	`<a {{.Attr}}="{{.S}}">`, `<a {{.OnAttr}}="x">`, `<a {{.At}}>`, `<a {{.E}}>`, `<a {{.Empty}}>`, `<input {{if .T}}checked{{end}} name=n>`, `<input {{if .F}}checked{{else}}x=y{{end}} name=n>`, `<a data-{{.Attr}}="{{.S}}">`,
	`<a b{{.Attr}}={{.S}}>`, `<a title={{if .T}}"{{.E}}"{{else}}"x"{{end}}>`, `<a href="{{if .T}}/{{.S}}{{else}}#{{.S}}{{end}}">`, `<p {{if .T}}a="{{.S}}"{{end}}>{{.S}}`, `<br/>{{.E}}`, `<a title={{.Nbsp}}>`, `<a title="{{.Nbsp}}">`,
	`<a xmlns:x="{{.Bad}}" svg:href="{{.Bad}}" my:onload="{{.E}}" data-src="{{.Bad}}" data-onx="{{.E}}" srcdoc="{{.H}}{{.E}}">`, `<img alt = "{{.E}}" src = {{.Url}}>`,
	// URLs.
	`<a href="{{.Url}}">`, `<a href='{{.Bad}}'>`, `<a href={{.Url}}>`, `<a href="/search?q={{.E}}&n={{.I}}">`, `<a href="?{{.U}}">`, `<a href="{{.U}}">`, `<a href="#{{.E}}">`, `<a href="http://{{.E}}/x">`, `<a href="{{.S}}/{{.E}}?{{.E}}">`,
	`<a href=" {{.Bad}}">`, `<a href="{{.Mail}} {{.Tel}}">`, `<a href="{{if .T}}/x?{{else}}/y{{end}}{{.E}}">`, `<a href="{{if .T}}/x?{{else}}/y{{end}}">`, `<a href="{{.E | urlquery}}">`, `<a href="/?x={{.E | urlquery}}">`, `<a href="&#x2f;?{{.E}}">`,
	`<img srcset="{{.Set}}">`, `<img srcset="{{.Ss}}">`, `<img srcset="{{.U}}">`, `<img srcset={{.Url}}>`, `<form action="{{.Bad}}" method="x">`, `<object data="{{.Bad}}" archive='{{.Url}}'>`,
	// Scripts.
	`<script>var x = {{.E}};</script>`, `<script>{{.I}} {{.Neg}} {{.Fl}} {{.T}} {{.N}} {{.L}} {{.M}} {{.St}} {{.Str}} {{.PStr}} {{.Er}} {{.B}}</script>`, `<script>{{.J}} {{.JS}} {{.H}} {{.U}}</script>`, `<script>{{.Mar}} {{.BadMar}} {{.EmptyMar}} {{.Raw}} {{.Ch}}</script>`,
	`<script>"{{.E}}" + '{{.E}}' + "{{.JS}}"</script>`, "<script>`{{.E}} ${ {{.E}} + `{{.S}}` + {a: {{.I}}} } {{.S}}`; {{.S}}</script>", `<script>/{{.E}}/g + /{{.Empty}}/ + /[{{"]"}}]/.test(x)</script>`, `<script>x = a / {{.I}} / b; y = /{{.S}}/; z = {{.I}} / 2</script>`,
	`<button onclick="alert({{.E}})" ondblclick='f("{{.E}}")' onx={{.I}}>`, `<button onclick="f('&quot;{{.E}}&quot;')">`, `<script type="text/template">{{.E}}</script>`, `<script type="text/javascript">{{.E}}</script>`, `<script type=module>{{.E}}</script>`, `<script type="application/ld+json; x=y">{{.M}}</script>`, `<script type='TEXT/X-javascript '>{{.S}}</script>`, `<script type={{.S}}>{{.S}}</script>`,
	`<script>"<script>" + "</scr" + "</script>" + '<!--' + /<\/script/</script>`, `<script>x = { {{.S}}: {{.I}} }; } /{{.S}}/ </script>`, `<script>{{if .T}}x{{else}}y{{end}} / {{.S}}</script>`, `<script>{{if .T}}x{{else}}={{end}} / {{.S}}</script>`, `<script>{{range .L}}{{.}},{{end}}</script>`, `<script>return /{{.S}}/; x.return / {{.I}}; a++ / {{.I}}; a+ /{{.S}}/; 4. / {{.I}}; #p / {{.I}}</script>`, `<script>{{.R28}} "{{.R28}}"</script>`, `<SCRIPT>{{.S}}</SCRIPT >{{.E}}`, `<script>{{.E | js}}</script>`, `<script>{{.S | html}}</script>`,
	// Style sheets.
	`<style>p { color: {{.Color}}; width: {{.Width}}; x: {{.Expr}}; y: {{.Expr2}}; z: {{.Dash}} {{.E}} {{.Css}} {{.I}} }</style>`, `<p style="color: {{.Color}}; background: url({{.Url}}) url('{{.Bad}}') url( &quot;/a?{{.E}}&quot; )">`, `<style>@import "{{.Url}}"; @import '{{.Bad}}'; content: "x{{.E}}"; q: "a?{{.E}}"</style>`, `<style>a { background: url(  {{.Url}} ) } {{.S}}</style>`, `<p style='font: "{{.S}}"; c: {{.H}}'>`, `<style>x: "\41 {{.E}}" "\{{.S}}"</style>`,
	// Elements with text only.
	`<title>{{.E}} {{.H}}</title>`, `<textarea a="{{.S}}">{{.H}}<b>{{.E}}</textarea>{{.S}}`, `<TITLE><a href="{{.Url}}"></title><a href="{{.Url}}">`,
	// Meta.
	`<meta http-equiv="refresh" content="1; url={{.Bad}}">`, `<meta content="{{.E}}" name="x">`, `<meta content="0;URL = {{.Url}}; {{.S}}">{{.E}}`, `<meta charset={{.S}}>`,
	// Break and continue.
	`{{range .L}}<li>{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}`, `{{range .L}}{{if eq . "b"}}{{continue}}x{{end}}<a title="{{.}}">{{end}}`, `{{range .L}}<a {{if eq . "b"}}{{break}}{{end}}title="{{.}}">{{end}}`, `{{range .L}}<a title="{{if eq . "b"}}{{continue}}{{end}}">{{end}}`,
	// Errors.
	`<a title="{{.S}}`, `<a`, `<a {{.S}}`, `<script>`, `<script>x = "`, `<style>`, `<!--`, `<title>`, `{{if .T}}<a{{end}}`, `{{if .T}}<script>{{end}}`, "{{if .T}}\n<a href=\"{{end}}", `<a {{if .T}}title={{else}}{{end}}x>`, `{{range .L}}<a{{end}}`, "\n{{range .L}} x='<a{{end}}", `{{with .T}}<!--{{end}}`,
	`<a b=1 c={{.S}} d='`, `<a =x>`, `<a x="y"z'>`, `<a b'c=d>`, `<a foo=b"ar>`, `<a x=a=b>`, "<a x=`y`>", `<a <b>`, `<input type=button value=onclick=>`, `<script>x = {{if .T}}a{{else}}({{end}} /{{.S}}/</script>`, `<script>/[a{{.S}}]/</script>`, `<script>"\{{.S}}"</script>`, `<script>'\`, "<script>`\\{{.S}}`</script>", `<style>"\{{.S}}"</style>`, `<style>'\`,
	`{{.E | html | len}}`, `{{html .E | printf "%s"}}`, `<a title={{.E | html}}>`, `<script>{{if .T}}"{{end}}</script>`, `{{template "none"}}`, `<a href="{{if .T}}?{{end}}{{.S}}">`, `{{.Missing.X.Y}}`, `{{index .L 9}}`, `{{nofunc}}`,
}

func run(text string) {
	t, err := template.New("t").Parse(text)
	if err != nil {
		fmt.Printf("%q: parse: %v\n", text, err)
		return
	}
	var out bytes.Buffer
	err = t.Execute(&out, data)
	fmt.Printf("%s\n\t%q %v\n", text, out.String(), err)
	var e *template.Error
	if errors.As(err, &e) {
		fmt.Println("\t", e.ErrorCode, e.Name, e.Line, e.Node != nil)
		fmt.Println("\t", t.Execute(&out, data) == err, t.Tree == nil)
	} else if t.Tree != nil {
		fmt.Printf("\t%s\n", t.Tree.Root)
	}
}

func sets() {
	t := template.Must(template.New("main").Parse(`{{define "a"}}{{.}}{{end}}{{define "b"}}<b title="{{template "a" .}}">{{template "a" .}}</b>{{end}}` +
		`{{template "b" "<x>"}}<script>{{template "a" "y"}}</script><a href="?{{template "a" "&"}}" {{template "a" "title"}}="x">{{block "c" .}}[{{.}}]{{end}}`))
	var names []string
	fmt.Println(len(t.Templates()), t.Lookup("a").Name(), t.Lookup("zz") == nil, t.Name())
	c := template.Must(t.Clone())
	template.Must(c.Parse(`{{define "c"}}<i>{{.}}{{end}}`))
	var out bytes.Buffer
	fmt.Println(t.Execute(&out, "<data>"), out.String())
	out.Reset()
	fmt.Println(c.Execute(&out, "<data>"), out.String())
	out.Reset()
	fmt.Println(t.ExecuteTemplate(&out, "b", "<z>"), out.String())
	fmt.Println(t.ExecuteTemplate(&out, "none", nil), names)
	_, err := t.Parse("x")
	fmt.Println(err)
	_, err = t.Clone()
	fmt.Println(err)
	_, err = t.AddParseTree("x", t.Tree)
	fmt.Println(err)
	fmt.Println(template.New("empty").Execute(&out, nil))
	e := template.New("e")
	template.Must(e.New("sub").Parse("sub {{.}}"))
	fmt.Println(e.Execute(&out, nil), e.ExecuteTemplate(&out, "e", nil))
	out.Reset()
	fmt.Println(e.ExecuteTemplate(&out, "sub", "<"), out.String(), e.DefinedTemplates())
	// Templates that call themselves.
	for _, text := range []string{
		`{{define "r"}}<a title="{{.}}">{{if .}}{{template "r" ""}}{{end}}{{end}}{{template "r" "<q>"}}`,
		`{{define "r"}}{{if .}}{{template "r" ""}}{{end}}x{{end}}<a title="{{template "r" "<q>"}}">`,
		`{{define "r"}}<a {{if .}}{{template "r" ""}}{{end}}{{end}}{{template "r" "<q>"}}`,
		`{{define "r"}}{{if .}}{{template "r" ""}}{{end}}" title="{{end}}<a x="{{template "r" "<q>"}}">`,
		`{{define "q"}}" onclick="{{end}}<a x="{{template "q"}}{{.}}">`,
		`{{define "bad"}}<a{{end}}<p>{{template "bad"}}`,
		"{{define \"x\"}}\n{{if .}}<a href='{{end}}\n{{end}}{{template \"x\" .}}",
	} {
		t := template.Must(template.New("rec").Parse(text))
		out.Reset()
		err := t.Execute(&out, "<d>")
		fmt.Println(out.String(), err)
	}
	funcs := template.FuncMap{"upper": strings.ToUpper, "safe": func(s string) template.HTML { return template.HTML(s) }, "fail": func() (string, error) { return "", errors.New("failed") }}
	t = template.Must(template.New("f").Funcs(funcs).Delims("<<", ">>").Option("missingkey=error").Parse(`<p><< .A | upper >> << safe .A >> << .A | safe | html >>`))
	out.Reset()
	fmt.Println(t.Execute(&out, map[string]string{"A": "<a>"}), out.String())
	fmt.Println(t.Execute(&out, map[string]string{}))
	fmt.Println(template.Must(template.New("f").Funcs(funcs).Parse(`{{fail}}`)).Execute(&out, nil))
	trees, _ := parse.Parse("tree", `<a href="{{.}}">`, "", "")
	t = template.Must(template.New("x").AddParseTree("tree", trees["tree"]))
	out.Reset()
	fmt.Println(t.Execute(&out, "a b"), out.String(), t.Name())
	func() {
		defer func() { fmt.Println(recover()) }()
		template.Must(template.New("x").Parse("{{"))
	}()
}

func files() {
	dir, _ := os.MkdirTemp("", "html")
	defer os.RemoveAll(dir)
	os.WriteFile(filepath.Join(dir, "one.tmpl"), []byte(`1 {{.}} {{template "two.tmpl" .}}`), 0600)
	os.WriteFile(filepath.Join(dir, "two.tmpl"), []byte(`<a title={{.}}>`), 0600)
	var out bytes.Buffer
	t, err := template.ParseFiles(filepath.Join(dir, "one.tmpl"), filepath.Join(dir, "two.tmpl"))
	fmt.Println(err, t.Execute(&out, "<x y>"), out.String())
	t, err = template.ParseGlob(filepath.Join(dir, "*.tmpl"))
	fmt.Println(t.Name(), err)
	_, err = template.ParseGlob("/no/such/*.tmpl")
	fmt.Println(err)
	_, err = template.ParseFiles()
	fmt.Println(err)
	_, err = template.New("x").ParseFiles("/no/such")
	fmt.Println(err)
	out.Reset()
	fsys := fstest.MapFS{"a/x.html": {Data: []byte(`<b>{{.}}</b>`)}}
	t, err = template.ParseFS(fsys, "a/*.html")
	fmt.Println(err, t.Execute(&out, "&"), out.String())
	_, err = template.New("y").ParseFS(fsys, "b/*")
	fmt.Println(err)
	fmt.Println(template.HTMLEscapeString(evil), template.JSEscapeString(evil), template.URLQueryEscaper("a b", 1), template.HTMLEscaper("<", 1), template.JSEscaper("'", 2))
	template.HTMLEscape(&out, []byte("<&>"))
	template.JSEscape(&out, []byte("<'>"))
	fmt.Println(out.String())
	fmt.Println(template.IsTrue(""))
	fmt.Println(&template.Error{ErrorCode: template.ErrBadHTML, Name: "n", Line: 3, Description: "d"}, &template.Error{Name: "n", Description: "d"}, &template.Error{Description: "d"})
}

func main() {
	for _, text := range texts {
		run(text)
	}
	sets()
	files()
}
