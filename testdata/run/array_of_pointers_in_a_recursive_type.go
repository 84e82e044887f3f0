// run

package main

import "fmt"

// The descriptor of [1]*node is made while those of node and *node are not complete.
type node struct {
	value int
	room  [1]*node
}

func main() {
	var p any = &node{1, [1]*node{{value: 2}}}
	fmt.Println(p.(*node).room[0].value)
}
