package main

func sum(limit int) (total int) {
	for i := range limit {
		if i%3 == 0 {
			continue
		}
		total += i * i
	}
	return total
}

func main() { println(sum(10)) }
