// run

package main

import "fmt"

func sw(n int) string {
	switch {
	case n < 0:
		return "neg"
	case n == 0:
		return "zero"
	}
	switch n {
	case 1, 2, 3:
		return "small"
	case 4:
		fallthrough
	case 5:
		return "mid"
	default:
		return "big"
	}
}

func strsw(s string) int {
	switch s {
	case "alpha":
		return 1
	case "beta", "gamma":
		return 2
	case "":
		return 3
	}
	return 4
}

func main() {
	for _, n := range []int{-1, 0, 2, 4, 5, 6} {
		fmt.Print(sw(n), " ")
	}
	fmt.Println(strsw("alpha"), strsw("gamma"), strsw(""), strsw("x"))
outer:
	for i := 0; ; i++ {
		for j := 0; j < 5; j++ {
			if j == 3 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	i := 0
loop:
	if i < 3 {
		fmt.Print(i)
		i++
		goto loop
	}
	fmt.Println()
	for i := range 3 {
		fmt.Print(i)
	}
	for i, r := range "aé世\xff!" {
		fmt.Print(" ", i, ":", r)
	}
	fmt.Println()
	x := 5
	if x := x * 2; x > 5 {
		fmt.Println("inner", x)
	} else if y := x; y > 0 {
		fmt.Println(y)
	}
	a, b := 1, 2
	a, b = b, a
	arr := []int{0, 1, 2}
	k := 0
	k, arr[k] = 2, 7
	fmt.Println(a, b, arr, k, x)
	func() {
		for {
			defer func() { fmt.Println("done") }()
			break
		}
	}()
	var f func()
	fmt.Println(f == nil)
	switch y := any(x).(type) {
	case int:
		fmt.Println("int", y)
	}
}
