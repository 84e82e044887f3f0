// tree
package p

func _() {
	_ = []byte(s)
	_ = (*T)(p)
	_ = (<-chan int)(c)
	_ = <-chan int(c)
	_ = <-c
	_ = chan int(c)
	_ = func()(x)
	_ = (func())(x)
	_ = func(x int) int(f)
	_ = map[string]int(m)
	_ = interface{ M() }(x)
	_ = struct{}.m
	_ = interface{ M() }.M
	_ = make(chan<- int, 1)
	_ = new(func() func())
	_ = []func(){f}
	f(<-chan int, <-chan<- chan int, *[]int)
	_ = x.(func())
	_ = x.([]int)[0]
}
