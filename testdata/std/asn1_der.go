// run
package main

import (
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

type Simple struct {
	A int
	B string
	C []byte
}

type IntSET []int

type Inner struct{ X, Y int }

type All struct {
	Raw  asn1.RawContent
	B    bool
	I    int
	I32  int32
	I64  int64
	Big  *big.Int
	E    asn1.Enumerated
	Bits asn1.BitString
	ID   asn1.ObjectIdentifier
	S    string
	Ia5  string    `asn1:"ia5"`
	Pr   string    `asn1:"printable"`
	Num  string    `asn1:"numeric"`
	Utf8 string    `asn1:"utf8"`
	T    time.Time `asn1:"utc"`
	G    time.Time `asn1:"generalized"`
	In   Inner
	Seq  []Inner
	Set  IntSET
	Set2 []string      `asn1:"set"`
	Opt  int           `asn1:"optional"`
	Def  int           `asn1:"optional,default:7"`
	Tag  int           `asn1:"tag:3"`
	Ex   int           `asn1:"explicit,tag:40"`
	App  string        `asn1:"application,tag:5"`
	Priv string        `asn1:"private,tag:6"`
	EApp Inner         `asn1:"application,explicit,tag:9"`
	F    asn1.Flag     `asn1:"explicit,tag:1,optional"`
	Om   []int         `asn1:"omitempty,tag:2,optional"`
	OS   []Inner       `asn1:"explicit,tag:10,set,optional"`
	RV   asn1.RawValue `asn1:"optional"`
	Any  any
}

var when = time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC)

func marshal(v any, params string) []byte {
	b, err := asn1.MarshalWithParams(v, params)
	fmt.Printf("%T %q %x %v\n", v, params, b, err)
	return b
}

func all() {
	v := All{
		B: true, I: -129, I32: 1 << 30, I64: -1 << 63, Big: new(big.Int).Lsh(big.NewInt(-1), 100), E: 5, Bits: asn1.BitString{Bytes: []byte{0xfe, 0x80}, BitLength: 9},
		ID: asn1.ObjectIdentifier{2, 999, 3, 113549, 0}, S: "ümlaut*", Ia5: "a@b", Pr: "Print *", Num: "12 3", Utf8: "plain", T: when, G: when.In(time.FixedZone("", -3600*3-1800)),
		In: Inner{1, 2}, Seq: []Inner{{3, 4}, {5, 6}}, Set: IntSET{300, 2, -1}, Set2: []string{"b", "a", "ccc"}, Opt: 0, Def: 7, Tag: 127, Ex: 128, App: "app", Priv: "pr", EApp: Inner{7, 8},
		F: true, OS: []Inner{{9, 9}}, RV: asn1.NullRawValue, Any: "any",
	}
	b := marshal(v, "")
	var got All
	rest, err := asn1.Unmarshal(append(b, 1, 2, 3), &got)
	fmt.Println(rest, err, string(got.Raw) == string(b))
	got.Raw = nil
	fmt.Printf("%+v\n", got)
	v.Opt, v.Def, v.F, v.OS, v.RV = 9, 8, false, nil, asn1.RawValue{}
	b = marshal(&v.Seq, "")
	b = marshal(v, "")
	got = All{}
	_, err = asn1.Unmarshal(b, &got)
	fmt.Println(err, got.Opt, got.Def)
	b2 := marshal(got, "")
	fmt.Println(string(b2) == string(b))
}

func values() {
	for _, v := range []any{
		true, false, 0, 1, 127, 128, 255, 256, -1, -128, -129, 1 << 40, int8(5), "", "plain", "with*star", "ampers&", "größe", "\xff", []byte{}, []byte{1, 2}, []int(nil), []int{1, 2}, struct{}{}, Simple{1, "b", []byte("c")},
		big.NewInt(0), big.NewInt(127), big.NewInt(128), big.NewInt(-128), big.NewInt(-129), big.NewInt(-1), big.NewInt(-256), (*big.Int)(nil), asn1.ObjectIdentifier{1, 2}, asn1.ObjectIdentifier{1, 40}, asn1.ObjectIdentifier{3, 1}, asn1.ObjectIdentifier{1}, asn1.ObjectIdentifier{2, 1000000, 127, 128},
		asn1.BitString{}, asn1.BitString{Bytes: []byte{0x80}, BitLength: 1}, asn1.Enumerated(3), asn1.Flag(true), when, time.Date(1949, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), when.In(time.FixedZone("", 5400)), when.In(time.FixedZone("", 59)),
		asn1.NullRawValue, asn1.RawValue{Class: 2, Tag: 31, IsCompound: true, Bytes: make([]byte, 200)}, asn1.RawValue{FullBytes: []byte{1, 2}}, []any{1, "x", []int{2}}, nil, []any{nil}, 1.5, uint(1), map[string]int{}, func() {}, struct{ a int }{}, []asn1.RawValue{asn1.NullRawValue}, strings.Repeat("long", 100), make([]byte, 70000)[:300],
	} {
		marshal(v, "")
	}
	for _, p := range []string{"optional", "tag:5", "explicit,tag:5", "explicit", "application", "private,tag:1000", "set", "ia5", "numeric", "printable", "utf8", "utc", "generalized", "optional,default:5", "default:x", "tag:y", "omitempty", "application,explicit,tag:31"} {
		marshal(5, p)
		marshal("a@1", p)
		marshal([]int{3, 1, 2}, p)
		marshal(when, p)
	}
	b := asn1.BitString{Bytes: []byte{0x82, 0x40}, BitLength: 12}
	fmt.Println(b.At(0), b.At(1), b.At(6), b.At(9), b.At(12), b.At(-1), b.RightAlign(), asn1.BitString{Bytes: []byte{1}, BitLength: 8}.RightAlign())
	id := asn1.ObjectIdentifier{1, 2, 3}
	fmt.Println(id, id.Equal(asn1.ObjectIdentifier{1, 2, 3}), id.Equal(asn1.ObjectIdentifier{1, 2}), asn1.NullBytes)
}

// address is what errors show of a field's tag.
var address = regexp.MustCompile(`tag:0x[0-9a-f]+`)

func read[T any](params string, data ...string) {
	for _, d := range data {
		b, err := hex.DecodeString(strings.ReplaceAll(d, " ", ""))
		if err != nil {
			panic(err)
		}
		var v T
		rest, err := asn1.UnmarshalWithParams(b, &v, params)
		text := address.ReplaceAllString(fmt.Sprint(err), "tag:ADDRESS")
		fmt.Printf("%T %q %s: %+v %x %s\n", v, params, d, v, rest, text)
	}
}

func reads() {
	read[bool]("", "0101ff", "010100", "010101", "01020000", "0100", "", "01", "0201ff")
	read[int]("", "020100", "0201ff", "02020080", "0202007f", "0202ff80", "0202ff7f", "0200", "02088000000000000000", "0209010000000000000000", "020200", "0a0101", "0281020001", "02810101")
	read[int32]("", "02047fffffff", "02050080000000", "0204ffffffff", "0204 80000000")
	read[int8]("", "020101")
	read[*big.Int]("", "0209010000000000000000", "0201ff", "02020080", "0200")
	read[asn1.Enumerated]("", "0a0105", "0a050100000000", "020105")
	read[asn1.BitString]("", "0300", "030100", "030107", "03020780", "03020740", "0303 04 aabc", "0302 0800", "0302 03f8")
	read[asn1.ObjectIdentifier]("", "060388370a", "0600", "0601 80", "0602 8001", "0606 88ffffffff7f", "06062a864886f70d", "06 0188", "06 0178", "06 0150")
	read[time.Time]("", "170b3931303530363136343540 5a", "170d 3931303530363233343534305a", "170d3530303530363233343534305a", "1711 3931303530363136343534302d30373030", "180f 32303130303130323033303430355a", "1813 32303130303130323033303430352b30363037", "180f32303130303133323033303430355a", "17 0d 3931303530363234343534305a", "1712 32303130303130323033303430352e3132335a", "1813 32303130303130323033303430352e3132335a 20")
	read[string]("", "130461623126", "13022a26", "1301 5f", "0c02 c3bc", "0c01ff", "1601 7f", "160180", "1202 3120", "120161", "1402 61e4", "1b01e4", "1e04 00610062", "1e060061 00620000", "1e0100", "1e02d800", "1e02ffff", "0401 61", "1a0161", "800161")
	read[string]("tag:1", "810161", "8101ff", "130161")
	read[string]("tag:1,utf8", "8102c3bc", "8101ff")
	read[string]("tag:1,ia5", "8101ff")
	read[[]byte]("", "0403010203", "0400", "24030401 01", "0404010203")
	read[any]("", "0101ff", "020105", "0209010000000000000000", "1301 61", "0c01 62", "0402 0102", "060155", "0500", "3003020101", "800101", "170d3931303530363233343534305a", "0302 0780", "0405 01", "1e020061", "1b0161")
	read[asn1.RawValue]("", "300302 0101 ff", "a10102", "3f8148 0101", "3f1f 00", "1f1f00")
	read[asn1.RawValue]("explicit,tag:1", "a103020101", "a100", "020101")
	read[asn1.Flag]("explicit,tag:1", "a100", "a103020101", "a1 03 010101")
	read[asn1.Flag]("tag:1", "8100", "810101")
	read[int]("explicit,tag:1", "a103020107", "8103020107", "a203020107", "a1", "a100", "020107", "a1020107")
	read[int]("explicit,application,tag:1", "6103020107", "a103020107")
	read[int]("optional,default:9", "", "020103", "0101ff")
	read[int]("optional,explicit,tag:1,default:4", "020103")
	read[int]("private,tag:2", "c20103", "020103")
	read[Simple]("", "300a 020101 130162 04 0163 ff", "3009 020101 130162 040163", "3006 020101 130162", "3000", "300a020101", "310902010113016204 0163")
	read[Simple]("set", "3109 020101 130162 040163", "3009020101130162040163")
	read[[]int]("", "3006 020101 020102", "3000", "3003 0101ff", "3004 020101 02", "3004 020101 0202", "3005 0201010202", "3106020101020102")
	read[IntSET]("", "3106020101020102", "3006 020101020102")
	read[[]string]("", "3009 130161 0c0162 160163", "3003 040161")
	read[[]time.Time]("", "3020 170d3931303530363233343534305a 180f32303130303130323033303430355a")
	read[[]any]("", "3003020101")
	read[[]asn1.RawValue]("", "3005 020101 0500")
	read[[]float64]("", "3000")
	read[float64]("", "0201 01")
	read[uint]("", "020101")
	read[struct{ a int }]("", "3003020101")
	read[map[string]int]("", "020101")
	read[struct {
		A int `asn1:"optional"`
		B string
		C []Inner `asn1:"optional,explicit,tag:0"`
		D any     `asn1:"optional"`
	}]("", "3003130161", "3006 020105 130161", "3010 130161 a00b 3009 3006020101020102 00", "300f 130161 a00a 3008 3006020101020102", "3008 130161 020103 0500")
	read[int]("", "02", "0280", "028400000001", "0284 01000000", "0285 0100000000", "0281", "027f", "1f", "1f80", "1f8101", "1fffffffffffff00")
	var n int
	for _, v := range []any{nil, n, (*int)(nil), "x"} {
		_, err := asn1.Unmarshal([]byte{2, 1, 1}, v)
		fmt.Println(err)
	}
	deep := []byte{}
	for range 50 {
		deep = append([]byte{0x30, byte(len(deep))}, deep...)
		if len(deep) > 120 {
			break
		}
	}
	type nest []nest
	var v nest
	_, err := asn1.Unmarshal(deep, &v)
	fmt.Println(v, err)
	fmt.Println(asn1.StructuralError{"m"}, asn1.SyntaxError{"m"})
}

func main() {
	all()
	values()
	reads()
}
