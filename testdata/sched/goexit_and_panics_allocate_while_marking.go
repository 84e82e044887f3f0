// run
// Goroutines end by Goexit, by panics that are recovered, replaced and repeated, and deferred calls
// allocate, grow the stack and collect meanwhile.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

type cause struct {
	id   int
	text string
}

func (c *cause) Error() string { return c.text }

func deep(n int, p *cause) int {
	var pad [16]*cause
	pad[n%16] = p
	if n == 0 {
		panic(p)
	}
	defer func() { pad[n%16].id += 0 }()
	return deep(n-1, pad[n%16]) + 1
}

func recovers(id int) (err error) {
	defer func() {
		s := make([]*cause, 0)
		for i := range 50 {
			s = append(s, &cause{i, fmt.Sprint(i)})
		}
		switch x := recover().(type) {
		case *cause:
			err = fmt.Errorf("%d recovered: %w", id, x)
		case runtime.Error:
			err = x
		case nil:
			err = errors.New("nothing")
		}
		for i, c := range s {
			if c.id != i || c.text != fmt.Sprint(i) {
				panic("damaged")
			}
		}
	}()
	switch id % 4 {
	case 0:
		deep(id%90, &cause{id, fmt.Sprint("cause", id)})
	case 1:
		defer func() {
			r := recover()
			runtime.GC()
			panic(&cause{id, fmt.Sprint("instead of ", r)})
		}()
		deep(id%90, &cause{id, fmt.Sprint("cause", id)})
	case 2:
		var p *cause
		p.id = 1
	case 3:
		a := make([]int, id)
		a[id] = 1
	}
	return nil
}

func leaves(id int, wg *sync.WaitGroup, out *sync.Map) {
	defer wg.Done()
	kept := &cause{id, fmt.Sprint("kept", id)}
	defer func() {
		b := make([][]*cause, 10)
		for i := range b {
			b[i] = []*cause{kept, {i, "x"}}
		}
		if id%10 == 0 {
			runtime.GC()
		}
		func() {
			defer func() { recover() }()
			deep(60, b[3][0])
		}()
		out.Store(id, b[id%10][0])
	}()
	for i := range 3 {
		defer func() { kept.text = fmt.Sprint(kept.text, ".", i) }()
	}
	runtime.Goexit()
}

func main() {
	var wg sync.WaitGroup
	var out, errs sync.Map
	for id := range 60 {
		wg.Add(1)
		go leaves(id, &wg, &out)
		wg.Go(func() { errs.Store(id, recovers(id)) })
	}
	wg.Wait()
	for id := range 60 {
		x, _ := out.Load(id)
		if c := x.(*cause); c.id != id || c.text != fmt.Sprint("kept", id, ".2.1.0") {
			panic(fmt.Sprint("damaged: ", *c))
		}
		if id%25 < 4 {
			err, _ := errs.Load(id)
			fmt.Println(id, err)
		}
	}
}
