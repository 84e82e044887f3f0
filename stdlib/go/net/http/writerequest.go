package http

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http/httptrace"
)

const defaultUserAgent = "Go-http-client/1.1"

// errMissingHost is a request that does not say where it goes.
var errMissingHost = errors.New("http: Request.Write on Request with no Host or URL set")

// bodyReadError is an error of the body of a request, not of the connection.
type bodyReadError struct{ error }

// Write writes the request as a client sends it: method, host, URL, header, ContentLength,
// TransferEncoding, body. It closes the body.
func (r *Request) Write(w io.Writer) error { return r.write(w, false, nil, nil) }

// WriteProxy is Write to a proxy: the line names the whole URL.
func (r *Request) WriteProxy(w io.Writer) error { return r.write(w, true, nil, nil) }

// hostToWrite is the Host field's value.
func (r *Request) hostToWrite(toProxy bool) (string, error) {
	host := r.Host
	if host == "" {
		if r.URL == nil {
			return "", errMissingHost
		}
		host = r.URL.Host
	}
	if !isASCII(host) {
		return "", fmt.Errorf("net/http: host %q is not ASCII: internationalised names are not supported", host)
	}
	if !isHost(host) {
		// A server ignores a host between / and the end; a proxy may not.
		if toProxy {
			return "", errors.New("http: invalid Host header")
		}
		host = ""
	}
	return removeZone(host), nil
}

// write writes the request. Before the body, awaitContinue is called if there is one: it tells
// whether to go on.
func (r *Request) write(w io.Writer, toProxy bool, extra Header, awaitContinue func() bool) (err error) {
	trace := httptrace.ContextClientTrace(r.Context())
	if trace != nil && trace.WroteRequest != nil {
		defer func() { trace.WroteRequest(httptrace.WroteRequestInfo{Err: err}) }()
	}
	closed := false
	defer func() {
		if !closed {
			if closeErr := r.closeBody(); err == nil {
				err = closeErr
			}
		}
	}()
	host, err := r.hostToWrite(toProxy)
	if err != nil {
		return err
	}
	uri := r.URL.RequestURI()
	switch {
	case toProxy && r.URL.Scheme != "" && r.URL.Opaque == "":
		uri = r.URL.Scheme + "://" + host + uri
	case r.Method == "CONNECT" && r.URL.Path == "":
		uri = orDefault(r.URL.Opaque, host)
	}
	if hasControl(uri) {
		return errors.New("net/http: can't write control character in Request.URL")
	}
	// Many small writes: they need a buffer, which may be there.
	out := w
	var own *bufio.Writer
	if _, ok := w.(io.ByteWriter); !ok {
		own = bufio.NewWriter(w)
		out = own
	}
	lines := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", orDefault(r.Method, "GET"), uri, host)
	agent := defaultUserAgent
	if r.Header.has("User-Agent") {
		agent = r.Header.get("User-Agent")
	}
	if agent != "" {
		lines += "User-Agent: " + oneLine(agent) + "\r\n"
	}
	if _, err := io.WriteString(out, lines); err != nil {
		return err
	}
	t, err := outgoingRequest(r)
	if err != nil {
		return err
	}
	if err := t.writeHeader(out); err != nil {
		return err
	}
	exclude := map[string]bool{
		"Host": true, "User-Agent": true, "Content-Length": true, "Transfer-Encoding": true, "Trailer": true,
	}
	if err := r.Header.WriteSubset(out, exclude); err != nil {
		return err
	}
	if err := extra.Write(out); err != nil {
		return err
	}
	if _, err := io.WriteString(out, "\r\n"); err != nil {
		return err
	}
	if trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	buffered, _ := out.(*bufio.Writer)
	if buffered != nil && (awaitContinue != nil || t.flushHeader) {
		if err := buffered.Flush(); err != nil {
			return err
		}
	}
	if awaitContinue != nil && trace != nil && trace.Wait100Continue != nil {
		trace.Wait100Continue()
	}
	if awaitContinue != nil && !awaitContinue() {
		closed = true
		r.closeBody()
		return nil
	}
	closed = true
	if err := t.writeBody(out); err != nil {
		if t.readErr == err {
			err = bodyReadError{err}
		}
		return err
	}
	if own != nil {
		return own.Flush()
	}
	return nil
}
