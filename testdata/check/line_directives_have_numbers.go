// errorcheck
package main

//line bad.go:0
//line bad.go:abc
//line bad.go:5:0
 //line good.go:0
// line good.go:0
/*line bad.go:1:x*/ var x int

func main() {}
