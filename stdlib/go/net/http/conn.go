package http

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// How much of an answer is held back before it goes out, and how much of a body before it is
// decided whether its length is known.
const (
	connBuffer = 4 << 10
	bodyBuffer = 2 << 10
)

// How long a connection stays half open whose client still sends: if it were closed at once,
// the client might lose the answer.
const lingerTime = 500 * time.Millisecond

// How much of a stack is logged with a panic.
const loggedStack = 64 << 10

// statusError is a request that is answered with an error before a handler sees it.
type statusError struct {
	code int
	text string
}

func (e statusError) Error() string { return StatusText(e.code) + ": " + e.text }

// conn is a connection of a server.
type conn struct {
	server     *Server
	rwc        net.Conn
	remoteAddr string
	cancel     context.CancelFunc // of the connection's context
	r          *connReader
	in         *bufio.Reader
	out        *bufio.Writer
	writeErr   error  // the first one
	lastMethod string // of the last request

	current atomic.Pointer[response] // the one that is being written

	state      ConnState // with since, for server.mu
	since      time.Time
	mu         sync.Mutex
	isHijacked bool
}

func (c *conn) setState(state ConnState) {
	s := c.server
	s.mu.Lock()
	switch state {
	case StateNew:
		if s.conns == nil {
			s.conns = make(map[*conn]bool)
		}
		s.conns[c] = true
	case StateHijacked, StateClosed:
		delete(s.conns, c)
	}
	c.state, c.since = state, time.Now()
	s.mu.Unlock()
	if s.ConnState != nil {
		s.ConnState(c.rwc, state)
	}
}

// getState is called with server.mu.
func (c *conn) getState() (ConnState, time.Time) { return c.state, c.since }

func (c *conn) hijacked() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.isHijacked
}

// Write is where the buffer's bytes go. An error ends the context.
func (c *conn) Write(p []byte) (n int, err error) {
	n, err = c.rwc.Write(p)
	if err != nil && c.writeErr == nil {
		c.writeErr = err
		c.cancel()
	}
	return n, err
}

// serve answers requests until the connection ends.
func (c *conn) serve(ctx context.Context) {
	if addr := c.rwc.RemoteAddr(); addr != nil {
		c.remoteAddr = addr.String()
	}
	ctx = context.WithValue(ctx, LocalAddrContextKey, c.rwc.LocalAddr())
	var w *response // whose handler runs
	defer func() {
		if p := recover(); p != nil && p != ErrAbortHandler {
			stack := make([]byte, loggedStack)
			stack = stack[:runtime.Stack(stack, false)]
			c.server.logf("http: panic serving %v: %v\n%s", c.remoteAddr, p, stack)
		}
		if w != nil {
			w.cancel()
			w.stopContinue(true)
		}
		if !c.hijacked() {
			if w != nil {
				c.r.abort()
				w.closeBody()
			}
			c.flush()
			c.rwc.Close()
			c.setState(StateClosed)
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	c.cancel = cancel
	defer cancel()
	c.r = &connReader{conn: c, rwc: c.rwc}
	c.r.cond.L = &c.r.mu
	c.in = bufio.NewReader(c.r)
	c.out = bufio.NewWriterSize(c, connBuffer)
	c.setReadTimeout(c.server.headerTimeout())
	for c.serveOne(ctx, &w) {
	}
}

func (c *conn) setReadTimeout(d time.Duration) {
	deadline := time.Time{}
	if d > 0 {
		deadline = time.Now().Add(d)
	}
	c.rwc.SetReadDeadline(deadline)
}

// serveOne answers a request, and tells whether another may come. The response is set while
// its handler runs.
func (c *conn) serveOne(ctx context.Context, running **response) bool {
	w, err := c.readRequest(ctx)
	if c.r.left != c.server.headerLimit() {
		c.setState(StateActive) // something came
	}
	if c.server.shutdown.Load() {
		return false
	}
	if err != nil {
		c.answerError(err)
		return false
	}
	r := w.req
	if r.expectsContinue() {
		if r.ProtoAtLeast(1, 1) && r.ContentLength != 0 {
			w.continuer = &continueReader{w: w, body: r.Body}
			w.mayContinue.Store(true)
			r.Body = w.continuer
		}
	} else if r.Header.get("Expect") != "" {
		w.Header().Set("Connection", "close")
		w.WriteHeader(StatusExpectationFailed)
		w.finish()
		return false
	}
	c.current.Store(w)
	// While the handler runs, a read in the background notices when the client goes.
	if w.body != nil && w.body.remains() {
		w.body.whenEnded(c.r.startBackground)
	} else {
		c.r.startBackground()
	}
	*running = w
	c.server.handle(w, r)
	*running = nil
	w.cancel()
	if c.hijacked() {
		c.r.release()
		return false
	}
	w.finish()
	c.rwc.SetWriteDeadline(time.Time{})
	if !w.canReuse() {
		if w.tooLarge || w.body != nil && w.body.didEndEarly() {
			c.linger()
		}
		return false
	}
	c.setState(StateIdle)
	c.current.Store(nil)
	if !c.server.keepsAlive() {
		return false
	}
	c.setReadTimeout(c.server.idleTimeout())
	if _, err := c.in.Peek(4); err != nil {
		return false
	}
	c.setReadTimeout(c.server.headerTimeout())
	return true
}

// answerError answers what is no request, if there is anyone to answer.
func (c *conn) answerError(err error) {
	const header = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	answer := func(status, text string) { io.WriteString(c.rwc, "HTTP/1.1 "+status+header+text) }
	if err == errTooLarge {
		// Not read to its end: the client may be sending.
		const status = "431 Request Header Fields Too Large"
		answer(status, status)
		c.linger()
		return
	}
	switch e := err.(type) {
	case *unsupportedEncoding:
		answer("501 Not Implemented", "Unsupported transfer encoding")
		return
	case statusError:
		status := strconv.Itoa(e.code) + " " + e.Error()
		answer(status, status)
		return
	case *net.OpError:
		if e.Op == "read" {
			return
		}
	}
	if netErr, ok := err.(net.Error); err == io.EOF || ok && netErr.Timeout() {
		return
	}
	answer("400 Bad Request", "400 Bad Request")
}

// readRequest reads a request and checks it.
func (c *conn) readRequest(ctx context.Context) (*response, error) {
	if c.hijacked() {
		return nil, ErrHijacked
	}
	var deadline time.Time // of the whole request
	if d := c.server.ReadTimeout; d > 0 {
		deadline = time.Now().Add(d)
	}
	if d := c.server.WriteTimeout; d > 0 {
		defer func() { c.rwc.SetWriteDeadline(time.Now().Add(d)) }()
	}
	c.r.left = c.server.headerLimit()
	if c.lastMethod == "POST" {
		// Some old clients send a line end too many.
		next, _ := c.in.Peek(4)
		n := 0
		for n < len(next) && (next[n] == '\r' || next[n] == '\n') {
			n++
		}
		c.in.Discard(n)
	}
	r, err := readRequest(c.in, c.server.valueLimit())
	if err != nil {
		if c.r.left <= 0 {
			return nil, errTooLarge
		}
		return nil, err
	}
	isHTTP2 := r.ProtoMajor == 2 && r.ProtoMinor == 0 && r.Method == "PRI" && r.RequestURI == "*"
	if r.ProtoMajor != 1 && !isHTTP2 {
		return nil, statusError{StatusHTTPVersionNotSupported, "unsupported protocol version"}
	}
	c.lastMethod = r.Method
	c.r.left = math.MaxInt64
	hosts := r.Header["Host"]
	if r.ProtoAtLeast(1, 1) && len(hosts) == 0 && !isHTTP2 && r.Method != "CONNECT" {
		return nil, statusError{StatusBadRequest, "missing required Host header"}
	}
	if len(hosts) == 1 && !isHost(hosts[0]) {
		return nil, statusError{StatusBadRequest, "malformed Host header"}
	}
	for key, values := range r.Header {
		if !isToken(key) {
			return nil, statusError{StatusBadRequest, "invalid header name"}
		}
		for _, value := range values {
			if !isFieldValue(value) {
				return nil, statusError{StatusBadRequest, "invalid header value"}
			}
		}
	}
	delete(r.Header, "Host")
	ctx, cancel := context.WithCancel(ctx)
	r.ctx = ctx
	r.RemoteAddr = c.remoteAddr
	w := &response{
		conn: c, req: r, cancel: cancel, handlerHeader: make(Header), contentLength: -1,
		wantsKeepAlive10: r.wantsKeepAlive10(), wantsClose: r.wantsClose(), closeAfter: isHTTP2,
	}
	if b, ok := r.Body.(*body); ok {
		b.drainsFew = true
		w.body = b
	}
	c.rwc.SetReadDeadline(deadline)
	w.buffered = bufio.NewWriterSize(bodyWriter{w}, bodyBuffer)
	return w, nil
}

func (c *conn) flush() {
	if c.out != nil {
		c.out.Flush()
	}
}

// linger ends the connection in our direction, and gives the client time to read the answer.
func (c *conn) linger() {
	c.flush()
	if half, ok := c.rwc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	time.Sleep(lingerTime)
}

// hijack gives the connection away.
func (c *conn) hijack() (net.Conn, *bufio.ReadWriter, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isHijacked {
		return nil, nil, ErrHijacked
	}
	c.r.abort()
	c.isHijacked = true
	c.rwc.SetDeadline(time.Time{})
	if c.r.hasByte {
		if _, err := c.in.Peek(c.in.Buffered() + 1); err != nil {
			return nil, nil, fmt.Errorf("unexpected Peek failure reading buffered byte: %v", err)
		}
	}
	c.out.Reset(c.rwc)
	c.setState(StateHijacked)
	return c.rwc, bufio.NewReadWriter(c.in, c.out), nil
}

// connReader reads from a connection: up to a limit, and a byte in the background while a
// handler runs.
type connReader struct {
	rwc  net.Conn
	left int64 // that may be read

	mu      sync.Mutex
	cond    sync.Cond // when a read ends
	conn    *conn     // nil when the connection was hijacked and the handler is done
	byte    [1]byte   // that was read in the background
	hasByte bool
	reading bool
	aborted bool // the background read is to end
}

// release leaves the connection to who hijacked it.
func (r *connReader) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conn = nil
}

// startBackground reads a byte in the background.
func (r *connReader) startBackground() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reading {
		panic("invalid concurrent Body.Read call")
	}
	if r.hasByte {
		return
	}
	r.reading = true
	r.rwc.SetReadDeadline(time.Time{})
	go r.background()
}

func (r *connReader) background() {
	n, err := r.rwc.Read(r.byte[:])
	r.mu.Lock()
	r.hasByte = r.hasByte || n == 1
	netErr, ok := err.(net.Error)
	if err != nil && !(ok && r.aborted && netErr.Timeout()) {
		r.failed()
	}
	r.aborted = false
	r.reading = false
	r.mu.Unlock()
	r.cond.Broadcast()
}

// abort ends a background read.
func (r *connReader) abort() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.reading {
		return
	}
	r.aborted = true
	r.rwc.SetReadDeadline(longAgo)
	for r.reading {
		r.cond.Wait()
	}
	r.rwc.SetReadDeadline(time.Time{})
}

// failed tells the handler that the client is gone. The lock is held.
func (r *connReader) failed() {
	if r.conn == nil {
		return
	}
	r.conn.cancel()
	if w := r.conn.current.Load(); w != nil {
		w.notifyClosed()
	}
}

func (r *connReader) Read(p []byte) (n int, err error) {
	r.mu.Lock()
	switch {
	case r.conn == nil:
		r.mu.Unlock()
		return r.rwc.Read(p)
	case r.reading:
		hijacked := r.conn.hijacked()
		r.mu.Unlock()
		if hijacked {
			panic("invalid Body.Read call. After hijacked, the original Request must not be used")
		}
		panic("invalid concurrent Body.Read call")
	case r.left <= 0:
		r.mu.Unlock()
		return 0, io.EOF
	case len(p) == 0:
		r.mu.Unlock()
		return 0, nil
	}
	if int64(len(p)) > r.left {
		p = p[:r.left]
	}
	if r.hasByte {
		p[0] = r.byte[0]
		r.hasByte = false
		r.mu.Unlock()
		return 1, nil
	}
	r.reading = true
	r.mu.Unlock()
	n, err = r.rwc.Read(p)
	r.mu.Lock()
	r.reading = false
	if err != nil {
		r.failed()
	}
	r.left -= int64(n)
	r.mu.Unlock()
	r.cond.Broadcast()
	return n, err
}
