// run

package main

import (
	"fmt"
	"runtime"
)

//go:noinline
func id(i int) int { return i }

//go:noinline
func text(b []byte) string { return string(b) }

//go:noinline
func length(s string) int { return len(s) }

//go:noinline
func total(b []byte) int {
	n := 0
	for _, c := range b {
		n += int(c)
	}
	return n
}

func appended(n int) (sum int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	for i := 0; i < len(s); i++ {
		sum += s[i]
	}
	return sum
}

// Each slice has a buffer of its own, which is used once.
func appendedTwice() int {
	var all [2][]int
	for i := range all {
		var s []int
		s = append(s, i+1)
		all[i] = s
	}
	return all[0][0]*10 + all[1][0]
}

func reused() int {
	n := 0
	for i := range 3 {
		var p []*int
		p = append(p, &i)
		p = append(p, nil)
		n += *p[0] + len(p)
	}
	return n
}

// The lesser of two: what the runtime makes for itself may fall into one.
func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	least := ^uint64(0)
	for range 2 {
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	return least
}

func main() {
	s := text([]byte("hello world"))
	b := []byte(s)
	n := 0
	runtime.GC() // starts the mark workers
	allocations(func() {})
	fmt.Println(allocations(func() { n += appended(4) }), allocations(func() { n += appended(5) }),
		allocations(func() { n += appended(33) }))
	fmt.Println(appendedTwice(), reused())
	fmt.Println(allocations(func() { n += length(s + "/" + s) }), allocations(func() { n += length(s + s + s) }))
	fmt.Println(allocations(func() {
		if string(b) == "hello world" {
			n++
		}
	}), allocations(func() { n += length(string(b)) }), allocations(func() { n += total([]byte(s)) }))
	fmt.Println(allocations(func() {
		x := []byte(s)
		x[0] = 'H'
		n += total(x)
	}), allocations(func() { n += len([]rune(s)) }), allocations(func() {
		for _, c := range []byte(s) {
			n += int(c)
		}
	}))
	fmt.Println(allocations(func() {
		x := make([]int, id(4))
		x[3] = n
		n += x[0]
	}), allocations(func() {
		x := make([]int, id(5))
		x[3] = n
		n += x[0]
	}))
	m := map[string]int{"hello world": 3}
	fmt.Println(allocations(func() { n += m[string(b)] }), n)
	// A string in the frame that becomes a result is copied.
	empty := text(nil)
	kept := text(append(b[:5:5], "!"...)) + empty
	fmt.Println(kept, cap(append([]byte("hello "), "world"...)))
}
