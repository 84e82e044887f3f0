// errorcheck

package main

type S struct{ f []int }
type P *int

func main() {
	var (
		i  int
		u  uint8
		f  float64
		s  string
		b  bool
		p  *int
		sl []int
		m  map[int]int
		fn func()
		st S
		c  chan<- int
		r  <-chan int
		e  error
		n  any
	)
	_ = i + u
	_ = i + 1.5
	_ = i + "x"
	_ = s - "x"
	_ = b + b
	_ = i && b
	_ = !i
	_ = -s
	_ = ^f
	_ = f % 2
	_ = f << 1
	_ = i << 1.5
	_ = i << -1
	_ = 1 << 1000
	_ = i / 0
	_ = f / 0
	_ = 1.0 / 0.0
	_ = i == u
	_ = i == nil
	_ = p == 0
	_ = sl == sl
	_ = sl == nil
	_ = m == m
	_ = fn == fn
	_ = st == st
	_ = e == i
	_ = n == sl
	_ = p < p
	_ = b < b
	_ = nil == nil
	_ = &1
	_ = &f()
	_ = *i
	_ = <-c
	_ = <-i
	r <- 1
	c <- "x"
	i <- 1
	_ = i.x
	_ = p.x
	_ = st.g
	_ = st.F
	_ = e.error
	_ = i[0]
	_ = sl["x"]
	_ = sl[-1]
	_ = [2]int{}[2]
	_ = "abc"[5]
	_ = m["x"]
	_ = sl[2:1]
	_ = s[0:1:2]
	_ = [2]int{}[:]
	_ = i[:]
	_ = i.(int)
	_ = e.(int)
	_ = e.(S)
	_ = uint8(1) + 255 + 1
	_ = int8(128)
	_ = string(1.5)
	_ = []byte(1)
	_ = (*int)(i)
	_ = 07 + 08
}
