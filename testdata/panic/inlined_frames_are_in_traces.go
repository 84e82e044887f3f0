// panic "main.third(...)"

package main

type node struct{ next *node }

func third(n *node) *node { return n.next.next }

func second(n *node) *node {
	return third(n)
}

func first(n *node) *node { return second(n) }

func main() {
	first(&node{})
}
