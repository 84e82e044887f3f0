// panic "panic: runtime error: index out of range [5] with length 3"

package main

func get(s []int, i int) int { return s[i] }

func main() {
	println(get([]int{1, 2, 3}, 5))
}
