// Package rc4 is the stream cipher RC4, for what still needs it: it is broken.
package rc4

import (
	"crypto/internal/alias"
	"strconv"
)

// Cipher is a running stream.
type Cipher struct {
	state [258]byte // the permutation, and the two places in it
}

// KeySizeError is the length of a key that is no key.
type KeySizeError int

func (k KeySizeError) Error() string { return "crypto/rc4: invalid key size " + strconv.Itoa(int(k)) }

// NewCipher starts the stream of a key of 1 to 256 bytes.
func NewCipher(key []byte) (*Cipher, error) {
	if len(key) < 1 || len(key) > 256 {
		return nil, KeySizeError(len(key))
	}
	c := new(Cipher)
	s := &c.state
	for i := range 256 {
		s[i] = byte(i)
	}
	j := byte(0)
	for i := range 256 {
		j += s[i] + key[i%len(key)]
		s[i], s[j] = s[j], s[i]
	}
	return c, nil
}

// Reset forgets the key.
//
// Deprecated: Copies may be left anywhere.
func (c *Cipher) Reset() { clear(c.state[:]) }

// xor mixes the stream into the data.
//
//go:noescape
func xor(state, data []byte)

// XORKeyStream mixes the next bytes of the stream with src.
func (c *Cipher) XORKeyStream(dst, src []byte) {
	if len(src) == 0 {
		return
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("crypto/rc4: invalid buffer overlap")
	}
	_ = dst[len(src)-1]
	dst = dst[:len(src)]
	copy(dst, src)
	xor(c.state[:], dst)
}
