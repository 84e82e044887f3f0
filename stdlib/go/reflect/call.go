package reflect

import (
	"internal/abi"
	"unsafe"
)

// call calls the function value fn (a closure's address) of type t. args are the
// addresses of the arguments, results those of variables for the results.
func call(t *abi.Type, fn unsafe.Pointer, args, results []unsafe.Pointer)

// callMethod calls the method with the code address, whose first argument is an
// interface's data word; t is its type without receiver.
func callMethod(t *abi.Type, code, receiver unsafe.Pointer, args, results []unsafe.Pointer)

// methodFunc makes a closure of type t (without receiver) that calls the method.
func methodFunc(t *abi.Type, code, receiver unsafe.Pointer) unsafe.Pointer

// methodExprFunc makes a closure that takes a receiver of type recv before the method's
// parameters, and its type.
func methodExprFunc(recv, t *abi.Type, code unsafe.Pointer) (*abi.Type, unsafe.Pointer)

func methodExpr(t *abi.Type, i int) (Type, Value) {
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

// makeMethodValue turns v.Method(i) into a function value.
func makeMethodValue(v Value) Value {
	receiver, t, code := v.methodOf()
	return Value{t, methodFunc(t, code, receiver), v.flag.ro() | flag(Func)}
}

// NumMethod is the number of methods in the value's method set.
func (v Value) NumMethod() int {
	if v.typ == nil {
		panic(&ValueError{"reflect.Value.NumMethod", Invalid})
	}
	if v.flag&flagMethod != 0 {
		return 0
	}
	return numMethod(v.typ)
}

// Method is the i-th method, bound to v.
func (v Value) Method(i int) Value {
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
	m, ok := toType(v.typ).MethodByName(name)
	if !ok {
		return Value{}
	}
	return v.Method(m.Index)
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
	args := make([]unsafe.Pointer, len(in))
	for i, x := range in {
		x.mustBeExported("Value." + op)
		args[i] = x.assignTo("reflect.Value.Call", t.Params[i]).address()
	}
	results := make([]unsafe.Pointer, len(t.Results))
	for i, r := range t.Results {
		results[i] = abi.New(r)
	}
	if v.flag&flagMethod != 0 {
		callMethod(t, code, receiver, args, results)
	} else {
		call(t, v.pointer(), args, results)
	}
	out := make([]Value, len(results))
	for i, r := range t.Results {
		if r.Direct() {
			out[i] = Value{r, *(*unsafe.Pointer)(results[i]), flag(r.Kind)}
		} else {
			out[i] = Value{r, results[i], flagIndir | flag(r.Kind)}
		}
	}
	return out
}
