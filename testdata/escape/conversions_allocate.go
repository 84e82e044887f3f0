// escape -m -l

package esc

import "fmt"

type T struct {
	a int
	p *int
}
type In struct{ T }

func (t *T) Get() *int { return t.p }
func (t T) Val() int   { return t.a }

const size = 1 << 10

var gi any
var gs []int

func one() int { return 1 }
func constants() {
	s := make([]byte, size)
	_ = s
	gi = size
	gi = "abc"
	gi = 'x'
	gi = 1.5
	gi = int8(3)
	gi = int32(3)
	gi = true
	gi = 2i
	x := 5
	gi = x
}
func values(t *T, v T) {
	gi = t.Get()
	gi = v.Val()
	gi = one() + 2
	gi = v
	gi = *t
	gi = []int{1}
	gi = [2]int{1, 2}
	gi = struct{ x int }{3}
	gi = gs[0]
	gi = gs[1:2]
	gi = -t.a
	gi = len(gs)
	gi = any(t.a)
	gi = []any{1}
	gi = []interface{}{2}
	gi = make([]uint8, len(gs))
}
func promoted(in In, pin *In) {
	gi = in.a
	gi = pin.a
	gi = in.Get
	gi = pin.Val()
}
func strings(a, b, c string) string {
	x := a + b + c
	bs := []byte(x)
	bs[0] = 1
	for i, c := range []byte(a) {
		_, _ = i, c
	}
	gi = string([]rune(b))
	return x + (a + "q")
}
func variadic(a ...any) {
	variadic(1, "x", a)
	variadic(a...)
	variadic()
}
func print(s string, n int) { fmt.Println(s, n) }
func sizes(n int) {
	_ = make([]byte, 65537)
	_ = make([]byte, 65536)
	_ = new([65537]byte)
	_ = make([]int, n)
	_ = make([]int, 0, n)
	_ = make([]struct{}, n)
	_ = make(map[int]int, n)
	var a [131073]byte
	var b [131072]byte
	i := a[n] + b[n]
	_ = i
}
func compare(x any, n int) bool {
	switch x {
	case n, "s":
		return true
	}
	return x == n
}
func assert(x any) {
	switch y := x.(type) {
	case *int:
		gi = y
	case []int:
		gs = y
	case int:
		gi = y
	}
	if z, ok := x.(*T); ok {
		gi = z.p
	}
}
