package template

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// FuncMap are functions by name. They have one result, or two of which the second is an
// error.
type FuncMap map[string]any

var builtins = sync.OnceValue(func() FuncMap {
	return FuncMap{
		"and": and, "break": nil, "call": emptyCall, "continue": nil, "html": HTMLEscaper, "index": index, "slice": slice,
		"js": JSEscaper, "len": length, "not": not, "or": or, "print": fmt.Sprint, "printf": fmt.Sprintf,
		"println": fmt.Sprintln, "urlquery": URLQueryEscaper,
		"eq": eq, "ge": ge, "gt": gt, "le": le, "lt": lt, "ne": ne,
	}
})

var builtinValues = sync.OnceValue(func() map[string]reflect.Value {
	m := map[string]reflect.Value{}
	for name, fn := range builtins() {
		if fn != nil {
			m[name] = checkedFunc(name, fn)
		}
	}
	return m
})

// checkedFunc panics if fn is no function for templates.
func checkedFunc(name string, fn any) reflect.Value {
	if !goodName(name) {
		panic(fmt.Errorf("function name %q is not a valid identifier", name))
	}
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func {
		panic("value for " + name + " not a function")
	}
	if err := goodFunc(name, v.Type()); err != nil {
		panic(err)
	}
	return v
}

var errorType = reflect.TypeFor[error]()

func goodFunc(name string, t reflect.Type) error {
	switch n := t.NumOut(); {
	case n == 1, n == 2 && t.Out(1) == errorType:
		return nil
	case n == 2:
		return fmt.Errorf("invalid function signature for %s: second return value should be error; is %s", name, t.Out(1))
	default:
		return fmt.Errorf("function %s has %d return values; should be 1 or 2", name, n)
	}
}

func goodName(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
}

func findFunction(name string, t *Template) (v reflect.Value, isBuiltin, ok bool) {
	if t != nil && t.common != nil {
		t.muFuncs.RLock()
		defer t.muFuncs.RUnlock()
		if fn := t.exec[name]; fn.IsValid() {
			return fn, false, true
		}
	}
	fn, ok := builtinValues()[name]
	return fn, true, ok
}

// argument converts a value for a parameter, if that is possible.
func argument(value reflect.Value, t reflect.Type) (reflect.Value, error) {
	if !value.IsValid() {
		if !canBeNil(t) {
			return reflect.Value{}, fmt.Errorf("value is nil; should be of type %s", t)
		}
		value = reflect.Zero(t)
	}
	if value.Type().AssignableTo(t) {
		return value, nil
	}
	if isIntLike(value.Kind()) && isIntLike(t.Kind()) && value.Type().ConvertibleTo(t) {
		return value.Convert(t), nil
	}
	return reflect.Value{}, fmt.Errorf("value has type %s; should be %s", value.Type(), t)
}

func isIntLike(kind reflect.Kind) bool { return reflect.Int <= kind && kind <= reflect.Uintptr }

// indexArg checks an index.
func indexArg(v reflect.Value, limit int) (int, error) {
	var x int64
	switch {
	case v.CanInt():
		x = v.Int()
	case v.CanUint():
		x = int64(v.Uint())
	case !v.IsValid():
		return 0, fmt.Errorf("cannot index slice/array with nil")
	default:
		return 0, fmt.Errorf("cannot index slice/array with type %s", v.Type())
	}
	if x < 0 || int(x) < 0 || int(x) > limit {
		return 0, fmt.Errorf("index out of range: %d", x)
	}
	return int(x), nil
}

func index(item reflect.Value, indexes ...reflect.Value) (reflect.Value, error) {
	item = indirectInterface(item)
	if !item.IsValid() {
		return reflect.Value{}, fmt.Errorf("index of untyped nil")
	}
	for _, at := range indexes {
		at = indirectInterface(at)
		var isNil bool
		if item, isNil = indirect(item); isNil {
			return reflect.Value{}, fmt.Errorf("index of nil pointer")
		}
		switch item.Kind() {
		case reflect.Array, reflect.Slice, reflect.String:
			x, err := indexArg(at, item.Len())
			if err != nil {
				return reflect.Value{}, err
			}
			if x >= item.Len() {
				return reflect.Value{}, fmt.Errorf("error calling index: reflect: slice index out of range")
			}
			item = item.Index(x)
		case reflect.Map:
			key, err := argument(at, item.Type().Key())
			if err != nil {
				return reflect.Value{}, err
			}
			if x := item.MapIndex(key); x.IsValid() {
				item = x
			} else {
				item = reflect.Zero(item.Type().Elem())
			}
		default:
			return reflect.Value{}, fmt.Errorf("can't index item of type %s", item.Type())
		}
	}
	return item, nil
}

func slice(item reflect.Value, indexes ...reflect.Value) (reflect.Value, error) {
	item = indirectInterface(item)
	if !item.IsValid() {
		return reflect.Value{}, fmt.Errorf("slice of untyped nil")
	}
	var isNil bool
	if item, isNil = indirect(item); isNil {
		return reflect.Value{}, fmt.Errorf("slice of nil pointer")
	}
	if len(indexes) > 3 {
		return reflect.Value{}, fmt.Errorf("too many slice indexes: %d", len(indexes))
	}
	limit := 0
	switch item.Kind() {
	case reflect.String:
		if len(indexes) == 3 {
			return reflect.Value{}, fmt.Errorf("cannot 3-index slice a string")
		}
		limit = item.Len()
	case reflect.Array, reflect.Slice:
		limit = item.Cap()
	default:
		return reflect.Value{}, fmt.Errorf("can't slice item of type %s", item.Type())
	}
	bounds := [3]int{0, item.Len()}
	for i, at := range indexes {
		x, err := indexArg(indirectInterface(at), limit)
		if err != nil {
			return reflect.Value{}, err
		}
		bounds[i] = x
	}
	if bounds[0] > bounds[1] {
		return reflect.Value{}, fmt.Errorf("invalid slice index: %d > %d", bounds[0], bounds[1])
	}
	if len(indexes) < 3 {
		return item.Slice(bounds[0], bounds[1]), nil
	}
	if bounds[1] > bounds[2] {
		return reflect.Value{}, fmt.Errorf("invalid slice index: %d > %d", bounds[1], bounds[2])
	}
	return item.Slice3(bounds[0], bounds[1], bounds[2]), nil
}

func length(arg reflect.Value) (int, error) {
	arg, isNil := indirect(arg)
	if isNil {
		return 0, errors.New("len of nil pointer")
	}
	switch arg.Kind() {
	case reflect.Array, reflect.Chan, reflect.Map, reflect.Slice, reflect.String:
		return arg.Len(), nil
	}
	return 0, fmt.Errorf("len of type %s", arg.Type())
}

// emptyCall stands for call, which execution does itself, as it knows the name.
func emptyCall(fn reflect.Value, args ...reflect.Value) reflect.Value {
	panic("unreachable")
}

func call(name string, fn reflect.Value, args ...reflect.Value) (reflect.Value, error) {
	fn = indirectInterface(fn)
	if !fn.IsValid() {
		return reflect.Value{}, fmt.Errorf("call of nil")
	}
	t := fn.Type()
	if t.Kind() != reflect.Func {
		return reflect.Value{}, fmt.Errorf("non-function %s of type %s", name, t)
	}
	if err := goodFunc(name, t); err != nil {
		return reflect.Value{}, err
	}
	n := t.NumIn()
	if t.IsVariadic() {
		if len(args) < n-1 {
			return reflect.Value{}, fmt.Errorf("wrong number of args for %s: got %d want at least %d", name, len(args), n-1)
		}
	} else if len(args) != n {
		return reflect.Value{}, fmt.Errorf("wrong number of args for %s: got %d want %d", name, len(args), n)
	}
	in := make([]reflect.Value, len(args))
	for i, arg := range args {
		var param reflect.Type
		if t.IsVariadic() && i >= n-1 {
			param = t.In(n - 1).Elem()
		} else {
			param = t.In(i)
		}
		var err error
		if in[i], err = argument(indirectInterface(arg), param); err != nil {
			return reflect.Value{}, fmt.Errorf("arg %d: %w", i, err)
		}
	}
	return safeCall(fn, in)
}

// safeCall calls a function; its panic is an error.
func safeCall(fn reflect.Value, args []reflect.Value) (v reflect.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok {
				err = e
			} else {
				err = fmt.Errorf("%v", r)
			}
		}
	}()
	results := fn.Call(args)
	if len(results) == 2 && !results[1].IsNil() {
		return results[0], results[1].Interface().(error)
	}
	return results[0], nil
}

func truth(arg reflect.Value) bool {
	t, _ := isTrue(indirectInterface(arg))
	return t
}

// and and or are done by execution, which evaluates no more than it needs.
func and(arg0 reflect.Value, args ...reflect.Value) reflect.Value { panic("unreachable") }
func or(arg0 reflect.Value, args ...reflect.Value) reflect.Value  { panic("unreachable") }
func not(arg reflect.Value) bool                                  { return !truth(arg) }

var (
	errBadComparisonType = errors.New("invalid type for comparison")
	errNoComparison      = errors.New("missing argument for comparison")
)

type basicKind int

const (
	invalidKind basicKind = iota
	boolKind
	complexKind
	intKind
	floatKind
	stringKind
	uintKind
)

func kindOf(v reflect.Value) (basicKind, error) {
	switch {
	case v.Kind() == reflect.Bool:
		return boolKind, nil
	case v.CanInt():
		return intKind, nil
	case v.CanUint():
		return uintKind, nil
	case v.CanFloat():
		return floatKind, nil
	case v.CanComplex():
		return complexKind, nil
	case v.Kind() == reflect.String:
		return stringKind, nil
	}
	return invalidKind, errBadComparisonType
}

func isNil(v reflect.Value) bool {
	if !v.IsValid() {
		return true
	}
	switch v.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	}
	return false
}

// canCompare tells why two values cannot be compared.
func canCompare(a, b reflect.Value) error {
	if a.IsValid() && !a.Type().Comparable() && !isNil(b) {
		return fmt.Errorf("non-comparable type %s: %v", a, a.Type())
	}
	if b.IsValid() && !b.Type().Comparable() && !isNil(a) {
		return fmt.Errorf("non-comparable type %s: %v", b, b.Type())
	}
	return nil
}

// eq tells whether the first equals one of the others.
func eq(arg1 reflect.Value, arg2 ...reflect.Value) (bool, error) {
	arg1 = indirectInterface(arg1)
	if len(arg2) == 0 {
		return false, errNoComparison
	}
	k1, _ := kindOf(arg1)
	for _, arg := range arg2 {
		arg = indirectInterface(arg)
		k2, _ := kindOf(arg)
		equal := false
		switch {
		case k1 == intKind && k2 == uintKind:
			equal = arg1.Int() >= 0 && uint64(arg1.Int()) == arg.Uint()
		case k1 == uintKind && k2 == intKind:
			equal = arg.Int() >= 0 && arg1.Uint() == uint64(arg.Int())
		case k1 != k2:
			if arg1.IsValid() && arg.IsValid() {
				return false, fmt.Errorf("%w: %v and %v", errBadComparison, arg1.Type(), arg.Type())
			}
		default:
			switch k1 {
			case boolKind:
				equal = arg1.Bool() == arg.Bool()
			case complexKind:
				equal = arg1.Complex() == arg.Complex()
			case floatKind:
				equal = arg1.Float() == arg.Float()
			case intKind:
				equal = arg1.Int() == arg.Int()
			case stringKind:
				equal = arg1.String() == arg.String()
			case uintKind:
				equal = arg1.Uint() == arg.Uint()
			default:
				if err := canCompare(arg1, arg); err != nil {
					return false, err
				}
				if isNil(arg1) || isNil(arg) {
					equal = isNil(arg) == isNil(arg1)
				} else {
					equal = arg.Type().Comparable() && arg1.Interface() == arg.Interface()
				}
			}
		}
		if equal {
			return true, nil
		}
	}
	return false, nil
}

var errBadComparison = errors.New("incompatible types for comparison")

func ne(arg1, arg2 reflect.Value) (bool, error) {
	equal, err := eq(arg1, arg2)
	return !equal, err
}

func lt(arg1, arg2 reflect.Value) (bool, error) {
	arg1 = indirectInterface(arg1)
	k1, err := kindOf(arg1)
	if err != nil {
		return false, err
	}
	arg2 = indirectInterface(arg2)
	k2, err := kindOf(arg2)
	if err != nil {
		return false, err
	}
	switch {
	case k1 == intKind && k2 == uintKind:
		return arg1.Int() < 0 || uint64(arg1.Int()) < arg2.Uint(), nil
	case k1 == uintKind && k2 == intKind:
		return arg2.Int() >= 0 && arg1.Uint() < uint64(arg2.Int()), nil
	case k1 != k2:
		return false, fmt.Errorf("%w: %v and %v", errBadComparison, arg1.Type(), arg2.Type())
	}
	switch k1 {
	case floatKind:
		return arg1.Float() < arg2.Float(), nil
	case intKind:
		return arg1.Int() < arg2.Int(), nil
	case stringKind:
		return arg1.String() < arg2.String(), nil
	case uintKind:
		return arg1.Uint() < arg2.Uint(), nil
	}
	return false, errBadComparisonType
}

func le(arg1, arg2 reflect.Value) (bool, error) {
	less, err := lt(arg1, arg2)
	if less || err != nil {
		return less, err
	}
	return eq(arg1, arg2)
}

func gt(arg1, arg2 reflect.Value) (bool, error) {
	less, err := le(arg1, arg2)
	if err != nil {
		return false, err
	}
	return !less, nil
}

func ge(arg1, arg2 reflect.Value) (bool, error) {
	less, err := lt(arg1, arg2)
	if err != nil {
		return false, err
	}
	return !less, nil
}

var htmlReplacer = strings.NewReplacer("\x00", "\ufffd", `"`, "&#34;", "'", "&#39;", "&", "&amp;", "<", "&lt;", ">", "&gt;")

// HTMLEscape writes b with references for what HTML would take for its own.
func HTMLEscape(w io.Writer, b []byte) { htmlReplacer.WriteString(w, string(b)) }

// HTMLEscapeString is HTMLEscape for a string.
func HTMLEscapeString(s string) string { return htmlReplacer.Replace(s) }

// HTMLEscaper is HTMLEscapeString of the arguments' text.
func HTMLEscaper(args ...any) string { return HTMLEscapeString(argsText(args)) }

// JSEscape writes b as the inside of a JavaScript string.
func JSEscape(w io.Writer, b []byte) { io.WriteString(w, JSEscapeString(string(b))) }

// JSEscapeString is JSEscape for a string.
func JSEscapeString(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\'':
			b.WriteString(`\'`)
		case r == '"':
			b.WriteString(`\"`)
		case r == '<' || r == '>' || r == '&' || r == '=' || r < ' ':
			fmt.Fprintf(&b, `\u%04X`, r)
		case r < utf8.RuneSelf || unicode.IsPrint(r):
			b.WriteString(s[i : i+n])
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
		i += n
	}
	return b.String()
}

// JSEscaper is JSEscapeString of the arguments' text.
func JSEscaper(args ...any) string { return JSEscapeString(argsText(args)) }

// URLQueryEscaper escapes the arguments' text for a query.
func URLQueryEscaper(args ...any) string { return url.QueryEscape(argsText(args)) }

func argsText(args []any) string {
	if len(args) == 1 {
		if s, ok := args[0].(string); ok {
			return s
		}
	}
	for i, arg := range args {
		if v, ok := printable(reflect.ValueOf(arg)); ok {
			args[i] = v
		}
	}
	return fmt.Sprint(args...)
}
