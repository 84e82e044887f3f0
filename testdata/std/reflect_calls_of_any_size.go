// run
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type large struct {
	name  string
	ints  [30]int
	ptrs  [20]*int
	inner struct {
		b byte
		s []string
	}
}

type huge [1500]int

func (l large) Twice(by int, other large) (large, error) {
	for i := range l.ints {
		l.ints[i] = by*l.ints[i] + other.ints[i]
	}
	l.inner.s = append(l.inner.s, other.inner.s...)
	runtime.GC()
	return l, nil
}

func sum(h huge, rest ...any) (n int) {
	for _, v := range h {
		n += v
	}
	return n + len(rest)
}

func many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t string) []string {
	return []string{a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t}
}

func grow(n int) (h huge, err error) {
	for i := range h {
		h[i] = n * i
	}
	return h, nil
}

func deep(n int, l large) large {
	if n == 0 {
		return l
	}
	l.ints[n]++
	*l.ptrs[0] += 1
	out := reflect.ValueOf(deep).Call([]reflect.Value{reflect.ValueOf(n - 1), reflect.ValueOf(l)})
	return out[0].Interface().(large)
}

func main() {
	var l large
	l.name = "large"
	for i := range l.ints {
		l.ints[i] = i
	}
	for i := range l.ptrs {
		l.ptrs[i] = new(int)
		*l.ptrs[i] = 100 + i
	}
	l.inner.s = []string{"a"}
	v := reflect.ValueOf(l)
	out := v.MethodByName("Twice").Call([]reflect.Value{reflect.ValueOf(3), v})
	r := out[0].Interface().(large)
	fmt.Println(r.name, r.ints, *r.ptrs[19], r.inner, out[1].IsNil())

	var h huge
	for i := range h {
		h[i] = i
	}
	fmt.Println(reflect.ValueOf(sum).Call([]reflect.Value{reflect.ValueOf(h), reflect.ValueOf(1), reflect.ValueOf("x")})[0])

	var args []reflect.Value
	for i := range 20 {
		args = append(args, reflect.ValueOf(fmt.Sprint("s", i)))
	}
	fmt.Println(reflect.ValueOf(many).Call(args)[0])

	out = reflect.ValueOf(grow).Call([]reflect.Value{reflect.ValueOf(7)})
	g := out[0].Interface().(huge)
	fmt.Println(g[0], g[1], g[1499], out[1].IsNil())

	r = deep(20, l)
	fmt.Println(r.ints, *r.ptrs[0])
}
