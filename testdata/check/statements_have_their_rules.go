// errorcheck

package main

func value() int { return 1 }

func noReturn(x int) int {
	if x > 0 {
		return 1
	} else if x < 0 {
		return 2
	}
}

func loops(ch chan int) int {
	for {
	}
}

func switches(x any, i int) int {
	switch x {
	case 1, 1, "a", nil:
	case []int{}:
	}
	switch i {
	case 1:
		return 1
	case 1:
		return 2
	case "x":
		return 3
	default:
		return 4
	default:
		return 5
	}
	switch x.(type) {
	case int, int:
	case string, undefined:
	case error:
	}
	switch y := i.(type) {
	}
	switch func() {} {
	}
	switch {
	case i:
	case i > 1:
	}
}

func returns() (a int, err error) {
	{
		err := 1
		_ = err
		return
	}
	return 1
	return 1, nil, 2
	return "x", nil
}

func main() {
	if 1 {
	}
	for value() {
	}
	for i := range 10 {
		i = "x"
	}
	for i, j := range 10 {
	}
	for a, b, c := range []int{} {
	}
	for range value {
	}
	for k, v := range map[string]int{} {
		var _ int = k
		var _ string = v
	}
	for x := range func(yield func(int) bool) {} {
		var _ string = x
	}
	for range func(int) {} {
	}
	for range 1.5 {
	}
	var i8 int8
	for i8 = range 300 {
	}
	value()++
	"x"++
	1
	value
	i8 + 1
	-i8
	[]int{1}
	go value
	defer 1
	select {
	case value():
	case x := <-make(chan int):
	case make(chan int) <- 1:
	}
	return 1
}
