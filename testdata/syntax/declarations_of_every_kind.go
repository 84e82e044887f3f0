// tree
//go:build linux

package p

import "fmt"
import (
	. "math"
	_ "os"
	str `strings`
)

const a, b = iota, "x"
const (
	c int = 1 << iota
	d
	e, f = iota, iota
)

var g, h int
var i, j = 1, 2
var (
	k []int = nil
)

type T struct{}
type (
	A = T
	B[P any] = []P
	L[K comparable, V ~int | ~string] struct{ k K }
)

func external(x int) int

//go:noinline
//go:nosplit
func f1() {}

func (t *T) m(a, b int, c ...string) (x, y int, err error) {}
func (L[K, V]) m() {}
func g1[P, Q any, R interface{ ~[]P }](P, Q) R {}
func (t T) generic[P any](p P) {}
