// Package httptrace tells what the transport of net/http does for a request. What happens
// while a connection is made is not told.
package httptrace

import (
	"context"
	"net"
	"net/textproto"
	"time"
)

// ClientTrace is functions that are called on the way of a request, perhaps from several
// goroutines, and after it has ended. Those that are nil are not called.
type ClientTrace struct {
	// GetConn is called before a connection is made or found.
	GetConn func(hostPort string)

	// GotConn is called when there is one.
	GotConn func(GotConnInfo)

	// PutIdleConn is called when the connection is kept, or with the reason why it is not.
	PutIdleConn func(err error)

	// GotFirstResponseByte is called when the answer begins.
	GotFirstResponseByte func()

	// Got100Continue is called when 100 Continue comes.
	Got100Continue func()

	// Got1xxResponse is called for each answer of 1xx that others follow. An error ends the
	// request.
	Got1xxResponse func(code int, header textproto.MIMEHeader) error

	// WroteHeaders is called when the header has been written.
	WroteHeaders func()

	// Wait100Continue is called before 100 Continue is waited for.
	Wait100Continue func()

	// WroteRequest is called when the request has been written; for each time if it is sent
	// again.
	WroteRequest func(WroteRequestInfo)
}

// GotConnInfo is for GotConn.
type GotConnInfo struct {
	Conn     net.Conn // belongs to the transport
	Reused   bool     // for another request before
	WasIdle  bool
	IdleTime time.Duration // if it was idle
}

// WroteRequestInfo is for WroteRequest.
type WroteRequestInfo struct{ Err error }

type key struct{}

// ContextClientTrace gives the context's trace, or nil.
func ContextClientTrace(ctx context.Context) *ClientTrace {
	t, _ := ctx.Value(key{}).(*ClientTrace)
	return t
}

// WithClientTrace gives a context with a trace, behind whose functions those are called that
// the context had before. The trace must not be changed any more.
func WithClientTrace(ctx context.Context, trace *ClientTrace) context.Context {
	if trace == nil {
		panic("nil trace")
	}
	if old := ContextClientTrace(ctx); old != nil {
		trace.compose(old)
	}
	return context.WithValue(ctx, key{}, trace)
}

// compose adds another trace's functions behind those of t.
func (t *ClientTrace) compose(old *ClientTrace) {
	t.GetConn = both(t.GetConn, old.GetConn)
	t.GotConn = both(t.GotConn, old.GotConn)
	t.PutIdleConn = both(t.PutIdleConn, old.PutIdleConn)
	t.GotFirstResponseByte = bothPlain(t.GotFirstResponseByte, old.GotFirstResponseByte)
	t.Got100Continue = bothPlain(t.Got100Continue, old.Got100Continue)
	t.WroteHeaders = bothPlain(t.WroteHeaders, old.WroteHeaders)
	t.Wait100Continue = bothPlain(t.Wait100Continue, old.Wait100Continue)
	t.WroteRequest = both(t.WroteRequest, old.WroteRequest)
	if first, second := t.Got1xxResponse, old.Got1xxResponse; first == nil {
		t.Got1xxResponse = second
	} else if second != nil {
		t.Got1xxResponse = func(code int, header textproto.MIMEHeader) error {
			// The first one's error does not count, as in Go.
			first(code, header)
			return second(code, header)
		}
	}
}

func both[T any](first, second func(T)) func(T) {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func(v T) {
		first(v)
		second(v)
	}
}

func bothPlain(first, second func()) func() {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func() {
		first()
		second()
	}
}
