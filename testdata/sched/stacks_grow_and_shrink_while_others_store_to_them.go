// run
// Goroutines recurse to ever other depths, with pointers to variables of outer frames, and others
// store to those variables through channels, while collections run: stacks grow, shrink and move.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type box struct {
	value int
	inner *box
}

// down takes the address of a variable of each frame along.
func down(depth int, outer *int, list *box, answers chan *box) int {
	var mine int
	var pad [24]int
	pad[depth%24] = depth
	top := box{depth, list}
	*outer += depth
	if depth == 0 {
		// The answer is stored to this frame while the goroutine waits.
		var got *box
		select {
		case got = <-answers:
		}
		sum := got.value
		for b := list; b != nil; b = b.inner {
			sum += b.value
		}
		return sum
	}
	result := down(depth-1, &mine, &top, answers)
	if mine != depth-1 || pad[depth%24] != depth || top.value != depth || top.inner != list {
		panic(fmt.Sprint("frame ", depth, " is damaged: ", mine, pad, top))
	}
	return result
}

func main() {
	var wg sync.WaitGroup
	answers := make(chan *box)
	stop := make(chan bool)
	var others sync.WaitGroup
	for range 3 {
		others.Go(func() {
			for {
				select {
				case answers <- &box{value: 1000}:
				case <-stop:
					return
				}
			}
		})
	}
	others.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	})
	var mu sync.Mutex
	total := 0
	for id := range 8 {
		wg.Go(func() {
			for round := range 8 {
				depth := (id*37 + round*61) % 400
				var first int
				sum := down(depth, &first, nil, answers)
				if sum != 1000+depth*(depth+1)/2 || first != depth {
					panic(fmt.Sprint("depth ", depth, ": ", sum, " ", first))
				}
				mu.Lock()
				total += sum
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	close(stop)
	others.Wait()
	fmt.Println(total)
}
