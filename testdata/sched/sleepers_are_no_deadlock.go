// run
package main

import (
	"fmt"
	"sync"
	"time"
)

// All goroutines but sleeping ones, or ones that wait for timers, are blocked for good.
func main() {
	never := make(chan int)
	for i := 0; i < 10; i++ {
		go func() { <-never }()
	}
	go func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	}()
	time.Sleep(30 * time.Millisecond)
	fmt.Println("slept")
	<-time.After(30 * time.Millisecond)
	fmt.Println("awaited")
	done := make(chan int)
	time.AfterFunc(30*time.Millisecond, func() { close(done) })
	<-done
	fmt.Println("called")
}
