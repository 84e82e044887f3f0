// Package hash has the interfaces of hash functions.
package hash

import "io"

// Hash is a running hash of what was written.
type Hash interface {
	io.Writer
	// Sum appends the hash so far; writing may go on.
	Sum(b []byte) []byte
	Reset()
	// Size is the number of bytes of Sum.
	Size() int
	// BlockSize is what writes are best a multiple of.
	BlockSize() int
}

// Hash32 is a hash of 32 bits.
type Hash32 interface {
	Hash
	Sum32() uint32
}

// Hash64 is a hash of 64 bits.
type Hash64 interface {
	Hash
	Sum64() uint64
}

// Cloner is a hash whose state can be copied.
type Cloner interface {
	Hash
	Clone() (Cloner, error)
}

// XOF is a hash with output of any length.
type XOF interface {
	io.Writer
	io.Reader
	Reset()
	BlockSize() int
}
