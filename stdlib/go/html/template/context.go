package template

import (
	"fmt"
	"slices"
	"text/template/parse"
)

// context is where in a document a text or an action stands. The zero context is that of a
// document's start. Error messages and the names of derived templates show it.
type context struct {
	state   state
	delim   delim
	urlPart urlPart
	jsCtx   jsCtx
	// braces counts the open braces in each ${} of nested JavaScript templates.
	braces  []int
	attr    attr
	element element
	node    parse.Node // of a break or continue
	err     *Error
}

func (c context) String() string {
	var err error
	if c.err != nil {
		err = c.err
	}
	return fmt.Sprintf("{%v %v %v %v %v %v %v %v}", c.state, c.delim, c.urlPart, c.jsCtx, c.braces, c.attr, c.element, err)
}

func (c context) eq(d context) bool {
	return c.state == d.state && c.delim == d.delim && c.urlPart == d.urlPart && c.jsCtx == d.jsCtx &&
		slices.Equal(c.braces, d.braces) && c.attr == d.attr && c.element == d.element && c.err == d.err
}

// mangle is the name of a template that is called in the context.
func (c context) mangle(name string) string {
	if c.state == stateText {
		return name
	}
	name += "$htmltemplate_" + c.state.String()
	if c.delim != delimNone {
		name += "_" + c.delim.String()
	}
	if c.urlPart != urlPartNone {
		name += "_" + c.urlPart.String()
	}
	if c.jsCtx != jsCtxRegexp {
		name += "_" + c.jsCtx.String()
	}
	if c.braces != nil {
		name += fmt.Sprintf("_jsBraceDepth(%v)", c.braces)
	}
	if c.attr != attrNone {
		name += "_" + c.attr.String()
	}
	if c.element != elementNone {
		name += "_" + c.element.String()
	}
	return name
}

func (c context) clone() context {
	c.braces = slices.Clone(c.braces)
	return c
}

// state is what is being read.
type state uint8

const (
	stateText state = iota
	stateTag
	stateAttrName
	stateAfterName
	stateBeforeValue
	stateHTMLCmt
	stateRCDATA // in an element that has text only
	stateAttr
	stateURL
	stateSrcset
	stateJS
	stateJSDqStr
	stateJSSqStr
	stateJSTmplLit
	stateJSRegexp
	stateJSBlockCmt
	stateJSLineCmt
	stateJSHTMLOpenCmt
	stateJSHTMLCloseCmt
	stateCSS
	stateCSSDqStr
	stateCSSSqStr
	stateCSSDqURL
	stateCSSSqURL
	stateCSSURL
	stateCSSBlockCmt
	stateCSSLineCmt
	stateError
	stateMetaContent
	stateMetaContentURL
	stateDead // behind break and continue
)

func (s state) String() string {
	return "state" + [...]string{
		"Text", "Tag", "AttrName", "AfterName", "BeforeValue", "HTMLCmt", "RCDATA", "Attr", "URL", "Srcset", "JS", "JSDqStr", "JSSqStr", "JSTmplLit",
		"JSRegexp", "JSBlockCmt", "JSLineCmt", "JSHTMLOpenCmt", "JSHTMLCloseCmt", "CSS", "CSSDqStr", "CSSSqStr", "CSSDqURL", "CSSSqURL", "CSSURL",
		"CSSBlockCmt", "CSSLineCmt", "Error", "MetaContent", "MetaContentURL", "Dead",
	}[s]
}

func (s state) isComment() bool {
	switch s {
	case stateHTMLCmt, stateJSBlockCmt, stateJSLineCmt, stateJSHTMLOpenCmt, stateJSHTMLCloseCmt, stateCSSBlockCmt, stateCSSLineCmt:
		return true
	}
	return false
}

func (s state) isInTag() bool {
	switch s {
	case stateTag, stateAttrName, stateAfterName, stateBeforeValue, stateAttr:
		return true
	}
	return false
}

// isLiteral tells whether the text is inside of a literal of a script.
func (s state) isLiteral() bool {
	switch s {
	case stateJSDqStr, stateJSSqStr, stateJSTmplLit, stateJSRegexp:
		return true
	}
	return false
}

// delim is what ends an attribute's value.
type delim uint8

const (
	delimNone delim = iota
	delimDoubleQuote
	delimSingleQuote
	delimSpaceOrTagEnd
)

func (d delim) String() string {
	return "delim" + [...]string{"None", "DoubleQuote", "SingleQuote", "SpaceOrTagEnd"}[d]
}

// urlPart is how far a URL has been read.
type urlPart uint8

const (
	urlPartNone urlPart = iota
	urlPartPreQuery
	urlPartQueryOrFrag
	urlPartUnknown // different behind the branches of an if
)

func (u urlPart) String() string {
	return "urlPart" + [...]string{"None", "PreQuery", "QueryOrFrag", "Unknown"}[u]
}

// jsCtx is what a slash means.
type jsCtx uint8

const (
	jsCtxRegexp jsCtx = iota
	jsCtxDivOp
	jsCtxUnknown
)

func (j jsCtx) String() string { return "jsCtx" + [...]string{"Regexp", "DivOp", "Unknown"}[j] }

// element is an element whose content is no HTML, or meta.
type element uint8

const (
	elementNone element = iota
	elementScript
	elementStyle
	elementTextarea
	elementTitle
	elementMeta
)

func (e element) String() string {
	return "element" + [...]string{"None", "Script", "Style", "Textarea", "Title", "Meta"}[e]
}

// attr is what the value of an attribute is.
type attr uint8

const (
	attrNone attr = iota
	attrScript
	attrScriptType
	attrStyle
	attrURL
	attrSrcset
	attrMetaContent
)

func (a attr) String() string {
	return "attr" + [...]string{"None", "Script", "ScriptType", "Style", "URL", "Srcset", "MetaContent"}[a]
}

// valueState is the state at the start of the value.
func (a attr) valueState() state {
	return [...]state{stateAttr, stateJS, stateAttr, stateCSS, stateURL, stateSrcset, stateMetaContent}[a]
}

// nudge goes where an action takes the context before it prints anything: to the start of
// an attribute's name or value.
func nudge(c context) context {
	switch c.state {
	case stateTag:
		c.state = stateAttrName
	case stateBeforeValue:
		c.state, c.delim, c.attr = c.attr.valueState(), delimSpaceOrTagEnd, attrNone
	case stateAfterName:
		c.state, c.attr = stateAttrName, attrNone
	}
	return c
}

// join is the context behind two branches.
func join(a, b context, node parse.Node, what string) context {
	switch {
	case a.state == stateError || b.state == stateDead:
		return a
	case b.state == stateError || a.state == stateDead:
		return b
	case a.eq(b):
		return a
	}
	c := a
	c.urlPart = b.urlPart
	if c.eq(b) {
		c.urlPart = urlPartUnknown
		return c
	}
	c = a
	c.jsCtx = b.jsCtx
	if c.eq(b) {
		c.jsCtx = jsCtxUnknown
		return c
	}
	// `<p {{if .}}attr{{end}}` ends in an attribute's name or before one.
	if c, d := nudge(a), nudge(b); !c.eq(a) || !d.eq(b) {
		if e := join(c, d, node, what); e.state != stateError {
			return e
		}
	}
	return failed(ErrBranchEnd, node, 0, "{{%s}} branches end in different contexts: %v, %v", what, a, b)
}
