package cipher

import (
	"crypto/internal/aes"
	"crypto/internal/alias"
	"crypto/rand"
	"crypto/subtle"
	"errors"
)

// AEAD encrypts and authenticates.
type AEAD interface {
	NonceSize() int
	// Overhead is how much longer an encrypted text is.
	Overhead() int
	// Seal appends the encrypted text to dst. The nonce must be another each time; the
	// additional data is authenticated, too.
	Seal(dst, nonce, plaintext, additionalData []byte) []byte
	// Open appends the text to dst if it is authentic.
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}

const (
	gcmBlock = 16
	gcmNonce = 12
	gcmTag   = 16
	// gcmMax is the longest text.
	gcmMax = (1<<32 - 2) * gcmBlock
)

var errOpen = errors.New("cipher: message authentication failed")

// NewGCM is the mode GCM.
func NewGCM(cipher Block) (AEAD, error) { return newGCM(cipher, gcmNonce, gcmTag) }

// NewGCMWithNonceSize takes nonces of another length than 12 bytes.
func NewGCMWithNonceSize(cipher Block, size int) (AEAD, error) { return newGCM(cipher, size, gcmTag) }

// NewGCMWithTagSize makes tags of 12 to 16 bytes.
func NewGCMWithTagSize(cipher Block, tagSize int) (AEAD, error) {
	return newGCM(cipher, gcmNonce, tagSize)
}

func newGCM(cipher Block, nonceSize, tagSize int) (AEAD, error) {
	if tagSize < 12 || tagSize > gcmBlock {
		return nil, errors.New("cipher: incorrect tag size given to GCM")
	}
	if nonceSize <= 0 {
		return nil, errors.New("cipher: the nonce can't have zero length")
	}
	if able, ok := cipher.(interface {
		NewGCM(nonceSize, tagSize int) (AEAD, error)
	}); ok {
		return able.NewGCM(nonceSize, tagSize)
	}
	if cipher.BlockSize() != gcmBlock {
		return nil, errors.New("cipher: NewGCM requires 128-bit block cipher")
	}
	g := &gcm{cipher: cipher, nonceSize: nonceSize, tagSize: tagSize}
	cipher.Encrypt(g.h[:], g.h[:])
	return g, nil
}

type gcm struct {
	cipher             Block
	nonceSize, tagSize int
	h                  [gcmBlock]byte // an encrypted zero, with which blocks are multiplied
}

func (g *gcm) NonceSize() int { return g.nonceSize }
func (g *gcm) Overhead() int  { return g.tagSize }

// ghash multiplies the blocks of the texts, each padded with zeros, and of their lengths
// with h.
//
//go:noescape
func ghash(h, additional, text, sum []byte)

// counter is the number that the stream starts with.
func (g *gcm) counter(nonce []byte) (n [gcmBlock]byte) {
	if len(nonce) == gcmNonce {
		copy(n[:], nonce)
		n[gcmBlock-1] = 1
		return n
	}
	ghash(g.h[:], nil, nonce, n[:])
	return n
}

// stream mixes the stream into the data.
func (g *gcm) stream(n *[gcmBlock]byte, data []byte) {
	if b, ok := g.cipher.(*aes.Block); ok {
		b.Stream32(n, data)
		return
	}
	var mask [gcmBlock]byte
	for len(data) > 0 {
		g.cipher.Encrypt(mask[:], n[:])
		for i := gcmBlock - 1; i >= gcmBlock-4; i-- {
			if n[i]++; n[i] != 0 {
				break
			}
		}
		data = data[subtle.XORBytes(data, data, mask[:]):]
	}
}

// tag authenticates an encrypted text; mask is the first block of the stream.
func (g *gcm) tag(mask *[gcmBlock]byte, text, additional []byte) []byte {
	var sum [gcmBlock]byte
	ghash(g.h[:], additional, text, sum[:])
	subtle.XORBytes(sum[:], sum[:], mask[:])
	return sum[:g.tagSize]
}

// grow appends n bytes; tail is where they are.
func grow(in []byte, n int) (head, tail []byte) {
	total := len(in) + n
	if cap(in) >= total {
		head = in[:total]
	} else {
		head = make([]byte, total)
		copy(head, in)
	}
	return head, head[len(in):]
}

func checkOverlap(out, text, additional []byte) {
	if alias.InexactOverlap(out, text) {
		panic("crypto/cipher: invalid buffer overlap of output and input")
	}
	if alias.AnyOverlap(out, additional) {
		panic("crypto/cipher: invalid buffer overlap of output and additional data")
	}
}

func (g *gcm) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	if len(nonce) != g.nonceSize {
		panic("crypto/cipher: incorrect nonce length given to GCM")
	}
	if uint64(len(plaintext)) > gcmMax {
		panic("crypto/cipher: message too large for GCM")
	}
	ret, out := grow(dst, len(plaintext)+g.tagSize)
	checkOverlap(out, plaintext, additionalData)
	n := g.counter(nonce)
	var mask [gcmBlock]byte
	g.stream(&n, mask[:])
	text := out[:len(plaintext)]
	copy(text, plaintext)
	g.stream(&n, text)
	copy(out[len(text):], g.tag(&mask, text, additionalData))
	return ret
}

func (g *gcm) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	if len(nonce) != g.nonceSize {
		panic("crypto/cipher: incorrect nonce length given to GCM")
	}
	size := len(ciphertext) - g.tagSize
	if size < 0 || uint64(size) > gcmMax {
		return nil, errOpen
	}
	ret, out := grow(dst, size)
	checkOverlap(out, ciphertext, additionalData)
	n := g.counter(nonce)
	var mask [gcmBlock]byte
	g.stream(&n, mask[:])
	text, tag := ciphertext[:size], ciphertext[size:]
	if subtle.ConstantTimeCompare(g.tag(&mask, text, additionalData), tag) != 1 {
		// Who ignores the error must not find anything there.
		clear(out)
		return nil, errOpen
	}
	copy(out, text)
	g.stream(&n, out)
	return ret, nil
}

// NewGCMWithRandomNonce chooses the nonces itself, and puts them before the texts.
func NewGCMWithRandomNonce(cipher Block) (AEAD, error) {
	if _, ok := cipher.(*aes.Block); !ok {
		return nil, errors.New("cipher: NewGCMWithRandomNonce requires aes.Block")
	}
	g, err := newGCM(cipher, gcmNonce, gcmTag)
	if err != nil {
		return nil, err
	}
	return randomGCM{g}, nil
}

type randomGCM struct{ g AEAD }

func (r randomGCM) NonceSize() int { return 0 }
func (r randomGCM) Overhead() int  { return gcmNonce + gcmTag }

func (r randomGCM) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	if len(nonce) != 0 {
		panic("crypto/cipher: non-empty nonce passed to GCMWithRandomNonce")
	}
	ret, out := grow(dst, len(plaintext)+r.Overhead())
	checkOverlap(out, plaintext, additionalData)
	// The text moves first: it may stand where the nonce will.
	text := out[gcmNonce:][:len(plaintext)]
	copy(text, plaintext)
	nonce = out[:gcmNonce]
	rand.Read(nonce)
	r.g.Seal(text[:0], nonce, text, additionalData)
	return ret
}

func (r randomGCM) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	if len(nonce) != 0 {
		panic("crypto/cipher: non-empty nonce passed to GCMWithRandomNonce")
	}
	size := len(ciphertext) - r.Overhead()
	if size < 0 {
		return nil, errOpen
	}
	ret, out := grow(dst, size)
	checkOverlap(out, ciphertext, additionalData)
	text, err := r.g.Open(nil, ciphertext[:gcmNonce], ciphertext[gcmNonce:], additionalData)
	if err != nil {
		clear(out)
		return nil, err
	}
	copy(out, text)
	return ret, nil
}
