package main

type number interface{ ~int | ~float64 }

func largest[T number](values ...T) T {
	best := values[0]
	for _, v := range values[1:] {
		best = max(best, v)
	}
	return best
}

func main() { println(largest(1, 3, 2), largest(1.5, 0.5)) }
