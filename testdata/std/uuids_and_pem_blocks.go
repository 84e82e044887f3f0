// run

package main

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"uuid"
)

func main() {
	for _, s := range []string{"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "{F81D4FAE-7dec-11d0-a765-00a0c91e6bf6}", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae7dec11d0a76500a0c91e6bf6"} {
		fmt.Println(uuid.Parse(s))
	}
	for _, s := range []string{"", "x", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae07dec-11d0-a765-00a0c91e6bf6"} {
		_, err := uuid.Parse(s)
		fmt.Println(err != nil)
	}
	a, b := uuid.NewV4(), uuid.New()
	fmt.Println(a != b, a[6]>>4, a[8]>>6, len(a.String()), uuid.Nil(), uuid.Max(), uuid.Nil().Compare(uuid.Max()))
	last := uuid.NewV7()
	for range 1000 {
		next := uuid.NewV7()
		if last.Compare(next) >= 0 || next[6]>>4 != 7 {
			fmt.Println(last, next)
		}
		last = next
	}
	text, err := json.Marshal(uuid.Max())
	var back uuid.UUID
	fmt.Println(string(text), err, json.Unmarshal(text, &back), back)

	block := &pem.Block{Type: "TEST", Headers: map[string]string{"b": "2", "a": "1", "Proc-Type": "4,ENCRYPTED"}, Bytes: []byte("hello world, this is a text that takes more than one line of base64")}
	t := pem.EncodeToMemory(block)
	fmt.Printf("%s", t)
	p, rest := pem.Decode(append([]byte("junk\n"), append(t, "rest\n"...)...))
	fmt.Printf("%v %q %q\n", p.Headers, p.Bytes, rest)
	p, rest = pem.Decode([]byte("no block\n"))
	fmt.Println(p, string(rest))
	fmt.Println(pem.EncodeToMemory(&pem.Block{Headers: map[string]string{"a:b": ""}}))
	p, rest = pem.Decode([]byte("-----BEGIN A-----\n-----END A-----\ntail"))
	fmt.Printf("%+v %q\n", p, rest)
	p, rest = pem.Decode([]byte("-----BEGIN A-----\n!!!\n-----END A-----\n-----BEGIN B-----\naGk=\n-----END B-----\n"))
	fmt.Printf("%+v %q\n", p, rest)
}
