// errorcheck
package main

type Num interface{ ~int | ~string }
type Bad struct{ f Num }
type List[T any] struct {
	next *List[T]
	v    T
}
type Tree[T interface{ Less(T) bool }] struct{ l, r *Tree[T] }
type LessInt int

func (a LessInt) Less(b LessInt) bool { return a < b }

type Set[K comparable] map[K]struct{}
type Vec[T any] = []T
type M[K comparable] = map[K]int
type Both interface {
	~int
	String() string
}
type Empty interface {
	int
	string
}

var _ Tree[int]
var _ Tree[LessInt]
var _ Set[[]int]
var _ Set[any]
var _ Set[func()]
var _ Set[struct{ f []int }]
var _ List
var _ List[int, string]
var _ Vec[int]
var _ Vec
var _ M[[]int]
var _ M[string]
var _ Num
var _ Both
var x comparable

func f[T Both](t T) string  { return t.String() }
func g[T Empty](t T)        {}
func h[T int | string](t T) { _ = t + t; _ = t - t }
func i[T any](t T)          { _ = t == t }
func j[T comparable](t T)   { _ = t == t; _ = t < t }
func k[T ~[]E, E any](t T) E {
	for i, x := range t {
		_, _ = i, x
	}
	return t[0]
}
func l[T []int | map[int]int](t T) { _ = t[0]; _ = len(t); _ = cap(t) }
func m[T int | []int](t T)         { for range t {}; _ = make(T); _ = t() }
func n[T ~func(int) string](t T) string { return t(1) }
func o[T any, T any]()                  {}
func p[T U, U T]()                      {}
func q[T interface{ m() }](t T)         { t.m(); t.n(); (&t).m() }
func r[T any](t *T)                     { t.x = 1; _ = *t }
func s[T struct{ x int }](t T)          { _ = t.x }
func u[T any](x any) {
	switch x.(type) {
	case T:
	case int:
	case []T:
	}
	_ = x.(T)
	var t T
	switch t.(type) {
	}
	_ = any(t).(int)
}
func v[T int | string](t T) {
	const c = 10
	var a [c]T
	_ = a
	_ = T(65)
	_ = string(t)
	_ = []byte(t)
	var y T = 1
	var z T = nil
	_, _ = y, z
}

type A[T any] struct{ *T }
type B[T any] struct{ T }
type C[T any] T
type D[T any] struct{ d D[[]T] }
type E[T any] interface{ m() E[T] }
type F[P any] []F[P]
type G[P any] struct{ f *G[G[P]] }

func (l *List[T]) Push(v T)     {}
func (l *List[int]) Bad(v int)  {}
func (l *List[T, U]) Bad2()     {}
func (l List) Bad3()            {}
func (l *List[_]) Ok()          {}
func (v Vec[T]) Bad4()          {}

func main() {
	f(1)
	g(1)
	h(true)
	h(LessInt(1))
	j([]int{})
	j(func() {})
	var a any
	j(a)
	var l List[int]
	l.Push("x")
	l.Push(1)
	_ = List[string]{v: 1}
	_ = List{}
	_ = Vec[int]{1, "a"}
	i := h
	h[float64](1)
	var fn func(int) = h
	fn("x")
	_ = n(func(int) string { return "" })
	_ = n(func(string) string { return "" })
}
