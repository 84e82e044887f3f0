package rand

import (
	"errors"
	"math/bits"
)

// A PCG is a permuted congruential generator with 128 bits of state.
type PCG struct {
	hi uint64
	lo uint64
}

// NewPCG is a generator with the seeds.
func NewPCG(seed1, seed2 uint64) *PCG { return &PCG{seed1, seed2} }

// Seed starts over.
func (p *PCG) Seed(seed1, seed2 uint64) {
	p.hi = seed1
	p.lo = seed2
}

// Uint64 is the next number.
func (p *PCG) Uint64() uint64 {
	const (
		mulHi = 2549297995355413924
		mulLo = 4865540595714422341
		incHi = 6364136223846793005
		incLo = 1442695040888963407
	)
	hi, lo := bits.Mul64(p.lo, mulLo)
	hi += p.hi*mulLo + p.lo*mulHi
	lo, c := bits.Add64(lo, incLo, 0)
	hi, _ = bits.Add64(hi, incHi, c)
	p.lo = lo
	p.hi = hi

	const mix = 0xda942042e4dd58b5
	hi ^= hi >> 32
	hi *= mix
	hi ^= hi >> 48
	hi *= lo | 1
	return hi
}

// AppendBinary appends the state.
func (p *PCG) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, "pcg:"...)
	b = appendBig(b, p.hi)
	return appendBig(b, p.lo), nil
}

// MarshalBinary is the state as bytes.
func (p *PCG) MarshalBinary() ([]byte, error) {
	return p.AppendBinary(make([]byte, 0, 20))
}

// UnmarshalBinary restores a state.
func (p *PCG) UnmarshalBinary(data []byte) error {
	if len(data) != 20 || string(data[:4]) != "pcg:" {
		return errors.New("invalid PCG encoding")
	}
	p.hi = big(data[4:])
	p.lo = big(data[12:])
	return nil
}

func appendBig(b []byte, v uint64) []byte {
	for shift := 56; shift >= 0; shift -= 8 {
		b = append(b, byte(v>>uint(shift)))
	}
	return b
}

func big(b []byte) (v uint64) {
	for _, c := range b[:8] {
		v = v<<8 | uint64(c)
	}
	return v
}

func appendLittle(b []byte, v uint64) []byte {
	for shift := 0; shift < 64; shift += 8 {
		b = append(b, byte(v>>uint(shift)))
	}
	return b
}

func little(b []byte) (v uint64) {
	for i := 7; i >= 0; i-- {
		v = v<<8 | uint64(b[i])
	}
	return v
}

// A ChaCha8 is a generator on the ChaCha8 cipher. Four blocks are made at a time; after
// sixteen the last words made become the key.
type ChaCha8 struct {
	buf     [32]uint64
	seed    [4]uint64
	next    int // index in buf
	end     int // numbers in buf that may be used
	counter uint32

	readBuf [8]byte
	readLen int
}

const (
	blocks  = 4
	rekey   = 16 // blocks after which the key changes
	keyLen  = 4
	encoded = "chacha8:"
)

// chacha8 makes four blocks.
//
//go:noescape
func chacha8(seed, buf []uint64, counter uint32)

// NewChaCha8 is a generator with the seed.
func NewChaCha8(seed [32]byte) *ChaCha8 {
	c := new(ChaCha8)
	c.Seed(seed)
	return c
}

// Seed starts over.
func (c *ChaCha8) Seed(seed [32]byte) {
	for i := range c.seed {
		c.seed[i] = little(seed[8*i:])
	}
	c.counter = 0
	c.fill()
	c.readLen = 0
	c.readBuf = [8]byte{}
}

func (c *ChaCha8) fill() {
	chacha8(c.seed[:], c.buf[:], c.counter)
	c.next = 0
	c.end = len(c.buf)
	if c.counter == rekey-blocks {
		c.end -= keyLen
	}
}

// Uint64 is the next number.
func (c *ChaCha8) Uint64() uint64 {
	if c.next == c.end {
		c.counter += blocks
		if c.counter == rekey {
			copy(c.seed[:], c.buf[len(c.buf)-keyLen:])
			c.counter = 0
		}
		c.fill()
	}
	x := c.buf[c.next]
	c.next++
	return x
}

// Read fills p with random bytes.
func (c *ChaCha8) Read(p []byte) (n int, err error) {
	if c.readLen > 0 {
		n = copy(p, c.readBuf[len(c.readBuf)-c.readLen:])
		c.readLen -= n
		p = p[n:]
	}
	for len(p) >= 8 {
		appendLittle(p[:0], c.Uint64())
		p = p[8:]
		n += 8
	}
	if len(p) > 0 {
		appendLittle(c.readBuf[:0], c.Uint64())
		n += copy(p, c.readBuf[:])
		c.readLen = 8 - len(p)
	}
	return n, nil
}

// AppendBinary appends the state.
func (c *ChaCha8) AppendBinary(b []byte) ([]byte, error) {
	if c.readLen > 0 {
		b = append(b, "readbuf:"...)
		b = append(b, uint8(c.readLen))
		b = append(b, c.readBuf[len(c.readBuf)-c.readLen:]...)
	}
	b = append(b, encoded...)
	b = appendBig(b, uint64(int(c.counter)/blocks*len(c.buf)+c.next))
	for _, word := range c.seed {
		b = appendLittle(b, word)
	}
	return b, nil
}

// MarshalBinary is the state as bytes.
func (c *ChaCha8) MarshalBinary() ([]byte, error) {
	return c.AppendBinary(make([]byte, 0, 64))
}

// UnmarshalBinary restores a state.
func (c *ChaCha8) UnmarshalBinary(data []byte) error {
	const prefix = "readbuf:"
	if len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix {
		data = data[len(prefix):]
		if len(data) == 0 || len(data) < 1+int(data[0]) {
			return errors.New("invalid ChaCha8 Read buffer encoding")
		}
		saved := data[1 : 1+data[0]]
		data = data[1+data[0]:]
		c.readLen = copy(c.readBuf[len(c.readBuf)-len(saved):], saved)
	}
	if len(data) != 6*8 || string(data[:8]) != encoded {
		return errors.New("invalid ChaCha8 encoding")
	}
	used := big(data[8:])
	if used > rekey/blocks*32-keyLen {
		return errors.New("invalid ChaCha8 encoding")
	}
	for i := range c.seed {
		c.seed[i] = little(data[16+8*i:])
	}
	c.counter = blocks * (uint32(used) / 32)
	c.fill()
	c.next = int(used % 32)
	return nil
}
