package reflect

import (
	"errors"
	"internal/abi"
	"unsafe"
)

// StringHeader is a string in memory. Use unsafe.String and unsafe.StringData instead.
type StringHeader struct {
	Data uintptr
	Len  int
}

// SliceHeader is a slice in memory. Use unsafe.Slice and unsafe.SliceData instead.
type SliceHeader struct {
	Data uintptr
	Len  int
	Cap  int
}

// TypeFor is the type T.
func TypeFor[T any]() Type {
	var v T
	if t := TypeOf(v); t != nil {
		return t
	}
	return TypeOf((*T)(nil)).Elem()
}

// TypeAssert is v.Interface().(T) without an interface value in between.
func TypeAssert[T any](v Value) (T, bool) {
	if v.flag == 0 {
		panic(&ValueError{"reflect.TypeAssert", Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect.TypeAssert: cannot return value obtained from unexported field or method")
	}
	x, ok := valueInterface(v).(T)
	return x, ok
}

// SliceAt is a slice of n elements of the type at p.
func SliceAt(typ Type, p unsafe.Pointer, n int) Value {
	_ = unsafe.Slice((*byte)(p), int(typ.Size())*n)
	s := &slice{p, n, n}
	return Value{sliceOf(typ.common()), unsafe.Pointer(s), flagIndir | flag(Slice)}
}

// InterfaceData gives two words of an interface. Its memory is an implementation detail.
func (v Value) InterfaceData() [2]uintptr {
	v.mustBe(Interface, "Value.InterfaceData")
	return *(*[2]uintptr)(v.ptr)
}

// FieldByIndexErr is FieldByIndex with an error where that panics for a nil pointer.
func (v Value) FieldByIndexErr(index []int) (Value, error) {
	if len(index) == 1 {
		return v.Field(index[0]), nil
	}
	v.mustBe(Struct, "Value.FieldByIndexErr")
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.Elem.Kind == abi.Struct {
			if v.IsNil() {
				return Value{}, errors.New("reflect: indirection through nil pointer to embedded struct field " + v.typ.Elem.Name)
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v, nil
}

// VisibleFields are the fields of a struct that can be selected, those of embedded
// structs too, in the order of the declarations.
func VisibleFields(t Type) []StructField {
	if t == nil {
		panic("reflect: VisibleFields(nil)")
	}
	if t.Kind() != Struct {
		panic("reflect.VisibleFields of non-struct type")
	}
	w := &fieldWalk{byName: map[string]int{}, inside: map[Type]bool{}}
	w.walk(t, nil)
	visible := w.fields[:0]
	for _, f := range w.fields {
		if f.Name != "" {
			visible = append(visible, f)
		}
	}
	return visible
}

type fieldWalk struct {
	fields []StructField // hidden ones have no name
	byName map[string]int
	inside map[Type]bool
}

func (w *fieldWalk) walk(t Type, path []int) {
	if w.inside[t] {
		return
	}
	w.inside[t] = true
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		f.Index = append(append([]int(nil), path...), i)
		add := true
		if j, ok := w.byName[f.Name]; ok {
			old := &w.fields[j]
			switch {
			case len(f.Index) == len(old.Index):
				// Neither can be selected; the entry stays to hide deeper ones.
				old.Name = ""
				add = false
			case len(f.Index) < len(old.Index):
				old.Name = ""
			default:
				add = false
			}
		}
		if add {
			w.byName[f.Name] = len(w.fields)
			w.fields = append(w.fields, f)
		}
		if f.Anonymous {
			ft := f.Type
			if ft.Kind() == Pointer {
				ft = ft.Elem()
			}
			if ft.Kind() == Struct {
				w.walk(ft, f.Index)
			}
		}
	}
	delete(w.inside, t)
}
