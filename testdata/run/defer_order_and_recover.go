// run

package main

import (
	"errors"
	"fmt"
)

func order() {
	for i := 0; i < 3; i++ {
		defer fmt.Println("deferred", i)
	}
	fmt.Println("body")
}

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			n *= 2
		}
	}()
	n = 21
	panic("boom")
}

func helper() any { return recover() }

func notDirect() (s string) {
	defer func() {
		s = fmt.Sprint(recover())
	}()
	defer func() {
		if r := helper(); r != nil {
			s = "wrong"
		}
	}()
	panic(errors.New("deep"))
}

func repanic() (s string) {
	defer func() { s = fmt.Sprint("outer ", recover()) }()
	defer func() {
		r := recover()
		panic(fmt.Sprint("again ", r))
	}()
	panic("first")
}

func runtimeErrors() {
	try := func(name string, f func()) {
		defer func() {
			r := recover()
			_, isRuntime := r.(interface{ RuntimeError() })
			fmt.Println(name, r, isRuntime)
		}()
		f()
	}
	var s []int
	var m map[string]int
	var p *struct{ x int }
	var e any = "str"
	zero := 0
	try("index", func() { _ = s[5] })
	try("slice", func() { _ = s[1:][0] })
	try("map", func() { m["a"] = 1 })
	try("nil", func() { p.x = 1 })
	try("assert", func() { _ = e.(int) })
	try("divide", func() { _ = 1 / zero })
	try("make", func() { _ = make([]int, zero-1) })
	try("close", func() { var c chan int; close(c) })
}

func main() {
	order()
	fmt.Println(named())
	fmt.Println(notDirect())
	fmt.Println(repanic())
	runtimeErrors()
	fmt.Println(recover())
}
