package http

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"sync"
	"time"
)

// ErrHandlerTimeout is a Write of a handler that took too long.
var ErrHandlerTimeout = errors.New("http: Handler timeout")

// TimeoutHandler answers with 503 and a message, or a page of its own, if a handler takes
// longer than a time. What the handler writes is held back until it returns; it can neither
// flush nor hijack.
func TimeoutHandler(h Handler, dt time.Duration, msg string) Handler {
	return &timeoutHandler{handler: h, limit: dt, message: msg}
}

type timeoutHandler struct {
	handler Handler
	limit   time.Duration
	message string
}

func (h *timeoutHandler) ServeHTTP(w ResponseWriter, r *Request) {
	ctx, cancel := context.WithTimeout(r.Context(), h.limit)
	defer cancel()
	r = r.WithContext(ctx)
	held := &heldResponse{header: make(Header), req: r}
	done := make(chan struct{})
	panicked := make(chan any, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				panicked <- p
			}
		}()
		h.handler.ServeHTTP(held, r)
		close(done)
	}()
	select {
	case p := <-panicked:
		panic(p)
	case <-done:
		held.mu.Lock()
		defer held.mu.Unlock()
		maps.Copy(w.Header(), held.header)
		if !held.wroteHeader {
			held.code = StatusOK
		}
		w.WriteHeader(held.code)
		w.Write(held.body.Bytes())
	case <-ctx.Done():
		held.mu.Lock()
		defer held.mu.Unlock()
		w.WriteHeader(StatusServiceUnavailable)
		held.err = ctx.Err()
		if held.err == context.DeadlineExceeded {
			held.err = ErrHandlerTimeout
			io.WriteString(w, orDefault(h.message,
				"<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>"))
		}
	}
}

// heldResponse holds an answer back.
type heldResponse struct {
	header Header
	req    *Request

	mu          sync.Mutex
	body        bytes.Buffer
	err         error // once it is too late
	wroteHeader bool
	code        int
}

func (h *heldResponse) Header() Header { return h.header }

func (h *heldResponse) Push(string, *PushOptions) error { return ErrNotSupported }

func (h *heldResponse) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil {
		return 0, h.err
	}
	if !h.wroteHeader {
		h.writeHeader(StatusOK)
	}
	return h.body.Write(p)
}

func (h *heldResponse) WriteHeader(code int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.writeHeader(code)
}

func (h *heldResponse) writeHeader(code int) {
	checkStatus(code)
	switch {
	case h.err != nil:
	case h.wroteHeader:
		logRequest(h.req, "http: superfluous response.WriteHeader call from "+callerOutside())
	default:
		h.wroteHeader = true
		h.code = code
	}
}
