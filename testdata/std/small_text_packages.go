// run

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
)

func main() {
	for _, p := range []string{"", ".", "a/b", "/a/../b", "a/../../b", "//a//b/", "/..", "../../x/..", "a/./b/../c/.", "abc/../../././../def", "/", "./a"} {
		fmt.Printf("%q %q %q %q %q\n", path.Clean(p), path.Base(p), path.Dir(p), path.Ext(p), path.Join(p, "..", "x"))
	}
	for _, t := range [][2]string{{"abc", "abc"}, {"*", "abc"}, {"*c", "abc"}, {"a*", "a"}, {"a*", "ab/c"}, {"a*/b", "abc/b"}, {"a*b*c*d*e*/f", "axbxcxdxe/f"}, {"a*b?c*x", "abxbbxdbxebxczzx"}, {"a*b?c*x", "abxbbxdbxebxczzy"}, {"ab[c]", "abc"}, {"ab[b-d]", "abc"}, {"ab[^c]", "abc"}, {"ab[^e-g]", "abc"}, {"a\\*b", "a*b"}, {"a?b", "a☺b"}, {"a[^a]b", "a☺b"}, {"[]a]", "]"}, {"[-]", "-"}, {"[x-]", "x"}, {"[", "a"}, {"[^", "a"}, {"[^bc", "a"}, {"a[", "a"}, {"a[", "ab"}, {"*x", "xxx"}, {"a/*/c", "a/b/c"}, {"[a-", "a"}, {"*\\", "x"}, {"a", ""}, {"", ""}, {"*a[", "xyz"}, {"\\", "a"}, {"[\\]a]", "]"}, {"[\\-x]", "-"}} {
		m, err := path.Match(t[0], t[1])
		fmt.Println(t, m, err)
	}
	strings.Lines("a\nb\r\n\nc")(func(s string) bool { fmt.Printf("%q ", s); return true })
	strings.SplitSeq("a,b,,c", ",")(func(s string) bool { fmt.Printf("%q ", s); return s != "b" })
	strings.SplitAfterSeq("a,b,,c", ",")(func(s string) bool { fmt.Printf("%q ", s); return true })
	strings.SplitSeq("aé世", "")(func(s string) bool { fmt.Printf("%q ", s); return true })
	strings.FieldsSeq("  foo bar\tbaz ")(func(s string) bool { fmt.Printf("%q ", s); return true })
	bytes.FieldsSeq([]byte("  foo bar\tbaz "))(func(s []byte) bool { fmt.Printf("%q%d ", s, cap(s)); return true })
	bytes.Lines([]byte("a\nb"))(func(s []byte) bool { fmt.Printf("%q ", s); return true })
	fmt.Println()
	fmt.Println(strings.CutLast("a.b.c", "."))
	fmt.Println(strings.CutLast("abc", "."))
	fmt.Printf("%q %q\n", bytes.Title([]byte("hello wOrld")), bytes.ToValidUTF8([]byte("a\xff\xfeb\xc0"), []byte("?")))
	var buf bytes.Buffer
	buf.WriteString("hello")
	fmt.Println(buf.Peek(3))
	fmt.Println(buf.Peek(30))
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "some data")
		fmt.Fprint(w, " more")
		w.CloseWithError(io.ErrUnexpectedEOF)
	}()
	data, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", data, err)
	_, err = w.Write([]byte("x"))
	fmt.Println(err)
	r.Close()
	_, err = r.Read(data)
	fmt.Println(err)
	var out strings.Builder
	e := base64.NewEncoder(base64.StdEncoding, &out)
	for i := 0; i < 10; i++ {
		fmt.Fprintf(e, "line %d", i)
	}
	e.Close()
	fmt.Println(out.String())
	for _, s := range []string{out.String(), "YWJj\nZA==", "YWJjZ", "YW!j", "YWJjZA==YQ==", ""} {
		d := base64.NewDecoder(base64.StdEncoding, strings.NewReader(s))
		data, err = io.ReadAll(d)
		fmt.Printf("%q %v\n", data, err)
	}
	d := hex.Dumper(&out)
	out.Reset()
	d.Write([]byte("hello, wor"))
	d.Write([]byte("ld, this is more than sixteen"))
	d.Close()
	fmt.Print(out.String())
	out.Reset()
	hex.NewEncoder(&out).Write([]byte("xyz"))
	fmt.Println(out.String())
	for _, s := range []string{"48656c6c6f", "486", "48zz", ""} {
		data, err = io.ReadAll(hex.NewDecoder(strings.NewReader(s)))
		fmt.Printf("%q %v\n", data, err)
	}
	fmt.Println(hex.AppendDecode([]byte("x"), []byte("6162")))
}
