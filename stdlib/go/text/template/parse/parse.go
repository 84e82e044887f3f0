// Package parse makes trees of the templates of text/template.
package parse

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"strings"
)

// Tree is a parsed template.
type Tree struct {
	Name      string // of this template
	ParseName string // of the one it stands in, for errors
	Root      *ListNode
	Mode      Mode
	text      string
	funcs     []map[string]any
	lex       *lexer
	token     [3]item
	peeked    int
	vars      []string
	treeSet   map[string]*Tree
	line      int // where the current action began
	ranges    int // how deep in ranges
}

// Mode changes how to parse.
type Mode uint

// The modes.
const (
	ParseComments Mode = 1 << iota
	SkipFuncCheck
)

// Parse gives the trees of the templates that a text defines, by name.
func Parse(name, text, leftDelim, rightDelim string, funcs ...map[string]any) (map[string]*Tree, error) {
	treeSet := make(map[string]*Tree)
	t := New(name)
	t.text = text
	_, err := t.Parse(text, leftDelim, rightDelim, treeSet, funcs...)
	return treeSet, err
}

// New makes a tree of a name.
func New(name string, funcs ...map[string]any) *Tree { return &Tree{Name: name, funcs: funcs} }

// Copy copies the tree.
func (t *Tree) Copy() *Tree {
	if t == nil {
		return nil
	}
	return &Tree{Name: t.Name, ParseName: t.ParseName, Root: t.Root.CopyList(), text: t.text}
}

func (t *Tree) next() item {
	if t.peeked > 0 {
		t.peeked--
	} else {
		t.token[0] = t.lex.item()
	}
	return t.token[t.peeked]
}

func (t *Tree) backup() { t.peeked++ }

func (t *Tree) backup2(first item) {
	t.token[1] = first
	t.peeked = 2
}

func (t *Tree) backup3(second, first item) {
	t.token[1] = first
	t.token[2] = second
	t.peeked = 3
}

func (t *Tree) peek() item {
	if t.peeked > 0 {
		return t.token[t.peeked-1]
	}
	t.peeked = 1
	t.token[0] = t.lex.item()
	return t.token[0]
}

func (t *Tree) nextNonSpace() item {
	for {
		if it := t.next(); it.kind != itemSpace {
			return it
		}
	}
}

func (t *Tree) peekNonSpace() item {
	it := t.nextNonSpace()
	t.backup()
	return it
}

// ErrorContext is where a node stands, and its text.
func (t *Tree) ErrorContext(n Node) (location, context string) {
	pos := int(n.Position())
	tree := n.tree()
	if tree == nil {
		tree = t
	}
	before := tree.text[:pos]
	column := strings.LastIndex(before, "\n")
	if column < 0 {
		column = pos
	} else {
		column = pos - column - 1
	}
	line := 1 + strings.Count(before, "\n")
	return fmt.Sprintf("%s:%d:%d", tree.ParseName, line, column), n.String()
}

func (t *Tree) errorf(format string, args ...any) {
	t.Root = nil
	panic(fmt.Errorf("template: %s:%d: %s", t.ParseName, t.token[0].line, fmt.Sprintf(format, args...)))
}

func (t *Tree) check(err error) {
	if err != nil {
		t.errorf("%s", err)
	}
}

func (t *Tree) expect(want itemKind, context string) item {
	it := t.nextNonSpace()
	if it.kind != want {
		t.unexpected(it, context)
	}
	return it
}

func (t *Tree) unexpected(it item, context string) {
	if it.kind == itemError {
		extra := ""
		if t.line != 0 && t.line != it.line {
			extra = fmt.Sprintf(" in action started at %s:%d", t.ParseName, t.line)
			if strings.HasSuffix(it.text, " action") {
				extra = extra[len(" in action"):]
			}
		}
		t.errorf("%s%s", it, extra)
	}
	t.errorf("unexpected %s in %s", it, context)
}

// Parse parses a text into the tree, and adds the templates that it defines to treeSet.
func (t *Tree) Parse(text, leftDelim, rightDelim string, treeSet map[string]*Tree, funcs ...map[string]any) (tree *Tree, err error) {
	defer func() {
		if e := recover(); e != nil {
			if _, ok := e.(runtime.Error); ok {
				panic(e)
			}
			t.lex, t.vars, t.funcs, t.treeSet = nil, nil, nil, nil
			err = e.(error)
		}
	}()
	t.ParseName = t.Name
	t.begin(funcs, newLexer(text, leftDelim, rightDelim, t.Mode&ParseComments != 0), treeSet)
	t.text = text
	t.top()
	t.add()
	t.lex, t.vars, t.funcs, t.treeSet = nil, nil, nil, nil
	return t, nil
}

func (t *Tree) begin(funcs []map[string]any, lex *lexer, treeSet map[string]*Tree) {
	t.Root = nil
	t.lex = lex
	t.vars = []string{"$"}
	t.funcs = funcs
	t.treeSet = treeSet
	lex.breaks = !t.hasFunction("break")
}

// add puts the tree into the set, unless it is empty and there is one already.
func (t *Tree) add() {
	old := t.treeSet[t.Name]
	if old == nil || IsEmptyTree(old.Root) {
		t.treeSet[t.Name] = t
		return
	}
	if !IsEmptyTree(t.Root) {
		t.errorf("template: multiple definition of template %q", t.Name)
	}
}

// IsEmptyTree tells whether a tree has only space and comments.
func IsEmptyTree(n Node) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *CommentNode:
		return true
	case *ListNode:
		for _, node := range n.Nodes {
			if !IsEmptyTree(node) {
				return false
			}
		}
		return true
	case *TextNode:
		return len(bytes.TrimSpace(n.Text)) == 0
	case *ActionNode, *IfNode, *RangeNode, *TemplateNode, *WithNode:
		return false
	}
	panic("unknown node: " + n.String())
}

func (t *Tree) newList(pos Pos) *ListNode { return &ListNode{tr: t, NodeType: NodeList, Pos: pos} }

// top parses a whole text: definitions apart.
func (t *Tree) top() {
	t.Root = t.newList(t.peek().pos)
	for t.peek().kind != itemEOF {
		if t.peek().kind == itemLeftDelim {
			delim := t.next()
			if t.nextNonSpace().kind == itemDefine {
				sub := New("definition")
				sub.text, sub.Mode, sub.ParseName = t.text, t.Mode, t.ParseName
				sub.begin(t.funcs, t.lex, t.treeSet)
				sub.define()
				continue
			}
			t.backup2(delim)
		}
		n := t.textOrAction()
		if n.Type() == nodeEnd || n.Type() == nodeElse {
			t.errorf("unexpected %s", n)
		}
		t.Root.Nodes = append(t.Root.Nodes, n)
	}
}

// define parses {{define "name"}}…{{end}} behind the keyword.
func (t *Tree) define() {
	const context = "define clause"
	name := t.nextNonSpace()
	if name.kind != itemString && name.kind != itemRawString {
		t.unexpected(name, context)
	}
	var err error
	t.Name, err = strconv.Unquote(name.text)
	t.check(err)
	t.expect(itemRightDelim, context)
	var end Node
	t.Root, end = t.itemList()
	if end.Type() != nodeEnd {
		t.errorf("unexpected %s in %s", end, context)
	}
	t.add()
}

// itemList parses up to {{end}} or {{else}}.
func (t *Tree) itemList() (list *ListNode, next Node) {
	list = t.newList(t.peekNonSpace().pos)
	for t.peekNonSpace().kind != itemEOF {
		n := t.textOrAction()
		if n.Type() == nodeEnd || n.Type() == nodeElse {
			return list, n
		}
		list.Nodes = append(list.Nodes, n)
	}
	t.errorf("unexpected EOF")
	return
}

func (t *Tree) textOrAction() Node {
	switch it := t.nextNonSpace(); it.kind {
	case itemText:
		return &TextNode{tr: t, NodeType: NodeText, Pos: it.pos, Text: []byte(it.text)}
	case itemLeftDelim:
		t.line = it.line
		defer func() { t.line = 0 }()
		return t.action()
	case itemComment:
		return &CommentNode{tr: t, NodeType: NodeComment, Pos: it.pos, Text: it.text}
	default:
		t.unexpected(it, "input")
	}
	return nil
}

func (t *Tree) action() Node {
	switch it := t.nextNonSpace(); it.kind {
	case itemBlock:
		return t.block()
	case itemBreak, itemContinue:
		return t.jump(it)
	case itemElse:
		// {{else if}} and {{else with}} are one action.
		if peeked := t.peekNonSpace(); peeked.kind == itemIf || peeked.kind == itemWith {
			return &markNode{tr: t, NodeType: nodeElse, Pos: peeked.pos, Line: peeked.line}
		}
		it = t.expect(itemRightDelim, "else")
		return &markNode{tr: t, NodeType: nodeElse, Pos: it.pos, Line: it.line}
	case itemEnd:
		return &markNode{tr: t, NodeType: nodeEnd, Pos: t.expect(itemRightDelim, "end").pos}
	case itemIf:
		return &IfNode{t.control(NodeIf, "if")}
	case itemRange:
		return &RangeNode{t.control(NodeRange, "range")}
	case itemWith:
		return &WithNode{t.control(NodeWith, "with")}
	case itemTemplate:
		return t.template()
	}
	t.backup()
	it := t.peek()
	// Variables that are declared here live on.
	pipe := t.pipeline("command", itemRightDelim)
	return &ActionNode{tr: t, NodeType: NodeAction, Pos: it.pos, Line: it.line, Pipe: pipe}
}

// jump parses break or continue.
func (t *Tree) jump(word item) Node {
	if it := t.nextNonSpace(); it.kind != itemRightDelim {
		t.unexpected(it, "{{"+word.text+"}}")
	}
	if t.ranges == 0 {
		t.errorf("{{%s}} outside {{range}}", word.text)
	}
	if word.kind == itemBreak {
		return &BreakNode{tr: t, NodeType: NodeBreak, Pos: word.pos, Line: word.line}
	}
	return &ContinueNode{tr: t, NodeType: NodeContinue, Pos: word.pos, Line: word.line}
}

// pipeline parses declarations and commands up to a token.
func (t *Tree) pipeline(context string, end itemKind) (pipe *PipeNode) {
	it := t.peekNonSpace()
	pipe = &PipeNode{tr: t, NodeType: NodePipe, Pos: it.pos, Line: it.line}
	t.declarations(pipe, context)
	for {
		switch it := t.nextNonSpace(); it.kind {
		case end:
			t.checkPipeline(pipe, context)
			return pipe
		case itemBool, itemCharConstant, itemComplex, itemDot, itemField, itemIdentifier,
			itemNumber, itemNil, itemRawString, itemString, itemVariable, itemLeftParen:
			t.backup()
			pipe.append(t.command())
		default:
			t.unexpected(it, context)
		}
	}
}

// declarations parses $x := or $x, $y := or $x =.
func (t *Tree) declarations(pipe *PipeNode, context string) {
	for {
		v := t.peekNonSpace()
		if v.kind != itemVariable {
			return
		}
		t.next()
		// A space may follow; the token behind it decides.
		afterVariable := t.peek()
		switch next := t.peekNonSpace(); {
		case next.kind == itemAssign, next.kind == itemDeclare:
			pipe.IsAssign = next.kind == itemAssign
			t.nextNonSpace()
			pipe.Decl = append(pipe.Decl, t.newVariable(v.pos, v.text))
			t.vars = append(t.vars, v.text)
			return
		case next.kind == itemChar && next.text == ",":
			t.nextNonSpace()
			pipe.Decl = append(pipe.Decl, t.newVariable(v.pos, v.text))
			t.vars = append(t.vars, v.text)
			if context == "range" && len(pipe.Decl) < 2 {
				switch t.peekNonSpace().kind {
				case itemVariable, itemRightDelim, itemRightParen:
					continue
				default:
					t.errorf("range can only initialize variables")
				}
			}
			t.errorf("too many declarations in %s", context)
		case afterVariable.kind == itemSpace:
			t.backup3(v, afterVariable)
			return
		default:
			t.backup2(v)
			return
		}
	}
}

func (t *Tree) newVariable(pos Pos, ident string) *VariableNode {
	return &VariableNode{tr: t, NodeType: NodeVariable, Pos: pos, Ident: strings.Split(ident, ".")}
}

func (t *Tree) checkPipeline(pipe *PipeNode, context string) {
	if len(pipe.Cmds) == 0 {
		t.errorf("missing value for %s", context)
	}
	for i, c := range pipe.Cmds[1:] {
		switch c.Args[0].Type() {
		case NodeBool, NodeDot, NodeNil, NodeNumber, NodeString:
			t.errorf("non executable command in pipeline stage %d", i+2)
		}
	}
}

func (t *Tree) control(kind NodeType, context string) BranchNode {
	vars := len(t.vars)
	defer func() { t.vars = t.vars[:vars] }()
	b := BranchNode{tr: t, NodeType: kind}
	b.Pipe = t.pipeline(context, itemRightDelim)
	b.Pos, b.Line = b.Pipe.Pos, b.Pipe.Line
	if kind == NodeRange {
		t.ranges++
	}
	var next Node
	b.List, next = t.itemList()
	if kind == NodeRange {
		t.ranges--
	}
	if next.Type() != nodeElse {
		return b
	}
	// {{else if x}} is {{else}}{{if x}} that shares the end.
	switch {
	case kind == NodeIf && t.peek().kind == itemIf:
		t.next()
		b.ElseList = t.newList(next.Position())
		b.ElseList.Nodes = append(b.ElseList.Nodes, &IfNode{t.control(NodeIf, "if")})
	case kind == NodeWith && t.peek().kind == itemWith:
		t.next()
		b.ElseList = t.newList(next.Position())
		b.ElseList.Nodes = append(b.ElseList.Nodes, &WithNode{t.control(NodeWith, "with")})
	default:
		b.ElseList, next = t.itemList()
		if next.Type() != nodeEnd {
			t.errorf("expected end; found %s", next)
		}
	}
	return b
}

// block parses {{block "name" pipeline}}…{{end}}: a definition and a call.
func (t *Tree) block() Node {
	const context = "block clause"
	it := t.nextNonSpace()
	name := t.templateName(it, context)
	pipe := t.pipeline(context, itemRightDelim)
	sub := New(name)
	sub.text, sub.Mode, sub.ParseName = t.text, t.Mode, t.ParseName
	sub.begin(t.funcs, t.lex, t.treeSet)
	var end Node
	sub.Root, end = sub.itemList()
	if end.Type() != nodeEnd {
		t.errorf("unexpected %s in %s", end, context)
	}
	sub.add()
	return &TemplateNode{tr: t, NodeType: NodeTemplate, Pos: it.pos, Line: it.line, Name: name, Pipe: pipe}
}

func (t *Tree) template() Node {
	const context = "template clause"
	it := t.nextNonSpace()
	name := t.templateName(it, context)
	var pipe *PipeNode
	if t.nextNonSpace().kind != itemRightDelim {
		t.backup()
		pipe = t.pipeline(context, itemRightDelim)
	}
	return &TemplateNode{tr: t, NodeType: NodeTemplate, Pos: it.pos, Line: it.line, Name: name, Pipe: pipe}
}

func (t *Tree) templateName(it item, context string) string {
	if it.kind != itemString && it.kind != itemRawString {
		t.unexpected(it, context)
	}
	s, err := strconv.Unquote(it.text)
	t.check(err)
	return s
}

// command parses operands up to a pipe or the end of the pipeline.
func (t *Tree) command() *CommandNode {
	cmd := &CommandNode{tr: t, NodeType: NodeCommand, Pos: t.peekNonSpace().pos}
	for {
		t.peekNonSpace()
		if operand := t.operand(); operand != nil {
			cmd.append(operand)
		}
		switch it := t.next(); it.kind {
		case itemSpace:
			continue
		case itemRightDelim, itemRightParen:
			t.backup()
		case itemPipe:
		default:
			t.unexpected(it, "operand")
		}
		break
	}
	if len(cmd.Args) == 0 {
		t.errorf("empty command")
	}
	return cmd
}

// operand parses a term with fields behind it.
func (t *Tree) operand() Node {
	node := t.term()
	if node == nil {
		return nil
	}
	if t.peek().kind != itemField {
		return node
	}
	chain := &ChainNode{tr: t, NodeType: NodeChain, Pos: t.peek().pos, Node: node}
	for t.peek().kind == itemField {
		chain.Add(t.next().text)
	}
	// Fields of the dot and of variables are part of those.
	switch node.Type() {
	case NodeField:
		return &FieldNode{tr: t, NodeType: NodeField, Pos: chain.Pos, Ident: strings.Split(chain.String()[1:], ".")}
	case NodeVariable:
		return t.newVariable(chain.Pos, chain.String())
	case NodeBool, NodeString, NodeNumber, NodeNil, NodeDot:
		t.errorf("unexpected . after term %q", node.String())
	}
	return chain
}

func (t *Tree) term() Node {
	switch it := t.nextNonSpace(); it.kind {
	case itemIdentifier:
		if t.Mode&SkipFuncCheck == 0 && !t.hasFunction(it.text) {
			t.errorf("function %q not defined", it.text)
		}
		return NewIdentifier(it.text).SetTree(t).SetPos(it.pos)
	case itemDot:
		return &DotNode{tr: t, NodeType: NodeDot, Pos: it.pos}
	case itemNil:
		return &NilNode{tr: t, NodeType: NodeNil, Pos: it.pos}
	case itemVariable:
		v := t.newVariable(it.pos, it.text)
		for _, name := range t.vars {
			if name == v.Ident[0] {
				return v
			}
		}
		t.errorf("undefined variable %q", v.Ident[0])
	case itemField:
		return &FieldNode{tr: t, NodeType: NodeField, Pos: it.pos, Ident: strings.Split(it.text[1:], ".")}
	case itemBool:
		return &BoolNode{tr: t, NodeType: NodeBool, Pos: it.pos, True: it.text == "true"}
	case itemCharConstant, itemComplex, itemNumber:
		n, err := t.newNumber(it.pos, it.text, it.kind)
		t.check(err)
		return n
	case itemLeftParen:
		return t.pipeline("parenthesized pipeline", itemRightParen)
	case itemString, itemRawString:
		s, err := strconv.Unquote(it.text)
		t.check(err)
		return &StringNode{tr: t, NodeType: NodeString, Pos: it.pos, Quoted: it.text, Text: s}
	}
	t.backup()
	return nil
}

func (t *Tree) hasFunction(name string) bool {
	for _, funcs := range t.funcs {
		if funcs[name] != nil {
			return true
		}
	}
	return false
}
