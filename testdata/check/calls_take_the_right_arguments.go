// errorcheck

package main

type T struct{}

func (T) m(int, string)  {}
func f0()                {}
func f1(int)             {}
func fv(string, ...int)  {}
func two() (int, string) { return 0, "" }

func main() {
	f0(1)
	f1()
	f1(1, 2)
	f1("x")
	f1(two())
	T{}.m(two())
	T{}.m(1)
	T.m(1, "x")
	fv()
	fv(1)
	fv("x", 1, "y")
	fv("x", []int{}...)
	fv("x", 1, []int{}...)
	f1([]int{}...)
	x := f0()
	two()
	two
	f0
	_ = two()
	1()
	int("x")
	int(1, 2)
	int()
	len()
	len(1)
	cap(map[int]int{})
	make(int)
	make([]int)
	make([]int, 2, 1)
	make([]int, -1)
	new()
	append(1)
	copy([]int{}, []string{})
	delete([]int{}, 1)
	close(1)
	panic()
	print(f0())
	complex(1, "x")
	real("x")
	min(1, "a")
	max()
	clear(1)
	_ = len
	defer recover
	go func() {}
	defer int(1)
	defer len("x")
}
