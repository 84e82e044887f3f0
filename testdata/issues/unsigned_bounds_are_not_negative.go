// run
package main

import "fmt"

type pair struct{ x, y int }

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

// spill keeps the index in a register that the right side takes.
func spill(s []uint64, i uint64) {
	s[i], i = i, 0
}

func main() {
	big, small := uint64(1<<64-1), -1
	word, pointer := uint(1<<63), uintptr(1<<63+5)
	s, a, str := []int{1, 2, 3}, [3]int{1, 2, 3}, "123"
	p, pairs, grid := &a, []pair{{1, 2}}, [][]int{{1}, {2}}
	empty := [2]struct{}{}

	try(func() { _ = s[big] })
	try(func() { _ = s[small] })
	try(func() { _ = a[word] })
	try(func() { _ = p[pointer] })
	try(func() { _ = str[big] })
	try(func() { _ = pairs[big].y })
	try(func() { pairs[word] = pair{} })
	try(func() { s[big] = s[0] })
	try(func() { s[0] = s[big] })
	try(func() { s[big]++ })
	try(func() { s[small] = s[big] })
	try(func() { _ = &s[pointer] })
	try(func() { _ = empty[big] })
	try(func() { _ = grid[1][big] })
	try(func() { _ = grid[big][1] })
	try(func() { _ = grid[word][pointer] })
	try(func() { grid[0][small] = 5 })
	try(func() { grid[big][small] = 5 })
	try(func() { spill(make([]uint64, 2), big) })
	try(func() { _ = s[uint8(200)] })

	try(func() { _ = s[big:] })
	try(func() { _ = s[small:] })
	try(func() { _ = s[:big] })
	try(func() { _ = s[:small] })
	try(func() { _ = s[small:word] })
	try(func() { _ = s[word:2] })
	try(func() { _ = str[big:] })
	try(func() { _ = str[:big] })
	try(func() { _ = p[:pointer] })
	try(func() { _ = s[0:1:big] })
	try(func() { _ = s[0:big:3] })
	try(func() { _ = s[big:1:3] })
	try(func() { _ = a[:1:big] })
	try(func() { _ = a[:1:small] })
}
