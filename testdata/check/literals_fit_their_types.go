// errorcheck

package main

import "errors"

type P struct{ x, y int }
type Q struct {
	P
	z int
}

func main() {
	_ = P{1}
	_ = P{1, 2, 3}
	_ = P{x: 1, 2}
	_ = P{x: 1, x: 2}
	_ = P{w: 1}
	_ = P{X: 1}
	_ = P{"a", 2}
	_ = Q{x: 1}
	_ = Q{x: 1, P: P{}}
	_ = []int{0: 1, 0: 2}
	_ = []int{"x"}
	_ = []int{-1: 1}
	_ = []int{"a": 1}
	_ = [2]int{1, 2, 3}
	_ = [2]int{5: 1}
	_ = [...]int{2: 1, 2}
	_ = map[string]int{"a": 1, "a": 2}
	_ = map[string]int{1: 1}
	_ = map[string]int{"a"}
	_ = map[any]int{1: 1, 1.0: 2, 1: 3}
	_ = int{}
	_ = [...]P{{1, 2}, {x: 1}, {1}}
	_ = []*P{{1, 2}, nil, 1}
	_ = func() int { }
	_ = func() int {
		for {
			break
		}
	}
	var _ [...]int
	var _ [-1]int
	var _ [1.5]int
	var n int
	var _ [n]int
	_ = errors.New{}
}
