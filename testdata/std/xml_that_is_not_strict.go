// run

package main

import (
	"encoding/xml"
	"fmt"
	"strings"
)

func main() {
	for _, s := range []string{"<a>x", "<a xmlns='u'></b>", "<a b=c d>&x;</a>", "<u:b xmlns:u='v'></a>", "<a><br><b></a>"} {
		d := xml.NewDecoder(strings.NewReader(s))
		d.Strict = false
		d.AutoClose = []string{"br"}
		for {
			t, err := d.Token()
			if err != nil {
				fmt.Println(err)
				break
			}
			fmt.Printf("%T%v ", t, t)
		}
	}
}
