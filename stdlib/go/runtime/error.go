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
	inter := "interface"
	if e.iface != nil {
		inter = e.iface.Str
	}
	if e.concrete == nil {
		return "interface conversion: " + inter + " is nil, not " + e.asserted.Str
	}
	have := e.concrete.Str
	want := e.asserted.Str
	if e.missingMethod != "" {
		return "interface conversion: " + have + " is not " + want + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + inter + " is " + have + ", not " + want
	if have != want {
		return text
	}
	if e.concrete.PkgPath != e.asserted.PkgPath {
		return text + " (types from different packages)"
	}
	return text + " (types from different scopes)"
}

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
	x := ""
	if e.signed {
		x = decimal(e.x)
		if e.x < 0 {
			return "runtime error: " + negativeBound(e.code, x)
		}
	} else {
		x = udecimal(uint64(e.x))
	}
	return "runtime error: " + badBound(e.code, x, decimal(int64(e.y)))
}

func badBound(code uint8, x, y string) string {
	const slice = "slice bounds out of range ["
	switch code {
	case boundsIndex:
		return "index out of range [" + x + "] with length " + y
	case boundsSliceAlen:
		return slice + ":" + x + "] with length " + y
	case boundsSliceAcap:
		return slice + ":" + x + "] with capacity " + y
	case boundsSliceB:
		return slice + x + ":" + y + "]"
	case boundsSlice3Alen:
		return slice + "::" + x + "] with length " + y
	case boundsSlice3Acap:
		return slice + "::" + x + "] with capacity " + y
	case boundsSlice3B:
		return slice + ":" + x + ":" + y + "]"
	case boundsSlice3C:
		return slice + x + ":" + y + ":]"
	}
	return "cannot convert slice with length " + x + " to array or pointer to array with length " + y
}

func negativeBound(code uint8, x string) string {
	const slice = "slice bounds out of range ["
	switch code {
	case boundsIndex:
		return "index out of range [" + x + "]"
	case boundsSliceAlen, boundsSliceAcap:
		return slice + ":" + x + "]"
	case boundsSliceB:
		return slice + x + ":]"
	case boundsSlice3Alen, boundsSlice3Acap:
		return slice + "::" + x + "]"
	case boundsSlice3B:
		return slice + ":" + x + ":]"
	}
	return slice + x + "::]"
}

func decimal(v int64) string {
	if v < 0 {
		return "-" + udecimal(-uint64(v))
	}
	return udecimal(uint64(v))
}

func udecimal(v uint64) string {
	var buf [20]byte
	i := len(buf) - 1
	for v >= 10 {
		buf[i] = byte('0' + v%10)
		v /= 10
		i--
	}
	buf[i] = byte('0' + v)
	return string(buf[i:])
}

// missingMethod names the first method of the interface want that have lacks.
func missingMethod(have, want *abi.Type) string {
	for i := range want.IMethods {
		m := &want.IMethods[i]
		if have.Kind == abi.Interface && have.FindIMethod(m) < 0 || have.Kind != abi.Interface && have.FindMethod(m) < 0 {
			return m.Name
		}
	}
	return ""
}

// sameWords compares two interface values as bits, without looking behind the pointers.
func sameWords(a, b any) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}
