// Package lzw has the compression of Lempel, Ziv and Welch, as GIF and PDF have it. TIFF's
// differs by one and is not read.
//
// Codes are numbers of w bits: first those of the 2^litWidth literal bytes, then clear, which
// forgets all others, and end, then one for each text met, which is the text of a code before
// with one byte more. w begins at litWidth+1 and grows to 12 as codes do.
package lzw

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Order says where in a byte the first bits are.
type Order int

const (
	// LSB is for the lowest bits first, as in GIF.
	LSB Order = iota
	// MSB is for the highest bits first, as in PDF.
	MSB
)

const (
	maxWidth = 12
	ncodes   = 1 << maxWidth
	noCode   = 1 << 16
)

var errClosed = errors.New("lzw: reader/writer is closed")

// check tells what is wrong with the parameters.
func check(order Order, litWidth int) error {
	if order != LSB && order != MSB {
		return errors.New("lzw: unknown order")
	}
	if litWidth < 2 || 8 < litWidth {
		return fmt.Errorf("lzw: litWidth %d out of range", litWidth)
	}
	return nil
}

// codes is what writer and reader count alike.
type codes struct {
	litWidth uint
	width    uint
	hi       uint32 // the last code given
}

func (c *codes) clear() uint32 { return 1 << c.litWidth }
func (c *codes) end() uint32   { return 1<<c.litWidth + 1 }

// forget starts anew behind the two special codes.
func (c *codes) forget() {
	c.width = c.litWidth + 1
	c.hi = c.end()
}

// Reader decompresses. It implements io.Reader.
type Reader struct {
	codes
	r      io.ByteReader
	order  Order
	bits   uint32
	nbits  uint
	last   uint32 // the code before, noCode after clear
	err    error
	suffix [ncodes]byte   // a text's last byte
	prefix [ncodes]uint16 // the code of what is before it
	text   [ncodes]byte
	out    []byte // decoded and not read
}

// NewReader decompresses what r holds. It reads r byte by byte if it is an io.ByteReader,
// else it may read more than it needs. Closing it does not close r.
func NewReader(r io.Reader, order Order, litWidth int) io.ReadCloser {
	d := new(Reader)
	d.Reset(r, order, litWidth)
	return d
}

// Reset makes the reader what NewReader gives.
func (r *Reader) Reset(src io.Reader, order Order, litWidth int) {
	*r = Reader{order: order}
	if r.err = check(order, litWidth); r.err != nil {
		return
	}
	if b, ok := src.(io.ByteReader); ok {
		r.r = b
	} else if src != nil {
		r.r = bufio.NewReader(src)
	}
	r.litWidth = uint(litWidth)
	r.forget()
	r.last = noCode
}

// code reads the next code.
func (r *Reader) code() (uint32, error) {
	for r.nbits < r.width {
		b, err := r.r.ReadByte()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		if r.order == LSB {
			r.bits |= uint32(b) << r.nbits
		} else {
			r.bits |= uint32(b) << (24 - r.nbits)
		}
		r.nbits += 8
	}
	r.nbits -= r.width
	if r.order == LSB {
		code := r.bits & (1<<r.width - 1)
		r.bits >>= r.width
		return code, nil
	}
	code := r.bits >> (32 - r.width)
	r.bits <<= r.width
	return code, nil
}

// decode takes codes until there is much to read, or no more.
func (r *Reader) decode() {
	r.out = r.out[:0]
	for len(r.out) < ncodes {
		code, err := r.code()
		switch {
		case err != nil:
			r.err = err
			return
		case code == r.clear():
			r.forget()
			r.last = noCode
			continue
		case code == r.end():
			r.err = io.EOF
			return
		case code > r.hi:
			r.err = errors.New("lzw: invalid code")
			return
		}
		r.expand(code)
		r.grow(code)
	}
}

// expand writes a code's text, and learns the text before with its first byte.
func (r *Reader) expand(code uint32) {
	at := len(r.text)
	c := code
	if code == r.hi && code > r.end() && r.last != noCode {
		// The code that is just learnt: the text before and its own first byte.
		c = r.last
		for c >= r.clear() {
			c = uint32(r.prefix[c])
		}
		at--
		r.text[at] = byte(c)
		c = r.last
	}
	for c >= r.clear() {
		at--
		r.text[at] = r.suffix[c]
		c = uint32(r.prefix[c])
	}
	at--
	r.text[at] = byte(c)
	r.out = append(r.out, r.text[at:]...)
	if r.last != noCode {
		r.suffix[r.hi] = byte(c)
		r.prefix[r.hi] = uint16(r.last)
	}
}

// grow counts the next code, which is learnt with the text that follows.
func (r *Reader) grow(code uint32) {
	r.last = code
	r.hi++
	if r.hi < 1<<r.width {
		return
	}
	if r.width == maxWidth {
		// Full: nothing more is learnt.
		r.last = noCode
		r.hi--
		return
	}
	r.width++
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	for {
		if len(r.out) > 0 {
			n := copy(p, r.out)
			r.out = r.out[n:]
			return n, nil
		}
		if r.err != nil {
			return 0, r.err
		}
		r.decode()
	}
}

// Close ends reading.
func (r *Reader) Close() error {
	r.err = errClosed
	return nil
}

// byteWriter is what the writer writes to.
type byteWriter interface {
	io.ByteWriter
	Flush() error
}

// Writer compresses. It implements io.Writer.
type Writer struct {
	codes
	w     byteWriter
	order Order
	bits  uint32
	nbits uint
	text  uint32            // the code of the text met so far, noCode before the first byte
	known map[uint32]uint32 // code<<8 | byte → code of that text
	err   error
}

// NewWriter compresses to w; all bytes are less than 2^litWidth. Closing it writes the rest
// and does not close w.
func NewWriter(w io.Writer, order Order, litWidth int) io.WriteCloser {
	e := new(Writer)
	e.Reset(w, order, litWidth)
	return e
}

// Reset makes the writer what NewWriter gives.
func (w *Writer) Reset(dst io.Writer, order Order, litWidth int) {
	*w = Writer{order: order}
	if w.err = check(order, litWidth); w.err != nil {
		return
	}
	if b, ok := dst.(byteWriter); ok {
		w.w = b
	} else if dst != nil {
		w.w = bufio.NewWriter(dst)
	}
	w.litWidth = uint(litWidth)
	w.text = noCode
	w.forget()
}

func (w *Writer) forget() {
	w.codes.forget()
	w.known = map[uint32]uint32{}
}

// put writes a code.
func (w *Writer) put(code uint32) error {
	if w.order == LSB {
		w.bits |= code << w.nbits
	} else {
		w.bits |= code << (32 - w.width - w.nbits)
	}
	for w.nbits += w.width; w.nbits >= 8; w.nbits -= 8 {
		if err := w.putByte(); err != nil {
			return err
		}
		if w.order == LSB {
			w.bits >>= 8
		} else {
			w.bits <<= 8
		}
	}
	return nil
}

// putByte writes the first bits.
func (w *Writer) putByte() error {
	b := w.bits
	if w.order == MSB {
		b >>= 24
	}
	return w.w.WriteByte(byte(b))
}

// grow gives the next code. If there is none, it starts anew.
func (w *Writer) grow() (isNew bool, err error) {
	w.hi++
	if w.hi == 1<<w.width {
		w.width++
	}
	if w.hi < ncodes-1 {
		return true, nil
	}
	if err := w.put(w.clear()); err != nil {
		return false, err
	}
	w.forget()
	return false, nil
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	for _, b := range p {
		if uint32(b) >= w.clear() {
			w.err = errors.New("lzw: input byte too large for the litWidth")
			return 0, w.err
		}
	}
	n := len(p)
	if w.text == noCode {
		if err := w.put(w.clear()); err != nil {
			return 0, err
		}
		w.text, p = uint32(p[0]), p[1:]
	}
	for _, b := range p {
		longer := w.text<<8 | uint32(b)
		if code, ok := w.known[longer]; ok {
			w.text = code
			continue
		}
		if w.err = w.put(w.text); w.err != nil {
			return 0, w.err
		}
		w.text = uint32(b)
		isNew, err := w.grow()
		if err != nil {
			w.err = err
			return 0, err
		}
		if isNew {
			w.known[longer] = w.hi
		}
	}
	return n, nil
}

// Close writes the rest.
func (w *Writer) Close() error {
	if w.err != nil {
		if w.err == errClosed {
			return nil
		}
		return w.err
	}
	w.err = errClosed
	if w.text == noCode {
		if err := w.put(w.clear()); err != nil {
			return err
		}
	} else {
		if err := w.put(w.text); err != nil {
			return err
		}
		if _, err := w.grow(); err != nil {
			return err
		}
	}
	if err := w.put(w.end()); err != nil {
		return err
	}
	if w.nbits > 0 {
		if err := w.putByte(); err != nil {
			return err
		}
	}
	return w.w.Flush()
}
