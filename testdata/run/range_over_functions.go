// run
// Loops over functions: leaving them in every way, defer, and functions that misbehave.
package main

import "fmt"

func seq(yield func(int) bool) {
	for i := 0; i < 5; i++ {
		if !yield(i) {
			fmt.Println("stopped", i)
			return
		}
	}
}

func pairs(s []string) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for i, x := range s {
			if !yield(i, x) {
				return
			}
		}
	}
}

func find(n int) (int, string) {
	for x := range seq {
		for i, s := range pairs([]string{"a", "b", "c", "d"}) {
			if i == n && x == 2 {
				return x, s
			}
		}
	}
	return -1, ""
}

func named(n int) (r int, err error) {
	defer func() { r *= 10 }()
	for x := range seq {
		r += x
		if x == n {
			return
		}
		if x == 3 {
			return 77, fmt.Errorf("three")
		}
	}
	return
}

func labels() {
outer:
	for x := range seq {
		for y := range seq {
			switch {
			case y == 1:
				continue
			case y == 3:
				continue outer
			case x == 2:
				break outer
			}
			fmt.Println(x, y)
		}
	}
	i := 0
again:
	for x := range seq {
		if x == 1 && i < 2 {
			i++
			goto again
		}
		if x == 2 {
			goto done
		}
		fmt.Println("x", x, i)
	}
done:
	fmt.Println("done")
}

func defers() {
	defer fmt.Println("first")
	for x := range seq {
		defer fmt.Println("deferred", x)
		for y := range seq {
			if y == 1 {
				break
			}
			defer func() { fmt.Println("inner", x, y) }()
		}
		if x == 2 {
			break
		}
	}
	defer fmt.Println("last")
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

func try(f func()) {
	defer func() { fmt.Println("recovered:", recover()) }()
	f()
}

func main() {
	for x := range seq {
		if x == 1 {
			continue
		}
		fmt.Println(x)
		if x == 3 {
			break
		}
	}
	fmt.Println(find(2))
	fmt.Println(find(9))
	fmt.Println(named(2))
	fmt.Println(named(9))
	labels()
	defers()
	try(func() {
		for range bad {
			break
		}
	})
	try(func() {
		var f func(func(int) bool)
		for range f {
		}
	})
	try(func() {
		var save func(int) bool
		for range func(yield func(int) bool) { save = yield } {
		}
		save(1)
	})
	try(func() {
		for range func(yield func(int) bool) {
			defer func() { recover() }()
			yield(1)
		} {
			panic("body")
		}
	})
	try(func() {
		for range func(yield func(int) bool) {
			func() {
				defer func() { recover() }()
				yield(1)
			}()
			yield(2)
		} {
			panic("body")
		}
	})
	try(func() {
		for range seq {
			panic("plain")
		}
	})
	var s struct {
		a int
		m map[int]int
	}
	s.m = map[int]int{}
	for s.a = range seq {
		s.m[s.a]++
	}
	fmt.Println(s)
	var any0 any
	for any0 = range func(yield func([9]int) bool) { yield([9]int{1: 4}) } {
	}
	fmt.Println(any0)
	for range func(yield func() bool) { yield(); fmt.Println("n") } {
		fmt.Println("y")
	}
	var fs []func() int
	for x := range seq {
		fs = append(fs, func() int { x++; return x })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
}
