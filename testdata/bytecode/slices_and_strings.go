package main

func reverse(s []byte) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

func count(text string, want rune) (n int) {
	for _, r := range text {
		if r == want {
			n++
		}
	}
	return n
}

func main() {
	b := []byte("abc")
	reverse(b)
	println(string(b), count("a–b–c", '–'))
}
