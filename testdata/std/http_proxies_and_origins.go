// run
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing/fstest"
	"time"
)

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

func clean(s string) string { return port.ReplaceAllString(s, "HOST") }

func show(resp *http.Response, err error) {
	if err != nil {
		fmt.Println("error:", clean(err.Error()))
		return
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Header.Del("Date")
	fmt.Println(resp.Status, clean(fmt.Sprint(resp.Header)), resp.Trailer, clean(string(b)), err)
}

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			c, rw, _ := w.(http.Hijacker).Hijack()
			io.WriteString(rw, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "+r.Header.Get("Upgrade")+"\r\n\r\n")
			rw.Flush()
			line, _ := rw.ReadString('\n')
			fmt.Fprintf(rw, "echo %s", line)
			rw.Flush()
			c.Close()
			return
		}
		w.Header().Set("Connection", "X-Hop")
		w.Header().Set("X-Hop", "gone")
		w.Header().Set("X-Keep", "kept")
		w.Header().Set("Trailer", "X-T")
		keys := []string{}
		for k := range r.Header {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		fmt.Fprintf(w, "%s %s host=%s", r.Method, r.RequestURI, r.Host)
		for _, k := range keys {
			fmt.Fprintf(w, " %s=%v", k, r.Header[k])
		}
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, " %q", b)
		w.Header().Set("X-T", "t")
	}))
	defer back.Close()
	target, _ := url.Parse(back.URL + "/base/?t=1")
	serve := func(p *httputil.ReverseProxy) *httptest.Server { return httptest.NewServer(p) }
	ask := func(s *httptest.Server, method, path, body string) {
		req, _ := http.NewRequest(method, s.URL+path, strings.NewReader(body))
		req.Header.Set("X-Forwarded-For", "1.1.1.1")
		req.Header.Set("Connection", "X-Mine, keep-alive")
		req.Header.Set("X-Mine", "hop")
		req.Header.Set("Te", "trailers")
		show(http.DefaultClient.Do(req))
	}
	old := serve(httputil.NewSingleHostReverseProxy(target))
	defer old.Close()
	ask(old, "GET", "/a%2Fb?q=1", "")
	ask(old, "POST", "/x;y", "body")
	p := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
			r.Out.Header.Set("X-Added", "1")
		},
		ModifyResponse: func(r *http.Response) error {
			if r.Request.Method == "DELETE" {
				return errors.New("not this one")
			}
			r.Header.Set("X-Modified", "1")
			return nil
		},
	}
	s := serve(p)
	defer s.Close()
	ask(s, "PUT", "/?a=1;b=2&c=%zz", "content")
	ask(s, "DELETE", "/x", "")
	p.FlushInterval = 10 * time.Millisecond
	ask(s, "GET", "/flushed", "")
	none := serve(&httputil.ReverseProxy{})
	defer none.Close()
	ask(none, "GET", "/", "")
	failed := serve(&httputil.ReverseProxy{
		Transport: &http.Transport{Dial: func(string, string) (net.Conn, error) { return nil, errors.New("no way") }},
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, "sorry: "+err.Error(), 503)
		},
	})
	defer failed.Close()
	ask(failed, "GET", "/", "")

	c, _ := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	io.WriteString(c, "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n")
	br := bufio.NewReader(c)
	resp, err := http.ReadResponse(br, nil)
	fmt.Println(resp.Status, resp.Header, err)
	io.WriteString(c, "hello\n")
	line, err := br.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	c.Close()

	// A proxy for the client.
	forward := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.RequestURI, " ", r.Host, " ", r.Header.Get("Proxy-Authorization"))
	}))
	defer forward.Close()
	through, _ := url.Parse(forward.URL)
	through.User = url.UserPassword("u", "p")
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(through)}}
	show(client.Get("http://example.com/far?x=1"))
	client.CloseIdleConnections()

	files := &http.Transport{}
	files.RegisterProtocol("file", http.NewFileTransportFS(fstest.MapFS{"a.txt": {Data: []byte("text")}}))
	client = &http.Client{Transport: files}
	show(client.Get("file:///a.txt"))
	show(client.Get("file:///missing"))

	protect := http.NewCrossOriginProtection()
	fmt.Println(protect.AddTrustedOrigin("https://good.example"), protect.AddTrustedOrigin("good"), protect.AddTrustedOrigin("https://x/path"))
	protect.AddInsecureBypassPattern("/hook/")
	h := protect.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "passed") }))
	for _, t := range [][4]string{
		{"GET", "/", "cross-site", "https://evil.example"}, {"POST", "/", "cross-site", "https://evil.example"}, {"POST", "/", "same-origin", ""}, {"POST", "/", "", ""},
		{"POST", "/", "", "https://example.com"}, {"POST", "/", "", "https://evil.example"}, {"POST", "/", "cross-site", "https://good.example"}, {"POST", "/hook/x", "same-site", ""},
	} {
		r := httptest.NewRequest(t[0], t[1], nil)
		if t[2] != "" {
			r.Header.Set("Sec-Fetch-Site", t[2])
		}
		if t[3] != "" {
			r.Header.Set("Origin", t[3])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(t, w.Code, strings.TrimSpace(w.Body.String()), protect.Check(r))
	}
}
