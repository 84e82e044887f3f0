// errorcheck
package main

const (
	big   = 1 << 511
	over  = 1 << 512
	mul   = big * big
	third = 1.0 / 3
	one   = third * 3
	huge  = 1e100000
	eq    = huge/huge == 1
)

var (
	_ int       = one
	_ int8      = 128
	_ uint      = -1
	_ byte      = 'a' * 3
	_ int       = 1.5
	_ float32   = 1e39
	_ float64   = huge
	_ int       = big
	_ [one]int  = [1]int{}
	_ complex64 = 1e39i
	_ int       = 2 + 0i
	_ int       = 2 + 1i
	_ string    = 65
	_           = 1 / 0
	_           = 1.0 / 0.0
	_           = 1 % 0
	_           = 5.0 % 2
	_           = uint8(255) + 1
	_           = ^uint8(1)
	_           = -uint8(1)
	_           = int8(-128) / -1
	_           = "a" + 1
	_           = 1 << -1
	_           = 1 << 1.5
	_           = 1.0 << 3
	_           = 1.5 << 3
	_           = "abc"[3]
	_           = len("abc")
	_ int64     = 9223372036854775808
	_           = int32(1 << 31)
	_           = float32(1e-50)
	_           = 0x1p-1074 * 1.0
	_ rune      = 0x110000
	_           = string(rune(0x110000))
	_           = 1e600000000 * 1e600000000
)

func main() { _ = eq }
