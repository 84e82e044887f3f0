package runtime

import (
	"internal/abi"
	"unsafe"
)

// A Cleanup is a call that AddCleanup arranged.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// addCleanup attaches the call to the object; it returns its number.
func addCleanup(p unsafe.Pointer, call func()) uint64

func removeCleanup(p uintptr, id uint64)

// refersInto tells whether a pointer in the object at p points into the other.
//
//go:noescape
func refersInto(p, other unsafe.Pointer) bool

// nextCleanup takes one that is due; nil if none is.
func nextCleanup() func()

// cleanupsRun tells whether the goroutine that calls cleanups exists.
var cleanupsRun uint32

// AddCleanup arranges for cleanup(arg) to be called some time after ptr is unreachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic("runtime.AddCleanup: ptr is nil")
	}
	p := unsafe.Pointer(ptr)
	var argPtr unsafe.Pointer
	if t := abi.TypeOf((*S)(nil)).Elem; t.Kind == abi.Pointer || t.Kind == abi.UnsafePointer {
		argPtr = *(*unsafe.Pointer)(unsafe.Pointer(&arg))
	}
	if argPtr == p {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	base, size := findObject(p)
	if base == 0 {
		return Cleanup{} // a global variable, or without size: it never dies
	}
	isTiny := size == maxTinySize && abi.TypeOf(ptr).Elem.PtrBytes == 0
	if argPtr != nil && uintptr(argPtr)-base < size && !isTiny {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	if refersInto(*(*unsafe.Pointer)(unsafe.Pointer(&cleanup)), p) {
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
	startCleanups()
	id := addCleanup(p, func() { cleanup(arg) })
	return Cleanup{id, uintptr(p)}
}

// Stop cancels the call, if its object is still reachable.
func (c Cleanup) Stop() {
	if c.id != 0 {
		removeCleanup(c.ptr, c.id)
	}
}

func startCleanups() {
	if cleanupsRun == 0 {
		cleanupsRun = 1
		go runCleanups()
	}
}

func runCleanups() {
	becomeSystem()
	for {
		waitForCalls(true)
		for call := nextCleanup(); call != nil; call = nextCleanup() {
			call()
		}
	}
}
