package http

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"internal/mimeheader"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// Response is the answer to a request.
type Response struct {
	Status     string // like "200 OK"
	StatusCode int
	Proto      string // like "HTTP/1.0"
	ProtoMajor int
	ProtoMinor int

	// Header has the fields; those with the same name may have been joined with commas.
	Header Header

	// Body is never nil in responses that a client gets, and must be closed. It is an io.Writer
	// if the protocol was switched.
	Body io.ReadCloser

	// ContentLength is -1 if unknown.
	ContentLength int64

	TransferEncoding []string
	Close            bool // the connection is closed after the response
	Uncompressed     bool // the transport has decompressed the body

	// Trailer has the fields behind a chunked body: their keys first, their values when the
	// body has been read.
	Trailer Header

	Request *Request // that this answers
}

// ErrNoLocation is what Location gives where there is none.
var ErrNoLocation = errors.New("http: no Location header in response")

// Cookies gives the cookies that the response sets.
func (r *Response) Cookies() []*Cookie { return readSetCookies(r.Header) }

// Location gives the URL of the Location field, relative to the request's.
func (r *Response) Location() (*url.URL, error) {
	location := r.Header.Get("Location")
	if location == "" {
		return nil, ErrNoLocation
	}
	if r.Request != nil && r.Request.URL != nil {
		return r.Request.URL.Parse(location)
	}
	return url.Parse(location)
}

// ProtoAtLeast tells whether the protocol is of this version or a later one.
func (r *Response) ProtoAtLeast(major, minor int) bool {
	return r.ProtoMajor > major || r.ProtoMajor == major && r.ProtoMinor >= minor
}

func (r *Response) closeBody() {
	if r.Body != nil {
		r.Body.Close()
	}
}

func (r *Response) isSwitch() bool {
	return r.StatusCode == StatusSwitchingProtocols && isSwitch(r.Header)
}

// ReadResponse reads the response to a request, a GET if that is nil. Its body must be closed.
func ReadResponse(b *bufio.Reader, req *Request) (*Response, error) {
	line, err := mimeheader.Line(b, -1)
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	r := &Response{Request: req}
	if err := r.parseLine(string(line)); err != nil {
		return nil, err
	}
	r.Header, err = readHeader(b, mimeheader.No)
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	fixPragma(r.Header)
	f := framing{
		header: r.Header, isResponse: true, status: r.StatusCode, method: "GET", major: r.ProtoMajor, minor: r.ProtoMinor,
		close: shouldClose(r.ProtoMajor, r.ProtoMinor, r.Header, true),
	}
	if req != nil {
		f.method = req.Method
	}
	if err := f.read(b, &r.Trailer, mimeheader.No); err != nil {
		return nil, err
	}
	r.Body, r.ContentLength, r.TransferEncoding, r.Close = f.body, f.length, f.encoding(), f.close
	return r, nil
}

// parseLine reads a line like "HTTP/1.1 200 OK".
func (r *Response) parseLine(line string) (err error) {
	proto, status, ok := strings.Cut(line, " ")
	if !ok {
		return badString("malformed HTTP response", line)
	}
	r.Proto = proto
	r.Status = strings.TrimLeft(status, " ")
	code, _, _ := strings.Cut(r.Status, " ")
	if len(code) != 3 {
		return badString("malformed HTTP status code", code)
	}
	r.StatusCode, err = strconv.Atoi(code)
	if err != nil || r.StatusCode < 0 {
		return badString("malformed HTTP status code", code)
	}
	if r.ProtoMajor, r.ProtoMinor, ok = ParseHTTPVersion(proto); !ok {
		return badString("malformed HTTP version", proto)
	}
	return nil
}

// Write writes the response as a server sends it. It closes the body.
func (r *Response) Write(w io.Writer) error {
	text := strings.TrimPrefix(r.Status, strconv.Itoa(r.StatusCode)+" ")
	if r.Status == "" {
		text = orDefault(StatusText(r.StatusCode), "status code "+strconv.Itoa(r.StatusCode))
	}
	if _, err := fmt.Fprintf(w, "HTTP/%d.%d %03d %s\r\n", r.ProtoMajor, r.ProtoMinor, r.StatusCode, text); err != nil {
		return err
	}
	out := new(Response)
	*out = *r
	if out.ContentLength == 0 && out.Body != nil {
		// Is it empty, or unknown?
		var first [1]byte
		n, err := out.Body.Read(first[:])
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			out.Body = NoBody
		} else {
			out.ContentLength = -1
			out.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(bytes.NewReader(first[:]), r.Body), r.Body}
		}
	}
	if out.ContentLength == -1 && !out.Close && out.ProtoAtLeast(1, 1) && !isChunked(out.TransferEncoding) && !out.Uncompressed {
		out.Close = true // or nobody would know where the body ends
	}
	t, err := outgoingResponse(out)
	if err != nil {
		return err
	}
	if err := t.writeHeader(w); err != nil {
		return err
	}
	exclude := map[string]bool{"Content-Length": true, "Transfer-Encoding": true, "Trailer": true}
	if err := r.Header.WriteSubset(w, exclude); err != nil {
		return err
	}
	end := "\r\n"
	if out.ContentLength == 0 && !isChunked(out.TransferEncoding) && !t.sendsLength() && statusHasBody(r.StatusCode) {
		end = "Content-Length: 0\r\n\r\n"
	}
	if _, err := io.WriteString(w, end); err != nil {
		return err
	}
	return t.writeBody(w)
}
