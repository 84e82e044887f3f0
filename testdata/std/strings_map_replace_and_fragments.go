// run

package main

import (
	"fmt"
	"net/url"
	"strings"
)

func main() {
	// The mapping is called once for each code point.
	calls := 0
	fmt.Println(strings.Map(func(r rune) rune { calls++; return r + rune(calls) }, "aaé\xff"), calls)
	fmt.Println(strings.Title("abc d_e f-g é"), strings.Title("\"x"))
	for _, s := range []string{"", "a", "aba", "xyz"} {
		fmt.Printf("%q %q %q\n", strings.NewReplacer("", "-", "a", "A").Replace(s), strings.NewReplacer("a", "A", "", "-").Replace(s), strings.NewReplacer("ab", "1", "a", "2", "b", "").Replace(s))
	}
	u, err := url.Parse("http://h/p#it's!(x)*")
	fmt.Println(u, err, (&url.URL{Path: "/it's", Fragment: "a'b!"}).String())
}
