// Package internal is what net/http and net/http/httputil share: the chunked transfer coding
// (RFC 9112, 7.1).
package internal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Bytes that the line before a chunk may have, and how far the lines may be ahead of the data
// all in all.
const (
	maxLine   = 4096
	maxExcess = 16 << 10
)

// ErrLineTooLong is a chunk whose line is too long.
var ErrLineTooLong = errors.New("header line too long")

// NewChunkedReader decodes chunks up to the last, which is empty, and gives io.EOF then. The
// trailer and the empty line behind it are left.
func NewChunkedReader(r io.Reader) io.Reader {
	br, ok := r.(*bufio.Reader)
	if !ok {
		br = bufio.NewReader(r)
	}
	return &chunkedReader{r: br}
}

type chunkedReader struct {
	r       *bufio.Reader
	left    uint64 // of the chunk
	err     error
	ending  bool  // the end of the line behind the chunk comes next
	overage int64 // bytes of lines beyond what honest senders need
}

func (c *chunkedReader) Read(b []byte) (n int, err error) {
	for c.err == nil {
		// What has been read is given before the next chunk is waited for.
		if c.ending {
			if n > 0 && c.r.Buffered() < 2 {
				break
			}
			c.err = c.endChunk()
			continue
		}
		if c.left == 0 {
			if n > 0 && !c.lineBuffered() {
				break
			}
			c.err = c.beginChunk()
			continue
		}
		if len(b) == 0 {
			break
		}
		into := b
		if uint64(len(into)) > c.left {
			into = into[:c.left]
		}
		got, err := c.r.Read(into)
		n += got
		b = b[got:]
		c.left -= uint64(got)
		c.ending = c.left == 0 && err == nil
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		c.err = err
	}
	return n, c.err
}

func (c *chunkedReader) lineBuffered() bool {
	buffered, _ := c.r.Peek(c.r.Buffered())
	return bytes.IndexByte(buffered, '\n') >= 0
}

func (c *chunkedReader) endChunk() error {
	var end [2]byte
	if _, err := io.ReadFull(c.r, end[:]); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	if string(end[:]) != "\r\n" {
		return errors.New("malformed chunked encoding")
	}
	c.ending = false
	return nil
}

func (c *chunkedReader) beginChunk() error {
	line, err := c.line()
	if err != nil {
		return err
	}
	c.overage += int64(len(line)) + 2
	size, _, _ := bytes.Cut(bytes.TrimRight(line, " \t"), []byte{';'}) // extensions are ignored
	if c.left, err = parseSize(size); err != nil {
		return err
	}
	c.overage = max(c.overage-16-2*int64(c.left), 0)
	if c.overage > maxExcess {
		return errors.New("chunked encoding contains too much non-data")
	}
	if c.left == 0 {
		return io.EOF
	}
	return nil
}

func (c *chunkedReader) line() ([]byte, error) {
	line, err := c.r.ReadSlice('\n')
	switch {
	case err == io.EOF:
		return nil, io.ErrUnexpectedEOF
	case err == bufio.ErrBufferFull:
		return nil, ErrLineTooLong
	case err != nil:
		return nil, err
	}
	switch i := bytes.IndexByte(line, '\r'); {
	case i < 0:
		return nil, errors.New("chunked line ends with bare LF")
	case i != len(line)-2:
		return nil, errors.New("invalid CR in chunked line")
	case i >= maxLine:
		return nil, ErrLineTooLong
	}
	return line[:len(line)-2], nil
}

func parseSize(text []byte) (n uint64, err error) {
	if len(text) == 0 {
		return 0, errors.New("empty hex number for chunk length")
	}
	for i, c := range text {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, errors.New("invalid byte in chunk length")
		}
		if i == 16 {
			return 0, errors.New("http chunk length too large")
		}
		n = n<<4 | uint64(c)
	}
	return n, nil
}

// NewChunkedWriter writes each Write as a chunk. Close writes the empty one, not the trailer
// and the empty line behind it.
func NewChunkedWriter(w io.Writer) io.WriteCloser { return &chunkedWriter{w} }

// FlushAfterChunkWriter is a writer that chunks do not stay in.
type FlushAfterChunkWriter struct{ *bufio.Writer }

type chunkedWriter struct{ w io.Writer }

func (c *chunkedWriter) Write(data []byte) (n int, err error) {
	if len(data) == 0 {
		return 0, nil // it would be the end
	}
	if _, err := fmt.Fprintf(c.w, "%x\r\n", len(data)); err != nil {
		return 0, err
	}
	n, err = c.w.Write(data)
	if err != nil {
		return n, err
	}
	if n != len(data) {
		return n, io.ErrShortWrite
	}
	if _, err := io.WriteString(c.w, "\r\n"); err != nil {
		return n, err
	}
	if f, ok := c.w.(*FlushAfterChunkWriter); ok {
		err = f.Flush()
	}
	return n, err
}

func (c *chunkedWriter) Close() error {
	_, err := io.WriteString(c.w, "0\r\n")
	return err
}
