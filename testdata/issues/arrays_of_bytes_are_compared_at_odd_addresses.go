// run
package main

type T struct {
	src [8]byte
	_   byte
}

type U [8]T

//go:noinline
func equal(x, y *U) bool {
	return *x == *y
}

func main() {
	var a, b U
	println(equal(&a, &b))
	b[3].src[7] = 1
	println(equal(&a, &b))
	m := map[U]int{a: 1, b: 2}
	println(m[a], m[b], len(m))
}
