// run
// An iteration keeps what it walks over, though the map has long replaced it.

package main

import (
	"fmt"
	"runtime"
)

type node struct {
	id  int
	pad [6]int
}

func churn() (s []*node) {
	for i := 0; i < 300; i++ {
		s = append(s, &node{id: -1})
	}
	return s
}

// visit ranges over a map of n entries and adds many more on the way. Every entry that was there
// at the start must come up once, with what it had.
func visit(n int) {
	m := map[int]*node{}
	for i := 0; i < n; i++ {
		m[i] = &node{id: i}
	}
	seen := map[int]int{}
	var kept []*node
	added := 1000
	for k, v := range m {
		seen[k]++
		if v.id != k {
			fmt.Println("wrong element of", k, v.id)
		}
		for range 40 {
			m[added] = &node{id: added}
			added++
		}
		if len(seen)%16 == 1 {
			runtime.GC()
			kept = append(kept, churn()...)
		}
		if added > 20000 {
			added = 1000
		}
	}
	for i := 0; i < n; i++ {
		if seen[i] != 1 {
			fmt.Println("entry", i, "came up", seen[i], "times")
		}
	}
	for _, k := range kept {
		if k.id != -1 {
			fmt.Println("overwritten", k.id)
		}
	}
}

func main() {
	for _, n := range []int{1, 5, 8, 9, 60, 500} {
		visit(n)
	}
	fmt.Println("done")
}
