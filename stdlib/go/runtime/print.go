package runtime

import (
	"internal/abi"
	"unsafe"
)

// print and println are lowered to these; all write to standard error. printlock and
// printunlock enclose the calls of one statement.

func printlock()
func printunlock()
func printbool(v bool)
func printint(v int64)
func printuint(v uint64)
func printhex(v uint64)
func printfloat(v float64)
func printfloat32(v float32)
func printcomplex(v complex128)
func printcomplex64(v complex64)
func printstring(s string)
func printpointer(p unsafe.Pointer)
func printslice(s []byte) // any slice, as its three words
func printeface(e any)
func printiface(e error) // any interface with methods, as its two words
func printsp()
func printnl()

// printpanicval prints the value of a panic. Errors and Stringers were replaced by their
// texts before.
func printpanicval(v any) {
	t := abi.TypeOf(v)
	if t == nil {
		printstring("nil")
		return
	}
	p := (*abi.Eface)(unsafe.Pointer(&v)).Data
	open, end := "", ""
	if t.PkgPath != "" {
		open, end = t.Str+"(", ")"
	}
	switch t.Kind {
	case abi.String:
		if open != "" {
			printstring(open)
			printstring("\"")
			printindented(*(*string)(p))
			printstring("\")")
			return
		}
		printindented(*(*string)(p))
		return
	case abi.Complex64:
		if open != "" {
			printstring(t.Str)
		}
		printcomplex64(*(*complex64)(p))
		return
	case abi.Complex128:
		if open != "" {
			printstring(t.Str)
		}
		printcomplex(*(*complex128)(p))
		return
	}
	if t.Kind < abi.Bool || t.Kind > abi.Float64 {
		printstring("(")
		printstring(t.Str)
		printstring(") ")
		printpointer(p)
		return
	}
	printstring(open)
	switch t.Kind {
	case abi.Bool:
		printbool(*(*bool)(p))
	case abi.Int, abi.Int64:
		printint(*(*int64)(p))
	case abi.Int8:
		printint(int64(*(*int8)(p)))
	case abi.Int16:
		printint(int64(*(*int16)(p)))
	case abi.Int32:
		printint(int64(*(*int32)(p)))
	case abi.Uint, abi.Uint64:
		printuint(*(*uint64)(p))
	case abi.Uintptr:
		printuint(*(*uint64)(p))
	case abi.Uint8:
		printuint(uint64(*(*uint8)(p)))
	case abi.Uint16:
		printuint(uint64(*(*uint16)(p)))
	case abi.Uint32:
		printuint(uint64(*(*uint32)(p)))
	case abi.Float32:
		printfloat32(*(*float32)(p))
	case abi.Float64:
		printfloat(*(*float64)(p))
	}
	printstring(end)
}

// printindented indents the lines after the first, so that no text looks like a part of
// the report.
func printindented(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			printstring(s[start : i+1])
			printstring("\t")
			start = i + 1
		}
	}
	printstring(s[start:])
}
