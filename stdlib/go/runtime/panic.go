// Run-time panics: the functions that the VM and compiled code call when an operation
// fails. They build the value that recover sees and panic with it.
//
// The VM finds these by name (they are roots of every program):
//
//	panicIndex(x, y int)              x[i] out of range: index, length
//	panicSliceAlen panicSliceAcap     s[?:x], x > len (string, array) or > cap (slice)
//	panicSliceB                       s[x:y], x > y
//	panicSlice3Alen panicSlice3Acap   s[::x]
//	panicSlice3B panicSlice3C         s[:x:y], s[x:y:]
//	panicSliceConvert(x, y int)       slice of length x to array of length y
//	panicBoundsU(x uint, y int, code uint8)     the above with an unsigned bound
//	panicdivide() panicshift() panicoverflow()
//	panicmem() panicmemAddr(addr uintptr)
//	panicnil()                        panic(nil)
//	panicdottype(have, want, iface *abi.Type)   x.(T); have is nil for a nil interface
//	panicassert(have, want *abi.Type)           x.(I); have is nil for a nil interface
//	panicmakeslicelen() panicmakeslicecap() panicgrowslice() panicmakechan()
//	panicmapnil()                     assignment to entry in nil map
//	panicUnhashable(t *abi.Type) panicUncomparable(t *abi.Type)
//	panicunsafeslicelen() panicunsafeslicenil() panicunsafestringlen() panicunsafestringnil()
//	panicwrap(pkg, typ, meth string)  value method called through a nil pointer
//	panicclosenil() panicclosed() panicsendclosed()
//	panicPlain(s string) panicError(s string) panicString(s string)
//	                                  natives: plain runtime error, "runtime error: ", panic(s)
//	fatalpanic()                      no deferred call is left: report and exit
package runtime

import "internal/abi"

func panicIndex(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsIndex})
}

func panicSliceAlen(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSliceAlen})
}

func panicSliceAcap(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSliceAcap})
}

func panicSliceB(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSliceB})
}

func panicSlice3Alen(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSlice3Alen})
}

func panicSlice3Acap(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSlice3Acap})
}

func panicSlice3B(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSlice3B})
}

func panicSlice3C(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsSlice3C})
}

func panicSliceConvert(x int, y int) {
	panic(boundsError{int64(x), y, true, boundsConvert})
}

func panicBoundsU(x uint, y int, code uint8) {
	panic(boundsError{int64(x), y, false, code})
}

func panicdivide() {
	panic(errorString("integer divide by zero"))
}

func panicoverflow() {
	panic(errorString("integer overflow"))
}

func panicshift() {
	panic(errorString("negative shift amount"))
}

const memoryError = "invalid memory address or nil pointer dereference"

func panicmem() {
	panic(errorString(memoryError))
}

func panicmemAddr(addr uintptr) {
	panic(errorAddressString{memoryError, addr})
}

func panicnil() {
	panic(new(PanicNilError))
}

func panicdottype(have, want, iface *abi.Type) {
	panic(&TypeAssertionError{iface, have, want, ""})
}

func panicassert(have, want *abi.Type) {
	if have == nil {
		panic(&TypeAssertionError{nil, nil, want, ""})
	}
	panic(&TypeAssertionError{nil, have, want, missingMethod(have, want)})
}

func panicmakeslicelen() {
	panic(errorString("makeslice: len out of range"))
}

func panicmakeslicecap() {
	panic(errorString("makeslice: cap out of range"))
}

func panicgrowslice() {
	panic(errorString("growslice: len out of range"))
}

func panicmakechan() {
	panic(plainError("makechan: size out of range"))
}

func panicmapnil() {
	panic(plainError("assignment to entry in nil map"))
}

func panicUnhashable(t *abi.Type) {
	panic(errorString("hash of unhashable type " + t.Str))
}

func panicUncomparable(t *abi.Type) {
	panic(errorString("comparing uncomparable type " + t.Str))
}

func panicunsafeslicelen() {
	panic(errorString("unsafe.Slice: len out of range"))
}

func panicunsafeslicenil() {
	panic(errorString("unsafe.Slice: ptr is nil and len is not zero"))
}

func panicunsafestringlen() {
	panic(errorString("unsafe.String: len out of range"))
}

func panicunsafestringnil() {
	panic(errorString("unsafe.String: ptr is nil and len is not zero"))
}

func panicwrap(pkg, typ, meth string) {
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}

func panicclosenil() {
	panic(plainError("close of nil channel"))
}

func panicclosed() {
	panic(plainError("close of closed channel"))
}

func panicsendclosed() {
	panic(plainError("send on closed channel"))
}

func panicPlain(s string) {
	panic(plainError(s))
}

func panicError(s string) {
	panic(errorString(s))
}

func panicString(s string) {
	panic(s)
}

// throw reports a broken invariant of the program's run ("fatal error: ") and exits with
// status 2; no deferred call runs.
func throw(s string)

// fatal is throw for faults of the program itself, such as unlocking an unlocked mutex.
func fatal(s string)

// panicrecord is one panic of the panicking goroutine, as the VM keeps it.
type panicrecord struct {
	arg        any
	recovered  bool
	goexit     bool // not a panic: runtime.Goexit running deferred calls
	repanicked bool // the next panic has the same value; set here
}

// panicrecords gives the goroutine's panics, the newest first.
func panicrecords(buf []panicrecord) int

// dopanic writes the traces of the goroutine's stack and exits with status 2. signal
// lines come before.
func dopanic()

// gopanic is never called: the VM panics by itself. It stands in traces where Go's runtime
// calls a deferred function for a panic.
func gopanic() {}

func fatalpanic() {
	var buf [64]panicrecord
	list := buf[:panicrecords(buf[:])]
	preprintpanics(list)
	printlock()
	for i := len(list) - 1; i >= 0; i-- {
		p := &list[i]
		if i+1 < len(list) {
			if list[i+1].repanicked {
				continue
			}
			if !list[i+1].goexit {
				printstring("\t")
			}
		}
		if p.goexit {
			continue
		}
		printstring("panic: ")
		printpanicval(p.arg)
		if p.recovered && p.repanicked {
			printstring(" [recovered, repanicked]")
		} else if p.recovered {
			printstring(" [recovered]")
		}
		printnl()
	}
	printunlock()
	dopanic()
}

// preprintpanics turns errors and Stringers into their texts, which runs Go code, before
// the report begins.
func preprintpanics(list []panicrecord) {
	defer func() {
		const text = "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + abi.TypeOf(r).Str)
		}
	}()
	for i := range list {
		p := &list[i]
		if i+1 < len(list) && sameWords(p.arg, list[i+1].arg) {
			list[i+1].repanicked = true
			continue
		}
		switch v := p.arg.(type) {
		case error:
			p.arg = v.Error()
		case stringer:
			p.arg = v.String()
		}
	}
}
