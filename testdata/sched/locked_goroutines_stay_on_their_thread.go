// run
package main

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
)

func tid() int { return syscall.Gettid() }

func main() {
	runtime.LockOSThread()
	a := tid()
	var wg sync.WaitGroup
	for g := 0; g < 4; g++ {
		wg.Go(func() {
			runtime.LockOSThread()
			t := tid()
			for i := 0; i < 1000; i++ {
				runtime.Gosched()
				if tid() != t || t == a {
					panic("moved")
				}
			}
		})
	}
	wg.Wait()
	if tid() != a {
		panic("main moved")
	}
	fmt.Println("ok")
}
