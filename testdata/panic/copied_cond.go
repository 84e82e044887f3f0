// panic "panic: sync.Cond is copied"
package main

import "sync"

func main() {
	var c sync.Cond
	c.Signal()
	d := c
	c.Broadcast()
	d.Signal()
}
