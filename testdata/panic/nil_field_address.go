// panic "panic: runtime error: invalid memory address or nil pointer dereference"
package main

type t struct{ a, b, c int }

func main() {
	var p *t
	p.c = 1
}
