// escape -m

package esc

import "errors"

type point struct{ x, y int }

func (p *point) move(dx int) { p.x += dx }

func (p *point) sum() int { return p.x + p.y }

type mover interface{ move(int) }

func newPoint(x, y int) *point { return &point{x, y} }

func use() int {
	p := newPoint(1, 2)
	p.move(3)
	return p.sum()
}

func direct() int {
	var m mover = newPoint(1, 2)
	m.move(4)
	return 0
}

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func count() int {
	next := counter()
	next()
	return next()
}

func rec(n int) int {
	if n == 0 {
		return 0
	}
	return rec(n-1) + 1
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

//go:noinline
func kept(p *int) int { return *p }

func pair() (int, error) { return 0, errors.New("none") }

func first() int {
	n, err := pair()
	if err != nil {
		return 1
	}
	return n
}

func max[T int | float64](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func largest(list []int) int {
	best := 0
	for _, x := range list {
		best = max(best, x)
	}
	return best
}

func deferred() {
	defer kept(new(int))
	defer func() { recover() }()
}

func caught() (err error) {
	x := 1
	if kept(&x) == 1 {
		panic("no")
	}
	return nil
}
