// Package fnv is the FNV-1 and FNV-1a hashes.
package fnv

import (
	"errors"
	"hash"
	"math/bits"
)

type (
	sum32   uint32
	sum32a  uint32
	sum64   uint64
	sum64a  uint64
	sum128  [2]uint64 // high, low
	sum128a [2]uint64
)

const (
	offset32   = 0x811c9dc5
	prime32    = 0x1000193
	offset64   = 0xcbf29ce484222325
	prime64    = 0x100000001b3
	offset128H = 0x6c62272e07bb0142
	offset128L = 0x62b821756295c58d
	// The prime of 128 bits is 1<<88 + prime128L.
	prime128L     = 0x13b
	prime128Shift = 24
)

func multiply(s *[2]uint64) {
	high, low := bits.Mul64(prime128L, s[1])
	s[0] = high + s[1]<<prime128Shift + prime128L*s[0]
	s[1] = low
}

// appendBig appends n bytes, the highest first.
func appendBig(b []byte, x uint64, n int) []byte {
	for n--; n >= 0; n-- {
		b = append(b, byte(x>>(8*n)))
	}
	return b
}

func big(b []byte) (x uint64) {
	for _, c := range b {
		x = x<<8 | uint64(c)
	}
	return x
}

// state is what stands behind the identifier of a marshaled state.
func state(b []byte, magic string, size int) ([]byte, error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return nil, errors.New("hash/fnv: invalid hash state identifier")
	}
	if len(b) != len(magic)+size {
		return nil, errors.New("hash/fnv: invalid hash state size")
	}
	return b[len(magic):], nil
}

// New32 is the 32-bit FNV-1 hash.
func New32() hash.Hash32 {
	s := new(sum32)
	s.Reset()
	return s
}

func (s *sum32) Reset()         { *s = offset32 }
func (s *sum32) Sum32() uint32  { return uint32(*s) }
func (s *sum32) Size() int      { return 4 }
func (s *sum32) BlockSize() int { return 1 }

func (s *sum32) Write(data []byte) (int, error) {
	for _, c := range data {
		*s *= prime32
		*s ^= sum32(c)
	}
	return len(data), nil
}

func (s *sum32) Sum(in []byte) []byte { return appendBig(in, uint64(*s), 4) }

func (s *sum32) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x01"...)), nil }
func (s *sum32) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum32) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x01", 4)
	if err == nil {
		*s = sum32(big(b))
	}
	return err
}

// Clone copies the state.
func (s *sum32) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// New32a is the 32-bit FNV-1a hash.
func New32a() hash.Hash32 {
	s := new(sum32a)
	s.Reset()
	return s
}

func (s *sum32a) Reset()         { *s = offset32 }
func (s *sum32a) Sum32() uint32  { return uint32(*s) }
func (s *sum32a) Size() int      { return 4 }
func (s *sum32a) BlockSize() int { return 1 }

func (s *sum32a) Write(data []byte) (int, error) {
	for _, c := range data {
		*s ^= sum32a(c)
		*s *= prime32
	}
	return len(data), nil
}

func (s *sum32a) Sum(in []byte) []byte { return appendBig(in, uint64(*s), 4) }

func (s *sum32a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x02"...)), nil }
func (s *sum32a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum32a) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x02", 4)
	if err == nil {
		*s = sum32a(big(b))
	}
	return err
}

// Clone copies the state.
func (s *sum32a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// New64 is the 64-bit FNV-1 hash.
func New64() hash.Hash64 {
	s := new(sum64)
	s.Reset()
	return s
}

func (s *sum64) Reset()         { *s = offset64 }
func (s *sum64) Sum64() uint64  { return uint64(*s) }
func (s *sum64) Size() int      { return 8 }
func (s *sum64) BlockSize() int { return 1 }

func (s *sum64) Write(data []byte) (int, error) {
	for _, c := range data {
		*s *= prime64
		*s ^= sum64(c)
	}
	return len(data), nil
}

func (s *sum64) Sum(in []byte) []byte { return appendBig(in, uint64(*s), 8) }

func (s *sum64) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x03"...)), nil }
func (s *sum64) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum64) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x03", 8)
	if err == nil {
		*s = sum64(big(b))
	}
	return err
}

// Clone copies the state.
func (s *sum64) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// New64a is the 64-bit FNV-1a hash.
func New64a() hash.Hash64 {
	s := new(sum64a)
	s.Reset()
	return s
}

func (s *sum64a) Reset()         { *s = offset64 }
func (s *sum64a) Sum64() uint64  { return uint64(*s) }
func (s *sum64a) Size() int      { return 8 }
func (s *sum64a) BlockSize() int { return 1 }

func (s *sum64a) Write(data []byte) (int, error) {
	for _, c := range data {
		*s ^= sum64a(c)
		*s *= prime64
	}
	return len(data), nil
}

func (s *sum64a) Sum(in []byte) []byte { return appendBig(in, uint64(*s), 8) }

func (s *sum64a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x04"...)), nil }
func (s *sum64a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum64a) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x04", 8)
	if err == nil {
		*s = sum64a(big(b))
	}
	return err
}

// Clone copies the state.
func (s *sum64a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// New128 is the 128-bit FNV-1 hash.
func New128() hash.Hash {
	s := new(sum128)
	s.Reset()
	return s
}

func (s *sum128) Reset()         { *s = sum128{offset128H, offset128L} }
func (s *sum128) Size() int      { return 16 }
func (s *sum128) BlockSize() int { return 1 }

func (s *sum128) Write(data []byte) (int, error) {
	for _, c := range data {
		multiply((*[2]uint64)(s))
		s[1] ^= uint64(c)
	}
	return len(data), nil
}

func (s *sum128) Sum(in []byte) []byte { return appendBig(appendBig(in, s[0], 8), s[1], 8) }

func (s *sum128) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x05"...)), nil }
func (s *sum128) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum128) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x05", 16)
	if err == nil {
		*s = sum128{big(b[:8]), big(b[8:])}
	}
	return err
}

// Clone copies the state.
func (s *sum128) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// New128a is the 128-bit FNV-1a hash.
func New128a() hash.Hash {
	s := new(sum128a)
	s.Reset()
	return s
}

func (s *sum128a) Reset()         { *s = sum128a{offset128H, offset128L} }
func (s *sum128a) Size() int      { return 16 }
func (s *sum128a) BlockSize() int { return 1 }

func (s *sum128a) Write(data []byte) (int, error) {
	for _, c := range data {
		s[1] ^= uint64(c)
		multiply((*[2]uint64)(s))
	}
	return len(data), nil
}

func (s *sum128a) Sum(in []byte) []byte { return appendBig(appendBig(in, s[0], 8), s[1], 8) }

func (s *sum128a) AppendBinary(b []byte) ([]byte, error) { return s.Sum(append(b, "fnv\x06"...)), nil }
func (s *sum128a) MarshalBinary() ([]byte, error)        { return s.AppendBinary(nil) }

func (s *sum128a) UnmarshalBinary(b []byte) error {
	b, err := state(b, "fnv\x06", 16)
	if err == nil {
		*s = sum128a{big(b[:8]), big(b[8:])}
	}
	return err
}

// Clone copies the state.
func (s *sum128a) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}
