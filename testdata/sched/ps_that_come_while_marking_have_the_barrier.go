// run
// GOMAXPROCS grows while collections run: stores of pointers on the new Ps are shown to the
// collector from the first one on. Nodes hang on a single changing pointer each.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type node struct {
	next *node
	id   int
	text string
}

// turn reverses a list over and over: old nodes are stored into new ones.
func turn(id int, stop *atomic.Bool) {
	var head *node
	for i := range 300 {
		head = &node{head, i, fmt.Sprint(id, "/", i)}
	}
	for !stop.Load() {
		var reversed *node
		for n := head; n != nil; n = n.next {
			reversed = &node{reversed, n.id, n.text}
		}
		head = reversed
		runtime.Gosched()
	}
	for n := head; n != nil; n = n.next {
		if n.text != fmt.Sprint(id, "/", n.id) {
			panic(fmt.Sprint("damaged: ", *n))
		}
	}
}

func main() {
	var wg sync.WaitGroup
	var stop atomic.Bool
	for id := range 16 {
		wg.Go(func() { turn(id, &stop) })
	}
	wg.Go(func() {
		for !stop.Load() {
			runtime.GC()
		}
	})
	for n := 1; n <= 24; n++ {
		runtime.GOMAXPROCS(n)
		for range 20 {
			runtime.Gosched()
		}
	}
	stop.Store(true)
	wg.Wait()
	fmt.Println("ok")
}
