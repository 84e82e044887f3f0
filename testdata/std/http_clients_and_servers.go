// run
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"sync"
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

type item struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

type store struct {
	mu    sync.Mutex
	items map[string]item
}

func (s *store) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		it, ok := s.items[r.PathValue("id")]
		if !ok {
			http.Error(w, "no such item", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(it)
	})
	mux.HandleFunc("PUT /items/{id}", func(w http.ResponseWriter, r *http.Request) {
		var it item
		if err := json.NewDecoder(r.Body).Decode(&it); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.items[r.PathValue("id")] = it
		w.WriteHeader(http.StatusCreated)
	})
	return mux
}

func logged(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("->", r.Method, r.URL, r.Pattern)
		h.ServeHTTP(w, r)
		fmt.Println("<-", r.Pattern)
	})
}

func do(c *http.Client, method, url, body string) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	show(c.Do(req))
}

func jsonStore() {
	ts := httptest.NewServer(logged((&store{items: map[string]item{}}).routes()))
	defer ts.Close()
	do(ts.Client(), "PUT", ts.URL+"/items/1", `{"id":1,"name":"one"}`)
	do(ts.Client(), "PUT", ts.URL+"/items/1", `{"id":`)
	do(ts.Client(), "GET", ts.URL+"/items/1", "")
	do(ts.Client(), "GET", ts.URL+"/items/2", "")
	do(ts.Client(), "DELETE", ts.URL+"/items/2", "")
	do(ts.Client(), "HEAD", ts.URL+"/items/1", "")
	show(ts.Client().Get("http://example.com/items/1"))
}

func requests() {
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys := []string{}
		for k := range r.Header {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		fmt.Fprintf(w, "%s %s %s len=%d te=%v close=%v\n", r.Method, r.RequestURI, r.Proto, r.ContentLength, r.TransferEncoding, r.Close)
		for _, k := range keys {
			fmt.Fprintf(w, "%s: %q\n", k, r.Header[k])
		}
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%q %v %v", b, err, r.Trailer)
	}))
	defer ts.Close()
	show(http.Get(ts.URL + "/a?b=c#d"))
	show(http.Head(ts.URL))
	show(http.Post(ts.URL+"/p", "text/plain", strings.NewReader("text")))
	show(http.Post(ts.URL+"/p", "text/plain", io.MultiReader(strings.NewReader("in"), strings.NewReader("chunks"))))
	show(http.PostForm(ts.URL+"/f", url.Values{"a": {"1", "2"}, "b": {"x y"}}))
	req, _ := http.NewRequest("POST", ts.URL+"/t", io.MultiReader(strings.NewReader("body")))
	req.Trailer = http.Header{"X-Sum": nil}
	req.Header.Set("User-Agent", "tester")
	req.Header.Set("X-Multi", "a\nb")
	req.SetBasicAuth("user", "pass")
	req.AddCookie(&http.Cookie{Name: "c", Value: "v w"})
	req.Close = true
	show(http.DefaultClient.Do(req))
	req.Header.Set("X-Multi", "ab")
	req.Trailer.Set("X-Sum", "7")
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader("body")))
	show(http.DefaultClient.Do(req))
	u, _ := url.Parse(ts.URL)
	u.User = url.UserPassword("me", "secret")
	show(http.Get(u.String()))
	req, _ = http.NewRequest("DELETE", ts.URL, nil)
	req.Header["User-Agent"] = nil
	req.Header.Set("Accept-Encoding", "identity")
	show(http.DefaultClient.Do(req))
	req, _ = http.NewRequest("GET", ts.URL, struct{ io.Reader }{strings.NewReader("")})
	show(http.DefaultClient.Do(req))
	req, _ = http.NewRequest("PUT", ts.URL, strings.NewReader("short"))
	req.ContentLength = 10
	show(http.DefaultClient.Do(req))
	req, _ = http.NewRequest("PUT", ts.URL, io.MultiReader(strings.NewReader("x"), failing{}))
	show(http.DefaultClient.Do(req))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("failing body") }

func redirects() {
	mux := http.NewServeMux()
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", 302) })
	mux.HandleFunc("/{code}/to", func(w http.ResponseWriter, r *http.Request) {
		code := 0
		fmt.Sscan(r.PathValue("code"), &code)
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: r.PathValue("code"), Path: "/"})
		http.Redirect(w, r, "/end?x=1", code)
	})
	mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s body=%q referer=%q auth=%q type=%q cookies=%v", r.Method, r.URL, b, r.Referer(), r.Header.Get("Authorization"),
			r.Header.Get("Content-Type"), r.Cookies())
	})
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(302) })
	mux.HandleFunc("/bad", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://[")
		w.WriteHeader(301)
	})
	ts := httptest.NewServer(mux)
	defer ts.Close()
	show(http.Get(ts.URL + "/loop"))
	show(http.Get(ts.URL + "/nowhere"))
	show(http.Get(ts.URL + "/bad"))
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar}
	for _, code := range []string{"301", "302", "303", "307", "308"} {
		req, _ := http.NewRequest("POST", ts.URL+"/"+code+"/to", strings.NewReader("payload"))
		req.Header.Set("Content-Type", "text/x")
		req.Header.Set("Authorization", "secret")
		show(c.Do(req))
	}
	req, _ := http.NewRequest("POST", ts.URL+"/307/to", struct{ io.Reader }{strings.NewReader("payload")})
	show(c.Do(req))
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		fmt.Println("check", clean(req.URL), len(via), req.Response.StatusCode)
		return http.ErrUseLastResponse
	}
	show(c.Get(ts.URL + "/302/to"))
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error { return errors.New("no further") }
	resp, err := c.Get(ts.URL + "/302/to")
	fmt.Println(resp.StatusCode, clean(err))
	u, _ := url.Parse(ts.URL)
	fmt.Println(jar.Cookies(u))
	location, err := resp.Location()
	fmt.Println(clean(location), err)
}

func forms() {
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%q %q %q ", r.FormValue("a"), r.PostFormValue("a"), r.FormValue("q"))
		f, h, err := r.FormFile("file")
		if err != nil {
			fmt.Fprint(w, err, r.Form, r.PostForm)
			return
		}
		b, err := io.ReadAll(f)
		fmt.Fprint(w, h.Filename, h.Size, h.Header, len(b), err, r.MultipartForm.Value, len(r.MultipartForm.File))
	}))
	defer ts.Close()
	show(http.PostForm(ts.URL+"?a=query&q=1", url.Values{"a": {"body"}}))
	show(http.Get(ts.URL + "?a=1&a=2;b"))
	for _, size := range []int{10, 100000} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		w.WriteField("a", "field")
		part, _ := w.CreateFormFile("file", "dir/na\"me.txt")
		io.WriteString(part, strings.Repeat("x", size))
		w.Close()
		show(http.Post(ts.URL+"?q=2", w.FormDataContentType(), &b))
	}
	show(http.Post(ts.URL, "multipart/form-data", strings.NewReader("")))
	show(http.Post(ts.URL, "multipart/form-data; boundary=x", strings.NewReader("--x\r\n")))
}

func bodies() {
	mux := http.NewServeMux()
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("accepts", r.Header.Get("Accept-Encoding"))
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, strings.Repeat("zip ", 5))
		z.Close()
	})
	mux.HandleFunc("/trailers", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Sum")
		io.WriteString(w, "body")
		w.Header().Set("X-Sum", "42")
	})
	mux.HandleFunc("/stream", func(w http.ResponseWriter, r *http.Request) {
		for i := range 3 {
			fmt.Fprintf(w, "part %d\n", i)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		io.WriteString(w, "half")
	})
	mux.HandleFunc("/abort", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic("oh no") })
	mux.HandleFunc("/limit", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 4)
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%q %v", b, err)
	})
	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}), 50*time.Millisecond, "too slow"))
	mux.Handle("/quick", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Quick", "1")
		w.WriteHeader(202)
		io.WriteString(w, "quick")
	}), time.Minute, ""))
	mux.Handle("/strip/", http.StripPrefix("/strip", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path) })))
	ts := httptest.NewUnstartedServer(mux)
	var logs bytes.Buffer
	ts.Config.ErrorLog = log.New(&logs, "", 0)
	ts.Start()
	for _, path := range []string{"/gzip", "/trailers", "/stream", "/cut", "/abort", "/panic", "/slow", "/quick", "/strip/x/y", "/strip"} {
		resp, err := http.Get(ts.URL + path)
		show(resp, err)
		if err == nil {
			fmt.Println(resp.Trailer, resp.Header.Get("X-Quick"), resp.Header.Get("Content-Encoding"))
		}
	}
	show(http.Post(ts.URL+"/limit", "text/plain", strings.NewReader("1234")))
	ts.Close()
	lines := strings.Split(logs.String(), "\n")
	fmt.Println(clean(lines[0]), strings.Contains(logs.String(), "goroutine "))
}

func main() {
	for _, f := range []func(){jsonStore, requests, redirects, forms, bodies} {
		f()
		fmt.Println("----")
	}
}
