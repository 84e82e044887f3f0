// Package ecdh agrees on secrets with others by way of elliptic curves. Of the curves there
// is X25519.
package ecdh

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"io"
)

// Curve is a curve.
type Curve interface {
	// GenerateKey makes a key of the system's random bytes.
	GenerateKey(rand io.Reader) (*PrivateKey, error)
	// NewPrivateKey is the key of these bytes.
	NewPrivateKey(key []byte) (*PrivateKey, error)
	// NewPublicKey is the public key of these bytes.
	NewPublicKey(key []byte) (*PublicKey, error)

	ecdh(local *PrivateKey, remote *PublicKey) ([]byte, error)
}

// KeyExchanger is a private key, perhaps kept elsewhere.
type KeyExchanger interface {
	PublicKey() *PublicKey
	Curve() Curve
	ECDH(*PublicKey) ([]byte, error)
}

// PublicKey is what others may know.
type PublicKey struct {
	curve Curve
	key   []byte
}

// Bytes is the key as it is sent.
func (k *PublicKey) Bytes() []byte { return bytes.Clone(k.key) }

// Equal tells whether x is the same key.
func (k *PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(*PublicKey)
	return ok && k.curve == other.curve && subtle.ConstantTimeCompare(k.key, other.key) == 1
}

// Curve is the key's curve.
func (k *PublicKey) Curve() Curve { return k.curve }

// PrivateKey is what nobody else may know.
type PrivateKey struct {
	curve  Curve
	key    []byte
	public *PublicKey
}

// ECDH is the secret that is shared with whom the public key belongs to.
func (k *PrivateKey) ECDH(remote *PublicKey) ([]byte, error) {
	if k.curve != remote.curve {
		return nil, errors.New("crypto/ecdh: private key and public key curves do not match")
	}
	return k.curve.ecdh(k, remote)
}

// Bytes is the key as it is kept.
func (k *PrivateKey) Bytes() []byte { return bytes.Clone(k.key) }

// Equal tells whether x is the same key.
func (k *PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(*PrivateKey)
	return ok && k.curve == other.curve && subtle.ConstantTimeCompare(k.key, other.key) == 1
}

// Curve is the key's curve.
func (k *PrivateKey) Curve() Curve { return k.curve }

// PublicKey is the key for others.
func (k *PrivateKey) PublicKey() *PublicKey { return k.public }

// Public is the key for others.
func (k *PrivateKey) Public() crypto.PublicKey { return k.public }

// X25519 is the curve X25519 (RFC 7748).
func X25519() Curve { return x25519 }

var x25519 = &x25519Curve{}

type x25519Curve struct{ _ byte }

const x25519Size = 32

func (*x25519Curve) String() string { return "X25519" }

// multiply sets out to the product of a private number and a point.
//
//go:noescape
func multiply(number, point, out []byte)

// GenerateKey takes the system's random bytes, as Go has done since 1.26, whatever source it
// is given.
func (c *x25519Curve) GenerateKey(io.Reader) (*PrivateKey, error) {
	key := make([]byte, x25519Size)
	rand.Read(key)
	return c.NewPrivateKey(key)
}

func (c *x25519Curve) NewPrivateKey(key []byte) (*PrivateKey, error) {
	if len(key) != x25519Size {
		return nil, errors.New("crypto/ecdh: invalid private key size")
	}
	base := [x25519Size]byte{9}
	public := make([]byte, x25519Size)
	multiply(key, base[:], public)
	return &PrivateKey{c, bytes.Clone(key), &PublicKey{c, public}}, nil
}

func (c *x25519Curve) NewPublicKey(key []byte) (*PublicKey, error) {
	if len(key) != x25519Size {
		return nil, errors.New("crypto/ecdh: invalid public key")
	}
	return &PublicKey{c, bytes.Clone(key)}, nil
}

func (c *x25519Curve) ecdh(local *PrivateKey, remote *PublicKey) ([]byte, error) {
	out := make([]byte, x25519Size)
	multiply(local.key, remote.key, out)
	if subtle.ConstantTimeCompare(out, make([]byte, x25519Size)) == 1 {
		return nil, errors.New("crypto/ecdh: bad X25519 remote ECDH input: low order point")
	}
	return out, nil
}
