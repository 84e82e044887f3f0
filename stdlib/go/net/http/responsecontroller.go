package http

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

// ResponseController does with a ResponseWriter what only some can do. Writers that wrap
// another one have a method Unwrap() ResponseWriter.
type ResponseController struct{ w ResponseWriter }

// NewResponseController makes one for a handler's writer.
func NewResponseController(w ResponseWriter) *ResponseController { return &ResponseController{w} }

// find gives what can do something: the writer, or one that it wraps.
func find[T any](w ResponseWriter) (able T, ok bool) {
	for {
		if able, ok := w.(T); ok {
			return able, true
		}
		wrapper, ok := w.(interface{ Unwrap() ResponseWriter })
		if !ok {
			return able, false
		}
		w = wrapper.Unwrap()
	}
}

func errNotSupported() error { return fmt.Errorf("%w", ErrNotSupported) }

// Flush sends what is held back.
func (c *ResponseController) Flush() error {
	for w := c.w; ; {
		switch able := w.(type) {
		case interface{ FlushError() error }:
			return able.FlushError()
		case Flusher:
			able.Flush()
			return nil
		case interface{ Unwrap() ResponseWriter }:
			w = able.Unwrap()
		default:
			return errNotSupported()
		}
	}
}

// Hijack gives the connection to the handler.
func (c *ResponseController) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if able, ok := find[Hijacker](c.w); ok {
		return able.Hijack()
	}
	return nil, nil, errNotSupported()
}

// SetReadDeadline sets until when the request's body must be read; a zero time is none.
func (c *ResponseController) SetReadDeadline(deadline time.Time) error {
	if able, ok := find[interface{ SetReadDeadline(time.Time) error }](c.w); ok {
		return able.SetReadDeadline(deadline)
	}
	return errNotSupported()
}

// SetWriteDeadline sets until when the answer must be written; a zero time is none.
func (c *ResponseController) SetWriteDeadline(deadline time.Time) error {
	if able, ok := find[interface{ SetWriteDeadline(time.Time) error }](c.w); ok {
		return able.SetWriteDeadline(deadline)
	}
	return errNotSupported()
}

// EnableFullDuplex lets the handler read the request's body while it writes the answer. As
// usual, the rest of it is read before the answer.
func (c *ResponseController) EnableFullDuplex() error {
	if able, ok := find[interface{ EnableFullDuplex() error }](c.w); ok {
		return able.EnableFullDuplex()
	}
	return errNotSupported()
}
