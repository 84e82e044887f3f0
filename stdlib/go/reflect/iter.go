package reflect

import (
	"internal/abi"
	"iter"
)

// rangeNum goes over the integers below v's value, in v's type.
func rangeNum(v Value) iter.Seq[Value] {
	t := v.Type()
	return func(yield func(Value) bool) {
		if v.CanUint() {
			for i, n := uint64(0), v.Uint(); i < n; i++ {
				x := New(t).Elem()
				x.SetUint(i)
				if !yield(copyOut(x.typ, 0, x.ptr)) {
					return
				}
			}
			return
		}
		for i, n := int64(0), v.Int(); i < n; i++ {
			x := New(t).Elem()
			x.SetInt(i)
			if !yield(copyOut(x.typ, 0, x.ptr)) {
				return
			}
		}
	}
}

// Seq goes over v as a range statement with one variable does.
func (v Value) Seq() iter.Seq[Value] {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value.Seq", Invalid})
	}
	if v.kind() == Func && isSeq(v.typ, 1) {
		return func(yield func(Value) bool) {
			rf := MakeFunc(v.Type().In(0), func(in []Value) []Value {
				return []Value{ValueOf(yield(in[0])).Convert(v.Type().In(0).Out(0))}
			})
			v.Call([]Value{rf})
		}
	}
	switch v.kind() {
	case Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr:
		return rangeNum(v)
	case Pointer:
		if v.typ.Elem.Kind != abi.Array {
			break
		}
		return func(yield func(Value) bool) {
			for i := range v.Elem().Len() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case Array, Slice:
		return func(yield func(Value) bool) {
			for i := range v.Len() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case String:
		return func(yield func(Value) bool) {
			for i := range v.String() {
				if !yield(ValueOf(i)) {
					return
				}
			}
		}
	case Map:
		return func(yield func(Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key()) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.Type().String() + " cannot produce iter.Seq[Value]")
}

// Seq2 goes over v as a range statement with two variables does.
func (v Value) Seq2() iter.Seq2[Value, Value] {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value.Seq2", Invalid})
	}
	if v.kind() == Func && isSeq(v.typ, 2) {
		return func(yield func(Value, Value) bool) {
			rf := MakeFunc(v.Type().In(0), func(in []Value) []Value {
				return []Value{ValueOf(yield(in[0], in[1])).Convert(v.Type().In(0).Out(0))}
			})
			v.Call([]Value{rf})
		}
	}
	elements := func(v Value) iter.Seq2[Value, Value] {
		return func(yield func(Value, Value) bool) {
			for i := range v.Len() {
				if !yield(ValueOf(i), v.Index(i)) {
					return
				}
			}
		}
	}
	switch v.kind() {
	case Pointer:
		if v.typ.Elem.Kind == abi.Array {
			return elements(v.Elem())
		}
	case Array, Slice:
		return elements(v)
	case String:
		return func(yield func(Value, Value) bool) {
			for i, c := range v.String() {
				if !yield(ValueOf(i), ValueOf(c)) {
					return
				}
			}
		}
	case Map:
		return func(yield func(Value, Value) bool) {
			for it := v.MapRange(); it.Next(); {
				if !yield(it.Key(), it.Value()) {
					return
				}
			}
		}
	}
	panic("reflect: " + v.Type().String() + " cannot produce iter.Seq2[Value, Value]")
}

// list goes over what at gives for the indices below n.
func list[T any](n int, at func(i int) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := range n {
			if !yield(at(i)) {
				return
			}
		}
	}
}

func (t *rtype) Fields() iter.Seq[StructField] {
	if t.Kind() != Struct {
		panic("reflect: Fields of non-struct type " + t.String())
	}
	return list(t.NumField(), t.Field)
}

func (t *rtype) Methods() iter.Seq[Method] { return list(t.NumMethod(), t.Method) }

func (t *rtype) Ins() iter.Seq[Type] {
	if t.Kind() != Func {
		panic("reflect: Ins of non-func type " + t.String())
	}
	return list(t.NumIn(), t.In)
}

func (t *rtype) Outs() iter.Seq[Type] {
	if t.Kind() != Func {
		panic("reflect: Outs of non-func type " + t.String())
	}
	return list(t.NumOut(), t.Out)
}

// Fields goes over the fields of a struct with their values.
func (v Value) Fields() iter.Seq2[StructField, Value] {
	t := v.Type()
	if t.Kind() != Struct {
		panic("reflect: Fields of non-struct type " + t.String())
	}
	return func(yield func(StructField, Value) bool) {
		for i := range v.NumField() {
			if !yield(t.Field(i), v.Field(i)) {
				return
			}
		}
	}
}

// Methods goes over v's methods, bound to v.
func (v Value) Methods() iter.Seq2[Method, Value] {
	return func(yield func(Method, Value) bool) {
		t := v.Type()
		for i := range v.NumMethod() {
			if !yield(t.Method(i), v.Method(i)) {
				return
			}
		}
	}
}
