// run

package main

import (
	"fmt"
	"runtime"
)

var kept []byte

func grow(s []byte, n int) []byte { return append(s, make([]byte, n)...) }

func main() {
	s := grow([]byte("ab"), 3)
	s[2] = 'c'
	fmt.Println(s, len(s))
	base := []byte("abcdef")
	fmt.Println(grow(base[:2], 2), string(base[:2]), base)
	fmt.Println(grow(nil, 0) == nil, len(grow(s, 0)))
	defer func() {
		fmt.Println(recover())
		var a, b runtime.MemStats
		runtime.ReadMemStats(&a)
		kept = grow(nil, 100)
		runtime.ReadMemStats(&b)
		fmt.Println(b.Mallocs - a.Mallocs)
	}()
	grow(s, -1)
}
