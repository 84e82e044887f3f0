package template

import (
	"bytes"
	"fmt"
	"html"
	"maps"
	"regexp"
	"text/template"
	"text/template/parse"
)

// escaperNames are the functions that are put behind actions.
var escaperNames = template.FuncMap{
	"_html_template_attrescaper":      attrEscaper,
	"_html_template_commentescaper":   commentEscaper,
	"_html_template_cssescaper":       cssEscaper,
	"_html_template_cssvaluefilter":   cssValueFilter,
	"_html_template_htmlnamefilter":   nameFilter,
	"_html_template_htmlescaper":      htmlEscaper,
	"_html_template_jsregexpescaper":  jsRegexpEscaper,
	"_html_template_jsstrescaper":     jsStrEscaper,
	"_html_template_jstmpllitescaper": jsTmplEscaper,
	"_html_template_jsvalescaper":     jsValEscaper,
	"_html_template_nospaceescaper":   nospaceEscaper,
	"_html_template_rcdataescaper":    rcdataEscaper,
	"_html_template_srcsetescaper":    srcsetEscaper,
	"_html_template_urlescaper":       urlEscaper,
	"_html_template_urlfilter":        urlFilter,
	"_html_template_urlnormalizer":    urlNormalizer,
	"_eval_args_":                     evalArgs,
}

// escaper walks templates, finds out the context of each action, and keeps what is to be
// changed until all is known to be right.
type escaper struct {
	ns *nameSpace
	// output has the context behind each template that was walked, by mangled name.
	output map[string]context
	// derived are the copies of templates that are called in other contexts than text.
	derived map[string]*template.Template
	called  map[string]bool
	actions map[*parse.ActionNode][]string
	calls   map[*parse.TemplateNode]string
	texts   map[*parse.TextNode][]byte
	loop    *loop
}

// loop has where the innermost range is left.
type loop struct {
	outer     *loop
	breaks    []context
	continues []context
}

func newEscaper(ns *nameSpace) *escaper {
	return &escaper{
		ns: ns, output: make(map[string]context), derived: make(map[string]*template.Template), called: make(map[string]bool),
		actions: make(map[*parse.ActionNode][]string), calls: make(map[*parse.TemplateNode]string), texts: make(map[*parse.TextNode][]byte),
	}
}

// escapeTemplate escapes a template and those that it calls.
func escapeTemplate(t *Template, node parse.Node, name string) error {
	c, _ := t.esc.template(context{}, node, name, 0)
	var err *Error
	if c.err != nil {
		err = c.err
		err.Name = name
	} else if c.state != stateText {
		err = &Error{ErrEndContext, nil, name, 0, fmt.Sprintf("ends in a non-text context: %v", c)}
	}
	own := t.set[name]
	if err != nil {
		if own != nil {
			// It can never be executed.
			own.escapeErr = err
			own.text.Tree = nil
			own.Tree = nil
		}
		return err
	}
	t.esc.commit()
	if own != nil {
		own.escapeErr = escapeOK
		own.Tree = own.text.Tree
	}
	return nil
}

// node is the context behind a node.
func (e *escaper) node(c context, n parse.Node) context {
	switch n := n.(type) {
	case *parse.ActionNode:
		return e.action(c, n)
	case *parse.BreakNode:
		c.node = n
		e.loop.breaks = append(e.loop.breaks, c)
		return context{state: stateDead}
	case *parse.ContinueNode:
		c.node = n
		e.loop.continues = append(e.loop.continues, c)
		return context{state: stateDead}
	case *parse.CommentNode:
		return c
	case *parse.IfNode:
		return e.branch(c, &n.BranchNode, "if")
	case *parse.RangeNode:
		return e.branch(c, &n.BranchNode, "range")
	case *parse.WithNode:
		return e.branch(c, &n.BranchNode, "with")
	case *parse.ListNode:
		return e.list(c, n)
	case *parse.TemplateNode:
		c, name := e.template(c, n, n.Name, n.Line)
		if name != n.Name {
			e.calls[n] = name
		}
		return c
	case *parse.TextNode:
		return e.text(c, n)
	}
	panic("escaping " + n.String() + " is unimplemented")
}

func (e *escaper) list(c context, n *parse.ListNode) context {
	if n == nil {
		return c
	}
	for _, m := range n.Nodes {
		if c = e.node(c, m); c.state == stateDead {
			break
		}
	}
	return c
}

// try walks a list and keeps what it found only if keep says so; keep may be nil.
func (e *escaper) try(c context, n *parse.ListNode, keep func(*escaper, context) bool) (context, bool) {
	e1 := newEscaper(e.ns)
	e1.loop = e.loop
	maps.Copy(e1.output, e.output)
	c = e1.list(c, n)
	if keep == nil || !keep(e1, c) {
		return c, false
	}
	maps.Copy(e.output, e1.output)
	maps.Copy(e.derived, e1.derived)
	maps.Copy(e.called, e1.called)
	maps.Copy(e.actions, e1.actions)
	maps.Copy(e.calls, e1.calls)
	maps.Copy(e.texts, e1.texts)
	return c, true
}

func (e *escaper) branch(c context, n *parse.BranchNode, what string) context {
	isLoop := what == "range"
	if isLoop {
		e.loop = &loop{outer: e.loop}
	}
	c0 := e.list(c.clone(), n.List)
	if isLoop {
		c0 = e.leaveLoop(c0)
		if c0.state == stateError {
			return c0
		}
		// The body must also be right behind itself.
		e.loop = &loop{outer: e.loop}
		c1, _ := e.try(c0, n.List, nil)
		if c0 = join(c0, c1, n, what); c0.state == stateError {
			e.loop = e.loop.outer
			// The line of the loop, not of its end.
			c0.err.Line = n.Line
			c0.err.Description = "on range loop re-entry: " + c0.err.Description
			return c0
		}
		if c0 = e.leaveLoop(c0); c0.state == stateError {
			return c0
		}
	}
	return join(c0, e.list(c.clone(), n.ElseList), n, what)
}

// leaveLoop joins the context at a loop's end with those at its breaks and continues.
func (e *escaper) leaveLoop(c context) context {
	l := e.loop
	e.loop = l.outer
	at := func(others []context, what string) {
		for _, o := range others {
			if c.state == stateError {
				return
			}
			if c = join(c, o, o.node, "range"); c.state == stateError {
				switch n := o.node.(type) {
				case *parse.BreakNode:
					c.err.Line = n.Line
				case *parse.ContinueNode:
					c.err.Line = n.Line
				}
				c.err.Description = "at range loop " + what + ": " + c.err.Description
			}
		}
	}
	at(l.breaks, "break")
	at(l.continues, "continue")
	return c
}

// template is the context behind the call of a template, and the name of its copy for the
// context before.
func (e *escaper) template(c context, node parse.Node, name string, line int) (context, string) {
	mangled := c.mangle(name)
	e.called[mangled] = true
	if out, ok := e.output[mangled]; ok {
		return out, mangled
	}
	t := e.find(name)
	if t == nil {
		if e.ns.set[name] != nil {
			return failed(ErrNoSuchTemplate, node, line, "%q is an incomplete or empty template", name), mangled
		}
		return failed(ErrNoSuchTemplate, node, line, "no such template %q", name), mangled
	}
	if mangled != name {
		d := e.find(mangled)
		if d == nil {
			d = template.New(mangled)
			d.Tree = &parse.Tree{Name: mangled, Root: t.Root.CopyList()}
			e.derived[mangled] = d
		}
		t = d
	}
	return e.outputOf(c, t), mangled
}

// outputOf is the context behind a template. One that calls itself is first taken to end
// where it began.
func (e *escaper) outputOf(c context, t *template.Template) context {
	c1, ok := e.body(c, t)
	if !ok {
		if c2, isFixed := e.body(c1, t); isFixed {
			c1, ok = c2, true
		}
	}
	if !ok && c1.state != stateError {
		return failed(ErrOutputContext, t.Tree.Root, 0, "cannot compute output context for template %s", t.Name())
	}
	return c1
}

// body walks a template on the assumption that it ends in the context c.
func (e *escaper) body(c context, t *template.Template) (context, bool) {
	e.output[t.Name()] = c
	return e.try(c, t.Tree.Root, func(e1 *escaper, c1 context) bool {
		return c1.state != stateError && (!e1.called[t.Name()] || c.eq(c1))
	})
}

// ends are the characters that end a value.
func (d delim) ends() string { return [...]string{"", `"`, "'", " \t\n\f\r>"}[d] }

// special is what could start or end a script inside of a literal.
var special = regexp.MustCompile("(?i)<(script|/script|!--)")

// text is the context behind a text. Comments are taken out of it, and < that starts no
// tag is escaped.
func (e *escaper) text(c context, n *parse.TextNode) context {
	s := n.Text
	var out bytes.Buffer
	done := 0
	for i := 0; i != len(s); {
		d, size := behind(c, s[i:])
		j := i + size
		isHidden := c.state.isComment() && c.delim == delimNone
		switch {
		case c.state == stateText || c.state == stateRCDATA:
			end := j
			if d.state != c.state {
				if at := bytes.LastIndexByte(s[i:j], '<'); at >= 0 {
					end = i + at
				}
			}
			for k := i; k < end; k++ {
				if s[k] == '<' && !bytes.EqualFold(s[k:min(k+9, len(s))], []byte("<!DOCTYPE")) {
					out.Write(s[done:k])
					out.WriteString("&lt;")
					done = k + 1
				}
			}
		case isHidden:
			switch {
			case c.state == stateJSBlockCmt && bytes.ContainsAny(s[done:j], "\n\r\u2028\u2029"):
				// The end of a line may end a statement.
				out.WriteByte('\n')
			case c.state == stateJSBlockCmt, c.state == stateCSSBlockCmt:
				out.WriteByte(' ')
			}
			done = j
		}
		if d.state != c.state && d.state.isComment() && d.delim == delimNone {
			start := j - 2
			switch d.state {
			case stateHTMLCmt, stateJSHTMLOpenCmt:
				start = j - 4
			case stateJSHTMLCloseCmt:
				start = j - 3
			}
			out.Write(s[done:start])
			done = j
		}
		if c.state.isLiteral() && special.Match(s[i:j]) {
			out.Write(s[done:i])
			out.Write(special.ReplaceAll(s[i:j], []byte(`\x3C$1`)))
			done = j
		}
		if i == j && d.state == c.state {
			panic(fmt.Sprintf("infinite loop from %v to %v on %q..%q", c, d, s[:i], s[i:]))
		}
		c, i = d, j
	}
	if done != 0 && c.state != stateError {
		if !c.state.isComment() || c.delim != delimNone {
			out.Write(s[done:])
		}
		e.texts[n] = out.Bytes()
	}
	return c
}

// behind is the context behind a prefix of the text, and how long it is.
func behind(c context, s []byte) (context, int) {
	if c.delim == delimNone {
		d, n := endOfElement(c, s)
		if n == 0 {
			return d, 0
		}
		return transition(c, s[:n])
	}
	// Within the value of an attribute.
	n := bytes.IndexAny(s, c.delim.ends())
	if n < 0 {
		n = len(s)
	}
	if c.delim == delimSpaceOrTagEnd {
		// Browsers differ in what these mean.
		if at := bytes.IndexAny(s[:n], "\"'<=`"); at >= 0 {
			return failed(ErrBadHTML, nil, 0, "%q in unquoted attr: %q", s[at:at+1], s[:n]), len(s)
		}
	}
	if n == len(s) {
		// What is inside is read without its entities.
		for value := []byte(html.UnescapeString(string(s))); len(value) != 0; {
			var size int
			c, size = transition(c, value)
			value = value[size:]
		}
		return c, len(s)
	}
	element := c.element
	if c.state == stateAttr && element == elementScript && c.attr == attrScriptType && !isJSType(string(s[:n])) {
		element = elementNone
	}
	if c.delim != delimSpaceOrTagEnd {
		n++
	}
	return context{state: stateTag, element: element}, n
}

// commit makes the changes.
func (e *escaper) commit() {
	for name := range e.output {
		e.find(name).Funcs(escaperNames)
	}
	one := e.any()
	for _, t := range e.derived {
		if _, err := one.text.AddParseTree(t.Name(), t.Tree); err != nil {
			panic("error adding derived template")
		}
	}
	for n, names := range e.actions {
		extend(n.Pipe, names)
	}
	for n, name := range e.calls {
		n.Name = name
	}
	for n, text := range e.texts {
		n.Text = text
	}
	clear(e.called)
	clear(e.actions)
	clear(e.calls)
	clear(e.texts)
}

// find is the template with the name, also a derived one.
func (e *escaper) find(name string) *template.Template {
	if t := e.any().text.Lookup(name); t != nil {
		return t
	}
	return e.derived[name]
}

// any is a template of the name space.
func (e *escaper) any() *Template {
	for _, t := range e.ns.set {
		return t
	}
	panic("no templates in name space")
}
