// run

// sync.Map: every method on keys of many types, equal hashes' worth of keys, and goroutines
// that change the map while others read it.
package main

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"sync"
)

type pair struct {
	a string
	b any
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, r)
		}
	}()
	f()
}

func methods() {
	var m sync.Map
	keys := []any{1, int8(1), "one", 1.0, true, pair{"x", 3}, pair{"x", "3"}, [2]int{1, 2}, &m, nil, uint64(1) << 60, complex(1, 2)}
	for i, k := range keys {
		fmt.Print(m.LoadOrStore(k, i))
		fmt.Print(" ")
		fmt.Print(m.LoadOrStore(k, -1))
		fmt.Print(" ")
	}
	fmt.Println()
	for i, k := range keys {
		v, ok := m.Load(k)
		if v != i || !ok {
			fmt.Println("lost", k, v, ok)
		}
	}
	fmt.Println(m.Load(2))
	fmt.Println(m.Swap("one", "uno"))
	fmt.Println(m.Swap("two", "due"))
	fmt.Println(m.CompareAndSwap("one", "un", 5), m.CompareAndSwap("one", "uno", 5), m.CompareAndSwap("three", nil, 5))
	fmt.Println(m.CompareAndDelete("one", 6), m.CompareAndDelete("one", 5), m.CompareAndDelete("one", 5))
	fmt.Println(m.LoadAndDelete("two"))
	fmt.Println(m.LoadAndDelete("two"))
	m.Delete(1)
	m.Delete("never")
	m.Store(nil, nil)
	fmt.Println(m.Load(nil))
	n := 0
	m.Range(func(k, v any) bool { n++; return true })
	fmt.Println(n)
	n = 0
	m.Range(func(k, v any) bool { n++; return n < 3 })
	fmt.Println(n)
	nan := math.NaN()
	m.Store(nan, 1)
	m.Store(nan, 2)
	fmt.Println(m.Load(nan))
	m.Clear()
	fmt.Println(m.Load("one"))
	m.Range(func(k, v any) bool { fmt.Println("left", k); return true })
	m.Store("again", 1)
	fmt.Println(m.Load("again"))
	try("load", func() { m.Load([]int{1}) })
	try("store", func() { m.Store(map[int]int{}, 1) })
	try("store", func() { m.Store(pair{"x", []int{}}, 1) })
	var none sync.Map
	fmt.Println(none.Load("x"))
	none.Delete("x")
	none.Clear()
	fmt.Println(none.LoadAndDelete("x"))
}

func many() {
	var m sync.Map
	const n = 20_000
	for i := range n {
		m.Store(i, i*i)
	}
	for i := 0; i < n; i += 2 {
		m.Delete(i)
	}
	runtime.GC()
	count, sum := 0, 0
	m.Range(func(k, v any) bool {
		if v.(int) != k.(int)*k.(int) || k.(int)%2 == 0 {
			fmt.Println("wrong", k, v)
		}
		count++
		sum += k.(int)
		return true
	})
	fmt.Println(count, sum)
	for i := range n {
		m.LoadAndDelete(i)
	}
	m.Range(func(k, v any) bool { fmt.Println("left", k); return true })
}

func together() {
	var m sync.Map
	var wg sync.WaitGroup
	const n, each = 8, 400
	m.Store("counter", 0)
	created := make([]int, n)
	for g := range n {
		wg.Go(func() {
			for i := range each {
				// All want the same keys; one gets each.
				if _, loaded := m.LoadOrStore(i, g); !loaded {
					created[g]++
				}
				for {
					old, _ := m.Load("counter")
					if m.CompareAndSwap("counter", old, old.(int)+1) {
						break
					}
					runtime.Gosched()
				}
				own := fmt.Sprint(g, "/", i)
				m.Store(own, i)
				if v, ok := m.Load(own); !ok || v != i {
					fmt.Println("own key lost", own, v, ok)
				}
				if i%3 == 0 {
					m.Delete(own)
				}
				if i%100 == 0 {
					m.Range(func(k, v any) bool { return k != nil })
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, c := range created {
		total += c
	}
	v, _ := m.Load("counter")
	var names []string
	m.Range(func(k, v any) bool {
		if s, ok := k.(string); ok && s != "counter" {
			names = append(names, s)
		}
		return true
	})
	sort.Strings(names)
	fmt.Println(total, v, len(names), names[0], names[len(names)-1])
}

func main() {
	methods()
	many()
	together()
}
