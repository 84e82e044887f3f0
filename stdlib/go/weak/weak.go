// Package weak has pointers that do not keep what they point to.
package weak

import (
	"runtime"
	"unsafe"
)

// Pointer is a weak pointer; two are equal if they were made of equal pointers.
type Pointer[T any] struct {
	_ [0]*T // no conversion to a pointer of another type
	u unsafe.Pointer
}

// handleOf gives the word that holds p until its object is gone; the same for the same p.
func handleOf(p unsafe.Pointer) unsafe.Pointer

// strong gives what the handle holds.
func strong(handle unsafe.Pointer) unsafe.Pointer

// Make is a weak pointer.
func Make[T any](ptr *T) Pointer[T] {
	var u unsafe.Pointer
	if ptr != nil {
		u = handleOf(unsafe.Pointer(ptr))
	}
	runtime.KeepAlive(ptr)
	return Pointer[T]{u: u}
}

// Value is the pointer, nil once the object is gone.
func (p Pointer[T]) Value() *T {
	if p.u == nil {
		return nil
	}
	return (*T)(strong(p.u))
}
