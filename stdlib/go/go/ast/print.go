package ast

import (
	"bytes"
	"fmt"
	"go/token"
	"io"
	"os"
	"reflect"
)

// FieldFilter says which fields of nodes are printed.
type FieldFilter func(name string, value reflect.Value) bool

// NotNilFilter leaves out fields that are nil.
func NotNilFilter(_ string, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return !v.IsNil()
	}
	return true
}

// Print prints a tree, without what is nil.
func Print(fset *token.FileSet, x any) error { return Fprint(os.Stdout, fset, x, NotNilFilter) }

// Fprint prints a tree or any other value with numbered lines, and positions if there is a
// FileSet.
func Fprint(w io.Writer, fset *token.FileSet, x any, f FieldFilter) error {
	p := &printer{w: w, fset: fset, filter: f, lines: make(map[any]int), isStart: true}
	if x == nil {
		p.printf("nil\n")
	} else {
		p.value(reflect.ValueOf(x))
		p.printf("\n")
	}
	return p.err
}

type printer struct {
	w       io.Writer
	fset    *token.FileSet
	filter  FieldFilter
	lines   map[any]int // of pointers that have been printed
	line    int
	indent  int
	isStart bool // of a line
	err     error
}

func (p *printer) printf(format string, args ...any) {
	for _, part := range bytes.SplitAfter(fmt.Appendf(nil, format, args...), []byte("\n")) {
		if len(part) == 0 || p.err != nil {
			continue
		}
		isEmpty := part[0] == '\n'
		if p.isStart && !isEmpty {
			head := fmt.Appendf(nil, "%6d  %s", p.line, bytes.Repeat([]byte(".  "), p.indent))
			part = append(head, part...)
		}
		_, p.err = p.w.Write(part)
		if p.isStart = part[len(part)-1] == '\n'; p.isStart {
			p.line++
		}
	}
}

// list prints n parts inside of braces.
func (p *printer) list(n int, part func(i int)) {
	p.printf("{")
	p.indent++
	for i := range n {
		if i == 0 {
			p.printf("\n")
		}
		part(i)
		p.printf("\n")
	}
	p.indent--
	p.printf("}")
}

func (p *printer) value(x reflect.Value) {
	if p.err != nil {
		return
	}
	if !NotNilFilter("", x) {
		p.printf("nil")
		return
	}
	element := func(i int) {
		p.printf("%d: ", i)
		p.value(x.Index(i))
	}
	switch x.Kind() {
	case reflect.Interface:
		p.value(x.Elem())
	case reflect.Map:
		p.printf("%s (len = %d) ", x.Type(), x.Len())
		keys := x.MapKeys()
		p.list(len(keys), func(i int) {
			p.value(keys[i])
			p.printf(": ")
			p.value(x.MapIndex(keys[i]))
		})
	case reflect.Pointer:
		// Trees may have cycles by way of objects.
		p.printf("*")
		pointer := x.Interface()
		if line, ok := p.lines[pointer]; ok {
			p.printf("(obj @ %d)", line)
			return
		}
		p.lines[pointer] = p.line
		p.value(x.Elem())
	case reflect.Array:
		p.printf("%s ", x.Type())
		p.list(x.Len(), element)
	case reflect.Slice:
		if text, ok := x.Interface().([]byte); ok {
			p.printf("%#q", text)
			return
		}
		p.printf("%s (len = %d) ", x.Type(), x.Len())
		p.list(x.Len(), element)
	case reflect.Struct:
		t := x.Type()
		var shown []int
		for i := range t.NumField() {
			name := t.Field(i).Name
			if IsExported(name) && (p.filter == nil || p.filter(name, x.Field(i))) {
				shown = append(shown, i)
			}
		}
		p.printf("%s ", t)
		p.list(len(shown), func(i int) {
			p.printf("%s: ", t.Field(shown[i]).Name)
			p.value(x.Field(shown[i]))
		})
	default:
		switch v := x.Interface().(type) {
		case string:
			p.printf("%q", v)
		case token.Pos:
			if p.fset != nil {
				p.printf("%s", p.fset.Position(v))
			} else {
				p.printf("%d", v)
			}
		default:
			p.printf("%v", v)
		}
	}
}
