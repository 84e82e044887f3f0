// run
// What a function that reflection called has left in its registers is not looked at.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type object struct{ pad [9]*int }

var keep *object

//go:noinline
func use(a, b, c, d *object) bool {
	keep = a
	keep = b
	keep = c
	keep = d
	return a == d
}

//go:noinline
func leave(n int) bool {
	return use(new(object), new(object), new(object), new(object))
}

//go:noinline
func call(n int) int {
	if leave(n) {
		return 0
	}
	keep = nil
	for range n {
		keep = new(object)
	}
	keep = nil
	return n
}

func main() {
	f := reflect.ValueOf(call)
	total := 0
	for i := range 100 {
		if i%10 == 0 {
			runtime.GC()
		}
		for _, r := range f.Call([]reflect.Value{reflect.ValueOf(i)}) {
			total += int(r.Int())
		}
	}
	fmt.Println(total)
}
