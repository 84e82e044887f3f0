// run
// Large objects with pointers are scanned in pieces while the program stores to them, and pointers
// into the middle and to the end of objects keep them alive; frames hold large arrays.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

type cell struct {
	a, b int
	p    *cell
	text string
}

type page struct {
	head  [300]int
	cells [4000]*cell
	tail  []*cell
}

func newCell(i int) *cell { return &cell{i, -i, nil, fmt.Sprint(i)} }

func (c *cell) check() {
	if c.a != -c.b || c.text != fmt.Sprint(c.a) {
		panic(fmt.Sprint("damaged: ", *c))
	}
}

func framed(depth, id int) int {
	var cells [200]*cell
	for i := range cells {
		if i%7 == depth%7 {
			cells[i] = newCell(id + i)
		}
	}
	sum := 0
	if depth > 0 {
		sum = framed(depth-1, id+1)
	} else {
		runtime.GC()
	}
	for i, c := range cells {
		if c != nil {
			c.check()
			sum += c.a - id - i + 1
		}
	}
	return sum
}

func main() {
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			pages := []*page{new(page), new(page)}
			for i := range 12000 {
				from, to := pages[i%2], pages[1-i%2]
				at := (i*17 + g) % len(from.cells)
				if c := from.cells[at]; c != nil {
					from.cells[at] = nil
					to.cells[len(to.cells)-1-at] = c
					c.check()
				} else if i%4 == 0 {
					from.cells[at] = newCell(i)
				}
				if i%4000 == 0 {
					runtime.GC()
				}
			}
			for _, p := range pages {
				for _, c := range p.cells {
					if c != nil {
						c.check()
					}
				}
			}
		})
	}
	wg.Go(func() {
		// Only pointers into the middle are kept.
		var middles []*int
		var ends [][]*cell
		var bytes []*byte
		for i := range 120 {
			c := newCell(i)
			middles = append(middles, &c.b)
			s := make([]*cell, 20+i)
			for j := range s {
				s[j] = c
			}
			ends = append(ends, s[len(s)-1:])
			b := make([]byte, 1000)
			b[999] = byte(i)
			bytes = append(bytes, &b[999])
			if i%30 == 0 {
				runtime.GC()
			}
		}
		for i, m := range middles {
			c := (*cell)(unsafe.Add(unsafe.Pointer(m), -8))
			c.check()
			if ends[i][0] != c || *bytes[i] != byte(i) {
				panic("lost")
			}
		}
	})
	wg.Go(func() { fmt.Println(framed(12, 1)) })
	wg.Wait()
	fmt.Println("ok")
}
