package http

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// ErrSkipAltProtocol is what a RoundTripper of RegisterProtocol gives to leave a request to the
// Transport.
var ErrSkipAltProtocol = errors.New("net/http: skip alternate protocol")

var (
	errCanceled         = errors.New("net/http: request canceled")
	errCanceledWaiting  = errors.New("net/http: request canceled while waiting for connection")
	errDone             = errors.New("net/http: request completed")
	errNoTLS            = errors.New("net/http: https is not supported: there is no crypto/tls")
	errCannotRewind     = errors.New("net/http: cannot rewind body after connection loss")
	errServerClosedIdle = errors.New("http: server closed idle connection")
)

// DefaultTransport is what Clients use: it keeps connections, and asks the environment for
// proxies.
var DefaultTransport RoundTripper = &Transport{
	Proxy:                 ProxyFromEnvironment,
	DialContext:           (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
	ForceAttemptHTTP2:     true,
	MaxIdleConns:          100,
	IdleConnTimeout:       90 * time.Second,
	TLSHandshakeTimeout:   10 * time.Second,
	ExpectContinueTimeout: time.Second,
}

// Transport is a RoundTripper that keeps connections for further requests: it is to be used
// again, by several goroutines. A request is sent again if it was lost with a connection that
// had been kept, and nothing can have happened to it twice.
//
// For https, DialTLSContext or DialTLS must make the connection: there is no crypto/tls.
type Transport struct {
	// Proxy gives the proxy for a request, nil for none.
	Proxy func(*Request) (*url.URL, error)

	// DialContext makes connections; nil is net's.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)

	// Deprecated: use DialContext.
	Dial func(network, addr string) (net.Conn, error)

	// DialTLSContext makes connections for https.
	DialTLSContext func(ctx context.Context, network, addr string) (net.Conn, error)

	// Deprecated: use DialTLSContext.
	DialTLS func(network, addr string) (net.Conn, error)

	TLSHandshakeTimeout time.Duration // has no effect
	ForceAttemptHTTP2   bool          // has no effect

	DisableKeepAlives  bool // a connection for each request
	DisableCompression bool // gzip is not asked for; otherwise it is, and undone

	MaxIdleConns        int // that are kept; 0 is any number
	MaxIdleConnsPerHost int // 0 is DefaultMaxIdleConnsPerHost
	MaxConnsPerHost     int // all; requests wait. 0 is any number

	IdleConnTimeout       time.Duration // how long connections are kept; 0 is for ever
	ResponseHeaderTimeout time.Duration // from when the request was written; 0 is none
	ExpectContinueTimeout time.Duration // after which the body is sent without 100 Continue

	MaxResponseHeaderBytes int64 // 0 is 10 MB
	WriteBufferSize        int   // 0 is 4 KB
	ReadBufferSize         int   // 0 is 4 KB

	alternate sync.Map // RoundTripper by scheme
	pool      connPool
}

// Clone copies the settings.
func (t *Transport) Clone() *Transport {
	return &Transport{
		Proxy: t.Proxy, DialContext: t.DialContext, Dial: t.Dial, DialTLSContext: t.DialTLSContext, DialTLS: t.DialTLS,
		TLSHandshakeTimeout: t.TLSHandshakeTimeout, ForceAttemptHTTP2: t.ForceAttemptHTTP2,
		DisableKeepAlives: t.DisableKeepAlives, DisableCompression: t.DisableCompression,
		MaxIdleConns: t.MaxIdleConns, MaxIdleConnsPerHost: t.MaxIdleConnsPerHost, MaxConnsPerHost: t.MaxConnsPerHost,
		IdleConnTimeout: t.IdleConnTimeout, ResponseHeaderTimeout: t.ResponseHeaderTimeout,
		ExpectContinueTimeout: t.ExpectContinueTimeout, MaxResponseHeaderBytes: t.MaxResponseHeaderBytes,
		WriteBufferSize: t.WriteBufferSize, ReadBufferSize: t.ReadBufferSize,
	}
}

// RegisterProtocol gives the requests of a scheme to another RoundTripper.
func (t *Transport) RegisterProtocol(scheme string, rt RoundTripper) {
	if _, exists := t.alternate.LoadOrStore(scheme, rt); exists {
		panic(errors.New("protocol " + scheme + " already registered"))
	}
}

// CloseIdleConnections closes the connections that no request uses.
func (t *Transport) CloseIdleConnections() { t.pool.closeIdle() }

// trackedBody is a request's body of which it is known whether it was used.
type trackedBody struct {
	io.ReadCloser
	didRead  bool
	didClose atomic.Bool
}

func (b *trackedBody) Read(p []byte) (int, error) {
	b.didRead = true
	return b.ReadCloser.Read(p)
}

func (b *trackedBody) Close() error {
	if !b.didClose.CompareAndSwap(false, true) {
		return nil
	}
	return b.ReadCloser.Close()
}

// track gives a request whose body is tracked.
func track(req *Request) *Request {
	if req.Body == nil || req.Body == NoBody {
		return req
	}
	tracked := *req
	tracked.Body = &trackedBody{ReadCloser: req.Body}
	return &tracked
}

// rewind gives the request with its body at the beginning again.
func rewind(req *Request) (*Request, error) {
	b, ok := req.Body.(*trackedBody)
	if !ok || !b.didRead && !b.didClose.Load() {
		return req, nil
	}
	b.Close()
	if req.GetBody == nil {
		return nil, errCannotRewind
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	again := *req
	again.Body = &trackedBody{ReadCloser: body}
	return &again, nil
}

// checkRequest tells what is wrong with a request.
func checkRequest(req *Request) error {
	if req.URL == nil {
		return errors.New("http: nil Request.URL")
	}
	if req.Header == nil {
		return errors.New("http: nil Request.Header")
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return nil // not ours perhaps
	}
	if what := invalidField(req.Header); what != "" {
		return fmt.Errorf("net/http: invalid header %s", what)
	}
	if what := invalidField(req.Trailer); what != "" {
		return fmt.Errorf("net/http: invalid trailer %s", what)
	}
	return nil
}

// RoundTrip does a request.
func (t *Transport) RoundTrip(req *Request) (_ *Response, err error) {
	if err := checkRequest(req); err != nil {
		req.closeBody()
		return nil, err
	}
	original := req
	req = track(req)
	scheme := req.URL.Scheme
	if other, ok := t.alternate.Load(scheme); ok {
		resp, err := other.(RoundTripper).RoundTrip(req)
		if err != ErrSkipAltProtocol {
			return resp, err
		}
		if req, err = rewind(req); err != nil {
			return nil, err
		}
	}
	switch {
	case scheme != "http" && scheme != "https":
		err = badString("unsupported protocol scheme", scheme)
	case req.Method != "" && !isToken(req.Method):
		err = fmt.Errorf("net/http: invalid method %q", req.Method)
	case req.URL.Host == "":
		err = errors.New("http: no Host in request URL")
	case scheme == "https" && t.DialTLSContext == nil && t.DialTLS == nil:
		err = errNoTLS
	}
	if err != nil {
		req.closeBody()
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	if original.Cancel != nil {
		go func() {
			select {
			case <-original.Cancel:
				cancel(errCanceled)
			case <-ctx.Done():
			}
		}()
	}
	for {
		trace := httptrace.ContextClientTrace(ctx)
		resp, c, err := t.tryOnce(&exchange{req: req, ctx: ctx, cancel: cancel, trace: trace})
		if err == nil {
			resp.Request = original
			return resp, nil
		}
		if c == nil || !c.shouldRetry(req, err) {
			if nothing, ok := err.(nothingWritten); ok {
				err = nothing.error
			}
			if read, ok := err.(readFromServer); ok {
				err = read.err
			}
			req.closeBody()
			cancel(err)
			return nil, err
		}
		if req, err = rewind(req); err != nil {
			cancel(err)
			return nil, err
		}
	}
}

// tryOnce does a request on a connection, nil if there is none.
func (t *Transport) tryOnce(x *exchange) (*Response, *persistConn, error) {
	if x.ctx.Err() != nil {
		return nil, nil, context.Cause(x.ctx)
	}
	key := connKey{scheme: x.req.URL.Scheme, addr: hostPort(x.req.URL)}
	if t.Proxy != nil {
		proxy, err := t.Proxy(x.req)
		if err != nil {
			return nil, nil, err
		}
		if proxy != nil {
			if key.scheme != "http" || proxy.Scheme != "http" {
				return nil, nil, fmt.Errorf("net/http: proxy %s for %s is not supported", proxy.Redacted(), key.scheme)
			}
			// One connection is enough for all hosts.
			key = connKey{scheme: "http", addr: hostPort(proxy), proxied: true}
			if proxy.User != nil {
				password, _ := proxy.User.Password()
				x.setExtra("Proxy-Authorization", basicAuth(proxy.User.Username(), password))
			}
		}
	}
	if x.trace != nil && x.trace.GetConn != nil {
		x.trace.GetConn(key.addr)
	}
	c, idle, err := t.getConn(x.ctx, key)
	if err != nil {
		return nil, nil, err
	}
	if x.trace != nil && x.trace.GotConn != nil {
		info := httptrace.GotConnInfo{Conn: c.conn, Reused: c.isReused(), WasIdle: idle >= 0}
		if info.WasIdle {
			info.IdleTime = idle
		}
		x.trace.GotConn(info)
	}
	resp, err := c.roundTrip(x)
	return resp, c, err
}

// dial makes a connection.
func (t *Transport) dial(ctx context.Context, key connKey) (conn net.Conn, err error) {
	switch {
	case key.scheme == "https" && t.DialTLSContext != nil:
		conn, err = t.DialTLSContext(ctx, "tcp", key.addr)
	case key.scheme == "https":
		conn, err = t.DialTLS("tcp", key.addr)
	case t.DialContext != nil:
		conn, err = t.DialContext(ctx, "tcp", key.addr)
	case t.Dial != nil:
		conn, err = t.Dial("tcp", key.addr)
	default:
		var d net.Dialer
		conn, err = d.DialContext(ctx, "tcp", key.addr)
	}
	if conn == nil && err == nil {
		err = errors.New("net/http: Transport's dial function returned (nil, nil)")
	}
	if err != nil && key.proxied {
		if op, ok := err.(*net.OpError); !ok || op.Op != "proxyconnect" {
			err = &net.OpError{Op: "proxyconnect", Net: "tcp", Err: err}
		}
	}
	return conn, err
}
