// Package template fills HTML templates with data, and escapes what it fills in for where it
// stands: text, attributes, URLs, scripts or style sheets.
//
// The interface is that of package text/template. Before a template is executed for the
// first time, its text is read as HTML would be, and escapers are put behind its actions.
package template

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"text/template"
	"text/template/parse"
)

// Template is a template that escapes what it fills in.
type Template struct {
	// escapeErr is nil before the template is escaped, then escapeOK or why it cannot be.
	escapeErr error
	text      *template.Template
	// Tree is the parsed text, nil if it cannot be executed.
	Tree *parse.Tree
	*nameSpace
}

var escapeOK = errors.New("template escaped correctly")

// nameSpace is what associated templates share.
type nameSpace struct {
	mu  sync.Mutex
	set map[string]*Template
	// isEscaped says that one has been executed.
	isEscaped bool
	esc       *escaper
}

func newNameSpace() *nameSpace {
	ns := &nameSpace{set: make(map[string]*Template)}
	ns.esc = newEscaper(ns)
	return ns
}

// FuncMap has functions by the names that templates call.
type FuncMap = template.FuncMap

// New makes an empty template.
func New(name string) *Template {
	t := &Template{text: template.New(name), nameSpace: newNameSpace()}
	t.set[name] = t
	return t
}

// New makes an empty template that is associated with t.
func (t *Template) New(name string) *Template {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.add(name)
}

// add makes a template in place of one of the same name. The lock is held.
func (t *Template) add(name string) *Template {
	nt := &Template{text: t.text.New(name), nameSpace: t.nameSpace}
	if old := nt.set[name]; old != nil {
		*old = *New(name)
	}
	nt.set[name] = nt
	return nt
}

// Name is the template's name.
func (t *Template) Name() string { return t.text.Name() }

// Templates are the associated templates, t too.
func (t *Template) Templates() []*Template {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]*Template, 0, len(t.set))
	for _, v := range t.set {
		all = append(all, v)
	}
	return all
}

// Lookup is the associated template with the name, or nil.
func (t *Template) Lookup(name string) *Template {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.set[name]
}

// DefinedTemplates lists the associated templates for messages.
func (t *Template) DefinedTemplates() string { return t.text.DefinedTemplates() }

// Option sets options as in text/template.
func (t *Template) Option(opt ...string) *Template {
	t.text.Option(opt...)
	return t
}

// Funcs adds functions.
func (t *Template) Funcs(funcMap FuncMap) *Template {
	t.text.Funcs(funcMap)
	return t
}

// Delims sets what stands around actions.
func (t *Template) Delims(left, right string) *Template {
	t.text.Delims(left, right)
	return t
}

// checkCanParse refuses changes of templates that are escaped.
func (t *Template) checkCanParse() error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.isEscaped {
		return errors.New("html/template: cannot Parse after Execute")
	}
	return nil
}

// Parse makes the text the template's, and its definitions templates associated with it.
func (t *Template) Parse(text string) (*Template, error) {
	if err := t.checkCanParse(); err != nil {
		return nil, err
	}
	ret, err := t.text.Parse(text)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, v := range ret.Templates() {
		nt := t.set[v.Name()]
		if nt == nil {
			nt = t.add(v.Name())
		}
		nt.text, nt.Tree = v, v.Tree
	}
	return t, nil
}

// AddParseTree makes a template of a tree, which belongs to it from then on.
func (t *Template) AddParseTree(name string, tree *parse.Tree) (*Template, error) {
	if err := t.checkCanParse(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	text, err := t.text.AddParseTree(name, tree)
	if err != nil {
		return nil, err
	}
	nt := &Template{text: text, Tree: text.Tree, nameSpace: t.nameSpace}
	t.set[name] = nt
	return nt, nil
}

// Clone copies the template and those associated with it, which must not have been
// executed.
func (t *Template) Clone() (*Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	executed := func() error { return fmt.Errorf("html/template: cannot Clone %q after it has executed", t.Name()) }
	if t.escapeErr != nil {
		return nil, executed()
	}
	text, err := t.text.Clone()
	if err != nil {
		return nil, err
	}
	nt := &Template{text: text, Tree: text.Tree, nameSpace: newNameSpace()}
	nt.set[nt.Name()] = nt
	for _, v := range text.Templates() {
		if from := t.set[v.Name()]; from == nil || from.escapeErr != nil {
			return nil, executed()
		}
		v.Tree = v.Tree.Copy()
		nt.set[v.Name()] = &Template{text: v, Tree: v.Tree, nameSpace: nt.nameSpace}
	}
	return nt.set[nt.Name()], nil
}

// Execute fills in the data. Nothing is written if the template cannot be escaped.
func (t *Template) Execute(wr io.Writer, data any) error {
	if err := t.escape(); err != nil {
		return err
	}
	return t.text.Execute(wr, data)
}

func (t *Template) escape() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.isEscaped = true
	switch {
	case t.escapeErr == escapeOK:
		return nil
	case t.escapeErr != nil:
		return t.escapeErr
	case t.Tree == nil:
		return fmt.Errorf("template: %q is an incomplete or empty template", t.Name())
	}
	return escapeTemplate(t, t.text.Root, t.Name())
}

// ExecuteTemplate fills in the associated template with the name.
func (t *Template) ExecuteTemplate(wr io.Writer, name string, data any) error {
	tmpl, err := t.lookupEscaped(name)
	if err != nil {
		return err
	}
	return tmpl.text.Execute(wr, data)
}

func (t *Template) lookupEscaped(name string) (*Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.isEscaped = true
	tmpl := t.set[name]
	switch {
	case tmpl == nil:
		return nil, fmt.Errorf("html/template: %q is undefined", name)
	case tmpl.escapeErr == escapeOK:
		return tmpl, nil
	case tmpl.escapeErr != nil:
		return nil, tmpl.escapeErr
	case tmpl.text.Tree == nil || tmpl.text.Root == nil:
		return nil, fmt.Errorf("html/template: %q is an incomplete template", name)
	case t.text.Lookup(name) == nil:
		panic("html/template internal error: template escaping out of sync")
	}
	return tmpl, escapeTemplate(tmpl, tmpl.text.Root, name)
}

// Must gives the template; it panics if there is an error.
func Must(t *Template, err error) *Template {
	if err != nil {
		panic(err)
	}
	return t
}

// IsTrue tells whether if takes a value for true.
func IsTrue(val any) (truth, ok bool) { return template.IsTrue(val) }

// HTMLEscape writes text for HTML.
func HTMLEscape(w io.Writer, b []byte) { template.HTMLEscape(w, b) }

// HTMLEscapeString is a text for HTML.
func HTMLEscapeString(s string) string { return template.HTMLEscapeString(s) }

// HTMLEscaper is what Print prints, for HTML.
func HTMLEscaper(args ...any) string { return template.HTMLEscaper(args...) }

// JSEscape writes text for a JavaScript string.
func JSEscape(w io.Writer, b []byte) { template.JSEscape(w, b) }

// JSEscapeString is a text for a JavaScript string.
func JSEscapeString(s string) string { return template.JSEscapeString(s) }

// JSEscaper is what Print prints, for a JavaScript string.
func JSEscaper(args ...any) string { return template.JSEscaper(args...) }

// URLQueryEscaper is what Print prints, for a query.
func URLQueryEscaper(args ...any) string { return template.URLQueryEscaper(args...) }
