package runtime

import "unsafe"

// The profiles of the runtime: nothing is sampled, so they are empty.

// MemProfileRate is how many bytes are allocated between two samples.
var MemProfileRate int = 512 * 1024

// StackRecord is a stack.
type StackRecord struct {
	Stack0 [32]uintptr // ends with the first 0
}

// Stack is the stack's return addresses.
func (r *StackRecord) Stack() []uintptr { return upToZero(r.Stack0[:]) }

func upToZero(stack []uintptr) []uintptr {
	for i, pc := range stack {
		if pc == 0 {
			return stack[:i]
		}
	}
	return stack
}

// MemProfileRecord is what was allocated at a stack.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes is what is not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects is what is not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack is the stack's return addresses.
func (r *MemProfileRecord) Stack() []uintptr { return upToZero(r.Stack0[:]) }

// BlockProfileRecord is how long was waited at a stack.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// MemProfile gives the records of allocation.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return 0, true }

// BlockProfile gives the records of waiting.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// MutexProfile gives the records of waiting for mutexes.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile gives the stacks that made threads.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// GoroutineProfile gives the stacks of goroutines: of the caller only.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = NumGoroutine()
	if n > len(p) {
		return n, false
	}
	clear(p[:n])
	Callers(1, p[0].Stack0[:])
	return n, true
}

// SetBlockProfileRate does nothing.
func SetBlockProfileRate(rate int) {}

// SetMutexProfileFraction does nothing; the fraction is 0.
func SetMutexProfileFraction(rate int) int { return 0 }

// SetCPUProfileRate does nothing.
func SetCPUProfileRate(hz int) {}

// CPUProfile panics.
//
// Deprecated: use package runtime/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// StartTrace does nothing.
func StartTrace() error { return nil }

// StopTrace does nothing.
func StopTrace() {}

// ReadTrace gives the next part of the trace: there is none.
func ReadTrace() []byte { return nil }

// SetCgoTraceback does nothing, as there is no C.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}

// A Pinner keeps objects at their addresses; the collector does not move any.
type Pinner struct {
	pinned []any
}

// Pin keeps what a pointer points to alive and where it is, until Unpin.
func (p *Pinner) Pin(pointer any) { p.pinned = append(p.pinned, pointer) }

// Unpin lets all pinned objects go.
func (p *Pinner) Unpin() { p.pinned = nil }
