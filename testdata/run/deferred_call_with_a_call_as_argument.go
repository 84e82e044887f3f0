// run

package main

import "runtime"

func main() { println(deferring(func() {})) }

// The call that gives the argument must not overwrite the result.
func deferring(f func()) (result float64) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f()
	return 2
}
