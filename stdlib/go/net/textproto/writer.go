package textproto

import (
	"bufio"
	"fmt"
	"io"
)

// Writer writes lines, and blocks that end with a dot.
type Writer struct {
	W   *bufio.Writer
	dot *dotWriter
}

// NewWriter writes to w.
func NewWriter(w *bufio.Writer) *Writer { return &Writer{W: w} }

// PrintfLine writes a line and its end, and flushes.
func (w *Writer) PrintfLine(format string, args ...any) error {
	w.closeDot()
	fmt.Fprintf(w.W, format, args...)
	w.W.WriteString("\r\n")
	return w.W.Flush()
}

// DotWriter writes a block of lines as DotReader reads it. Close ends it; the next use of w
// does, too.
func (w *Writer) DotWriter() io.WriteCloser {
	w.closeDot()
	w.dot = &dotWriter{w: w, state: atLineStart, empty: true}
	return w.dot
}

func (w *Writer) closeDot() {
	if w.dot != nil {
		w.dot.Close()
	}
}

type dotWriter struct {
	w     *Writer
	state dotState // atLineStart, afterCR or inLine
	empty bool     // nothing was written
}

func (d *dotWriter) Write(b []byte) (n int, err error) {
	out := d.w.W
	for n < len(b) {
		c := b[n]
		d.empty = false
		if d.state == atLineStart && c == '.' {
			out.WriteByte('.')
		}
		switch {
		case c == '\n':
			if d.state != afterCR {
				out.WriteByte('\r')
			}
			d.state = atLineStart
		case c == '\r' && d.state != afterCR:
			d.state = afterCR
		default:
			d.state = inLine
		}
		if err := out.WriteByte(c); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (d *dotWriter) Close() error {
	if d.w.dot == d {
		d.w.dot = nil
	}
	out := d.w.W
	switch {
	case d.state == afterCR:
		out.WriteByte('\n')
	case d.state == inLine || d.empty:
		out.WriteString("\r\n")
	}
	out.WriteString(".\r\n")
	return out.Flush()
}
