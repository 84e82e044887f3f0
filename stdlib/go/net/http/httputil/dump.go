// Package httputil shows messages, and is a proxy.
package httputil

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/internal"
	"strings"
	"time"
)

// ErrLineTooLong is a chunk whose line is too long.
var ErrLineTooLong = internal.ErrLineTooLong

// NewChunkedReader decodes the chunked transfer coding, as servers and clients do anyway.
func NewChunkedReader(r io.Reader) io.Reader { return internal.NewChunkedReader(r) }

// NewChunkedWriter encodes: each Write is a chunk, Close writes the last one, but not the empty
// line behind it.
func NewChunkedWriter(w io.Writer) io.WriteCloser { return internal.NewChunkedWriter(w) }

// drain reads a body, and gives it twice.
func drain(b io.ReadCloser) (r1, r2 io.ReadCloser, err error) {
	if b == nil || b == http.NoBody {
		return http.NoBody, http.NoBody, nil
	}
	content, err := io.ReadAll(b)
	if err != nil {
		return nil, b, err
	}
	if err := b.Close(); err != nil {
		return nil, b, err
	}
	return io.NopCloser(bytes.NewReader(content)), io.NopCloser(bytes.NewReader(content)), nil
}

// DumpRequest shows a request as a server has received it, as far as that is known: the order
// and case of fields are lost. The body, if it is wanted, is read and replaced.
func DumpRequest(req *http.Request, body bool) ([]byte, error) {
	save := req.Body
	var show io.Reader
	if body && req.Body != nil {
		var err error
		save, show, err = drain(req.Body)
		if err != nil {
			return nil, err
		}
	}
	defer func() { req.Body = save }()
	var b bytes.Buffer
	uri := req.RequestURI
	if uri == "" {
		uri = req.URL.RequestURI()
	}
	method := req.Method
	if method == "" {
		method = "GET"
	}
	fmt.Fprintf(&b, "%s %s HTTP/%d.%d\r\n", method, uri, req.ProtoMajor, req.ProtoMinor)
	if !strings.HasPrefix(req.RequestURI, "http://") && !strings.HasPrefix(req.RequestURI, "https://") {
		host := req.Host
		if host == "" && req.URL != nil {
			host = req.URL.Host
		}
		if host != "" {
			fmt.Fprintf(&b, "Host: %s\r\n", host)
		}
	}
	if len(req.TransferEncoding) > 0 {
		fmt.Fprintf(&b, "Transfer-Encoding: %s\r\n", strings.Join(req.TransferEncoding, ","))
	}
	exclude := map[string]bool{"Host": true, "Transfer-Encoding": true, "Trailer": true}
	if err := req.Header.WriteSubset(&b, exclude); err != nil {
		return nil, err
	}
	b.WriteString("\r\n")
	if show == nil {
		return b.Bytes(), nil
	}
	var err error
	if len(req.TransferEncoding) > 0 && req.TransferEncoding[0] == "chunked" {
		chunks := NewChunkedWriter(&b)
		_, err = io.Copy(chunks, show)
		chunks.Close()
		b.WriteString("\r\n")
	} else {
		_, err = io.Copy(&b, show)
	}
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// endless is a body of any length.
type endless struct{}

func (endless) Read(p []byte) (n int, err error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// DumpRequestOut shows a request as a client sends it, with the fields that the transport adds.
func DumpRequestOut(req *http.Request, body bool) ([]byte, error) {
	save := req.Body
	length := req.ContentLength
	fake := false
	if body {
		var err error
		save, req.Body, err = drain(req.Body)
		if err != nil {
			return nil, err
		}
	} else if req.Body != nil && req.Body != http.NoBody {
		// What is sent depends on whether there is one.
		if length == 0 {
			length = -1
		}
		req.Body = io.NopCloser(io.LimitReader(endless{}, length))
		fake = true
	}
	send := req
	if req.URL.Scheme == "https" {
		// The same, but for what is not shown.
		send = req.Clone(req.Context())
		send.Body = req.Body
		send.URL.Scheme = "http"
	}
	var b bytes.Buffer
	requests, pipe := io.Pipe()
	defer requests.Close()
	defer pipe.Close()
	answer := make(chan struct{})
	t := &http.Transport{Dial: func(network, addr string) (net.Conn, error) {
		return &recordingConn{w: io.MultiWriter(&b, pipe), answer: answer, closed: make(chan struct{})}, nil
	}}
	defer t.CloseIdleConnections()
	go func() {
		// The answer comes when the request has been sent.
		if r, err := http.ReadRequest(bufio.NewReader(requests)); err == nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		close(answer)
	}()
	_, err := t.RoundTrip(send)
	req.Body = save
	if err != nil {
		return nil, err
	}
	dump := b.Bytes()
	if fake {
		if i := bytes.Index(dump, []byte("\r\n\r\n")); i >= 0 {
			dump = dump[:i+4]
		}
	}
	return dump, nil
}

// recordingConn is a connection to nobody, who answers.
type recordingConn struct {
	w      io.Writer
	answer chan struct{} // closed when the request has come
	closed chan struct{}
	rest   *strings.Reader
}

func (c *recordingConn) Read(p []byte) (n int, err error) {
	select {
	case <-c.answer:
	case <-c.closed:
		return 0, io.EOF
	}
	if c.rest == nil {
		c.rest = strings.NewReader("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
	}
	return c.rest.Read(p)
}

func (c *recordingConn) Close() error {
	close(c.closed)
	return nil
}

func (c *recordingConn) Write(p []byte) (n int, err error)  { return c.w.Write(p) }
func (c *recordingConn) LocalAddr() net.Addr                { return nil }
func (c *recordingConn) RemoteAddr() net.Addr               { return nil }
func (c *recordingConn) SetDeadline(t time.Time) error      { return nil }
func (c *recordingConn) SetReadDeadline(t time.Time) error  { return nil }
func (c *recordingConn) SetWriteDeadline(t time.Time) error { return nil }

var errUnread = errors.New("httputil: the body is not read")

// unread is a body that is not shown.
type unread struct{}

func (unread) Read([]byte) (int, error) { return 0, errUnread }
func (unread) Close() error             { return nil }

// DumpResponse shows an answer as it is sent. The body, if it is wanted, is read and replaced.
func DumpResponse(resp *http.Response, body bool) ([]byte, error) {
	save, length := resp.Body, resp.ContentLength
	empty := io.NopCloser(strings.NewReader(""))
	switch {
	case !body && length != 0:
		resp.Body = unread{}
	case !body, resp.Body == nil:
		resp.Body = empty
	default:
		var err error
		save, resp.Body, err = drain(resp.Body)
		if err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err := resp.Write(&b)
	resp.Body, resp.ContentLength = save, length
	if err != nil && err != errUnread {
		return nil, err
	}
	return b.Bytes(), nil
}
