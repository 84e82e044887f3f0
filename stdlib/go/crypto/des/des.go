// Package des is the ciphers DES and Triple DES, for what still needs them.
package des

import (
	"bytes"
	"crypto/cipher"
	"crypto/internal/alias"
	"strconv"
)

// BlockSize is the length of a block in bytes.
const BlockSize = 8

// KeySizeError is the length of a key that is no key.
type KeySizeError int

func (k KeySizeError) Error() string { return "crypto/des: invalid key size " + strconv.Itoa(int(k)) }

// des has the key: 8 bytes, or 24 for Triple DES.
type des struct{ key []byte }

// crypt encrypts or decrypts a block in place.
//
//go:noescape
func crypt(key, block []byte, decrypt bool)

// NewCipher is DES with a key of 8 bytes.
func NewCipher(key []byte) (cipher.Block, error) { return newDES(key, 8) }

// NewTripleDESCipher is Triple DES with a key of 24 bytes.
func NewTripleDESCipher(key []byte) (cipher.Block, error) { return newDES(key, 24) }

func newDES(key []byte, size int) (cipher.Block, error) {
	if len(key) != size {
		return nil, KeySizeError(len(key))
	}
	return &des{bytes.Clone(key)}, nil
}

func (d *des) BlockSize() int { return BlockSize }

func (d *des) Encrypt(dst, src []byte) { d.crypt(dst, src, false) }

func (d *des) Decrypt(dst, src []byte) { d.crypt(dst, src, true) }

func (d *des) crypt(dst, src []byte, decrypt bool) {
	if len(src) < BlockSize {
		panic("crypto/des: input not full block")
	}
	if len(dst) < BlockSize {
		panic("crypto/des: output not full block")
	}
	dst, src = dst[:BlockSize], src[:BlockSize]
	if alias.InexactOverlap(dst, src) {
		panic("crypto/des: invalid buffer overlap")
	}
	copy(dst, src)
	crypt(d.key, dst, decrypt)
}
