// Package multipart reads and writes messages of several parts (RFC 2046): what forms with
// files are sent as.
//
// A part may have 10000 fields in its header, a form 1000 parts; GODEBUG's multipartmaxheaders
// and multipartmaxparts do not change this here.
package multipart

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"internal/mimeheader"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/textproto"
	"path/filepath"
	"strings"
)

// The buffer in which boundaries are looked for.
const peekSize = 4096

// Limits of a part's header.
const (
	maxHeaderBytes  = 10 << 20
	maxHeaderFields = 10000
)

// Reader gives the parts of a message one after the other.
type Reader struct {
	r            *bufio.Reader
	current      *Part
	parts        int    // read so far
	newline      []byte // \r\n, or \n if the first boundary ends so
	lineBoundary []byte // newline and --boundary
	boundary     []byte // --boundary
	lastBoundary []byte // --boundary--
}

// NewReader reads the parts between lines with the boundary, which the message's Content-Type
// names.
func NewReader(r io.Reader, boundary string) *Reader {
	b := []byte("\r\n--" + boundary + "--")
	return &Reader{
		r:            bufio.NewReaderSize(&stickyReader{r: r}, peekSize),
		newline:      b[:2],
		lineBoundary: b[:len(b)-2],
		boundary:     b[2 : len(b)-2],
		lastBoundary: b[2:],
	}
}

// stickyReader gives an error again that it gave once.
type stickyReader struct {
	r   io.Reader
	err error
}

func (s *stickyReader) Read(p []byte) (n int, err error) {
	if s.err != nil {
		return 0, s.err
	}
	n, s.err = s.r.Read(p)
	return n, s.err
}

// NextPart gives the next part, io.EOF behind the last. A part in quoted-printable encoding
// is decoded, and loses the field of its header that says so.
func (r *Reader) NextPart() (*Part, error) { return r.next(false, maxHeaderBytes, maxHeaderFields) }

// NextRawPart gives the next part without decoding it.
func (r *Reader) NextRawPart() (*Part, error) { return r.next(true, maxHeaderBytes, maxHeaderFields) }

func (r *Reader) next(raw bool, headerBytes, headerFields int64) (*Part, error) {
	if r.current != nil {
		r.current.Close()
	}
	if len(r.boundary) == len("--") {
		return nil, fmt.Errorf("multipart: boundary is empty")
	}
	sawNewline := false
	for {
		line, err := r.r.ReadSlice('\n')
		if err == io.EOF && r.isLast(line) {
			return nil, io.EOF // without an end of the line behind it
		}
		if err != nil {
			return nil, fmt.Errorf("multipart: NextPart: %w", err)
		}
		switch {
		case r.isBoundary(line):
			r.parts++
			part, err := newPart(r, raw, headerBytes, headerFields)
			if err != nil {
				return nil, err
			}
			r.current = part
			return part, nil
		case r.isLast(line):
			return nil, io.EOF
		case sawNewline:
			return nil, fmt.Errorf("multipart: expecting a new Part; got line %q", string(line))
		case r.parts == 0:
			// What stands before the first boundary is for readers that do not know parts.
		case bytes.Equal(line, r.newline):
			sawNewline = true
		default:
			return nil, fmt.Errorf("multipart: unexpected line in Next(): %q", line)
		}
	}
}

// isLast tells whether a line is --boundary-- and perhaps space.
func (r *Reader) isLast(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, r.lastBoundary)
	rest = bytes.TrimLeft(rest, " \t")
	return ok && (len(rest) == 0 || bytes.Equal(rest, r.newline))
}

// isBoundary tells whether a line is --boundary and perhaps space. If the first one ends with
// \n, all do.
func (r *Reader) isBoundary(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, r.boundary)
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(rest, " \t")
	if r.parts == 0 && len(rest) == 1 && rest[0] == '\n' {
		r.newline = r.newline[1:]
		r.lineBoundary = r.lineBoundary[1:]
	}
	return bytes.Equal(rest, r.newline)
}

// Part is one part of a message.
type Part struct {
	Header textproto.MIMEHeader

	mr          *Reader
	disposition string
	params      map[string]string // of the disposition; nil until it was parsed
	r           io.Reader         // of the content, perhaps decoded
	ready       int               // bytes of the content that are in the buffer
	total       int64             // bytes of the content that were read
	err         error             // what comes behind the ready ones
	readErr     error             // what the reader gave behind what is in the buffer
}

func newPart(mr *Reader, raw bool, headerBytes, headerFields int64) (*Part, error) {
	malformed := func(text string) error { return textproto.ProtocolError(text) }
	header, err := mimeheader.Header(mr.r, headerBytes, headerFields, malformed)
	if err != nil {
		if errors.Is(err, mimeheader.ErrTooLarge) {
			err = ErrMessageTooLarge
		}
		return nil, err
	}
	p := &Part{Header: header, mr: mr}
	p.r = content{p}
	const encoding = "Content-Transfer-Encoding"
	if !raw && strings.EqualFold(p.Header.Get(encoding), "quoted-printable") {
		p.Header.Del(encoding)
		p.r = quotedprintable.NewReader(p.r)
	}
	return p, nil
}

// FormName is the field of the form that the part is, "" if it is none.
func (p *Part) FormName() string {
	p.parseDisposition()
	if p.disposition != "form-data" {
		return ""
	}
	return p.params["name"]
}

// FileName is the name of the file that the part is, without folders.
func (p *Part) FileName() string {
	p.parseDisposition()
	name := p.params["filename"]
	if name == "" {
		return ""
	}
	return filepath.Base(name)
}

func (p *Part) parseDisposition() {
	if p.params != nil {
		return
	}
	var err error
	p.disposition, p.params, err = mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		p.params = make(map[string]string)
	}
}

// Read gives the content.
func (p *Part) Read(d []byte) (n int, err error) { return p.r.Read(d) }

// Close reads what is left of the part.
func (p *Part) Close() error {
	io.Copy(io.Discard, p)
	return nil
}

// content reads a part up to its boundary.
type content struct{ p *Part }

func (c content) Read(d []byte) (int, error) {
	p := c.p
	r := p.mr.r
	for p.ready == 0 && p.err == nil {
		buffered, _ := r.Peek(r.Buffered())
		p.ready, p.err = scan(buffered, p.mr.boundary, p.mr.lineBoundary, p.total, p.readErr)
		if p.ready == 0 && p.err == nil {
			_, p.readErr = r.Peek(len(buffered) + 1)
			if p.readErr == io.EOF {
				p.readErr = io.ErrUnexpectedEOF
			}
		}
	}
	if p.ready == 0 {
		return 0, p.err
	}
	n, _ := r.Read(d[:min(len(d), p.ready)])
	p.total += int64(n)
	p.ready -= n
	if p.ready == 0 {
		return n, p.err
	}
	return n, nil
}

// scan tells how many of the buffered bytes are content, and what comes behind them if that
// is known: io.EOF at the boundary. With 0 and no error, more must be read.
func scan(buf, boundary, lineBoundary []byte, total int64, readErr error) (int, error) {
	if total == 0 {
		// An empty part's boundary follows the header.
		if bytes.HasPrefix(buf, boundary) {
			switch behind(buf, boundary, readErr) {
			case otherText:
				return len(boundary), nil
			case unknown:
				return 0, nil
			case boundaryEnds:
				return 0, io.EOF
			}
		}
		if bytes.HasPrefix(boundary, buf) {
			return 0, readErr
		}
	}
	if i := bytes.Index(buf, lineBoundary); i >= 0 {
		switch behind(buf[i:], lineBoundary, readErr) {
		case otherText:
			return i + len(lineBoundary), nil
		case unknown:
			return i, nil
		case boundaryEnds:
			return i, io.EOF
		}
	}
	if bytes.HasPrefix(lineBoundary, buf) {
		return 0, readErr
	}
	// Perhaps a boundary begins at the end of the buffer.
	if i := bytes.LastIndexByte(buf, lineBoundary[0]); i >= 0 && bytes.HasPrefix(lineBoundary, buf[i:]) {
		return i, nil
	}
	return len(buf), readErr
}

// What stands behind text that could be a boundary.
type follower int

const (
	unknown      follower = iota // not read yet
	boundaryEnds                 // space, an end of the line, --, the end: it is one
	otherText                    // it is content
)

func behind(buf, prefix []byte, readErr error) follower {
	rest := buf[len(prefix):]
	if len(rest) == 0 {
		if readErr != nil {
			return boundaryEnds
		}
		return unknown
	}
	switch rest[0] {
	case ' ', '\t', '\r', '\n':
		return boundaryEnds
	case '-':
		if len(rest) == 1 && readErr == nil {
			return unknown
		}
		if len(rest) > 1 && rest[1] == '-' {
			return boundaryEnds
		}
	}
	return otherText
}
