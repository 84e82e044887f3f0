// run

package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

func main() {
	for _, in := range []string{`"a" `, "{", "[", `{"a"`, `{"a":}`, `{"a": }`, `{1}`, `{]`, `[1,]`, `[1, ,2]`, "\n:", `{"true"}`, `[{"a":[1,{"b":null}]} , 2.5]`, `{"a":1,"b":2} {} []`, "\n1e", " ]"} {
		dec := json.NewDecoder(strings.NewReader(in))
		fmt.Printf("%q", in)
		for range 20 {
			t, err := dec.Token()
			fmt.Print(" ", t, " ", err, " ", dec.InputOffset())
			if err != nil {
				break
			}
			fmt.Print(" ", dec.More(), ";")
		}
		fmt.Println()
	}
	var v any
	fmt.Println(json.Unmarshal([]byte("1e400"), &v), v)
}
