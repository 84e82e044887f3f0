// run

package main

import "fmt"

func div(a, b int) (q, r int) { return a / b, a % b }

func main() {
	var i8 int8 = 127
	i8++
	var u8 uint8 = 0
	u8--
	var i16 int16 = -32768
	i16--
	var u16 uint16 = 65535
	u16 += 2
	var i32 int32 = 1 << 30
	i32 *= 4
	var u32 uint32 = 1 << 31
	u32 <<= 1
	var i64 int64 = -1 << 63
	i64 = -i64
	fmt.Println(i8, u8, i16, u16, i32, u32, i64)
	fmt.Println(div(-7, 2))
	fmt.Println(div(7, -2))
	m := int64(-1 << 63)
	n := int64(-1)
	fmt.Println(m/n, m%n)
	var s uint = 70
	fmt.Println(1<<s == 0, int64(-8)>>s, uint64(8)>>s, int8(-128)>>7)
	fmt.Println(^0, ^uint8(5), 6&^3, 5^1, -5%3)
	x := 0xdeadbeef
	fmt.Printf("%x %x %x\n", uint16(x), int8(x), uint32(x)>>4)
}
