package reflect

import (
	"internal/abi"
	"unsafe"
)

// directlyAssignable tells whether a value of type v can be assigned to type t without a
// change of its representation.
func directlyAssignable(t, v *abi.Type) bool {
	if t == v {
		return true
	}
	if t.TFlag&abi.TFlagNamed != 0 && v.TFlag&abi.TFlagNamed != 0 || t.Kind != v.Kind {
		return false
	}
	if t.Kind == abi.Chan && v.Len == int(BothDir) && t.Elem == v.Elem {
		return true
	}
	return identicalUnderlying(t, v, true)
}

// identical compares type identities; tags count if tags.
func identical(t, v *abi.Type, tags bool) bool {
	if tags || t == v {
		return t == v
	}
	if t.Name != v.Name || t.Kind != v.Kind || t.PkgPath != v.PkgPath {
		return false
	}
	return identicalUnderlying(t, v, false)
}

func identicalUnderlying(t, v *abi.Type, tags bool) bool {
	if t == v {
		return true
	}
	if t.Kind != v.Kind {
		return false
	}
	if t.Kind <= abi.Complex128 || t.Kind == abi.String || t.Kind == abi.UnsafePointer {
		return true
	}
	switch t.Kind {
	case abi.Array:
		return t.Len == v.Len && identical(t.Elem, v.Elem, tags)
	case abi.Chan:
		return t.Len == v.Len && identical(t.Elem, v.Elem, tags)
	case abi.Map:
		return identical(t.Key, v.Key, tags) && identical(t.Elem, v.Elem, tags)
	case abi.Pointer, abi.Slice:
		return identical(t.Elem, v.Elem, tags)
	case abi.Func:
		return t.TFlag&abi.TFlagVariadic == v.TFlag&abi.TFlagVariadic &&
			identicalList(t.Params, v.Params, tags) && identicalList(t.Results, v.Results, tags)
	case abi.Interface:
		if len(t.IMethods) != len(v.IMethods) {
			return false
		}
		for i := range t.IMethods {
			a, b := &t.IMethods[i], &v.IMethods[i]
			if a.Name != b.Name || a.PkgPath != b.PkgPath || a.Type != b.Type {
				return false
			}
		}
		return true
	case abi.Struct:
		if len(t.Fields) != len(v.Fields) {
			return false
		}
		for i := range t.Fields {
			a, b := &t.Fields[i], &v.Fields[i]
			if a.Name != b.Name || a.PkgPath != b.PkgPath || a.Offset != b.Offset || a.Embedded != b.Embedded {
				return false
			}
			if tags && a.Tag != b.Tag || !identical(a.Type, b.Type, tags) {
				return false
			}
		}
		return true
	}
	return false
}

func identicalList(t, v []*abi.Type, tags bool) bool {
	if len(t) != len(v) {
		return false
	}
	for i := range t {
		if !identical(t[i], v[i], tags) {
			return false
		}
	}
	return true
}

// assignTo gives v as a value of type dst; context begins the panic if it cannot be.
func (v Value) assignTo(context string, dst *abi.Type) Value {
	if v.flag&flagMethod != 0 {
		v = makeMethodValue(v)
	}
	if directlyAssignable(dst, v.typ) {
		f := v.flag&(flagAddr|flagIndir) | v.flag.ro() | flag(dst.Kind)
		return Value{dst, v.ptr, f}
	}
	if dst.Kind == abi.Interface && v.typ.Implements(dst) {
		if v.Kind() == Interface && v.IsNil() {
			return Value{dst, abi.New(dst), flagIndir | flag(Interface)}
		}
		p := abi.New(dst)
		storeInterface(dst, p, valueInterface(v))
		return Value{dst, p, flagIndir | flag(Interface)}
	}
	panic(context + ": value of type " + v.typ.Str + " is not assignable to type " + dst.Str)
}

// storeInterface sets the variable of interface type dst at p to x.
func storeInterface(dst *abi.Type, p unsafe.Pointer, x any) {
	e := (*abi.Eface)(unsafe.Pointer(&x))
	if len(dst.IMethods) == 0 {
		*(*any)(p) = x
		return
	}
	if e.Type == nil {
		*(*abi.Iface)(p) = abi.Iface{}
		return
	}
	*(*abi.Iface)(p) = abi.Iface{abi.GetItab(dst, e.Type), e.Data}
}
