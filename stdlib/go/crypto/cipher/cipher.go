// Package cipher makes of block ciphers what messages need: chains, streams and
// authenticated encryption.
package cipher

import (
	"bytes"
	"crypto/internal/aes"
	"crypto/internal/alias"
	"crypto/subtle"
	"io"
)

// Block is a block cipher with a key.
type Block interface {
	// BlockSize is the length of a block in bytes.
	BlockSize() int
	// Encrypt encrypts a block. dst and src may be the same, or must not overlap.
	Encrypt(dst, src []byte)
	// Decrypt is its reverse.
	Decrypt(dst, src []byte)
}

// Stream is a stream cipher.
type Stream interface {
	// XORKeyStream mixes the next bytes of the stream with src.
	XORKeyStream(dst, src []byte)
}

// BlockMode encrypts or decrypts many blocks.
type BlockMode interface {
	BlockSize() int
	// CryptBlocks goes on with whole blocks.
	CryptBlocks(dst, src []byte)
}

// check panics for slices that cannot be worked on.
func check(dst, src []byte) {
	if len(dst) < len(src) {
		panic("crypto/cipher: output smaller than input")
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("crypto/cipher: invalid buffer overlap")
	}
}

// cbc chains blocks: each is mixed with the encrypted one before it.
type cbc struct {
	b    Block
	size int
	iv   []byte
	next []byte // room for the next iv
}

func newCBC(b Block, iv []byte) *cbc {
	return &cbc{b, b.BlockSize(), bytes.Clone(iv), make([]byte, b.BlockSize())}
}

func (x *cbc) check(dst, src []byte) {
	if len(src)%x.size != 0 {
		panic("crypto/cipher: input not full blocks")
	}
	check(dst, src)
}

func (x *cbc) BlockSize() int { return x.size }

// SetIV starts anew.
func (x *cbc) SetIV(iv []byte) {
	if len(iv) != len(x.iv) {
		panic("cipher: incorrect length IV")
	}
	copy(x.iv, iv)
}

type cbcEncrypter struct{ *cbc }

// NewCBCEncrypter encrypts in the mode CBC. iv has the length of a block.
func NewCBCEncrypter(b Block, iv []byte) BlockMode {
	if len(iv) != b.BlockSize() {
		panic("cipher.NewCBCEncrypter: IV length must equal block size")
	}
	switch b := b.(type) {
	case *aes.Block:
		return aes.NewCBC(b, iv, false)
	case interface{ NewCBCEncrypter([]byte) BlockMode }:
		return b.NewCBCEncrypter(iv)
	}
	return cbcEncrypter{newCBC(b, iv)}
}

func (x cbcEncrypter) CryptBlocks(dst, src []byte) {
	x.check(dst, src)
	for len(src) > 0 {
		subtle.XORBytes(x.iv, src[:x.size], x.iv)
		x.b.Encrypt(x.iv, x.iv)
		copy(dst, x.iv)
		src, dst = src[x.size:], dst[x.size:]
	}
}

type cbcDecrypter struct{ *cbc }

// NewCBCDecrypter decrypts in the mode CBC. iv is that of the encrypter.
func NewCBCDecrypter(b Block, iv []byte) BlockMode {
	if len(iv) != b.BlockSize() {
		panic("cipher.NewCBCDecrypter: IV length must equal block size")
	}
	switch b := b.(type) {
	case *aes.Block:
		return aes.NewCBC(b, iv, true)
	case interface{ NewCBCDecrypter([]byte) BlockMode }:
		return b.NewCBCDecrypter(iv)
	}
	return cbcDecrypter{newCBC(b, iv)}
}

func (x cbcDecrypter) CryptBlocks(dst, src []byte) {
	x.check(dst, src)
	for len(src) > 0 {
		copy(x.next, src[:x.size])
		x.b.Decrypt(dst[:x.size], src[:x.size])
		subtle.XORBytes(dst[:x.size], dst[:x.size], x.iv)
		x.iv, x.next = x.next, x.iv
		src, dst = src[x.size:], dst[x.size:]
	}
}

// blockStream is a stream made of blocks.
type blockStream struct {
	next func(mask []byte) // makes the next block
	mask []byte
	left []byte // of it
}

func newBlockStream(size int, next func([]byte)) *blockStream {
	return &blockStream{next: next, mask: make([]byte, size)}
}

func (x *blockStream) XORKeyStream(dst, src []byte) {
	check(dst, src)
	for len(src) > 0 {
		if len(x.left) == 0 {
			x.next(x.mask)
			x.left = x.mask
		}
		n := subtle.XORBytes(dst, src, x.left)
		dst, src, x.left = dst[n:], src[n:], x.left[n:]
	}
}

// NewCTR is the stream of encrypted numbers from iv, which has the length of a block.
func NewCTR(block Block, iv []byte) Stream {
	switch block := block.(type) {
	case *aes.Block:
		return aes.NewCTR(block, iv)
	case interface{ NewCTR([]byte) Stream }:
		return block.NewCTR(iv)
	}
	if len(iv) != block.BlockSize() {
		panic("cipher.NewCTR: IV length must equal block size")
	}
	counter := bytes.Clone(iv)
	return newBlockStream(len(iv), func(mask []byte) {
		block.Encrypt(mask, counter)
		for i := len(counter) - 1; i >= 0; i-- {
			if counter[i]++; counter[i] != 0 {
				break
			}
		}
	})
}

// NewOFB is the stream of iv encrypted once, twice and so on.
//
// Deprecated: It is not authenticated, and CTR is faster.
func NewOFB(b Block, iv []byte) Stream {
	if len(iv) != b.BlockSize() {
		panic("cipher.NewOFB: IV length must equal block size")
	}
	last := bytes.Clone(iv)
	return newBlockStream(len(iv), func(mask []byte) {
		b.Encrypt(last, last)
		copy(mask, last)
	})
}

// cfb is a stream that depends on the encrypted text.
type cfb struct {
	b         Block
	next, out []byte
	used      int // of out
	decrypt   bool
}

// NewCFBEncrypter encrypts in the mode CFB.
//
// Deprecated: It is not authenticated, and CTR is faster.
func NewCFBEncrypter(block Block, iv []byte) Stream { return newCFB(block, iv, false) }

// NewCFBDecrypter decrypts in the mode CFB.
//
// Deprecated: It is not authenticated, and CTR is faster.
func NewCFBDecrypter(block Block, iv []byte) Stream { return newCFB(block, iv, true) }

func newCFB(block Block, iv []byte, decrypt bool) Stream {
	size := block.BlockSize()
	if len(iv) != size {
		panic("cipher.newCFB: IV length must equal block size")
	}
	return &cfb{block, bytes.Clone(iv), make([]byte, size), size, decrypt}
}

func (x *cfb) XORKeyStream(dst, src []byte) {
	check(dst, src)
	for len(src) > 0 {
		if x.used == len(x.out) {
			x.b.Encrypt(x.out, x.next)
			x.used = 0
		}
		if x.decrypt {
			copy(x.next[x.used:], src)
		}
		n := subtle.XORBytes(dst, src, x.out[x.used:])
		if !x.decrypt {
			copy(x.next[x.used:], dst)
		}
		dst, src = dst[n:], src[n:]
		x.used += n
	}
}

// StreamReader decrypts what it reads.
type StreamReader struct {
	S Stream
	R io.Reader
}

func (r StreamReader) Read(dst []byte) (n int, err error) {
	n, err = r.R.Read(dst)
	r.S.XORKeyStream(dst[:n], dst[:n])
	return n, err
}

// StreamWriter encrypts what it writes. If a Write fails the stream is out of step.
type StreamWriter struct {
	S   Stream
	W   io.Writer
	Err error // not used
}

func (w StreamWriter) Write(src []byte) (n int, err error) {
	out := make([]byte, len(src))
	w.S.XORKeyStream(out, src)
	n, err = w.W.Write(out)
	if n != len(src) && err == nil {
		err = io.ErrShortWrite
	}
	return n, err
}

// Close closes the writer behind it if that can be closed.
func (w StreamWriter) Close() error {
	if c, ok := w.W.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
