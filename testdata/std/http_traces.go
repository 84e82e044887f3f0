// run
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// events are told apart by who writes them: two goroutines.
type events struct {
	mu  sync.Mutex
	all map[string]string
}

func (e *events) add(name string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all[name] += port.ReplaceAllString(fmt.Sprint(args...), "HOST") + ";"
}

func main() {
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/early" {
			w.Header().Set("Link", "</style.css>")
			w.WriteHeader(103)
			w.Header().Del("Link")
		}
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "got %q", b)
	}))
	defer back.Close()
	target, _ := url.Parse(back.URL)
	proxy := httptest.NewServer(httputil.NewSingleHostReverseProxy(target))
	defer proxy.Close()
	transport := &http.Transport{ExpectContinueTimeout: 10 * time.Second}
	client := &http.Client{Transport: transport}
	ask := func(base, path, body string, expect bool) {
		e := &events{all: map[string]string{}}
		req, _ := http.NewRequest("POST", base+path, strings.NewReader(body))
		if expect {
			req.Header.Set("Expect", "100-continue")
		}
		put := make(chan bool, 1)
		ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
			GetConn: func(addr string) { e.add("outer", addr) },
		})
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			GetConn:              func(addr string) { e.add("get", addr) },
			GotConn:              func(i httptrace.GotConnInfo) { e.add("got", i.Reused, i.WasIdle, i.IdleTime > 0, i.Conn != nil) },
			PutIdleConn:          func(err error) { e.add("put", err); put <- true },
			GotFirstResponseByte: func() { e.add("first") },
			Got100Continue:       func() { e.add("continue") },
			Got1xxResponse:       func(code int, h textproto.MIMEHeader) error { e.add("1xx", code, h); return nil },
			WroteHeaders:         func() { e.add("headers") },
			Wait100Continue:      func() { e.add("wait") },
			WroteRequest:         func(i httptrace.WroteRequestInfo) { e.add("request", i.Err) },
		})
		fmt.Println(httptrace.ContextClientTrace(ctx) != nil, httptrace.ContextClientTrace(req.Context()) == nil)
		resp, err := client.Do(req.WithContext(ctx))
		if err != nil {
			fmt.Println(err)
			return
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		<-put
		e.mu.Lock()
		fmt.Println(resp.Status, resp.Header.Get("Link"), string(b), err, e.all)
		e.mu.Unlock()
	}
	ask(back.URL, "/", "one", false)
	ask(back.URL, "/early", "two", true)
	ask(proxy.URL, "/early", "three", false)
	client.CloseIdleConnections()
}
