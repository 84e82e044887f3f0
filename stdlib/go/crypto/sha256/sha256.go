// Package sha256 is the SHA-224 and SHA-256 hashes.
package sha256

import (
	"crypto"
	"hash"
	"internal/mdhash"
)

func init() {
	crypto.RegisterHash(crypto.SHA224, New224)
	crypto.RegisterHash(crypto.SHA256, New)
}

// Size is the length of a SHA-256 sum in bytes.
const Size = 32

// Size224 is the length of a SHA-224 sum in bytes.
const Size224 = 28

// BlockSize is the length of a block in bytes.
const BlockSize = 64

//go:noescape
func compress(state, p []byte)

func function() *mdhash.Function {
	return &mdhash.Function{
		Name: "crypto/sha256", Magic: "sha\x03", Size: Size, Block: BlockSize, Word: 4, Words: 8,
		Init: []uint64{
			0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
		},
		Compress: compress,
	}
}

func function224() *mdhash.Function {
	f := function()
	f.Magic, f.Size = "sha\x02", Size224
	f.Init = []uint64{
		0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
		0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
	}
	return f
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

// New is a running SHA-256 hash.
func New() hash.Hash { return start(function()) }

// New224 is a running SHA-224 hash.
func New224() hash.Hash { return start(function224()) }

// Sum256 is the SHA-256 hash of the data.
func Sum256(data []byte) [Size]byte {
	d := start(function())
	d.Write(data)
	return [Size]byte(d.Sum(nil))
}

// Sum224 is the SHA-224 hash of the data.
func Sum224(data []byte) [Size224]byte {
	d := start(function224())
	d.Write(data)
	return [Size224]byte(d.Sum(nil))
}
