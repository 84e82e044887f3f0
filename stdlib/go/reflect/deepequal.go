package reflect

import (
	"internal/abi"
	"unsafe"
)

// visit is a comparison in progress; meeting it again means a cycle.
type visit struct {
	a, b unsafe.Pointer
	t    *abi.Type
}

// DeepEqual reports whether x and y are of the same type and equal all the way down.
func DeepEqual(x, y any) bool {
	if x == nil || y == nil {
		return x == y
	}
	v, w := ValueOf(x), ValueOf(y)
	if v.typ != w.typ {
		return false
	}
	return deepEqual(v, w, map[visit]bool{})
}

// mayCycle tells whether a comparison of these could lead back to itself.
func mayCycle(v, w Value) bool {
	switch v.Kind() {
	case Pointer, Map, Slice:
		return !v.IsNil() && !w.IsNil()
	case Interface:
		return !v.IsNil() && !w.IsNil()
	}
	return false
}

func (v Value) identity() unsafe.Pointer {
	if v.Kind() == Pointer || v.Kind() == Map {
		return v.pointer()
	}
	return v.ptr
}

func deepEqual(v, w Value, visited map[visit]bool) bool {
	if !v.IsValid() || !w.IsValid() {
		return v.IsValid() == w.IsValid()
	}
	if v.typ != w.typ {
		return false
	}
	if mayCycle(v, w) {
		a, b := v.identity(), w.identity()
		if uintptr(a) > uintptr(b) {
			a, b = b, a
		}
		here := visit{a, b, v.typ}
		if visited[here] {
			return true
		}
		visited[here] = true
	}
	switch v.Kind() {
	case Array:
		for i := 0; i < v.Len(); i++ {
			if !deepEqual(v.Index(i), w.Index(i), visited) {
				return false
			}
		}
		return true
	case Slice:
		if v.IsNil() != w.IsNil() || v.Len() != w.Len() {
			return false
		}
		if v.UnsafePointer() == w.UnsafePointer() {
			return true
		}
		for i := 0; i < v.Len(); i++ {
			if !deepEqual(v.Index(i), w.Index(i), visited) {
				return false
			}
		}
		return true
	case Interface:
		if v.IsNil() || w.IsNil() {
			return v.IsNil() == w.IsNil()
		}
		return deepEqual(v.Elem(), w.Elem(), visited)
	case Pointer:
		if v.UnsafePointer() == w.UnsafePointer() {
			return true
		}
		return deepEqual(v.Elem(), w.Elem(), visited)
	case Struct:
		for i := 0; i < v.NumField(); i++ {
			if !deepEqual(v.Field(i), w.Field(i), visited) {
				return false
			}
		}
		return true
	case Map:
		if v.IsNil() != w.IsNil() || v.Len() != w.Len() {
			return false
		}
		if v.UnsafePointer() == w.UnsafePointer() {
			return true
		}
		iter := v.MapRange()
		for iter.Next() {
			other := w.MapIndex(iter.Key())
			if !other.IsValid() || !deepEqual(iter.Value(), other, visited) {
				return false
			}
		}
		return true
	case Func:
		return v.IsNil() && w.IsNil()
	case Float32, Float64:
		return v.Float() == w.Float()
	case Complex64, Complex128:
		return v.Complex() == w.Complex()
	case String:
		return v.String() == w.String()
	case Chan, UnsafePointer:
		return v.pointer() == w.pointer()
	}
	return abi.Equal(v.typ, v.address(), w.address())
}
