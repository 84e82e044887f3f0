// Package base64 reads and writes base64.
package base64

import "strconv"

// Encoding is an alphabet and a padding character.
type Encoding struct {
	alphabet string
	values   [256]uint8
	pad      rune
	strict   bool
}

const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

const invalid = 0xff

// NewEncoding is a padded encoding with the 64 characters.
func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 64 {
		panic("encoding alphabet is not 64-bytes long")
	}
	e := &Encoding{alphabet: encoder, pad: StdPadding}
	for i := range e.values {
		e.values[i] = invalid
	}
	for i := 0; i < len(encoder); i++ {
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

// Strict is the encoding that demands zero padding bits.
func (enc Encoding) Strict() *Encoding {
	enc.strict = true
	return &enc
}

const std = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

var StdEncoding = NewEncoding(std + "+/")
var URLEncoding = NewEncoding(std + "-_")
var RawStdEncoding = StdEncoding.WithPadding(NoPadding)
var RawURLEncoding = URLEncoding.WithPadding(NoPadding)

// AppendEncode appends the encoding of src.
func (enc *Encoding) AppendEncode(dst, src []byte) []byte {
	for len(src) >= 3 {
		v := uint(src[0])<<16 | uint(src[1])<<8 | uint(src[2])
		dst = append(dst, enc.alphabet[v>>18], enc.alphabet[v>>12&63], enc.alphabet[v>>6&63], enc.alphabet[v&63])
		src = src[3:]
	}
	switch len(src) {
	case 1:
		v := uint(src[0]) << 16
		dst = append(dst, enc.alphabet[v>>18], enc.alphabet[v>>12&63])
		if enc.pad != NoPadding {
			dst = append(dst, byte(enc.pad), byte(enc.pad))
		}
	case 2:
		v := uint(src[0])<<16 | uint(src[1])<<8
		dst = append(dst, enc.alphabet[v>>18], enc.alphabet[v>>12&63], enc.alphabet[v>>6&63])
		if enc.pad != NoPadding {
			dst = append(dst, byte(enc.pad))
		}
	}
	return dst
}

// Encode writes the encoding of src to dst.
func (enc *Encoding) Encode(dst, src []byte) { enc.AppendEncode(dst[:0:len(dst)], src) }

// EncodeToString gives the encoding of src.
func (enc *Encoding) EncodeToString(src []byte) string {
	return string(enc.AppendEncode(make([]byte, 0, enc.EncodedLen(len(src))), src))
}

// EncodedLen is the length of the encoding of n bytes.
func (enc *Encoding) EncodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/3*4 + (n%3*8+5)/6
	}
	return (n + 2) / 3 * 4
}

// DecodedLen is the largest length of n characters decoded.
func (enc *Encoding) DecodedLen(n int) int {
	if enc.pad == NoPadding {
		return n/4*3 + n%4*6/8
	}
	return n / 4 * 3
}

// CorruptInputError is the index of a wrong character.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// Decode writes what src encodes to dst. Line ends are skipped.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	out, err := enc.AppendDecode(dst[:0:len(dst)], src)
	return len(out), err
}

// DecodeString gives what s encodes.
func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	return enc.AppendDecode(make([]byte, 0, enc.DecodedLen(len(s))), []byte(s))
}

// AppendDecode appends what src encodes.
func (enc *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	si := 0
	for {
		var quad [4]uint8
		n := 0
		end := false
		for n < 4 {
			if si == len(src) {
				switch {
				case n == 0:
					return dst, nil
				case n == 1 || enc.pad != NoPadding:
					return dst, CorruptInputError(si - n)
				}
				end = true
				break
			}
			in := src[si]
			si++
			if v := enc.values[in]; v != invalid {
				quad[n] = v
				n++
				continue
			}
			if in == '\n' || in == '\r' {
				continue
			}
			if rune(in) != enc.pad {
				return dst, CorruptInputError(si - 1)
			}
			switch n {
			case 0, 1:
				return dst, CorruptInputError(si - 1)
			case 2:
				for si < len(src) && (src[si] == '\n' || src[si] == '\r') {
					si++
				}
				if si == len(src) {
					return dst, CorruptInputError(len(src))
				}
				if rune(src[si]) != enc.pad {
					return dst, CorruptInputError(si - 1)
				}
				si++
			}
			at := si
			for si < len(src) && (src[si] == '\n' || src[si] == '\r') {
				si++
			}
			if si < len(src) {
				v := CorruptInputError(at)
				out, _ := enc.finish(dst, quad, n, si)
				return out, v
			}
			end = true
			break
		}
		if end {
			return enc.finish(dst, quad, n, si)
		}
		v := uint(quad[0])<<18 | uint(quad[1])<<12 | uint(quad[2])<<6 | uint(quad[3])
		dst = append(dst, byte(v>>16), byte(v>>8), byte(v))
	}
}

// finish appends the bytes of a last group of n < 4 characters.
func (enc *Encoding) finish(dst []byte, quad [4]uint8, n, si int) ([]byte, error) {
	v := uint(quad[0])<<18 | uint(quad[1])<<12 | uint(quad[2])<<6
	if n == 3 {
		if enc.strict && byte(v) != 0 {
			return dst, CorruptInputError(si - 1)
		}
		return append(dst, byte(v>>16), byte(v>>8)), nil
	}
	if enc.strict && byte(v>>8) != 0 {
		return dst, CorruptInputError(si - 2)
	}
	return append(dst, byte(v>>16)), nil
}
