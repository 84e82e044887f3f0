// errorcheck

//go:build !ignore

//go:nosplit
package p

//go:build late

//go:noinline
//go:nosplit

// A comment between them does no harm.
//
//go:norace
func f() {
	//go:noinline
	x := 1
	_ = x //go:nosplit
}

//go:unheard of
//go:generate nothing
var x int //go:generate at the end

//go:noinline
type t int

//go:nosplit
func (t) method() {}

//go:noescape
