// run

// A closure that stands in a generic function holds the dictionary, too: one word more.
package main

import (
	"fmt"
	"runtime"
	"slices"
)

type box[T any] struct{ v T }

func (b *box[T]) get() func() T { return func() T { return b.v } }

func constant[T any](v T) func() T { return func() T { return v } }

func counter[T any](step int) func() int {
	n := 0
	return func() int { n += step; return n }
}

func plain(n int) func() int { return func() int { return n } }

var (
	number func() int
	text   func() string
	list   []int
)

func count(name string, f func()) {
	var before, after runtime.MemStats
	f()
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	fmt.Println(name, (after.Mallocs-before.Mallocs+50)/100, (after.TotalAlloc-before.TotalAlloc+400)/800*8)
}

func main() {
	b := &box[string]{"x"}
	count("method", func() { text = b.get() })
	count("int", func() { number = constant(1) })
	count("string", func() { text = constant("x") })
	count("counter", func() { number = counter[string](2) })
	count("plain", func() { number = plain(3) })
	count("sorted", func() { list = slices.Sorted(slices.Values([]int{3, 1, 2})) })
}
