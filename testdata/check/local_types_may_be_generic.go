// errorcheck
package main

func f[A any](a A) any {
	type T[B any] struct{ next *T[B]; a A; b B }
	type C[K comparable] map[K]T[K]
	var t T[string]
	t.next = &T[string]{a: a, b: "x"}
	t.next.b = 1
	var c C[int] = C[int]{1: T[int]{}}
	_ = c
	_ = C[[]int]{}
	_ = T{}
	_ = T[int, int]{}
	return t
}
func main() { f(1) }
