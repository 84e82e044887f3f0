package http

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/textproto"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// response is the server's ResponseWriter. What handlers write goes through a small buffer:
// a body that fits has a Content-Length, others are sent in chunks.
type response struct {
	conn   *conn
	req    *Request
	body   *body // the request's, nil if it has none
	cancel context.CancelFunc

	buffered *bufio.Writer // before the chunks are made
	header   Header        // as it was when WriteHeader was called
	sent     bool          // the header went out
	chunking bool

	handlerHeader Header
	calledHeader  bool // the handler has the header
	wroteHeader   bool // with a status of 200 or more
	status        int
	written       int64 // bytes of the body
	contentLength int64 // as the handler said, or -1
	trailers      []string
	done          atomic.Bool // the handler has returned

	wantsKeepAlive10 bool // HTTP/1.0 with Connection: keep-alive
	wantsClose       bool
	closeAfter       bool // the connection is closed after this
	fullDuplex       bool // the request's body is read while the answer is written
	tooLarge         bool // the request's body is too large

	continuer   *continueReader
	continueMu  sync.Mutex
	mayContinue atomic.Bool // 100 Continue was not sent yet

	notifyMu sync.Mutex
	notify   chan bool // of CloseNotify
	notified bool
}

// continueReader is a request's body that the client sends when 100 Continue comes: at the
// first read.
type continueReader struct {
	w      *response
	body   io.ReadCloser
	closed atomic.Bool
}

func (c *continueReader) Read(p []byte) (n int, err error) {
	if c.closed.Load() {
		return 0, ErrBodyReadAfterClose
	}
	w := c.w
	if w.mayContinue.Load() {
		w.continueMu.Lock()
		if w.mayContinue.Load() {
			w.conn.out.WriteString("HTTP/1.1 100 Continue\r\n\r\n")
			w.conn.out.Flush()
			w.mayContinue.Store(false)
		}
		w.continueMu.Unlock()
	}
	return c.body.Read(p)
}

func (c *continueReader) Close() error {
	c.w.stopContinue(true)
	if c.closed.Swap(true) {
		return nil
	}
	return c.body.Close()
}

// stopContinue makes 100 Continue not be sent any more. If it never was, the body may come or
// not: then the connection cannot be used again.
func (w *response) stopContinue(skipBody bool) {
	if w.continuer == nil {
		return
	}
	w.continueMu.Lock()
	defer w.continueMu.Unlock()
	if w.mayContinue.Swap(false) && skipBody {
		w.closeAfter = true
		w.continuer.closed.Store(true)
	}
}

func (w *response) closeBody() {
	if w.body != nil {
		w.body.Close()
	}
}

// For ResponseController.

func (w *response) SetReadDeadline(t time.Time) error  { return w.conn.rwc.SetReadDeadline(t) }
func (w *response) SetWriteDeadline(t time.Time) error { return w.conn.rwc.SetWriteDeadline(t) }

func (w *response) EnableFullDuplex() error {
	w.fullDuplex = true
	return nil
}

// requestTooLarge is called by MaxBytesReader.
func (w *response) requestTooLarge() {
	w.closeAfter = true
	w.tooLarge = true
	if !w.wroteHeader {
		w.Header().Set("Connection", "close")
	}
}

func (w *response) Header() Header {
	if w.header == nil && w.wroteHeader && !w.sent {
		w.header = w.handlerHeader.Clone() // what is changed from now on is too late
	}
	w.calledHeader = true
	return w.handlerHeader
}

func checkStatus(code int) {
	if code < 100 || code > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", code))
	}
}

// callerOutside tells who called this package.
func callerOutside() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(frame.Function, "net/http.") {
			return fmt.Sprintf("%s (%s:%d)", frame.Function, path.Base(frame.File), frame.Line)
		}
	}
}

func (w *response) WriteHeader(code int) {
	switch {
	case w.conn.hijacked():
		w.conn.server.logf("http: response.WriteHeader on hijacked connection from %s", callerOutside())
		return
	case w.wroteHeader:
		w.conn.server.logf("http: superfluous response.WriteHeader call from %s", callerOutside())
		return
	}
	checkStatus(code)
	if code == 100 || code >= 200 {
		w.stopContinue(code >= 200)
	}
	if code < 200 && code != StatusSwitchingProtocols {
		w.writeStatusLine(code)
		w.handlerHeader.WriteSubset(w.conn.out, map[string]bool{"Content-Length": true, "Transfer-Encoding": true})
		w.conn.out.WriteString("\r\n")
		w.conn.out.Flush()
		return
	}
	w.wroteHeader = true
	w.status = code
	if w.calledHeader && w.header == nil {
		w.header = w.handlerHeader.Clone()
	}
	if length := w.handlerHeader.get("Content-Length"); length != "" {
		n, err := strconv.ParseInt(length, 10, 64)
		if err == nil && n >= 0 {
			w.contentLength = n
		} else {
			w.conn.server.logf("http: invalid Content-Length of %q", length)
			w.handlerHeader.Del("Content-Length")
		}
	}
}

func (w *response) writeStatusLine(code int) {
	version := "HTTP/1.0 "
	if w.req.ProtoAtLeast(1, 1) {
		version = "HTTP/1.1 "
	}
	text := orDefault(StatusText(code), "status code "+strconv.Itoa(code))
	w.conn.out.WriteString(version + strconv.Itoa(code) + " " + text + "\r\n")
}

// sendHeader sends the header, of which it adds and changes what the connection needs. p is
// what is known of the body: all of it if the handler has returned.
func (w *response) sendHeader(p []byte) {
	if w.sent {
		return
	}
	w.sent = true
	h := w.header
	if h == nil {
		h = w.handlerHeader.Clone() // the handler never asked for it
	}
	hasTrailers := w.declareTrailers(h)
	hasBody := statusHasBody(w.status)
	isHead := w.req.Method == "HEAD"
	encoding := h.get("Transfer-Encoding")
	var added addedFields
	if w.done.Load() && !hasTrailers && encoding == "" && hasBody && !h.has("Content-Length") && (!isHead || len(p) > 0) {
		w.contentLength = int64(len(p))
		added.length = strconv.Itoa(len(p))
	}
	hasLength := w.contentLength != -1
	w.decideClose(h, hasLength, &added)
	w.drainBody(h, &added)
	if hasBody {
		if h.Get("Content-Encoding") == "" && !h.has("Content-Type") && encoding == "" && len(p) > 0 {
			added.contentType = DetectContentType(p)
		}
	} else {
		delete(h, "Content-Length")
		delete(h, "Transfer-Encoding")
		if w.status == StatusNotModified {
			delete(h, "Content-Type")
		}
	}
	if !h.has("Date") {
		added.date = time.Now().UTC().Format(TimeFormat)
	}
	if hasLength && encoding != "" && encoding != "identity" {
		w.conn.server.logf("http: WriteHeader called with both Transfer-Encoding of %q and a Content-Length of %d",
			encoding, w.contentLength)
		delete(h, "Content-Length")
		hasLength = false
	}
	connected := w.req.Method == "CONNECT" && w.status >= 200 && w.status < 300
	w.decideFraming(h, hasLength, connected, encoding, &added)
	keeps := w.conn.server.keepsAlive()
	if w.closeAfter && (!keeps || !hasToken(h.get("Connection"), "close")) &&
		!(w.status == StatusSwitchingProtocols && isSwitch(h)) {
		delete(h, "Connection")
		added.connection = ""
		if w.req.ProtoAtLeast(1, 1) && !connected {
			added.connection = "close"
		}
	}
	w.writeStatusLine(w.status)
	h.Write(w.conn.out)
	added.write(w.conn.out)
	w.conn.out.WriteString("\r\n")
}

// addedFields are those that the server adds: behind the handler's.
type addedFields struct{ date, length, contentType, connection, encoding string }

func (a *addedFields) write(out *bufio.Writer) {
	for _, field := range [...][2]string{
		{"Date: ", a.date}, {"Content-Length: ", a.length}, {"Content-Type: ", a.contentType},
		{"Connection: ", a.connection}, {"Transfer-Encoding: ", a.encoding},
	} {
		if field[1] != "" {
			out.WriteString(field[0] + field[1] + "\r\n")
		}
	}
}

// declareTrailers removes from the header what comes behind the body, and tells whether
// anything does.
func (w *response) declareTrailers(h Header) (found bool) {
	for _, key := range slices.Collect(maps.Keys(h)) {
		if strings.HasPrefix(key, TrailerPrefix) {
			delete(h, key)
			found = true
		}
	}
	for _, value := range h["Trailer"] {
		found = true
		for key := range strings.SplitSeq(value, ",") {
			key = CanonicalHeaderKey(textproto.TrimString(key))
			if key != "" && isTrailer(key) {
				w.trailers = append(w.trailers, key)
			}
		}
	}
	return found
}

// isTrailer tells whether a field may come behind the body: none that says how to read it.
func isTrailer(key string) bool {
	if strings.HasPrefix(key, "If-") {
		return false
	}
	switch key {
	case "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Range",
		"Content-Type", "Expect", "Host", "Keep-Alive", "Max-Forwards", "Pragma", "Proxy-Authenticate",
		"Proxy-Authorization", "Proxy-Connection", "Range", "Realm", "Te", "Trailer", "Transfer-Encoding",
		"Www-Authenticate":
		return false
	}
	return true
}

// decideClose decides whether the connection ends with this answer.
func (w *response) decideClose(h Header, hasLength bool, added *addedFields) {
	keeps := w.conn.server.keepsAlive()
	if w.wantsKeepAlive10 && keeps && h.get("Content-Length") != "" && h.get("Connection") == "keep-alive" {
		w.closeAfter = false
	}
	if w.wantsKeepAlive10 && (w.req.Method == "HEAD" || hasLength || !statusHasBody(w.status)) {
		if !h.has("Connection") {
			added.connection = "keep-alive"
		}
	} else if !w.req.ProtoAtLeast(1, 1) || w.wantsClose {
		w.closeAfter = true
	}
	if h.get("Connection") == "close" || !keeps || w.req.Method == "CONNECT" {
		w.closeAfter = true
	}
	if w.continuer != nil && w.body != nil && w.body.remains() {
		w.closeAfter = true
	}
}

// drainBody reads what is left of the request, which clients may want to have sent before
// they read the answer. If that is too much, the connection is closed.
func (w *response) drainBody(h Header, added *addedFields) {
	b := w.body
	if w.req.ContentLength == 0 || b == nil || w.closeAfter || w.fullDuplex {
		return
	}
	b.mu.Lock()
	limited, ok := b.src.(*io.LimitedReader)
	closed, sawEnd, tooLarge := b.closed, b.sawEnd, ok && limited.N >= maxDrain
	b.mu.Unlock()
	switch {
	case closed:
		w.closeAfter = w.closeAfter || !sawEnd
	case tooLarge:
		w.requestTooLarge()
		delete(h, "Connection")
		added.connection = "close"
	default:
		b.Close()
		w.closeAfter = w.closeAfter || b.didEndEarly()
	}
}

// decideFraming decides how the end of the body is known.
func (w *response) decideFraming(h Header, hasLength, connected bool, encoding string, added *addedFields) {
	switch {
	case connected:
		delete(h, "Content-Length")
		added.length = ""
	case w.req.Method == "HEAD" || !statusHasBody(w.status) || hasLength:
		// Nothing else is to be said.
	case !w.req.ProtoAtLeast(1, 1), encoding == "identity":
		w.closeAfter = true
	default:
		w.chunking = true
		added.encoding = "chunked"
		delete(h, "Content-Length")
		if encoding != "chunked" {
			return // a further encoding, which the handler has done
		}
	}
	delete(h, "Transfer-Encoding")
}

// bodyWriter sends what the buffer held back.
type bodyWriter struct{ w *response }

func (b bodyWriter) Write(p []byte) (n int, err error) {
	w := b.w
	w.sendHeader(p)
	if w.req.Method == "HEAD" {
		return len(p), nil
	}
	out := w.conn.out
	if w.chunking {
		if _, err := fmt.Fprintf(out, "%x\r\n", len(p)); err != nil {
			w.conn.rwc.Close()
			return 0, err
		}
	}
	n, err = out.Write(p)
	if w.chunking && err == nil {
		_, err = out.WriteString("\r\n")
	}
	if err != nil {
		w.conn.rwc.Close()
	}
	return n, err
}

// mayWrite is called before n bytes are written.
func (w *response) mayWrite(n int) error {
	if w.conn.hijacked() {
		if n > 0 {
			w.conn.server.logf("http: response.Write on hijacked connection from %s", callerOutside())
		}
		return ErrHijacked
	}
	if w.mayContinue.Load() {
		w.stopContinue(true)
	}
	if !w.wroteHeader {
		w.WriteHeader(StatusOK)
	}
	if n == 0 {
		return nil
	}
	if !statusHasBody(w.status) {
		return ErrBodyNotAllowed
	}
	w.written += int64(n)
	if w.contentLength != -1 && w.written > w.contentLength {
		return ErrContentLength
	}
	return nil
}

func (w *response) Write(data []byte) (n int, err error) {
	if err := w.mayWrite(len(data)); err != nil || len(data) == 0 {
		return 0, err
	}
	return w.buffered.Write(data)
}

func (w *response) WriteString(data string) (n int, err error) {
	if err := w.mayWrite(len(data)); err != nil || len(data) == 0 {
		return 0, err
	}
	return w.buffered.WriteString(data)
}

// writerOnly hides ReadFrom.
type writerOnly struct{ io.Writer }

// ReadFrom copies a body. Where the connection could copy by itself, the header goes out with
// what its type is found from.
func (w *response) ReadFrom(src io.Reader) (n int64, err error) {
	if _, ok := w.conn.rwc.(io.ReaderFrom); !ok {
		return io.Copy(writerOnly{w}, src)
	}
	if !w.sent {
		n, err = io.Copy(writerOnly{w}, io.LimitReader(src, sniffLen))
		if err != nil || n < sniffLen {
			return n, err
		}
	}
	w.FlushError()
	limit := int64(-1)
	if !w.chunking && statusHasBody(w.status) && w.req.Method != "HEAD" {
		limit = w.contentLength
	}
	if limit < 0 {
		more, err := io.Copy(writerOnly{w}, src)
		return n + more, err
	}
	more, err := io.Copy(writerOnly{w}, io.LimitReader(src, limit-w.written))
	if err == nil && w.written == limit {
		if extra, _ := src.Read([]byte{0}); extra != 0 {
			err = ErrContentLength
		}
	}
	return n + more, err
}

func (w *response) Flush() { w.FlushError() }

func (w *response) FlushError() error {
	if !w.wroteHeader {
		w.WriteHeader(StatusOK)
	}
	err := w.buffered.Flush()
	w.sendHeader(nil)
	if flushErr := w.conn.out.Flush(); err == nil {
		err = flushErr
	}
	return err
}

// finish ends the answer when the handler has returned.
func (w *response) finish() {
	w.done.Store(true)
	if !w.wroteHeader {
		w.WriteHeader(StatusOK)
	}
	w.buffered.Flush()
	w.sendHeader(nil)
	out := w.conn.out
	if w.chunking {
		out.WriteString("0\r\n")
		w.finalTrailers().Write(out)
		out.WriteString("\r\n")
	}
	out.Flush()
	w.conn.r.abort()
	if w.body != nil {
		w.body.whenEnded(nil) // no background read starts any more
	}
	if w.mayContinue.Load() {
		w.stopContinue(true)
	}
	w.closeBody()
	if w.req.MultipartForm != nil {
		w.req.MultipartForm.RemoveAll()
	}
}

// finalTrailers are the fields that come behind the body.
func (w *response) finalTrailers() Header {
	trailers := make(Header)
	for key, values := range w.handlerHeader {
		if key, ok := strings.CutPrefix(key, TrailerPrefix); ok {
			trailers[key] = values
		}
	}
	for _, key := range w.trailers {
		for _, value := range w.handlerHeader[key] {
			trailers.Add(key, value)
		}
	}
	return trailers
}

// canReuse tells whether another request may come on the connection.
func (w *response) canReuse() bool {
	if w.closeAfter || w.conn.writeErr != nil || w.body != nil && w.body.didEndEarly() {
		return false
	}
	// A body shorter than was said would take the next answer's beginning.
	short := w.contentLength != -1 && w.contentLength != w.written
	return !(short && w.req.Method != "HEAD" && statusHasBody(w.status))
}

func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.done.Load() {
		panic("net/http: Hijack called after ServeHTTP finished")
	}
	w.stopContinue(false)
	if w.wroteHeader {
		w.sendHeader(nil)
		w.conn.out.Flush()
	}
	return w.conn.hijack()
}

func (w *response) CloseNotify() <-chan bool {
	w.notifyMu.Lock()
	defer w.notifyMu.Unlock()
	if w.done.Load() {
		panic("net/http: CloseNotify called after ServeHTTP finished")
	}
	if w.notify == nil {
		w.notify = make(chan bool, 1)
		if w.notified {
			w.notify <- true
		}
	}
	return w.notify
}

func (w *response) notifyClosed() {
	w.notifyMu.Lock()
	defer w.notifyMu.Unlock()
	if !w.notified {
		w.notified = true
		if w.notify != nil {
			w.notify <- true
		}
	}
}
