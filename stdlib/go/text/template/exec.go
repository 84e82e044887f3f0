package template

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"text/template/parse"
)

// maxDepth limits how deep templates call each other.
const maxDepth = 100000

// variable is a variable that holds a value at this point of execution.
type variable struct {
	name  string
	value reflect.Value
}

// state is where execution stands.
type state struct {
	tmpl  *Template
	w     io.Writer
	node  parse.Node // for errors
	vars  []variable
	depth int
}

// ExecError is an error of execution other than that of writing.
type ExecError struct {
	Name string
	Err  error
}

func (e ExecError) Error() string { return e.Err.Error() }
func (e ExecError) Unwrap() error { return e.Err }

// writeError brings an error of the writer through the panics.
type writeError struct{ err error }

var (
	walkBreak    = errors.New("break")
	walkContinue = errors.New("continue")
)

func (s *state) errorf(format string, args ...any) {
	name := strings.ReplaceAll(s.tmpl.Name(), "%", "%%")
	if s.node == nil {
		format = fmt.Sprintf("template: %s: %s", name, format)
	} else {
		location, context := s.tmpl.ErrorContext(s.node)
		if len(context) > 20 {
			context = fmt.Sprintf("%.20s...", context)
		}
		format = fmt.Sprintf("template: %s: executing %q at <%s>: %s", location, name, strings.ReplaceAll(context, "%", "%%"), format)
	}
	panic(ExecError{s.tmpl.Name(), fmt.Errorf(format, args...)})
}

func (s *state) write(b []byte) {
	if _, err := s.w.Write(b); err != nil {
		panic(writeError{err})
	}
}

// ExecuteTemplate executes the associated template of a name.
func (t *Template) ExecuteTemplate(wr io.Writer, name string, data any) error {
	tmpl := t.Lookup(name)
	if tmpl == nil {
		return fmt.Errorf("template: no template %q associated with template %q", name, t.name)
	}
	return tmpl.Execute(wr, data)
}

// Execute writes the template filled with data.
func (t *Template) Execute(wr io.Writer, data any) (err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case writeError:
			err = e.err
		case ExecError:
			err = e
		default:
			panic(e)
		}
	}()
	value, ok := data.(reflect.Value)
	if !ok {
		value = reflect.ValueOf(data)
	}
	s := &state{tmpl: t, w: wr, vars: []variable{{"$", value}}}
	if t.Tree == nil || t.Root == nil {
		s.errorf("%q is an incomplete or empty template", t.Name())
	}
	s.walk(value, t.Root)
	return nil
}

// DefinedTemplates tells the names of the associated templates.
func (t *Template) DefinedTemplates() string {
	if t.common == nil {
		return ""
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	var names []string
	for name, tmpl := range t.tmpl {
		if tmpl.Tree != nil && tmpl.Root != nil {
			names = append(names, fmt.Sprintf("%q", name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; defined templates are: " + strings.Join(names, ", ")
}

func (s *state) mark() int    { return len(s.vars) }
func (s *state) pop(mark int) { s.vars = s.vars[:mark] }
func (s *state) push(name string, value reflect.Value) {
	s.vars = append(s.vars, variable{name, value})
}

func (s *state) setVar(name string, value reflect.Value) {
	for i := s.mark() - 1; i >= 0; i-- {
		if s.vars[i].name == name {
			s.vars[i].value = value
			return
		}
	}
	s.errorf("undefined variable: %s", name)
}

func (s *state) varValue(name string) reflect.Value {
	for i := s.mark() - 1; i >= 0; i-- {
		if s.vars[i].name == name {
			return s.vars[i].value
		}
	}
	s.errorf("undefined variable: %s", name)
	return reflect.Value{}
}

func (s *state) walk(dot reflect.Value, node parse.Node) {
	s.node = node
	switch node := node.(type) {
	case *parse.ActionNode:
		value := s.pipeline(dot, node.Pipe)
		if len(node.Pipe.Decl) == 0 {
			s.print(node, value)
		}
	case *parse.BreakNode:
		panic(walkBreak)
	case *parse.ContinueNode:
		panic(walkContinue)
	case *parse.CommentNode:
	case *parse.IfNode:
		s.branch(dot, node.Pipe, node.List, node.ElseList, false)
	case *parse.WithNode:
		s.branch(dot, node.Pipe, node.List, node.ElseList, true)
	case *parse.ListNode:
		for _, n := range node.Nodes {
			s.walk(dot, n)
		}
	case *parse.RangeNode:
		s.loop(dot, node)
	case *parse.TemplateNode:
		s.template(dot, node)
	case *parse.TextNode:
		s.write(node.Text)
	default:
		s.errorf("unknown node: %s", node)
	}
}

func (s *state) branch(dot reflect.Value, pipe *parse.PipeNode, list, elseList *parse.ListNode, with bool) {
	defer s.pop(s.mark())
	value := s.pipeline(dot, pipe)
	truth, ok := isTrue(indirectInterface(value))
	if !ok {
		s.errorf("if/with can't use %v", value)
	}
	switch {
	case truth && with:
		s.walk(value, list)
	case truth:
		s.walk(dot, list)
	case elseList != nil:
		s.walk(dot, elseList)
	}
}

// IsTrue tells whether a value is not the zero of its type, and whether that has a meaning.
func IsTrue(val any) (truth, ok bool) { return isTrue(reflect.ValueOf(val)) }

func isTrue(v reflect.Value) (truth, ok bool) {
	if !v.IsValid() {
		return false, true
	}
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() > 0, true
	case reflect.Bool:
		return v.Bool(), true
	case reflect.Chan, reflect.Func, reflect.Pointer, reflect.UnsafePointer, reflect.Interface:
		return !v.IsNil(), true
	case reflect.Struct:
		return true, true
	}
	switch {
	case v.CanInt():
		return v.Int() != 0, true
	case v.CanUint():
		return v.Uint() != 0, true
	case v.CanFloat():
		return v.Float() != 0, true
	case v.CanComplex():
		return v.Complex() != 0, true
	}
	return false, false
}

// oneLoop runs the body for an element; false means break.
func (s *state) oneLoop(r *parse.RangeNode, mark int, index, elem reflect.Value) (goOn bool) {
	if decl := r.Pipe.Decl; len(decl) > 0 {
		set := s.push
		if r.Pipe.IsAssign {
			set = s.setVar
		}
		if len(decl) > 1 {
			set(decl[0].Ident[0], index)
			set(decl[1].Ident[0], elem)
		} else {
			set(decl[0].Ident[0], elem)
		}
	}
	defer s.pop(mark)
	defer func() {
		switch r := recover(); r {
		case nil, walkContinue:
		case walkBreak:
			goOn = false
		default:
			panic(r)
		}
	}()
	goOn = true
	s.walk(elem, r.List)
	return
}

func (s *state) loop(dot reflect.Value, r *parse.RangeNode) {
	defer s.pop(s.mark())
	value, _ := indirect(s.pipeline(dot, r.Pipe))
	if len(r.Pipe.Decl) > 0 && !r.Pipe.IsAssign {
		// The variables belong to the elements.
		s.pop(s.mark() - len(r.Pipe.Decl))
	}
	mark := s.mark()
	ran := false
	one := func(index, elem reflect.Value) bool {
		ran = true
		return s.oneLoop(r, mark, index, elem)
	}
	switch {
	case value.Kind() == reflect.Array || value.Kind() == reflect.Slice:
		for i := range value.Len() {
			if !one(reflect.ValueOf(i), value.Index(i)) {
				break
			}
		}
	case value.CanInt():
		if len(r.Pipe.Decl) > 1 {
			s.errorf("can't use %v to iterate over more than one variable", value)
		}
		for i := int64(0); i < value.Int(); i++ {
			if !one(reflect.ValueOf(int(i)), reflect.ValueOf(i).Convert(value.Type())) {
				break
			}
		}
	case value.CanUint():
		if len(r.Pipe.Decl) > 1 {
			s.errorf("can't use %v to iterate over more than one variable", value)
		}
		for i := uint64(0); i < value.Uint(); i++ {
			if !one(reflect.ValueOf(int(i)), reflect.ValueOf(i).Convert(value.Type())) {
				break
			}
		}
	case value.Kind() == reflect.Map:
		keys := value.MapKeys()
		slices.SortStableFunc(keys, compareKeys)
		for _, key := range keys {
			if !one(key, value.MapIndex(key)) {
				break
			}
		}
	case value.Kind() == reflect.Chan:
		if value.IsNil() {
			break
		}
		if value.Type().ChanDir() == reflect.SendDir {
			s.errorf("range over send-only channel %v", value)
		}
		for i := 0; ; i++ {
			elem, ok := value.Recv()
			if !ok || !one(reflect.ValueOf(i), elem) {
				break
			}
		}
	case value.Kind() == reflect.Invalid:
	case value.Kind() == reflect.String:
		for i, c := range value.String() {
			if !one(reflect.ValueOf(i), reflect.ValueOf(c)) {
				break
			}
		}
	case value.Kind() == reflect.Func && value.Type().CanSeq():
		if len(r.Pipe.Decl) > 1 {
			s.errorf("can't use %v iterate over more than one variable", value)
		}
		value.Seq()(func(elem reflect.Value) bool { return one(reflect.Value{}, elem) })
	case value.Kind() == reflect.Func && value.Type().CanSeq2():
		value.Seq2()(func(key, elem reflect.Value) bool {
			if len(r.Pipe.Decl) == 1 {
				return one(reflect.Value{}, key)
			}
			return one(key, elem)
		})
	default:
		s.errorf("range can't iterate over %v", value)
	}
	if !ran && r.ElseList != nil {
		s.walk(dot, r.ElseList)
	}
}

// compareKeys orders the keys of maps as fmt does.
func compareKeys(a, b reflect.Value) int {
	a, b = indirectInterface(a), indirectInterface(b)
	if less, err := lt(a, b); err == nil {
		if less {
			return -1
		}
		if greater, _ := lt(b, a); greater {
			return 1
		}
	}
	return 0
}

func (s *state) template(dot reflect.Value, t *parse.TemplateNode) {
	s.node = t
	tmpl := s.tmpl.Lookup(t.Name)
	if tmpl == nil {
		s.errorf("template %q not defined", t.Name)
	}
	if s.depth == maxDepth {
		s.errorf("exceeded maximum template depth (%v)", maxDepth)
	}
	dot = s.pipeline(dot, t.Pipe)
	inner := *s
	inner.depth++
	inner.tmpl = tmpl
	inner.vars = []variable{{"$", dot}}
	inner.walk(dot, tmpl.Root)
}

// missing is the value of what a pipeline has not given.
var missing = reflect.ValueOf(missingType{})

type missingType struct{}

func isMissing(v reflect.Value) bool { return v.IsValid() && v.Type() == missing.Type() }

func (s *state) pipeline(dot reflect.Value, pipe *parse.PipeNode) (value reflect.Value) {
	if pipe == nil {
		return reflect.Value{}
	}
	s.node = pipe
	value = missing
	for _, cmd := range pipe.Cmds {
		value = s.command(dot, cmd, value)
		// An empty interface is not what anybody wants to see.
		if value.Kind() == reflect.Interface && value.Type().NumMethod() == 0 {
			value = value.Elem()
		}
	}
	for _, v := range pipe.Decl {
		if pipe.IsAssign {
			s.setVar(v.Ident[0], value)
		} else {
			s.push(v.Ident[0], value)
		}
	}
	return value
}

func (s *state) noArguments(args []parse.Node, final reflect.Value) {
	if len(args) > 1 || !isMissing(final) {
		s.errorf("can't give argument to non-function %s", args[0])
	}
}

// command evaluates a command; final is what the one before gave.
func (s *state) command(dot reflect.Value, cmd *parse.CommandNode, final reflect.Value) reflect.Value {
	first := cmd.Args[0]
	switch n := first.(type) {
	case *parse.FieldNode:
		s.node = n
		return s.fields(dot, dot, n, n.Ident, cmd.Args, final)
	case *parse.ChainNode:
		return s.chain(dot, n, cmd.Args, final)
	case *parse.IdentifierNode:
		return s.function(dot, n, cmd, cmd.Args, final)
	case *parse.PipeNode:
		s.noArguments(cmd.Args, final)
		return s.pipeline(dot, n)
	case *parse.VariableNode:
		return s.variable(dot, n, cmd.Args, final)
	}
	s.node = first
	s.noArguments(cmd.Args, final)
	switch word := first.(type) {
	case *parse.BoolNode:
		return reflect.ValueOf(word.True)
	case *parse.DotNode:
		return dot
	case *parse.NilNode:
		s.errorf("nil is not a command")
	case *parse.NumberNode:
		return s.ideal(word)
	case *parse.StringNode:
		return reflect.ValueOf(word.Text)
	}
	s.errorf("can't evaluate command %q", first)
	return reflect.Value{}
}

// ideal is a number as the type that it has by itself.
func (s *state) ideal(n *parse.NumberNode) reflect.Value {
	s.node = n
	isHex := len(n.Text) > 2 && n.Text[0] == '0' && n.Text[1]|0x20 == 'x'
	switch {
	case n.IsComplex:
		return reflect.ValueOf(n.Complex128)
	case n.IsFloat && !isHex && strings.ContainsAny(n.Text, ".eEpP") && n.Text[0] != '\'':
		return reflect.ValueOf(n.Float64)
	case n.IsInt:
		if x := int(n.Int64); int64(x) == n.Int64 {
			return reflect.ValueOf(x)
		}
		s.errorf("%s overflows int", n.Text)
	case n.IsUint:
		s.errorf("%s overflows int", n.Text)
	}
	return reflect.Value{}
}

func (s *state) chain(dot reflect.Value, chain *parse.ChainNode, args []parse.Node, final reflect.Value) reflect.Value {
	s.node = chain
	if len(chain.Field) == 0 {
		s.errorf("internal error: no fields in evalChainNode")
	}
	if chain.Node.Type() == parse.NodeNil {
		s.errorf("indirection through explicit nil in %s", chain)
	}
	pipe := s.arg(dot, nil, chain.Node)
	return s.fields(dot, pipe, chain, chain.Field, args, final)
}

func (s *state) variable(dot reflect.Value, v *parse.VariableNode, args []parse.Node, final reflect.Value) reflect.Value {
	s.node = v
	value := s.varValue(v.Ident[0])
	if len(v.Ident) == 1 {
		s.noArguments(args, final)
		return value
	}
	return s.fields(dot, value, v, v.Ident[1:], args, final)
}

// fields follows a chain of fields; the last may be a method with arguments.
func (s *state) fields(dot, receiver reflect.Value, node parse.Node, names []string, args []parse.Node, final reflect.Value) reflect.Value {
	last := len(names) - 1
	for _, name := range names[:last] {
		receiver = s.field(dot, name, node, nil, missing, receiver)
	}
	return s.field(dot, names[last], node, args, final, receiver)
}

func (s *state) function(dot reflect.Value, node *parse.IdentifierNode, cmd parse.Node, args []parse.Node, final reflect.Value) reflect.Value {
	s.node = node
	fn, isBuiltin, ok := findFunction(node.Ident, s.tmpl)
	if !ok {
		s.errorf("%q is not a defined function", node.Ident)
	}
	return s.call(dot, fn, isBuiltin, cmd, node.Ident, args, final)
}

// field is a field, method or map element of the receiver.
func (s *state) field(dot reflect.Value, name string, node parse.Node, args []parse.Node, final, receiver reflect.Value) reflect.Value {
	if !receiver.IsValid() {
		if s.tmpl.option.missingKey == mapError {
			s.errorf("nil data; no entry for key %q", name)
		}
		return reflect.Value{}
	}
	t := receiver.Type()
	receiver, isNil := indirect(receiver)
	if receiver.Kind() == reflect.Interface && isNil {
		s.errorf("nil pointer evaluating %s.%s", t, name)
		return reflect.Value{}
	}
	p := receiver
	if p.Kind() != reflect.Interface && p.Kind() != reflect.Pointer && p.CanAddr() {
		p = p.Addr()
	}
	if method := p.MethodByName(name); method.IsValid() {
		return s.call(dot, method, false, node, name, args, final)
	}
	hasArgs := len(args) > 1 || !isMissing(final)
	switch receiver.Kind() {
	case reflect.Struct:
		if f, ok := receiver.Type().FieldByName(name); ok {
			value, err := receiver.FieldByIndexErr(f.Index)
			if !f.IsExported() {
				s.errorf("%s is an unexported field of struct type %s", name, t)
			}
			if err != nil {
				s.errorf("%v", err)
			}
			if hasArgs {
				s.errorf("%s has arguments but cannot be invoked as function", name)
			}
			return value
		}
	case reflect.Map:
		key := reflect.ValueOf(name)
		if key.Type().AssignableTo(receiver.Type().Key()) {
			if hasArgs {
				s.errorf("%s is not a method but has arguments", name)
			}
			result := receiver.MapIndex(key)
			if !result.IsValid() {
				switch s.tmpl.option.missingKey {
				case mapZeroValue:
					result = reflect.Zero(receiver.Type().Elem())
				case mapError:
					s.errorf("map has no entry for key %q", name)
				}
			}
			return result
		}
	case reflect.Pointer:
		elem := receiver.Type().Elem()
		if elem.Kind() == reflect.Struct {
			if _, ok := elem.FieldByName(name); !ok {
				break
			}
		}
		if isNil {
			s.errorf("nil pointer evaluating %s.%s", t, name)
		}
	}
	s.errorf("can't evaluate field %s in type %s", name, t)
	return reflect.Value{}
}

var (
	fmtStringerType  = reflect.TypeFor[fmt.Stringer]()
	reflectValueType = reflect.TypeFor[reflect.Value]()
)

func unwrapped(v reflect.Value) reflect.Value {
	if v.IsValid() && v.Type() == reflectValueType {
		v = v.Interface().(reflect.Value)
	}
	return v
}

// call calls a function or method. args are the nodes, the first of which is the function.
func (s *state) call(dot, fn reflect.Value, isBuiltin bool, node parse.Node, name string, args []parse.Node, final reflect.Value) reflect.Value {
	if args != nil {
		args = args[1:]
	}
	t := fn.Type()
	nin := len(args)
	if !isMissing(final) {
		nin++
	}
	fixed := nin
	if t.IsVariadic() {
		fixed = t.NumIn() - 1
		if nin < fixed {
			s.errorf("wrong number of args for %s: want at least %d got %d", name, fixed, len(args))
		}
	} else if nin != t.NumIn() {
		s.errorf("wrong number of args for %s: want %d got %d", name, t.NumIn(), nin)
	}
	if err := goodFunc(name, t); err != nil {
		s.errorf("%v", err)
	}
	if isBuiltin && (name == "and" || name == "or") {
		argType := t.In(0)
		var v reflect.Value
		for _, arg := range args {
			v = unwrapped(s.arg(dot, argType, arg))
			if truth(v) == (name == "or") {
				return v
			}
		}
		if !isMissing(final) {
			v = unwrapped(s.validate(final, argType))
		}
		return v
	}
	argv := make([]reflect.Value, nin)
	i := 0
	for ; i < fixed && i < len(args); i++ {
		argv[i] = s.arg(dot, t.In(i), args[i])
	}
	if t.IsVariadic() {
		elem := t.In(t.NumIn() - 1).Elem()
		for ; i < len(args); i++ {
			argv[i] = s.arg(dot, elem, args[i])
		}
	}
	if !isMissing(final) {
		param := t.In(t.NumIn() - 1)
		if t.IsVariadic() {
			if nin-1 < fixed {
				param = t.In(nin - 1)
			} else {
				param = param.Elem()
			}
		}
		argv[i] = s.validate(final, param)
	}
	if isBuiltin && name == "call" {
		callee := ""
		if len(args) > 0 {
			callee = args[0].String()
		} else {
			callee = "call"
		}
		for k := range argv {
			argv[k] = unwrapped(argv[k])
		}
		v, err := call(callee, argv[0], argv[1:]...)
		if err != nil {
			s.node = node
			s.errorf("error calling %s: %w", name, err)
		}
		return unwrapped(v)
	}
	v, err := safeCall(fn, argv)
	if err != nil {
		s.node = node
		s.errorf("error calling %s: %w", name, err)
	}
	return unwrapped(v)
}

func canBeNil(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return true
	case reflect.Struct:
		return t == reflectValueType
	}
	return false
}

// validate makes a value fit a parameter's type.
func (s *state) validate(value reflect.Value, t reflect.Type) reflect.Value {
	if !value.IsValid() {
		if t == nil {
			return reflect.ValueOf(nil)
		}
		if canBeNil(t) {
			return reflect.Zero(t)
		}
		s.errorf("invalid value; expected %s", t)
	}
	if t == reflectValueType && value.Type() != t {
		return reflect.ValueOf(value)
	}
	if t != nil && !value.Type().AssignableTo(t) {
		if value.Kind() == reflect.Interface && !value.IsNil() {
			value = value.Elem()
			if value.Type().AssignableTo(t) {
				return value
			}
		}
		switch {
		case value.Kind() == reflect.Pointer && value.Type().Elem().AssignableTo(t):
			value = value.Elem()
			if !value.IsValid() {
				s.errorf("dereference of nil pointer of type %s", t)
			}
		case reflect.PointerTo(value.Type()).AssignableTo(t) && value.CanAddr():
			value = value.Addr()
		default:
			s.errorf("wrong type for value; expected %s; got %s", t, value.Type())
		}
	}
	return value
}

// arg evaluates an argument for a parameter of a type.
func (s *state) arg(dot reflect.Value, t reflect.Type, n parse.Node) reflect.Value {
	s.node = n
	switch arg := n.(type) {
	case *parse.DotNode:
		return s.validate(dot, t)
	case *parse.NilNode:
		if t != nil && canBeNil(t) {
			return reflect.Zero(t)
		}
		s.errorf("cannot assign nil to %s", t)
	case *parse.FieldNode:
		return s.validate(s.fields(dot, dot, arg, arg.Ident, []parse.Node{n}, missing), t)
	case *parse.VariableNode:
		return s.validate(s.variable(dot, arg, nil, missing), t)
	case *parse.PipeNode:
		return s.validate(s.pipeline(dot, arg), t)
	case *parse.IdentifierNode:
		return s.validate(s.function(dot, arg, arg, nil, missing), t)
	case *parse.ChainNode:
		return s.validate(s.chain(dot, arg, nil, missing), t)
	}
	if t == nil {
		// The type that the constant has by itself.
		return s.constant(n)
	}
	value := reflect.New(t).Elem()
	number, _ := n.(*parse.NumberNode)
	bad := func(what string) {
		s.errorf("expected %s; found %s", what, n)
	}
	switch {
	case t.Kind() == reflect.Bool:
		b, ok := n.(*parse.BoolNode)
		if !ok {
			bad("bool")
		}
		value.SetBool(b.True)
	case t.Kind() == reflect.String:
		text, ok := n.(*parse.StringNode)
		if !ok {
			bad("string")
		}
		value.SetString(text.Text)
	case value.CanInt():
		if number == nil || !number.IsInt {
			bad("integer")
		}
		value.SetInt(number.Int64)
	case value.CanUint():
		if number == nil || !number.IsUint {
			bad("unsigned integer")
		}
		value.SetUint(number.Uint64)
	case value.CanFloat():
		if number == nil || !number.IsFloat {
			bad("float")
		}
		value.SetFloat(number.Float64)
	case value.CanComplex():
		if number == nil || !number.IsComplex {
			bad("complex")
		}
		value.SetComplex(number.Complex128)
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		return s.constant(n)
	case t == reflectValueType:
		return reflect.ValueOf(s.constant(n))
	default:
		s.errorf("can't handle %s for arg of type %s", n, t)
	}
	return value
}

// constant is a constant as the type it has by itself.
func (s *state) constant(n parse.Node) reflect.Value {
	switch n := n.(type) {
	case *parse.BoolNode:
		return reflect.ValueOf(n.True)
	case *parse.NumberNode:
		return s.ideal(n)
	case *parse.StringNode:
		return reflect.ValueOf(n.Text)
	}
	s.errorf("can't handle assignment of %s to empty interface argument", n)
	return reflect.Value{}
}

// indirect goes through pointers and interfaces; isNil tells that one was nil.
func indirect(v reflect.Value) (rv reflect.Value, isNil bool) {
	for ; v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface; v = v.Elem() {
		if v.IsNil() {
			return v, true
		}
	}
	return v, false
}

// indirectInterface gives what is in an interface.
func indirectInterface(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Interface {
		return v
	}
	if v.IsNil() {
		return reflect.Value{}
	}
	return v.Elem()
}

// print writes a value as fmt does.
func (s *state) print(n parse.Node, v reflect.Value) {
	s.node = n
	text, ok := printable(v)
	if !ok {
		s.errorf("can't print %s of type %s", n, v.Type())
	}
	if _, err := fmt.Fprint(s.w, text); err != nil {
		panic(writeError{err})
	}
}

// printable gives what fmt can print of a value; false for functions and channels.
func printable(v reflect.Value) (any, bool) {
	if v.Kind() == reflect.Pointer {
		v, _ = indirect(v)
	}
	if !v.IsValid() {
		return "<no value>", true
	}
	if !v.Type().Implements(errorType) && !v.Type().Implements(fmtStringerType) {
		if v.CanAddr() && (reflect.PointerTo(v.Type()).Implements(errorType) || reflect.PointerTo(v.Type()).Implements(fmtStringerType)) {
			v = v.Addr()
		} else {
			switch v.Kind() {
			case reflect.Chan, reflect.Func:
				return nil, false
			}
		}
	}
	return v.Interface(), true
}
