// run
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
)

var location = regexp.MustCompile(`registered at [^)]*/([^/)]*\.go):\d+`)

func register(mux *http.ServeMux, pattern string) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Printf("%q: %s\n", pattern, location.ReplaceAllString(fmt.Sprint(p), "registered at $1"))
		}
	}()
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|", r.Pattern)
		for _, name := range []string{"x", "y", "rest", "none"} {
			fmt.Fprintf(w, "%s=%q ", name, r.PathValue(name))
		}
	})
}

func main() {
	mux := http.NewServeMux()
	for _, p := range []string{
		"", "GET", "/", "GET /items", "POST /items", "/items/{x}", "GET /items/{x}", "/items/{x}/{$}", "/files/{rest...}",
		"example.com/", "example.com/items", "/a/b/", "/c/{x}/d/{y}", "/c/new/d/{y}", "/exact/{$}", "DELETE /only", "PUT /only", "/t/{x}", "/t/z",
		"/{", "/{x", "/{x}y", "/a{x}", "/{x...}/y", "/{$}/x", "/{}", "/{...}", "/{1}", "/{x}/{x}", "GET  /spaces", "G@T /x", "a{b/", "noslash",
		"GET /a/../b", "CONNECT /a/../b", "/items", "GET /items", "/items/{z}", "/c/{x}/d/new", "GET /", "/files/{x}", "GET /t/{q}", "/t/{x}/",
		"/%61bc", "/{größe}", "HEAD /items/{x}", "/m/{x}", "GET /m/{x...}", "/a/b/{rest...}",
	} {
		register(mux, p)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		mux.Handle("/nil", nil)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		mux.HandleFunc("/nil", nil)
	}()
	for _, target := range []string{
		"GET /", "GET /items", "HEAD /items", "POST /items", "PUT /items", "GET /items/7", "DELETE /items/7", "GET /items/7/", "GET /items/7/8",
		"GET /files/", "GET /files/a/b/c", "GET /files", "GET http://example.com/zzz", "GET http://example.com:80/items", "GET /a/b", "GET /a/b/c",
		"GET /c/1/d/2", "GET /c/new/d/2", "GET /exact/", "GET /exact", "GET /exact/x", "GET /only", "PATCH /only", "GET /t/z", "GET /t/y", "GET //items",
		"GET /items/../t/z", "GET /abc", "GET /items/a%2Fb", "GET /files/a%2Fb/c", "GET /items/?q=1", "GET /a/b?q=1", "CONNECT /a/b",
	} {
		var method, path string
		fmt.Sscan(target, &method, &path)
		r := httptest.NewRequest(method, path, nil)
		_, pattern := mux.Handler(r)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		body := w.Body.String()
		fmt.Printf("%s: %q %d %v %q %q\n", target, pattern, w.Code, w.Header()["Allow"], w.Header().Get("Location"), body)
	}
	r := httptest.NewRequest("GET", "/items/7", nil)
	r.SetPathValue("x", "1")
	fmt.Println(r.PathValue("x"), r.PathValue("y"))
}
