package http

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http/internal"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How long the first byte of a body of unknown length is waited for, where it decides whether
// there is one.
const probeWait = 200 * time.Millisecond

// transfer is how the body of a message goes out.
type transfer struct {
	method      string
	isResponse  bool
	noBody      bool // a response to HEAD
	body        io.Reader
	closer      io.Closer
	length      int64 // -1 is unknown
	close       bool
	encoding    []string
	header      Header
	trailer     Header
	flushHeader bool  // the header goes out before the body is read, which may take long
	readErr     error // of the body
}

// readResult is what the first Read of a body gave.
type readResult struct {
	n   int
	err error
	b   byte
}

func outgoingRequest(r *Request) (*transfer, error) {
	if r.ContentLength != 0 && r.Body == nil {
		return nil, fmt.Errorf("http: Request.ContentLength=%d with nil Body", r.ContentLength)
	}
	t := &transfer{
		method: orDefault(r.Method, "GET"), length: r.outgoingLength(), close: r.Close,
		encoding: r.TransferEncoding, header: r.Header, trailer: r.Trailer,
	}
	if r.Body != nil {
		t.body, t.closer = r.Body, r.Body
	}
	if t.length < 0 && len(t.encoding) == 0 && t.wantsChunks() {
		t.encoding = []string{"chunked"}
	}
	if t.length != 0 && !isInMemory(t.body) {
		t.flushHeader = true
	}
	return t.finish(true)
}

func outgoingResponse(r *Response) (*transfer, error) {
	t := &transfer{
		isResponse: true, length: r.ContentLength, close: r.Close,
		encoding: r.TransferEncoding, header: r.Header, trailer: r.Trailer,
	}
	if r.Request != nil {
		t.method = r.Request.Method
	}
	if r.Body != nil {
		t.body, t.closer = r.Body, r.Body
	}
	t.noBody = t.method == "HEAD"
	return t.finish(r.ProtoAtLeast(1, 1))
}

// finish makes length, encoding and trailer agree.
func (t *transfer) finish(mayChunk bool) (*transfer, error) {
	if t.noBody {
		t.body = nil
	} else if !mayChunk || t.body == nil {
		t.encoding = nil
	}
	switch {
	case isChunked(t.encoding):
		t.length = -1
	case t.body == nil && !t.noBody:
		t.length = 0
	}
	if !isChunked(t.encoding) {
		t.trailer = nil
	}
	if what := invalidField(t.trailer); what != "" {
		return nil, fmt.Errorf("net/http: invalid trailer %s", what)
	}
	return t, nil
}

// wantsChunks tells whether a request's body of unknown length goes out in chunks. Servers
// that do not know chunks should not see them for methods that usually have no body: for
// those it is found out whether there is one.
func (t *transfer) wantsChunks() bool {
	if t.body == nil || t.method == "CONNECT" {
		return false
	}
	switch t.method {
	case "GET", "HEAD", "DELETE", "OPTIONS", "PROPFIND", "SEARCH":
		t.probe()
		return t.body != nil
	}
	return true
}

// probe reads the first byte, if it comes soon.
func (t *transfer) probe() {
	result := make(chan readResult, 1)
	body := t.body
	go func() {
		var buf [1]byte
		n, err := body.Read(buf[:])
		result <- readResult{n, err, buf[0]}
		close(result)
	}()
	timer := time.NewTimer(probeWait)
	defer timer.Stop()
	select {
	case r := <-result:
		switch {
		case r.n == 0 && r.err == io.EOF:
			t.body = nil
			t.length = 0
		case r.n == 1 && r.err != nil:
			t.body = io.MultiReader(bytes.NewReader([]byte{r.b}), errorReader{r.err})
		case r.n == 1:
			t.body = io.MultiReader(bytes.NewReader([]byte{r.b}), body)
		case r.err != nil:
			t.body = errorReader{r.err}
		}
	case <-timer.C:
		t.body = io.MultiReader(lateByte{result}, body)
		t.flushHeader = true
	}
}

// errorReader gives an error.
type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

// lateByte is the first byte of a body, when it comes.
type lateByte struct{ result chan readResult }

func (l lateByte) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	r := <-l.result
	if r.n == 1 {
		p[0] = r.b
	}
	if r.err == nil {
		r.err = io.EOF
	}
	return r.n, r.err
}

// sendsLength tells whether the header has a Content-Length.
func (t *transfer) sendsLength() bool {
	if isChunked(t.encoding) || t.length < 0 {
		return false
	}
	switch {
	case t.length > 0, t.method == "POST", t.method == "PUT", t.method == "PATCH":
		return true
	case len(t.encoding) == 1 && t.encoding[0] == "identity":
		return t.method != "GET" && t.method != "HEAD"
	}
	return false
}

func (t *transfer) writeHeader(w io.Writer) error {
	var lines strings.Builder
	if t.close && !hasToken(t.header.get("Connection"), "close") {
		lines.WriteString("Connection: close\r\n")
	}
	if t.sendsLength() {
		lines.WriteString("Content-Length: " + strconv.FormatInt(t.length, 10) + "\r\n")
	} else if isChunked(t.encoding) {
		lines.WriteString("Transfer-Encoding: chunked\r\n")
	}
	var keys []string
	for key := range t.trailer {
		key = CanonicalHeaderKey(key)
		if key == "Transfer-Encoding" || key == "Trailer" || key == "Content-Length" {
			return badString("invalid Trailer key", key)
		}
		keys = append(keys, key)
	}
	if keys != nil {
		slices.Sort(keys)
		lines.WriteString("Trailer: " + strings.Join(keys, ",") + "\r\n")
	}
	_, err := io.WriteString(w, lines.String())
	return err
}

// writeBody writes the body and closes it.
func (t *transfer) writeBody(w io.Writer) error {
	written, err := t.copyBody(w)
	if t.closer != nil {
		if closeErr := t.closer.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil || t.noBody {
		return err
	}
	if t.length != -1 && t.length != written {
		return fmt.Errorf("http: ContentLength=%d with Body length %d", t.length, written)
	}
	if !isChunked(t.encoding) {
		return nil
	}
	if err := t.trailer.Write(w); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\r\n")
	return err
}

func (t *transfer) copyBody(w io.Writer) (n int64, err error) {
	if t.noBody || t.body == nil {
		return 0, nil
	}
	body := t.unwrapped()
	switch {
	case isChunked(t.encoding):
		if b, ok := w.(*bufio.Writer); ok && !t.isResponse {
			w = &internal.FlushAfterChunkWriter{Writer: b}
		}
		chunks := internal.NewChunkedWriter(w)
		if n, err = t.copy(chunks, body); err == nil {
			err = chunks.Close()
		}
	case t.length == -1:
		if b, ok := w.(*bufio.Writer); ok && t.method == "CONNECT" {
			w = flushingWriter{b}
		}
		n, err = t.copy(w, body)
	default:
		if n, err = t.copy(w, io.LimitReader(body, t.length)); err == nil {
			// Is there more than was said?
			var more int64
			more, err = t.copy(io.Discard, body)
			n += more
		}
	}
	return n, err
}

func (t *transfer) copy(dst io.Writer, src io.Reader) (n int64, err error) {
	n, err = io.Copy(dst, src)
	if err != nil && err != io.EOF {
		t.readErr = err
	}
	return n, err
}

// flushingWriter keeps nothing back.
type flushingWriter struct{ w *bufio.Writer }

func (f flushingWriter) Write(p []byte) (n int, err error) {
	n, err = f.w.Write(p)
	if flushErr := f.w.Flush(); err == nil {
		err = flushErr
	}
	return n, err
}

// unwrapped is the body, of which copying may know more without its wrappers.
func (t *transfer) unwrapped() io.Reader {
	if tracked, ok := t.body.(*trackedBody); ok {
		tracked.didRead = true
		return tracked.ReadCloser
	}
	if inner, ok := withoutNopCloser(t.body); ok {
		return inner
	}
	return t.body
}

// withoutNopCloser gives what io.NopCloser was given.
func withoutNopCloser(r io.Reader) (io.Reader, bool) {
	switch reflect.TypeOf(r) {
	case reflect.TypeOf(io.NopCloser(nil)), reflect.TypeOf(io.NopCloser(struct {
		io.Reader
		io.WriterTo
	}{})):
		return reflect.ValueOf(r).Field(0).Interface().(io.Reader), true
	}
	return nil, false
}

// isInMemory tells whether reading cannot take long.
func isInMemory(r io.Reader) bool {
	switch r := r.(type) {
	case *bytes.Reader, *bytes.Buffer, *strings.Reader:
		return true
	case *trackedBody:
		return isInMemory(r.ReadCloser)
	}
	inner, ok := withoutNopCloser(r)
	return ok && isInMemory(inner)
}
