// run

package main

import "fmt"

var zero string

func main() {
	a, b, c := []byte(""), []byte(zero), []rune("")
	fmt.Println(a == nil, b == nil, c == nil)
	fmt.Println(len(a), len(b), len(c))
	d := []byte(zero[:0] + "x"[:0])
	fmt.Println(d == nil, len(d))
	for i := range []byte("ab"[:len(a)+1]) {
		fmt.Println(i)
	}
}
