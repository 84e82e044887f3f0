// run

package main

import (
	"fmt"
	"unsafe"
)

type point struct{ x, y int }
type line struct {
	a, b point
	name string
	tags [2]string
}
type inner struct{ v int }

func (i *inner) set(v int) { i.v = v }
func (i inner) get() int   { return i.v }

type middle struct{ *inner }
type outer struct {
	middle
	point
	n int8
	f float32
	b bool
}

func move(p point, d int) point { p.x += d; return p }
func big(l line) line           { l.a.x++; l.tags[1] = "t"; return l }

func main() {
	p := point{1, 2}
	q := move(p, 5)
	pp := &p
	pp.y = 9
	fmt.Println(p, q, p == q, *pp == point{1, 9})
	l := line{a: p, name: "l"}
	l2 := big(l)
	fmt.Println(l, l2, l == l2, l.b == point{})
	o := outer{middle: middle{&inner{3}}, point: point{4, 5}}
	o.set(8)
	fmt.Println(o.get(), o.x, o.v, o.middle.inner.get(), o.point)
	arr := []line{l, l2}
	arr[0].tags[0] = "z"
	arr[1].a.y--
	fmt.Println(arr)
	anon := struct {
		A int
		B string
	}{1, "b"}
	fmt.Printf("%v %+v %#v %T\n", anon, anon, p, anon)
	fmt.Println(unsafe.Sizeof(o), unsafe.Offsetof(o.f), unsafe.Sizeof(l), unsafe.Alignof(o.n))
	np := new(point)
	*np = q
	np.x *= 2
	var iface any = *np
	np.x = 0
	fmt.Println(iface, *np)
	type local struct{ p *point }
	z := local{np}
	z.p.y = 77
	fmt.Println(np.y, z.p == np)
	var e1, e2 struct{}
	fmt.Println(e1 == e2, unsafe.Sizeof(e1))
}
