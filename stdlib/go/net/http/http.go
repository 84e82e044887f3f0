// Package http is a client and a server for HTTP/1.1 (RFC 9110 and 9112).
//
// What needs crypto/tls is not there: https, HTTP/2, the TLS fields of Request, Response,
// Server and Transport.
package http

import (
	"errors"
	"fmt"
	"internal/mimeheader"
	"io"
	"strconv"
	"strings"
	"time"
)

// TimeFormat is how times are written in headers; they must be in UTC.
const TimeFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// DefaultMaxHeaderBytes is how long a request's header may be if the server does not say.
const DefaultMaxHeaderBytes = 1 << 20

// DefaultMaxIdleConnsPerHost is how many connections to a host a Transport keeps.
const DefaultMaxIdleConnsPerHost = 2

// TrailerPrefix begins the names of fields that a handler sets after the header was written:
// they go to the trailer.
const TrailerPrefix = "Trailer:"

// A time that any deadline has passed.
var longAgo = time.Unix(1, 0)

// ProtocolError is one of the errors below.
//
// Deprecated: not all errors of the protocol are of this type.
type ProtocolError struct{ ErrorString string }

func (e *ProtocolError) Error() string { return e.ErrorString }

// Is tells that ErrNotSupported is errors.ErrUnsupported.
func (e *ProtocolError) Is(err error) bool {
	return e == ErrNotSupported && err == errors.ErrUnsupported
}

var (
	// ErrNotSupported is a feature that is not there.
	ErrNotSupported = &ProtocolError{"feature not supported"}

	// Deprecated: not used.
	ErrUnexpectedTrailer = &ProtocolError{"trailer header without chunked transfer encoding"}

	// ErrMissingBoundary is a Content-Type without boundary.
	ErrMissingBoundary = &ProtocolError{"no multipart boundary param in Content-Type"}

	// ErrNotMultipart is a Content-Type that is not multipart/form-data.
	ErrNotMultipart = &ProtocolError{"request Content-Type isn't multipart/form-data"}

	// Deprecated: not used.
	ErrHeaderTooLong = &ProtocolError{"header too long"}

	// Deprecated: not used.
	ErrShortBody = &ProtocolError{"entity body too short"}

	// Deprecated: not used.
	ErrMissingContentLength = &ProtocolError{"missing ContentLength in HEAD response"}

	// Deprecated: not used.
	ErrWriteAfterFlush = errors.New("unused")
)

func badString(what, value string) error { return fmt.Errorf("%s %q", what, value) }

// NoBody is a body without bytes.
var NoBody = noBody{}

type noBody struct{}

func (noBody) Read([]byte) (int, error)         { return 0, io.EOF }
func (noBody) Close() error                     { return nil }
func (noBody) WriteTo(io.Writer) (int64, error) { return 0, nil }

// PushOptions are for Pusher.
type PushOptions struct {
	Method string
	Header Header
}

// Pusher is what ResponseWriters of HTTP/2 can do: none here.
type Pusher interface {
	Push(target string, opts *PushOptions) error
}

// contextKey is a key that no other package has.
type contextKey struct{ name string }

func (k *contextKey) String() string { return "net/http context value " + k.name }

func isToken(s string) bool {
	for i := range len(s) {
		if !mimeheader.IsToken(s[i]) {
			return false
		}
	}
	return s != ""
}

// isFieldValue tells whether a text may be the value of a field: no control characters.
func isFieldValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isHost tells whether a text has only characters that hosts have.
func isHost(s string) bool {
	for i := range len(s) {
		c := s[i]
		isAlnum := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !isAlnum && strings.IndexByte("!$%&()*+,-.:;=[]'_~", c) < 0 {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// equalFold compares texts without regard to the case of ASCII letters.
func equalFold(a, b string) bool {
	return len(a) == len(b) && isASCII(a) && isASCII(b) && strings.EqualFold(a, b)
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// hasElement tells whether a word is one of the elements of lists in fields.
func hasElement(fields []string, word string) bool {
	for _, field := range fields {
		for element := range strings.SplitSeq(field, ",") {
			if equalFold(strings.Trim(element, " \t"), word) {
				return true
			}
		}
	}
	return false
}

// removeZone removes the zone from an address of IPv6 between brackets.
func removeZone(host string) string {
	if !strings.HasPrefix(host, "[") {
		return host
	}
	end := strings.LastIndex(host, "]")
	if end < 0 {
		return host
	}
	zone := strings.LastIndex(host[:end], "%")
	if zone < 0 {
		return host
	}
	return host[:zone] + host[end:]
}

// escapeNonASCII writes bytes of 0x80 and more as %xx.
func escapeNonASCII(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%x", s[i])
		}
	}
	return b.String()
}

func orDefault(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

func quote(s string) string { return strconv.Quote(s) }
