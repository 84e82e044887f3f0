// run
// A pool is usable although a collection empties it whenever it has just made room for its values.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

func main() {
	debug.SetMemoryLimit(1 << 20)
	runtime.GOMAXPROCS(3)
	p := sync.Pool{New: func() any { return new(int) }}
	for range 100 {
		x := p.Get().(*int)
		if *x != 0 {
			panic("not new")
		}
		p.Put(x)
	}
	fmt.Println("ok")
}
