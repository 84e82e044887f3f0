package sha3

import (
	"crypto/subtle"
	"errors"
)

// What is put behind a message: the kind of hash, and the first bit of the padding.
const (
	kindSHA3   = 0x06
	kindSHAKE  = 0x1f
	kindCSHAKE = 0x04
)

// sponge takes bytes in and gives bytes out; between blocks of rate bytes it is permuted.
type sponge struct {
	a         [200]byte
	n         int // bytes of the block that have been taken in or given out
	rate      int
	kind      byte
	size      int // bytes of a sum
	squeezing bool
}

func newSponge(capacity int, kind byte, size int) sponge {
	return sponge{rate: 200 - capacity, kind: kind, size: size}
}

//go:noescape
func permute(a []byte)

// absorb takes whole blocks in.
//
//go:noescape
func absorb(a []byte, rate int, p []byte)

func (s *sponge) reset() {
	clear(s.a[:])
	s.n = 0
	s.squeezing = false
}

func (s *sponge) write(p []byte) (int, error) {
	if s.squeezing {
		panic("sha3: Write after Read")
	}
	n := len(p)
	for len(p) > 0 {
		if s.n == 0 && len(p) >= s.rate {
			whole := len(p) / s.rate * s.rate
			absorb(s.a[:], s.rate, p[:whole])
			p = p[whole:]
			continue
		}
		x := subtle.XORBytes(s.a[s.n:s.rate], s.a[s.n:s.rate], p)
		p = p[x:]
		if s.n += x; s.n == s.rate {
			permute(s.a[:])
			s.n = 0
		}
	}
	return n, nil
}

func (s *sponge) read(out []byte) (int, error) {
	if !s.squeezing {
		s.a[s.n] ^= s.kind
		s.a[s.rate-1] ^= 0x80
		permute(s.a[:])
		s.n = 0
		s.squeezing = true
	}
	n := len(out)
	for len(out) > 0 {
		if s.n == s.rate {
			permute(s.a[:])
			s.n = 0
		}
		x := copy(out, s.a[s.n:s.rate])
		s.n += x
		out = out[x:]
	}
	return n, nil
}

func (s *sponge) sum(b []byte) []byte {
	if s.squeezing {
		panic("sha3: Sum after Read")
	}
	c := *s
	out := make([]byte, s.size)
	c.read(out)
	return append(b, out...)
}

// marshaledSize is the length of a marshaled state.
const marshaledSize = 4 + 1 + 200 + 1 + 1

func (s *sponge) magic() string {
	switch s.kind {
	case kindSHAKE:
		return "sha\x09"
	case kindCSHAKE:
		return "sha\x0a"
	}
	return "sha\x08"
}

func (s *sponge) appendBinary(b []byte) []byte {
	b = append(b, s.magic()...)
	b = append(b, byte(s.rate))
	b = append(b, s.a[:]...)
	phase := byte(0)
	if s.squeezing {
		phase = 1
	}
	return append(b, byte(s.n), phase)
}

func (s *sponge) unmarshalBinary(b []byte) error {
	if len(b) != marshaledSize {
		return errors.New("sha3: invalid hash state")
	}
	if string(b[:4]) != s.magic() {
		return errors.New("sha3: invalid hash state identifier")
	}
	if int(b[4]) != s.rate {
		return errors.New("sha3: invalid hash state function")
	}
	copy(s.a[:], b[5:])
	n, phase := int(b[205]), b[206]
	if n > s.rate {
		return errors.New("sha3: invalid hash state")
	}
	s.n = n
	if phase > 1 {
		return errors.New("sha3: invalid hash state")
	}
	s.squeezing = phase == 1
	return nil
}
