// run
package main

import "fmt"

type num interface{ ~int8 | ~float32 | ~complex128 | ~uint }

func conv[T num]() T { return T(3) }
func str[T ~string]() T { return T("x") }
func strint[T ~string | ~[]byte](s T) string { return string(s) }
func r[T ~rune | ~byte]() string { return string(T('a')) }
func two() (int, string) { return 1, "b" }

func main() {
	fmt.Println(conv[int8](), conv[float32](), conv[complex128](), conv[uint](), str[string](), strint([]byte("q")), r[rune](), r[byte]())
	println(two())
	print(two())
	println()
}
