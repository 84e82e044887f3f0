// run

package main

import (
	"fmt"
	"text/template"
)

func main() {
	for _, s := range []string{"{{", "{{.", "{{end}}", "{{if}}x{{end}}", "{{if .}}", "{{range .}}{{else}}{{else}}{{end}}", "{{nosuch}}", "{{.X | }}", "{{|}}", "{{template}}", "{{template \"x\" 1 2}}", "{{define}}", "{{define \"a\"}}", "{{$x}}", "{{$x := 1}}{{$y}}", "{{1 2}}", "{{.X.}}", "{{\"a}}", "{{'ab'}}", "{{/* a }}", "{{/* a */x}}", "{{with}}{{end}}", "{{break}}", "{{range .}}{{break 1}}{{end}}", "{{else}}", "{{nil}}", "{{1 | print}}", "{{print | 1}}", "{{(1}}", "{{1)}}", "{{if .X}}{{else if}}{{end}}", "{{$x = 1}}", "{{range $i, $j, $k := .}}{{end}}", "{{0x}}", "{{1a}}", "{{.X-}}", "{{block}}", "{{block \"a\"}}{{end}}", "{{a:b}}", "{{\n}}", "{{`a}}", "{{.}} {{?}}", "{{template \"a\" | }}", "{{continue}}", "{{1 := 2}}", "{{if $x := 1}}{{end}}{{$x}}", "{{true.X}}", "{{nil.X}}", "{{\"a\".X}}", "{{printf.X}}", "{{(.X).Y 1}}", "{{define \"x\"}}{{define \"y\"}}{{end}}{{end}}"} {
		_, err := template.New("t").Parse(s)
		fmt.Printf("%q: %v\n", s, err)
	}
}
