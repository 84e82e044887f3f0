// errorcheck

package main

type T struct{ x int }
type I interface{ M() }
type F func(int) string

var m map[string]T

func two() (int, string) { return 1, "" }

func main() {
	var i int = "s"
	var u uint8 = 300
	var f float32 = 1e300
	var b byte = -1
	var p *int = 0
	var e error = T{}
	var s []int = nil
	a, b2 := two(), 1
	x, y, z := two()
	var n = nil
	i = 1.5
	i, s = 1, 2, 3
	m["a"].x = 1
	two() = 1, 2
	"a"[0] = 'b'
	_ = f + i
	i += "x"
	var c F = func(a int) int { return a }
	var it I = &T{}
	s = append(s, "x")
	i := 2
	_, _, _, _, _, _, _, _ = u, b, p, e, a, b2, c, it
	_, _, _, _ = x, y, z, n
}
