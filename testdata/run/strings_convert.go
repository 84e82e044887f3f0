// run

package main

import "fmt"

const greeting = "hello"

func main() {
	s := greeting + ", " + "wörld"
	b := []byte(s)
	b[0] = 'H'
	r := []rune(s)
	fmt.Println(s, string(b), len(s), len(r), string(r[7:9]), s[1:3], s[7])
	fmt.Println(string(rune(0x4e16)), string(rune(-1)), "a" < "b", "abc" < "abd", "ab" < "abc", s == "hello, wörld")
	t := ""
	for i := 0; i < 5; i++ {
		t += string(rune('a' + i))
	}
	fmt.Println(t, t[len(t)-1:], t[:0] == "")
	for _, c := range []byte("xyz") {
		fmt.Print(c, " ")
	}
	fmt.Println()
	raw := `back\slash
newline`
	fmt.Printf("%q %v %x %s|%5s|%-5s|\n", raw, len(raw), "hi", "s", "ab", "cd")
	type str string
	x := str("typed")
	fmt.Println(x+"!", string(x), []byte(x)[0])
	m := map[string]int{string(b): 1}
	fmt.Println(m["Hello, wörld"])
	bad := "\xff\xfe"
	for _, c := range bad {
		fmt.Print(c, " ")
	}
	fmt.Println([]rune(bad), fmt.Sprintf("%+q", "é\x00"))
}
