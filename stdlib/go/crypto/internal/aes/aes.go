// Package aes is the cipher AES, with the modes in which many blocks are worked on at once.
// The work is done by natives, in place.
package aes

import "crypto/internal/alias"

// BlockSize is the length of a block in bytes.
const BlockSize = 16

// Block is AES with a key.
type Block struct {
	n   int // bytes of the key: 16, 24 or 32
	key [32]byte
}

// New is AES with a key of 16, 24 or 32 bytes.
func New(key []byte) *Block {
	b := &Block{n: len(key)}
	copy(b.key[:], key)
	return b
}

// crypt encrypts or decrypts whole blocks, each for itself.
//
//go:noescape
func crypt(key, data []byte, decrypt bool)

// chain encrypts or decrypts whole blocks, each with the one before it. iv is that before
// the first, and is left to be that before the next.
//
//go:noescape
func chain(key, iv, data []byte, decrypt bool)

// stream encrypts the numbers from iv, of which it counts the lowest counterBytes, and mixes
// them into the data; the first skip bytes are left out.
//
//go:noescape
func stream(key, iv []byte, counterBytes, skip int, data []byte)

func (b *Block) BlockSize() int { return BlockSize }

func (b *Block) Encrypt(dst, src []byte) { b.crypt(dst, src, false) }

func (b *Block) Decrypt(dst, src []byte) { b.crypt(dst, src, true) }

func (b *Block) crypt(dst, src []byte, decrypt bool) {
	if len(src) < BlockSize {
		panic("crypto/aes: input not full block")
	}
	if len(dst) < BlockSize {
		panic("crypto/aes: output not full block")
	}
	dst, src = dst[:BlockSize], src[:BlockSize]
	if alias.InexactOverlap(dst, src) {
		panic("crypto/aes: invalid buffer overlap")
	}
	copy(dst, src)
	crypt(b.key[:b.n], dst, decrypt)
}

// CBC chains blocks.
type CBC struct {
	b       *Block
	iv      [BlockSize]byte
	decrypt bool
}

// NewCBC starts to encrypt or decrypt.
func NewCBC(b *Block, iv []byte, decrypt bool) *CBC {
	return &CBC{b, [BlockSize]byte(iv), decrypt}
}

func (c *CBC) BlockSize() int { return BlockSize }

func (c *CBC) CryptBlocks(dst, src []byte) {
	if len(src)%BlockSize != 0 {
		panic("crypto/cipher: input not full blocks")
	}
	if len(dst) < len(src) {
		panic("crypto/cipher: output smaller than input")
	}
	dst = dst[:len(src)]
	if alias.InexactOverlap(dst, src) {
		panic("crypto/cipher: invalid buffer overlap")
	}
	copy(dst, src)
	chain(c.b.key[:c.b.n], c.iv[:], dst, c.decrypt)
}

// SetIV starts anew.
func (c *CBC) SetIV(iv []byte) {
	if len(iv) != BlockSize {
		panic("cipher: incorrect length IV")
	}
	copy(c.iv[:], iv)
}

// CTR is a stream of encrypted numbers.
type CTR struct {
	b    *Block
	next [BlockSize]byte
	used int // bytes of it
}

// NewCTR starts with a number.
func NewCTR(b *Block, iv []byte) *CTR {
	if len(iv) != BlockSize {
		panic("bad IV length")
	}
	return &CTR{b: b, next: [BlockSize]byte(iv)}
}

func (c *CTR) XORKeyStream(dst, src []byte) {
	if len(dst) < len(src) {
		panic("crypto/aes: len(dst) < len(src)")
	}
	dst = dst[:len(src)]
	if alias.InexactOverlap(dst, src) {
		panic("crypto/aes: invalid buffer overlap")
	}
	copy(dst, src)
	stream(c.b.key[:c.b.n], c.next[:], BlockSize, c.used, dst)
	total := c.used + len(dst)
	add(&c.next, uint64(total/BlockSize))
	c.used = total % BlockSize
}

func add(n *[BlockSize]byte, x uint64) {
	for i := BlockSize - 1; i >= 0 && x > 0; i-- {
		x += uint64(n[i])
		n[i] = byte(x)
		x >>= 8
	}
}

// Stream32 mixes the encrypted numbers from n, of which only the lowest four bytes count,
// into the data, and gives the number behind them.
func (b *Block) Stream32(n *[BlockSize]byte, data []byte) {
	stream(b.key[:b.n], n[:], 4, 0, data)
	count := uint32((len(data) + BlockSize - 1) / BlockSize)
	count += uint32(n[12])<<24 | uint32(n[13])<<16 | uint32(n[14])<<8 | uint32(n[15])
	n[12], n[13], n[14], n[15] = byte(count>>24), byte(count>>16), byte(count>>8), byte(count)
}
