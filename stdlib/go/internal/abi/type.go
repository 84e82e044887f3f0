// Package abi mirrors the runtime's type descriptors (runtime/src/typedesc.rs). The
// structs have the same layout on both sides; Go code reads descriptors through them.
package abi

import "unsafe"

// Kind is numbered as reflect.Kind.
type Kind uint8

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// Bits of Type.TFlag.
const (
	TFlagNamed      = 1
	TFlagDirect     = 2 // the value is one pointer word and stands in the interface itself
	TFlagComparable = 4
	TFlagPlainEqual = 8
	TFlagVariadic   = 16
)

// Type describes a type; there is one per type identity.
type Type struct {
	Size       uintptr
	PtrBytes   uintptr
	Hash       uint32
	TFlag      uint8
	Align      uint8
	FieldAlign uint8
	Kind       Kind
	GCMask     *byte
	MaskPeriod uintptr
	Str        string
	Name       string
	PkgPath    string
	Elem       *Type
	Key        *Type
	Len        int
	Fields     []Field
	Params     []*Type
	Results    []*Type
	IMethods   []IMethod
	Methods    []Method
	PointerTo  *Type
	Map        *MapLayout
}

// MapLayout is how a map type stores its entries.
type MapLayout struct {
	Group        *Type
	SlotBytes    uintptr
	ElemOffset   uintptr
	IndirectKey  bool
	IndirectElem bool
	UpdateKey    bool
	HashMayPanic bool
}

// Field is a field of a struct type.
type Field struct {
	Name     string
	PkgPath  string
	Type     *Type
	Offset   uintptr
	Tag      string
	Embedded bool
}

// IMethod is a method of an interface type.
type IMethod struct {
	Name    string
	PkgPath string
	Type    *Type
}

// Method is a method of a concrete type; Code takes an interface's data word as receiver.
type Method struct {
	Name    string
	PkgPath string
	Type    *Type
	Code    unsafe.Pointer
}

// Itab tells how Type implements Inter; the code addresses follow it.
type Itab struct {
	Inter *Type
	Type  *Type
	Hash  uint32
	N     uint32
	Code  [1]unsafe.Pointer
}

// Eface is an interface value without methods.
type Eface struct {
	Type *Type
	Data unsafe.Pointer
}

// Iface is an interface value with methods.
type Iface struct {
	Tab  *Itab
	Data unsafe.Pointer
}

// TypeOf gives the dynamic type of v, nil for nil.
func TypeOf(v any) *Type {
	return (*Eface)(unsafe.Pointer(&v)).Type
}

// NoEscape hides a pointer from escape analysis.
func NoEscape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}
