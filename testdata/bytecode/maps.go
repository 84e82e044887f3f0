package main

func tally(words []string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	delete(counts, "")
	return counts
}

func main() {
	n, ok := tally([]string{"a", "b", "a"})["a"]
	println(n, ok)
}
