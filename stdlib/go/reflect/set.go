package reflect

import (
	"internal/abi"
	"unsafe"
)

// Set assigns x to the variable v.
func (v Value) Set(x Value) {
	v.mustBeAssignable("Set")
	x.mustBeExported("Set")
	x = x.assignTo("reflect.Set", v.typ)
	if x.flag&flagIndir != 0 {
		abi.Move(v.typ, v.ptr, x.ptr)
	} else {
		*(*unsafe.Pointer)(v.ptr) = x.ptr
	}
}

// SetZero sets v to its type's zero value.
func (v Value) SetZero() {
	v.mustBeAssignable("Value.SetZero")
	abi.Clear(v.typ, v.ptr)
}

// SetBool sets v, which is a bool.
func (v Value) SetBool(x bool) {
	v.mustBeAssignable("Value.SetBool")
	v.mustBe(Bool, "Value.SetBool")
	*(*bool)(v.ptr) = x
}

// SetInt sets v, which is of a signed integer type.
func (v Value) SetInt(x int64) {
	v.mustBeAssignable("Value.SetInt")
	switch v.kind() {
	case Int, Int64:
		*(*int64)(v.ptr) = x
	case Int8:
		*(*int8)(v.ptr) = int8(x)
	case Int16:
		*(*int16)(v.ptr) = int16(x)
	case Int32:
		*(*int32)(v.ptr) = int32(x)
	default:
		panic(&ValueError{"reflect.Value.SetInt", v.kind()})
	}
}

// SetUint sets v, which is of an unsigned integer type.
func (v Value) SetUint(x uint64) {
	v.mustBeAssignable("Value.SetUint")
	switch v.kind() {
	case Uint, Uint64, Uintptr:
		*(*uint64)(v.ptr) = x
	case Uint8:
		*(*uint8)(v.ptr) = uint8(x)
	case Uint16:
		*(*uint16)(v.ptr) = uint16(x)
	case Uint32:
		*(*uint32)(v.ptr) = uint32(x)
	default:
		panic(&ValueError{"reflect.Value.SetUint", v.kind()})
	}
}

// SetFloat sets v, which is of a floating-point type.
func (v Value) SetFloat(x float64) {
	v.mustBeAssignable("Value.SetFloat")
	switch v.kind() {
	case Float32:
		*(*float32)(v.ptr) = float32(x)
	case Float64:
		*(*float64)(v.ptr) = x
	default:
		panic(&ValueError{"reflect.Value.SetFloat", v.kind()})
	}
}

// SetComplex sets v, which is of a complex type.
func (v Value) SetComplex(x complex128) {
	v.mustBeAssignable("Value.SetComplex")
	switch v.kind() {
	case Complex64:
		*(*complex64)(v.ptr) = complex64(x)
	case Complex128:
		*(*complex128)(v.ptr) = x
	default:
		panic(&ValueError{"reflect.Value.SetComplex", v.kind()})
	}
}

// SetString sets v, which is a string.
func (v Value) SetString(x string) {
	v.mustBeAssignable("Value.SetString")
	v.mustBe(String, "Value.SetString")
	*(*string)(v.ptr) = x
}

// SetBytes sets v, which is a slice of bytes.
func (v Value) SetBytes(x []byte) {
	v.mustBeAssignable("Value.SetBytes")
	v.mustBe(Slice, "Value.SetBytes")
	if v.typ.Elem.Kind != abi.Uint8 {
		panic("reflect.Value.SetBytes of non-byte slice")
	}
	*(*[]byte)(v.ptr) = x
}

// SetPointer sets v, which is an unsafe.Pointer.
func (v Value) SetPointer(x unsafe.Pointer) {
	v.mustBeAssignable("Value.SetPointer")
	v.mustBe(UnsafePointer, "Value.SetPointer")
	*(*unsafe.Pointer)(v.ptr) = x
}

// SetLen sets the length of the slice v.
func (v Value) SetLen(n int) {
	v.mustBeAssignable("Value.SetLen")
	v.mustBe(Slice, "Value.SetLen")
	s := (*slice)(v.ptr)
	if uint(n) > uint(s.cap) {
		panic("reflect: slice length out of range in SetLen")
	}
	s.len = n
}

// SetCap sets the capacity of the slice v.
func (v Value) SetCap(n int) {
	v.mustBeAssignable("Value.SetCap")
	v.mustBe(Slice, "Value.SetCap")
	s := (*slice)(v.ptr)
	if n < s.len || n > s.cap {
		panic("reflect: slice capacity out of range in SetCap")
	}
	s.cap = n
}

// Grow makes room for n more elements of the slice v.
func (v Value) Grow(n int) {
	v.mustBeAssignable("Value.Grow")
	v.mustBe(Slice, "Value.Grow")
	if n < 0 {
		panic("reflect.Value.Grow: negative len")
	}
	s := (*slice)(v.ptr)
	if s.len+n < 0 {
		panic("reflect.Value.Grow: slice overflow")
	}
	if s.len+n > s.cap {
		*s = growslice(v.typ.Elem, *s, n)
	}
}

// growslice is s with room for n more elements.
func growslice(elem *abi.Type, s slice, n int) slice {
	capacity := s.cap
	if capacity == 0 {
		capacity = n
	}
	for capacity < s.len+n {
		if capacity < 256 {
			capacity += capacity
		} else {
			capacity += capacity / 4
		}
	}
	p := abi.NewArray(elem, capacity)
	moveElems(elem, p, s.data, s.len)
	return slice{p, s.len, capacity}
}

// moveElems copies n values in a row.
func moveElems(elem *abi.Type, to, from unsafe.Pointer, n int) {
	if uintptr(to) > uintptr(from) {
		for i := n - 1; i >= 0; i-- {
			abi.Move(elem, unsafe.Add(to, uintptr(i)*elem.Size), unsafe.Add(from, uintptr(i)*elem.Size))
		}
		return
	}
	for i := 0; i < n; i++ {
		abi.Move(elem, unsafe.Add(to, uintptr(i)*elem.Size), unsafe.Add(from, uintptr(i)*elem.Size))
	}
}

// Clear empties a map or zeroes the elements of a slice.
func (v Value) Clear() {
	switch v.Kind() {
	case Slice:
		s := (*slice)(v.ptr)
		for i := 0; i < s.len; i++ {
			abi.Clear(v.typ.Elem, unsafe.Add(s.data, uintptr(i)*v.typ.Elem.Size))
		}
	case Map:
		mapClear(v.typ, v.pointer())
	default:
		panic(&ValueError{"reflect.Value.Clear", v.Kind()})
	}
}

// Append appends values to the slice s.
func Append(s Value, x ...Value) Value {
	s.mustBe(Slice, "Append")
	s = s.extended(len(x))
	n := s.Len() - len(x)
	for i, e := range x {
		s.Index(n + i).Set(e)
	}
	return s
}

// AppendSlice appends the elements of t to s.
func AppendSlice(s, t Value) Value {
	s.mustBe(Slice, "AppendSlice")
	t.mustBe(Slice, "AppendSlice")
	if s.typ.Elem != t.typ.Elem {
		panic("reflect.AppendSlice: " + s.typ.Str + " != " + t.typ.Str)
	}
	n := s.Len()
	s = s.extended(t.Len())
	Copy(s.Slice(n, s.Len()), t)
	return s
}

// extended is a slice value that is n elements longer.
func (v Value) extended(n int) Value {
	v.mustBeExported("Append")
	p := new([]unsafe.Pointer)
	s := (*slice)(unsafe.Pointer(p))
	*s = *(*slice)(v.ptr)
	if s.len+n < s.len {
		panic("reflect.Append: slice overflow")
	}
	if s.len+n > s.cap {
		*s = growslice(v.typ.Elem, *s, n)
	}
	s.len += n
	return Value{v.typ, unsafe.Pointer(p), flagIndir | flag(Slice)}
}

// Copy copies elements until either dst or src ends; their number.
func Copy(dst, src Value) int {
	dk := dst.kind()
	if dk != Array && dk != Slice {
		panic(&ValueError{"reflect.Copy", dk})
	}
	if dk == Array {
		dst.mustBeAssignable("Copy")
	}
	dst.mustBeExported("Copy")
	src.mustBeExported("Copy")
	if src.kind() == String {
		if dst.typ.Elem.Kind != abi.Uint8 {
			panic(&ValueError{"reflect.Copy", String})
		}
		return copy(dst.Bytes(), src.String())
	}
	if sk := src.kind(); sk != Array && sk != Slice {
		panic(&ValueError{"reflect.Copy", sk})
	}
	if dst.typ.Elem != src.typ.Elem {
		panic("reflect.Copy: " + dst.typ.Elem.Str + " != " + src.typ.Elem.Str)
	}
	to, from := dst.elements(), src.elements()
	n := to.len
	if from.len < n {
		n = from.len
	}
	moveElems(dst.typ.Elem, to.data, from.data, n)
	return n
}

// elements is an array or slice as a slice.
func (v Value) elements() slice {
	if v.kind() == Slice {
		return *(*slice)(v.ptr)
	}
	p := v.ptr
	if v.flag&flagIndir == 0 {
		p = abi.New(v.typ)
		*(*unsafe.Pointer)(p) = v.ptr
	}
	return slice{p, v.typ.Len, v.typ.Len}
}

// Slice is v[i:j] of an array, slice or string.
func (v Value) Slice(i, j int) Value {
	switch v.kind() {
	case String:
		s := *(*string)(v.ptr)
		if i < 0 || j < i || j > len(s) {
			panic("reflect.Value.Slice: string slice index out of bounds")
		}
		p := new(string)
		*p = s[i:j]
		return Value{v.typ, unsafe.Pointer(p), v.flag&^flagAddr | flagIndir}
	case Array:
		if v.flag&flagAddr == 0 {
			panic("reflect.Value.Slice: slice of unaddressable array")
		}
	case Slice:
	default:
		panic(&ValueError{"reflect.Value.Slice", v.kind()})
	}
	s := v.elements()
	if i < 0 || j < i || j > s.cap {
		panic("reflect.Value.Slice: slice index out of bounds")
	}
	return v.resliced(s, i, j, s.cap)
}

// Slice3 is v[i:j:k] of an array or slice.
func (v Value) Slice3(i, j, k int) Value {
	switch v.kind() {
	case Array:
		if v.flag&flagAddr == 0 {
			panic("reflect.Value.Slice3: slice of unaddressable array")
		}
	case Slice:
	default:
		panic(&ValueError{"reflect.Value.Slice3", v.kind()})
	}
	s := v.elements()
	if i < 0 || j < i || k < j || k > s.cap {
		panic("reflect.Value.Slice3: slice index out of bounds")
	}
	return v.resliced(s, i, j, k)
}

func (v Value) resliced(s slice, i, j, k int) Value {
	t := v.typ
	if t.Kind == abi.Array {
		t = sliceOf(t.Elem)
	}
	p := new([]unsafe.Pointer)
	to := (*slice)(unsafe.Pointer(p))
	to.len, to.cap = j-i, k-i
	to.data = s.data
	if k-i > 0 {
		to.data = unsafe.Add(s.data, uintptr(i)*t.Elem.Size)
	}
	return Value{t, unsafe.Pointer(p), v.flag.ro() | flagIndir | flag(Slice)}
}

// Zero is the zero value of a type; it is not addressable.
func Zero(typ Type) Value {
	if typ == nil {
		panic("reflect: Zero(nil)")
	}
	t := typ.common()
	if t.Direct() {
		return Value{t, nil, flag(t.Kind)}
	}
	return Value{t, abi.New(t), flagIndir | flag(t.Kind)}
}

// New is a pointer to a new zero value of the type.
func New(typ Type) Value {
	if typ == nil {
		panic("reflect: New(nil)")
	}
	t := typ.common()
	return Value{abi.PointerTo(t), abi.New(t), flag(Pointer)}
}

// NewAt is a pointer of type *typ with the address p.
func NewAt(typ Type, p unsafe.Pointer) Value {
	return Value{abi.PointerTo(typ.common()), p, flag(Pointer)}
}

// MakeSlice is a new slice.
func MakeSlice(typ Type, len, cap int) Value {
	if typ.Kind() != Slice {
		panic("reflect.MakeSlice of non-slice type")
	}
	if len < 0 {
		panic("reflect.MakeSlice: negative len")
	}
	if cap < 0 {
		panic("reflect.MakeSlice: negative cap")
	}
	if len > cap {
		panic("reflect.MakeSlice: len > cap")
	}
	t := typ.common()
	p := new([]unsafe.Pointer)
	*(*slice)(unsafe.Pointer(p)) = slice{abi.NewArray(t.Elem, cap), len, cap}
	return Value{t, unsafe.Pointer(p), flagIndir | flag(Slice)}
}

// MakeMap is a new map.
func MakeMap(typ Type) Value { return MakeMapWithSize(typ, 0) }

// MakeMapWithSize is a new map with room for about n entries.
func MakeMapWithSize(typ Type, n int) Value {
	if typ.Kind() != Map {
		panic("reflect.MakeMapWithSize of non-map type")
	}
	t := typ.common()
	return Value{t, makeMap(t, n), flag(Map)}
}

// MakeChan is a new channel.
func MakeChan(typ Type, buffer int) Value {
	if typ.Kind() != Chan {
		panic("reflect.MakeChan of non-chan type")
	}
	if buffer < 0 {
		panic("reflect.MakeChan: negative buffer size")
	}
	if typ.ChanDir() != BothDir {
		panic("reflect.MakeChan: unidirectional channel type")
	}
	t := typ.common()
	return Value{t, makeChan(t, buffer), flag(Chan)}
}
