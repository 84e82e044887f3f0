// run

package main

import (
	"fmt"
	"runtime"
)

func nothingLeft() {
	if v := recover(); v != nil {
		fmt.Println("still panicking:", v)
		return
	}
	fmt.Println("no panic")
}

// The deferred function runs recover as if it called it.
func byDeferredFunction() {
	defer nothingLeft()
	defer func() {
		defer recover()
	}()
	panic(1)
}

// A panic runs recover, which nobody called.
func byPanic() {
	defer nothingLeft()
	defer recover()
	panic(2)
}

func callers() {
	for depth := range 3 {
		pc, _, line, ok := runtime.Caller(depth)
		name := runtime.FuncForPC(pc).Name()
		if name == "runtime.gopanic" {
			line = 0
		}
		fmt.Println(name, line, ok)
	}
	recover()
}

func panics() {
	defer callers()
	panic(3)
}

func main() {
	byDeferredFunction()
	byPanic()
	panics()
}
