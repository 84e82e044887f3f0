// run
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type obj struct{ a [16]int }

func main() {
	var p = sync.Pool{New: func() any { return new(obj) }}
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		var wg sync.WaitGroup
		for g := 0; g < 8; g++ {
			wg.Go(func() {
				for i := 0; i < 2000; i++ {
					o := p.Get().(*obj)
					o.a[0]++
					o.a[0]--
					if o.a[0] != 0 {
						panic("shared")
					}
					p.Put(o)
					if i%500 == 0 {
						runtime.GC()
					}
				}
			})
		}
		wg.Wait()
		fmt.Println(n, "done")
	}
	p.New = nil
	p.Put(&obj{})
	runtime.GC()
	runtime.GC()
	fmt.Println(p.Get() == nil)
}
