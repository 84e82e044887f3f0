// run

package main

import "fmt"

type formatter struct{ a int }

func (f *formatter) Format(s fmt.State, c rune) { s.Write([]byte{byte(f.a)}) }

// The panic of a nil receiver prints <nil>, once.
func main() {
	var f *formatter
	fmt.Println(f)
	fmt.Printf("%v %s\n", f, f)
}
