package runtime

import "unsafe"

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
//go:noescape
func printstring(s string)
func printpointer(p unsafe.Pointer)
//go:noescape
func printslice(s []byte) // any slice, as its three words
func printeface(e any)
func printiface(e error) // any interface with methods, as its two words
func printsp()
func printnl()

// printpanicval prints the value of a panic. Errors and Stringers were replaced by their
// texts before. Lines after the first are indented, so that no text looks like a part of
// the report.
func printpanicval(v any)
