// run
package main

import (
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing/iotest"
)

func ascii() {
	for _, s := range []string{"", "\x00", "\x00\x00\x00\x00", "a", "ab", "abc", "abcd", "hello, world\x00\x00\x00\x00!", "\xff\xff\xff\xff\xff"} {
		dst := make([]byte, ascii85.MaxEncodedLen(len(s)))
		dst = dst[:ascii85.Encode(dst, []byte(s))]
		var out bytes.Buffer
		w := ascii85.NewEncoder(&out)
		n, err := io.Copy(w, iotest.OneByteReader(strings.NewReader(s)))
		fmt.Printf("%q %d %v %v %v\n", dst, n, err, w.Close(), out.String() == string(dst))
		back := make([]byte, 64)
		ndst, nsrc, err := ascii85.Decode(back, dst, true)
		fmt.Printf("%q %d %v\n", back[:ndst], nsrc, err)
		ndst, nsrc, err = ascii85.Decode(back, dst, false)
		fmt.Printf("%q %d %v\n", back[:ndst], nsrc, err)
		ndst, nsrc, err = ascii85.Decode(back[:5], dst, true)
		fmt.Printf("%q %d %v\n", back[:ndst], nsrc, err)
		all, err := io.ReadAll(ascii85.NewDecoder(iotest.HalfReader(&out)))
		fmt.Printf("%q %v\n", all, err)
	}
	for _, s := range []string{"v", "abz", "87 cUR\nD]\t", "!", "abcde!", "zz~", " \n ", "s8W-!", "s8W-\""} {
		back := make([]byte, 64)
		ndst, nsrc, err := ascii85.Decode(back, []byte(s), true)
		fmt.Printf("%q %d %v\n", back[:ndst], nsrc, err)
		all, err := io.ReadAll(ascii85.NewDecoder(strings.NewReader(s)))
		fmt.Printf("%q %v\n", all, err)
	}
	big := bytes.Repeat([]byte("some text with \x00\x00\x00\x00\x00\x00\x00 in it. "), 500)
	var out bytes.Buffer
	w := ascii85.NewEncoder(&out)
	w.Write(big[:3])
	w.Write(big[3:])
	w.Close()
	fmt.Println(out.Len(), crc32.ChecksumIEEE(out.Bytes()))
	spaced := strings.Join(strings.SplitAfter(out.String(), "z"), strings.Repeat(" ", 2000))
	all, err := io.ReadAll(ascii85.NewDecoder(strings.NewReader(spaced)))
	fmt.Println(bytes.Equal(all, big), err)
	all, err = io.ReadAll(ascii85.NewDecoder(iotest.ErrReader(errors.New("broken"))))
	fmt.Println(all, err)
}

func compress(data []byte, order lzw.Order, width int) []byte {
	var out bytes.Buffer
	w := lzw.NewWriter(&out, order, width)
	n, err := w.Write(data)
	if n != len(data) || err != nil {
		fmt.Println(n, err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	return out.Bytes()
}

func lempel() {
	var mixed []byte
	x := uint32(1)
	for range 60000 {
		x = x*1664525 + 1013904223
		mixed = append(mixed, byte(x>>24)&byte(x>>16))
	}
	for _, data := range [][]byte{nil, {1}, []byte("TOBEORNOTTOBEORTOBEORNOT"), bytes.Repeat([]byte{'a'}, 5000), mixed, bytes.Repeat([]byte("banana"), 20000)} {
		for _, order := range []lzw.Order{lzw.LSB, lzw.MSB} {
			packed := compress(data, order, 8)
			r := lzw.NewReader(bytes.NewReader(packed), order, 8)
			back, err := io.ReadAll(r)
			fmt.Println(len(packed), crc32.ChecksumIEEE(packed), bytes.Equal(back, data), err)
			if len(packed) > 2 {
				back, err = io.ReadAll(lzw.NewReader(bytes.NewReader(packed[:len(packed)-2]), order, 8))
				fmt.Println(len(back) <= len(data), err)
			}
		}
	}
	for width := 1; width <= 9; width++ {
		data := bytes.Repeat([]byte{0, 1, 2, 3, 3, 2, 0}, 300)
		if width < 2 || width > 8 {
			w := lzw.NewWriter(io.Discard, lzw.LSB, width)
			_, err := w.Write(data)
			fmt.Println(err, w.Close())
			_, err = lzw.NewReader(bytes.NewReader(data), lzw.LSB, width).Read(data)
			fmt.Println(err)
			continue
		}
		packed := compress(data, lzw.MSB, width)
		back, err := io.ReadAll(lzw.NewReader(iotest.DataErrReader(bytes.NewReader(packed)), lzw.MSB, width))
		fmt.Println(len(packed), crc32.ChecksumIEEE(packed), bytes.Equal(back, data), err)
	}
	w := lzw.NewWriter(io.Discard, lzw.LSB, 3)
	n, err := w.Write([]byte{8})
	fmt.Println(n, err)
	n, err = w.Write([]byte{1})
	fmt.Println(n, err, w.Close())
	w = lzw.NewWriter(io.Discard, 5, 3)
	_, err = w.Write([]byte{8})
	fmt.Println(err)
	w = lzw.NewWriter(io.Discard, lzw.LSB, 3)
	fmt.Println(w.Close(), w.Close())
	_, err = w.Write([]byte{1})
	fmt.Println(err)
	for _, data := range [][]byte{{0xff, 0xff}, {0x00, 0xff}, {0x80, 0x0f, 0xff}, {}, {0x80}, {0x80, 0x40, 0x40}, {0x81, 0x01}, {2, 1, 1, 1, 1}} {
		for _, order := range []lzw.Order{lzw.LSB, lzw.MSB} {
			back, err := io.ReadAll(lzw.NewReader(bytes.NewReader(data), order, 7))
			fmt.Println(back, err)
		}
	}
	r := lzw.NewReader(bytes.NewReader(nil), lzw.LSB, 8)
	fmt.Println(r.Close())
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err)
	r.(*lzw.Reader).Reset(bytes.NewReader(compress([]byte("again"), lzw.LSB, 8)), lzw.LSB, 8)
	back, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", back, err)
}

func main() {
	ascii()
	lempel()
}
