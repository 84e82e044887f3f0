// errorcheck
package main

//line foo.go:10
var x int = "a"

//line bar.go:20:30
var y int = "b"
var z int = "c"
//line :7:3
var v int = "e"

func main() {}
