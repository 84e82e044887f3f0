// run
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing/fstest"
	"time"
)

var modified = time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)

var boundary = regexp.MustCompile(`[0-9a-f]{60}`)

func ask(h http.Handler, method, target string, fields ...string) {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body := w.Body.String()
	if len(body) > 600 {
		body = body[:600]
	}
	out := fmt.Sprintf("%s %s %q: %d %v %q", method, target, fields, w.Code, w.Header(), body)
	fmt.Println(boundary.ReplaceAllString(out, "BOUNDARY"))
}

func main() {
	dir, err := os.MkdirTemp("", "files")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{
		"a.txt": "0123456789", "page.html": "<p>page", "data.json": "{}", "noext": "\x89PNG\r\n\x1a\nrest", "sub/index.html": "<h1>index</h1>",
		"list/b&c.txt": "", "list/d e": "", "list/deep/x": "", "empty.txt": "", "list/#x?": "",
	} {
		full := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(full), 0o755)
		os.WriteFile(full, []byte(text), 0o644)
		os.Chtimes(full, modified, modified)
	}
	for _, name := range []string{"list", "sub", "."} {
		os.Chtimes(filepath.Join(dir, name), modified, modified)
	}
	h := http.FileServer(http.Dir(dir))
	for _, target := range []string{"/a.txt", "/page.html", "/data.json", "/noext", "/sub/", "/sub", "/sub/index.html", "/list/", "/list", "/list?x=1",
		"/missing", "/a.txt/", "/a.txt/x", "/../a.txt", "/empty.txt", "/%2e%2e/a.txt"} {
		ask(h, "GET", target)
	}
	ask(h, "HEAD", "/a.txt")
	ask(h, "POST", "/a.txt")
	for _, rang := range []string{"bytes=0-3", "bytes=5-", "bytes=-2", "bytes=0-0,8-9", "bytes=20-", "bytes=3-1", "bytes=x", "bytes=0-100", "bytes=-100", "pages=1",
		"bytes=0-9,0-9", "bytes=", "bytes=1-2,20-"} {
		ask(h, "GET", "/a.txt", "Range", rang)
	}
	ask(h, "GET", "/empty.txt", "Range", "bytes=0-1")
	ask(h, "GET", "/a.txt", "If-Modified-Since", modified.Format(http.TimeFormat))
	ask(h, "GET", "/a.txt", "If-Modified-Since", modified.Add(-time.Hour).Format(http.TimeFormat))
	ask(h, "GET", "/a.txt", "If-Unmodified-Since", modified.Add(-time.Hour).Format(http.TimeFormat))
	ask(h, "GET", "/list/", "If-Modified-Since", modified.Format(http.TimeFormat))
	ask(h, "GET", "/a.txt", "Range", "bytes=1-2", "If-Range", modified.Format(http.TimeFormat))
	ask(h, "GET", "/a.txt", "Range", "bytes=1-2", "If-Range", modified.Add(time.Hour).Format(http.TimeFormat))

	tagged := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", `"v1"`)
		http.ServeContent(w, r, "x.css", modified, strings.NewReader("body {}"))
	})
	ask(tagged, "GET", "/")
	ask(tagged, "GET", "/", "If-None-Match", `"v0", W/"v1"`)
	ask(tagged, "PUT", "/", "If-None-Match", `*`)
	ask(tagged, "GET", "/", "If-None-Match", `"v2"`)
	ask(tagged, "GET", "/", "If-Match", `"v2"`)
	ask(tagged, "GET", "/", "If-Match", `W/"v1"`)
	ask(tagged, "GET", "/", "If-Match", `"v1"`)
	ask(tagged, "GET", "/", "If-Range", `"v1"`, "Range", "bytes=0-1")
	ask(tagged, "GET", "/", "If-Range", `"v2"`, "Range", "bytes=0-1")

	ask(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(dir, "a.txt")) }), "GET", "/any")
	ask(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(dir, "a.txt")) }), "GET", "/x/../any")
	fsys := fstest.MapFS{"f.txt": {Data: []byte("in memory"), ModTime: modified}, "d/index.html": {Data: []byte("index"), ModTime: modified},
		"e/x.txt": {Data: []byte("1"), ModTime: modified}}
	h = http.FileServerFS(fsys)
	for _, target := range []string{"/f.txt", "/d/", "/e/", "/e", "/nothing", "/f.txt/x"} {
		ask(h, "GET", target)
	}
	ask(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, fsys, "e/x.txt") }), "GET", "/any")
	_, err = http.Dir(dir).Open("a.txt/below")
	fmt.Println(err)

	for _, text := range []string{"", "plain text", "<html>", "  <!DOCTYPE HTML>", "<?xml version", "%PDF-1", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8\xffx", "PK\x03\x04",
		"\x1f\x8b\x08", "\x00\x01", "RIFFxxxxWEBPVP", "\x00\x00\x00\x0cftypmp42", "\x00\x00\x00\x18ftypmp42xxxxxxxxxxxx", "OggS\x00", "<b>", "<bold>", "\xef\xbb\xbftext",
		"\xfe\xfftext", "ID3", "wOF2", "<!-- x", "<!--x", "{}", "\x00asm", "RIFFxxxxWAVE"} {
		fmt.Printf("%q %s\n", text, http.DetectContentType([]byte(text)))
	}
}
