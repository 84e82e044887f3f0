// run
// Finalizers that make their objects reachable again, and set themselves anew, run once per death;
// what the object refers to is whole each time. Chains are finalized from the outside inwards.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type phoenix struct {
	id     int
	lives  int
	ashes  *phoenix
	burned []string
}

var (
	mu   sync.Mutex
	back []*phoenix
	dead atomic.Int32
)

func rise(p *phoenix) {
	p.lives--
	p.burned = append(p.burned, fmt.Sprint(p.id, "/", p.lives))
	if p.ashes.id != -p.id {
		panic("ashes are gone")
	}
	if p.lives == 0 {
		dead.Add(1)
		return
	}
	runtime.SetFinalizer(p, rise)
	mu.Lock()
	back = append(back, p)
	mu.Unlock()
}

type link struct {
	next *link
	at   int
}

func chain(n int, order chan int) {
	var first *link
	for i := n; i > 0; i-- {
		first = &link{first, i}
		runtime.SetFinalizer(first, func(l *link) { order <- l.at })
	}
}

func main() {
	const n, lives = 100, 4
	func() {
		for i := range n {
			p := &phoenix{id: i, lives: lives, ashes: &phoenix{id: -i}}
			runtime.SetFinalizer(p, rise)
		}
	}()
	rounds := 0
	var garbage [][]byte
	for dead.Load() < n {
		runtime.GC()
		time.Sleep(time.Millisecond)
		garbage = append(garbage[:0], make([]byte, 1<<16))
		mu.Lock()
		for _, p := range back {
			for i, text := range p.burned {
				if text != fmt.Sprint(p.id, "/", lives-1-i) {
					panic(fmt.Sprint("damaged: ", *p))
				}
			}
		}
		back = nil
		mu.Unlock()
		rounds++
	}
	fmt.Println(dead.Load(), rounds >= lives)
	order := make(chan int, 10)
	chain(5, order)
	for i := 0; i < 5; {
		runtime.GC()
		select {
		case at := <-order:
			i++
			fmt.Print(at, " ")
		case <-time.After(10 * time.Millisecond):
		}
	}
	fmt.Println()
}
