// run
// A loop over a map that has ended does not keep the map alive.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	m := map[int]*[100]int{}
	for i := range 100 {
		m[i] = new([100]int)
	}
	gone := make(chan bool, 1)
	runtime.SetFinalizer(m[7], func(*[100]int) { gone <- true })
	n := 0
	for range m {
		n++
	}
	m = nil
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			fmt.Println(n, "gone")
			return
		case <-time.After(time.Millisecond):
		}
	}
	fmt.Println("kept")
}
