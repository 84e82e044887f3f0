package template

import (
	"os"
	"strings"
	"text/template/parse"
)

// isPredefined tells whether templates may name an escaper. It must be the last of a
// pipeline.
func isPredefined(name string) bool { return name == "html" || name == "urlquery" }

// action chooses the escapers for an action.
func (e *escaper) action(c context, n *parse.ActionNode) context {
	if len(n.Pipe.Decl) != 0 {
		// Prints nothing.
		return c
	}
	c = nudge(c)
	for i, cmd := range n.Pipe.Cmds {
		name, ok := cmd.Args[0].(*parse.IdentifierNode)
		if !ok || !isPredefined(name.Ident) {
			continue
		}
		if i < len(n.Pipe.Cmds)-1 || c.state == stateAttr && c.delim == delimSpaceOrTagEnd && name.Ident == "html" {
			return failed(ErrPredefinedEscaper, n, n.Line, "predefined escaper %q disallowed in template", name.Ident)
		}
	}
	var names []string
	add := func(name string) { names = append(names, "_html_template_"+name) }
	switch c.state {
	case stateError:
		return c
	case stateURL, stateCSSDqStr, stateCSSSqStr, stateCSSDqURL, stateCSSSqURL, stateCSSURL:
		if c.urlPart == urlPartUnknown {
			return failed(ErrAmbigContext, n, n.Line, "%s appears in an ambiguous context within a URL", n)
		}
		if c.urlPart == urlPartNone {
			add("urlfilter")
		}
		switch {
		case c.urlPart == urlPartQueryOrFrag:
			add("urlescaper")
		case c.state == stateCSSDqStr || c.state == stateCSSSqStr:
			add("cssescaper")
		default:
			add("urlnormalizer")
		}
	case stateMetaContentURL:
		if !isSet("htmlmetacontenturlescape=0") {
			add("urlfilter")
		}
	case stateJS:
		add("jsvalescaper")
		// A slash behind a value divides.
		c.jsCtx = jsCtxDivOp
	case stateJSDqStr, stateJSSqStr:
		add("jsstrescaper")
	case stateJSTmplLit:
		add("jstmpllitescaper")
	case stateJSRegexp:
		add("jsregexpescaper")
	case stateCSS:
		add("cssvaluefilter")
	case stateText:
		add("htmlescaper")
	case stateRCDATA:
		add("rcdataescaper")
	case stateAttr, stateMetaContent:
		// By the delimiter alone.
	case stateAttrName, stateTag:
		c.state = stateAttrName
		add("htmlnamefilter")
	case stateSrcset:
		add("srcsetescaper")
	default:
		if !c.state.isComment() {
			panic("unexpected state " + c.state.String())
		}
		add("commentescaper")
	}
	switch c.delim {
	case delimNone:
	case delimSpaceOrTagEnd:
		add("nospaceescaper")
	default:
		add("attrescaper")
	}
	e.actions[n] = names
	return c
}

func isSet(setting string) bool {
	for s := range strings.SplitSeq(os.Getenv("GODEBUG"), ",") {
		if s == setting {
			return true
		}
	}
	return false
}

// same is the predefined escaper that does what one of ours does, or the name itself.
func same(name string) string {
	switch name {
	case "_html_template_attrescaper", "_html_template_htmlescaper", "_html_template_rcdataescaper":
		return "html"
	case "_html_template_urlescaper", "_html_template_urlnormalizer":
		return "urlquery"
	}
	return name
}

// isRedundant tells whether an escaper has nothing to do behind another.
func isRedundant(before, name string) bool {
	switch before {
	case "_html_template_commentescaper":
		return name == "_html_template_attrescaper" || name == "_html_template_htmlescaper"
	case "_html_template_cssescaper", "_html_template_jsregexpescaper", "_html_template_jsstrescaper", "_html_template_jstmpllitescaper":
		return name == "_html_template_attrescaper"
	case "_html_template_urlescaper":
		return name == "_html_template_urlnormalizer"
	}
	return false
}

// function is the function that a command calls, or "".
func function(cmd *parse.CommandNode) string {
	if name, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return name.Ident
	}
	return ""
}

// extend puts escapers behind a pipeline, unless it has them. A predefined one at its end
// stands where ours would, so that {{. | html}} is escaped once.
func extend(p *parse.PipeNode, names []string) {
	if len(names) == 0 {
		return
	}
	cmds := p.Cmds
	if n := len(cmds); n > 0 && isPredefined(function(cmds[n-1])) {
		last := cmds[n-1]
		own := function(last)
		if n == 1 && len(last.Args) > 1 {
			// {{html .X}} becomes {{_eval_args_ .X | html}}.
			last.Args[0] = parse.NewIdentifier("_eval_args_").SetPos(last.Args[0].Position())
			cmds = appendCommand(cmds, newCommand(own, p.Position()))
			n++
		}
		isDouble := false
		for i, name := range names {
			if same(name) == own {
				names[i] = own
				isDouble = true
			}
		}
		if isDouble {
			cmds = cmds[:n-1]
		}
	}
	has := make(map[string]bool)
	var all []*parse.CommandNode
	for _, cmd := range cmds {
		all = append(all, cmd)
		if name := function(cmd); name != "" {
			has[same(name)] = true
		}
	}
	for _, name := range names {
		if !has[same(name)] {
			all = appendCommand(all, newCommand(name, p.Position()))
		}
	}
	p.Cmds = all
}

func appendCommand(cmds []*parse.CommandNode, cmd *parse.CommandNode) []*parse.CommandNode {
	if n := len(cmds); n > 0 && isRedundant(function(cmds[n-1]), function(cmd)) {
		return cmds
	}
	return append(cmds, cmd)
}

func newCommand(name string, pos parse.Pos) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier(name).SetPos(pos)}}
}
