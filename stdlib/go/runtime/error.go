package runtime

import (
	"internal/abi"
	"unsafe"
)

// Error is implemented by the values that run-time panics carry.
type Error interface {
	error

	// RuntimeError does nothing; having it makes an error a run-time error.
	RuntimeError()
}

type stringer interface {
	String() string
}

// TypeAssertionError is the value of a failed type assertion.
type TypeAssertionError struct {
	iface         *abi.Type // static type of the operand, nil if only the method set mattered
	concrete      *abi.Type // nil for a nil interface
	asserted      *abi.Type
	missingMethod string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	return assertionText(e.iface, e.concrete, e.asserted, e.missingMethod)
}

func assertionText(iface, concrete, asserted *abi.Type, missingMethod string) string

// PanicNilError is what recover returns for panic(nil).
type PanicNilError struct {
	_ [0]*PanicNilError
}

func (*PanicNilError) Error() string { return "runtime error: panic called with nil argument" }
func (*PanicNilError) RuntimeError() {}

// errorString is a run-time error with the usual prefix.
type errorString string

func (e errorString) RuntimeError() {}

func (e errorString) Error() string {
	return "runtime error: " + string(e)
}

// errorAddressString is a memory fault at a known address.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}

func (e errorAddressString) Error() string {
	return "runtime error: " + e.msg
}

// Addr gives the address of the fault.
func (e errorAddressString) Addr() uintptr {
	return e.addr
}

// plainError is a run-time error without the prefix.
type plainError string

func (e plainError) RuntimeError() {}

func (e plainError) Error() string {
	return string(e)
}

const (
	boundsIndex = iota
	boundsSliceAlen
	boundsSliceAcap
	boundsSliceB
	boundsSlice3Alen
	boundsSlice3Acap
	boundsSlice3B
	boundsSlice3C
	boundsConvert
)

// boundsError is an index or slice bound out of range.
type boundsError struct {
	x      int64 // the offending value; as uint64 unless signed
	y      int   // what it was compared with, not negative
	signed bool
	code   uint8
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	return boundsText(e.code, e.x, e.signed, e.y)
}

func boundsText(code uint8, x int64, signed bool, y int) string

// missingMethod names the first method of the interface want that have lacks.
func missingMethod(have, want *abi.Type) string

// sameWords compares two interface values as bits, without looking behind the pointers.
func sameWords(a, b any) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}
