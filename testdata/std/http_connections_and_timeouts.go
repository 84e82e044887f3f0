// run
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

func clean(v any) string { return port.ReplaceAllString(fmt.Sprint(v), "HOST") }

func show(resp *http.Response, err error) {
	if err != nil {
		fmt.Println("error:", clean(err))
		return
	}
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	fmt.Println(resp.Status, resp.Proto, resp.ContentLength, resp.TransferEncoding, resp.Close, resp.Uncompressed, clean(string(b)), err)
}

func connections() {
	var mu sync.Mutex
	remotes := map[string]bool{}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		remotes[r.RemoteAddr] = true
		mu.Unlock()
		io.WriteString(w, "ok")
	}))
	defer ts.Close()
	tr := &http.Transport{}
	c := &http.Client{Transport: tr}
	get := func() {
		resp, err := c.Get(ts.URL)
		if err != nil {
			fmt.Println(err)
			return
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	for range 5 {
		get()
	}
	fmt.Println("kept:", len(remotes))
	tr.CloseIdleConnections()
	get()
	fmt.Println("closed:", len(remotes))
	tr.DisableKeepAlives = true
	get()
	get()
	fmt.Println("not kept:", len(remotes))

	// Never more than two connections.
	var now, most atomic.Int32
	ts2 := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(10 * time.Millisecond)
		now.Add(-1)
	}))
	defer ts2.Close()
	c2 := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 2}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			resp, err := c2.Get(ts2.URL)
			if err != nil {
				fmt.Println(err)
				return
			}
			resp.Body.Close()
		})
	}
	wg.Wait()
	fmt.Println("most:", most.Load() <= 2)
	c2.CloseIdleConnections()

	// A kept connection that the server closes is replaced.
	get3 := func() { show(ts.Client().Get(ts.URL)) }
	get3()
	ts.CloseClientConnections()
	get3()
}

func timeouts() {
	release := make(chan struct{})
	gone := make(chan error, 10)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			io.WriteString(w, "some")
			w.(http.Flusher).Flush()
		}
		select {
		case <-r.Context().Done():
			gone <- r.Context().Err()
		case <-release:
		}
	}))
	defer ts.Close()
	defer close(release)
	c := &http.Client{Timeout: 100 * time.Millisecond}
	_, err := c.Get(ts.URL)
	var ue *url.Error
	fmt.Println(clean(err), errors.As(err, &ue), ue.Timeout(), errors.Is(err, context.DeadlineExceeded), os.IsTimeout(err))
	fmt.Println(<-gone)
	c.Timeout = 400 * time.Millisecond
	resp, err := c.Get(ts.URL + "/body")
	show(resp, err)
	fmt.Println(<-gone)
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "GET", ts.URL, nil)
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = http.DefaultClient.Do(req)
	fmt.Println(clean(err), errors.Is(err, context.Canceled))
	fmt.Println(<-gone)
	_, err = http.DefaultClient.Do(req)
	fmt.Println(clean(err))
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	req, _ = http.NewRequestWithContext(ctx, "GET", ts.URL, nil)
	_, err = http.DefaultClient.Do(req)
	fmt.Println(clean(err))
	<-gone
	c = &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 50 * time.Millisecond}}
	_, err = c.Get(ts.URL)
	fmt.Println(clean(err))
	<-gone
}

func failures() {
	for _, u := range []string{"", "nonsense", "ftp://host/", "http://", "http:///path", "http://host:port/", "://x", "http://a b/"} {
		_, err := http.Get(u)
		fmt.Println(err)
	}
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	addr := l.Addr().String()
	l.Close()
	_, err := http.Get("http://" + addr)
	fmt.Println(clean(err))
	var op *net.OpError
	fmt.Println(errors.As(err, &op), op != nil && op.Op == "dial")
	_, err = http.NewRequest("G T", "http://h", nil)
	fmt.Println(err)
	_, err = http.NewRequestWithContext(nil, "GET", "http://h", nil)
	fmt.Println(err)
	_, err = http.DefaultClient.Do(&http.Request{})
	fmt.Println(err)
	req, _ := http.NewRequest("GET", "http://h", nil)
	req.Header["bad name"] = []string{"x"}
	_, err = http.DefaultClient.Do(req)
	fmt.Println(err)
	req, _ = http.NewRequest("GET", "http://h", nil)
	req.RequestURI = "/x"
	_, err = http.DefaultClient.Do(req)
	fmt.Println(err)
	// A server that answers nonsense.
	l, _ = net.Listen("tcp", "127.0.0.1:0")
	defer l.Close()
	answers := []string{"nonsense\r\n\r\n", "", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabc",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"}
	go func() {
		for _, answer := range answers {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			c.Read(buf)
			io.WriteString(c, answer)
			c.Close()
		}
	}()
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range answers {
		show(c.Get("http://" + l.Addr().String()))
	}
}

func shutdown() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	started := make(chan bool)
	finish := make(chan bool)
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started <- true
		<-finish
		io.WriteString(w, "finished")
	})}
	states := make(chan http.ConnState, 10)
	s.ConnState = func(c net.Conn, st http.ConnState) { states <- st }
	told := make(chan string, 1)
	s.RegisterOnShutdown(func() { told <- "on shutdown" })
	served := make(chan error)
	go func() { served <- s.Serve(l) }()
	answered := make(chan bool)
	go func() {
		show(http.Get("http://" + l.Addr().String()))
		answered <- true
	}()
	<-started
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	fmt.Println(s.Shutdown(ctx), <-served, <-told)
	finish <- true
	<-answered
	fmt.Println(s.Close(), s.ListenAndServe())
	for range 3 {
		fmt.Print(<-states, " ")
	}
	fmt.Println()
	_, err := http.Get("http://" + l.Addr().String())
	fmt.Println(clean(err))
}

type tripper func(*http.Request) (*http.Response, error)

func (t tripper) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func trippers() {
	c := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "nil" {
			return nil, nil
		}
		return &http.Response{StatusCode: 200, Status: "200 OK", Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.URL.Path)), Request: r}, nil
	})}
	show(c.Get("http://any/path"))
	show(c.Get("http://nil/path"))
	c.Transport = tripper(func(r *http.Request) (*http.Response, error) { return nil, errors.New("refused") })
	show(c.Get("http://any/path"))
	show(c.Post("http://any/path", "", nil))
	show(c.Get("http://u:p@any/path"))
}

func main() {
	for _, f := range []func(){connections, timeouts, failures, shutdown, trippers} {
		f()
		fmt.Println("----")
	}
}
