// run

package main

import (
	"encoding/json"
	"errors"
	"fmt"
)

type Bad struct{}

func (Bad) MarshalJSON() ([]byte, error) { return []byte("{bad"), nil }

type BadM map[string]int

func (BadM) MarshalJSON() ([]byte, error) { return nil, errors.New("boo") }

type BT struct{}

func (BT) MarshalText() ([]byte, error) { return nil, errors.New("boo") }

type UT struct{}

func (*UT) UnmarshalText([]byte) error { return errors.New("boo") }

type UJ struct{}

func (*UJ) UnmarshalJSON([]byte) error { return errors.New("boo") }

func show(v any, err error) {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	fmt.Printf("%v\n%v\n", v, err)
	if te := (*json.UnmarshalTypeError)(nil); errors.As(err, &te) {
		fmt.Printf("   %q %v %d %q %q\n", te.Value, te.Type, te.Offset, te.Struct, te.Field)
	}
	if te := (*json.MarshalerError)(nil); errors.As(err, &te) {
		fmt.Printf("   %v %v\n", te.Type, te.Err)
	}
}
func main() {
	show(json.Marshal(map[bool]int{true: 1}))
	show(json.Marshal(struct{ A map[float64]int }{map[float64]int{1: 1}}))
	show(json.Marshal(struct{ A map[float64]int }{}))
	show(json.Marshal(map[[2]int]int{{1, 2}: 1}))
	show(json.Marshal(BadM{}))
	show(json.Marshal(&Bad{}))
	show(json.Marshal([]Bad{{}}))
	show(json.Marshal(BT{}))
	show(json.Marshal(map[BT]int{{}: 1}))
	for _, s := range []string{"[1.", `{"a":-`, `[1,2e`, `{"a":"x\`, `{"a":tr`, `"\u12`, `"a`, "{\"a\xff\":}", `{"a":"b"}}`, "[\x01]", "{\"é\":é}", `[1]é`, `"\`, `{"a":1,"a`, `{"a":[`} {
		var v any
		err := json.Unmarshal([]byte(s), &v)
		fmt.Printf("%q %v", s, err)
		if se := (*json.SyntaxError)(nil); errors.As(err, &se) {
			fmt.Print(" @", se.Offset)
		}
		fmt.Println(" ", v)
	}
	type S struct {
		L   error
		T   UT
		J   UJ
		M   json.Number
		N   int     `json:",string"`
		O   bool    `json:",string"`
		F   float64 `json:",string"`
		Q   string  `json:",string"`
		P   *int    `json:",string"`
		Mp  map[int]int
		Mb  map[bool]int
		Mt  map[UT]int
		C   chan int
		Fn  func()
		In  []struct{ A []int }
		Cx  complex128
		Arr [2]byte
	}
	for _, s := range []string{`{"L":"x"}`, `{"L":true}`, `{"L":{}}`, `{"L":[]}`, `{"T":"x"}`, `{"T":{}}`, `{"T":[1]}`, `{"T":null}`, `{"J":{}}`, `{"M":true}`, `{"M":"-"}`, `{"M":{}}`, `{"N":""}`, `{"N":"1.5"}`, `{"N":"null"}`, `{"N":null}`, `{"N":true}`, `{"N":{}}`, `{"N":" 1"}`,
		`{"O":"x"}`, `{"O":true}`, `{"F":"1.5"}`, `{"F":"x"}`, `{"F":1}`, `{"Q":"\"x\""}`, `{"Q":"x"}`, `{"Q":1}`, `{"P":"1"}`, `{"P":1}`, `{"P":null}`, `{"P":"x"}`, `{"Mp":{"99999999999999999999":1}}`, `{"Mb":{"true":1}}`, `{"Mb":{}}`, `{"Mb":null}`, `{"Mt":{"x":1}}`, `{"C":1}`, `{"C":null}`, `{"C":{}}`, `{"Fn":"x"}`, `{"In":[{"A":[1,true]}]}`, `{"In":[1]}`, `{"Cx":1}`, `{"Arr":[1,300]}`, `{"Arr":"aGk="}`} {
		var v S
		fmt.Print(s)
		show("", json.Unmarshal([]byte(s), &v))
		v.P = nil
		fmt.Println(v)
	}
	show(json.Marshal(struct {
		Q string      `json:",string"`
		P *int        `json:",string"`
		F float64     `json:",string"`
		S []int       `json:",string"`
		B bool        `json:",string"`
		N json.Number `json:",string"`
	}{Q: "x\"<", N: "1"}))
	show(json.Marshal(struct {
		A [2]byte
		B []byte
		E error
		N json.Number
	}{}))
	var i any
	show(i, json.Unmarshal([]byte(`"x`), &i))
	var s string
	show(s, json.Unmarshal([]byte(`5`), &s))
	var m map[string]string
	show(m, json.Unmarshal([]byte(`{"a":1,"b":"x"}`), &m))
	fmt.Println(m)
	var ms map[string]struct{ A int }
	show(ms, json.Unmarshal([]byte(`{"a":{"A":"x"}}`), &ms))
	var ii []int
	show(ii, json.Unmarshal([]byte(`[1,"x",3]`), &ii))
	fmt.Println(ii)
	type T struct {
		B *T
		A int
		*S
	}
	var t T
	show(nil, json.Unmarshal([]byte(`{"B":{"B":{"A":"x"}}}`), &t))
	show(nil, json.Unmarshal([]byte(`{"M":"5"}`), &t))
}
