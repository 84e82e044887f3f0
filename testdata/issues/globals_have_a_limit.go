// error "main.x: symbol too large (4294967296 bytes > 2000000000 bytes)"

package main

var x [1 << 29]int

func main() { x[0] = 1 }
