// run
package main

import (
	"errors"
	"fmt"
	"math"
)

type point struct{ X, Y int }
type named string
type text struct{ s string }

func (t text) String() string { return "text:" + t.s }

type all struct {
	A int
	b string
	C []byte
	D map[string]int
	E any
	F *int
	G point
}

func main() {
	values := []any{
		nil, true, 42, -7, int8(-128), uint8(255), uint64(math.MaxUint64), uintptr(0xbeef),
		1.0, -2.5, 1e21, 1e-7, math.Inf(1), math.NaN(), float32(0.1), complex(1, -2),
		"", "héllo", "tab\t\"q\" `b`", []byte("bytes"), 'x', '世',
		[]int{1, 2}, []string{"a", "b c"}, [3]bool{true}, []any{1, "x", nil},
		map[string]int{"b": 2, "a": 1}, map[int]point{2: {1, 2}, 1: {}},
		point{1, 2}, &point{3, 4}, all{E: point{}}, named("n"), text{"t"}, []text{{"u"}},
		errors.New("oops"), struct{}{}, (*int)(nil), []error{nil},
	}
	formats := []string{"%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x", "%X", "%t", "%c", "%U", "%#U",
		"%e", "%g", "%.3f", "%8.2f", "%+d", "%05d", "%-8v|", "%8v|", "%o", "%#o", "%b", "%O", "%08b",
		"% x", "%#x", "% #x", "%.2s", "%10q", "%z", "%-+8.3e|", "%p"}
	for _, v := range values {
		for _, f := range formats {
			if f == "%p" && v != nil {
				switch v.(type) {
				case *point, error, []byte, []int, []string, []any, map[string]int, map[int]point, []text, []error:
					continue
				}
			}
			fmt.Printf(f+";", v)
		}
		fmt.Println()
	}
}
