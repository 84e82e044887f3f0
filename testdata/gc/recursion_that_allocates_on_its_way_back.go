// run

// A deep recursion allocates after each of its calls, and meets neither loops nor other calls
// on its way back: it is collected nevertheless.
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	next *node
	pad  [120]int
}

func numbers(n int) []int {
	if n == 0 {
		return nil
	}
	return append([]int{n}, numbers(n-1)...)
}

func nodes(n int) (last *node, size int) {
	if n == 0 {
		return nil, 0
	}
	_, size = nodes(n - 1)
	return &node{}, size + 1
}

func text(n int) string {
	if n == 0 {
		return ""
	}
	return "x" + text(n-1)
}

func floats(n int) []float64 {
	if n == 0 {
		return nil
	}
	below := floats(n - 1)
	all := make([]float64, n)
	copy(all, below)
	return all
}

func collected(name string, f func() int) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	result := f()
	runtime.ReadMemStats(&after)
	// All of them allocate more than 30 MB.
	fmt.Println(name, result, after.NumGC-before.NumGC >= 1)
}

func main() {
	collected("numbers", func() int { return len(numbers(3000)) })
	collected("nodes", func() int { _, size := nodes(50000); return size })
	collected("text", func() int { return len(text(8000)) })
	collected("floats", func() int { return len(floats(3000)) })
}
