// run
package main

import (
	"bufio"
	"fmt"
	"strings"
)

type pair struct{ a, b int }

func (p *pair) Scan(s fmt.ScanState, verb rune) error {
	_, err := fmt.Fscanf(s, "%d:%d", &p.a, &p.b)
	return err
}

func main() {
	var i int
	var s string
	var f float64
	var b bool
	var u uint8
	var c rune
	n, err := fmt.Sscan(" 12 word 3.5\ntrue", &i, &s, &f, &b)
	fmt.Println(n, err, i, s, f, b)
	n, err = fmt.Sscan("1 x", &i, &i)
	fmt.Println(n, err)
	n, err = fmt.Sscan("300", &u)
	fmt.Println(n, err)
	n, err = fmt.Sscanln("1 2\n3", &i)
	fmt.Println(n, err)
	n, err = fmt.Sscanln("5", &i)
	fmt.Println(n, err, i)
	n, err = fmt.Sscanf("age:30 name:bob", "age:%d name:%s", &i, &s)
	fmt.Println(n, err, i, s)
	n, err = fmt.Sscanf("0x1f 77 101 zé", "%v %o %b z%c", &i, &u, &f, &c)
	fmt.Println(n, err, i, u, c)
	n, err = fmt.Sscanf("12345", "%2d%3d", &i, &u)
	fmt.Println(n, err, i, u)
	n, err = fmt.Sscanf("abc", "abd%d", &i)
	fmt.Println(n, err)
	var q string
	n, err = fmt.Sscanf(`"quoted \n text" 68656c6c6f`, "%q %x", &q, &s)
	fmt.Printf("%d %v %q %q\n", n, err, q, s)
	var p pair
	n, err = fmt.Sscan("7:8", &p)
	fmt.Println(n, err, p)
	in := bufio.NewReader(strings.NewReader("3\n10 20 30\nend"))
	var count, sum int
	fmt.Fscan(in, &count)
	for range count {
		fmt.Fscan(in, &i)
		sum += i
	}
	fmt.Fscan(in, &s)
	fmt.Println(count, sum, s)
	n, err = fmt.Fscan(in, &s)
	fmt.Println(n, err)
}
