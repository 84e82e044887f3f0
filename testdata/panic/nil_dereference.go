// panic "panic: runtime error: invalid memory address or nil pointer dereference"

package main

type node struct{ next *node }

func main() {
	var n *node
	n.next.next = n
}
