// run
package main

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"time"
)

type Point struct{ X, Y int }

type Named string

type All struct {
	B    bool
	I    int
	I8   int8
	I64  int64
	U    uint
	U8   uint8
	U64  uint64
	F32  float32
	F64  float64
	C64  complex64
	C    complex128
	S    string
	By   []byte
	Arr  [3]int
	BArr [2]byte
	Sl   []string
	Sls  [][]int
	M    map[string]int
	MP   map[Point]*Point
	P    *int
	PP   **Point
	St   Point
	N    Named
	Any  any
	Sh   Shape
	Fn   func()
	Ch   chan int
	priv int
	Anon struct{ Q string }
	Ps   []*Point
	T    time.Time
	TP   *time.Time
	Big  *big.Int
	Emb
}

type Emb struct{ E int }

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

type Circle struct{ R float64 }

func (c *Circle) Area() float64 { return 3 * c.R * c.R }

type Tree struct {
	Left, Right *Tree
	V           int
}

type List []List

type Graph map[string]Graph

type Own struct{ text string }

func (o Own) GobEncode() ([]byte, error) {
	if o.text == "bad" {
		return nil, errors.New("cannot encode this")
	}
	return []byte("<" + o.text + ">"), nil
}

func (o *Own) GobDecode(data []byte) error {
	if string(data) == "<worse>" {
		return errors.New("cannot decode this")
	}
	o.text = strings.Trim(string(data), "<>")
	return nil
}

type PtrOwn struct{ text string }

func (o *PtrOwn) GobEncode() ([]byte, error)  { return []byte(o.text), nil }
func (o *PtrOwn) GobDecode(data []byte) error { o.text = string(data); return nil }

type Binary struct{ n byte }

func (b Binary) MarshalBinary() ([]byte, error)     { return []byte{b.n, b.n}, nil }
func (b *Binary) UnmarshalBinary(data []byte) error { b.n = data[0]; return nil }

type Text struct{ A string }

func (t Text) MarshalText() ([]byte, error)     { return []byte("text"), nil }
func (t *Text) UnmarshalText(data []byte) error { return nil }

type Holder struct {
	O  Own
	OP *Own
	P  *PtrOwn
	Q  PtrOwn
	B  Binary
	BP *Binary
	Os []Own
	OM map[string]*Own
	T  Text
}

// encode shows the bytes of values in one stream.
func encode(values ...any) []byte {
	var out bytes.Buffer
	enc := gob.NewEncoder(&out)
	for _, v := range values {
		at := out.Len()
		err := enc.Encode(v)
		fmt.Printf("%T %x %v\n", v, out.Bytes()[at:], err)
	}
	return out.Bytes()
}

// flat shows what pointers point to.
func flat(v reflect.Value) string {
	if v.CanAddr() && v.Kind() == reflect.Struct {
		if s, ok := v.Addr().Interface().(fmt.Stringer); ok {
			return s.String()
		}
	}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return "&" + flat(v.Elem())
	case v.Kind() == reflect.Slice:
		s := ""
		for i := range v.Len() {
			s += flat(v.Index(i)) + " "
		}
		return "[" + s + "]"
	case v.Kind() == reflect.Struct && v.NumField() > 0:
		s := v.Type().Name()
		for i := range v.NumField() {
			s += " " + flat(v.Field(i))
		}
		return "{" + s + "}"
	case v.Kind() == reflect.Map && v.Len() == 1:
		for k, e := range v.Seq2() {
			return fmt.Sprint(v.Len(), " ", flat(k), ":", flat(e))
		}
	case v.Kind() == reflect.Interface && !v.IsNil():
		return "any " + flat(v.Elem())
	}
	return fmt.Sprintf("%+v", v)
}

// decode reads what into points to and shows it.
func decode(data []byte, into ...any) {
	dec := gob.NewDecoder(bytes.NewReader(data))
	for _, v := range into {
		err := dec.Decode(v)
		if v == nil {
			fmt.Println("passed over:", err)
			continue
		}
		fmt.Println(flat(reflect.ValueOf(v).Elem()), err)
	}
}

func basics() {
	encode(true, false, 0, 1, -1, 63, 64, -64, -65, 1<<40, int64(math.MinInt64), uint(127), uint(128), uint64(math.MaxUint64), uint8(255), 'x')
	encode(0.0, 1.0, -2.5, float32(0.1), math.Inf(1), math.MaxFloat64, 1+2i, complex64(3i), "", "hello", "größe", []byte(nil), []byte{1, 2, 255}, Named("n"))
	data := encode([]int{1, -2, 300}, []int{}, [2]bool{true}, map[string]int{"a": 1}, map[int]bool{}, []Named{"x"}, [][]byte{{1}, nil}, [2][1]string{{"p"}, {"q"}}, []float64{1, 0}, [3]byte{1, 200, 3})
	var a []int
	var b []int
	var c [2]bool
	var d map[string]int
	var e map[int]bool
	var f []Named
	var g [][]byte
	var h [2][1]string
	var i []float64
	var j [3]byte
	decode(data, &a, &b, &c, &d, &e, &f, &g, &h, &i, &j)
	p := &Point{3, -4}
	pp := &p
	data = encode(Point{1, 2}, Point{}, p, &pp, struct{ A, B string }{"x", ""}, struct{}{}, []Point{{5, 6}, {}}, map[Point]Point{{1, 2}: {3, 4}}, []*Point{p})
	var p1 Point
	var p2 *Point
	var p3 ***Point
	var s1 struct{ B, A, C string }
	var s2 struct{}
	var l []Point
	var m map[Point]Point
	var lp []*Point
	decode(data, &p1, &p2, &p3, &p1, &s1, &s2, &l, &m, &lp)
	fmt.Println(***p3, *lp[0])
	decode(data, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil)
	// What is not sent stays.
	p1 = Point{7, 8}
	decode(encode(Point{Y: 1}), &p1)
	a = make([]int, 5, 10)
	decode(encode([]int{9}), &a)
	fmt.Println(cap(a))
	d = map[string]int{"old": 1}
	decode(encode(map[string]int{"new": 2}), &d)
}

func all() {
	n := 42
	pt := &Point{1, 1}
	when := time.Date(2026, 11, 22, 1, 2, 3, 4, time.UTC)
	v := All{
		B: true, I: -5, I8: -128, I64: 1 << 50, U: 5, U8: 255, U64: 1 << 63, F32: 1.5, F64: -0.25, C64: 1i, C: 2 - 1i, S: "s", By: []byte("by"),
		Arr: [3]int{1, 0, 3}, BArr: [2]byte{255, 1}, Sl: []string{"", "a"}, Sls: [][]int{{1}, {}, {2, 3}}, M: map[string]int{"k": 0}, MP: map[Point]*Point{{1, 2}: {3, 4}},
		P: &n, PP: &pt, St: Point{0, 9}, N: "named", Any: Point{6, 7}, Sh: Square{2}, priv: 3, Ps: []*Point{{8, 8}}, T: when, TP: &when, Big: big.NewInt(-1 << 40), Emb: Emb{11},
	}
	v.Anon.Q = "q"
	data := encode(v, &v)
	var got All
	dec := gob.NewDecoder(bytes.NewReader(data))
	fmt.Println(dec.Decode(&got))
	fmt.Println(*got.P, **got.PP, got.Any, got.Sh, got.priv, got.Anon, *got.Ps[0], got.T, *got.TP, got.Big, got.E, *got.MP[Point{1, 2}])
	got.P, got.PP, got.MP, got.Ps, got.TP = nil, nil, nil, nil, nil
	fmt.Printf("%+v\n", got)
	// Some fields only, in another order and of another size.
	var some struct {
		S   string
		New int
		U8  uint64
		I   int8
		Emb struct{ E int64 }
		Any any
		Sls [][]int32
	}
	fmt.Println(dec.Decode(&some))
	fmt.Printf("%+v\n", some)
	fmt.Println(dec.Decode(&some))
	encode(All{})
}

func interfaces() {
	type box struct {
		A, B any
		S    []Shape
	}
	v := box{map[string]any{"k": []any{1, "two", 3.0, nil, Named("x"), true, []byte("b"), map[string]any{"deep": Point{1, 2}}}}, Point{3, 4}, []Shape{Square{1}, &Circle{2}, nil}}
	data := encode(v, v)
	var got box
	// Types inside of what is passed over are lost.
	decode(data, nil, &got)
	decode(data, &got, nil)
	fmt.Printf("%+v\n", got.S[1])
	fmt.Printf("%#v\n", got.A)
	var sh Shape = &Circle{5}
	data = encode(&sh, Square{4})
	var back Shape
	decode(data, &back)
	fmt.Println(back.Area())
	decode(data, nil, &back)
	var x any = 5
	data = encode(&x, x)
	var y any
	decode(data, &y)
	var n int
	decode(data, &n)
	type local struct{ A int }
	var bad any = local{1}
	encode(&bad)
	bad = (*Point)(nil)
	encode(&bad)
	bad = &bad
	// Not the interface's.
	var st fmt.Stringer
	sh = Square{1}
	decode(encode(&sh), &st)
	decode([]byte("\x0d\x10\x00\x07unknown\x04\x02\x00\x02"), &y)
	for _, f := range []func(){
		func() { gob.RegisterName("", 1) },
		func() { gob.RegisterName("other", Point{}) },
		func() { gob.RegisterName("my.named", 1) },
		func() { gob.Register(Point{}) },
		func() { gob.NewEncoder(io.Discard).Encode((*Point)(nil)) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}

func recursive() {
	t := &Tree{&Tree{nil, &Tree{V: 3}, 2}, nil, 1}
	var back *Tree
	decode(encode(t), &back)
	fmt.Println(back.V, back.Left.V, back.Left.Right.V, back.Right)
	var l List
	decode(encode(List{{}, {{}, {}}}), &l)
	var g Graph
	decode(encode(Graph{"a": {"b": {}}}), &g)
	decode(encode(struct{ T *Tree }{t}), nil, nil)
	type Loop *Loop
	var loop Loop
	fmt.Println(gob.NewEncoder(io.Discard).Encode(&loop))
}

func own() {
	h := Holder{Own{"o"}, &Own{"op"}, &PtrOwn{"p"}, PtrOwn{"q"}, Binary{7}, &Binary{8}, []Own{{"1"}, {"2"}}, map[string]*Own{"k": {"m"}}, Text{"t"}}
	data := encode(&h, Own{"top"}, &Own{"ptr"}, &PtrOwn{"x"}, Binary{9}, []Binary{{1}})
	var got Holder
	var o1, o2 Own
	var p PtrOwn
	var b Binary
	var bs []Binary
	decode(data, nil, &o1, &o2, &p, &b, &bs, &b)
	decode(data, &got)
	fmt.Println(*got.OP, *got.P, got.Q, *got.BP, got.Os, *got.OM["k"], got.T)
	decode(data, &struct{ O Own }{})
	decode(data, &struct{ O string }{})
	decode(data, &struct{ B Own }{})
	encode(h, PtrOwn{"x"}, Own{"bad"}, struct{ O Own }{Own{"bad"}})
	decode(encode(Own{"worse"}), &o1)
	decode(encode(time.Unix(0, 0).UTC(), big.NewFloat(1.5), big.NewRat(1, 3)), new(time.Time), new(big.Float), new(big.Rat))
}

func errorsOf() {
	encode(nil, make(chan int), func() {}, struct{ x int }{1}, struct{ A struct{ b int } }{}, struct{ C chan int }{}, []*Point{nil}, map[string]*Point{"": nil}, []any{1, struct{}{}})
	encode(map[string]chan int{}, []func(){})
	decode(encode(1), new(string), new(int))
	decode(encode(300, -1, uint(70000), 1e300), new(int8), new(uint), new(uint16), new(float32))
	decode(encode([]int{1000}, [2]int{1, 1}, map[string]int{"a": 1 << 40}, struct{ A int }{1000}), new([]int8), new([3]int), new(map[string]int16), &struct{ A int8 }{})
	decode(encode(Point{1, 2}), new(int))
	decode(encode(Point{1, 2}), new([]string))
	decode(encode(Point{1, 2}), &struct{ Z int }{})
	decode(encode(Point{1, 2}), &struct{ X string }{})
	decode(encode(1), new(Point))
	decode(encode([]Point{{1, 2}}), new(map[string]int))
	decode(encode("x"), new(any))
	var n int
	fmt.Println(gob.NewDecoder(strings.NewReader("")).Decode(n), gob.NewDecoder(strings.NewReader("")).Decode(&n), gob.NewDecoder(strings.NewReader("")).Decode((*int)(nil)))
	fmt.Println(gob.NewDecoder(strings.NewReader("")).DecodeValue(reflect.ValueOf(5)))
	good := encode(struct {
		A []string
		M map[string]int
		P []Point
	}{[]string{"a", "b"}, map[string]int{"k": 7}, []Point{{1, 2}}})
	for i := range good {
		var v struct {
			A []string
			M map[string]int
			P []Point
		}
		fmt.Println(i, gob.NewDecoder(bytes.NewReader(good[:i])).Decode(&v), gob.NewDecoder(iter(good[:i])).Decode(nil))
		for _, c := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			if i >= len(good)-40 {
				break
			}
			bad := bytes.Clone(good)
			bad[i] = c
			err := gob.NewDecoder(bytes.NewReader(bad)).Decode(&v)
			fmt.Println(" ", c, err)
		}
	}
	for _, s := range []string{"\x00", "\x01\x02", "\x02\x04\x00", "\x03\x04\x00\x02", "\x03\x04\x01\x02", "\x03\xff\x01\x02", "\xf7\x01", "\xf8\xff\xff\xff\xff\xff\xff\xff\xff", "\x06\x0c\x00\x09abc", "\x04\x0a\x00\x02a"} {
		var v any = &n
		if s[1%len(s)] == 0x0c {
			v = new(string)
		} else if s[1%len(s)] == 0x0a {
			v = new([]byte)
		}
		fmt.Println(gob.NewDecoder(strings.NewReader(s)).Decode(v))
	}
	w := &failing{n: 2}
	enc := gob.NewEncoder(w)
	for range 4 {
		fmt.Println(enc.Encode(Point{1, 2}))
	}
}

// iter hides the other methods.
func iter(data []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(data)} }

type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errors.New("no more room")
	}
	return len(p), nil
}

type Msg struct {
	From string
	N    int
	Data []byte
}

func pipe() {
	r, w := io.Pipe()
	var group sync.WaitGroup
	enc := gob.NewEncoder(w)
	for i := range 4 {
		group.Go(func() {
			for j := range 25 {
				if err := enc.Encode(Msg{fmt.Sprint("g", i), j, make([]byte, j)}); err != nil {
					panic(err)
				}
			}
		})
	}
	go func() { group.Wait(); w.Close() }()
	dec := gob.NewDecoder(r)
	sum, count := 0, 0
	for {
		var m Msg
		if err := dec.Decode(&m); err != nil {
			fmt.Println(err)
			break
		}
		sum += m.N
		count++
	}
	fmt.Println(sum, count)
	big := make([]int, 20000)
	for i := range big {
		big[i] = i * i
	}
	var out bytes.Buffer
	gob.NewEncoder(&out).Encode(big)
	var back []int
	fmt.Println(out.Len(), gob.NewDecoder(&out).Decode(&back), reflect.DeepEqual(big, back))
}

func main() {
	gob.Register(Point{})
	gob.Register(Square{})
	gob.Register(&Circle{})
	gob.Register(map[string]any{})
	gob.Register([]any{})
	gob.RegisterName("my.named", Named(""))
	basics()
	all()
	interfaces()
	recursive()
	own()
	errorsOf()
	pipe()
}
