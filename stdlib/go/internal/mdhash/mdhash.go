// Package mdhash is the frame of the hash functions MD5, SHA-1 and SHA-2: a state of
// words into which blocks are compressed, the last of them padded with the length.
package mdhash

import "errors"

// Function is a hash function.
type Function struct {
	Name     string // for errors, "crypto/md5"
	Magic    string // before marshaled states
	Size     int    // bytes of a sum
	Block    int    // bytes of a block
	Word     int    // bytes of a word
	Words    int
	Init     []uint64              // the words at the start
	Little   bool                  // sum and length have the lowest byte first
	Compress func(state, p []byte) // whole blocks into the state, words as the machine has them
}

// Digest is a running hash. Its state has little endian words.
type Digest struct {
	f     *Function
	state [64]byte
	buf   [128]byte
	n     int // bytes in buf
	len   uint64
}

// Start sets the hash to its beginning.
func (d *Digest) Start(f *Function) {
	*d = Digest{f: f}
	for i, w := range f.Init {
		putLittle(d.state[i*f.Word:][:f.Word], w)
	}
}

func putLittle(b []byte, w uint64) {
	for i := range b {
		b[i] = byte(w >> (8 * i))
	}
}

func putBig(b []byte, w uint64) {
	for i := range b {
		b[i] = byte(w >> (8 * (len(b) - 1 - i)))
	}
}

func (d *Digest) Reset()         { d.Start(d.f) }
func (d *Digest) Size() int      { return d.f.Size }
func (d *Digest) BlockSize() int { return d.f.Block }

func (d *Digest) Write(p []byte) (int, error) {
	n := len(p)
	d.len += uint64(n)
	if d.n > 0 {
		m := copy(d.buf[d.n:d.f.Block], p)
		d.n += m
		p = p[m:]
		if d.n < d.f.Block {
			return n, nil
		}
		d.f.Compress(d.state[:], d.buf[:d.f.Block])
		d.n = 0
	}
	if whole := len(p) / d.f.Block * d.f.Block; whole > 0 {
		d.f.Compress(d.state[:], p[:whole])
		p = p[whole:]
	}
	d.n = copy(d.buf[:], p)
	return n, nil
}

// WriteString writes a string.
func (d *Digest) WriteString(s string) (int, error) { return d.Write([]byte(s)) }

// Sum appends the hash.
func (d *Digest) Sum(in []byte) []byte {
	c := *d
	return append(in, c.finish()...)
}

// finish pads and gives the sum.
func (d *Digest) finish() []byte {
	bits := d.len << 3
	lenBytes := d.f.Block / 8
	var pad [256]byte
	pad[0] = 0x80
	n := d.f.Block - (d.n+1+lenBytes)%d.f.Block
	if n == d.f.Block {
		n = 0
	}
	n += 1 + lenBytes
	if d.f.Little {
		putLittle(pad[n-8:n], bits)
	} else {
		putBig(pad[n-8:n], bits)
		if lenBytes > 8 {
			putBig(pad[n-16:n-8], d.len>>61)
		}
	}
	d.Write(pad[:n])
	return d.words(d.f.Little)[:d.f.Size]
}

// words are those of the state, with the lowest byte first or last.
func (d *Digest) words(little bool) []byte {
	n := d.f.Words * d.f.Word
	out := append([]byte(nil), d.state[:n]...)
	if !little {
		swap(out, d.f.Word)
	}
	return out
}

// swap turns the bytes of each word around.
func swap(b []byte, word int) {
	for at := 0; at < len(b); at += word {
		for i, j := at, at+word-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}

// AppendBinary appends the state.
func (d *Digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, d.f.Magic...)
	b = append(b, d.words(false)...)
	b = append(b, d.buf[:d.n]...)
	b = append(b, make([]byte, d.f.Block-d.n)...)
	var length [8]byte
	putBig(length[:], d.len)
	return append(b, length[:]...), nil
}

// MarshalBinary gives the state.
func (d *Digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary goes back to a state.
func (d *Digest) UnmarshalBinary(b []byte) error {
	f := d.f
	if len(b) < len(f.Magic) || string(b[:len(f.Magic)]) != f.Magic {
		return errors.New(f.Name + ": invalid hash state identifier")
	}
	b = b[len(f.Magic):]
	n := f.Words * f.Word
	if len(b) != n+f.Block+8 {
		return errors.New(f.Name + ": invalid hash state size")
	}
	d.Start(f)
	copy(d.state[:], b[:n])
	swap(d.state[:n], f.Word)
	b = b[n:]
	copy(d.buf[:], b[:f.Block])
	for _, c := range b[f.Block:] {
		d.len = d.len<<8 | uint64(c)
	}
	d.n = int(d.len % uint64(f.Block))
	return nil
}
