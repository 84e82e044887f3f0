// run

// An array in the frame that is only stored to keeps nothing alive, be it a variable or a
// slice's; one that is read later keeps all.
package main

import (
	"fmt"
	"runtime"
)

const n = 100

type big struct {
	data [1000]int
	p    *int
}

var sink any

// live is the KiB that are live while f runs, at the moment when it calls its argument.
func live(f func(look func())) int {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f(func() {
		runtime.GC()
		runtime.ReadMemStats(&after)
	})
	return int(after.HeapAlloc-before.HeapAlloc) >> 10
}

func report(name string, f func(look func())) {
	kib := live(f)
	fmt.Println(name, kib > 8*n/2)
}

//go:noinline
func pointers(look func()) {
	keep := make([]*big, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
}

//go:noinline
func interfaces(look func()) {
	keep := make([]any, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
}

//go:noinline
func strings(look func()) {
	keep := []string{n - 1: ""}
	for i := 0; i < 3*n; i++ {
		keep[i%n] = string(make([]byte, 8000+i%2))
	}
	look()
}

//go:noinline
func array(look func()) {
	var keep [n][]byte
	for i := 0; i < 3*n; i++ {
		keep[i%n] = make([]byte, 8000+i%2)
	}
	look()
}

//go:noinline
func again(look func()) {
	for range 2 {
		keep := make([]*big, n)
		for i := 0; i < 3*n; i++ {
			keep[i%n] = new(big)
		}
		look()
	}
}

//go:noinline
func readLater(look func()) {
	keep := make([]*big, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
	sink = keep[n/2]
}

//go:noinline
func readInALoop(look func()) {
	keep := make([]*big, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
	sum := 0
	for i := 0; i < n; i++ {
		sum += keep[i].data[0]
	}
	sink = sum
}

//go:noinline
func ranged(look func()) {
	keep := make([]*big, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
	for _, k := range keep {
		sink = k.p
	}
}

//go:noinline
func handedOn(look func()) {
	keep := make([]*big, n)
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
	sink = count(keep)
}

//go:noinline
func count(keep []*big) int {
	all := 0
	for _, k := range keep {
		if k != nil {
			all++
		}
	}
	return all
}

//go:noinline
func captured(look func()) {
	keep := make([]*big, n)
	get := func(i int) *big { return keep[i] }
	for i := 0; i < 3*n; i++ {
		keep[i%n] = new(big)
	}
	look()
	sink = get(n / 2).p
}

func outOfRange() {
	defer func() { fmt.Println(recover().(error).Error()) }()
	keep := make([]*big, n)
	for i := 0; ; i++ {
		keep[i] = nil
	}
}

func main() {
	report("pointers", pointers)
	report("interfaces", interfaces)
	report("strings", strings)
	report("array", array)
	report("again", again)
	report("read later", readLater)
	report("read in a loop", readInALoop)
	report("ranged", ranged)
	report("handed on", handedOn)
	report("captured", captured)
	outOfRange()
}
