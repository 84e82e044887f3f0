// run
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	for _, s := range []string{
		"GET /p?q=1 HTTP/1.1\r\nHost: h\r\nAccept: a\r\naccept: b\r\n\r\n", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcdef",
		"POST http://abs/x HTTP/1.1\r\nHost: other\r\nTransfer-Encoding: chunked\r\nTrailer: A, B\r\n\r\n3\r\nabc\r\n0\r\nA: 1\r\n\r\n", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n",
		"GET / HTTP/1.0\r\nConnection: keep-alive\r\nPragma: no-cache\r\n\r\n", "GET /\r\n\r\n", "G@T / HTTP/1.1\r\n\r\n", "GET / HTTP/x\r\n\r\n", "GET nopath HTTP/1.1\r\n\r\n", "", "GET / HTTP/1.1\r\nHost: h",
		"POST / HTTP/1.1\r\nTrailer: Content-Length\r\nTransfer-Encoding: chunked\r\n\r\n", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
		"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad\r\n\r\n", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(s)))
		if err != nil {
			fmt.Printf("%q: %v\n", s, err)
			continue
		}
		b, err := io.ReadAll(r.Body)
		fmt.Printf("%q: %s %s %s %s %v %d %v %v %v %q %v %v\n", s, r.Method, r.URL, r.Host, r.Proto, r.Header, r.ContentLength, r.TransferEncoding, r.Close, r.Trailer, b, err, r.Body.Close())
		_, err = r.Body.Read(make([]byte, 1))
		fmt.Println(err)
	}
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HTTP/1.0 404 Not Found\r\n\r\nall of it", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 301\r\nLocation: /x\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\na\r\n0\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP 200 OK\r\n\r\n", "nonsense", "HTTP/1.1 200 OK\r\nbad\r\n\r\n", "",
		"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			r, err := http.ReadResponse(bufio.NewReader(strings.NewReader(s)), &http.Request{Method: method})
			if err != nil {
				fmt.Printf("%s %q: %v\n", method, s, err)
				continue
			}
			b, err := io.ReadAll(r.Body)
			l, lerr := r.Location()
			fmt.Printf("%s %q: %q %d %s %v %d %v %v %q %v %v %v\n", method, s, r.Status, r.StatusCode, r.Proto, r.Header, r.ContentLength, r.TransferEncoding, r.Close, b, err, l, lerr)
		}
	}
	write := func(r *http.Request) {
		var b bytes.Buffer
		err := r.Write(&b)
		fmt.Printf("%q %v\n", b.String(), err)
	}
	r, _ := http.NewRequest("GET", "http://h:80/a%20b?q#f", nil)
	write(r)
	r.Header.Set("X-Y", "1")
	r.Host = "other"
	var b bytes.Buffer
	fmt.Println(r.WriteProxy(&b))
	fmt.Printf("%q\n", b.String())
	r, _ = http.NewRequest("POST", "http://h/", strings.NewReader("body"))
	write(r)
	r, _ = http.NewRequest("PUT", "http://h/", io.LimitReader(strings.NewReader("body"), 3))
	r.Trailer = http.Header{"T": {"1"}}
	write(r)
	r, _ = http.NewRequest("POST", "http://h/", nil)
	write(r)
	r, _ = http.NewRequest("CONNECT", "http://h/", nil)
	r.URL = &url.URL{Opaque: "h:443"}
	write(r)
	write(&http.Request{Method: "GET"})
	write(&http.Request{Method: "GET", URL: &url.URL{Path: "/x"}, Host: "h", ContentLength: 5})
	for _, r := range []*http.Response{
		{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader("abc")), ContentLength: 3, Header: http.Header{"A": {"b"}}},
		{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader("abc")), ContentLength: -1},
		{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader("abc")), TransferEncoding: []string{"chunked"}, Trailer: http.Header{"X": {"1"}}},
		{StatusCode: 204, ProtoMajor: 1, ProtoMinor: 0}, {StatusCode: 999, Status: "999 odd", ProtoMajor: 1, ProtoMinor: 1}, {StatusCode: 404, ProtoMajor: 1, ProtoMinor: 1},
		{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader("abcd")), ContentLength: 2},
	} {
		b.Reset()
		err := r.Write(&b)
		fmt.Printf("%q %v\n", b.String(), err)
	}

	for _, c := range []*http.Cookie{
		{Name: "a", Value: "b"}, {Name: "a", Value: "b c,d", Path: "/p;x", Domain: ".example.com", Expires: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), MaxAge: 60, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode},
		{Name: "a b", Value: "x"}, {Name: "q", Value: "v", Quoted: true, MaxAge: -1, Partitioned: true, SameSite: http.SameSiteNoneMode}, {Name: "bad", Value: "a\"b;c\\d", Domain: "not a domain"},
		{Name: "ip", Domain: "127.0.0.1"}, {Name: "", Value: "x"}, {Name: "t", Expires: time.Unix(-1e11, 0)}, nil,
	} {
		fmt.Printf("%q %v\n", c.String(), c.Valid())
	}
	for _, s := range []string{"a=b; Path=/; Max-Age=5; HttpOnly; Secure; SameSite=Strict; Domain=d; Expires=Wed, 02 Jan 2030 03:04:05 GMT; Odd; Partitioned", `a="q"; max-age=0`, "a", "=b", "a b=c", "", "a=b\x01", "a=b; max-age=01; expires=x"} {
		c, err := http.ParseSetCookie(s)
		fmt.Printf("%+v %v\n", c, err)
		cs, err := http.ParseCookie(s)
		fmt.Println(len(cs), err)
	}
	req := httptest.NewRequest("GET", "/", nil)
	req.Header.Add("Cookie", `a=1; b="2"; bad name=x; c`)
	req.AddCookie(&http.Cookie{Name: "n\nx", Value: "1,2"})
	fmt.Println(req.Cookies(), req.Header, len(req.CookiesNamed("a")))
	fmt.Println(req.Cookie("b"))
	fmt.Println(req.Cookie("zz"))

	h := http.Header{"B": {"2", "3"}, "A": {"x\r\ny "}, "bad key": {"z"}, "Nil": nil}
	b.Reset()
	fmt.Println(h.Write(&b), h.WriteSubset(&b, map[string]bool{"A": true}))
	fmt.Printf("%q\n", b.String())
	c := h.Clone()
	c.Add("B", "4")
	fmt.Println(h, c, http.Header(nil).Clone() == nil)
	for _, s := range []string{"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "nonsense"} {
		fmt.Println(http.ParseTime(s))
	}
	fmt.Println(http.ParseHTTPVersion("HTTP/1.1"))
	fmt.Println(http.ParseHTTPVersion("HTTP/10.1"))
	fmt.Println(http.StatusText(418), http.StatusText(599) == "", http.MethodPatch)

	req = httptest.NewRequest("POST", "http://example.com/form?q=1", strings.NewReader("a=1&b=%zz"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	fmt.Println(req.ParseForm(), req.Form, req.PostForm)
	clone := req.Clone(req.Context())
	clone.Form.Set("a", "2")
	clone.URL.Path = "/other"
	fmt.Println(req.Form, req.URL, clone.URL)
	fmt.Println(req.ParseMultipartForm(10))
	_, err := req.MultipartReader()
	fmt.Println(err)
	req = httptest.NewRequest("POST", "/", strings.NewReader("x"))
	fmt.Println(req.ParseForm())
	req.Body = nil
	req.PostForm = nil
	req.Form = nil
	fmt.Println(req.ParseForm())

	w := httptest.NewRecorder()
	http.SetCookie(w, &http.Cookie{Name: "c", Value: "1"})
	w.Header().Set("Trailer", "T")
	fmt.Fprint(w, "<html>")
	w.Header().Set("T", "t")
	w.Header().Set("Late", "x")
	w.WriteHeader(500)
	res := w.Result()
	fmt.Println(res.Status, res.Header, res.Trailer, res.ContentLength, w.Flushed, w.Body, res.Cookies())
	w = httptest.NewRecorder()
	w.WriteHeader(204)
	fmt.Println(w.Write([]byte("x")))

	dump := func(b []byte, err error) { fmt.Printf("%q %v\n", b, err) }
	req = httptest.NewRequest("POST", "/x", strings.NewReader("body"))
	req.Header.Set("A", "b")
	dump(httputil.DumpRequest(req, true))
	dump(httputil.DumpRequest(req, false))
	out, _ := http.NewRequest("POST", "https://h/x", strings.NewReader("body"))
	dump(httputil.DumpRequestOut(out, true))
	dump(httputil.DumpRequestOut(out, false))
	body, _ := io.ReadAll(out.Body)
	fmt.Printf("%q\n", body)
	res = &http.Response{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader("abc")), ContentLength: 3}
	dump(httputil.DumpResponse(res, true))
	dump(httputil.DumpResponse(res, false))
	func() {
		defer func() { fmt.Println(recover()) }()
		httptest.NewRequest("GET", "bad target", nil)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		httptest.NewRecorder().WriteHeader(0)
	}()
}
