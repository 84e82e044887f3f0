package reflect

import (
	"internal/abi"
	"unsafe"
)

// The registers of a call: a function with n parameter words is called as one that takes
// an array of n words, which has the same frame, and returns an array of maxWords. What
// stands behind the words of its results is cleared.
//
// Every word counts as a pointer while it is on its way; the collector ignores those that
// do not point to the heap.

// maxWords is the most words of parameters or results in most calls. Functions that
// reflection makes have no more.
const maxWords = 16

type words [maxWords]unsafe.Pointer

// roomFor is room for as many words, at least: few for a call with no more than these, or one
// of the sizes that callWords knows. What stands behind the words of the parameters does not
// matter to the called function.
func roomFor(n int, few []unsafe.Pointer) []unsafe.Pointer {
	switch {
	case n <= maxWords:
		return few
	case n <= 128:
		return make([]unsafe.Pointer, 128)
	case n <= 1024:
		return make([]unsafe.Pointer, 1024)
	case n <= 8192:
		return make([]unsafe.Pointer, 8192)
	}
	panic("reflect: a call with more than 8192 words")
}

// callLarge is callWords with arrays P of pointers and R of numbers, both as long as w.
//
//go:wrapper
func callLarge[P, R any](f unsafe.Pointer, nresults int, w []unsafe.Pointer) {
	var r P
	to := (*R)(unsafe.Pointer(&r))
	*to = (*(*func(P) R)(f))(*(*P)(unsafe.Pointer(&w[0])))
	all := unsafe.Slice((*unsafe.Pointer)(unsafe.Pointer(&r)), len(w))
	clear(all[nresults:])
	copy(w, all)
}

// callWords calls the closure fn with the first n words of w, which roomFor gave; nresults
// words replace them.
//
//go:wrapper
func callWords(fn unsafe.Pointer, n, nresults int, w []unsafe.Pointer) {
	f := unsafe.Pointer(&fn)
	switch len(w) {
	case maxWords:
	case 128:
		callLarge[[128]unsafe.Pointer, [128]uintptr](f, nresults, w)
		return
	case 1024:
		callLarge[[1024]unsafe.Pointer, [1024]uintptr](f, nresults, w)
		return
	default:
		callLarge[[8192]unsafe.Pointer, [8192]uintptr](f, nresults, w)
		return
	}
	// Behind the results stands what the called function left in its registers. The collector
	// must not see it, so for the moment nothing there is a pointer; up to the clearing there is
	// no place where it could come in between.
	var r words
	to := (*[maxWords]uintptr)(unsafe.Pointer(&r))
	switch n {
	case 0:
		*to = (*(*func() [maxWords]uintptr)(f))()
	case 1:
		*to = (*(*func([1]unsafe.Pointer) [maxWords]uintptr)(f))([1]unsafe.Pointer(w[:1]))
	case 2:
		*to = (*(*func([2]unsafe.Pointer) [maxWords]uintptr)(f))([2]unsafe.Pointer(w[:2]))
	case 3:
		*to = (*(*func([3]unsafe.Pointer) [maxWords]uintptr)(f))([3]unsafe.Pointer(w[:3]))
	case 4:
		*to = (*(*func([4]unsafe.Pointer) [maxWords]uintptr)(f))([4]unsafe.Pointer(w[:4]))
	case 5:
		*to = (*(*func([5]unsafe.Pointer) [maxWords]uintptr)(f))([5]unsafe.Pointer(w[:5]))
	case 6:
		*to = (*(*func([6]unsafe.Pointer) [maxWords]uintptr)(f))([6]unsafe.Pointer(w[:6]))
	case 7:
		*to = (*(*func([7]unsafe.Pointer) [maxWords]uintptr)(f))([7]unsafe.Pointer(w[:7]))
	case 8:
		*to = (*(*func([8]unsafe.Pointer) [maxWords]uintptr)(f))([8]unsafe.Pointer(w[:8]))
	case 9:
		*to = (*(*func([9]unsafe.Pointer) [maxWords]uintptr)(f))([9]unsafe.Pointer(w[:9]))
	case 10:
		*to = (*(*func([10]unsafe.Pointer) [maxWords]uintptr)(f))([10]unsafe.Pointer(w[:10]))
	case 11:
		*to = (*(*func([11]unsafe.Pointer) [maxWords]uintptr)(f))([11]unsafe.Pointer(w[:11]))
	case 12:
		*to = (*(*func([12]unsafe.Pointer) [maxWords]uintptr)(f))([12]unsafe.Pointer(w[:12]))
	case 13:
		*to = (*(*func([13]unsafe.Pointer) [maxWords]uintptr)(f))([13]unsafe.Pointer(w[:13]))
	case 14:
		*to = (*(*func([14]unsafe.Pointer) [maxWords]uintptr)(f))([14]unsafe.Pointer(w[:14]))
	case 15:
		*to = (*(*func([15]unsafe.Pointer) [maxWords]uintptr)(f))([15]unsafe.Pointer(w[:15]))
	case 16:
		*to = (*(*func([16]unsafe.Pointer) [maxWords]uintptr)(f))([16]unsafe.Pointer(w))
	}
	clear(r[nresults:])
	copy(w, r[:])
}

// all are the words, for a function that does not keep them.
func (w *words) all() []unsafe.Pointer {
	return (*words)(abi.NoEscape(unsafe.Pointer(w)))[:]
}

// makeClosure is a closure with n parameter words that run computes the nresults words of its
// results from.
//
//go:wrapper
func makeClosure(n, nresults int, run func(w []unsafe.Pointer)) unsafe.Pointer {
	var f any
	if nresults > maxWords {
		n = maxWords + 1
	}
	switch n {
	case 0:
		f = func() (r words) { run(r.all()); return }
	case 1:
		f = func(a [1]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 2:
		f = func(a [2]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 3:
		f = func(a [3]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 4:
		f = func(a [4]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 5:
		f = func(a [5]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 6:
		f = func(a [6]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 7:
		f = func(a [7]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 8:
		f = func(a [8]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 9:
		f = func(a [9]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 10:
		f = func(a [10]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 11:
		f = func(a [11]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 12:
		f = func(a [12]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 13:
		f = func(a [13]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 14:
		f = func(a [14]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 15:
		f = func(a [15]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	case 16:
		f = func(a [16]unsafe.Pointer) (r words) { copy(r[:], a[:]); run(r.all()); return }
	default:
		f = func() { panic("reflect: a made function with more than 16 words of parameters or results") }
	}
	return (*abi.Eface)(unsafe.Pointer(&f)).Data
}

// wordsOf is the number of registers of a value; split tells whether it is in parts, one
// after the other, and not in memory layout (see the compiler's lower/repr).
func wordsOf(t *abi.Type) (n int, split bool) {
	switch t.Kind {
	case abi.String, abi.Interface, abi.Complex64, abi.Complex128:
		return 2, true
	case abi.Slice:
		return 3, true
	case abi.Array:
		return int(t.Size+7) / 8, t.Size == 0
	case abi.Struct:
		split = true
		for i := range t.Fields {
			words, fieldSplit := wordsOf(t.Fields[i].Type)
			n += words
			split = split && fieldSplit && n <= 8
		}
		if !split {
			return int(t.Size+7) / 8, false
		}
		return n, true
	}
	return 1, true
}

// toWords writes the value at p to the words from i on and gives the index behind it.
func toWords(t *abi.Type, p unsafe.Pointer, w []unsafe.Pointer, i int) int {
	n, split := wordsOf(t)
	if !split {
		w[i+n-1] = nil // what the value does not fill
		abi.Move(t, unsafe.Pointer(&w[i]), p)
		return i + n
	}
	switch t.Kind {
	case abi.Struct:
		for j := range t.Fields {
			f := &t.Fields[j]
			i = toWords(f.Type, unsafe.Add(p, f.Offset), w, i)
		}
		return i
	case abi.Complex64:
		w[i] = unsafe.Pointer(uintptr(*(*uint32)(p)))
		w[i+1] = unsafe.Pointer(uintptr(*(*uint32)(unsafe.Add(p, 4))))
	case abi.Int8:
		w[i] = unsafe.Pointer(uintptr(*(*int8)(p)))
	case abi.Int16:
		w[i] = unsafe.Pointer(uintptr(*(*int16)(p)))
	case abi.Int32:
		w[i] = unsafe.Pointer(uintptr(*(*int32)(p)))
	case abi.Bool, abi.Uint8:
		w[i] = unsafe.Pointer(uintptr(*(*uint8)(p)))
	case abi.Uint16:
		w[i] = unsafe.Pointer(uintptr(*(*uint16)(p)))
	case abi.Uint32, abi.Float32:
		w[i] = unsafe.Pointer(uintptr(*(*uint32)(p)))
	default:
		for j := 0; j < n; j++ {
			w[i+j] = *(*unsafe.Pointer)(unsafe.Add(p, 8*j))
		}
	}
	return i + n
}

// fromWords reads a value from the words from i on and gives the index behind it.
func fromWords(t *abi.Type, p unsafe.Pointer, w []unsafe.Pointer, i int) int {
	n, split := wordsOf(t)
	if !split {
		abi.Move(t, p, unsafe.Pointer(&w[i]))
		return i + n
	}
	switch t.Kind {
	case abi.Struct:
		for j := range t.Fields {
			f := &t.Fields[j]
			i = fromWords(f.Type, unsafe.Add(p, f.Offset), w, i)
		}
		return i
	case abi.Complex64:
		*(*uint32)(p) = uint32(uintptr(w[i]))
		*(*uint32)(unsafe.Add(p, 4)) = uint32(uintptr(w[i+1]))
	case abi.Bool, abi.Int8, abi.Uint8:
		*(*uint8)(p) = uint8(uintptr(w[i]))
	case abi.Int16, abi.Uint16:
		*(*uint16)(p) = uint16(uintptr(w[i]))
	case abi.Int32, abi.Uint32, abi.Float32:
		*(*uint32)(p) = uint32(uintptr(w[i]))
	default:
		for j := 0; j < n; j++ {
			*(*unsafe.Pointer)(unsafe.Add(p, 8*j)) = w[i+j]
		}
	}
	return i + n
}

// toWords writes the value, which is no method, to the words from i on and gives the index
// behind it.
func (v Value) toWords(w []unsafe.Pointer, i int) int {
	if v.flag&flagIndir != 0 {
		return toWords(v.typ, v.ptr, w, i)
	}
	w[i] = v.ptr
	return i + 1
}

// valueOfWords is the value of type t in the words from i on, and the index behind it.
func valueOfWords(t *abi.Type, w []unsafe.Pointer, i int) (Value, int) {
	if t.Direct() {
		return Value{t, w[i], flag(t.Kind)}, i + 1
	}
	p := abi.New(t)
	i = fromWords(t, p, w, i)
	return Value{t, p, flagIndir | flag(t.Kind)}, i
}

// wordsOfAll is the number of registers of values of these types.
func wordsOfAll(types []*abi.Type) int {
	n := 0
	for _, t := range types {
		words, _ := wordsOf(t)
		n += words
	}
	return n
}

// methodFunc makes a closure of type t (without receiver) that calls the method.
//
//go:noinline
//go:wrapper
func methodFunc(t *abi.Type, code, receiver unsafe.Pointer) unsafe.Pointer {
	n, nresults := wordsOfAll(t.Params), wordsOfAll(t.Results)
	return makeClosure(n, nresults, func(w []unsafe.Pointer) {
		var few words
		v := roomFor(max(n+1, nresults), few.all())
		v[0] = receiver
		copy(v[1:], w[:n])
		callWords(abi.NoEscape(unsafe.Pointer(&code)), n+1, nresults, v)
		copy(w, v)
	})
}

// methodExprFunc makes a closure that takes a receiver of type recv before the method's
// parameters, and its type.
//
//go:noinline
//go:wrapper
func methodExprFunc(recv, t *abi.Type, code unsafe.Pointer) (*abi.Type, unsafe.Pointer) {
	params := append([]*abi.Type{recv}, t.Params...)
	ft := funcOf(params, t.Results, t.TFlag&abi.TFlagVariadic != 0)
	own, _ := wordsOf(recv)
	n, nresults := wordsOfAll(t.Params), wordsOfAll(t.Results)
	fn := makeClosure(own+n, nresults, func(w []unsafe.Pointer) {
		p := abi.New(recv)
		fromWords(recv, p, w, 0)
		if recv.Direct() {
			p = *(*unsafe.Pointer)(p)
		}
		var few words
		v := roomFor(max(n+1, nresults), few.all())
		v[0] = p
		copy(v[1:], w[own:own+n])
		callWords(abi.NoEscape(unsafe.Pointer(&code)), n+1, nresults, v)
		copy(w, v)
	})
	return ft, fn
}

// MakeFunc is a function of the type that calls fn.
//
//go:noinline
//go:wrapper
func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	if typ.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	t := typ.common()
	closure := makeClosure(wordsOfAll(t.Params), wordsOfAll(t.Results), func(w []unsafe.Pointer) {
		args := make([]Value, len(t.Params))
		n := 0
		for i, pt := range t.Params {
			args[i], n = valueOfWords(pt, w, n)
		}
		out := fn(args)
		if len(out) != len(t.Results) {
			panic("reflect: wrong return count from function created by MakeFunc")
		}
		n = 0
		for i, rt := range t.Results {
			v := out[i]
			if v.typ == nil {
				panic("reflect: function created by MakeFunc using closure returned zero Value")
			}
			if v.flag&flagRO != 0 {
				panic("reflect: function created by MakeFunc using closure returned value obtained from unexported field")
			}
			n = v.assignTo("reflect.MakeFunc", rt).toWords(w, n)
		}
	})
	return Value{t, closure, flag(Func)}
}

// findsMethods tells the compiler that the program finds methods by reflection, so that
// it keeps all exported ones.
func findsMethods() {}

func methodExpr(t *abi.Type, i int) (Type, Value) {
	findsMethods()
	m := &t.Methods[i]
	ft, fn := methodExprFunc(t, m.Type, m.Code)
	return toType(ft), Value{ft, fn, flag(Func)}
}

// methodOf finds the receiver word, type and code of the method value v.
func (v Value) methodOf() (receiver unsafe.Pointer, t *abi.Type, code unsafe.Pointer) {
	i := int(v.flag >> flagMethodShift)
	if v.typ.Kind == abi.Interface {
		m := &v.typ.IMethods[i]
		iface := (*abi.Iface)(v.ptr)
		if iface.Tab == nil {
			panic("reflect: Method on nil interface value")
		}
		at := unsafe.Add(unsafe.Pointer(&iface.Tab.Code), uintptr(i)*8)
		return iface.Data, m.Type, *(*unsafe.Pointer)(at)
	}
	m := &v.typ.Methods[exportedMethod(v.typ, i)]
	receiver = v.ptr
	if v.typ.Direct() {
		receiver = Value{v.typ, v.ptr, v.flag &^ flagMethod}.pointer()
	} else if v.flag&flagAddr != 0 {
		receiver = abi.New(v.typ)
		abi.Move(v.typ, receiver, v.ptr)
	}
	return receiver, m.Type, m.Code
}

func (v Value) methodType() *abi.Type {
	i := int(v.flag >> flagMethodShift)
	if v.typ.Kind == abi.Interface {
		return v.typ.IMethods[i].Type
	}
	return v.typ.Methods[exportedMethod(v.typ, i)].Type
}

// methodValue is set once the program has made a Value of a method, so that programs
// that never do need no code for it.
var methodValue func(v Value) Value

// makeMethodValue turns v.Method(i) into a function value.
func makeMethodValue(v Value) Value { return methodValue(v) }

func methodToFunc(v Value) Value {
	receiver, t, code := v.methodOf()
	return Value{t, methodFunc(t, code, receiver), v.flag.ro() | flag(Func)}
}

// NumMethod is the number of methods in the value's method set.
func (v Value) NumMethod() int {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.NumMethod", Invalid})
	}
	findsMethods()
	if v.flag&flagMethod != 0 {
		return 0
	}
	return numMethod(v.typ)
}

// Method is the i-th method, bound to v.
func (v Value) Method(i int) Value {
	findsMethods()
	methodValue = methodToFunc
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.Method", Invalid})
	}
	if v.flag&flagMethod != 0 || uint(i) >= uint(numMethod(v.typ)) {
		panic("reflect: Method index out of range")
	}
	if v.typ.Kind == abi.Interface && v.IsNil() {
		panic("reflect: Method on nil interface value")
	}
	fl := v.flag.ro() | v.flag&(flagIndir|flagAddr) | flag(Func) | flag(i)<<flagMethodShift | flagMethod
	return Value{v.typ, v.ptr, fl}
}

// MethodByName is the method with the name bound to v, the zero Value if there is none.
func (v Value) MethodByName(name string) Value {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.MethodByName", Invalid})
	}
	if v.flag&flagMethod != 0 {
		return Value{}
	}
	i := methodIndex(v.typ, name)
	if i < 0 {
		return Value{}
	}
	return v.Method(i)
}

// Call calls the function v with the arguments; those of a variadic parameter one by one.
func (v Value) Call(in []Value) []Value {
	v.mustBe(Func, "Value.Call")
	v.mustBeExported("Value.Call")
	return v.call("Call", in, false)
}

// CallSlice calls the variadic function v with a slice for its last parameter.
func (v Value) CallSlice(in []Value) []Value {
	v.mustBe(Func, "Value.CallSlice")
	v.mustBeExported("Value.CallSlice")
	return v.call("CallSlice", in, true)
}

func (v Value) call(op string, in []Value, spread bool) []Value {
	t := v.typ
	var receiver, code unsafe.Pointer
	if v.flag&flagMethod != 0 {
		receiver, t, code = v.methodOf()
	} else if v.pointer() == nil {
		panic("reflect.Value.Call: call of nil function")
	}
	n := len(t.Params)
	variadic := t.TFlag&abi.TFlagVariadic != 0
	if spread {
		if !variadic {
			panic("reflect: CallSlice of non-variadic function")
		}
		if len(in) < n {
			panic("reflect: CallSlice with too few input arguments")
		}
		if len(in) > n {
			panic("reflect: CallSlice with too many input arguments")
		}
	} else {
		if variadic {
			n--
		}
		if len(in) < n {
			panic("reflect: Call with too few input arguments")
		}
		if !variadic && len(in) > n {
			panic("reflect: Call with too many input arguments")
		}
	}
	for _, x := range in {
		if x.Kind() == Invalid {
			panic("reflect: " + op + " using zero Value argument")
		}
	}
	for i := 0; i < n; i++ {
		if have, want := in[i].typ, t.Params[i]; !directlyAssignable(want, have) &&
			!(want.Kind == abi.Interface && have.Implements(want)) {
			panic("reflect: " + op + " using " + have.Str + " as type " + want.Str)
		}
	}
	if !spread && variadic {
		rest := MakeSlice(toType(t.Params[n]), len(in)-n, len(in)-n)
		for i := n; i < len(in); i++ {
			elem := t.Params[n].Elem
			if have := in[i].typ; !directlyAssignable(elem, have) &&
				!(elem.Kind == abi.Interface && have.Implements(elem)) {
				panic("reflect: cannot use " + have.Str + " as type " + elem.Str + " in " + op)
			}
			rest.Index(i - n).Set(in[i])
		}
		in = append(append([]Value(nil), in[:n]...), rest)
	}
	var few words
	nresults := wordsOfAll(t.Results)
	w := roomFor(max(1+wordsOfAll(t.Params), nresults), few.all())
	n = 0
	var fn unsafe.Pointer
	if v.flag&flagMethod != 0 {
		// The first parameter of a method is an interface's data word.
		fn, w[0], n = abi.NoEscape(unsafe.Pointer(&code)), receiver, 1
	} else {
		fn = v.pointer()
	}
	for i, x := range in {
		x.mustBeExported("Value." + op)
		n = x.assignTo("reflect.Value.Call", t.Params[i]).toWords(w, n)
	}
	callWords(fn, n, nresults, w)
	out := make([]Value, len(t.Results))
	n = 0
	for i, r := range t.Results {
		out[i], n = valueOfWords(r, w, n)
	}
	return out
}
