package main

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func guarded(f func()) (caught any) {
	defer func() { caught = recover() }()
	f()
	return nil
}

func main() {
	next := counter()
	next()
	println(next(), guarded(func() { panic("no") }) != nil)
}
