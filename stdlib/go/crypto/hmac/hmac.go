// Package hmac authenticates messages with a hash function and a key.
package hmac

import (
	"crypto/subtle"
	"errors"
	"hash"
)

type hmac struct {
	inner, outer     hash.Hash
	innerPad, outPad []byte
}

// New is a running HMAC with the hash function that h starts.
func New(h func() hash.Hash, key []byte) hash.Hash {
	m := &hmac{inner: h(), outer: h()}
	if m.inner == m.outer {
		panic("crypto/hmac: hash generation function does not produce unique values")
	}
	block := m.inner.BlockSize()
	if len(key) > block {
		m.outer.Write(key)
		key = m.outer.Sum(nil)
	}
	m.innerPad, m.outPad = make([]byte, block), make([]byte, block)
	copy(m.innerPad, key)
	copy(m.outPad, key)
	for i := range m.innerPad {
		m.innerPad[i] ^= 0x36
		m.outPad[i] ^= 0x5c
	}
	m.inner.Write(m.innerPad)
	return m
}

func (m *hmac) Write(p []byte) (int, error) { return m.inner.Write(p) }
func (m *hmac) Size() int                   { return m.outer.Size() }
func (m *hmac) BlockSize() int              { return m.inner.BlockSize() }

func (m *hmac) Sum(in []byte) []byte {
	n := len(in)
	in = m.inner.Sum(in)
	m.outer.Reset()
	m.outer.Write(m.outPad)
	m.outer.Write(in[n:])
	return m.outer.Sum(in[:n])
}

func (m *hmac) Reset() {
	m.inner.Reset()
	m.inner.Write(m.innerPad)
}

// Clone copies the state, if the hash functions can.
func (m *hmac) Clone() (hash.Cloner, error) {
	inner, ok1 := m.inner.(hash.Cloner)
	outer, ok2 := m.outer.(hash.Cloner)
	if !ok1 || !ok2 {
		return nil, errors.ErrUnsupported
	}
	c := *m
	var err error
	if c.inner, err = inner.Clone(); err != nil {
		return nil, err
	}
	if c.outer, err = outer.Clone(); err != nil {
		return nil, err
	}
	return &c, nil
}

// Equal compares two sums in a time that tells nothing of them.
func Equal(mac1, mac2 []byte) bool { return subtle.ConstantTimeCompare(mac1, mac2) == 1 }
