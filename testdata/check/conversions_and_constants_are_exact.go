// errorcheck

package main

import "unsafe"

const (
	big   = 1 << 200
	huge  = big * big * big
	third = 1.0 / 3
	r     = 'x'
	cplx  = 1 + 2i
	a, b  = iota, iota + 1
	c, d
	e8 uint8 = 255
	over = e8 + 1
)

type Celsius float64
type Name string

func main() {
	var i int = big
	var u uint = -1
	var f float32 = third
	var g float64 = big
	var h int = third
	var k int = cplx
	var l int = 1 + 0i
	var m int8 = 'x'
	var n Name = "x"
	var s string = n
	var t Celsius = f
	var o rune = "x"
	_ = int8(200)
	_ = uint(big)
	_ = float32(1e40)
	_ = string(65)
	_ = Name(s)
	_ = []byte("x")
	_ = []rune(s)
	_ = [3]int([]int{})
	_ = (*[3]int)([]int{})
	_ = [3]string([]int{})
	_ = unsafe.Pointer(i)
	_ = uintptr(unsafe.Pointer(&i))
	_ = Celsius("x")
	_ = func()(nil)
	_ = (func())(nil)
	_ = interface{ M() }(i)
	_ = bool(1)
	_ = 1 << i
	_ = 1.5 << i
	var w float64 = 1 << i
	_ = "a" + 1
	_ = 'a' + 1.5
	_ = 5 / 0
	_ = 5 % 2.0
	_ = 5.5 % 2
	_ = unsafe.Sizeof(u) + "x"
	const z int = unsafe.Sizeof(i)
	_, _, _, _, _, _, _, _ = g, h, k, l, m, t, o, w
}
