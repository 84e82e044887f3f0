package hex

import (
	"errors"
	"io"
)

type encoder struct {
	w   io.Writer
	err error
	out [1024]byte
}

// NewEncoder writes the digits of what is written to it to w.
func NewEncoder(w io.Writer) io.Writer { return &encoder{w: w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	for len(p) > 0 && e.err == nil {
		chunk := p[:min(len(p), len(e.out)/2)]
		written, err := e.w.Write(e.out[:Encode(e.out[:], chunk)])
		e.err = err
		n += written / 2
		p = p[len(chunk):]
	}
	return n, e.err
}

type decoder struct {
	r   io.Reader
	err error
	in  []byte // read, not yet decoded
	arr [1024]byte
}

// NewDecoder reads the bytes of the digits of r.
func NewDecoder(r io.Reader) io.Reader { return &decoder{r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(d.in) < 2 && d.err == nil {
		had := copy(d.arr[:], d.in)
		n, err := d.r.Read(d.arr[had:])
		d.in, d.err = d.arr[:had+n], err
		if err == io.EOF && len(d.in)%2 != 0 {
			if _, ok := value(d.in[len(d.in)-1]); !ok {
				d.err = InvalidByteError(d.in[len(d.in)-1])
			} else {
				d.err = io.ErrUnexpectedEOF
			}
		}
	}
	if most := len(d.in) / 2; len(p) > most {
		p = p[:most]
	}
	done, err := Decode(p, d.in[:len(p)*2])
	d.in = d.in[2*done:]
	if err != nil {
		d.in, d.err = nil, err
	}
	if len(d.in) < 2 {
		return done, d.err
	}
	return done, nil
}

type dumper struct {
	w      io.Writer
	line   []byte
	at     uint
	closed bool
}

// Dumper writes what Dump gives for what is written to it; Close ends the last line.
func Dumper(w io.Writer) io.WriteCloser { return &dumper{w: w} }

func (d *dumper) Write(data []byte) (n int, err error) {
	if d.closed {
		return 0, errors.New("encoding/hex: dumper closed")
	}
	for len(data) > 0 {
		m := min(16-len(d.line), len(data))
		d.line = append(d.line, data[:m]...)
		data = data[m:]
		n += m
		if len(d.line) == 16 {
			if err := d.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (d *dumper) flush() error {
	_, err := d.w.Write(dumpLine(nil, d.at, d.line))
	d.at += uint(len(d.line))
	d.line = d.line[:0]
	return err
}

func (d *dumper) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	if len(d.line) == 0 {
		return nil
	}
	return d.flush()
}
