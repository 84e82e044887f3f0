// run

// A composite literal computes the value of a blank field but does not store it.
package main

import (
	"fmt"
	"unsafe"
)

type three struct{ a, _, c int }

type nested struct {
	_ int32
	s three
	_ [2]int
}

var (
	constant = three{1, 2, 3}
	deep     = nested{1, three{2, 3, 4}, [2]int{5, 6}}
)

func f() int { fmt.Println("f"); return 7 }

func main() {
	local := three{1, 2, 3}
	fmt.Println(constant, deep, local)
	fmt.Println(*(*int)(unsafe.Add(unsafe.Pointer(&local), 8)))
	fmt.Println(three{f(), f(), f()})
	fmt.Println(*&three{1, 5, 3}, []three{{1, 2, 3}, {4, f(), 6}})
	fmt.Println(map[string]three{"a": {1, 2, 3}}, [...]nested{{1, local, [2]int{1, 2}}})
	var boxed any = three{1, 2, 3}
	fmt.Println(boxed, boxed == any(constant))
}
