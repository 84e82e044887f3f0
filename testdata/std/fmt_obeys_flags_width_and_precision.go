// run

// Every verb with flags, width and precision on values of every kind, told by checksums.
package main

import (
	"fmt"
	"math"
	"strconv"
)

type named int
type text string
type pair struct {
	A int
	b string
}
type stringer struct{ n int }

func (s stringer) String() string { return "<" + strconv.Itoa(s.n) + ">" }

type goStringer struct{ n int }

func (g goStringer) GoString() string { return "GO!" }

type panicky struct{}

func (panicky) Error() string { panic("oh") }

type formatter struct{}

func (formatter) Format(f fmt.State, verb rune) {
	w, hasW := f.Width()
	p, hasP := f.Precision()
	fmt.Fprint(f, fmt.FormatString(f, verb), w, hasW, p, hasP, f.Flag('+'), f.Flag('#'), f.Flag('-'), f.Flag(' '), f.Flag('0'))
}

type sum uint64

func (s *sum) add(t string) {
	h := uint64(*s)
	for i := 0; i < len(t); i++ {
		h = (h ^ uint64(t[i])) * 1099511628211
	}
	*s = sum(h)
}

func main() {
	var nilError error
	var nilMap map[string]int
	var nilPtr *int
	values := []any{
		0, 1, -1, 7, 255, -255, math.MaxInt64, math.MinInt64, int8(-128), uint8(200), uint16(65535), int32(0x263a), rune('x'),
		uint64(math.MaxUint64), uintptr(0xdead), named(12), 0x110000, 0xD800, '"', '\n', int64(1) << 40,
		0.0, math.Copysign(0, -1), 1.0, -1.5, 3.14159265358979, 1e6, 1e20, 1e21, 1e-5, 123456789.0, math.Inf(1), math.Inf(-1), math.NaN(),
		float32(0.1), float32(16777216), math.MaxFloat64, math.SmallestNonzeroFloat64, 100000.0, 2.5e-8,
		1 + 2i, complex64(-1.5 - 0.25i), complex(math.Inf(1), math.NaN()),
		"", "hello", "héllo, 世界", "a\"b`c\\\n\t\x00\xff", "\u200b\U0001F600", "日本語", text("named"), "\x7f\u00ad\ufeff",
		[]byte("bytes\xfe"), []byte{}, []byte(nil), [3]byte{1, 2, 3}, []int{1, -2, 3}, []string{"a", "b c"}, [2]bool{true, false},
		true, false, nil, nilError, nilMap, nilPtr, map[string]int{"z": 1, "a": 2}, map[int]string{3: "c", 1: "a"},
		pair{1, "x"}, stringer{4}, []stringer{{1}, {2}}, goStringer{1}, panicky{},
		formatter{}, []any{1, "a", nil, 2.5}, struct{}{}, [][]int{{1}, {2, 3}},
	}
	flags := []string{"", "+", "-", "#", " ", "0", "+#", "-0", "+0", " 0", "#+0", "#-0 +"}
	sizes := []string{"", "3", "12", ".0", ".3", "8.", "30.10", "100.80"}
	verbs := "vdiboOxXcqUeEfFgGstTwz!"

	for _, verb := range verbs {
		var s sum
		n := 0
		for _, flag := range flags {
			for _, size := range sizes {
				format := "%" + flag + size + string(verb)
				for _, value := range values {
					t := fmt.Sprintf(format, value)
					s.add(t)
					n++
				}
			}
		}
		fmt.Printf("%c %d %x\n", verb, n, uint64(s))
	}
	fmt.Println(values[:40]...)
	fmt.Print(values[41:58]...)
	fmt.Print("\n")
	fmt.Printf("%*d|%-*d|%.*f|%[2]*[1]d|%[3]v|%!|%d %d\n", 5, 6, -7, 8, 3, 1.5)
	fmt.Printf("%0*v|%+-0.*v\n", -9, formatter{}, -3, formatter{})
	fmt.Printf("%d%%|%[9]d|%[x]d|%.[2]*[1]f\n", 1, 2)
	fmt.Printf("%s", strconv.Quote("q\u00e9\x01\U0010ffff\xc3"), strconv.QuoteToASCII("é\u2028"), strconv.QuoteToGraphic("\u3000\t"))
	fmt.Println(strconv.QuoteRune('☺'), strconv.QuoteRuneToASCII('☺'), strconv.CanBackquote("a`"), strconv.CanBackquote("ab\t"), string(strconv.AppendQuoteRune(nil, 0xd800)))
	for _, base := range []int{2, 3, 8, 10, 16, 36} {
		fmt.Println(strconv.FormatInt(-12345, base), strconv.FormatUint(math.MaxUint64, base), string(strconv.AppendInt([]byte("x"), math.MinInt64, base)))
	}
	for _, f := range []float64{0, 1, 0.1, 1e23, 5e-324, math.Pi, 1 << 60} {
		for _, verb := range "eEfgGxXb" {
			fmt.Print(strconv.FormatFloat(f, byte(verb), -1, 64), " ", strconv.FormatFloat(f, byte(verb), 4, 32), " ")
		}
		fmt.Println()
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		strconv.FormatInt(1, 37)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		strconv.AppendFloat(nil, 1, 'g', -1, 16)
	}()
}
