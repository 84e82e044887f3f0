// run
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"os"
	"sort"
	"strings"
)

func parts(name, text, boundary string, raw bool) {
	r := multipart.NewReader(strings.NewReader(text), boundary)
	for {
		next := r.NextPart
		if raw {
			next = r.NextRawPart
		}
		p, err := next()
		if err != nil {
			fmt.Println(name, "end:", err)
			return
		}
		b, err := io.ReadAll(p)
		fmt.Printf("%s: %q %q %v %q %v\n", name, p.FormName(), p.FileName(), p.Header, b, err)
	}
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:1]) }

func main() {
	text := "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--B \r\n" +
		"Content-Disposition: form-data; name=f; filename=\"/x/y.txt\"\r\ncontent-transfer-encoding: quoted-printable\r\n\r\n=41=\r\nB\r\n--Bx\r\n--B--\r\nepilogue"
	parts("usual", text, "B", false)
	parts("raw", text, "B", true)
	parts("newlines", strings.ReplaceAll(text, "\r\n", "\n"), "B", false)
	parts("cut", text[:60], "B", false)
	parts("no end", "--B\r\n\r\nx\r\n--B", "B", false)
	parts("empty parts", "--B\r\n\r\n--B\r\nA: b\r\n\r\n\r\n--B--", "B", false)
	parts("no boundary", "x", "", false)
	parts("nothing", "", "B", false)
	parts("garbage", "--B\r\n\r\nx\r\n--B\r\n\r\ny\r\n--B--x\r\n", "B", false)
	parts("bad header", "--B\r\nno colon\r\n\r\nx\r\n--B--", "B", false)
	r := multipart.NewReader(oneByte{strings.NewReader(text)}, "B")
	for {
		p, err := r.NextPart()
		if err != nil {
			fmt.Println(err)
			break
		}
		b, err := io.ReadAll(p)
		fmt.Printf("%q %v\n", b, err)
	}

	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fmt.Println(len(w.Boundary()))
	for _, boundary := range []string{"", strings.Repeat("x", 71), "a b", "ends ", "bad;", "ü", "b:1"} {
		fmt.Println(w.SetBoundary(boundary), w.FormDataContentType() == `multipart/form-data; boundary="`+boundary+`"`)
	}
	fmt.Println(w.WriteField("na\"me", "value"))
	f, err := w.CreateFormFile("file", "a\\b\n.txt")
	fmt.Fprint(f, "content")
	fmt.Println(err, w.SetBoundary("later"))
	p, err := w.CreatePart(textproto.MIMEHeader{"B": {"2"}, "A": {"1", "1b"}})
	fmt.Fprint(p, "part")
	_, err2 := f.Write([]byte("x"))
	fmt.Println(err, err2, w.Close())
	fmt.Printf("%q\n", b.String())

	form := func(limit int64) {
		form, err := multipart.NewReader(bytes.NewReader(b.Bytes()), "b:1").ReadForm(limit)
		if err != nil {
			fmt.Println(err)
			return
		}
		h := form.File["file"][0]
		file, err := h.Open()
		_, onDisk := file.(*os.File)
		content, err2 := io.ReadAll(file)
		fmt.Printf("%v %q %d %v %v %q %v %v\n", form.Value, h.Filename, h.Size, err, err2, content, onDisk, file.Close())
		fmt.Println(form.RemoveAll())
	}
	form(1000)
	form(0)

	read := func(s string) *textproto.Reader { return textproto.NewReader(bufio.NewReader(strings.NewReader(s))) }
	for _, s := range []string{"a-b: c\r\nx: 1\r\nX: 2\r\n\r\nrest", "long: one\r\n two\r\n\tthree  \r\n\r\n", "no colon\r\n\r\n", " space: x\r\n\r\n", "a: b", "b@d: x\r\n\r\n", "sp ace: x\r\n\r\n",
		"k: \x01\r\n\r\n", ": x\r\n\r\n", "", "a: b\n c: d\n\n", "k : v\r\n\r\n"} {
		h, err := read(s).ReadMIMEHeader()
		keys := []string{}
		for k := range h {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		fmt.Printf("%q: %q %v %v\n", s, keys, h, err)
	}
	h := textproto.MIMEHeader{}
	h.Add("content-type", "a")
	h.Add("Content-Type", "b")
	h.Set("x-y", "z")
	h.Del("X-Y")
	fmt.Println(h, h.Get("CONTENT-TYPE"), h.Values("content-type"), textproto.MIMEHeader(nil).Get("x"))
	for _, k := range []string{"abc", "a-b-c", "ACCEPT", "a b", "ä", "", "x-1a", "etag", "WWW-authenticate"} {
		fmt.Print(textproto.CanonicalMIMEHeaderKey(k), "|")
	}
	fmt.Println(textproto.TrimString(" \t x \r\n"), string(textproto.TrimBytes([]byte("\n y "))))

	for _, s := range []string{"220 ready\r\n", "220-multi\r\n220 end\r\n", "22\r\n", "abc x\r\n", "099 x\r\n", "500 bad\r\n", "250-first\r\n more\r\n250-third\r\n250 last\r\n", "550-no\r\n550 never\r\n", "250-x\r\n"} {
		code, msg, err := read(s).ReadCodeLine(2)
		code2, msg2, err2 := read(s).ReadResponse(2)
		fmt.Printf("%q: %d %q %v | %d %q %v\n", s, code, msg, err, code2, msg2, err2)
	}
	tr := read("line one\r\ncont\r\n inued\r\n.hidden\r\n..dot\r\nmid.dle\r\n.\r\nafter\r\n.\r\nlast")
	fmt.Println(tr.ReadLine())
	fmt.Println(tr.ReadContinuedLine())
	dots, err := tr.ReadDotBytes()
	fmt.Printf("%q %v\n", dots, err)
	fmt.Println(tr.ReadDotLines())
	fmt.Println(tr.ReadDotLines())
	d := read("a\r\nb\r\n.\r\nnext\r\n")
	d.DotReader().Read(make([]byte, 1))
	fmt.Println(d.ReadLine())

	b.Reset()
	tw := textproto.NewWriter(bufio.NewWriter(&b))
	fmt.Println(tw.PrintfLine("HELO %s", "x"))
	for _, s := range []string{"", "a", "a\n.b\nc\r\n", "..\r", "x\r\r\n"} {
		dw := tw.DotWriter()
		io.WriteString(dw, s)
		dw.Close()
	}
	tw.DotWriter().Write([]byte("implicit"))
	tw.PrintfLine("QUIT")
	fmt.Printf("%q\n", b.String())

	var pl textproto.Pipeline
	order := make(chan uint, 6)
	ids := []uint{pl.Next(), pl.Next(), pl.Next()}
	done := make(chan bool)
	for _, id := range []uint{ids[2], ids[1], ids[0]} {
		go func() {
			pl.StartRequest(id)
			order <- id
			pl.EndRequest(id)
			pl.StartResponse(id)
			pl.EndResponse(id)
			done <- true
		}()
	}
	for range ids {
		<-done
	}
	fmt.Println(<-order, <-order, <-order)
	fmt.Println(&textproto.Error{Code: 5, Msg: "x"}, textproto.ProtocolError("p"))
}
