// run

package main

// Slices built by append in the frame and given away once: what the receiver sees, and what
// that allocates.

import (
	"fmt"
	"runtime"
)

//go:noinline
func ints(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

//go:noinline
func bytes(n int) []byte {
	var s []byte
	for i := range n {
		s = append(s, byte(i))
	}
	return s
}

//go:noinline
func pointers(n int) []*int {
	var s []*int
	for i := range n {
		s = append(s, new(i))
	}
	return s
}

// The capacity is looked at, so it moves along.
//
//go:noinline
func withCap(n int) ([]int16, int) {
	var s []int16
	for i := range n {
		s = append(s, int16(i))
	}
	c := cap(s)
	return s, c
}

//go:noinline
func sum(s []string) (n int) {
	for _, x := range s {
		n += len(x)
	}
	return n
}

//go:noinline
func passed(n int) ([]string, int) {
	var s []string
	for range n {
		s = append(s, "ab")
	}
	k := sum(s)
	return s, k
}

//go:noinline
func cut(n int) []int32 {
	s := []int32{}
	for i := range n {
		s = append(s, int32(i))
		if i == 5 {
			s = s[2:4]
		}
	}
	return s
}

type list struct{ items []int }

var kept [][]int

//go:noinline
func assigned(l *list, n int) {
	var s []int
	for i := range n {
		s = append(s, i*i)
	}
	l.items = s
	s = append(s, -1)
	kept = append(kept, s)
}

//go:noinline
func ranged(n int) (t int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	for i, x := range s {
		s[len(s)-1-i] = 7
		t += x
	}
	return t
}

//go:noinline
func named(n int) (s []int) {
	for i := range n {
		s = append(s, i)
	}
	return
}

//go:noinline
func recovered(n int) (s []int) {
	defer func() { recover() }()
	for i := range n {
		s = append(s, i)
	}
	panic("out")
}

//go:noinline
func two(n int) (a, b []int) {
	for i := range n {
		a = append(a, i)
		b = append(b, -i)
	}
	return a, b
}

//go:noinline
func again(n int) (out [][]int) {
	for k := range n {
		var s []int
		for i := range k {
			s = append(s, i)
		}
		out = append(out, s)
	}
	return out
}

//go:noinline
func loops(n int) []int {
	var s []int
top:
	for i := range n {
		s = append(s, i)
	}
	if len(s) < 3*n {
		goto top
	}
	return s
}

//go:noinline
func param(s []int) []int {
	s = append(s, 1)
	s = append(s, 2)
	return s
}

//go:noinline
func deep(n int) int {
	var a [64]int
	if n == 0 {
		return 0
	}
	a[n%64] = n
	return deep(n-1) + a[n%64]
}

//go:noinline
func moving(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		deep(200 * i)
	}
	return s
}

func measure(name string, f func()) {
	var before, after runtime.MemStats
	f()
	const rounds = 50
	runtime.ReadMemStats(&before)
	for range rounds {
		f()
	}
	runtime.ReadMemStats(&after)
	fmt.Println(name, (after.Mallocs-before.Mallocs)/rounds)
}

func main() {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 32, 33, 100} {
		a, b, p := ints(n), bytes(n), pointers(n)
		fmt.Println(n, len(a), cap(a), len(b), cap(b), len(p), cap(p), a, b)
		for i, x := range p {
			if *x != i {
				fmt.Println("wrong", i, *x)
			}
		}
		c, k := withCap(n)
		fmt.Println(c, cap(c), k, a == nil, c == nil)
		s, total := passed(n)
		fmt.Println(s, cap(s), total)
		d := cut(n)
		fmt.Println(d, len(d), cap(d))
		var l list
		assigned(&l, n)
		fmt.Println(l.items, cap(l.items))
		fmt.Println(ranged(n), named(n), recovered(n))
		fmt.Println(two(n))
		if n < 10 {
			fmt.Println(again(n), loops(n), moving(n))
		}
	}
	fmt.Println(kept)
	local := [4]int{9, 9, 9, 9}
	q := param(local[:2])
	fmt.Println(q, cap(q), local, param(nil))
	for _, n := range []int{3, 5, 20} {
		measure("ints", func() { ints(n) })
		measure("bytes", func() { bytes(n) })
		measure("withCap", func() { withCap(n) })
		measure("passed", func() { passed(n) })
		measure("named", func() { named(n) })
		measure("two", func() { two(n) })
		measure("ranged", func() { ranged(n) })
	}
}
