package http

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http/internal"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
)

// ErrBodyReadAfterClose is a read of a body that was closed: a server's handler has returned,
// or has written its header.
var ErrBodyReadAfterClose = errors.New("http: invalid Read on closed Body")

// ErrLineTooLong is a chunk whose line is too long.
var ErrLineTooLong = internal.ErrLineTooLong

// How much of a body that the handler has not read the server reads, to be able to use the
// connection again.
const maxDrain = 256 << 10

// statusHasBody tells whether responses with a code have a body.
func statusHasBody(status int) bool {
	return status >= 200 && status != StatusNoContent && status != StatusNotModified || status < 100
}

func isChunked(encoding []string) bool { return len(encoding) > 0 && encoding[0] == "chunked" }

// unsupportedEncoding is a Transfer-Encoding that is not known: servers answer 501.
type unsupportedEncoding struct{ text string }

func (e *unsupportedEncoding) Error() string { return e.text }

// framing is what the header of a message that is being read says about its body.
type framing struct {
	header       Header
	isResponse   bool
	status       int // of responses; 200 for requests
	method       string
	major, minor int
	close        bool

	// What read finds.
	chunked bool
	length  int64
	body    io.ReadCloser
}

func (f *framing) encoding() []string {
	if f.chunked {
		return []string{"chunked"}
	}
	return nil
}

// read finds where the body ends, and makes it. The trailer is set when the body has been
// read; only its keys now.
func (f *framing) read(r *bufio.Reader, trailer *Header, maxFields int64) error {
	if f.major == 0 && f.minor == 0 {
		f.major, f.minor = 1, 1
	}
	if err := f.parseEncoding(); err != nil {
		return err
	}
	real, err := f.realLength()
	if err != nil {
		return err
	}
	f.length = real
	if f.isResponse && f.method == "HEAD" {
		// The length is that of the body which is not sent.
		if f.length, err = parseLength(f.header["Content-Length"]); err != nil {
			return err
		}
	}
	if *trailer, err = f.trailerKeys(maxFields); err != nil {
		return err
	}
	hasBody := statusHasBody(f.status)
	if f.isResponse && real == -1 && !f.chunked && hasBody {
		f.close = true // the end of the connection is the end of the body
	}
	switch {
	case f.chunked && f.isResponse && (f.method == "HEAD" || !hasBody):
		f.body = NoBody
	case f.chunked:
		f.body = &body{src: internal.NewChunkedReader(r), trailer: trailer, r: r, closing: f.close, maxFields: maxFields}
	case real > 0:
		f.body = &body{src: io.LimitReader(r, real), closing: f.close}
	case real < 0 && f.close:
		f.body = &body{src: r, closing: true}
	default:
		f.body = NoBody
	}
	return nil
}

func (f *framing) parseEncoding() error {
	values, ok := f.header["Transfer-Encoding"]
	if !ok {
		return nil
	}
	delete(f.header, "Transfer-Encoding")
	if f.major < 1 || f.major == 1 && f.minor < 1 {
		return nil // HTTP/1.0 has none
	}
	if len(values) != 1 {
		return &unsupportedEncoding{fmt.Sprintf("too many transfer encodings: %q", values)}
	}
	if !equalFold(values[0], "chunked") {
		return &unsupportedEncoding{fmt.Sprintf("unsupported transfer encoding: %q", values[0])}
	}
	f.chunked = true
	return nil
}

// realLength is how many bytes of body come, -1 if that is not known (RFC 9112, 6.3).
func (f *framing) realLength() (n int64, err error) {
	values := f.header["Content-Length"]
	if len(values) > 1 {
		// The same twice may be; two different ones are how requests are smuggled.
		one := textproto.TrimString(values[0])
		for _, other := range values[1:] {
			if textproto.TrimString(other) != one {
				return 0, fmt.Errorf("http: message cannot contain multiple Content-Length headers; got %q", values)
			}
		}
		values = []string{one}
		f.header["Content-Length"] = values
	}
	if n, err = parseLength(values); err != nil {
		return -1, err
	}
	switch {
	case f.isResponse && f.method == "HEAD", !statusHasBody(f.status):
		return 0, nil
	case f.chunked:
		delete(f.header, "Content-Length")
		return -1, nil
	case len(values) > 0:
		return n, nil
	case f.isResponse:
		return -1, nil
	}
	return 0, nil
}

func parseLength(values []string) (int64, error) {
	if len(values) == 0 {
		return -1, nil
	}
	text := textproto.TrimString(values[0])
	if text == "" {
		return 0, badString("invalid empty Content-Length", text)
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, badString("bad Content-Length", text)
	}
	return int64(n), nil
}

// trailerKeys gives the fields that will come behind the body.
func (f *framing) trailerKeys(maxFields int64) (Header, error) {
	values, ok := f.header["Trailer"]
	if !ok || !f.chunked {
		return nil, nil
	}
	delete(f.header, "Trailer")
	var keys Header
	for _, value := range values {
		for key := range strings.SplitSeq(value, ",") {
			if maxFields--; maxFields < 0 {
				return nil, errTooLarge
			}
			if key = textproto.TrimString(key); key == "" {
				continue
			}
			key = CanonicalHeaderKey(key)
			if key == "Transfer-Encoding" || key == "Trailer" || key == "Content-Length" {
				return nil, badString("bad trailer key", key)
			}
			if keys == nil {
				keys = make(Header)
			}
			keys[key] = nil
		}
	}
	return keys, nil
}

// body is the body of a message that is being read. Closing it reads what is left, so that
// the next message can be read.
type body struct {
	src       io.Reader     // an *io.LimitedReader if the length is known
	trailer   *Header       // of chunked ones: where it goes
	r         *bufio.Reader // of chunked ones: where it comes from
	closing   bool          // nothing comes behind it
	drainsFew bool          // Close reads no more than maxDrain: of servers
	maxFields int64

	mu          sync.Mutex // for what follows, and held by Read and Close
	sawEnd      bool
	closed      bool
	endedEarly  bool   // Close has not read to the end
	dropTrailer bool   // it is read, but not given
	onEnd       func() // called when the end is read
}

func (b *body) Read(p []byte) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, ErrBodyReadAfterClose
	}
	return b.readLocked(p)
}

func (b *body) readLocked(p []byte) (n int, err error) {
	if b.sawEnd {
		return 0, io.EOF
	}
	n, err = b.src.Read(p)
	limited, isLimited := b.src.(*io.LimitedReader)
	switch {
	case err == io.EOF && b.r != nil:
		b.sawEnd = true
		if trailerErr := b.readTrailer(); trailerErr != nil {
			err = trailerErr
			b.sawEnd = false
			b.closed = true
		}
	case err == io.EOF:
		b.sawEnd = true
		if isLimited && limited.N > 0 {
			err = io.ErrUnexpectedEOF
		}
	case err == nil && n > 0 && isLimited && limited.N == 0:
		// Said at once, so that the connection can be used again sooner.
		err = io.EOF
		b.sawEnd = true
	}
	if b.sawEnd && b.onEnd != nil {
		b.onEnd()
	}
	return n, err
}

var errTrailerEOF = errors.New("http: unexpected EOF reading trailer")

func (b *body) readTrailer() error {
	next, err := b.r.Peek(2)
	if string(next) == "\r\n" {
		b.r.Discard(2)
		return nil
	}
	if len(next) < 2 {
		return errTrailerEOF
	}
	if err != nil {
		return err
	}
	// The trailer must fit into the buffer: nothing else limits it.
	for size := 4; ; size++ {
		peeked, err := b.r.Peek(size)
		if bytes.HasSuffix(peeked, []byte("\r\n\r\n")) {
			break
		}
		if err != nil {
			return errors.New("http: suspiciously long trailer after chunked body")
		}
	}
	fields, err := readHeader(b.r, b.maxFields)
	if err != nil {
		if err == io.EOF {
			err = errTrailerEOF
		}
		return err
	}
	if b.dropTrailer {
		return nil
	}
	if *b.trailer == nil {
		*b.trailer = fields
	} else {
		maps.Copy(*b.trailer, fields)
	}
	return nil
}

// lockedBody reads a body whose lock is held.
type lockedBody struct{ b *body }

func (l lockedBody) Read(p []byte) (n int, err error) {
	if l.b.closed {
		return 0, ErrBodyReadAfterClose
	}
	return l.b.readLocked(p)
}

func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	var err error
	limited, isLimited := b.src.(*io.LimitedReader)
	switch {
	case b.sawEnd, b.r == nil && b.closing:
		// Nothing is left, or nobody reads behind it.
	case b.drainsFew && isLimited && limited.N > maxDrain:
		b.endedEarly = true
	case b.drainsFew:
		var n int64
		n, err = io.CopyN(io.Discard, lockedBody{b}, maxDrain+1)
		b.endedEarly = true
		if err == io.EOF && n <= maxDrain {
			b.endedEarly = false
			b.sawEnd = true
			err = nil
		}
	default:
		_, err = io.Copy(io.Discard, lockedBody{b})
	}
	b.closed = true
	return err
}

// discardTrailer makes the trailer not be set: nobody may read it any more.
func (b *body) discardTrailer() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropTrailer = true
}

func (b *body) didEndEarly() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.endedEarly
}

// remains tells whether the end has not been read.
func (b *body) remains() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.sawEnd
}

// whenEnded sets what is called when the end is read.
func (b *body) whenEnded(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.onEnd = f
}
