// run
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type node struct {
	next *node
	data [3]int
}

// Several goroutines build and check lists, pass them on and make the collector run.
func main() {
	runtime.GOMAXPROCS(4)
	var wg sync.WaitGroup
	lists := make(chan *node, 3)
	for g := 0; g < 4; g++ {
		wg.Go(func() {
			for round := 0; round < 30; round++ {
				var list *node
				for i := 0; i < 300; i++ {
					list = &node{list, [3]int{i, round, g}}
				}
				if round%10 == g {
					runtime.GC()
				}
				lists <- list
			}
		})
	}
	for g := 0; g < 2; g++ {
		wg.Go(func() {
			for k := 0; k < 60; k++ {
				list := <-lists
				timer := time.AfterFunc(time.Hour, func() { fmt.Println(list) })
				if k%20 == 0 {
					runtime.GC()
				}
				i, first := 299, list.data
				for ; list != nil; list = list.next {
					if list.data != [3]int{i, first[1], first[2]} {
						fmt.Println("wrong", list.data, i, first)
					}
					i--
				}
				timer.Stop()
			}
		})
	}
	wg.Wait()
	fmt.Println("done", len(lists))
}
