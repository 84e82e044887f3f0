// run
package main

import "fmt"

type Box[T any] struct{ v T }

func (b Box[T]) Map[U any](f func(T) U) Box[U]      { return Box[U]{f(b.v)} }
func (b *Box[T]) Into[U any](u U) string            { b.v = *new(T); return fmt.Sprintf("%T %v %v", u, u, b.v) }
func (b Box[T]) Pair[A, B any](a A, c B) (T, A, B)  { return b.v, a, c }
func (b Box[T]) All[U fmt.Stringer](us ...U) string {
	s := fmt.Sprint(b.v, len(us))
	for _, u := range us {
		s += u.String()
	}
	return s
}

type Outer struct{ *Box[string] }
type In[T any] struct{ Box[T] }
type S int

func (s S) String() string { return fmt.Sprint("S", int(s)) }

func apply[T any](b Box[T], x T) any {
	f := b.Pair[T, []T]
	a, _, c := f(x, []T{x, x})
	return fmt.Sprint(a, c)
}

func main() {
	b := Box[int]{3}
	f := b.Map[float64]
	b.v = 9
	fmt.Println(f(func(i int) float64 { return float64(i) / 8 }))
	var g func(func(int) string) Box[string] = b.Map
	fmt.Println(g(func(i int) string { return fmt.Sprint(i, "!") }))
	h := Box[int].Map[bool]
	fmt.Println(h(b, func(i int) bool { return i > 1 }))
	k := (*Box[int]).Into[string]
	fmt.Println(k(&b, "q"), b)
	m := (*Box[string]).Pair[int, bool]
	fmt.Println(m(&Box[string]{"z"}, 1, true))
	o := Outer{&Box[string]{"o"}}
	p := o.Into[S]
	fmt.Println(p(4), o.v == "", Outer.Map[int](o, func(s string) int { return len(s) }))
	i := In[bool]{Box[bool]{true}}
	q := i.Pair[S, string]
	fmt.Println(q(1, "x"))
	fmt.Println(In[bool].Pair[int, int](i, 1, 2))
	fmt.Println(b.All(S(1), S(2)), b.All[S]())
	r := b.All[S]
	fmt.Println(r(7))
	fmt.Println(apply(Box[string]{"w"}, "v"))
	defer fmt.Println(b.Map(func(int) int { return 1 }))
	defer b.Into[int](1)
	go b.Into[int](1)
}
