// error "embed_needs_its_import.go:4:3: go:embed requires import "embed" (or import _ "embed", if package is not used)"
package main

//go:embed hello.go
var text string

func main() { println(text) }
