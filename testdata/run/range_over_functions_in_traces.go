// run
// What traces call the bodies of loops over functions; recover does not work in them.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func seq(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		if !yield(i) {
			return
		}
	}
}

//go:noinline
func where() {
	var pcs [20]uintptr
	n := runtime.Callers(2, pcs[:])
	fs := runtime.CallersFrames(pcs[:n])
	for {
		f, more := fs.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println(" ", f.Function, f.Line)
		}
		if !more {
			break
		}
	}
}

type T struct{}

//go:noinline
func (T) m() {
	for range seq {
		where()
		break
	}
}

func main() {
	for x := range seq {
		where()
		for y := range seq {
			where()
			func() { where() }()
			_ = y
			break
		}
		for y := range seq {
			where()
			_ = y
			break
		}
		_ = x
		break
	}
	lit := func() {
		for x := range seq {
			where()
			_ = x
			break
		}
	}
	lit()
	T{}.m()
	defer func() {
		for range seq {
			fmt.Println("rec", recover())
		}
		fmt.Println("out", recover())
	}()
	panic(1)
}
