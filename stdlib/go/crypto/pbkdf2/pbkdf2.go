// Package pbkdf2 derives keys from passwords (RFC 8018).
package pbkdf2

import (
	"crypto/hmac"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"hash"
)

// Key derives a key; the more iterations, the longer takes guessing.
func Key[Hash hash.Hash](h func() Hash, password string, salt []byte, iter, keyLength int) ([]byte, error) {
	if keyLength <= 0 {
		return nil, errors.New("pbkdf2: keyLength must be larger than 0")
	}
	m := hmac.New(func() hash.Hash { return h() }, []byte(password))
	size := m.Size()
	blocks := int64(keyLength-1)/int64(size) + 1
	if keyLength+size < keyLength || blocks > 1<<32-1 {
		return nil, errors.New("pbkdf2: keyLength too long")
	}
	key := make([]byte, 0, int(blocks)*size)
	var u []byte
	for block := range blocks {
		m.Reset()
		m.Write(salt)
		m.Write(binary.BigEndian.AppendUint32(nil, uint32(block+1)))
		key = m.Sum(key)
		sum := key[len(key)-size:]
		u = append(u[:0], sum...)
		for range iter - 1 {
			m.Reset()
			m.Write(u)
			u = m.Sum(u[:0])
			subtle.XORBytes(sum, sum, u)
		}
	}
	return key[:keyLength], nil
}
