// Package sha512 is the SHA-384, SHA-512 and SHA-512/t hashes.
package sha512

import (
	"crypto"
	"hash"
	"internal/mdhash"
)

func init() {
	crypto.RegisterHash(crypto.SHA384, New384)
	crypto.RegisterHash(crypto.SHA512, New)
	crypto.RegisterHash(crypto.SHA512_224, New512_224)
	crypto.RegisterHash(crypto.SHA512_256, New512_256)
}

// Lengths of sums in bytes.
const (
	Size    = 64
	Size224 = 28
	Size256 = 32
	Size384 = 48
)

// BlockSize is the length of a block in bytes.
const BlockSize = 128

//go:noescape
func compress(state, p []byte)

func function(magic string, size int, init []uint64) *mdhash.Function {
	return &mdhash.Function{
		Name: "crypto/sha512", Magic: magic, Size: size, Block: BlockSize, Word: 8, Words: 8,
		Init: init, Compress: compress,
	}
}

func function512() *mdhash.Function {
	return function("sha\x07", Size, []uint64{
		0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
		0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
	})
}

func function384() *mdhash.Function {
	return function("sha\x04", Size384, []uint64{
		0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
		0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
	})
}

func function256() *mdhash.Function {
	return function("sha\x06", Size256, []uint64{
		0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
		0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2,
	})
}

func function224() *mdhash.Function {
	return function("sha\x05", Size224, []uint64{
		0x8c3d37c819544da2, 0x73e1996689dcd4d6, 0x1dfab7ae32ff9c82, 0x679dd514582f9fcf,
		0x0f6d2b697bd44da8, 0x77e36f7304c48942, 0x3f9d85a86a1d36c8, 0x1112e6ad91d692a1,
	})
}

type digest struct{ mdhash.Digest }

// Clone copies the state.
func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

func start(f *mdhash.Function) *digest {
	d := new(digest)
	d.Start(f)
	return d
}

func sum(f *mdhash.Function, data []byte) []byte {
	d := start(f)
	d.Write(data)
	return d.Sum(nil)
}

// New is a running SHA-512 hash.
func New() hash.Hash { return start(function512()) }

// New512_224 is a running SHA-512/224 hash.
func New512_224() hash.Hash { return start(function224()) }

// New512_256 is a running SHA-512/256 hash.
func New512_256() hash.Hash { return start(function256()) }

// New384 is a running SHA-384 hash.
func New384() hash.Hash { return start(function384()) }

// Sum512 is the SHA-512 hash of the data.
func Sum512(data []byte) [Size]byte { return [Size]byte(sum(function512(), data)) }

// Sum384 is the SHA-384 hash of the data.
func Sum384(data []byte) [Size384]byte { return [Size384]byte(sum(function384(), data)) }

// Sum512_224 is the SHA-512/224 hash of the data.
func Sum512_224(data []byte) [Size224]byte { return [Size224]byte(sum(function224(), data)) }

// Sum512_256 is the SHA-512/256 hash of the data.
func Sum512_256(data []byte) [Size256]byte { return [Size256]byte(sum(function256(), data)) }
