// errorcheck

package main

import "fmt"

type (
	A struct {
		x, x int
		y    undefined1
		fmt.Stringer
		fmt.Nothing
	}
	A int
	B [len(B{})]int
	C struct{ C }
	D struct{ e E }
	E [2]D
	F func(F) F
	G interface{ G }
	H = H
	M map[[]int]string
	I interface {
		m()
		m()
	}
	J struct{ *I }
	N undefined2
)

const (
	c1 = c2
	c2 = c1
	c3 int = "x"
	c4 = f()
	c5, c6 = 1
	c7 [2]int = [2]int{}
)

var (
	v1 = v2
	v2 = g()
	v3, v4 = 1
	v5 int = nil
)

func f() int { return 1 }
func g() int { return v1 }
func f()     {}

func (A) x() {}
func (A) m() {}
func (A) m() {}
func (int) n() {}
func (*I) n() {}
func (undefined3) n() {}
func (fmt.Stringer) n() {}
func init() int { return 0 }
func main(x int) {}

var main int
var init = 1
var fmt int
