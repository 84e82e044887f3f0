// run

package main

import "fmt"

// On the heap: an append that stays in its frame starts with a larger array.
var s []int

func main() {
	a := []int{1, 2, 3, 4, 5}
	b := a[1:3]
	c := a[1:3:3]
	b = append(b, 99)
	c = append(c, 77)
	fmt.Println(a, b, c, len(b), cap(b), len(c), cap(c))
	caps := []int{}
	last := -1
	for i := 0; i < 2000; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			caps = append(caps, last)
		}
	}
	fmt.Println(caps)
	n := copy(a, a[2:])
	fmt.Println(n, a)
	copy(a[1:], a)
	fmt.Println(a)
	bs := append([]byte("hello "), "world"...)
	fmt.Println(string(bs), cap(bs))
	arr := [5]int{1, 2, 3}
	sl := arr[:]
	sl[4] = 9
	arr2 := arr
	arr2[0] = 100
	fmt.Println(arr, arr2, arr == arr2, len(arr))
	mat := [3][3]int{}
	for i := range mat {
		for j := range mat[i] {
			mat[i][j] = i * j
		}
	}
	fmt.Println(mat)
	strs := append([]string{}, "x", "y")
	strs = append(strs, strs...)
	fmt.Println(strs, len(strs), cap(strs))
	pa := (*[2]int)(a)
	pa[0] = -1
	fmt.Println(a[0], [2]int(a))
	x := []struct{ a, b int8 }{{1, 2}, {3, 4}}
	x[1].b = 9
	for i, v := range x {
		v.a = 50
		fmt.Print(i, v, " ")
	}
	fmt.Println(x)
	var np *[4]int
	fmt.Println(len(np), cap(np))
	for i := range np {
		fmt.Print(i)
	}
	fmt.Println()
	idx := [...]string{2: "two", 0: "zero", 5: "five"}
	fmt.Println(len(idx), idx)
	clear(a)
	fmt.Println(a, min(3, 1, 2), max(2.5, 1))
}
