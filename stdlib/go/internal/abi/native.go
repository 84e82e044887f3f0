package abi

import "unsafe"

// GetItab gives the table through which typ implements inter, nil if it does not.
func GetItab(inter, typ *Type) *Itab

// ProgramType gives type i of the program, nil behind the last one.
func ProgramType(i int) *Type

// New allocates a zero value of the type.
func New(t *Type) unsafe.Pointer

// NewArray allocates n zero values of the type in a row.
func NewArray(t *Type, n int) unsafe.Pointer

// Move copies a value of the type; source and destination may overlap.
func Move(t *Type, dst, src unsafe.Pointer)

// Clear sets a value of the type to zero.
//
//go:noescape
func Clear(t *Type, p unsafe.Pointer)

// Equal compares two values of the type as == does.
//
//go:noescape
func Equal(t *Type, p, q unsafe.Pointer) bool

// Pack makes the interface value of dynamic type t whose data word is data.
func Pack(t *Type, data unsafe.Pointer) any {
	e := Eface{t, data}
	return *(*any)(unsafe.Pointer(&e))
}

// Direct tells whether values of the type stand in an interface's data word themselves.
func (t *Type) Direct() bool {
	return t.TFlag&TFlagDirect != 0
}

// HasMethods tells whether values of the type may have methods that an interface of the
// program has.
func (t *Type) HasMethods() bool {
	return len(t.Methods) != 0 || len(t.IMethods) != 0
}

// FindMethod gives the index of the type's method that has the name and type of m, -1 if
// there is none.
func (t *Type) FindMethod(m *IMethod) int {
	for i := range t.Methods {
		h := &t.Methods[i]
		if h.Name == m.Name && h.PkgPath == m.PkgPath {
			if h.Type == m.Type {
				return i
			}
			return -1
		}
	}
	return -1
}

// FindIMethod is FindMethod for an interface type's methods.
func (t *Type) FindIMethod(m *IMethod) int {
	for i := range t.IMethods {
		h := &t.IMethods[i]
		if h.Name == m.Name && h.PkgPath == m.PkgPath {
			if h.Type == m.Type {
				return i
			}
			return -1
		}
	}
	return -1
}

// Implements tells whether t has all methods of the interface type.
func (t *Type) Implements(inter *Type) bool {
	for i := range inter.IMethods {
		if t.Kind == Interface {
			if t.FindIMethod(&inter.IMethods[i]) < 0 {
				return false
			}
		} else if t.FindMethod(&inter.IMethods[i]) < 0 {
			return false
		}
	}
	return true
}

// PointerTo gives the type *t.
func PointerTo(t *Type) *Type
