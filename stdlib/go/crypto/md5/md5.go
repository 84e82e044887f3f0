// Package md5 is the MD5 hash, which is broken: only for old formats.
package md5

import (
	"crypto"
	"hash"
	"internal/mdhash"
)

func init() { crypto.RegisterHash(crypto.MD5, New) }

// Size is the length of a sum in bytes.
const Size = 16

// BlockSize is the length of a block in bytes.
const BlockSize = 64

//go:noescape
func compress(state, p []byte)

func function() *mdhash.Function {
	return &mdhash.Function{
		Name: "crypto/md5", Magic: "md5\x01", Size: Size, Block: BlockSize, Word: 4, Words: 4,
		Init:   []uint64{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476},
		Little: true, Compress: compress,
	}
}

type digest struct{ mdhash.Digest }

// Clone copies the state.
func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}

// New is a running hash.
func New() hash.Hash {
	d := new(digest)
	d.Start(function())
	return d
}

// Sum is the hash of the data.
func Sum(data []byte) [Size]byte {
	var d mdhash.Digest
	d.Start(function())
	d.Write(data)
	return [Size]byte(d.Sum(nil))
}
