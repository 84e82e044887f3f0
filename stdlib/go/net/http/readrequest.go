package http

import (
	"bufio"
	"errors"
	"internal/mimeheader"
	"io"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// errTooLarge is a request whose header is too long.
var errTooLarge = errors.New("http: request too large")

// ParseHTTPVersion reads "HTTP/1.1" and its like.
func ParseHTTPVersion(vers string) (major, minor int, ok bool) {
	v, ok := strings.CutPrefix(vers, "HTTP/")
	if !ok || len(v) != len("X.Y") || v[1] != '.' {
		return 0, 0, false
	}
	major, err1 := strconv.Atoi(v[:1])
	minor, err2 := strconv.Atoi(v[2:])
	if err1 != nil || err2 != nil {
		return 0, 0, false
	}
	return major, minor, true
}

// ReadRequest reads a request as a server does.
func ReadRequest(b *bufio.Reader) (*Request, error) {
	r, err := readRequest(b, mimeheader.No)
	if err != nil {
		return nil, err
	}
	delete(r.Header, "Host")
	return r, nil
}

// readHeader reads a header with a number of fields at most.
func readHeader(b *bufio.Reader, maxFields int64) (Header, error) {
	malformed := func(text string) error { return textproto.ProtocolError(text) }
	header, err := mimeheader.Header(b, mimeheader.No, maxFields, malformed)
	if err == mimeheader.ErrTooLarge {
		err = errTooLarge
	}
	if err != nil {
		return nil, err
	}
	return header, nil
}

// readRequest reads a request; the header keeps its Host fields. The error is io.EOF only if
// there is nothing.
func readRequest(b *bufio.Reader, maxFields int64) (*Request, error) {
	line, err := mimeheader.Line(b, -1)
	if err != nil {
		return nil, err
	}
	r := new(Request)
	if err := r.parseLine(string(line)); err != nil {
		return nil, err
	}
	r.Header, err = readHeader(b, maxFields)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	if len(r.Header["Host"]) > 1 {
		return nil, errors.New("too many Host headers")
	}
	r.Host = orDefault(r.URL.Host, r.Header.get("Host"))
	fixPragma(r.Header)
	r.Close = shouldClose(r.ProtoMajor, r.ProtoMinor, r.Header, false)
	f := framing{header: r.Header, status: StatusOK, method: r.Method, major: r.ProtoMajor, minor: r.ProtoMinor, close: r.Close}
	if err := f.read(b, &r.Trailer, maxFields); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	r.Body, r.ContentLength, r.TransferEncoding, r.Close = f.body, f.length, f.encoding(), f.close
	if r.Method == "PRI" && len(r.Header) == 0 && r.URL.Path == "*" && r.Proto == "HTTP/2.0" {
		// How HTTP/2 begins.
		r.ContentLength = -1
		r.Close = true
	}
	return r, nil
}

// parseLine reads a line like "GET /path HTTP/1.1".
func (r *Request) parseLine(line string) error {
	method, rest, ok1 := strings.Cut(line, " ")
	uri, proto, ok2 := strings.Cut(rest, " ")
	if !ok1 || !ok2 {
		return badString("malformed HTTP request", line)
	}
	if !isToken(method) {
		return badString("invalid method", method)
	}
	r.Method, r.RequestURI, r.Proto = method, uri, proto
	var ok bool
	if r.ProtoMajor, r.ProtoMinor, ok = ParseHTTPVersion(proto); !ok {
		return badString("malformed HTTP version", proto)
	}
	// CONNECT names only a host and a port, which is no URL.
	onlyHost := method == "CONNECT" && !strings.HasPrefix(uri, "/")
	if onlyHost {
		uri = "http://" + uri
	}
	u, err := url.ParseRequestURI(uri)
	if err != nil {
		return err
	}
	if onlyHost {
		u.Scheme = ""
	}
	r.URL = u
	return nil
}
