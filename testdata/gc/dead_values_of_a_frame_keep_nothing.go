// run
// A struct or array variable keeps what it refers to only as long as it is needed, be it
// through its address.
package main

import (
	"fmt"
	"runtime"
	"time"
)

type object [8]int

type holder struct {
	pad [3]int
	p   *object
}

var finalized = make(chan string, 10)

func newObject(name string) *object {
	p := new(object)
	runtime.SetFinalizer(p, func(*object) { finalized <- name })
	return p
}

// collect reports what was finalized by now: name, if it must be, or nothing.
func collect(name string) {
	got := "nothing"
	for i := 0; i < 3 && got == "nothing"; i++ {
		runtime.GC()
		wait := time.Millisecond
		if name != "nothing" {
			wait = time.Second
		}
		select {
		case got = <-finalized:
		case <-time.After(wait):
		}
	}
	fmt.Println(name, got == name)
}

//go:noinline
func use(h *holder) int { return h.pad[0] + len(h.p) }

//go:noinline
func take(h *holder) *object { return h.p }

func inLoop(n int) {
	for i := range n {
		var h holder
		h.p = newObject(fmt.Sprint("loop", i))
		use(&h)
		collect("nothing")
		use(&h)
		collect(fmt.Sprint("loop", i))
	}
}

func throughAnother() {
	var h holder
	h.p = newObject("another")
	outer := struct {
		pad   [2]int
		inner *holder
	}{inner: &h}
	collect("nothing")
	use(outer.inner)
	collect("another")
}

func deferred() (n int) {
	var h holder
	h.p = newObject("deferred")
	defer func() {
		recover()
		collect("nothing")
		n += use(&h)
	}()
	collect("nothing")
	return *(*int)(nil)
}

func array() {
	var a [5]*object
	i := len(finalized) + 2
	a[i] = newObject("array")
	collect("nothing")
	a[i][0]++
	collect("array")
}

func main() {
	var h holder
	h.p = newObject("value")
	use(&h)
	collect("nothing")
	p := take(&h)
	collect("nothing")
	runtime.KeepAlive(p)
	collect("value")
	inLoop(2)
	throughAnother()
	array()
	fmt.Println(deferred())
}
