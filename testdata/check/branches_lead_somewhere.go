// errorcheck

package main

func main() {
	break
	continue
	fallthrough
	goto missing
	for {
		func() {
			break
		}()
	}
L1:
	for {
		continue L2
		break L1
	}
L2:
	switch {
	case true:
		continue
		fallthrough
	case false:
		break L2
		fallthrough
	}
	goto inside
	{
	inside:
	}
	goto over
	x := 1
	_ = x
over:
	goto over
L1:
	if true {
		break L3
	}
L3:
	var y any
	switch y.(type) {
	case int:
		fallthrough
	default:
	}
	switch {
	case true:
		if true {
			fallthrough
		}
	}
}
