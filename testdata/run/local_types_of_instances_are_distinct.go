// run
package main

import "fmt"

type Pair[A, B any] struct{}

func f[A any](a A) {
	type T[B any] struct{}
	type X struct{ a A }
	type Y struct{ a int }
	fmt.Printf("%T %T %T %T\n", T[int]{}, X{}, []X{}, Y{})
	fmt.Printf("%T\n", Pair[X, T[X]]{})
	func() {
		type X struct{}
		fmt.Printf("%T %T\n", X{}, Pair[X, *X]{})
	}()
}

func g() {
	type X struct{}
	type Z = X
	type W struct{}
	fmt.Printf("%T %T %T %T\n", X{}, Pair[X, W]{}, Pair[Z, W]{}, map[X]W{})
	var e any = X{}
	defer func() { fmt.Println(recover()) }()
	_ = e.(W)
}
func main() { f(1); f("s"); f(Pair[int, string]{}); g() }
