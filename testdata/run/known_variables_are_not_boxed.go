// run

package main

import (
	"fmt"
	"runtime"
)

var sink any

//go:noinline
func keep(v any) { sink = v }

func main() {
	var before, after runtime.MemStats
	negative, text, number := -1, "text", 3.5
	changed := -1
	changed++
	changed -= 1000
	f := func() {
		keep(negative)
		keep(text)
		keep(number)
	}
	// The least of a few: a collection that begins meanwhile allocates, too.
	least := ^uint64(0)
	for range 5 {
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	fmt.Println(least, sink)
	keep(negative)
	fmt.Println(sink, sink == any(-1))
	keep(changed)
	fmt.Println(sink)
}
