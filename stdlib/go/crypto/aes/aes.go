// Package aes is the cipher AES.
package aes

import (
	"crypto/cipher"
	"crypto/internal/aes"
	"strconv"
)

// BlockSize is the length of a block in bytes.
const BlockSize = 16

// KeySizeError is the length of a key that is no key.
type KeySizeError int

func (k KeySizeError) Error() string { return "crypto/aes: invalid key size " + strconv.Itoa(int(k)) }

// NewCipher is AES-128, AES-192 or AES-256 by the length of the key: 16, 24 or 32 bytes.
func NewCipher(key []byte) (cipher.Block, error) {
	switch len(key) {
	case 16, 24, 32:
		return aes.New(key), nil
	}
	return nil, KeySizeError(len(key))
}
