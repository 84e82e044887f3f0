// run
// Finalizers run before cleanups, weak pointers become nil first, and an object that a
// finalizer needs lives until then.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unique"
	"weak"
)

type node struct {
	name string
	next *node
}

type named interface{ Name() string }

func (n *node) Name() string { return n.name }

var log = make(chan string, 100)

//go:noinline
func makeGarbage() (weak.Pointer[node], weak.Pointer[node]) {
	inner := &node{name: "inner"}
	outer := &node{name: "outer", next: inner}
	runtime.SetFinalizer(outer, func(n *node) { log <- "finalizer " + n.name + " " + n.next.name })
	runtime.SetFinalizer(inner, func(n named) { log <- "interface " + n.Name() })
	runtime.AddCleanup(outer, func(s string) { log <- "cleanup " + s }, "outer")
	stopped := runtime.AddCleanup(outer, func(s string) { log <- "stopped" }, "")
	stopped.Stop()
	any1 := &node{name: "any"}
	runtime.SetFinalizer(any1, func(x any) { log <- fmt.Sprintf("any %T", x) })
	never := &node{name: "never"}
	runtime.SetFinalizer(never, func(*node) { log <- "never" })
	runtime.SetFinalizer(never, nil)
	return weak.Make(outer), weak.Make(inner)
}

func collect(want int) map[string]bool {
	seen := map[string]bool{}
	for i := 0; i < 100 && len(seen) < want; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		for len(log) > 0 {
			seen[<-log] = true
		}
	}
	return seen
}

//go:noinline
func clobberStack(depth int) int {
	var pad [64]int
	if depth > 0 {
		pad[depth%64] = clobberStack(depth - 1)
	}
	return pad[3]
}

func main() {
	outer, inner := makeGarbage()
	fmt.Println(outer.Value().name, inner.Value().name, outer == weak.Make(outer.Value()))
	clobberStack(10)
	fmt.Println(collect(4))
	fmt.Println(outer.Value() == nil, inner.Value() == nil)

	// A live object keeps its weak pointer.
	live := &node{name: "live"}
	w := weak.Make(live)
	runtime.GC()
	fmt.Println(w.Value() == live, w.Value().name)
	runtime.KeepAlive(live)

	// Equal values share a handle while it is alive.
	a, b := unique.Make("x"+fmt.Sprint(1)), unique.Make("x1")
	runtime.GC()
	fmt.Println(a == b, a.Value(), unique.Make("x2") == a)

	// A pool forgets what nobody takes for two collections.
	pool := sync.Pool{New: func() any { return "new" }}
	pool.Put("old")
	fmt.Println(pool.Get(), pool.Get())
	pool.Put("old")
	runtime.GC()
	runtime.GC()
	runtime.GC()
	fmt.Println(pool.Get())

	func() {
		defer func() { fmt.Println(recover()) }()
		n := &node{}
		runtime.AddCleanup(n, func(*node) {}, n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := &node{}
		runtime.AddCleanup(n, func(int) { _ = n.next }, 1)
	}()
}
