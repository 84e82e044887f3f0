// Package maphash hashes as maps do: fast, and different in each process.
package maphash

import (
	"hash"
	"internal/abi"
	"math/rand/v2"
	"unsafe"
)

// Seed chooses one of many hash functions.
type Seed struct {
	s uint64
}

// MakeSeed is a random seed.
func MakeSeed() Seed {
	for {
		if s := rand.Uint64(); s != 0 {
			return Seed{s}
		}
	}
}

func (s Seed) check() uint64 {
	if s.s == 0 {
		panic("maphash: use of uninitialized Seed")
	}
	return s.s
}

// hashString and hashValue are the runtime's functions.
//
//go:noescape
func hashString(s string, seed uint64) uint64

//go:noescape
func hashValue(t *abi.Type, p unsafe.Pointer, seed uint64) uint64

// Bytes is the hash of b.
func Bytes(seed Seed, b []byte) uint64 {
	return String(seed, unsafe.String(unsafe.SliceData(b), len(b)))
}

// String is the hash of s.
func String(seed Seed, s string) uint64 { return hashString(s, seed.check()) }

// Comparable is the hash of v: equal values have equal hashes.
func Comparable[T comparable](seed Seed, v T) uint64 {
	s := seed.check()
	p := new(T)
	*p = v
	// A type parameter may be an interface; its descriptor stands behind a pointer.
	t := abi.TypeOf(p).Elem
	return hashValue(t, unsafe.Pointer(p), s)
}

// WriteComparable adds v to what is hashed.
func WriteComparable[T comparable](h *Hash, x T) {
	v := Comparable(h.Seed(), x)
	var b [8]byte
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	h.Write(b[:])
}

// blockSize is the number of bytes that are hashed at once.
const blockSize = 128

// Hash is the hash of what was written. The zero value has a random seed.
type Hash struct {
	_     [0]func() // not comparable
	seed  Seed      // as set
	state Seed      // seed for the next block
	buf   [blockSize]byte
	n     int
}

func (h *Hash) start() {
	if h.state.s == 0 {
		if h.seed.s == 0 {
			h.seed = MakeSeed()
		}
		h.state = h.seed
	}
}

// Write adds b; it never fails.
func (h *Hash) Write(b []byte) (int, error) {
	size := len(b)
	h.start()
	for len(b) > 0 {
		if h.n == blockSize {
			h.state.s = Bytes(h.state, h.buf[:]) | 1
			h.n = 0
		}
		m := copy(h.buf[h.n:], b)
		h.n += m
		b = b[m:]
	}
	return size, nil
}

// WriteString adds s; it never fails.
func (h *Hash) WriteString(s string) (int, error) {
	return h.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// WriteByte adds b; it never fails.
func (h *Hash) WriteByte(b byte) error {
	h.Write([]byte{b})
	return nil
}

// Seed is the seed, chosen now if none was set.
func (h *Hash) Seed() Seed {
	h.start()
	return h.seed
}

// SetSeed sets the seed and forgets what was written.
func (h *Hash) SetSeed(seed Seed) {
	seed.check()
	h.seed, h.state, h.n = seed, seed, 0
}

// Reset forgets what was written.
func (h *Hash) Reset() {
	h.start()
	h.state, h.n = h.seed, 0
}

// Sum64 is the hash so far.
func (h *Hash) Sum64() uint64 {
	h.start()
	return Bytes(h.state, h.buf[:h.n])
}

// Sum appends the hash so far.
func (h *Hash) Sum(b []byte) []byte {
	x := h.Sum64()
	for shift := 56; shift >= 0; shift -= 8 {
		b = append(b, byte(x>>shift))
	}
	return b
}

func (h *Hash) Size() int      { return 8 }
func (h *Hash) BlockSize() int { return blockSize }

// Clone copies the state.
func (h *Hash) Clone() (hash.Cloner, error) {
	h.start()
	c := *h
	return &c, nil
}

// Hasher hashes and compares values of a type.
type Hasher[T any] interface {
	Hash(h *Hash, v T)
	Equal(x, y T) bool
}

// ComparableHasher is the Hasher of ==.
type ComparableHasher[T comparable] struct {
	_ [0]func(T)
}

// Hash adds v.
func (ComparableHasher[T]) Hash(h *Hash, v T) { WriteComparable(h, v) }

// Equal is x == y.
func (ComparableHasher[T]) Equal(x, y T) bool { return x == y }
