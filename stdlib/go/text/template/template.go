// Package template fills templates with data.
//
// A template's text is parsed by package parse; execution walks the tree with the data as
// dot. Templates that belong together share a set of names and functions.
package template

import (
	"maps"
	"reflect"
	"sync"
	"text/template/parse"
)

// common is what associated templates share.
type common struct {
	tmpl    map[string]*Template
	mu      sync.RWMutex // of tmpl
	option  option
	muFuncs sync.RWMutex
	parse   FuncMap
	exec    map[string]reflect.Value
}

// Template is a parsed template; the zero value is empty.
type Template struct {
	name string
	*parse.Tree
	*common
	leftDelim  string
	rightDelim string
}

type missingKeyAction int

const (
	mapInvalid missingKeyAction = iota
	mapZeroValue
	mapError
)

type option struct {
	missingKey missingKeyAction
}

// New makes a template without content.
func New(name string) *Template {
	t := &Template{name: name}
	t.init()
	return t
}

func (t *Template) init() {
	if t.common == nil {
		t.common = &common{tmpl: map[string]*Template{}, parse: FuncMap{}, exec: map[string]reflect.Value{}}
	}
}

// Name is the name.
func (t *Template) Name() string { return t.name }

// New makes a template associated with t, with its delimiters.
func (t *Template) New(name string) *Template {
	t.init()
	return &Template{name: name, common: t.common, leftDelim: t.leftDelim, rightDelim: t.rightDelim}
}

// Clone copies the template and those associated with it.
func (t *Template) Clone() (*Template, error) {
	nt := &Template{name: t.name, Tree: t.Tree, leftDelim: t.leftDelim, rightDelim: t.rightDelim}
	nt.init()
	if t.common == nil {
		return nt, nil
	}
	nt.option = t.option
	t.mu.RLock()
	defer t.mu.RUnlock()
	for name, v := range t.tmpl {
		if name == t.name {
			nt.tmpl[t.name] = nt
			continue
		}
		nt.tmpl[name] = &Template{name: v.name, Tree: v.Tree, common: nt.common, leftDelim: v.leftDelim, rightDelim: v.rightDelim}
	}
	t.muFuncs.RLock()
	defer t.muFuncs.RUnlock()
	maps.Copy(nt.common.parse, t.common.parse)
	maps.Copy(nt.exec, t.exec)
	return nt, nil
}

// AddParseTree associates a tree with the template, as name.
func (t *Template) AddParseTree(name string, tree *parse.Tree) (*Template, error) {
	t.init()
	t.mu.Lock()
	defer t.mu.Unlock()
	nt := t
	if name != t.name {
		nt = t.New(name)
	}
	if t.associate(nt, tree) || nt.Tree == nil {
		nt.Tree = tree
	}
	return nt, nil
}

// associate puts a template into the set; false if an empty one would replace another.
func (t *Template) associate(nt *Template, tree *parse.Tree) bool {
	if nt.common != t.common {
		panic("internal error: associate not common")
	}
	if old := t.tmpl[nt.name]; old != nil && parse.IsEmptyTree(tree.Root) && old.Tree != nil {
		return false
	}
	t.tmpl[nt.name] = nt
	return true
}

// Templates are the templates associated with t.
func (t *Template) Templates() []*Template {
	if t.common == nil {
		return nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := make([]*Template, 0, len(t.tmpl))
	for _, v := range t.tmpl {
		all = append(all, v)
	}
	return all
}

// Delims sets the delimiters; "" is the usual one.
func (t *Template) Delims(left, right string) *Template {
	t.init()
	t.leftDelim, t.rightDelim = left, right
	return t
}

// Funcs adds functions.
func (t *Template) Funcs(funcMap FuncMap) *Template {
	t.init()
	t.muFuncs.Lock()
	defer t.muFuncs.Unlock()
	for name, fn := range funcMap {
		t.exec[name] = checkedFunc(name, fn)
		t.common.parse[name] = fn
	}
	return t
}

// Lookup is the associated template of a name, nil if there is none.
func (t *Template) Lookup(name string) *Template {
	if t.common == nil {
		return nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.tmpl[name]
}

// Parse parses a text; what it defines is associated with t.
func (t *Template) Parse(text string) (*Template, error) {
	t.init()
	t.muFuncs.RLock()
	trees, err := parse.Parse(t.name, text, t.leftDelim, t.rightDelim, t.common.parse, builtins())
	t.muFuncs.RUnlock()
	if err != nil {
		return nil, err
	}
	for name, tree := range trees {
		if _, err := t.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Option sets options: missingkey=default, zero or error.
func (t *Template) Option(opt ...string) *Template {
	t.init()
	for _, s := range opt {
		switch s {
		case "":
			panic("empty option string")
		case "missingkey=invalid", "missingkey=default":
			t.option.missingKey = mapInvalid
		case "missingkey=zero":
			t.option.missingKey = mapZeroValue
		case "missingkey=error":
			t.option.missingKey = mapError
		default:
			panic("unrecognized option: " + s)
		}
	}
	return t
}

// Must gives the template; it panics if there is an error.
func Must(t *Template, err error) *Template {
	if err != nil {
		panic(err)
	}
	return t
}
