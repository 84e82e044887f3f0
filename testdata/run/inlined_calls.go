// run

package main

import (
	"fmt"
	"runtime"
	"strings"
)

type point struct{ x, y int }

func (p *point) move(d int)   { p.x += d }
func (p point) sum() int      { return p.x + p.y }
func newPoint(x, y int) *point { return &point{x, y} }

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

func named(a int) (r int, err error) {
	r = a * 2
	if a > 5 {
		r++
		return
	}
	return r, nil
}

func swap(a, b string) (string, string) { return b, a }

func sum(n int) (s int) {
outer:
	for i := range n {
		for j := range n {
			if j > i {
				continue outer
			}
			if s > 100 {
				break outer
			}
			s += j
		}
	}
	return
}

func jumps(n int) int {
	i := 0
again:
	i++
	if i < n {
		goto again
	}
	return i
}

func count(xs ...int) int { return len(xs) }

func counter(n int) func() int {
	return func() int {
		n++
		return n
	}
}

func closures() (list []func() int) {
	for i := 0; i < 3; i++ {
		list = append(list, func() int { i *= 10; return i })
	}
	return list
}

func larger[T int | string](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func less(a, b int) bool { return a < b }

func shadow(x int) int {
	{
		x := x + 1
		x++
		_ = x
	}
	x, y := x*2, x
	return x + y
}

type big struct{ a [20]int }

func set(b big, i, v int) big {
	b.a[i] = v
	return b
}

func div(a, b int) int           { return a / b }
func at(list []int, i int) int   { return list[i] }
func in(list [4]int, i int) int  { return list[i] }
func shift(x int, n int) int     { return x << n }
func describe(v any) string      { return fmt.Sprint(v) }
func pick(b bool, x, y int) int {
	switch {
	case b:
		return x
	default:
		return y
	}
}

var trail []string

func step(s string) int {
	trail = append(trail, s)
	return len(trail)
}

func order(a, b, c int) int { return a*100 + b*10 + c }

func caught(f func()) (text any) {
	defer func() { text = recover() }()
	f()
	return nil
}

func rescue() any { return recover() }

func tryRescue() (r any) {
	defer func() {
		// Not called by the deferred function itself: recovers nothing.
		r = helper()
		recover()
	}()
	panic("lost")
}

func helper() any { return rescue() }

func callers() {
	pcs := make([]uintptr, 10)
	n := runtime.Callers(1, pcs)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") {
			fmt.Println(frame.Function, frame.Line)
		}
		if !more {
			return
		}
	}
}

func middle() { callers() }
func outer()  { middle() }

func here() int {
	_, _, line, _ := runtime.Caller(1)
	return line
}

func there() int { return here() }

func name() string {
	pc, _, _, _ := runtime.Caller(0)
	return runtime.FuncForPC(pc).Name()
}

func main() {
	p := newPoint(1, 2)
	p.move(3)
	fmt.Println(p.sum(), abs(-4), abs(5))
	a, err := named(3)
	b, _ := named(6)
	fmt.Println(a, b, err, sum(6), jumps(4), count(1, 2, 3), count())
	s, t := swap("one", "two")
	s, t = swap(s, t)
	fmt.Println(s, t)
	next, other := counter(4), counter(40)
	fmt.Println(next(), next(), other(), next())
	for _, f := range closures() {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	fmt.Println(larger(3, 4), larger("a", "b"), even(10), odd(7), shadow(3))
	x := 3
	x = abs(x - 10)
	if less(x, 8) && !less(x, 2) {
		fmt.Println("between", x)
	}
	var b1 big
	b2 := set(b1, 3, 7)
	b2 = set(b2, 4, 8)
	fmt.Println(b1.a[3], b2.a[3], b2.a[4])
	fmt.Println(order(step("a"), step("b"), step("c")), trail)
	points := []*point{}
	for i := 0; i < 3; i++ {
		q := newPoint(i, i)
		q.move(i)
		points = append(points, q)
	}
	fmt.Println(points[0].sum(), points[1].sum(), points[2].sum(), describe(*points[2]))
	fmt.Println(pick(true, 1, 2), pick(false, 1, 2), shift(1, 70), shift(3, 2))
	list := []int{1, 2, 3}
	fmt.Println(caught(func() { div(1, 0) }))
	fmt.Println(caught(func() { at(list, -1) }))
	fmt.Println(caught(func() { at(list, 3) }))
	fmt.Println(caught(func() { in([4]int{}, 4) }))
	fmt.Println(caught(func() { shift(1, -1) }))
	fmt.Println(caught(func() { (*point)(nil).move(1) }))
	fmt.Println(caught(func() { fmt.Println((*point)(nil).sum()) }))
	fmt.Println(tryRescue())
	outer()
	fmt.Println(here(), there(), name())
}
