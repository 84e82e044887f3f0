// errorcheck

package main

import (
	"errors"
	str "strings"
	_ "unicode"
)

func f(unused int) (result int) {
	x := 1
	y := 2
	y = 3
	var z, w int
	w++
	_ = func() {
		inner := 1
	}
	for i, v := range []int{} {
	}
	if v := 1; true {
	}
	switch t := any(x).(type) {
	case int:
	}
	const c = 1
	type T int
L:
	return
}

func main() {}
