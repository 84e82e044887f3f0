// escape -m -l

package esc

import "fmt"

type I interface{ M(*int) }
type Impl struct{ x int }

func (i *Impl) M(p *int) { i.x = *p }

var gi any

func kept() int {
	x := 1
	f := func() int { x++; return x }
	return f()
}
func byRef() func() int       { x := 1; return func() int { x++; return x } }
func byValue(n int) func() int { return func() int { return n } }
func large() func() int       { var a [200]int; return func() int { return a[0] } }
func nested(p *int) { func() { *p = 2; func() { gi = p }() }() }
func known() {
	var f func(*int)
	f = func(p *int) {}
	f = func(p *int) { gi = p }
	y := 1
	f(&y)
}
func unknown(f func(*int)) { y := 1; f(&y) }
func loop() {
	for i := 0; i < 3; i++ {
		f := func() int { return i }
		f()
	}
	for i := range 3 {
		gi = func() int { return i }
	}
}
func deferred(x *int, n int) (r *int) {
	defer func() { r = new(int) }()
	defer fmt.Println("a", *x, x)
	go fmt.Println(x)
	go func(y *int) { gi = y }(x)
	for i := range n {
		defer fmt.Println(i, x)
	}
	return nil
}
func iterate(yield func(int, *int) bool) { yield(1, nil) }
func iterated() int {
	n := 0
	for i, p := range iterate {
		n += i
		_ = p
	}
	for range iterate {
		return 3
	}
	return n
}
func methodValues(t *Impl, i I) { gi = t.M; f := t.M; f(nil); gi = i.M }
func dynamic(i I)               { y := 3; i.M(&y) }
func static()                   { var i I = &Impl{}; y := 3; i.M(&y) }
func each[E any](xs []E, f func(E) E) []E {
	var out []E
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func ints() []int       { return each([]int{1, 2}, func(i int) int { return i + 1 }) }
func strings() []string { return each([]string{"a"}, func(i string) string { return i + "x" }) }
