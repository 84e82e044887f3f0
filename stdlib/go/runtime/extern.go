// Package runtime is Go's view of the VM's runtime.
package runtime

// GOOS is the operating system Go code sees.
const GOOS string = "linux"

// GOARCH is the architecture whose layout values have.
const GOARCH string = "amd64"

// Compiler names the toolchain whose language and library this is.
const Compiler = "gc"

// Version is the Go release that is followed.
func Version() string { return "go1.27.3" }

// GOROOT is the root of the Go tree, or the environment variable's value.
func GOROOT() string {
	return getenv("GOROOT")
}

//go:noescape
func getenv(key string) string

// GC runs a full collection and returns when all memory is swept.
func GC() {
	target := gcTarget()
	for !gcStep(target) {
		Gosched()
	}
	// Finalizers of what is swept run meanwhile; some may be due already.
	Gosched()
	for gcSweep() {
		Gosched()
	}
}

// gcTarget is the number of the collection for whose end GC waits.
func gcTarget() uint32

// gcStep starts it or waits for the end of its marking; it tells whether that has ended.
func gcStep(target uint32) bool

// gcSweep sweeps a little; it tells whether there was something to sweep, or others are at it.
func gcSweep() bool

// Gosched lets other goroutines run.
func Gosched()

// Goexit ends the calling goroutine after its deferred calls.
func Goexit()

// NumGoroutine is the number of goroutines that exist.
func NumGoroutine() int

// GOMAXPROCS sets the number of Ps if n > 0 and returns the previous setting.
func GOMAXPROCS(n int) int

// SetDefaultGOMAXPROCS sets the number of Ps to the processors that the process may use, and
// lets it follow their number.
func SetDefaultGOMAXPROCS()

// NumCPU is the number of usable processors.
func NumCPU() int

// NumCgoCall is always 0.
func NumCgoCall() int64 { return 0 }

// LockOSThread wires the goroutine to its thread.
func LockOSThread()

// UnlockOSThread undoes LockOSThread.
func UnlockOSThread()

// KeepAlive keeps x reachable up to here.
//
//go:noinline
func KeepAlive(x any) {}

// Breakpoint does nothing.
func Breakpoint() {}

// Stack formats the goroutine's stack trace into buf and returns its length.
func Stack(buf []byte, all bool) int

// Caller tells the file and line of a call on the goroutine's stack; 0 is the call of Caller.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var pcs [1]uintptr
	if Callers(skip+2, pcs[:]) == 0 {
		return 0, "", 0, false
	}
	file, line = funcline(pcs[0])
	return pcs[0], file, line, true
}

// Callers fills pc with return addresses; 0 is Callers itself.
//
//go:noescape
func Callers(skip int, pc []uintptr) int

// A Func is a function of the program.
type Func struct {
	pc uintptr
	at uintptr // where it was found: the call that stands there may be inlined
}

func funcname(pc uintptr) string
func funcentry(pc uintptr) uintptr
func funcline(pc uintptr) (file string, line int)

// FuncForPC finds the function that contains pc, nil if there is none.
func FuncForPC(pc uintptr) *Func {
	entry := funcentry(pc)
	if entry == 0 {
		return nil
	}
	return &Func{entry, pc}
}

// Name is the function's name with its package.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return funcname(f.at)
}

// Entry is the address of the function.
func (f *Func) Entry() uintptr { return f.pc }

// FileLine tells the source position of pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	return funcline(pc)
}

// A Frame is one call on a stack.
type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int

	startLine int
	Entry     uintptr
}

// Frames iterates over the frames of what Callers returned.
type Frames struct {
	callers []uintptr
}

// CallersFrames prepares the iteration.
func CallersFrames(callers []uintptr) *Frames {
	return &Frames{callers}
}

// Next gives the next frame; more tells whether another follows.
func (ci *Frames) Next() (frame Frame, more bool) {
	if len(ci.callers) == 0 {
		return Frame{}, false
	}
	pc := ci.callers[0]
	ci.callers = ci.callers[1:]
	file, line := funcline(pc)
	f := FuncForPC(pc)
	frame = Frame{PC: pc, Func: f, Function: f.Name(), File: file, Line: line}
	if f != nil {
		frame.Entry = f.pc
	}
	return frame, len(ci.callers) > 0
}
