// escape -m

package main

func three(yield func(int) bool) {
	_ = yield(1) && yield(2) && yield(3)
}

func a0() {
	for range three {
	}
}

func a1() {
	for x := range three {
		if x == 1 {
			return
		}
	}
}

func a2() int {
	for x := range three {
		if x == 1 {
			return x
		}
	}
	return 0
}

func a3() {
	for range three {
		for range three {
		}
	}
}

func a4(fn func(func() bool)) {
outer:
	for range fn {
		for range fn {
			if len(ss) == 1 {
				continue outer
			}
			if len(ss) == 2 {
				break outer
			}
			if len(ss) == 3 {
				continue
			}
			if len(ss) == 4 {
				break
			}
		}
	}
}

var ss []int

func a5(fn func(func() bool)) {
outer:
	for range ss {
		for range fn {
			for range fn {
				if len(ss) == 1 {
					continue outer
				}
				if len(ss) == 2 {
					break outer
				}
			}
		}
	}
}
func a6(fn func(func() bool)) (r int) {
		for range fn {
			return 1
		}
		return
}
func a7(fn func(func() bool)) {
		for range fn {
			goto L
		}
		L:
}

func main() {}
