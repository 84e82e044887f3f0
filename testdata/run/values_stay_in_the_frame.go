// run

package main

import (
	"fmt"
	"runtime"
)

type T struct {
	a, b int
	p    *int
}

//go:noinline
func use(t *T) int { return t.a + t.b + *t.p }

//go:noinline
func sum(xs ...int) int {
	s := 0
	for _, x := range xs {
		s += x
	}
	return s
}

//go:noinline
func apply(f func(int) int, x int) int { return f(x) }

//go:noinline
func anys(xs ...any) int {
	n := 0
	for _, x := range xs {
		if v, ok := x.(int); ok {
			n += v
		}
	}
	return n
}

//go:noinline
func deep(n int, p *int) int {
	var pad [40]int
	pad[n%40] = n
	if n == 0 {
		return *p
	}
	*p++
	return deep(n-1, p) + pad[n%40] - n
}

func work() int {
	x := 5
	t := &T{a: 1, b: 2, p: &x}
	r := use(t)
	r += sum(1, 2, 3, r)
	c := 0
	r += apply(func(y int) int { c += y; return c + x }, 7)
	r += c
	r += anys(r, "s", 1234567)
	s := make([]int, 10)
	for i := range s {
		s[i] = i * x
	}
	r += s[9]
	defer func() { c++ }()
	for i := 0; i < 3; i++ {
		f := func() int { return i }
		r += f()
	}
	var arr [20]int
	q := arr[:]
	q[3] = 9
	r += arr[3]
	r += deep(2000, &x)
	r += use(t)
	m := t.String
	r += len(m())
	return r
}

func (t *T) String() string { return "abc" }

func main() {
	var m0, m1 runtime.MemStats
	work()
	runtime.ReadMemStats(&m0)
	r := 0
	for i := 0; i < 100; i++ {
		r += work()
	}
	runtime.ReadMemStats(&m1)
	fmt.Println(r, m1.Mallocs-m0.Mallocs)
}
