// Package quotedprintable reads and writes the encoding of mail that leaves most text
// readable (RFC 2045).
package quotedprintable

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// Reader decodes. It lets more through than the standard does: line ends without \r, soft
// breaks at the end, = that stands for itself, bytes of 0x80 and more.
type Reader struct {
	r    *bufio.Reader
	err  error  // of the last read
	line []byte // what is left of the line: in the buffer of r
}

// NewReader decodes what it reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReader(r)} }

// Read gives decoded bytes.
func (r *Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.line) == 0 {
			if r.err != nil {
				return n, r.err
			}
			r.nextLine()
			continue
		}
		c := r.line[0]
		switch {
		case c == '=':
			decoded, err := hexByte(r.line[1:])
			if err == nil {
				c = decoded
				r.line = r.line[2:] // and one more below
			} else if len(r.line) < 2 || r.line[1] == '\r' || r.line[1] == '\n' {
				return n, err
			}
		case c == '\t' || c == '\r' || c == '\n' || c >= 0x80:
		case c < ' ' || c > '~':
			return n, fmt.Errorf("quotedprintable: invalid unescaped byte 0x%02x in body", c)
		}
		p[n] = c
		n++
		r.line = r.line[1:]
	}
	return n, nil
}

// nextLine reads a line; the space at its end is no part of it, and a = there continues it.
func (r *Reader) nextLine() {
	whole, err := r.r.ReadSlice('\n')
	r.err = err
	r.line = bytes.TrimRight(whole, "\r\n \t")
	size := len(r.line)
	switch {
	case size > 0 && r.line[size-1] == '=':
		behind := bytes.TrimLeft(whole[size:], " \t")
		r.line = r.line[:size-1]
		isEnd := bytes.HasPrefix(behind, []byte("\n")) || bytes.HasPrefix(behind, []byte("\r\n"))
		if !isEnd && !(len(behind) == 0 && len(r.line) > 0 && r.err == io.EOF) {
			r.err = fmt.Errorf("quotedprintable: invalid bytes after =: %q", behind)
		}
	case bytes.HasSuffix(whole, []byte("\r\n")):
		r.line = append(r.line, '\r', '\n')
	case bytes.HasSuffix(whole, []byte("\n")):
		r.line = append(r.line, '\n')
	}
}

func hexByte(b []byte) (byte, error) {
	if len(b) < 2 {
		return 0, io.ErrUnexpectedEOF
	}
	high, err := hexDigit(b[0])
	if err != nil {
		return 0, err
	}
	low, err := hexDigit(b[1])
	return high<<4 | low, err
}

func hexDigit(c byte) (byte, error) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', nil
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, nil
	}
	return 0, fmt.Errorf("quotedprintable: invalid hex byte 0x%02x", c)
}
