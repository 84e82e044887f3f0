// run

package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"
)

type Base struct {
	ID   int `json:"id"`
	Kind string
}

type Point struct{ X, Y int }

func (p Point) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d|%d", p.X, p.Y), nil }
func (p *Point) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "%d|%d", &p.X, &p.Y)
	return err
}

type Temp float64

func (t Temp) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `{"deg":  %g}`, float64(t)), nil }
func (t *Temp) UnmarshalJSON(b []byte) error {
	var v struct{ Deg float64 }
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*t = Temp(v.Deg)
	return nil
}

type All struct {
	Base
	Bool    bool
	Int     int8 `json:"int,omitempty"`
	Uint    uint16
	F32     float32
	F64     float64 `json:",omitempty"`
	S       string  `json:"s"`
	Quoted  int     `json:"q,string"`
	QS      string  `json:"qs,string"`
	Bytes   []byte
	Slice   []int
	Arr     [3]bool
	M       map[string]int
	MI      map[int]string
	MP      map[Point]int `json:"mp,omitempty"`
	P       *int
	Any     any
	Raw     json.RawMessage
	Num     json.Number
	Skip    int `json:"-"`
	Dash    int `json:"-,"`
	T       time.Time
	Zero    time.Time `json:",omitzero"`
	Temp    Temp
	Pt      Point
	private int
	Dur     time.Duration
	Next    *All `json:"next,omitempty"`
}

var _ encoding.TextMarshaler = Point{}

func show(v any, err error) {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	fmt.Printf("%v\n%v\n", v, err)
}

type Loop struct{ L *Loop }

type Bad struct{}

func (Bad) MarshalJSON() ([]byte, error) { return []byte("{bad"), nil }

type Err struct{}

func (*Err) MarshalJSON() ([]byte, error) { return nil, errors.New("no way") }

func main() {
	n := 7
	a := All{Base: Base{3, "k"}, Bool: true, Uint: 9, F32: 1.1, S: "a<b>&\u2028\"\\\x01\xff\t", Quoted: 5, QS: "x",
		Bytes: []byte("hello"), Slice: []int{1, 2}, M: map[string]int{"b": 1, "a": 2}, MI: map[int]string{10: "x", 9: "y"},
		MP: map[Point]int{{1, 2}: 3}, P: &n, Any: []any{1, "x", nil, 2.5, map[string]any{"z": 1}}, Raw: json.RawMessage(` {"a" : [ 1 ]} `),
		Num: "12.50", T: time.Date(2020, 1, 2, 3, 4, 5, 600, time.UTC), Temp: 36.6, Pt: Point{4, 5}, Dur: 90}
	b, err := json.Marshal(a)
	show(b, err)
	b2, err := json.MarshalIndent(a, ">", "  ")
	show(b2, err)
	var back All
	show(nil, json.Unmarshal(b, &back))
	fmt.Printf("%+v\n", back.S)
	b3, err := json.Marshal(back)
	show(bytes.Equal(b, b3), err)
	for _, f := range []float64{0, 1, -1, 1e20, 1e21, 1e-6, 1e-7, 1.5e300, math.MaxFloat64, math.SmallestNonzeroFloat64, 123456789.123} {
		b, err := json.Marshal(f)
		show(b, err)
		b, err = json.Marshal(float32(f))
		show(b, err)
	}
	show(json.Marshal(math.NaN()))
	show(json.Marshal([]any{1, math.Inf(1)}))
	show(json.Marshal(func() {}))
	show(json.Marshal(make(chan int)))
	show(json.Marshal(map[bool]int{true: 1}))
	show(json.Marshal(complex(1, 2)))
	show(json.Marshal(Bad{}))
	show(json.Marshal(&Err{}))
	show(json.Marshal(struct{ E Err }{}))
	show(json.Marshal(json.Number("x1")))
	l := &Loop{}
	l.L = l
	_, err = json.Marshal(l)
	fmt.Println(err)
	show(json.Marshal([]byte(nil)))
	show(json.Marshal([]int(nil)))
	show(json.Marshal(map[string]int(nil)))
	show(json.Marshal(nil))
	show(json.Marshal(json.RawMessage(nil)))

	bad := []string{"", " ", "{", "[", "nul", "nulx", "tru", "{a}", `{"a"`, `{"a" 1}`, `{"a":1,}`, `[1,]`, `[1 2]`, `"abc`, `"\x"`, `"\u12g4"`, "\"a\nb\"", "01", "-", "1.", "1e", "1e+", "+1", "1 2", "]", "\xff", `{"a":1 "b"}`, "é", `[1,2`, `{"a":1`, `-a`, `1.a`, `'`}
	for _, s := range bad {
		var v any
		err := json.Unmarshal([]byte(s), &v)
		fmt.Printf("%q %v", s, err)
		if se := (*json.SyntaxError)(nil); errors.As(err, &se) {
			fmt.Print(" @", se.Offset)
		}
		fmt.Println(" ", v)
	}
	type S struct {
		A int
		B string
		C []int
		D struct{ E uint8 }
		F float32
		G map[string]int
		H map[int]int
		I *bool
		J [2]int
		K any
		L error
		M json.Number
		N int  `json:",string"`
		O bool `json:",string"`
		P []byte
		Q time.Time
		R Point
		a int
	}
	for _, s := range []string{`{"A":"x","B":"ok"}`, `{"A":1.5}`, `{"A":1e3}`, `{"A":99999999999999999999}`, `{"B":1}`, `{"C":{}}`, `{"C":[1,"x",3]}`, `{"D":{"E":256}}`, `{"D":{"E":-1}}`, `{"D":[]}`,
		`{"F":1e39}`, `{"G":{"a":"b"}}`, `{"H":{"x":1}}`, `{"H":{"1":1}}`, `{"I":null}`, `{"J":[1,2,3]}`, `{"J":[1]}`, `{"K":{"a":[1,2.5,"x",null,true]}}`, `{"L":1}`, `{"L":null}`, `{"M":"x"}`, `{"M":"1"}`, `{"M":12e3}`, `{"N":"5"}`, `{"N":5}`, `{"N":"x"}`, `{"O":"true"}`, `{"O":"1"}`,
		`{"P":"aGVsbG8="}`, `{"P":"!"}`, `{"P":[1,2]}`, `{"Q":"2020-01-02T03:04:05Z"}`, `{"Q":"x"}`, `{"R":"1|2"}`, `{"R":1}`, `{"a":5}`, `{"b":"ci"}`, `[]`, `null`, `{"A":null}`, `{"A":1,"A":2}`, `{"A":true,"B":2}`} {
		var v S
		err := json.Unmarshal([]byte(s), &v)
		fmt.Printf("%s: %v\n   %+v\n", s, err, v)
		if te := (*json.UnmarshalTypeError)(nil); errors.As(err, &te) {
			fmt.Printf("   %q %v %d %q %q\n", te.Value, te.Type, te.Offset, te.Struct, te.Field)
		}
	}
	show(nil, json.Unmarshal([]byte("1"), nil))
	show(nil, json.Unmarshal([]byte("1"), 1))
	show(nil, json.Unmarshal([]byte("1"), (*int)(nil)))
	var anyv any = &n
	show(anyv.(*int) == &n, json.Unmarshal([]byte("42"), &anyv))
	fmt.Println(n)

	dec := json.NewDecoder(strings.NewReader(`{"a":1} {"b":[true,null,"x"]} 5 "s" [1,2,3] {"z":{"y":[]}} x`))
	for {
		var v any
		err := dec.Decode(&v)
		fmt.Println(v, err, dec.InputOffset())
		if err != nil {
			break
		}
	}
	dec = json.NewDecoder(strings.NewReader(`{"a":1,"b":[true,null,"x",{"c":2.5}]} [] {}`))
	for {
		more := dec.More()
		t, err := dec.Token()
		fmt.Printf("%T %v %v %v %d\n", t, t, err, more, dec.InputOffset())
		if err != nil {
			break
		}
	}
	dec = json.NewDecoder(strings.NewReader(`[{"A":1},{"A":2}] tail`))
	dec.Token()
	for dec.More() {
		var v S
		fmt.Println(dec.Decode(&v), v.A)
	}
	fmt.Println(dec.Token())
	rest, _ := io.ReadAll(dec.Buffered())
	fmt.Printf("%q\n", rest)
	dec = json.NewDecoder(strings.NewReader(`{"A":1,"Z":2}`))
	dec.DisallowUnknownFields()
	var sv S
	fmt.Println(dec.Decode(&sv))
	dec = json.NewDecoder(strings.NewReader(`{"A":1,"Z":2} 12345678901234567890`))
	dec.UseNumber()
	var av any
	fmt.Println(dec.Decode(&av), av)
	fmt.Println(dec.Decode(&av), av)
	fmt.Printf("%T\n", av)
	fmt.Println(dec.Decode(&av))
	fmt.Println(json.NewDecoder(strings.NewReader(`{"A":`)).Decode(&av))

	enc := json.NewEncoder(os.Stdout)
	fmt.Println(enc.Encode(map[string]any{"h": "<a>&", "n": nil}))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	fmt.Println(enc.Encode(map[string]any{"h": "<a>&", "n": []int{}, "m": map[string]int{}, "l": []int{1, 2}}))
	var buf bytes.Buffer
	show(nil, json.Compact(&buf, []byte(" { \"a\" : [ 1 , 2 ] } ")))
	fmt.Println(buf.String())
	buf.Reset()
	show(nil, json.Indent(&buf, []byte(`{"a":[1,2,{}],"b":{},"c":[]}`+"  \n"), "#", ".."))
	fmt.Printf("%s|\n", buf.String())
	buf.Reset()
	show(nil, json.Indent(&buf, []byte(`{"a":[1,2`), "#", ".."))
	json.HTMLEscape(&buf, []byte(`"<a>&`+"\u2028"+`"`))
	fmt.Println(buf.String())
	fmt.Println(json.Valid([]byte(`{"a":1}`)), json.Valid([]byte(`{a:1}`)))
}
