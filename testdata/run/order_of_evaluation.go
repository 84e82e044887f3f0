// run

package main

import "fmt"

var trace []string

func f(name string, v int) int { trace = append(trace, name); return v }
func g(name string) []int      { trace = append(trace, name); return []int{1, 2, 3} }
func two() (int, int)          { trace = append(trace, "two"); return 1, 2 }
func sum(xs ...int) int {
	t := 0
	for _, x := range xs {
		t += x
	}
	return t
}

var a = b + 1
var b = initB()
var c, d = two()

func initB() int { return d * 10 }
func init()      { fmt.Println("init 1", a, b, c, d) }
func init()      { fmt.Println("init 2") }

func main() {
	trace = nil
	g("s")[f("i", 1)] = f("v", 5)
	m := map[int]int{}
	m[f("k", 1)], m[f("k2", 2)] = f("x", 3), f("y", 4)
	fmt.Println(trace, m)
	trace = nil
	_ = f("a", 1) + f("b", 2)*f("c", 3)
	_ = f("p", 0) == 1 && f("q", 1) == 1 || f("r", 1) == 1
	fmt.Println(trace, sum(two()), sum(), sum([]int{4, 5}...))
	x := 1
	inc := func() int { x++; return x }
	y := x + inc() + x
	arr := [3]int{inc(), inc(), inc()}
	fmt.Println(y, arr, x)
	i := 0
	i, z := 5, i
	fmt.Println(i, z)
	s := []int{1, 2, 3}
	for i, v := range s {
		s = append(s, v*10)
		s[i] = 0
	}
	fmt.Println(s)
}
