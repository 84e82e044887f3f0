// run

// What an interface holds cannot change, so constant structs, arrays and complex numbers in
// interfaces lie in static memory: nothing is allocated.
package main

import (
	"fmt"
	"runtime"
)

type point struct{ X, Y int }

func (p point) sum() int { return p.X + p.Y }

type named struct {
	Name  string
	Small [3]int8
	At    point
	Next  *named
	Ratio float32
	Is    bool
}

type summer interface{ sum() int }

var (
	any1   any
	sum1   summer
	anys   = make([]any, 0, 100)
	counts = map[any]int{point{1, 2}: 7}
	values = make(chan any, 1)
)

func result() any { return named{Name: "n", Small: [3]int8{1, -2}, At: point{3, 4}, Ratio: 1.5, Is: true} }

func allocations(f func()) uint64 {
	f()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / 100
}

func main() {
	runtime.GC()
	fmt.Println(allocations(func() { any1 = point{1, 2} }), any1)
	fmt.Println(allocations(func() { sum1 = point{3, 4} }), sum1.sum())
	fmt.Println(allocations(func() { any1 = result() }), any1)
	fmt.Println(allocations(func() { any1 = [4]string{1: "b", 3: "d"} }), any1)
	fmt.Println(allocations(func() { any1 = [2][2]uint16{{1, 2}, {3, 65535}} }), any1)
	fmt.Println(allocations(func() { any1 = 1 - 2i }), any1)
	fmt.Println(allocations(func() { any1 = complex64(2 + 3i) }), any1)
	fmt.Println(allocations(func() { any1 = point{} }), any1)
	fmt.Println(allocations(func() { counts[point{1, 2}]++ }), counts[any1], len(counts))
	fmt.Println(allocations(func() { values <- point{5, 6}; any1 = <-values }), any1)
	fmt.Println(allocations(func() { anys = append(anys[:0], point{7, 8}, named{Name: "x"}) }), anys[0], anys[1].(named).Name)
	fmt.Println(allocations(func() { any1 = []any{point{9, 9}, 3} }), any1)
	fmt.Println(any1.([]any)[0] == any(point{9, 9}))
	n := 5
	fmt.Println(allocations(func() { any1 = point{n, 2} }), any1)
}
