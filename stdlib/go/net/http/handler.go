package http

import (
	"bufio"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/url"
	"path"
	"strings"
)

// Handler answers requests. When ServeHTTP returns, the answer is complete; neither the
// writer nor the request's body may be used then. If it panics, the connection is closed and
// the panic is logged, except for ErrAbortHandler.
type Handler interface {
	ServeHTTP(ResponseWriter, *Request)
}

// ResponseWriter writes the answer.
type ResponseWriter interface {
	// Header is sent by WriteHeader; changes after that are not, except for trailers.
	Header() Header

	// Write writes the body, after WriteHeader(StatusOK) if that was not called. A missing
	// Content-Type is found with DetectContentType.
	Write([]byte) (int, error)

	// WriteHeader sends the header with a status. Those of 1xx may be followed by another.
	WriteHeader(statusCode int)
}

// Flusher is a ResponseWriter that can send what it holds back.
type Flusher interface {
	Flush()
}

// Hijacker is a ResponseWriter that can give its connection to the handler.
type Hijacker interface {
	Hijack() (net.Conn, *bufio.ReadWriter, error)
}

// CloseNotifier is a ResponseWriter that tells when the client has gone.
//
// Deprecated: use Request.Context.
type CloseNotifier interface {
	CloseNotify() <-chan bool
}

var (
	// ErrBodyNotAllowed is a Write where there is no body.
	ErrBodyNotAllowed = errors.New("http: request method or response status code does not allow body")

	// ErrHijacked is a Write when the connection was hijacked.
	ErrHijacked = errors.New("http: connection has been hijacked")

	// ErrContentLength is a Write of more than Content-Length says.
	ErrContentLength = errors.New("http: wrote more than the declared Content-Length")

	// ErrAbortHandler is what handlers panic with to end the connection without a word.
	ErrAbortHandler = errors.New("net/http: abort Handler")
)

// HandlerFunc is a function as a Handler.
type HandlerFunc func(ResponseWriter, *Request)

// ServeHTTP calls f.
func (f HandlerFunc) ServeHTTP(w ResponseWriter, r *Request) { f(w, r) }

// Error answers with a message in plain text.
func Error(w ResponseWriter, error string, code int) {
	h := w.Header()
	h.Del("Content-Length") // of what would have been the answer
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	fmt.Fprintln(w, error)
}

// NotFound answers that there is nothing.
func NotFound(w ResponseWriter, r *Request) { Error(w, "404 page not found", StatusNotFound) }

// NotFoundHandler is NotFound as a Handler.
func NotFoundHandler() Handler { return HandlerFunc(NotFound) }

// withURL gives a shallow copy with another URL, which the caller changes.
func (r *Request) withURL() *Request {
	clone := new(Request)
	*clone = *r
	clone.URL = new(url.URL)
	*clone.URL = *r.URL
	return clone
}

// StripPrefix removes a prefix from paths before it calls a handler; others are not found.
func StripPrefix(prefix string, h Handler) Handler {
	if prefix == "" {
		return h
	}
	return HandlerFunc(func(w ResponseWriter, r *Request) {
		p, ok := strings.CutPrefix(r.URL.Path, prefix)
		raw, rawOK := strings.CutPrefix(r.URL.RawPath, prefix)
		if !ok || r.URL.RawPath != "" && !rawOK {
			NotFound(w, r)
			return
		}
		clone := r.withURL()
		clone.URL.Path, clone.URL.RawPath = p, raw
		h.ServeHTTP(w, clone)
	})
}

// Redirect answers that the client should go to a URL, which may be relative to the request's
// path. The code should be of 3xx.
func Redirect(w ResponseWriter, r *Request, url string, code int) {
	url = redirectTarget(r, url)
	h := w.Header()
	_, hasType := h["Content-Type"] // then the body is the caller's
	h.Set("Location", escapeNonASCII(url))
	if !hasType && (r.Method == "GET" || r.Method == "HEAD") {
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	w.WriteHeader(code)
	if !hasType && r.Method == "GET" {
		fmt.Fprintln(w, `<a href="`+html.EscapeString(url)+`">`+StatusText(code)+"</a>.\n")
	}
}

// redirectTarget makes a path absolute.
func redirectTarget(r *Request, target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return target
	}
	if target == "" || target[0] != '/' {
		dir, _ := path.Split(orDefault(r.URL.EscapedPath(), "/"))
		target = dir + target
	}
	query := ""
	if i := strings.Index(target, "?"); i >= 0 {
		target, query = target[:i], target[i:]
	}
	slash := strings.HasSuffix(target, "/")
	target = path.Clean(target)
	if slash && !strings.HasSuffix(target, "/") {
		target += "/"
	}
	return target + query
}

// RedirectHandler redirects all requests.
func RedirectHandler(url string, code int) Handler { return &redirectHandler{url, code} }

type redirectHandler struct {
	url  string
	code int
}

func (h *redirectHandler) ServeHTTP(w ResponseWriter, r *Request) { Redirect(w, r, h.url, h.code) }

// AllowQuerySemicolons turns semicolons in queries into ampersands before it calls a handler.
func AllowQuerySemicolons(h Handler) Handler {
	return HandlerFunc(func(w ResponseWriter, r *Request) {
		if strings.Contains(r.URL.RawQuery, ";") {
			r = r.withURL()
			r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, ";", "&")
		}
		h.ServeHTTP(w, r)
	})
}

// MaxBytesHandler limits the bodies of a handler's requests.
func MaxBytesHandler(h Handler, n int64) Handler {
	return HandlerFunc(func(w ResponseWriter, r *Request) {
		clone := *r
		clone.Body = MaxBytesReader(w, r.Body, n)
		h.ServeHTTP(w, &clone)
	})
}

// optionsHandler answers OPTIONS *.
type optionsHandler struct{}

func (optionsHandler) ServeHTTP(w ResponseWriter, r *Request) {
	w.Header().Set("Content-Length", "0")
	if r.ContentLength != 0 {
		// So that the connection can be used again.
		io.Copy(io.Discard, MaxBytesReader(w, r.Body, 4<<10))
	}
}
