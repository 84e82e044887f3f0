// errors
package p

func f() {
	x y
	a := 
	f(a, b
	)
	f(a b)
	[]int{1, 2
	}
	a, b c
	x[1:2:]
	x[1::3]
	x[]
	return )
	go (f())
	x.3
	goto 1
	L:
}

func g() {
	else { }
}

func h() {
	x = func() { y z }
	case 1:
}
