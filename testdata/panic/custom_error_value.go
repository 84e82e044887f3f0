// panic "panic: main.myErr{Code:3}: failed with 3"

package main

import "fmt"

type myErr struct{ Code int }

func (e myErr) Error() string { return fmt.Sprintf("%#v: failed with %d", e, e.Code) }

func main() {
	defer fmt.Println("deferred runs first")
	panic(myErr{3})
}
