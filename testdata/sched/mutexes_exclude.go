// run
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func count(name string, l sync.Locker) {
	n := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 300 {
				l.Lock()
				n++
				if i%100 == 0 {
					runtime.Gosched()
				}
				l.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(name, n)
}

func main() {
	count("Mutex", &sync.Mutex{})
	count("RWMutex", &sync.RWMutex{})

	// Readers see pairs of equal values only.
	var rw sync.RWMutex
	var a, b int
	var wrong atomic.Int32
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				rw.RLock()
				if a != b {
					wrong.Add(1)
				}
				rw.RUnlock()
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 200 {
				rw.Lock()
				a++
				b++
				rw.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("pairs", a, b, wrong.Load())

	// A queue of one place with condition variables.
	var mu sync.Mutex
	full, empty := sync.NewCond(&mu), sync.NewCond(&mu)
	slot, has, sum := 0, false, 0
	for range 3 {
		wg.Go(func() {
			for i := range 100 {
				mu.Lock()
				for has {
					empty.Wait()
				}
				slot, has = i, true
				full.Signal()
				mu.Unlock()
			}
		})
		wg.Go(func() {
			for range 100 {
				mu.Lock()
				for !has {
					full.Wait()
				}
				sum += slot
				has = false
				empty.Broadcast()
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("queue", sum)

	var once sync.Once
	var calls atomic.Int32
	value := sync.OnceValue(func() int { time.Sleep(time.Millisecond); return int(calls.Add(10)) })
	for range 8 {
		wg.Go(func() {
			once.Do(func() { calls.Add(1) })
			if value() != 11 && value() != 10 {
				fmt.Println("wrong", value())
			}
		})
	}
	wg.Wait()
	fmt.Println("once", calls.Load())

	// A mutex whose holder never rests is handed over all the same.
	var greedy sync.Mutex
	var stop atomic.Bool
	done := make(chan bool)
	go func() {
		for !stop.Load() {
			greedy.Lock()
			time.Sleep(100 * time.Microsecond)
			greedy.Unlock()
		}
		done <- true
	}()
	for range 10 {
		time.Sleep(50 * time.Microsecond)
		greedy.Lock()
		greedy.Unlock()
	}
	stop.Store(true)
	<-done

	var m sync.Map
	for g := range 4 {
		wg.Go(func() {
			for i := range 100 {
				m.LoadOrStore(i, g)
				m.CompareAndSwap(i, g, 7)
			}
		})
	}
	wg.Wait()
	n := 0
	m.Range(func(k, v any) bool { n++; return true })
	fmt.Println("map", n)

	pool := sync.Pool{New: func() any { return new([10]int) }}
	for range 4 {
		wg.Go(func() {
			for range 200 {
				p := pool.Get().(*[10]int)
				p[3]++
				if p[3] != 1 {
					fmt.Println("shared")
				}
				p[3]--
				pool.Put(p)
			}
		})
	}
	wg.Wait()
	fmt.Println("pool")
}
