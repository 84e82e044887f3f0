package main

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func describe(v any) int {
	switch v := v.(type) {
	case shape:
		return v.area()
	case int:
		return v
	case nil:
		return -1
	}
	return 0
}

func main() { println(describe(square{3}), describe(4), describe(nil)) }
