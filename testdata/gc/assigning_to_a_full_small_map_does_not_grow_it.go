// run

// A map of eight entries is one group. Assigning to keys that it has does not make it larger.
package main

import (
	"fmt"
	"runtime"
)

var a, b runtime.MemStats

func count(name string, f func()) {
	f()
	runtime.ReadMemStats(&a)
	for i := 0; i < 100; i++ {
		f()
	}
	runtime.ReadMemStats(&b)
	fmt.Println(name, (b.Mallocs-a.Mallocs+50)/100, (b.TotalAlloc-a.TotalAlloc+800)/1600*16)
}

type triple struct{ a, b, c int }

var keep any

func put[K comparable, V any](keys []K, v V) {
	used := map[K]V{}
	for _, k := range keys {
		used[k] = v
	}
	keep = used
}

func keys[K any](f func(int) K) (out []K) {
	for _, i := range []int{1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 8} {
		out = append(out, f(i))
	}
	return
}

func main() {
	i64 := keys(func(i int) int { return i })
	i32 := keys(func(i int) int32 { return int32(i) })
	st := keys(func(i int) string { return string(rune('a' + i)) })
	by := keys(func(i int) byte { return byte(i) })
	s3 := keys(func(i int) triple { return triple{i, i, i} })
	an := keys(func(i int) any { return i * 1000 })
	fl := keys(func(i int) float64 { return float64(i) })
	ps := keys(func(i int) *int { return &[]int{i}[0] })
	pp := append(ps[:8:8], ps[0], ps[3])
	count("int", func() { put(i64, 1) })
	count("int32", func() { put(i32, "x") })
	count("string", func() { put(st, 1) })
	count("byte", func() { put(by, 1) })
	count("k3", func() { put(s3, 1) })
	count("any", func() { put(an, 1) })
	count("float", func() { put(fl, 1) })
	count("ptr", func() { put(pp, 1) })
	count("int+=", func() {
		used := map[int]int{}
		for _, k := range i64 {
			used[k]++
		}
		keep = used
	})
	count("string+=", func() {
		used := map[string]int{}
		for _, k := range st {
			used[k] += 2
		}
		keep = used
	})
	count("k3 del", func() {
		used := map[triple]int{}
		for _, k := range s3 {
			used[k] += 2
		}
		delete(used, s3[0])
		used[triple{}] = 1
		keep = used
	})
	count("str del", func() {
		used := map[string]int{}
		for _, k := range st {
			used[k] += 2
		}
		delete(used, st[0])
		used["zz"] = 1
		used["zz"] = 2
		keep = used
	})
}
