// run
// Weak pointers are read, and values made unique, while collections clear them: a weak pointer
// gives the whole object or nil, never again after nil; equal values have equal handles.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unique"
	"weak"
)

type thing struct {
	id   int
	name string
	next *thing
}

func newThing(id int) *thing {
	return &thing{id, fmt.Sprint("thing", id), &thing{id: id + 1}}
}

func (t *thing) check(id int) {
	if t.id != id || t.name != fmt.Sprint("thing", id) || t.next.id != id+1 {
		panic(fmt.Sprint("damaged: ", *t))
	}
}

type key struct {
	name string
	at   int
}

func main() {
	const n = 64
	var slots [n]atomic.Pointer[weak.Pointer[thing]]
	var strong [n]atomic.Pointer[thing]
	for i := range n {
		t := newThing(i)
		w := weak.Make(t)
		strong[i].Store(t)
		slots[i].Store(&w)
	}
	var wg sync.WaitGroup
	var nils, whole atomic.Int64
	for g := range 4 {
		wg.Go(func() {
			for i := range 1200 {
				at := (i*7 + g*13) % n
				w := slots[at].Load()
				switch t := w.Value(); {
				case t != nil:
					t.check(at)
					whole.Add(1)
					if weak.Make(t) != *w {
						panic("another weak pointer for the same object")
					}
					if i%5 == 0 {
						strong[at].CompareAndSwap(t, nil)
					}
				default:
					nils.Add(1)
					if w.Value() != nil {
						panic("came back")
					}
					t := newThing(at)
					fresh := weak.Make(t)
					if fresh == *w {
						panic("weak pointers of two objects are equal")
					}
					if slots[at].CompareAndSwap(w, &fresh) {
						strong[at].Store(t)
					}
				}
			}
		})
	}
	for g := range 3 {
		wg.Go(func() {
			for i := range 500 {
				text := fmt.Sprint("key", i%50)
				a := unique.Make(key{text, i % 50})
				if i%9 == g {
					runtime.Gosched()
				}
				b := unique.Make(key{fmt.Sprint("key", i%50), i % 50})
				if a != b || a.Value() != (key{text, i % 50}) {
					panic(fmt.Sprint("not unique: ", a.Value(), b.Value()))
				}
				s := unique.Make(text + "!")
				if s.Value() != text+"!" {
					panic(s.Value())
				}
			}
		})
	}
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				close(stop)
				return
			default:
				runtime.GC()
			}
		}
	}()
	wg.Wait()
	stop <- true
	<-stop
	for i := range n {
		strong[i].Store(nil)
	}
	runtime.GC()
	left := 0
	for i := range n {
		if slots[i].Load().Value() != nil {
			left++
		}
	}
	fmt.Println(whole.Load()+nils.Load(), left)
}
