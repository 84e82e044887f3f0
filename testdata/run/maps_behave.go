// run

package main

import (
	"fmt"
	"math"
	"sort"
)

type key struct {
	a int
	b string
}

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	m["one"] += 10
	v, ok := m["none"]
	fmt.Println(len(m), m["one"], v, ok, m)
	delete(m, "two")
	delete(m, "nothing")
	fmt.Println(m)
	big := map[int]int{}
	for i := 0; i < 10000; i++ {
		big[i*7] = i
	}
	sum := 0
	for k, v := range big {
		if k != v*7 {
			fmt.Println("bad", k, v)
		}
		sum += v
		if v%2 == 0 {
			delete(big, k)
		}
	}
	fmt.Println(sum, len(big))
	st := map[key][]int{}
	st[key{1, "x"}] = append(st[key{1, "x"}], 5, 6)
	st[key{2, "y"}] = nil
	fmt.Println(st[key{1, "x"}], len(st), st[key{3, ""}] == nil)
	nan := math.NaN()
	fm := map[float64]int{nan: 1, nan: 2, 0: 3}
	_, ok = fm[nan]
	fmt.Println(len(fm), ok, fm[math.Copysign(0, -1)])
	clear(fm)
	fmt.Println(len(fm))
	im := map[any]string{1: "int", "1": "string", key{1, "k"}: "key", 2.5: "float"}
	fmt.Println(im[1], im["1"], im[key{1, "k"}], im[2.5], im[int8(1)] == "")
	func() {
		defer func() { fmt.Println(recover()) }()
		im[[]int{1}] = "x"
	}()
	var keys []string
	nested := map[string]map[string]int{"a": {"x": 1}, "b": {"y": 2, "z": 3}}
	for k, inner := range nested {
		for k2 := range inner {
			keys = append(keys, k+k2)
		}
	}
	sort.Strings(keys)
	fmt.Println(keys)
	arr := map[[2]int]bool{{1, 2}: true}
	fmt.Println(arr[[2]int{1, 2}], arr[[2]int{2, 1}])
	p := map[string]*key{"p": {7, "q"}}
	p["p"].a++
	fmt.Println(*p["p"])
}
