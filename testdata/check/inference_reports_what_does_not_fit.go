// errorcheck
package main

type Number interface{ ~int | ~float64 }
type Stringer interface{ String() string }
type MyInt int

func (m MyInt) String() string { return "" }

type PtrStr struct{}

func (p *PtrStr) String() string { return "" }

func Map[T, U any](s []T, f func(T) U) []U                  { return nil }
func Sum[T Number](s ...T) T                                { var z T; return z }
func Keys[M ~map[K]V, K comparable, V any](m M) []K         { return nil }
func Str[T Stringer](x T) string                            { return x.String() }
func Zero[T any]() T                                        { var z T; return z }
func Pair[A, B any](a A, b B)                               {}
func Same[T any](a, b T)                                    {}
func PtrTo[T any, PT interface{ *T; String() string }](x T) {}
func Apply[F func(A) B, A, B any](f F, a A) B               { return f(a) }
func Chan[T any](c <-chan T)                                {}

func main() {
	_ = Map([]int{1}, func(s string) int { return 0 })
	_ = Map(1, func(s string) int { return 0 })
	_ = Map([]int{1})
	_ = Map([]int{1}, nil)
	_ = Sum("a")
	_ = Sum(1, 2.5)
	_ = Sum(1, "x")
	_ = Sum()
	_ = Sum[string]()
	_ = Sum[int, int]()
	_ = Keys(map[string]int{})
	_ = Keys([]int{})
	_ = Keys[map[[]int]int](nil)
	_ = Str(1)
	_ = Str(MyInt(1))
	_ = Str(PtrStr{})
	_ = Str(&PtrStr{})
	_ = Zero()
	_ = Zero[int]()
	Pair(1)
	Pair(1, 2, 3)
	Same(1, "a")
	Same(1, 2.0)
	Same(1, nil)
	Same(nil, nil)
	Same([]int{}, nil)
	Same(MyInt(1), 2)
	Same(MyInt(1), 2.5)
	Same(MyInt(1), int(2))
	Same([]int{}, []string{})
	PtrTo(PtrStr{})
	PtrTo(1)
	_ = Apply(func(int) string { return "" }, 1)
	_ = Apply(func(int) string { return "" }, "x")
	var bi chan int
	Chan(bi)
	var sendonly chan<- int
	Chan(sendonly)
	var f func(int) []string = Zero
	var g func([]int, func(int) string) []string = Map
	var h func([]int, func(bool) string) []string = Map
	var i func() = Map
	_, _, _, _ = f, g, h, i
	var k = Zero
	k()
	var m func() string = Zero
	_ = m
	_ = Map([]int{1}, Zero)
	_ = Map([]int{1}, Zero[int])
	_ = Map([]int{1}, Str)
	_ = Map([]MyInt{1}, Str)
	_ = Map([]MyInt{1}, Str[MyInt])
	_ = Map[MyInt, string]([]MyInt{1}, Str)
}
