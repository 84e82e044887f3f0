// run
// Calls whose results are known constants are made all the same, and lengths of arrays behind
// nil pointers panic where the pointer is followed.
package main

import (
	"errors"
	"fmt"
)

func ten(err error) int {
	if err != nil {
		panic(err)
	}
	return 10
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

//go:noinline
func array() *[4]int { return nil }

type method int

func (m *method) M() {}

type caller interface{ M() }

var _ caller = (*method)(nil)

var x, y [0]int
var p, q = new([0]int), new([0]int)

func main() {
	bad := errors.New("bad")
	try("make", func() {
		s := make([]int, ten(bad))
		fmt.Println(len(s))
	})
	try("good", func() {
		s := make([]int, ten(nil))
		fmt.Println(len(s))
	})
	try("interface", func() {
		var i any = ten(bad)
		_ = i
	})
	try("print", func() { fmt.Println(ten(bad)) })
	try("len", func() { _ = len(*array()) })
	try("len of pointer", func() { fmt.Println(len(array())) })
	try("range", func() {
		for i := range *array() {
			fmt.Println(i)
		}
	})
	try("range of pointer", func() {
		n := 0
		for range array() {
			n++
		}
		fmt.Println(n)
	})
	try("values", func() {
		for _, x := range array() {
			fmt.Println(x)
		}
	})
	fmt.Println(p == q, &x == p, &y == p)
}
