// run
package main

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func first(seq iter.Seq[int]) int {
	for x := range seq {
		return x
	}
	return -1
}

func sum(seq iter.Seq[int]) (s int) {
	for x := range seq {
		s += x
	}
	return
}

func index[K comparable, V comparable](seq iter.Seq2[K, V], v V) (K, bool) {
	for k, x := range seq {
		if x == v {
			return k, true
		}
	}
	var zero K
	return zero, false
}

type tree[T any] struct {
	left, right *tree[T]
	v           T
}

func (t *tree[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}

func (t *tree[T]) push(yield func(T) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.v) && t.right.push(yield)
}

func filter[T any](seq iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for x := range seq {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}

func zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

type big struct{ a, b, c, d, e, f, g, h, i, j int }

func bigs(yield func(big, *big) bool) {
	for i := range 3 {
		b := big{a: i, j: i * i}
		if !yield(b, &b) {
			return
		}
	}
}

func two(seq iter.Seq[int]) (int, error) {
	for x := range seq {
		if x > 1 {
			return pair(x)
		}
	}
	return 0, errors.New("none")
}

func pair(x int) (int, error) { return x * x, nil }

func iface(seq iter.Seq[int]) any {
	for x := range seq {
		if x == 2 {
			return x
		}
	}
	return nil
}

func blanks(seq iter.Seq[int]) (_ int, _ string) {
	for x := range seq {
		if x == 2 {
			return x, "two"
		}
	}
	return 9, "nine"
}

func sel(c chan int) string {
	for x := range slices.Values([]int{1, 2, 3}) {
		select {
		case v := <-c:
			if v == 0 {
				break
			}
			return fmt.Sprint("got ", v, x)
		default:
			if x == 2 {
				continue
			}
		}
		fmt.Println("after", x)
	}
	return "end"
}

func main() {
	s := slices.Values([]int{5, 6, 7})
	fmt.Println(first(s), sum(s), first(slices.Values([]int{})))
	fmt.Println(index(slices.All([]string{"a", "b"}), "b"))
	fmt.Println(index(maps.All(map[string]int{"x": 1}), 2))
	t := &tree[string]{&tree[string]{nil, nil, "l"}, &tree[string]{nil, nil, "r"}, "m"}
	for x := range t.all() {
		fmt.Print(x, " ")
	}
	for x := range filter(t.all(), func(s string) bool { return s != "m" }) {
		fmt.Print(x, " ")
	}
	fmt.Println()
	for a, b := range zip(t.all(), s) {
		fmt.Print(a, b, " ")
		if b == 6 {
			break
		}
	}
	fmt.Println()
	for b, p := range bigs {
		p.a += 10
		fmt.Print(b.a, b.j, p.a, " ")
	}
	fmt.Println()
	fmt.Println(two(s))
	fmt.Println(two(slices.Values([]int{1})))
	fmt.Println(iface(slices.Values([]int{1, 2})), iface(s))
	fmt.Println(blanks(slices.Values([]int{1, 2})))
	fmt.Println(blanks(s))
	c := make(chan int, 2)
	c <- 0
	c <- 8
	fmt.Println(sel(c))
	fmt.Println(sel(c))
	for line := range strings.Lines("a\nb\nc") {
		fmt.Printf("%q ", line)
	}
	for i, x := range slices.Backward([]int{1, 2, 3}) {
		fmt.Print(i, x, ";")
	}
	fmt.Println(slices.Sorted(maps.Keys(map[int]bool{3: true, 1: true})))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c)
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		for x := range s {
			defer func() { fmt.Println("d", x, recover()) }()
			if x == 6 {
				panic("six")
			}
		}
	}()
	go func() {
		for x := range s {
			c <- x
		}
		close(c)
	}()
	for x := range c {
		fmt.Print(x, " ")
	}
	fmt.Println()
	var deep func(n int) iter.Seq[int]
	deep = func(n int) iter.Seq[int] {
		return func(yield func(int) bool) {
			if n == 0 {
				yield(0)
				return
			}
			for x := range deep(n - 1) {
				if !yield(x + 1) {
					return
				}
			}
		}
	}
	for x := range deep(2000) {
		fmt.Println(x)
	}
}
