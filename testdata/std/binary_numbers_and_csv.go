// run

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
)

type H struct {
	A uint8
	_ [3]byte
	B int16
	C [2]uint32
	D struct{ X float32; Y complex128 }
	E bool
}

func main() {
	var buf bytes.Buffer
	h := H{A: 1, B: -2, C: [2]uint32{3, 4}, E: true}
	h.D.X, h.D.Y = 1.5, complex(2, -3)
	for _, o := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian, binary.NativeEndian} {
		buf.Reset()
		fmt.Println(o, binary.Write(&buf, o, &h), buf.Len(), binary.Size(h))
		fmt.Printf("%x\n", buf.Bytes())
		var g H
		fmt.Println(binary.Read(&buf, o, &g), g, g == h)
		fmt.Println(binary.Read(&buf, o, &g))
		b, err := binary.Append(nil, o, []int64{-1, math.MaxInt64})
		fmt.Println(b, err)
		x := make([]int64, 2)
		fmt.Println(binary.Decode(b, o, x))
		fmt.Println(x)
		fmt.Println(binary.Decode(b[:3], o, x))
		fmt.Println(binary.Encode(b[:3], o, x))
		fmt.Println(binary.Write(&buf, o, 1), binary.Write(&buf, o, "s"), binary.Read(&buf, o, 3), binary.Size([]int{1}), binary.Size([]int16{1, 2}))
		var u uint32
		fmt.Println(binary.Read(strings.NewReader("abcd"), o, &u), u, binary.Read(strings.NewReader("ab"), o, &u))
	}
	for _, x := range []uint64{0, 1, 127, 128, 300, math.MaxUint64} {
		b := binary.AppendUvarint(nil, x)
		y, n := binary.Uvarint(b)
		r, err := binary.ReadUvarint(bytes.NewReader(b))
		s := binary.AppendVarint(nil, -int64(x))
		z, m := binary.Varint(s)
		fmt.Println(b, y, n, r, err, s, z, m)
	}
	over := bytes.Repeat([]byte{0xff}, 11)
	fmt.Println(binary.Uvarint(over))
	fmt.Println(binary.ReadUvarint(bytes.NewReader(over)))
	fmt.Println(binary.ReadUvarint(bytes.NewReader(over[:3])))
	fmt.Println(binary.ReadVarint(bytes.NewReader(nil)))
	fmt.Println(binary.BigEndian.AppendUint16(nil, 258), binary.LittleEndian.Uint64([]byte("abcdefgh")))

	for _, in := range []string{"a,b,c\n1,2,3\n", "a,\"b\"\"x\",c\r\nd,\"e\nf\",g", "a\n\n\nb\n", "x,\"y\nz", "a\"b,c\n", "\"a\"b,c\n", "a,b\nc\n", "#c\na, b\n", "", ",\n,,", "a,b\r", "\"\",\"\"", "\"a\r\nb\",c\n", "é,ü\n\"x"} {
		for mode := 0; mode < 4; mode++ {
			r := csv.NewReader(strings.NewReader(in))
			switch mode {
			case 1:
				r.LazyQuotes = true
				r.FieldsPerRecord = -1
			case 2:
				r.TrimLeadingSpace = true
				r.Comment = '#'
			case 3:
				r.Comma = ';'
				r.ReuseRecord = true
			}
			for {
				rec, err := r.Read()
				if err == io.EOF {
					break
				}
				fmt.Printf("%q %v %d", rec, err, r.InputOffset())
				if err == nil {
					for i := range rec {
						fmt.Print(" ")
						fmt.Print(r.FieldPos(i))
					}
				}
				fmt.Println()
				if err != nil {
					break
				}
			}
		}
	}
	w := csv.NewWriter(os.Stdout)
	fmt.Println(w.WriteAll([][]string{{"a", "b c", " d", "e,f", "g\"h", "i\nj", "", `\.`}, {""}, {"x"}}))
	w.UseCRLF = true
	w.Comma = '\t'
	w.Write([]string{"a\tb", "c\nd", "e\rf"})
	w.Flush()
	w.Comma = '"'
	fmt.Println(w.Write(nil), w.Error())
}
