package net

import (
	"context"
	"errors"
	"internal/poll"
	"os"
	"syscall"
)

// Error is an error of the network.
type Error interface {
	error
	Timeout() bool // A deadline passed.

	// Deprecated: what is temporary is not well defined.
	Temporary() bool
}

var (
	errNoSuitableAddress = errors.New("no suitable address found")
	errMissingAddress    = errors.New("missing address")

	// ErrWriteToConnected is what WriteTo gives if the connection has its other end.
	ErrWriteToConnected = errors.New("use of WriteTo with pre-connected connection")

	// ErrClosed is what operations of a closed connection give, mostly within another error.
	ErrClosed error = poll.ErrNetClosing
)

// canceledError is context.Canceled with the words that it has here.
type canceledError struct{}

func (canceledError) Error() string { return "operation was canceled" }

func (canceledError) Is(err error) bool { return err == context.Canceled }

// timeoutError is context.DeadlineExceeded with the words that it has here.
type timeoutError struct{}

func (*timeoutError) Error() string   { return "i/o timeout" }
func (*timeoutError) Timeout() bool   { return true }
func (*timeoutError) Temporary() bool { return true }

func (*timeoutError) Is(err error) bool { return err == context.DeadlineExceeded }

var (
	errCanceled       = canceledError{}
	errTimeout  error = &timeoutError{}
)

// mapErr gives errors of contexts the words that they have here.
func mapErr(err error) error {
	switch err {
	case context.Canceled:
		return errCanceled
	case context.DeadlineExceeded:
		return errTimeout
	}
	return err
}

// OpError says which operation failed, and between which ends.
type OpError struct {
	Op     string // Like "read".
	Net    string // Like "tcp".
	Source Addr   // This end, if there is another one.
	Addr   Addr   // The other end; this one if there is only one.
	Err    error
}

func (e *OpError) Unwrap() error { return e.Err }

func (e *OpError) Error() string {
	if e == nil {
		return "<nil>"
	}
	text := e.Op
	if e.Net != "" {
		text += " " + e.Net
	}
	separator := " "
	if e.Source != nil {
		text += " " + e.Source.String()
		separator = "->"
	}
	if e.Addr != nil {
		text += separator + e.Addr.String()
	}
	return text + ": " + e.Err.Error()
}

// cause is the error itself, without the name of the call.
func (e *OpError) cause() error {
	if call, ok := e.Err.(*os.SyscallError); ok {
		return call.Err
	}
	return e.Err
}

// Timeout tells whether a deadline passed.
func (e *OpError) Timeout() bool {
	t, ok := e.cause().(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// Temporary tells whether trying again could help.
func (e *OpError) Temporary() bool {
	if e.Op == "accept" {
		// The connection that failed is gone; the next one may be well.
		if errno, ok := e.cause().(syscall.Errno); ok && (errno == syscall.ECONNRESET || errno == syscall.ECONNABORTED) {
			return true
		}
	}
	t, ok := e.cause().(interface{ Temporary() bool })
	return ok && t.Temporary()
}

// ParseError is a text that is not what it should be.
type ParseError struct {
	Type string // What was expected, like "IP address".
	Text string
}

func (e *ParseError) Error() string   { return "invalid " + e.Type + ": " + e.Text }
func (e *ParseError) Timeout() bool   { return false }
func (e *ParseError) Temporary() bool { return false }

// AddrError is a wrong address.
type AddrError struct {
	Err  string
	Addr string
}

func (e *AddrError) Error() string {
	if e == nil {
		return "<nil>"
	}
	if e.Addr == "" {
		return e.Err
	}
	return "address " + e.Addr + ": " + e.Err
}

func (e *AddrError) Timeout() bool   { return false }
func (e *AddrError) Temporary() bool { return false }

// UnknownNetworkError is a name that is of no network.
type UnknownNetworkError string

func (e UnknownNetworkError) Error() string   { return "unknown network " + string(e) }
func (e UnknownNetworkError) Timeout() bool   { return false }
func (e UnknownNetworkError) Temporary() bool { return false }

// InvalidAddrError is an address that cannot be used.
type InvalidAddrError string

func (e InvalidAddrError) Error() string   { return string(e) }
func (e InvalidAddrError) Timeout() bool   { return false }
func (e InvalidAddrError) Temporary() bool { return false }

// DNSConfigError is no longer used.
type DNSConfigError struct {
	Err error
}

func (e *DNSConfigError) Unwrap() error   { return e.Err }
func (e *DNSConfigError) Error() string   { return "error reading DNS config: " + e.Err.Error() }
func (e *DNSConfigError) Timeout() bool   { return false }
func (e *DNSConfigError) Temporary() bool { return false }

// notFoundError makes a [DNSError] that says so.
type notFoundError struct{ text string }

func (e *notFoundError) Error() string { return e.text }

// temporaryError makes a [DNSError] that says so.
type temporaryError struct{ text string }

func (e *temporaryError) Error() string   { return e.text }
func (e *temporaryError) Timeout() bool   { return false }
func (e *temporaryError) Temporary() bool { return true }

var (
	errNoSuchHost  = &notFoundError{"no such host"}
	errUnknownPort = &notFoundError{"unknown port"}
)

// DNSError is a name that could not be looked up.
type DNSError struct {
	UnwrapErr   error  // What Unwrap gives; may be nil.
	Err         string // What went wrong.
	Name        string // What was looked for.
	Server      string // Who was asked.
	IsTimeout   bool   // It took too long; not always set then.
	IsTemporary bool   // Trying again could help; not always set then.
	IsNotFound  bool   // There is no such name, or nothing of this kind for it.
}

// newDNSError says of the error what DNSError has fields for.
func newDNSError(err error, name, server string) *DNSError {
	e := &DNSError{Err: err.Error(), Name: name, Server: server}
	if netErr, ok := err.(Error); ok {
		e.IsTimeout = netErr.Timeout()
		e.IsTemporary = netErr.Temporary()
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		e.UnwrapErr = err
	}
	_, e.IsNotFound = err.(*notFoundError)
	return e
}

func (e *DNSError) Unwrap() error { return e.UnwrapErr }

func (e *DNSError) Error() string {
	if e == nil {
		return "<nil>"
	}
	text := "lookup " + e.Name
	if e.Server != "" {
		text += " on " + e.Server
	}
	return text + ": " + e.Err
}

func (e *DNSError) Timeout() bool   { return e.IsTimeout }
func (e *DNSError) Temporary() bool { return e.IsTimeout || e.IsTemporary }
