package quotedprintable

import "io"

// Bytes that a line may have, its end not counted.
const maxLine = 76

const upperHex = "0123456789ABCDEF"

// Writer encodes. Close writes what is left.
type Writer struct {
	// Binary is set for data whose line ends are not the ends of lines: they are encoded.
	Binary bool

	w    io.Writer
	line []byte
	cr   bool // the last byte was a \r, for which the end of a line was written
}

// NewWriter writes what it encodes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, line: make([]byte, 0, maxLine+2)} }

// Write encodes p.
func (w *Writer) Write(p []byte) (n int, err error) {
	for n, c := range p {
		if err := w.writeByte(c); err != nil {
			return n, err
		}
	}
	return len(p), nil
}

func (w *Writer) writeByte(c byte) error {
	switch {
	case !w.Binary && (c == '\n' || c == '\r'):
		if w.cr && c == '\n' {
			w.cr = false
			return nil
		}
		w.cr = c == '\r' || w.cr
		if err := w.encodeSpace(); err != nil {
			return err
		}
		return w.endLine()
	case '!' <= c && c <= '~' && c != '=' || c == ' ' || c == '\t':
		if len(w.line) == maxLine-1 {
			if err := w.breakLine(); err != nil {
				return err
			}
		}
		w.line = append(w.line, c)
		w.cr = false
		return nil
	}
	return w.encode(c)
}

// Close writes what is left of the last line. It does not close the writer below.
func (w *Writer) Close() error {
	if err := w.encodeSpace(); err != nil {
		return err
	}
	return w.flush()
}

func (w *Writer) encode(c byte) error {
	if maxLine-1-len(w.line) < 3 {
		if err := w.breakLine(); err != nil {
			return err
		}
	}
	w.line = append(w.line, '=', upperHex[c>>4], upperHex[c&15])
	return nil
}

// encodeSpace encodes a space at the end of the line, which would get lost.
func (w *Writer) encodeSpace() error {
	last := len(w.line) - 1
	if last < 0 || w.line[last] != ' ' && w.line[last] != '\t' {
		return nil
	}
	c := w.line[last]
	w.line = w.line[:last]
	return w.encode(c)
}

// breakLine ends the line where the text has no end of a line.
func (w *Writer) breakLine() error {
	w.line = append(w.line, '=')
	return w.endLine()
}

func (w *Writer) endLine() error {
	w.line = append(w.line, '\r', '\n')
	return w.flush()
}

func (w *Writer) flush() error {
	_, err := w.w.Write(w.line)
	w.line = w.line[:0]
	return err
}
