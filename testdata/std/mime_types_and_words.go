// run
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
)

func main() {
	for _, s := range []string{
		"text/html; charset=utf-8", `form-data; name="a b"; filename="x\"y.txt"`, "TEXT/Plain", `attachment; filename*=utf-8''na%C3%AFve%20file`,
		`message/external-body; URL*0="ftp://"; URL*1="cs.utk.edu/x"`, `a/b; title*0*=us-ascii'en'This%20is; title*1*=%20more; title*2=" isn't"`,
		"", "text", "text/", "/x", "text/html x", "text/html;", "text/html; ; ", "text/html; charset", "text/html; charset=", `a/b; x="unfinished`,
		"a/b; x=1; x=2", "a/b; x=1; x=1", `form-data; name="C:\dir\file"`, "a/b;x=1;Y=2 ; z=3", `a/b; x=""`, "a b/c", "a/b; x=ä", `a/b; x*=latin1''x`, "a/b; x*=utf-8''%zz",
		" a/b ", "a/b;;x=1", "a/b; x=1 y=2",
	} {
		t, p, err := mime.ParseMediaType(s)
		fmt.Printf("%q: %q %v %v %v\n", s, t, p, err, errors.Is(err, mime.ErrInvalidMediaParameter))
	}
	for _, v := range []map[string]string{nil, {"b": "2", "A": "1"}, {"x": "a b"}, {"x": `q"\`}, {"x": "größe *'%"}, {"a b": "x"}, {"x": ""}, {"x": "tab\t"}} {
		fmt.Printf("%q\n", mime.FormatMediaType("Text/X", v))
	}
	fmt.Printf("%q %q %q\n", mime.FormatMediaType("a/", nil), mime.FormatMediaType("attachment", map[string]string{"f": "x"}), mime.FormatMediaType("a/b/c", nil))

	fmt.Println(mime.TypeByExtension(".html"), mime.TypeByExtension(".PNG"), mime.TypeByExtension(".nosuchthing") == "")
	fmt.Println(mime.AddExtensionType("x", "a/b"), mime.AddExtensionType(".mini1", "text/mini"), mime.AddExtensionType(".Mini2", "Text/mini; a=b"), mime.AddExtensionType(".bad", "a/"))
	fmt.Println(mime.TypeByExtension(".mini1"), mime.TypeByExtension(".MINI2"), mime.TypeByExtension(".Mini2"))
	fmt.Println(mime.ExtensionsByType("text/mini"))
	fmt.Println(mime.ExtensionsByType("text/nosuch; x=y"))
	fmt.Println(mime.ExtensionsByType("bad/"))

	long := strings.Repeat("größer und größer, ", 6)
	for _, s := range []string{"ascii", "café", "a?=_b é", long, "tab\té", "\x01"} {
		fmt.Println(mime.QEncoding.Encode("utf-8", s))
		fmt.Println(mime.BEncoding.Encode("UTF-8", s))
	}
	fmt.Println(mime.QEncoding.Encode("iso-8859-1", "caf\xe9 "+strings.Repeat("x", 80)))
	d := new(mime.WordDecoder)
	for _, s := range []string{
		"=?utf-8?q?caf=C3=A9?=", "=?UTF-8?B?Y2Fmw6k=?=", "=?iso-8859-1?Q?caf=E9_x?=", "=?us-ascii?q?=FFx?=", "=?koi8-r?q?x?=", "plain", "=?utf-8?x?y?=", "=?utf-8?q?=4?=",
		"=?utf-8?q?=zz?=", "=?utf-8?b?!?=", "=??q?x?=", "=?utf-8?q??=", "=?utf-8?qq?x?=",
	} {
		w, err := d.Decode(s)
		h, err2 := d.DecodeHeader("a " + s + " \t" + s + " b")
		fmt.Printf("%q: %q %v | %q %v\n", s, w, err, h, err2)
	}
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if charset != "upper" {
			return nil, errors.New("unknown " + charset)
		}
		b, _ := io.ReadAll(in)
		return bytes.NewReader(bytes.ToUpper(b)), nil
	}
	fmt.Println(d.DecodeHeader("=?Upper?q?shout?= =?OTHER?q?x?="))
	fmt.Println(d.DecodeHeader("=?Upper?q?shout?=   =?UPPER?q?x?= =?broken"))

	for _, s := range []string{"plain", "caf\u00e9 = x", strings.Repeat("0123456789", 9), "trailing \nspace\t\r\nx ", "a\rb\r\n\nc", long, ".\x00"} {
		for _, binary := range []bool{false, true} {
			var b bytes.Buffer
			w := quotedprintable.NewWriter(&b)
			w.Binary = binary
			n, err := io.WriteString(w, s)
			err2 := w.Close()
			back, err3 := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(b.Bytes())))
			fmt.Printf("%q %d %v %v %v %v\n", b.String(), n, err, err2, string(back) == s, err3)
		}
	}
	for _, s := range []string{"a=3Db", "soft=\r\nbreak=\n!", "bad=zz", "=4", "end=", "x =  \r\ny", "sp  \r\nx\t\n", "ctl\x01", "\xe9=e9", "a=\x01", "=\r", "foo=\nbar=", "a= b\n"} {
		b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(s)))
		fmt.Printf("%q: %q %v\n", s, b, err)
	}
}
