// run
package main

import "fmt"

func find(list []int, want int) string {
	for _, x := range list {
		if x == want {
			goto found
		}
		twice := 2 * x
		if twice == want {
			goto found
		}
	}
	return "none"
found:
	return "found"
}

func main() {
	fmt.Println(find([]int{1, 2}, 2), find([]int{3}, 6), find([]int{3}, 5))
}
