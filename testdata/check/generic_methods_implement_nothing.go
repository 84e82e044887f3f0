// errorcheck
package main

type Box[T any] struct{ v T }

func (b Box[T]) Get() T             { return b.v }
func (b *Box[T]) Set(v T)           { b.v = v }
func (b Box[T]) Map[U any](f func(T) U) Box[U] { return Box[U]{f(b.v)} }

type Getter[T any] interface{ Get() T }
type Setter[T any] interface{ Getter[T]; Set(T) }
type Mapper interface{ Map(func(int) string) Box[string] }

func use[T any, G Getter[T]](g G) T { return g.Get() }
func use2[T any](g Getter[T]) T     { return g.Get() }
func use3[T any, S interface{ *B; Setter[T] }, B any](b B) {}

func main() {
	b := Box[int]{1}
	var g Getter[int] = b
	var s Setter[int] = b
	var s2 Setter[int] = &b
	var g2 Getter[string] = b
	var mp Mapper = b
	print2(g, s, s2, g2, mp)
	print2(use(b), use2(b), use2(g), use[int](b), use[string](b))
	use3(b)
	print2(b.Map(func(i int) string { return "x" }))
	print2(b.Map(func(i string) string { return "x" }))
	print2(b.Map[bool](func(i int) string { return "x" }))
	f := Box[int].Get
	h := (*Box[int]).Set
	f(b)
	h(&b, "a")
	_ = Box.Get
	k := b.Map
	k(nil)
	j := b.Map[string]
	j(func(int) string { return "" })
}

func print2(...any) {}
