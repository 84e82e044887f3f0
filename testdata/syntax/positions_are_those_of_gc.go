// positions
package p

type F func(a func(int))

func (t *T) m(x int) {
	a + b*c
	f(x)(y)
	x.y.z[1:2]
	x.(T).f[i]
	&T{1, U{}}
	-x
	p.T{}
	[]int{}
	m[int](1)
	func() { return }()
	a, b = c, d
	a += 1
	x++
	ch <- v
L:
	for x := range y {
	}
	if x := f(); x {
	}
	go f()
	<-chan int(c)
}
