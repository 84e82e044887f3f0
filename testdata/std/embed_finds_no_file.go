// error "embed_finds_no_file.go:6:28: pattern no/such.txt: no matching files found"
package main

import _ "embed"

//go:embed hello.go "zz b" no/such.txt
var text string

func main() { println(text) }
