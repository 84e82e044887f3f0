// Package weak has pointers that do not keep what they point to.
package weak

import "unsafe"

// Pointer is a weak pointer; two are equal if they were made of equal pointers.
type Pointer[T any] struct {
	_ [0]*T // no conversion to a pointer of another type
	u unsafe.Pointer
}

// Make is a weak pointer.
//
// TODO: natives of the collector, which forgets objects that only weak pointers point to.
func Make[T any](ptr *T) Pointer[T] { return Pointer[T]{u: unsafe.Pointer(ptr)} }

// Value is the pointer, nil once the object is gone.
func (p Pointer[T]) Value() *T { return (*T)(p.u) }
