// run

package main

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing/iotest"
	"time"
)

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func main() {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog. ", 2000) + "end"
	for level := -2; level <= 9; level++ {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, level)
		if err != nil {
			fmt.Println(err)
			continue
		}
		io.WriteString(w, text[:1000])
		w.Flush()
		r := flate.NewReader(bytes.NewReader(b.Bytes()))
		part := make([]byte, 1000)
		_, err = io.ReadFull(r, part)
		fmt.Print(level, " ", err, " ", string(part) == text[:1000])
		io.WriteString(w, text[1000:])
		fmt.Print(" ", w.Close(), " ", w.Close())
		all, err := io.ReadAll(flate.NewReader(bufio.NewReader(&b)))
		fmt.Println(" ", string(all) == text, err)
		_, err = w.Write([]byte("x"))
		fmt.Println(err)
	}
	_, err := flate.NewWriter(nil, 10)
	fmt.Println(err)
	_, err = gzip.NewWriterLevel(nil, 10)
	fmt.Println(err)
	_, err = zlib.NewWriterLevel(nil, -3)
	fmt.Println(err)

	// What real Go compressed.
	data, _ := hex.DecodeString("1f8b08080000000000ff68656c6c6f2e74787400cb48cdc9c95728cf2fca49e1020088b2ca0e0c000000")
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		fmt.Println(err)
	} else {
		all, err := io.ReadAll(zr)
		fmt.Printf("%q %v %q %d\n", all, err, zr.Name, zr.OS)
	}

	var b bytes.Buffer
	gw := gzip.NewWriter(&b)
	gw.Name, gw.Comment, gw.Extra, gw.ModTime = "näme", "comment", []byte("ex"), time.Unix(1e9, 0)
	io.WriteString(gw, text)
	fmt.Println(gw.Close())
	one := bytes.Clone(b.Bytes())
	two := append(bytes.Clone(one), one...)
	for _, in := range []io.Reader{bytes.NewReader(two), bytes.NewBuffer(bytes.Clone(two)), iotest.OneByteReader(bytes.NewReader(two)), bufio.NewReader(bytes.NewReader(two)), strings.NewReader(string(two))} {
		zr, err := gzip.NewReader(in)
		all, err2 := io.ReadAll(zr)
		fmt.Println(err, err2, len(all) == 2*len(text), zr.Name, zr.Comment, string(zr.Extra), zr.ModTime.Unix(), zr.Close())
	}
	rest := append(bytes.Clone(one), "trailing"...)
	br := bytes.NewReader(rest)
	zr, _ = gzip.NewReader(br)
	zr.Multistream(false)
	all, err := io.ReadAll(zr)
	fmt.Println(string(all) == text, err, string(must(io.ReadAll(br))))
	zr, _ = gzip.NewReader(bytes.NewReader(rest))
	_, err = io.ReadAll(zr)
	fmt.Println(err)
	for _, bad := range [][]byte{nil, []byte("short"), []byte("0123456789abcdef"), one[:len(one)-3], one[:30]} {
		zr, err := gzip.NewReader(bytes.NewReader(bad))
		if err == nil {
			_, err = io.ReadAll(zr)
		}
		fmt.Println(err)
	}
	broken := bytes.Clone(one)
	broken[len(broken)-1] ^= 1
	zr, _ = gzip.NewReader(bytes.NewReader(broken))
	_, err = io.ReadAll(zr)
	fmt.Println(err)
	_, err = io.ReadAll(flate.NewReader(strings.NewReader("\xff\xff\xff")))
	_, isCorrupt := err.(flate.CorruptInputError)
	fmt.Println(isCorrupt)
	_, err = io.ReadAll(flate.NewReader(strings.NewReader("")))
	fmt.Println(err)

	dict := []byte("the quick brown fox jumps over the lazy dog. ")
	var zb bytes.Buffer
	zw, _ := zlib.NewWriterLevelDict(&zb, 9, dict)
	io.WriteString(zw, text[:100])
	zw.Close()
	fmt.Println(zb.Len() < 60)
	_, err = zlib.NewReader(bytes.NewReader(zb.Bytes()))
	fmt.Println(err)
	r, err := zlib.NewReaderDict(bytes.NewReader(zb.Bytes()), dict)
	all, err2 := io.ReadAll(r)
	fmt.Println(err, string(all) == text[:100], err2, r.Close())
	zb.Reset()
	zw = zlib.NewWriter(&zb)
	io.WriteString(zw, text)
	zw.Close()
	fmt.Printf("%x\n", zb.Bytes()[:2])
	r, _ = zlib.NewReader(&zb)
	all, err = io.ReadAll(r)
	fmt.Println(string(all) == text, err)
	zw.Reset(&zb)
	io.WriteString(zw, "again")
	zw.Close()
	r.(zlib.Resetter).Reset(&zb, nil)
	fmt.Println(string(must(io.ReadAll(r))))
	_, err = zlib.NewReader(strings.NewReader("xx"))
	fmt.Println(err)
}
