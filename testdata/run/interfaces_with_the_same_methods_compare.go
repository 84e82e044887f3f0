// run

// Values of different interface types with the same methods are equal if their dynamic
// types and values are.
package main

import "fmt"

type (
	one   interface{ m() }
	other interface{ m() }
	value int
	list  []int
)

func (value) m() {}
func (*value) n() {}
func (list) m()  {}

type generic[T any] interface{ m() }

func unnamed[T any](x generic[T]) interface{ m() } { return x }

func main() {
	a, b := one(value(1)), other(value(1))
	fmt.Println(a == b, one(b) == a, a == one(b), other(a) == b, a != one(b))
	fmt.Println(unnamed[int](value(1)) == a, unnamed[int](value(2)) == a)
	fmt.Println(unnamed[string](nil) == nil, one(b) == nil)
	var u interface{ m() } = value(1)
	fmt.Println(one(u) == a, map[one]int{a: 1}[one(b)])
	func() {
		defer func() { fmt.Println(recover()) }()
		var x, y one = list{1}, other(list{1})
		fmt.Println(x == y)
	}()
}
