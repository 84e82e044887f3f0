package runtime

import (
	"internal/abi"
	"unsafe"
)

// maxTinySize is the size of the blocks that small pointer-free objects share.
const maxTinySize = 16

// A finalizer as the runtime keeps it (runtime/src/mem/special.rs).
type finalizer struct {
	closure    unsafe.Pointer
	object     unsafe.Pointer
	objectType *abi.Type
	paramType  *abi.Type
}

// findObject gives first byte and size of the heap object that p points into; base is 0 if
// there is none.
//
//go:noescape
func findObject(p unsafe.Pointer) (base, size uintptr)

// addFinalizer is false if the object has one already. It takes a finalizer's fields.
func addFinalizer(closure, object unsafe.Pointer, objectType, paramType *abi.Type) bool

//go:noescape
func removeFinalizer(p unsafe.Pointer)

// nextFinalizer takes one that is due.
func nextFinalizer(f *finalizer) bool

// becomeSystem makes the goroutine one of the runtime's.
func becomeSystem()

// waitForCalls waits until finalizers (or cleanups) are due.
func waitForCalls(cleanups bool)

// finalizersRun tells whether the goroutine that calls finalizers exists.
var finalizersRun uint32

// SetFinalizer arranges for finalizer(obj) to be called when obj is unreachable; nil
// removes the finalizer.
func SetFinalizer(obj any, finalizer any) {
	e := *(*abi.Eface)(unsafe.Pointer(&obj))
	if e.Type == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if e.Type.Kind != abi.Pointer {
		throw("runtime.SetFinalizer: first argument is " + e.Type.Str + ", not pointer")
	}
	base, _ := findObject(e.Data)
	if base == 0 {
		if e.Data == nil {
			throw("runtime.SetFinalizer: pointer not in allocated block")
		}
		return // a global variable, or without size: it never dies
	}
	elem := e.Type.Elem
	if offset := uintptr(e.Data) - base; offset != 0 {
		// It may share a tiny block with others.
		if elem.PtrBytes != 0 || elem.Size >= maxTinySize || offset >= maxTinySize {
			throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
		}
	}
	f := *(*abi.Eface)(unsafe.Pointer(&finalizer))
	if f.Type == nil {
		removeFinalizer(e.Data)
		return
	}
	if f.Type.Kind != abi.Func {
		throw("runtime.SetFinalizer: second argument is " + f.Type.Str + ", not a function")
	}
	if f.Type.TFlag&abi.TFlagVariadic != 0 {
		throw("runtime.SetFinalizer: cannot pass " + e.Type.Str + " to finalizer " + f.Type.Str + " because dotdotdot")
	}
	if len(f.Type.Params) != 1 || !isFinalizable(e.Type, f.Type.Params[0]) {
		throw("runtime.SetFinalizer: cannot pass " + e.Type.Str + " to finalizer " + f.Type.Str)
	}
	startFinalizers()
	if !addFinalizer(f.Data, e.Data, e.Type, f.Type.Params[0]) {
		throw("runtime.SetFinalizer: finalizer already set")
	}
}

// isFinalizable tells whether a pointer of that type can be passed as the parameter.
func isFinalizable(t, param *abi.Type) bool {
	switch {
	case param == t:
		return true
	case param.Kind == abi.Pointer:
		return param.Elem == t.Elem && (param.TFlag&abi.TFlagNamed == 0 || t.TFlag&abi.TFlagNamed == 0)
	case param.Kind == abi.Interface:
		return t.Implements(param)
	}
	return false
}

func startFinalizers() {
	if finalizersRun == 0 {
		finalizersRun = 1
		go runFinalizers()
	}
}

// runFinalizers calls finalizers one after the other, in the order in which they came due.
func runFinalizers() {
	becomeSystem()
	f := new(finalizer)
	for {
		waitForCalls(false)
		for nextFinalizer(f) {
			f.call()
			*f = finalizer{}
		}
	}
}

// call calls the finalizer with its object, converted to the parameter's type.
func (f *finalizer) call() {
	p := f.paramType
	switch {
	case p.Kind != abi.Interface:
		call := *(*func(unsafe.Pointer))(unsafe.Pointer(&f.closure))
		call(f.object)
	case len(p.IMethods) == 0:
		call := *(*func(abi.Eface))(unsafe.Pointer(&f.closure))
		call(abi.Eface{Type: f.objectType, Data: f.object})
	default:
		call := *(*func(abi.Iface))(unsafe.Pointer(&f.closure))
		call(abi.Iface{Tab: abi.GetItab(p, f.objectType), Data: f.object})
	}
}
