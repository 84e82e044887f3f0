// run

package main

import "fmt"

func counter() (inc func() int, get func() int) {
	n := 0
	return func() int { n++; return n }, func() int { return n }
}

type acc struct{ total int }

func (a *acc) add(n int) { a.total += n }
func (a acc) value() int { return a.total }
func apply(f func(int), xs ...int) {
	for _, x := range xs {
		f(x)
	}
}

func main() {
	inc, get := counter()
	inc()
	inc()
	fmt.Println(get())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	var a acc
	apply(a.add, 1, 2, 3)
	v := a.value
	a.add(4)
	fmt.Println(a.total, v(), acc.value(a), (*acc).value(&a))
	add := (*acc).add
	add(&a, 5)
	fmt.Println(a)
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15))
}
