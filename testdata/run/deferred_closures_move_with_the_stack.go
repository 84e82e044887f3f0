// run
// A deferred call for which the stack must grow finds what its closure refers to.
package main

import "fmt"

type counter struct{ n, unlocked int }

//go:noinline
func (c *counter) unlock(by int) { c.unlocked += by }

//go:noinline
func deep(n int, c *counter) int {
	if n == 0 {
		return locked(c, 3)
	}
	return deep(n-1, c) + 1
}

//go:noinline
func locked(c *counter, by int) int {
	x, y := by, [4]int{1, 2, 3, by}
	defer c.unlock(by)
	defer func() { c.n += x + y[3] }()
	x++
	return x
}

//go:noinline
func panicking(n int, c *counter) (err any) {
	if n > 0 {
		return panicking(n-1, c)
	}
	by := 1
	defer func() {
		err = recover()
		c.n += by
	}()
	defer c.unlock(by)
	by++
	panic("over")
}

func main() {
	var c counter
	for n := range 400 {
		done := make(chan bool)
		go func() {
			deep(n, &c)
			done <- true
		}()
		<-done
		go func() {
			panicking(n, &c)
			done <- true
		}()
		<-done
	}
	fmt.Println(c)
}
