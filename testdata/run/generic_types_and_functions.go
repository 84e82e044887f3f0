// run
package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"unsafe"
)

// Generic methods.
type Box[T any] struct{ v T }

func (b Box[T]) Map[U any](f func(T) U) Box[U]        { return Box[U]{f(b.v)} }
func (b *Box[T]) Set(v T) *Box[T]                     { b.v = v; return b }
func (b Box[T]) Zip[U, V any](o Box[U], f func(T, U) V) Box[V] { return Box[V]{f(b.v, o.v)} }

// Embedding and promotion.
type Base[T any] struct {
	id   T
	tags []string
}

func (b Base[T]) ID() T            { return b.id }
func (b *Base[T]) Tag(s string)    { b.tags = append(b.tags, s) }
func (b Base[T]) String() string   { return fmt.Sprintf("Base(%v %v)", b.id, b.tags) }

type User struct {
	Base[int]
	Name string
}
type Wrapper[T any] struct {
	*Base[T]
	extra T
}

type IDer[T any] interface{ ID() T }

func show[T any](x IDer[T]) string { return fmt.Sprint(x.ID()) }

// Linked list with recursion.
type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) Each(f func(int, T)) {
	i := 0
	for n := l.head; n != nil; n = n.next {
		f(i, n.v)
		i++
	}
}
func (l *List[T]) Len() int { return l.n }

// Constraints with methods and core types.
type Number interface {
	~int | ~int64 | ~float64 | ~uint8
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}
func Abs[T ~int | ~float64](x T) T {
	if x < 0 {
		return -x
	}
	return x
}
func Convert[To, From Number](x From) To { return To(x) }

type Celsius float64
type Temp interface {
	~float64
	String() string
}

func (c Celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }
func Warmest[T Temp](ts []T) (string, T) {
	m := ts[0]
	for _, t := range ts[1:] {
		m = max(m, t)
	}
	return m.String(), m
}

// Pointer method constraint.
type Resetter[T any] interface {
	*T
	Reset(int)
}
type Counter struct{ n int }

func (c *Counter) Reset(n int) { c.n = n }
func MakeAll[T any, P Resetter[T]](n int) []T {
	out := make([]T, n)
	for i := range out {
		P(&out[i]).Reset(i * i)
	}
	return out
}

type Set[K comparable] map[K]struct{}

func (s Set[K]) Add(ks ...K) Set[K] {
	for _, k := range ks {
		s[k] = struct{}{}
	}
	return s
}
func (s Set[K]) Has(k K) bool { _, ok := s[k]; return ok }

type pt[T any] struct{ x, y T }

func Keys[M ~map[K]V, K comparable, V any](m M) []K {
	r := make([]K, 0, len(m))
	for k := range m {
		r = append(r, k)
	}
	return r
}

func typeName[T any](x T) string {
	switch any(x).(type) {
	case nil:
		return "nil"
	case int, uint:
		return "integer"
	case fmt.Stringer:
		return "stringer"
	case error:
		return "error"
	case []T:
		return "slice of itself"
	case func() T:
		return "func"
	}
	return fmt.Sprintf("other %T", x)
}

func zero[T any]() T { var z T; return z }
func ptr[T any](x T) *T { return &x }
func size[T any]() uintptr { var z T; return unsafe.Sizeof(z) }

func counter[T Number](step T) func() T {
	var n T
	return func() T { n += step; return n }
}

func try[T any](f func() T) (r T, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("caught: %v", e)
		}
	}()
	return f(), nil
}

type Matrix[T Number] [][]T

func (m Matrix[T]) Mul(o Matrix[T]) Matrix[T] {
	r := make(Matrix[T], len(m))
	for i := range m {
		r[i] = make([]T, len(o[0]))
		for j := range o[0] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return r
}

type Vec[T any] = []T
type Pair[A, B any] struct {
	A A
	B B
}
type IntPair[B any] = Pair[int, B]
type Tree[T interface{ Less(T) bool }] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) Insert(v T) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if v.Less(t.v) {
		t.l = t.l.Insert(v)
	} else {
		t.r = t.r.Insert(v)
	}
	return t
}
func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.l.Walk(f)
		f(t.v)
		t.r.Walk(f)
	}
}

type Str string

func (a Str) Less(b Str) bool { return a < b }

func SortBy[T any, K int | string](xs []T, key func(T) K) []T {
	ys := append([]T(nil), xs...)
	sort.Slice(ys, func(i, j int) bool { return key(ys[i]) < key(ys[j]) })
	return ys
}
func Map[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return func(a A) C { return g(f(a)) } }
func bytesOrString[T []byte | string](x T) int {
	n := 0
	for i := 0; i < len(x); i++ {
		if x[i] == 'a' {
			n++
		}
	}
	return n + len(x[1:])
}
func nest[T any](n int, x T) string {
	if n == 0 {
		return fmt.Sprintf("%T", x)
	}
	return nest(n-1, x)
}
func eq[T comparable](a, b T) bool { return a == b }

type errT[T any] struct{ v T }

func (e errT[T]) Error() string { return fmt.Sprint("err ", e.v) }

func main() {
	b := Box[int]{3}
	fmt.Println(b.Map(func(i int) string { return strings.Repeat("x", i) }), b.Set(4).v, b)
	fmt.Printf("%T %v\n", b.Zip(Box[string]{"s"}, func(i int, s string) Pair[int, string] { return Pair[int, string]{i, s} }), b.Zip(Box[bool]{true}, func(i int, s bool) any { return s }))
	f := b.Map[float64]
	fmt.Println(f(func(i int) float64 { return float64(i) / 8 }))
	u := User{Base[int]{1, nil}, "ann"}
	u.Tag("a")
	u.Tag("b")
	fmt.Println(u, u.ID(), show[int](u), u.Name)
	w := Wrapper[string]{&Base[string]{"k", nil}, "e"}
	w.Tag("z")
	fmt.Println(w, w.ID(), show[string](w))
	get := Base[int].ID
	tag := (*Base[int]).Tag
	tag(&u.Base, "c")
	fmt.Println(get(u.Base), u.tags)
	var l List[pt[int]]
	for i := range 3 {
		l.Push(pt[int]{i, i * i})
	}
	l.Each(func(i int, p pt[int]) { fmt.Print(i, p, " ") })
	fmt.Println(l.Len())
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[uint8](200, 100), Abs(-2), Abs(-2.5), Convert[uint8](300), Convert[int](-2.7), Convert[float64, int](3))
	fmt.Println(Warmest([]Celsius{1, 30.25, 7}))
	fmt.Println(MakeAll[Counter](4))
	s := Set[pt[string]]{}.Add(pt[string]{"a", "b"})
	fmt.Println(s.Has(pt[string]{"a", "b"}), s.Has(pt[string]{"b", "a"}), len(s))
	ks := Keys(map[string]int{"b": 1, "a": 2})
	sort.Strings(ks)
	fmt.Println(ks)
	fmt.Println(typeName(1), typeName(Celsius(1)), typeName(errors.New("x")), typeName([]int(nil)), typeName(zero[error]()), typeName(func() int { return 1 }), typeName(pt[Box[int]]{}))
	fmt.Println(zero[pt[int]](), zero[*int]() == nil, *ptr("x"), size[int8](), size[pt[int16]](), size[string]())
	c := counter(0.5)
	c()
	d := counter[int](3)
	d()
	fmt.Println(c(), d(), d())
	fmt.Println(try(func() int { return 1 }))
	_, err := try(func() []int { var x []int; return []int{x[3]} })
	fmt.Println(err)
	fmt.Println(Matrix[int]{{1, 2}, {3, 4}}.Mul(Matrix[int]{{0, 1}, {1, 0}}))
	var v Vec[string] = []string{"p"}
	ip := IntPair[bool]{1, true}
	fmt.Printf("%T %T %v %+v\n", v, ip, ip, ip)
	var t *Tree[Str]
	for _, x := range []Str{"m", "c", "z", "a"} {
		t = t.Insert(x)
	}
	t.Walk(func(s Str) { fmt.Print(s, " ") })
	fmt.Println()
	people := []Pair[string, int]{{"bob", 3}, {"al", 9}, {"cy", 1}}
	fmt.Println(SortBy(people, func(p Pair[string, int]) int { return p.B }), SortBy(people, func(p Pair[string, int]) string { return p.A }))
	fmt.Println(Map(Map([]int{1, 2}, func(i int) string { return fmt.Sprint(i) }), func(s string) []string { return []string{s, s} }))
	fmt.Println(Compose(func(i int) float64 { return float64(i) / 2 }, func(f float64) string { return fmt.Sprint(f) })(5))
	fmt.Println(bytesOrString("banana"), bytesOrString([]byte("aa")))
	fmt.Println(nest(3, map[string][]Box[int8]{}))
	fmt.Println(eq(1, 1), eq[any](1, "1"), eq(pt[int]{1, 2}, pt[int]{1, 2}), eq[error](errT[int]{1}, errT[int]{1}))
	var e errT[string]
	fmt.Println(errors.As(fmt.Errorf("w: %w", errT[string]{"q"}), &e), e)
	table := map[string]func(...int) int{"sum": Sum[int], "max": func(x ...int) int { return max(x[0], x[1]) }}
	fmt.Println(table["sum"](1, 2), table["max"](1, 2))
	defer func() { fmt.Println(recover()) }()
	fmt.Println(any(b).(Box[string]))
}
