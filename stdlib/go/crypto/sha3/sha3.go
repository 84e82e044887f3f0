// Package sha3 is the SHA-3 hashes and the functions SHAKE and cSHAKE, which give as many
// bytes as are wanted.
package sha3

import (
	"bytes"
	"crypto"
	"encoding/binary"
	"errors"
	"hash"
	"math/bits"
)

func init() {
	crypto.RegisterHash(crypto.SHA3_224, func() hash.Hash { return New224() })
	crypto.RegisterHash(crypto.SHA3_256, func() hash.Hash { return New256() })
	crypto.RegisterHash(crypto.SHA3_384, func() hash.Hash { return New384() })
	crypto.RegisterHash(crypto.SHA3_512, func() hash.Hash { return New512() })
}

// SHA3 is a running hash. The zero value is SHA3-256.
type SHA3 struct{ s sponge }

func newSHA3(size int) *SHA3 { return &SHA3{newSponge(2*size, kindSHA3, size)} }

// New224 is a running SHA3-224 hash.
func New224() *SHA3 { return newSHA3(28) }

// New256 is a running SHA3-256 hash.
func New256() *SHA3 { return newSHA3(32) }

// New384 is a running SHA3-384 hash.
func New384() *SHA3 { return newSHA3(48) }

// New512 is a running SHA3-512 hash.
func New512() *SHA3 { return newSHA3(64) }

func sum(size int, data []byte) []byte {
	s := newSHA3(size)
	s.Write(data)
	return s.Sum(nil)
}

// Sum224 is the SHA3-224 hash of the data.
func Sum224(data []byte) [28]byte { return [28]byte(sum(28, data)) }

// Sum256 is the SHA3-256 hash of the data.
func Sum256(data []byte) [32]byte { return [32]byte(sum(32, data)) }

// Sum384 is the SHA3-384 hash of the data.
func Sum384(data []byte) [48]byte { return [48]byte(sum(48, data)) }

// Sum512 is the SHA3-512 hash of the data.
func Sum512(data []byte) [64]byte { return [64]byte(sum(64, data)) }

// sponge is the state, that of SHA3-256 if there is none.
func (s *SHA3) sponge() *sponge {
	if s.s.rate == 0 {
		*s = *New256()
	}
	return &s.s
}

func (s *SHA3) Write(p []byte) (n int, err error) { return s.sponge().write(p) }
func (s *SHA3) Sum(b []byte) []byte               { return s.sponge().sum(b) }
func (s *SHA3) Reset()                            { s.sponge().reset() }
func (s *SHA3) Size() int                         { return s.sponge().size }
func (s *SHA3) BlockSize() int                    { return s.sponge().rate }

// MarshalBinary gives the state.
func (s *SHA3) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// AppendBinary appends the state.
func (s *SHA3) AppendBinary(p []byte) ([]byte, error) { return s.sponge().appendBinary(p), nil }

// UnmarshalBinary goes back to a state.
func (s *SHA3) UnmarshalBinary(data []byte) error { return s.sponge().unmarshalBinary(data) }

// Clone copies the state.
func (s *SHA3) Clone() (hash.Cloner, error) {
	c := *s
	return &c, nil
}

// SHAKE is a running SHAKE or cSHAKE. The zero value is SHAKE256.
type SHAKE struct {
	s sponge
	// prefix is what cSHAKE starts with: the function's name and the customization.
	prefix []byte
}

// NewSHAKE128 is a running SHAKE128.
func NewSHAKE128() *SHAKE { return &SHAKE{s: newSponge(32, kindSHAKE, 32)} }

// NewSHAKE256 is a running SHAKE256.
func NewSHAKE256() *SHAKE { return &SHAKE{s: newSponge(64, kindSHAKE, 64)} }

// NewCSHAKE128 is SHAKE128 for a function named N, if that is not empty, and customized
// by S.
func NewCSHAKE128(N, S []byte) *SHAKE {
	if len(N)+len(S) == 0 {
		return NewSHAKE128()
	}
	return newCSHAKE(32, N, S)
}

// NewCSHAKE256 is the same for SHAKE256.
func NewCSHAKE256(N, S []byte) *SHAKE {
	if len(N)+len(S) == 0 {
		return NewSHAKE256()
	}
	return newCSHAKE(64, N, S)
}

func newCSHAKE(capacity int, N, S []byte) *SHAKE {
	s := &SHAKE{s: newSponge(capacity, kindCSHAKE, capacity)}
	s.prefix = appendNumber(nil, len(N)*8)
	s.prefix = append(s.prefix, N...)
	s.prefix = appendNumber(s.prefix, len(S)*8)
	s.prefix = append(s.prefix, S...)
	s.start()
	return s
}

// appendNumber appends a number behind its length in bytes.
func appendNumber(b []byte, x int) []byte {
	n := max(1, (bits.Len(uint(x))+7)/8)
	b = append(b, byte(n))
	return append(b, binary.BigEndian.AppendUint64(nil, uint64(x))[8-n:]...)
}

// start takes the prefix in, padded to whole blocks.
func (s *SHAKE) start() {
	if len(s.prefix) == 0 {
		return
	}
	block := appendNumber(nil, s.s.rate)
	block = append(block, s.prefix...)
	if rest := len(block) % s.s.rate; rest != 0 {
		block = append(block, make([]byte, s.s.rate-rest)...)
	}
	s.s.write(block)
}

func (s *SHAKE) sponge() *sponge {
	if s.s.rate == 0 {
		*s = *NewSHAKE256()
	}
	return &s.s
}

// Write takes bytes in. It panics behind a Read.
func (s *SHAKE) Write(p []byte) (n int, err error) { return s.sponge().write(p) }

// Read gives the next bytes out.
func (s *SHAKE) Read(p []byte) (n int, err error) { return s.sponge().read(p) }

// BlockSize is the rate.
func (s *SHAKE) BlockSize() int { return s.sponge().rate }

// Reset goes back to the beginning.
func (s *SHAKE) Reset() {
	s.sponge().reset()
	s.start()
}

// MarshalBinary gives the state.
func (s *SHAKE) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// AppendBinary appends the state.
func (s *SHAKE) AppendBinary(p []byte) ([]byte, error) {
	return append(s.sponge().appendBinary(p), s.prefix...), nil
}

// UnmarshalBinary goes back to a state.
func (s *SHAKE) UnmarshalBinary(data []byte) error {
	if len(data) < marshaledSize {
		return errors.New("sha3: invalid hash state")
	}
	if err := s.sponge().unmarshalBinary(data[:marshaledSize]); err != nil {
		return err
	}
	s.prefix = bytes.Clone(data[marshaledSize:])
	return nil
}

// SumSHAKE128 is the first bytes that SHAKE128 makes of the data.
func SumSHAKE128(data []byte, length int) []byte { return sumSHAKE(NewSHAKE128(), data, length) }

// SumSHAKE256 is the first bytes that SHAKE256 makes of the data.
func SumSHAKE256(data []byte, length int) []byte { return sumSHAKE(NewSHAKE256(), data, length) }

func sumSHAKE(s *SHAKE, data []byte, length int) []byte {
	out := make([]byte, length)
	s.Write(data)
	s.Read(out)
	return out
}
