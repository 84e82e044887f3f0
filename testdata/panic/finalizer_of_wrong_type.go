// panic "fatal error: runtime.SetFinalizer: cannot pass *int to finalizer func(string)"
package main

import "runtime"

func main() {
	runtime.SetFinalizer(new(int), func(string) {})
}
