// run

package main

import (
	"fmt"
	"runtime"
	"strings"
)

func where() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprint(file[strings.LastIndex(file, "/")+1:], ":", line)
}

//line gram.y:100
func a() {
	fmt.Println(where())

	fmt.Println(where())
}

//line :7
func b() {
	fmt.Println(where())
}

//line other.y:20:5
func c() {
	fmt.Println(where())
	/*line :50:1*/ fmt.Println(where())
	fmt.Println(where())
}

 //line no.y:1
func d() {
	fmt.Println(where())
}

/*line last.go:1000*/func e() { fmt.Println(where())
	func() {
		fmt.Println(where())
	}()
}

func main() {
	a()
	b()
	c()
	d()
	e()
}
