// run
// Cleanups run once for each object that died, with their own argument; stopped ones never; those
// of live objects not. Pools, onces and conditions work meanwhile.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type thing struct {
	id   int
	more *thing
}

type note struct {
	id   int
	text string
}

func main() {
	const n = 300
	var ran [n]atomic.Int32
	var count atomic.Int32
	live := make([]*thing, 0)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for g := range 3 {
		wg.Go(func() {
			for i := g; i < n; i += 3 {
				t := &thing{i, &thing{id: i}}
				c := &note{i, fmt.Sprint("note", i)}
				cleanup := runtime.AddCleanup(t, func(c *note) {
					if c.text != fmt.Sprint("note", c.id) {
						panic("damaged " + c.text)
					}
					ran[c.id].Add(1)
					count.Add(1)
				}, c)
				switch i % 5 {
				case 0:
					cleanup.Stop()
				case 1:
					mu.Lock()
					live = append(live, t)
					mu.Unlock()
				case 2:
					runtime.AddCleanup(t.more, func(id int) { count.Add(1) }, i)
				}
				if i%100 == 0 {
					runtime.GC()
				}
			}
		})
	}
	pool := sync.Pool{New: func() any { return &note{-1, "new"} }}
	for range 3 {
		wg.Go(func() {
			for i := range 2000 {
				x := pool.Get().(*note)
				if x.text != "new" {
					panic("damaged " + x.text)
				}
				if i%3 != 0 {
					pool.Put(x)
				}
			}
		})
	}
	ready := sync.NewCond(&mu)
	turn := 0
	for g := range 4 {
		wg.Go(func() {
			for i := range 50 {
				mu.Lock()
				for turn != i*4+g {
					ready.Wait()
				}
				turn++
				ready.Broadcast()
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for count.Load() < n*4/5 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	wrong := 0
	for i := range n {
		want := int32(1)
		if i%5 < 2 {
			want = 0
		}
		if ran[i].Load() != want {
			wrong++
		}
	}
	fmt.Println(count.Load(), len(live), wrong, turn)
	runtime.KeepAlive(live)
}
