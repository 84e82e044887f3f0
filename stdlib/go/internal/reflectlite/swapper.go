// Package reflectlite has the little reflection that packages below reflect need.
package reflectlite

import (
	"internal/abi"
	"unsafe"
)

type slice struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// dummy is never set; it makes the analysis see what it holds on the heap.
var dummy struct {
	is bool
	x  any
}

// sliceOf looks into x, which escapes, as everything that reflection sees does.
func sliceOf(x any) (*slice, *abi.Type) {
	if dummy.is {
		dummy.x = x
	}
	e := (*abi.Eface)(unsafe.Pointer(&x))
	if e.Type == nil || e.Type.Kind != abi.Slice {
		panic("reflect: call of Swapper on a value that is no slice")
	}
	return (*slice)(e.Data), e.Type.Elem
}

// SliceLen is the length of the slice in x.
func SliceLen(x any) int {
	s, _ := sliceOf(x)
	return s.len
}

// Swapper gives a function that swaps elements of the slice in x.
func Swapper(x any) func(i, j int) {
	s, elem := sliceOf(x)
	pointers := elem.PtrBytes != 0
	switch {
	case elem.Size == 8 && pointers:
		p := *(*[]unsafe.Pointer)(unsafe.Pointer(s))
		return func(i, j int) { p[i], p[j] = p[j], p[i] }
	case elem.Size == 8:
		p := *(*[]int64)(unsafe.Pointer(s))
		return func(i, j int) { p[i], p[j] = p[j], p[i] }
	case elem.Size == 4:
		p := *(*[]int32)(unsafe.Pointer(s))
		return func(i, j int) { p[i], p[j] = p[j], p[i] }
	case elem.Kind == abi.String:
		p := *(*[]string)(unsafe.Pointer(s))
		return func(i, j int) { p[i], p[j] = p[j], p[i] }
	}
	data, size, n := s.data, elem.Size, s.len
	tmp := abi.New(elem)
	return func(i, j int) {
		if uint(i) >= uint(n) || uint(j) >= uint(n) {
			panic("reflect: slice index out of range")
		}
		if i != j {
			p, q := unsafe.Add(data, uintptr(i)*size), unsafe.Add(data, uintptr(j)*size)
			abi.Move(elem, tmp, p)
			abi.Move(elem, p, q)
			abi.Move(elem, q, tmp)
		}
	}
}
