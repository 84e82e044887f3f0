// run
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type t struct{}

func (*t) method() string { return where(1) }

func where(skip int) string {
	pc, file, line, ok := runtime.Caller(skip)
	name := runtime.FuncForPC(pc).Name()
	return fmt.Sprint(name, " ", file[strings.LastIndex(file, "/")+1:], ":", line, " ", ok)
}

func main() {
	fmt.Println(where(0))
	fmt.Println(where(1))
	fmt.Println((&t{}).method())
	func() { fmt.Println(where(1)) }()
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println(f.Function, f.Line)
		}
		if !more {
			break
		}
	}
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.Compiler, runtime.NumGoroutine(), runtime.NumCPU() > 0)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.Mallocs > 0, m.HeapAlloc > 0)
}
