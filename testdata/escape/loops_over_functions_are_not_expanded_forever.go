// escape -m
package main

var keep func(int) bool

func count(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		if !yield(i) {
			return
		}
	}
}

//go:noinline
func store(yield func(int) bool) {
	keep = yield
}

//go:noinline
func use(x int) bool {
	return x > 0
}

//go:noinline
func loop() {
	for x := range store {
		if use(x) && use(x+1) && use(x+2) || use(x+3) && use(x+4) && use(x+5) {
			println(x)
		}
	}
}

func main() {
	loop()
}
