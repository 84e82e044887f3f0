package reflect

import (
	"internal/abi"
	"strconv"
	"unsafe"
)

// Value is a Go value of any type, or a variable if it is addressable. The zero Value
// stands for no value.
type Value struct {
	typ *abi.Type

	// ptr is the value itself if it is one pointer word (flagIndir is not set), else its
	// address.
	ptr unsafe.Pointer

	flag
}

// flag holds the kind in its low bits.
type flag uintptr

const (
	flagKind     flag = 1<<5 - 1
	flagStickyRO flag = 1 << 5 // reached through an unexported field
	flagEmbedRO  flag = 1 << 6 // reached through an unexported embedded field
	flagIndir    flag = 1 << 7 // ptr is the value's address
	flagAddr     flag = 1 << 8 // the value is a variable
	flagMethod   flag = 1 << 9 // the value is a method value; its index is above
	flagRO            = flagStickyRO | flagEmbedRO

	flagMethodShift = 10
)

func (f flag) kind() Kind { return Kind(f & flagKind) }

func (f flag) ro() flag {
	if f&flagRO != 0 {
		return flagStickyRO
	}
	return 0
}

// A ValueError is the panic of a method that the value's kind does not have.
type ValueError struct {
	Method string
	Kind   Kind
}

func (e *ValueError) Error() string {
	if e.Kind == 0 {
		return "reflect: call of " + e.Method + " on zero Value"
	}
	return "reflect: call of " + e.Method + " on " + e.Kind.String() + " Value"
}

func (f flag) mustBe(k Kind, method string) {
	if f.kind() != k {
		panic(&ValueError{"reflect." + method, f.kind()})
	}
}

func (f flag) mustBeExported(method string) {
	if f == 0 {
		panic(&ValueError{"reflect." + method, Invalid})
	}
	if f&flagRO != 0 {
		panic("reflect: reflect." + method + " using value obtained using unexported field")
	}
}

func (f flag) mustBeAssignable(method string) {
	f.mustBeExported(method)
	if f&flagAddr == 0 {
		panic("reflect: reflect." + method + " using unaddressable value")
	}
}

// ValueOf is the value in i.
func ValueOf(i any) Value {
	e := (*abi.Eface)(unsafe.Pointer(&i))
	t := e.Type
	if t == nil {
		return Value{}
	}
	f := flag(t.Kind)
	if !t.Direct() {
		f |= flagIndir
	}
	return Value{t, e.Data, f}
}

// address is where the value lies.
func (v Value) pointer() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return *(*unsafe.Pointer)(v.ptr)
	}
	return v.ptr
}

// IsValid reports whether v is a value at all.
func (v Value) IsValid() bool { return v.flag != 0 }

// Kind is the kind of v's type, Invalid for the zero Value.
func (v Value) Kind() Kind { return v.kind() }

// CanAddr reports whether v is a variable.
func (v Value) CanAddr() bool { return v.flag&flagAddr != 0 }

// CanSet reports whether v is a variable that may be changed.
func (v Value) CanSet() bool { return v.flag&(flagAddr|flagRO) == flagAddr }

// CanInterface reports whether Interface may be called.
func (v Value) CanInterface() bool {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value.CanInterface", Invalid})
	}
	return v.flag&flagRO == 0
}

// Type is v's type.
func (v Value) Type() Type {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value.Type", Invalid})
	}
	return toType(v.descriptor())
}

// descriptor is that of v's type; v is valid.
func (v Value) descriptor() *abi.Type {
	if v.flag&flagMethod != 0 {
		return v.methodType()
	}
	return v.typ
}

// Interface is v's value as an interface value.
func (v Value) Interface() any {
	if v.flag == 0 {
		panic(&ValueError{"reflect.Value.Interface", Invalid})
	}
	if v.flag&flagRO != 0 {
		panic("reflect.Value.Interface: cannot return value obtained from unexported field or method")
	}
	return valueInterface(v)
}

func valueInterface(v Value) any {
	if v.flag&flagMethod != 0 {
		v = makeMethodValue(v)
	}
	if v.kind() == Interface {
		if len(v.typ.IMethods) == 0 {
			return *(*any)(v.ptr)
		}
		e := loadIface(v.ptr)
		return *(*any)(unsafe.Pointer(&e))
	}
	t := v.typ
	if t.Direct() {
		return abi.Pack(t, v.pointer())
	}
	p := v.ptr
	if v.flag&flagAddr != 0 {
		p = abi.New(t)
		abi.Move(t, p, v.ptr)
	}
	return abi.Pack(t, p)
}

// loadIface reads an interface variable with methods as if it had none.
func loadIface(p unsafe.Pointer) (e abi.Eface) {
	i := (*abi.Iface)(p)
	if i.Tab != nil {
		e.Type = i.Tab.Type
		e.Data = i.Data
	}
	return e
}

// Addr is a pointer to the variable v.
func (v Value) Addr() Value {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.Addr of unaddressable value")
	}
	return Value{abi.PointerTo(v.typ), v.ptr, v.flag&flagRO | flag(Pointer)}
}

// UnsafeAddr is the address of the variable v.
func (v Value) UnsafeAddr() uintptr {
	if v.flag&flagAddr == 0 {
		panic("reflect.Value.UnsafeAddr of unaddressable value")
	}
	escapes(v.ptr)
	return uintptr(v.ptr)
}

// escaped holds what escapes is given, as far as the compiler knows.
var escaped struct {
	is  bool
	any any
}

// escapes puts what x points to on the heap: its address becomes an integer, which
// does not move with a stack.
func escapes(x any) {
	if escaped.is {
		escaped.any = x
	}
}

// Bool is v's value.
func (v Value) Bool() bool {
	v.mustBe(Bool, "Value.Bool")
	return *(*bool)(v.ptr)
}

// CanInt reports whether Int may be called.
func (v Value) CanInt() bool { return Int <= v.kind() && v.kind() <= Int64 }

// Int is v's value, of any signed integer type.
func (v Value) Int() int64 {
	switch v.kind() {
	case Int, Int64:
		return *(*int64)(v.ptr)
	case Int8:
		return int64(*(*int8)(v.ptr))
	case Int16:
		return int64(*(*int16)(v.ptr))
	case Int32:
		return int64(*(*int32)(v.ptr))
	}
	panic(&ValueError{"reflect.Value.Int", v.kind()})
}

// CanUint reports whether Uint may be called.
func (v Value) CanUint() bool { return Uint <= v.kind() && v.kind() <= Uintptr }

// Uint is v's value, of any unsigned integer type.
func (v Value) Uint() uint64 {
	switch v.kind() {
	case Uint, Uint64, Uintptr:
		return *(*uint64)(v.ptr)
	case Uint8:
		return uint64(*(*uint8)(v.ptr))
	case Uint16:
		return uint64(*(*uint16)(v.ptr))
	case Uint32:
		return uint64(*(*uint32)(v.ptr))
	}
	panic(&ValueError{"reflect.Value.Uint", v.kind()})
}

// CanFloat reports whether Float may be called.
func (v Value) CanFloat() bool { return v.kind() == Float32 || v.kind() == Float64 }

// Float is v's value, of either floating-point type.
func (v Value) Float() float64 {
	switch v.kind() {
	case Float32:
		return float64(*(*float32)(v.ptr))
	case Float64:
		return *(*float64)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.Float", v.kind()})
}

// CanComplex reports whether Complex may be called.
func (v Value) CanComplex() bool { return v.kind() == Complex64 || v.kind() == Complex128 }

// Complex is v's value, of either complex type.
func (v Value) Complex() complex128 {
	switch v.kind() {
	case Complex64:
		return complex128(*(*complex64)(v.ptr))
	case Complex128:
		return *(*complex128)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.Complex", v.kind()})
}

// String is v's value if it is a string, else a text such as <int Value>.
func (v Value) String() string {
	if v.kind() == String {
		return *(*string)(v.ptr)
	}
	if v.flag == 0 {
		return "<invalid Value>"
	}
	return "<" + v.descriptor().Str + " Value>"
}

// Bytes is v's value, a slice or an addressable array of bytes.
func (v Value) Bytes() []byte {
	switch v.kind() {
	case Slice:
		if v.typ.Elem.Kind != abi.Uint8 {
			panic("reflect.Value.Bytes of non-byte slice")
		}
		return *(*[]byte)(v.ptr)
	case Array:
		if v.typ.Elem.Kind != abi.Uint8 {
			panic("reflect.Value.Bytes of non-byte array")
		}
		if !v.CanAddr() {
			panic("reflect.Value.Bytes of unaddressable byte array")
		}
		return unsafe.Slice((*byte)(v.ptr), v.typ.Len)
	}
	panic(&ValueError{"reflect.Value.Bytes", v.kind()})
}

// slice is a slice in memory.
type slice struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// Len is the length of an array, channel, map, slice, string or pointer to array.
func (v Value) Len() int {
	switch v.kind() {
	case Slice:
		return (*slice)(v.ptr).len
	case String:
		return len(*(*string)(v.ptr))
	case Array:
		return v.typ.Len
	case Map:
		return mapLen(v.pointer())
	case Chan:
		return chanLen(v.pointer())
	case Pointer:
		if v.typ.Elem.Kind == abi.Array {
			return v.typ.Elem.Len
		}
		panic("reflect: call of reflect.Value.Len on ptr to non-array Value")
	}
	panic(&ValueError{"reflect.Value.Len", v.kind()})
}

// Cap is the capacity of an array, channel, slice or pointer to array.
func (v Value) Cap() int {
	switch v.kind() {
	case Slice:
		return (*slice)(v.ptr).cap
	case Array:
		return v.typ.Len
	case Chan:
		return chanCap(v.pointer())
	case Pointer:
		if v.typ.Elem.Kind == abi.Array {
			return v.typ.Elem.Len
		}
		panic("reflect: call of reflect.Value.Cap on ptr to non-array Value")
	}
	panic(&ValueError{"reflect.Value.Cap", v.kind()})
}

// IsNil reports whether a channel, function, interface, map, pointer or slice is nil.
func (v Value) IsNil() bool {
	switch v.kind() {
	case Chan, Func, Map, Pointer, UnsafePointer:
		if v.flag&flagMethod != 0 {
			return false
		}
		return v.pointer() == nil
	case Interface, Slice:
		return *(*unsafe.Pointer)(v.ptr) == nil
	}
	panic(&ValueError{"reflect.Value.IsNil", v.kind()})
}

// IsZero reports whether v is its type's zero value.
func (v Value) IsZero() bool {
	switch v.kind() {
	case Bool:
		return !v.Bool()
	case Int, Int8, Int16, Int32, Int64:
		return v.Int() == 0
	case Uint, Uint8, Uint16, Uint32, Uint64, Uintptr:
		return v.Uint() == 0
	case Float32:
		return *(*uint32)(v.ptr) == 0
	case Float64:
		return *(*uint64)(v.ptr) == 0
	case Complex64, Complex128:
		for i := uintptr(0); i < v.typ.Size; i += 4 {
			if *(*uint32)(unsafe.Add(v.ptr, i)) != 0 {
				return false
			}
		}
		return true
	case String:
		return v.Len() == 0
	case Chan, Func, Interface, Map, Pointer, Slice, UnsafePointer:
		return v.IsNil()
	case Array:
		for i := 0; i < v.Len(); i++ {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	case Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).IsZero() && v.typ.Fields[i].Name != "_" {
				return false
			}
		}
		return true
	}
	panic(&ValueError{"reflect.Value.IsZero", v.kind()})
}

// Pointer is the address in a channel, function, map, pointer, slice or string.
func (v Value) Pointer() uintptr {
	switch v.kind() {
	case Pointer, Chan, Map, UnsafePointer, Func, Slice, String:
		escapes(v.ptr)
		return uintptr(v.UnsafePointer())
	}
	panic(&ValueError{"reflect.Value.Pointer", v.kind()})
}

// UnsafePointer is Pointer as an unsafe.Pointer.
func (v Value) UnsafePointer() unsafe.Pointer {
	switch v.kind() {
	case Pointer, Chan, Map, UnsafePointer:
		return v.pointer()
	case Func:
		p := v.pointer()
		if p != nil && v.flag&flagMethod == 0 {
			p = *(*unsafe.Pointer)(p)
		}
		return p
	case Slice, String:
		return *(*unsafe.Pointer)(v.ptr)
	}
	panic(&ValueError{"reflect.Value.UnsafePointer", v.kind()})
}

// Elem is what an interface holds or a pointer points to; the zero Value for nil.
func (v Value) Elem() Value {
	switch v.kind() {
	case Interface:
		x := Value{}
		if len(v.typ.IMethods) == 0 {
			x = ValueOf(*(*any)(v.ptr))
		} else {
			e := loadIface(v.ptr)
			x = ValueOf(*(*any)(unsafe.Pointer(&e)))
		}
		if x.flag != 0 {
			x.flag |= v.flag.ro()
		}
		return x
	case Pointer:
		p := v.pointer()
		if p == nil {
			return Value{}
		}
		t := v.typ.Elem
		return Value{t, p, v.flag&flagRO | flagIndir | flagAddr | flag(t.Kind)}
	}
	panic(&ValueError{"reflect.Value.Elem", v.kind()})
}

// Indirect is what v points to, or v itself if it is no pointer.
func Indirect(v Value) Value {
	if v.Kind() != Pointer {
		return v
	}
	return v.Elem()
}

// NumField is the number of fields of a struct.
func (v Value) NumField() int {
	v.mustBe(Struct, "Value.NumField")
	return len(v.typ.Fields)
}

// Field is field i of a struct.
func (v Value) Field(i int) Value {
	v.mustBe(Struct, "Value.Field")
	if uint(i) >= uint(len(v.typ.Fields)) {
		panic("reflect: Field index out of range")
	}
	f := &v.typ.Fields[i]
	fl := v.flag&(flagStickyRO|flagIndir|flagAddr) | flag(f.Type.Kind)
	if f.PkgPath != "" {
		if f.Embedded {
			fl |= flagEmbedRO
		} else {
			fl |= flagStickyRO
		}
	}
	if v.flag&flagIndir == 0 {
		// The struct is one pointer word; the field is that word or empty.
		if f.Type.Size == 0 {
			return Value{f.Type, unsafe.Pointer(&zero), fl | flagIndir}
		}
		return Value{f.Type, v.ptr, fl}
	}
	return Value{f.Type, unsafe.Add(v.ptr, f.Offset), fl}
}

// zero is what empty values lie at.
var zero [8]byte

// FieldByIndex is the field at the end of a path of indices.
func (v Value) FieldByIndex(index []int) Value {
	if len(index) == 1 {
		return v.Field(index[0])
	}
	v.mustBe(Struct, "Value.FieldByIndex")
	for i, x := range index {
		if i > 0 && v.Kind() == Pointer && v.typ.Elem.Kind == abi.Struct {
			if v.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct field " + v.typ.Elem.Name)
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

// FieldByName is the field with the name, the zero Value if there is none.
func (v Value) FieldByName(name string) Value {
	v.mustBe(Struct, "Value.FieldByName")
	if f, ok := toType(v.typ).FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// FieldByNameFunc is the field whose name satisfies match.
func (v Value) FieldByNameFunc(match func(string) bool) Value {
	if f, ok := toType(v.typ).FieldByNameFunc(match); ok {
		return v.FieldByIndex(f.Index)
	}
	return Value{}
}

// Index is element i of an array, slice or string.
func (v Value) Index(i int) Value {
	switch v.kind() {
	case Slice:
		s := (*slice)(v.ptr)
		if uint(i) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		t := v.typ.Elem
		p := unsafe.Add(s.data, uintptr(i)*t.Size)
		return Value{t, p, flagAddr | flagIndir | v.flag.ro() | flag(t.Kind)}
	case Array:
		if uint(i) >= uint(v.typ.Len) {
			panic("reflect: array index out of range")
		}
		t := v.typ.Elem
		fl := v.flag&(flagIndir|flagAddr) | v.flag.ro() | flag(t.Kind)
		if v.flag&flagIndir == 0 {
			return Value{t, v.ptr, fl}
		}
		return Value{t, unsafe.Add(v.ptr, uintptr(i)*t.Size), fl}
	case String:
		s := *(*string)(v.ptr)
		if uint(i) >= uint(len(s)) {
			panic("reflect: string index out of range")
		}
		p := unsafe.Pointer(uintptr(unsafe.Pointer(unsafe.StringData(s))) + uintptr(i))
		return Value{abi.TypeOf(uint8(0)), p, v.flag.ro() | flag(Uint8) | flagIndir}
	}
	panic(&ValueError{"reflect.Value.Index", v.kind()})
}

// Comparable reports whether == of v does not panic.
func (v Value) Comparable() bool {
	switch v.kind() {
	case Invalid:
		return true
	case Interface:
		return v.IsNil() || v.Elem().Comparable()
	case Array:
		for i := 0; i < v.Len(); i++ {
			if !v.Index(i).Comparable() {
				return false
			}
		}
		return v.typ.TFlag&abi.TFlagComparable != 0
	case Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).Comparable() {
				return false
			}
		}
		return true
	}
	return v.typ.TFlag&abi.TFlagComparable != 0
}

// Equal reports whether v == u.
func (v Value) Equal(u Value) bool {
	if v.Kind() == Interface {
		v = v.Elem()
	}
	if u.Kind() == Interface {
		u = u.Elem()
	}
	if !v.IsValid() || !u.IsValid() {
		return v.IsValid() == u.IsValid()
	}
	if v.Kind() != u.Kind() || v.typ != u.typ {
		return false
	}
	switch v.Kind() {
	case Func, Map, Slice:
		panic("reflect.Value.Equal: values of type " + v.typ.Str + " are not comparable")
	}
	return valueInterface(v) == valueInterface(u)
}

// typeName is for panics.
func (v Value) typeName() string {
	if v.flag == 0 {
		return "invalid"
	}
	return v.typ.Str
}

func indexText(i int) string { return strconv.Itoa(i) }
