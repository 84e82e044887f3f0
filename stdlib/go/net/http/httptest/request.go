// Package httptest tests handlers and clients. Servers with TLS are not there.
package httptest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
)

// NewRequest makes a request as a server has it, for a handler. The target is a path, or a
// whole URL; what is malformed is a panic. The body may be nil.
func NewRequest(method, target string, body io.Reader) *http.Request {
	return NewRequestWithContext(context.Background(), method, target, body)
}

// NewRequestWithContext is NewRequest with a context.
func NewRequestWithContext(ctx context.Context, method, target string, body io.Reader) *http.Request {
	if method == "" {
		method = "GET"
	}
	// HTTP/1.0 needs no Host.
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(method + " " + target + " HTTP/1.0\r\n\r\n")))
	if err != nil {
		panic("invalid NewRequest arguments; " + err.Error())
	}
	r = r.WithContext(ctx)
	r.Proto = "HTTP/1.1"
	r.ProtoMinor = 1
	r.Close = false
	if body != nil {
		switch b := body.(type) {
		case *bytes.Buffer:
			r.ContentLength = int64(b.Len())
		case *bytes.Reader:
			r.ContentLength = int64(b.Len())
		case *strings.Reader:
			r.ContentLength = int64(b.Len())
		default:
			r.ContentLength = -1
			if body == http.NoBody {
				r.ContentLength = 0
			}
		}
		if closer, ok := body.(io.ReadCloser); ok {
			r.Body = closer
		} else {
			r.Body = io.NopCloser(body)
		}
	}
	r.RemoteAddr = "192.0.2.1:1234" // for documentation, RFC 5737
	if r.Host == "" {
		r.Host = "example.com"
	}
	return r
}
