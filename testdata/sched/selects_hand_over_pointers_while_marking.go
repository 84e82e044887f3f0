// run
// Pointers travel through selects with many cases, buffered and unbuffered channels, timeouts and
// closed channels while collections run. Nothing is lost, doubled or damaged.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type item struct {
	id    int
	text  string
	links []*item
}

func newItem(id int) *item {
	return &item{id, fmt.Sprint("item", id), []*item{{id: -id}, {id: 2 * id}}}
}

func (it *item) check() {
	if it.text != fmt.Sprint("item", it.id) || it.links[0].id != -it.id || it.links[1].id != 2*it.id {
		panic(fmt.Sprint("damaged: ", *it))
	}
}

func main() {
	const n = 900
	in := [4]chan *item{make(chan *item), make(chan *item, 1), make(chan *item, 7), make(chan *item)}
	out := make(chan *item, 3)
	boxed := make(chan any)
	var producers, movers sync.WaitGroup
	for p := range 3 {
		producers.Go(func() {
			for i := p; i < n; i += 3 {
				it := newItem(i)
				select {
				case in[0] <- it:
				case in[1] <- it:
				case in[2] <- it:
				case in[3] <- it:
				}
			}
		})
	}
	done := make(chan struct{})
	for range 3 {
		movers.Go(func() {
			var kept *item
			for {
				var to chan *item
				var toAny chan any
				if kept != nil {
					if kept.id%2 == 0 {
						to = out
					} else {
						toAny = boxed
					}
				}
				from := in
				if kept != nil {
					from = [4]chan *item{}
				}
				select {
				case kept = <-from[0]:
				case kept = <-from[1]:
				case it, ok := <-from[2]:
					if !ok {
						panic("closed")
					}
					kept = it
				case kept = <-from[3]:
				case to <- kept:
					kept = nil
				case toAny <- kept:
					kept = nil
				case <-time.After(time.Millisecond):
				case <-done:
					return
				}
			}
		})
	}
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
				runtime.Gosched()
			}
		}
	}()
	seen := map[int]*item{}
	for len(seen) < n {
		var it *item
		select {
		case it = <-out:
		case x := <-boxed:
			it = x.(*item)
		}
		it.check()
		if seen[it.id] != nil {
			panic("twice")
		}
		seen[it.id] = it
	}
	producers.Wait()
	close(done)
	movers.Wait()
	stop <- true
	sum := 0
	for _, it := range seen {
		it.check()
		sum += it.id
	}
	fmt.Println(len(seen), sum)
}
