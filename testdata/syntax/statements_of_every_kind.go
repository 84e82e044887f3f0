// tree
package p

func f() {
	x
	f(a, b...)
	ch <- v
	x++
	x--
	a, b = b, a
	a, b := f()
	a += 1
	a &^= 2
	const c = 1
	var v int
	type t int
	go f()
	defer func() { recover() }()
	return
	return a, b
	goto L
L:
	for {
		break L
		continue
	}
M: N: {
		;
	}
	if x {
	} else if y := 1; y > 0 {
		a()
	} else {
		b()
	}
	for x < y {
	}
	for i := 0; i < n; i++ {
	}
	for ; ; {
	}
	for range x {
	}
	for k := range 10 {
	}
	for k, v = range m {
	}
	switch {
	case a, b:
		fallthrough
	default:
		c()
	}
	switch x := f(); x {
	}
	switch y := x.(type) {
	case int, []string, func(), nil:
	}
	switch x.(type) {
	}
	select {
	case v := <-ch:
	case ch <- 1:
	case a[i], ok = <-ch:
	case <-ch:
	default:
	}
L2:
}
