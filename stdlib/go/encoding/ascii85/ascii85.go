// Package ascii85 encodes bytes as in PDF and the tool btoa: four in five characters.
package ascii85

import (
	"encoding/binary"
	"io"
	"strconv"
)

// Encode writes src to dst, which has room for MaxEncodedLen(len(src)), and tells how much
// it wrote. The marks around it that some formats have are not written.
func Encode(dst, src []byte) int {
	n := 0
	for ; len(src) >= 4; src = src[4:] {
		if v := binary.BigEndian.Uint32(src); v == 0 {
			dst[n] = 'z'
			n++
		} else {
			put(dst[n:n+5], v)
			n += 5
		}
	}
	if len(src) > 0 {
		var group [4]byte
		var out [5]byte
		copy(group[:], src)
		put(out[:], binary.BigEndian.Uint32(group[:]))
		n += copy(dst[n:], out[:len(src)+1])
	}
	return n
}

// put writes five digits.
func put(dst []byte, v uint32) {
	for i := 4; i >= 0; i-- {
		dst[i] = '!' + byte(v%85)
		v /= 85
	}
}

// MaxEncodedLen is the most that n bytes become.
func MaxEncodedLen(n int) int { return (n + 3) / 4 * 5 }

// NewEncoder gives a writer that encodes to w. Closing it writes the last, incomplete group.
func NewEncoder(w io.Writer) io.WriteCloser { return &encoder{w: w} }

type encoder struct {
	w    io.Writer
	rest []byte // less than a group
	out  [1024]byte
	err  error
}

// emit encodes and writes what is there.
func (e *encoder) emit(p []byte) error {
	_, e.err = e.w.Write(e.out[:Encode(e.out[:], p)])
	return e.err
}

func (e *encoder) Write(p []byte) (n int, err error) {
	if e.err != nil {
		return 0, e.err
	}
	if len(e.rest) > 0 {
		n = min(len(p), 4-len(e.rest))
		e.rest = append(e.rest, p[:n]...)
		if len(e.rest) < 4 {
			return n, nil
		}
		if err := e.emit(e.rest); err != nil {
			return n, err
		}
		e.rest = e.rest[:0]
	}
	for len(p)-n >= 4 {
		size := min(len(p)-n, len(e.out)/5*4) / 4 * 4
		if err := e.emit(p[n : n+size]); err != nil {
			return n, err
		}
		n += size
	}
	e.rest = append(e.rest, p[n:]...)
	return len(p), nil
}

func (e *encoder) Close() error {
	if e.err == nil && len(e.rest) > 0 {
		rest := e.rest
		e.rest = nil
		e.emit(rest)
	}
	return e.err
}

// CorruptInputError is the place in the input of what is no encoding.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal ascii85 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// Decode decodes src to dst, as far as there is room for whole groups, and tells how much it
// wrote and read. Spaces and control characters count for nothing. With flush, src is all
// there is, and its last group may be incomplete.
func Decode(dst, src []byte, flush bool) (ndst, nsrc int, err error) {
	var v uint32
	digits := 0
	for i, c := range src {
		if len(dst)-ndst < 4 {
			return ndst, nsrc, nil
		}
		switch {
		case c <= ' ':
			continue
		case c == 'z' && digits == 0:
			digits = 5
		case '!' <= c && c <= 'u':
			v = v*85 + uint32(c-'!')
			digits++
		default:
			return 0, 0, CorruptInputError(i)
		}
		if digits == 5 {
			binary.BigEndian.PutUint32(dst[ndst:], v)
			ndst += 4
			nsrc = i + 1
			v, digits = 0, 0
		}
	}
	if !flush {
		return ndst, nsrc, nil
	}
	if digits == 1 {
		return 0, 0, CorruptInputError(len(src))
	}
	if digits > 0 {
		for range 5 - digits {
			v = v*85 + 84
		}
		var group [4]byte
		binary.BigEndian.PutUint32(group[:], v)
		ndst += copy(dst[ndst:], group[:digits-1])
	}
	return ndst, len(src), nil
}

// NewDecoder gives a reader of what r holds encoded.
func NewDecoder(r io.Reader) io.Reader { return &decoder{r: r} }

type decoder struct {
	r       io.Reader
	in      [1024]byte
	n       int    // how much of in is not decoded
	out     []byte // what is decoded and not read
	buf     [1024]byte
	readErr error
	err     error
}

func (d *decoder) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.decode()
		if len(d.out) > 0 {
			break
		}
		if d.err == nil {
			d.err = d.readErr
		}
		if d.err == nil {
			var n int
			n, d.readErr = d.r.Read(d.in[d.n:])
			d.n += n
		}
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// decode decodes what was read.
func (d *decoder) decode() {
	if d.n == 0 {
		return
	}
	var ndst, nsrc int
	ndst, nsrc, d.err = Decode(d.buf[:], d.in[:d.n], d.readErr != nil)
	if ndst > 0 {
		d.out = d.buf[:ndst]
		d.n = copy(d.in[:], d.in[nsrc:d.n])
		return
	}
	// Not a group yet: what counts for nothing must not fill the buffer.
	kept := 0
	for _, c := range d.in[:d.n] {
		if c > ' ' {
			d.in[kept] = c
			kept++
		}
	}
	d.n = kept
}
