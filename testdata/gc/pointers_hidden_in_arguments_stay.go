// run

// What an argument of the form uintptr(p) points to stays until the call is over, if the
// function says so: called at once, deferred, in a goroutine.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

type block [4]int

func fresh(i int) unsafe.Pointer {
	b := &block{i, i, i, i}
	runtime.SetFinalizer(b, func(b *block) { *b = block{-1, -1, -1, -1} })
	return unsafe.Pointer(b)
}

//go:uintptrescapes
func sum(name string, p uintptr, rest ...uintptr) int {
	for range 3 {
		runtime.GC()
		runtime.Gosched()
	}
	total := (*block)(unsafe.Pointer(p))[1]
	for _, p := range rest {
		total += (*block)(unsafe.Pointer(p))[2]
	}
	fmt.Println(name, total)
	return total
}

type summer struct{ name string }

//go:uintptrescapes
//go:noinline
func (s summer) sum(p uintptr, rest ...uintptr) int {
	return sum(s.name, p, rest...)
}

func later() {
	defer sum("deferred", uintptr(fresh(1)), uintptr(fresh(20)), uintptr(fresh(300)))
	for i := range 2 {
		defer summer{"deferred in a loop"}.sum(uintptr(fresh(i)), uintptr(fresh(10)))
	}
	runtime.GC()
}

func main() {
	sum("at once", uintptr(fresh(1)), uintptr(fresh(20)), uintptr(fresh(300)))
	summer{"method"}.sum(uintptr(fresh(4)), (uintptr)(fresh(50)))
	p := fresh(7)
	fmt.Println(sum("in an expression", uintptr(p)) + summer.sum(summer{"method expression"}, uintptr(fresh(5))))
	later()
	done := make(chan bool)
	go func() {
		defer close(done)
		defer sum("in a goroutine", uintptr(fresh(8)))
	}()
	<-done
	runtime.KeepAlive(p)
}
