// errorcheck

//go:build !ignore

//go:nosplit
package p

import (
	//go:nosplit
	"fmt"
)

//go:noinline
var _ = fmt.Sprint

type (
	//go:noinline
	t int
	u int
)

func f() {
	//go:noinline
	var x int
	_ = x
}
