// Package base32 reads and writes base32 (RFC 4648).
package base32

import (
	"bytes"
	"io"
	"slices"
	"strconv"
)

// Encoding is an alphabet and a padding character.
type Encoding struct {
	alphabet string
	values   [256]uint8
	pad      rune
}

const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

const invalid = 0xff

// NewEncoding is a padded encoding with the 32 characters.
func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 32 {
		panic("encoding alphabet is not 32-bytes long")
	}
	e := &Encoding{alphabet: encoder, pad: StdPadding}
	for i := range e.values {
		e.values[i] = invalid
	}
	for i := range len(encoder) {
		switch {
		case encoder[i] == '\n' || encoder[i] == '\r':
			panic("encoding alphabet contains newline character")
		case e.values[encoder[i]] != invalid:
			panic("encoding alphabet includes duplicate symbols")
		}
		e.values[encoder[i]] = uint8(i)
	}
	return e
}

// WithPadding is the encoding with another padding character or none.
func (enc Encoding) WithPadding(padding rune) *Encoding {
	switch {
	case padding < NoPadding || padding == '\r' || padding == '\n' || padding > 0xff:
		panic("invalid padding")
	case padding != NoPadding && enc.values[byte(padding)] != invalid:
		panic("padding contained in alphabet")
	}
	enc.pad = padding
	return &enc
}

var StdEncoding = NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
var HexEncoding = NewEncoding("0123456789ABCDEFGHIJKLMNOPQRSTUV")

// Characters that 1 to 4 bytes at the end take.
var tailChars = [...]int{0, 2, 4, 5, 7}

// AppendEncode appends the encoding of src.
func (enc *Encoding) AppendEncode(dst, src []byte) []byte {
	for len(src) > 0 {
		var v uint64
		n := min(5, len(src))
		for i := range 5 {
			v <<= 8
			if i < n {
				v |= uint64(src[i])
			}
		}
		src = src[n:]
		chars := 8
		if n < 5 {
			chars = tailChars[n]
		}
		for i := range 8 {
			if i < chars {
				dst = append(dst, enc.alphabet[v>>(35-5*i)&31])
			} else if enc.pad != NoPadding {
				dst = append(dst, byte(enc.pad))
			}
		}
	}
	return dst
}

// Encode writes the encoding of src to dst.
func (enc *Encoding) Encode(dst, src []byte) { copy(dst, enc.AppendEncode(nil, src)) }

// EncodeToString gives the encoding of src.
func (enc *Encoding) EncodeToString(src []byte) string {
	return string(enc.AppendEncode(make([]byte, 0, enc.EncodedLen(len(src))), src))
}

// EncodedLen is the length of the encoding of n bytes.
func (enc *Encoding) EncodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/5*8 + (n%5*8+4)/5
	}
	return (n + 4) / 5 * 8
}

// DecodedLen is the largest length of n characters decoded.
func (enc *Encoding) DecodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/8*5 + n%8*5/8
	}
	return n / 8 * 5
}

// CorruptInputError is the index of a wrong character.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base32 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// withoutLineEnds gives the text without what decoding skips.
func withoutLineEnds(src []byte) []byte {
	if !bytes.ContainsAny(src, "\r\n") {
		return src
	}
	return slices.DeleteFunc(slices.Clone(src), func(c byte) bool { return c == '\r' || c == '\n' })
}

// Decode writes what src encodes to dst. Line ends are skipped.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	out, _, err := enc.decode(nil, withoutLineEnds(src))
	return copy(dst, out), err
}

// AppendDecode appends what src encodes.
func (enc *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	dst, _, err := enc.decode(dst, withoutLineEnds(src))
	return dst, err
}

// DecodeString gives what s encodes.
func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	out, _, err := enc.decode(make([]byte, 0, enc.DecodedLen(len(s))), withoutLineEnds([]byte(s)))
	return out, err
}

// decode appends what src encodes; ended tells that there was padding.
func (enc *Encoding) decode(dst, src []byte) (out []byte, ended bool, err error) {
	for at := 0; at < len(src) && !ended; {
		var v uint64
		n := 0
		for n < 8 {
			if at+n == len(src) {
				if enc.pad != NoPadding {
					return dst, false, CorruptInputError(len(src) - n)
				}
				ended = true
				break
			}
			c := src[at+n]
			if rune(c) == enc.pad && n >= 2 && len(src)-at < 9 {
				// All the rest is padding.
				if len(src)-at < 8 {
					return dst, false, CorruptInputError(len(src))
				}
				for k := n; k < 8; k++ {
					if rune(src[at+k]) != enc.pad {
						return dst, false, CorruptInputError(at + k - 1)
					}
				}
				if n == 1 || n == 3 || n == 6 {
					return dst, false, CorruptInputError(at + n - 1)
				}
				ended = true
				break
			}
			d := enc.values[c]
			if d == invalid {
				return dst, false, CorruptInputError(at + n)
			}
			v = v<<5 | uint64(d)
			n++
		}
		at += n
		v <<= 5 * (8 - n)
		for i := range n * 5 / 8 {
			dst = append(dst, byte(v>>(32-8*i)))
		}
	}
	return dst, ended, nil
}

type encoder struct {
	enc  *Encoding
	w    io.Writer
	err  error
	rest []byte // fewer than 5 bytes
}

// NewEncoder writes the encoding of what is written to it to w; Close writes the last
// group.
func NewEncoder(enc *Encoding, w io.Writer) io.WriteCloser { return &encoder{enc: enc, w: w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	if e.err != nil {
		return 0, e.err
	}
	all := slices.Concat(e.rest, p)
	whole := len(all) / 5 * 5
	if whole > 0 {
		if _, e.err = e.w.Write(e.enc.AppendEncode(nil, all[:whole])); e.err != nil {
			return 0, e.err
		}
	}
	e.rest = all[whole:]
	return len(p), nil
}

func (e *encoder) Close() error {
	if e.err == nil && len(e.rest) > 0 {
		_, e.err = e.w.Write(e.enc.AppendEncode(nil, e.rest))
		e.rest = nil
	}
	return e.err
}

type decoder struct {
	enc   *Encoding
	r     io.Reader
	err   error
	in    []byte // read, not yet decoded; no line ends
	out   []byte // decoded, not yet given
	at    int    // characters decoded
	ended bool   // r is at its end
}

// NewDecoder reads what the text of r encodes.
func NewDecoder(enc *Encoding, r io.Reader) io.Reader { return &decoder{enc: enc, r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(d.out) == 0 && d.err == nil {
		d.fill()
	}
	if len(d.out) > 0 {
		n = copy(p, d.out)
		d.out = d.out[n:]
		return n, nil
	}
	return 0, d.err
}

// fill reads and decodes some more, or sets the error.
func (d *decoder) fill() {
	buf := make([]byte, 1024)
	for len(d.in) < 8 && !d.ended {
		n, err := d.r.Read(buf)
		d.in = append(d.in, withoutLineEnds(buf[:n])...)
		if err == io.EOF {
			d.ended = true
		} else if err != nil {
			d.err = err
			return
		}
	}
	whole := len(d.in) / 8 * 8
	if whole == 0 {
		switch {
		case len(d.in) == 0:
			d.err = io.EOF
			return
		case d.enc.pad != NoPadding:
			d.err = io.ErrUnexpectedEOF
			return
		}
		whole = len(d.in)
	}
	out, ended, err := d.enc.decode(nil, d.in[:whole])
	d.out = out
	if corrupt, ok := err.(CorruptInputError); ok {
		d.err = corrupt + CorruptInputError(d.at)
	} else if ended {
		d.err = io.EOF
	}
	d.at += whole
	d.in = d.in[whole:]
}
