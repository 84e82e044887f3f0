// run
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
)

// pipes is a listener in memory.
type pipes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "mem" }
func (pipeAddr) String() string  { return "memory" }

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return pipeAddr{} }
func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

var dates = regexp.MustCompile(`Date: .*GMT`)

// talk sends bytes and shows what comes until the connection ends.
func talk(l *pipes, name, send string) {
	c := l.dial()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	go func() {
		io.WriteString(c, send)
	}()
	got, err := io.ReadAll(c)
	c.Close()
	fmt.Printf("--- %s (%v)\n%s\n", name, err, dates.ReplaceAllString(strings.ReplaceAll(string(got), "\r", ""), "Date: X"))
}

type plain struct{ http.ResponseWriter }

func main() {
	log.SetOutput(os.Stdout)
	log.SetFlags(0)
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hello %s", r.Proto) })
	mux.HandleFunc("/empty", func(w http.ResponseWriter, r *http.Request) {})
	mux.HandleFunc("/none", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-A", "1")
		w.WriteHeader(204)
		_, err := w.Write([]byte("x"))
		fmt.Println("write:", err)
	})
	mux.HandleFunc("/flush", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "one")
		w.(http.Flusher).Flush()
		io.WriteString(w, "two")
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		for range 3 {
			io.WriteString(w, strings.Repeat("x", 1000))
		}
	})
	mux.HandleFunc("/length", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5")
		n, err := io.WriteString(w, "hello world")
		fmt.Println(n, err)
		n, err = io.WriteString(w, "hello")
		fmt.Println(n, err)
	})
	mux.HandleFunc("/badlength", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "many")
		io.WriteString(w, "hello")
	})
	mux.HandleFunc("/trailers", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Sum, X-Other")
		w.Header().Add("Trailer", "Content-Length")
		io.WriteString(w, "body")
		w.Header().Set("X-Sum", "42")
		w.Header().Set("Trailer:X-Late", "yes")
	})
	mux.HandleFunc("/twice", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(201)
		w.Header().Set("X-Late", "no")
		w.WriteHeader(500)
	})
	mux.HandleFunc("/html", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html><body>x</body></html>") })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %d %v %q %v %v", r.Method, r.ContentLength, r.TransferEncoding, b, err, r.Trailer)
	})
	mux.HandleFunc("/unread", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "done") })
	mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(299) })
	mux.HandleFunc("/early", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</style.css>")
		w.WriteHeader(103)
		io.WriteString(w, "late")
	})
	mux.HandleFunc("/notmodified", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Etag", `"x"`)
		w.WriteHeader(304)
	})
	mux.HandleFunc("/hijack", func(w http.ResponseWriter, r *http.Request) {
		c, rw, err := w.(http.Hijacker).Hijack()
		fmt.Println("hijacked:", err)
		_, err = w.Write([]byte("x"))
		fmt.Println(err)
		line, _ := rw.ReadString('\n')
		fmt.Fprintf(rw, "raw %q\n", line)
		rw.Flush()
		c.Close()
	})
	mux.HandleFunc("/abort", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "part")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "to?a=<b>", 302) })
	mux.HandleFunc("/error", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		http.Error(w, "went wrong", 500)
	})
	mux.HandleFunc("/controller", func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		fmt.Println(rc.SetReadDeadline(time.Time{}), rc.SetWriteDeadline(time.Time{}), rc.EnableFullDuplex())
		rc = http.NewResponseController(plain{w})
		err := rc.Flush()
		fmt.Println(err, errors.Is(err, http.ErrNotSupported), errors.Is(err, errors.ErrUnsupported))
		io.WriteString(w, "x")
		fmt.Println(http.NewResponseController(w).Flush())
	})
	mux.HandleFunc("/encoding", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Transfer-Encoding", "identity")
		io.WriteString(w, "as it is")
	})
	l := newPipes()
	s := &http.Server{Handler: mux}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()

	get := func(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" }
	for _, path := range []string{"/hello", "/empty", "/none", "/flush", "/large", "/length", "/badlength", "/trailers", "/twice", "/html",
		"/status", "/early", "/notmodified", "/abort", "/redirect", "/error", "/controller", "/encoding", "/missing", "/a/../hello", "*"} {
		talk(l, path, get(path))
	}
	talk(l, "1.0", "GET /hello HTTP/1.0\r\n\r\n")
	talk(l, "1.0 large", "GET /large HTTP/1.0\r\n\r\n")
	talk(l, "1.0 keep-alive", "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /empty HTTP/1.0\r\n\r\n")
	talk(l, "HEAD", "HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\nHEAD /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	talk(l, "pipelined", "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n"+get("/empty"))
	talk(l, "body", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"+"\r\n"+get("/hello"))
	talk(l, "chunks", "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\nConnection: close\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-T: t\r\n\r\n")
	talk(l, "continue", "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
	talk(l, "unread", "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"+get("/hello"))
	talk(l, "expect", "GET /hello HTTP/1.1\r\nHost: h\r\nExpect: the worst\r\n\r\n")
	talk(l, "no host", "GET /hello HTTP/1.1\r\n\r\n")
	talk(l, "bad host", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n")
	talk(l, "two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
	talk(l, "bad line", "GET\r\n\r\n")
	talk(l, "bad version", "GET / HTTP/9\r\n\r\n")
	talk(l, "version 3", "GET / HTTP/3.0\r\n\r\n")
	talk(l, "bad field", "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n")
	talk(l, "bad name", "GET / HTTP/1.1\r\nHost: h\r\na b: c\r\n\r\n")
	talk(l, "bad encoding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n")
	talk(l, "bad length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n")
	talk(l, "two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx")
	talk(l, "bad chunk", "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
	talk(l, "options", "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	talk(l, "connect", "CONNECT host:80 HTTP/1.1\r\nHost: host:80\r\n\r\n")

	c := l.dial()
	go io.WriteString(c, "GET /hijack HTTP/1.1\r\nHost: h\r\n\r\nmine\n")
	got, err := io.ReadAll(c)
	fmt.Printf("%q %v\n", got, err)

	// A connection that is idle does not keep Shutdown.
	c = l.dial()
	go io.WriteString(c, "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n")
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	b, _ := io.ReadAll(r.Body)
	fmt.Println(r.Status, string(b), err)
	fmt.Println(s.Shutdown(context.Background()), <-done, s.Serve(l), s.ListenAndServe())
}
