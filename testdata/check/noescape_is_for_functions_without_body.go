// errorcheck

package p

//go:noescape
func f() {}

//go:noescape
//go:nosplit
func (t) m(p *int) { g() }

//go:nosplit
func g() {}

type t int
