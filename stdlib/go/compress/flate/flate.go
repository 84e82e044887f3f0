// Package flate is the compression of RFC 1951. Natives compress and decompress; this
// package gives them bytes and takes what they make.
package flate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
)

// Levels of compression.
const (
	NoCompression      = 0
	BestSpeed          = 1
	BestCompression    = 9
	DefaultCompression = -1
	HuffmanOnly        = -2
)

func newInflater() uint64
func newDeflater(level int) uint64
func free(stream uint64)

// step gives a stream bytes and takes some; flush is one of the below.
//
//go:noescape
func step(stream uint64, in, out []byte, flush int) (nin, nout, status int)

const (
	noFlush = iota
	syncFlush
	finish
)

// What step says.
const (
	goesOn = iota
	ended
	corrupt
)

// CorruptInputError is the offset of what cannot be decompressed.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "flate: corrupt input before offset " + strconv.FormatInt(int64(e), 10)
}

// InternalError is no longer made.
type InternalError string

func (e InternalError) Error() string { return "flate: internal error: " + string(e) }

// ReadError is no longer made.
//
// Deprecated: kept for old programs.
type ReadError struct {
	Offset int64
	Err    error
}

func (e *ReadError) Error() string {
	return "flate: read error at offset " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error()
}

// WriteError is no longer made.
//
// Deprecated: kept for old programs.
type WriteError struct {
	Offset int64
	Err    error
}

func (e *WriteError) Error() string {
	return "flate: write error at offset " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error()
}

// Resetter is what NewReader's result is, too.
type Resetter interface {
	// Reset makes it read another stream.
	Reset(r io.Reader, dict []byte) error
}

// Reader is what decompression reads from; of a Reader it takes no byte more than it needs.
type Reader interface {
	io.Reader
	io.ByteReader
}

// source looks at bytes before it takes them.
type source interface {
	Peek(n int) ([]byte, error)
	Discard(n int) (int, error)
	Buffered() int
}

// byteSource is a source that takes single bytes of a Reader.
type byteSource struct {
	r    Reader
	next [1]byte
	full bool
}

func (s *byteSource) Peek(int) ([]byte, error) {
	if !s.full {
		b, err := s.r.ReadByte()
		if err != nil {
			return nil, err
		}
		s.next[0], s.full = b, true
	}
	return s.next[:], nil
}

func (s *byteSource) Discard(n int) (int, error) {
	if n > 0 {
		s.full = false
	}
	return n, nil
}

func (s *byteSource) Buffered() int { return 1 }

// seekSource is a source of a reader that goes back to what was not taken.
type seekSource struct {
	r   io.ReadSeeker
	buf []byte
	n   int
}

func (s *seekSource) Peek(int) ([]byte, error) {
	if s.n == 0 {
		if s.buf == nil {
			s.buf = make([]byte, 4096)
		}
		n, err := s.r.Read(s.buf)
		if n == 0 {
			return nil, err
		}
		s.n = n
	}
	return s.buf[:s.n], nil
}

func (s *seekSource) Discard(n int) (int, error) {
	if rest := s.n - n; rest > 0 {
		s.r.Seek(int64(-rest), io.SeekCurrent)
	}
	s.n = 0
	return n, nil
}

func (s *seekSource) Buffered() int { return s.n }

func newSource(r io.Reader) source {
	switch r := r.(type) {
	case *bufio.Reader:
		return r
	case interface {
		Reader
		io.Seeker
	}:
		return &seekSource{r: r}
	case Reader:
		return &byteSource{r: r}
	}
	return bufio.NewReader(r)
}

// stream is a native stream that is freed when nobody has it any more.
type stream struct{ number uint64 }

func newStream(number uint64) *stream {
	s := &stream{number}
	runtime.SetFinalizer(s, (*stream).free)
	return s
}

func (s *stream) free() {
	if s.number != 0 {
		free(s.number)
		s.number = 0
	}
}

type decompressor struct {
	src    source
	stream *stream
	offset int64
	err    error
}

// NewReader decompresses r.
func NewReader(r io.Reader) io.ReadCloser { return NewReaderDict(r, nil) }

// NewReaderDict decompresses r, whose writer had a dictionary.
func NewReaderDict(r io.Reader, dict []byte) io.ReadCloser {
	d := new(decompressor)
	d.Reset(r, dict)
	return d
}

// Reset makes it read another stream.
func (d *decompressor) Reset(r io.Reader, dict []byte) error {
	if d.stream != nil {
		d.stream.free()
	}
	*d = decompressor{src: newSource(r), stream: newStream(newInflater())}
	if n := len(dict); n > 0 {
		// A block that is not compressed brings the dictionary into the window.
		dict = dict[max(0, n-32768):]
		n = len(dict)
		block := append([]byte{0, byte(n), byte(n >> 8), ^byte(n), ^byte(n >> 8)}, dict...)
		out := make([]byte, n)
		for got := 0; got < n; {
			nin, nout, status := step(d.stream.number, block, out[got:], noFlush)
			if status == corrupt || nin == 0 && nout == 0 {
				return InternalError("dictionary")
			}
			block = block[nin:]
			got += nout
		}
	}
	return nil
}

// Read gives decompressed bytes.
func (d *decompressor) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	for {
		// What the stream has still to give comes first.
		nin, nout, status := step(d.stream.number, nil, p, noFlush)
		if nout == 0 && status == goesOn {
			_, err := d.src.Peek(1)
			if err != nil {
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				d.err = err
				return 0, err
			}
			in, _ := d.src.Peek(d.src.Buffered())
			nin, nout, status = step(d.stream.number, in, p, noFlush)
			d.src.Discard(nin)
			d.offset += int64(nin)
		}
		switch status {
		case ended:
			d.err = io.EOF
			d.stream.free()
			if nout == 0 {
				return 0, io.EOF
			}
		case corrupt:
			d.err = CorruptInputError(d.offset)
			d.stream.free()
			return nout, d.err
		}
		if nout > 0 {
			return nout, nil
		}
	}
}

// Close ends reading.
func (d *decompressor) Close() error {
	d.stream.free()
	if d.err == nil || d.err == io.EOF {
		d.err = io.EOF
		return nil
	}
	return d.err
}

// Writer compresses what is written to it.
type Writer struct {
	w      io.Writer
	level  int
	dict   []byte
	stream *stream
	out    []byte
	err    error
}

var errWriterClosed = errors.New("flate: closed writer")

// NewWriter compresses to w, at a level.
func NewWriter(w io.Writer, level int) (*Writer, error) { return NewWriterDict(w, level, nil) }

// NewWriterDict compresses to w, with a dictionary that the reader must have too.
func NewWriterDict(w io.Writer, level int, dict []byte) (*Writer, error) {
	if level < HuffmanOnly || level > BestCompression {
		return nil, fmt.Errorf("flate: invalid compression level %d: want value in range [-2, 9]", level)
	}
	z := &Writer{level: level, dict: dict}
	z.Reset(w)
	return z, nil
}

// Reset makes it write another stream.
func (z *Writer) Reset(dst io.Writer) {
	if z.stream != nil {
		z.stream.free()
	}
	level := z.level
	switch level {
	case DefaultCompression:
		level = 6
	case HuffmanOnly:
		level = 1
	}
	z.w, z.stream, z.err = io.Discard, newStream(newDeflater(level)), nil
	if z.out == nil {
		z.out = make([]byte, 16<<10)
	}
	if len(z.dict) > 0 {
		z.push(z.dict, syncFlush)
	}
	z.w = dst
}

// push compresses bytes and writes what comes of them.
func (z *Writer) push(p []byte, flush int) {
	for z.err == nil {
		nin, nout, status := step(z.stream.number, p, z.out, flush)
		p = p[nin:]
		if nout > 0 {
			_, z.err = z.w.Write(z.out[:nout])
		}
		if status == corrupt {
			z.err = InternalError("deflate")
		}
		if status == ended || len(p) == 0 && nout < len(z.out) {
			return
		}
	}
}

// Write compresses p; the result may be written later.
func (z *Writer) Write(p []byte) (n int, err error) {
	if z.err != nil {
		return 0, z.err
	}
	if z.push(p, noFlush); z.err != nil {
		return 0, z.err
	}
	return len(p), nil
}

// Flush writes what there is, so that a reader can have it.
func (z *Writer) Flush() error {
	if z.err != nil {
		return z.err
	}
	z.push(nil, syncFlush)
	return z.err
}

// Close writes the rest and the end.
func (z *Writer) Close() error {
	if z.err == errWriterClosed {
		return nil
	}
	if z.err != nil {
		return z.err
	}
	z.push(nil, finish)
	z.stream.free()
	if z.err != nil {
		return z.err
	}
	z.err = errWriterClosed
	return nil
}
