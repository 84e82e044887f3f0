// run

package main

// Maps that stay in the frame: header and first group are there, tables are on the heap.

import (
	"fmt"
	"runtime"
	"sort"
)

type big struct{ a [20]int }

//go:noinline
func deep(n int) int {
	var pad [100]int
	pad[n%100] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n%100] - n
}

//go:noinline
func pointers(n int) int {
	m := make(map[string]*int)
	for i := range n {
		m[fmt.Sprint("k", i)] = new(i)
		if i == 3 {
			deep(500)
			runtime.GC()
		}
	}
	runtime.GC()
	sum := 0
	for k, p := range m {
		if k != fmt.Sprint("k", *p) {
			panic(k)
		}
		sum += *p
	}
	return sum
}

//go:noinline
func loop(n int) (lens []int) {
	for i := range n {
		m := map[int]int{}
		for j := range i {
			m[j] = i * j
		}
		delete(m, i/2)
		m[-1]++
		lens = append(lens, len(m), m[i-1])
	}
	return lens
}

//go:noinline
func sumOf(m map[string][]int) (n int) {
	for _, list := range m {
		for _, x := range list {
			n += x
		}
	}
	return n
}

//go:noinline
func lit(a, b int) int {
	m := map[string][]int{"a": {a, 1}, "b": {b}, "c": nil}
	m["d"] = append(m["a"], m["b"]...)
	return sumOf(m)
}

//go:noinline
func large(n int) int {
	m := make(map[big]big)
	for i := range n {
		var k, v big
		k.a[19], v.a[0] = i, i*i
		m[k] = v
	}
	var k big
	k.a[19] = n - 1
	return m[k].a[0] + len(m)
}

//go:noinline
func hinted(n, hint int) (keys []int) {
	m := make(map[int]bool, hint)
	for i := range n {
		m[i*7] = true
	}
	f := func(k int) bool { return m[k] }
	for k := range m {
		if f(k) {
			keys = append(keys, k)
		}
	}
	sort.Ints(keys)
	clear(m)
	if len(m) != 0 || f(0) {
		panic("not clear")
	}
	m[5] = true
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

//go:noinline
func constHint() int {
	m := make(map[string]int, 100)
	for i := range 10 {
		m[fmt.Sprint(i)] = i
	}
	return len(m) + m["7"]
}

//go:noinline
func nested() int {
	outer := map[string]map[int]string{}
	for i := range 5 {
		inner := map[int]string{i: "x", -i - 1: "y"}
		outer[fmt.Sprint(i)] = inner
	}
	runtime.GC()
	n := 0
	for _, inner := range outer {
		n += len(inner)
	}
	return n
}

//go:noinline
func set(words []string) (n int) {
	seen := map[string]struct{}{}
	for _, w := range words {
		if _, ok := seen[w]; !ok {
			seen[w] = struct{}{}
			n++
		}
	}
	return n
}

//go:noinline
func interfaces() int {
	m := map[any]any{1: "one", "two": 2, 3.5: []int{3}}
	m[[2]int{1, 2}] = &struct{ x int }{9}
	deep(1000)
	runtime.GC()
	defer func() {
		fmt.Println(recover(), len(m))
	}()
	m[[]int{1}] = 1
	return len(m)
}

//go:noinline
func recursive(n int) int {
	m := map[int]*int{n: new(n)}
	if n == 0 {
		return *m[0]
	}
	m[n-1] = new(recursive(n - 1))
	return *m[n] + *m[n-1]
}

func measure(name string, f func()) {
	var before, after runtime.MemStats
	f()
	const rounds = 50
	runtime.ReadMemStats(&before)
	for range rounds {
		f()
	}
	runtime.ReadMemStats(&after)
	fmt.Println(name, (after.Mallocs-before.Mallocs)/rounds)
}

func main() {
	fmt.Println(pointers(5), pointers(8), pointers(9), pointers(100))
	fmt.Println(loop(12))
	fmt.Println(lit(3, 4))
	fmt.Println(large(3), large(30))
	for _, hint := range []int{0, 5, 8, 9, 100, -1} {
		fmt.Println(hinted(6, max(hint, 0)), hinted(20, max(hint, 0)))
	}
	fmt.Println(constHint(), nested(), set([]string{"a", "b", "a", "c"}))
	fmt.Println(interfaces(), recursive(300))
	done := make(chan int)
	for range 4 {
		go func() { done <- pointers(50) + recursive(100) }()
	}
	for range 4 {
		fmt.Println(<-done)
	}
	measure("set", func() { set([]string{"a", "b", "a", "c"}) })
	measure("lit", func() { lit(1, 2) })
	measure("loop", func() { loop(9) })
	measure("large", func() { large(3) })
}
