// run
package main

import "fmt"

func main() {
	var k, v any
	for k, v = range [][9]int{{1: 4}, {2: 5}} {
		fmt.Println(k, v)
	}
	for _, v = range [][9]int{{1: 4}, {2: 5}} {
		fmt.Println(k, v)
	}
	type big [10]string
	for k, v = range map[big]big{{1: "a"}: {2: "b"}} {
		fmt.Println(k, v)
	}
	for k = range map[big]int{{1: "a"}: 1} {
		fmt.Println(k)
	}
}
