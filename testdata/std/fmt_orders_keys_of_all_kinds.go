// run
package main

import (
	"fmt"
	"math"
	"reflect"
)

type point struct {
	x    int8
	name string
	_    int
}

type direct struct{ p *int }

type stringer interface{ String() string }

type word string

func (w word) String() string { return "<" + string(w) + ">" }

type holder struct{ field word }

func main() {
	fmt.Println(map[int8]int{3: 1, -4: 2, 127: 3, -128: 4, 0: 5})
	fmt.Println(map[int16]int{300: 1, -400: 2}, map[int32]int{-1: 1, 1: 2}, map[int64]int{math.MinInt64: 1, math.MaxInt64: 2})
	fmt.Println(map[uint8]int{200: 1, 100: 2}, map[uint16]int{65535: 1, 0: 2}, map[uint64]int{math.MaxUint64: 1, 1: 2}, map[uintptr]int{9: 1, 8: 2})
	fmt.Println(map[bool]int{true: 1, false: 2})
	fmt.Println(map[float32]int{2.5: 1, -2.5: 2, float32(math.Inf(-1)): 3, float32(math.NaN()): 4})
	fmt.Println(map[float64]int{1: 1, math.Inf(1): 2, math.NaN(): 3, -1e300: 4})
	fmt.Println(map[complex64]int{1 + 2i: 1, 1 - 2i: 2, 0: 3})
	fmt.Println(map[complex128]int{2: 1, 1 + 2i: 2, 1 - 2i: 3, complex(math.NaN(), 0): 4})
	fmt.Println(map[string]int{"b": 1, "": 2, "ab": 3, "a\xff": 4})
	fmt.Println(map[point]int{{2, "a", 0}: 1, {-2, "b", 0}: 2, {2, "", 0}: 3})
	fmt.Println(map[[2]int16]int{{1, -1}: 1, {1, 1}: 2, {-1, 5}: 3}, map[[0]int]int{{}: 1})
	c := make(chan int)
	fmt.Println(len(fmt.Sprint(map[chan int]int{c: 1, nil: 2})) > len("map[<nil>:2 0x:1]"), fmt.Sprint(map[chan int]int{c: 1, nil: 2})[:11])
	var a [2]int
	ordered := map[*int]int{&a[1]: 2, &a[0]: 1}
	fmt.Println(fmt.Sprint(ordered) == fmt.Sprintf("map[%p:1 %p:2]", &a[0], &a[1]))
	fmt.Println(fmt.Sprint(map[direct]int{{&a[1]}: 2, {&a[0]}: 1}) == fmt.Sprintf("map[{%p}:1 {%p}:2]", &a[0], &a[1]))
	fmt.Println(fmt.Sprint(map[any]int{direct{&a[1]}: 2, direct{&a[0]}: 1}) == fmt.Sprintf("map[{%p}:1 {%p}:2]", &a[0], &a[1]))
	fmt.Println(map[any]int{3: 1, -3: 2, nil: 5}, map[any]int{"x": 3, "w": 4}, map[any]int{[1]int{4}: 8, [1]int{-4}: 9})
	fmt.Println(map[stringer]int{word("b"): 1, word("a"): 2, nil: 3})

	h := reflect.ValueOf(holder{"q"})
	for _, v := range []reflect.Value{reflect.ValueOf(word("m")).Method(0), h.Field(0).Method(0), reflect.ValueOf(new(stringer)).Elem(), h, h.Field(0)} {
		fmt.Println(v.Type(), v.String())
	}
	fmt.Printf("%T %T\n", reflect.ValueOf(word("m")).Method(0), reflect.ValueOf(word("m")).Method(0).Interface())
	fmt.Printf("%#v %+v %d %s %x\n", h, h, h, [3]byte{65, 66, 67}, []byte("xy"))
	fmt.Printf("%#v %#v %#v %#v\n", map[string]any{"k": nil, "a": 1}, []any{nil, 2}, map[int]bool(nil), [2]*int{})
}
