// run

package main

import (
	"fmt"
	"runtime"
	"strings"
)

// The file without folders, and the line.
func where() string {
	_, file, line, _ := runtime.Caller(1)
	return place(file, line)
}

func place(file string, line int) string {
	return fmt.Sprint(file[strings.LastIndexByte(file, '/')+1:], ":", line)
}

func inlined() string { return where() }

func main() {
	fmt.Println(where())
//line /gen/first.go:100
	fmt.Println(where(), inlined())
	func() {
		fmt.Println(where())
//line gen/second.go:7
		fmt.Println(where())
	}()
	defer func() {
		r := recover()
		_, file, line, _ := runtime.Caller(0)
		fmt.Println(r, place(file, line))
	}()
	/*line third.y:20:5*/ fmt.Println(where()); /*line :30*/ fmt.Println(where()); /*line fourth.y:40*/ fmt.Println(where())
	//line :50:1
	fmt.Println(where())
//line fifth.go:60
	pc, _, _, _ := runtime.Caller(0)
	file, line := runtime.FuncForPC(pc).FileLine(pc)
	fmt.Println(place(file, line))
	var m map[string]int
	m["x"] = 1
}
