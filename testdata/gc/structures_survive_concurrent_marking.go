// run
// Goroutines move nodes between shared structures while collections run: through maps, slices,
// channels, interfaces, atomics, closures. Every node knows what it must contain.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type node struct {
	id    int
	check [3]int
	next  *node
	name  string
	any   any
}

func newNode(id int) *node {
	return &node{id: id, check: [3]int{id, id * 3, id * 7}, name: fmt.Sprint("n", id), any: &id}
}

func (n *node) verify() {
	if n.check != [3]int{n.id, n.id * 3, n.id * 7} || n.name != fmt.Sprint("n", n.id) || *n.any.(*int) != n.id {
		panic(fmt.Sprint("node ", n.id, " is damaged"))
	}
}

// lists are reversed over and over: the only way to a node changes all the time.
func lists(seed int) {
	var head *node
	for i := range 200 {
		n := newNode(seed + i)
		n.next = head
		head = n
	}
	for range 300 {
		var reversed *node
		for head != nil {
			n := head
			head = n.next
			n.next = reversed
			reversed = n
			n.verify()
		}
		head = reversed
	}
}

// maps grow, shrink and are copied.
func maps(seed int) {
	m := map[int]*node{}
	s := map[string][]*node{}
	for i := range 20000 {
		k := (i*7919 + seed) % 997
		if n, ok := m[k]; ok {
			n.verify()
			if i%3 == 0 {
				delete(m, k)
				s[n.name] = append(s[n.name], n)
				continue
			}
		}
		m[k] = newNode(k)
		if len(s) > 100 {
			for _, nodes := range s {
				for _, n := range nodes {
					n.verify()
				}
			}
			clear(s)
		}
	}
}

// slices are swapped, grown and copied.
func slices(seed int) {
	a := make([]*node, 0)
	for i := range 500 {
		a = append(a, newNode(seed+i))
	}
	for round := range 200 {
		for i := range a {
			j := (i*31 + round) % len(a)
			a[i], a[j] = a[j], a[i]
		}
		b := make([]*node, len(a)/2)
		copy(b, a)
		a = append(a[:len(a)/2], a[len(a)/2:]...)
		copy(a, b)
		a[round%len(a)] = newNode(round)
	}
	for _, n := range a {
		n.verify()
	}
}

// channels hand nodes from goroutine to goroutine.
func channels(seed int) {
	direct, buffered, back := make(chan *node), make(chan any, 10), make(chan func() *node)
	go func() {
		for n := range direct {
			buffered <- n
		}
		close(buffered)
	}()
	go func() {
		for x := range buffered {
			n := x.(*node)
			back <- func() *node { return n }
		}
		close(back)
	}()
	go func() {
		for i := range 2000 {
			direct <- newNode(seed + i)
		}
		close(direct)
	}()
	for f := range back {
		f().verify()
	}
}

// atomics exchange nodes.
func atomics(seed int) {
	var slot atomic.Pointer[node]
	var value atomic.Value
	slot.Store(newNode(seed))
	for i := range 5000 {
		old := slot.Swap(newNode(seed + i))
		old.verify()
		value.Store(old)
		value.Load().(*node).verify()
	}
}

// deep recursion holds nodes on a growing stack.
func deep(n *node, depth int) int {
	m := newNode(n.id + 1)
	defer m.verify()
	if depth > 0 {
		return deep(m, depth-1) + n.check[0]
	}
	runtime.GC()
	return m.id
}

var total atomic.Int64

func main() {
	var wg sync.WaitGroup
	for seed := range 3 {
		for _, f := range []func(int){lists, maps, slices, channels, atomics} {
			wg.Go(func() {
				f(seed * 1000)
				total.Add(1)
			})
		}
		wg.Go(func() {
			deep(newNode(seed), 300)
			total.Add(1)
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
	fmt.Println("ok", total.Load())
}
