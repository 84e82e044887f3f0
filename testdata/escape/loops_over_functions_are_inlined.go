// escape -m

package main

import "iter"

func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func three(yield func(int) bool) {
	_ = yield(1) && yield(2) && yield(3)
}

func f() int {
	s := 0
	for x := range three {
		s += x
	}
	return s
}

func g() (r int) {
	for x := range seq(10) {
		if x == 5 {
			return x
		}
		for y := range three {
			if y == 2 {
				break
			}
			if y == 3 {
				return 4
			}
			r += y
		}
	}
	return
}

func h() {
	for range three {
		defer println("x")
	}
}

func empty() {
	for range three {
	}
}

func simple(fn func(func() bool)) {
	for range fn {
		println("hi")
	}
}

func main() {
	println(f(), g())
	h()
	empty()
	simple(func(y func() bool) { y() })
}
