package http

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http/httptrace"
	"net/textproto"
	"sync"
	"sync/atomic"
	"time"
)

// How long the end of a request is waited for when its answer has been read, and what is left
// of an answer that was closed early may take, before the connection is closed instead of kept.
const connPatience = 50 * time.Millisecond

var (
	errReadLoopExiting = errors.New("http: persistConn.readLoop exiting")
	errClosedEarly     = errors.New("net/http: response body closed early")
	errCallerOwnsConn  = errors.New("read loop ending; caller owns writable underlying conn")
	errReadClosedBody  = errors.New("http: read on closed response body")
)

// errHeaderTimeout is an answer that did not come in time.
var errHeaderTimeout error = &timeoutError{"net/http: timeout awaiting response headers"}

// readFromServer is an error of the connection where an answer should be.
type readFromServer struct{ err error }

func (e readFromServer) Unwrap() error { return e.err }
func (e readFromServer) Error() string {
	return fmt.Sprintf("net/http: Transport failed to read from server: %v", e.err)
}

// nothingWritten is an error before the first byte of the request.
type nothingWritten struct{ error }

func (e nothingWritten) Unwrap() error { return e.error }

// exchange is a request on its way.
type exchange struct {
	req        *Request
	extra      Header // fields that the request has not
	ctx        context.Context
	cancel     context.CancelCauseFunc
	trace      *httptrace.ClientTrace // or nil
	wantsGzip  bool          // we asked for it, not the request
	mayGoOn    chan bool     // whether the body is to be sent, where it awaits 100 Continue
	answered   chan answer   // unbuffered
	gone       chan struct{} // closed when nobody waits for the answer any more
	wrote      chan error    // for the reader, of size 1
	written    chan error    // for who waits, of size 1
	writeEnded chan struct{} // closed when nothing of it is being written any more
	bodyErr    atomic.Value  // of the request's body
	start      int64         // bytes that had been written before it
}

type answer struct {
	resp *Response
	err  error
}

func (x *exchange) setExtra(key, value string) {
	if x.extra == nil {
		x.extra = make(Header)
	}
	x.extra.Set(key, value)
}

// persistConn is a connection of a Transport. A goroutine reads it: answers, and its end.
type persistConn struct {
	t    *Transport
	key  connKey
	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer

	written   atomic.Int64
	exchanges chan *exchange // for the reader, of size 1
	ended     chan struct{}  // closed with the connection
	readLimit int64          // of the reader, as sawEOF
	sawEOF    bool

	idleSince time.Time // with idleTimer, for the pool's lock
	idleTimer *time.Timer

	mu       sync.Mutex
	expected int   // answers that are to come
	closed   error // why
	canceled error // why the request was
	reused   bool
}

func newPersistConn(t *Transport, key connKey, conn net.Conn) *persistConn {
	c := &persistConn{t: t, key: key, conn: conn, exchanges: make(chan *exchange, 1), ended: make(chan struct{})}
	size := func(set int) int {
		if set > 0 {
			return set
		}
		return 4 << 10
	}
	c.in = bufio.NewReaderSize(connInput{c}, size(t.ReadBufferSize))
	c.out = bufio.NewWriterSize(connOutput{c}, size(t.WriteBufferSize))
	go c.readLoop()
	return c
}

// connInput reads a connection up to a limit.
type connInput struct{ c *persistConn }

func (i connInput) Read(p []byte) (n int, err error) {
	c := i.c
	if c.readLimit <= 0 {
		return 0, fmt.Errorf("read limit of %d bytes exhausted", c.headerLimit())
	}
	if int64(len(p)) > c.readLimit {
		p = p[:c.readLimit]
	}
	n, err = c.conn.Read(p)
	c.sawEOF = c.sawEOF || err == io.EOF
	c.readLimit -= int64(n)
	return n, err
}

// connOutput counts what is written.
type connOutput struct{ c *persistConn }

func (o connOutput) Write(p []byte) (n int, err error) {
	n, err = o.c.conn.Write(p)
	o.c.written.Add(int64(n))
	return n, err
}

func (c *persistConn) headerLimit() int64 {
	if c.t.MaxResponseHeaderBytes > 0 {
		return c.t.MaxResponseHeaderBytes
	}
	return 10 << 20
}

func (c *persistConn) isBroken() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed != nil
}

func (c *persistConn) isReused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reused
}

func (c *persistConn) markReused() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reused = true
}

func (c *persistConn) close(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked(err)
}

func (c *persistConn) closeLocked(err error) {
	if c.closed != nil {
		return
	}
	c.closed = err
	if err != errCallerOwnsConn {
		c.conn.Close()
	}
	close(c.ended)
	if c.t.MaxConnsPerHost > 0 {
		go c.t.connGone(c.key) // takes the pool's lock, which may be held
	}
}

func (c *persistConn) cancelRequest(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.canceled = err
	c.closeLocked(errCanceled)
}

// shouldRetry tells whether a request that failed is sent again, on another connection: one
// that had been kept may have ended before the request came.
func (c *persistConn) shouldRetry(req *Request, err error) bool {
	if err == errMissingHost || !c.isReused() {
		return false
	}
	if _, ok := err.(nothingWritten); ok {
		return req.outgoingLength() == 0 || req.GetBody != nil
	}
	if !req.isReplayable() {
		return false
	}
	_, isRead := err.(readFromServer)
	return isRead || err == errServerClosedIdle
}

// roundTrip sends a request and waits for its answer.
func (c *persistConn) roundTrip(x *exchange) (*Response, error) {
	c.mu.Lock()
	c.expected++
	c.mu.Unlock()
	req := x.req
	if !c.t.DisableCompression && req.Header.Get("Accept-Encoding") == "" && req.Header.Get("Range") == "" && req.Method != "HEAD" {
		x.wantsGzip = true
		x.setExtra("Accept-Encoding", "gzip")
	}
	if req.ProtoAtLeast(1, 1) && req.Body != nil && req.expectsContinue() {
		x.mayGoOn = make(chan bool, 1)
	}
	if c.t.DisableKeepAlives && !req.wantsClose() && !isSwitch(req.Header) {
		x.setExtra("Connection", "close")
	}
	x.answered, x.gone, x.writeEnded = make(chan answer), make(chan struct{}), make(chan struct{})
	x.wrote, x.written = make(chan error, 1), make(chan error, 1)
	x.start = c.written.Load()
	defer close(x.gone)
	go c.write(x)
	c.exchanges <- x

	var tooLate <-chan time.Time
	canceled := x.ctx.Done()
	for {
		select {
		case err := <-x.written:
			if err != nil {
				c.close(fmt.Errorf("write error: %w", err))
				return nil, c.explain(x, err)
			}
			if d := c.t.ResponseHeaderTimeout; d > 0 {
				timer := time.NewTimer(d)
				defer timer.Stop()
				tooLate = timer.C
			}
		case a := <-x.answered:
			return c.result(x, a)
		case <-c.ended:
			select {
			case a := <-x.answered:
				return c.result(x, a)
			default:
			}
			return nil, c.explain(x, c.closed)
		case <-tooLate:
			c.close(errHeaderTimeout)
			return nil, errHeaderTimeout
		case <-canceled:
			select {
			case a := <-x.answered:
				return c.result(x, a)
			default:
			}
			canceled = nil
			c.cancelRequest(context.Cause(x.ctx)) // and the connection's end comes next
		}
	}
}

func (c *persistConn) result(x *exchange, a answer) (*Response, error) {
	if a.err != nil {
		return nil, c.explain(x, a.err)
	}
	return a.resp, nil
}

// write writes a request.
func (c *persistConn) write(x *exchange) {
	defer close(x.writeEnded)
	var await func() bool
	if x.mayGoOn != nil {
		await = func() bool {
			timer := time.NewTimer(c.t.ExpectContinueTimeout)
			defer timer.Stop()
			select {
			case ok := <-x.mayGoOn:
				return ok
			case <-timer.C:
				return true
			case <-c.ended:
				return false
			}
		}
	}
	err := x.req.write(c.out, c.key.proxied, x.extra, await)
	if bodyErr, ok := err.(bodyReadError); ok {
		err = bodyErr.error
		x.bodyErr.Store(&err)
	}
	if err == nil {
		err = c.out.Flush()
	}
	if err != nil && c.written.Load() == x.start {
		err = nothingWritten{err}
	}
	x.wrote <- err
	x.written <- err
	if err != nil {
		c.close(err)
	}
}

// explain finds the cause of an error.
func (c *persistConn) explain(x *exchange, err error) error {
	c.close(err)
	<-x.writeEnded
	c.mu.Lock()
	canceled, closed := c.canceled, c.closed
	c.mu.Unlock()
	if canceled != nil {
		return canceled
	}
	if bodyErr, ok := x.bodyErr.Load().(*error); ok {
		return *bodyErr
	}
	if err == errServerClosedIdle {
		return err
	}
	_, isRead := err.(readFromServer)
	switch {
	case (isRead || closed != nil) && c.written.Load() == x.start:
		if _, already := err.(nothingWritten); already {
			return err
		}
		return nothingWritten{err}
	case isRead:
		return err
	}
	return fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", err)
}

// readLoop reads answers until the connection ends.
func (c *persistConn) readLoop() {
	why := errReadLoopExiting
	defer func() {
		c.close(why)
		c.t.pool.mu.Lock()
		c.t.pool.remove(c)
		c.t.pool.mu.Unlock()
	}()
	released := make(chan struct{}) // for bodies' readers: the connection is where it belongs
	defer close(released)
	for alive := true; alive; {
		c.readLimit = c.headerLimit()
		_, err := c.in.Peek(1)
		c.mu.Lock()
		if c.expected == 0 {
			c.endIdle(err)
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		x := <-c.exchanges
		var resp *Response
		if err == nil {
			resp, err = c.readResponse(x)
		} else {
			err = readFromServer{err}
			why = err
		}
		if err != nil {
			if c.readLimit <= 0 {
				err = fmt.Errorf("net/http: server response headers exceeded %d bytes; aborted", c.headerLimit())
			}
			select {
			case x.answered <- answer{nil, err}:
			case <-x.gone:
			}
			return
		}
		c.readLimit = math.MaxInt64
		c.mu.Lock()
		c.expected--
		c.mu.Unlock()
		_, isSwitched := resp.Body.(io.Writer)
		if resp.Close || x.req.Close || resp.StatusCode <= 199 || isSwitched || x.req.Method == "CONNECT" {
			alive = false
		}
		keep := func() {
			if alive = alive && !c.sawEOF && x.wroteWell(); alive {
				err := c.t.putIdle(c)
				if err != nil {
					why, alive = err, false
				}
				if x.trace != nil && x.trace.PutIdleConn != nil && err != errKeepAlivesOff {
					x.trace.PutIdleConn(err)
				}
			}
		}
		if x.req.Method == "HEAD" || resp.ContentLength == 0 || isSwitched {
			keep()
			if isSwitched {
				why = errCallerOwnsConn
			}
			select {
			case x.answered <- answer{resp, nil}:
			case <-x.gone:
				return
			}
			x.cancel(errDone)
			continue
		}
		body := &responseBody{body: resp.Body, c: c, ended: make(chan error, 1), released: released}
		inner := resp.Body
		resp.Body = body
		if x.wantsGzip && equalFold(resp.Header.Get("Content-Encoding"), "gzip") {
			resp.Body = &gunzipBody{body: body}
			resp.Header.Del("Content-Encoding")
			resp.Header.Del("Content-Length")
			resp.ContentLength = -1
			resp.Uncompressed = true
		}
		select {
		case x.answered <- answer{resp, nil}:
		case <-x.gone:
			return
		}
		select {
		case err := <-body.ended:
			switch err {
			case io.EOF:
				keep()
				released <- struct{}{}
			case errClosedEarly:
				tryDrain := alive && resp.ContentLength <= maxDrain
				released <- struct{}{}
				if tryDrain && drainsSoon(inner) {
					keep()
				} else {
					alive = false
				}
			default:
				alive = false
			}
		case <-x.ctx.Done():
			alive = false
			c.cancelRequest(context.Cause(x.ctx))
		case <-c.ended:
			alive = false
		}
		x.cancel(errDone)
	}
}

// wroteWell tells whether the request has been written, which it should be by now.
func (x *exchange) wroteWell() bool {
	select {
	case err := <-x.wrote:
		return err == nil
	default:
	}
	timer := time.NewTimer(connPatience)
	defer timer.Stop()
	select {
	case err := <-x.wrote:
		return err == nil
	case <-timer.C:
		return false
	}
}

// drainsSoon reads what is left of a body, and tells whether that did not take long.
func drainsSoon(r io.Reader) bool {
	drained := make(chan bool, 1)
	go func() {
		if b, ok := r.(*body); ok {
			b.discardTrailer()
		}
		_, err := io.CopyN(io.Discard, r, maxDrain+1)
		drained <- err == io.EOF
	}()
	select {
	case ok := <-drained:
		return ok
	case <-time.After(connPatience):
		return false
	}
}

// endIdle ends a connection on which something came though nothing was asked for: usually its
// end. The lock is held.
func (c *persistConn) endIdle(err error) {
	if c.closed != nil {
		return
	}
	if n := c.in.Buffered(); n > 0 {
		text, _ := c.in.Peek(n)
		// Some servers say in words that they have waited too long.
		if len(text) >= len("HTTP/1.x 408") && string(text[:7]) == "HTTP/1." && string(text[8:12]) == " 408" {
			c.closeLocked(errServerClosedIdle)
			return
		}
		log.Printf("Unsolicited response received on idle HTTP channel starting with %q; err=%v", text, err)
	}
	if err == io.EOF {
		c.closeLocked(errServerClosedIdle)
	} else {
		c.closeLocked(fmt.Errorf("readLoopPeekFailLocked: %w", err))
	}
}

// readResponse reads an answer; those of 1xx go before it.
func (c *persistConn) readResponse(x *exchange) (*Response, error) {
	trace := x.trace
	if trace == nil {
		trace = new(httptrace.ClientTrace)
	}
	if trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	for {
		resp, err := ReadResponse(c.in, x.req)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == StatusContinue && x.mayGoOn != nil {
			if trace.Got100Continue != nil {
				trace.Got100Continue()
			}
			select {
			case x.mayGoOn <- true:
			default:
			}
		}
		if resp.StatusCode >= 100 && resp.StatusCode <= 199 && resp.StatusCode != StatusSwitchingProtocols {
			if trace.Got1xxResponse != nil {
				if err := trace.Got1xxResponse(resp.StatusCode, textproto.MIMEHeader(resp.Header)); err != nil {
					return nil, err
				}
				c.readLimit = c.headerLimit()
			}
			continue
		}
		if resp.isSwitch() {
			resp.Body = &switchedBody{in: c.in, Conn: c.conn}
		}
		if x.mayGoOn != nil {
			// The final answer, without 100 Continue: the body is owed all the same, unless
			// the connection ends.
			select {
			case x.mayGoOn <- !(resp.Close || x.req.Close):
			default:
			}
		}
		return resp, nil
	}
}

// switchedBody is the connection when it no longer speaks HTTP.
type switchedBody struct {
	in *bufio.Reader // has what came already
	net.Conn
}

func (b *switchedBody) Read(p []byte) (n int, err error) {
	if buffered := b.in.Buffered(); buffered > 0 {
		return b.in.Read(p[:min(len(p), buffered)])
	}
	return b.Conn.Read(p)
}

// responseBody is an answer's body: at its end, the connection is given back.
type responseBody struct {
	body     io.ReadCloser
	c        *persistConn
	ended    chan error    // how it ended, of size 1
	released chan struct{} // comes when the connection is where it belongs

	mu     sync.Mutex
	closed bool
	err    error // given again
	told   bool  // ended was sent
}

func (b *responseBody) Read(p []byte) (n int, err error) {
	b.mu.Lock()
	closed, err := b.closed, b.err
	b.mu.Unlock()
	if closed {
		return 0, errReadClosedBody
	}
	if err != nil {
		return 0, err
	}
	n, err = b.body.Read(p)
	if err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.err == nil {
			b.err = err
		}
		err = b.tell(err)
	}
	return n, err
}

// tell tells the reader of the connection how the body ended. The lock is held.
func (b *responseBody) tell(err error) error {
	if b.told {
		return err
	}
	b.told = true
	b.ended <- err
	if err == io.EOF || err == errClosedEarly {
		<-b.released
		return err
	}
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	if err != nil && b.c.canceled != nil {
		return b.c.canceled
	}
	return err
}

func (b *responseBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	if b.err == nil {
		b.tell(errClosedEarly)
		return nil
	}
	if b.err != io.EOF {
		return nil
	}
	return b.body.Close()
}

// gunzipBody is a body that we asked to be compressed.
type gunzipBody struct {
	body *responseBody
	r    *gzip.Reader // made at the first read
	err  error        // given again
}

func (g *gunzipBody) Read(p []byte) (n int, err error) {
	g.body.mu.Lock()
	closed := g.body.closed
	g.body.mu.Unlock()
	if closed {
		return 0, errReadClosedBody
	}
	if g.err != nil {
		return 0, g.err
	}
	if g.r == nil {
		if g.r, g.err = gzip.NewReader(g.body); g.err != nil {
			return 0, g.err
		}
	}
	return g.r.Read(p)
}

func (g *gunzipBody) Close() error { return g.body.Close() }
