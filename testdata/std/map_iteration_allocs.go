// run

// Iterating and printing maps by reflection needs the copies of keys and elements, and the
// sorted list, nothing else.
package main

import (
	"fmt"
	"io"
	"reflect"
	"runtime"
)

func count(name string, f func()) {
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	fmt.Println(name, (after.Mallocs-before.Mallocs)/100, (after.TotalAlloc-before.TotalAlloc)/100)
}

func main() {
	empty := map[int]int{}
	letters := map[string]int{"c": 3, "a": 1, "b": 2}
	count("print empty", func() { fmt.Fprint(io.Discard, empty) })
	count("print three", func() { fmt.Fprint(io.Discard, letters) })
	v := reflect.ValueOf(letters)
	count("iterate", func() {
		it := v.MapRange()
		for it.Next() {
			it.Key()
			it.Value()
		}
	})
	count("keys", func() { v.MapKeys() })

	squares := map[int]int{}
	for i := range 40 {
		squares[(i*7+3)%40] = i
	}
	fmt.Println(squares)
	fmt.Println(map[float64]bool{2.5: true, -1: false, 1e300: true})
}
