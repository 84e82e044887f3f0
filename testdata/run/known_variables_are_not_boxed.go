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
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	fmt.Println(after.Mallocs-before.Mallocs, sink)
	keep(negative)
	fmt.Println(sink, sink == any(-1))
	keep(changed)
	fmt.Println(sink)
}
