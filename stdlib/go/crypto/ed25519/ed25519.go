// Package ed25519 is the signatures Ed25519 (RFC 8032).
package ed25519

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"errors"
	"io"
	"strconv"
)

const (
	PublicKeySize  = 32
	PrivateKeySize = 64
	SignatureSize  = 64
	SeedSize       = 32
)

// PublicKey is a point of the curve.
type PublicKey []byte

// Equal tells whether x is the same key.
func (pub PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(PublicKey)
	return ok && subtle.ConstantTimeCompare(pub, other) == 1
}

// PrivateKey is a seed and the public key.
type PrivateKey []byte

// Public is the public key.
func (priv PrivateKey) Public() crypto.PublicKey {
	return PublicKey(bytes.Clone(priv[SeedSize:PrivateKeySize]))
}

// Equal tells whether x is the same key.
func (priv PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(PrivateKey)
	return ok && subtle.ConstantTimeCompare(priv, other) == 1
}

// Seed is what the key was made of.
func (priv PrivateKey) Seed() []byte { return bytes.Clone(priv[:SeedSize]) }

// Options say what is signed. With Hash SHA512 it is a message's hash (Ed25519ph), with a
// Context and no Hash a message in it (Ed25519ctx).
type Options struct {
	Hash    crypto.Hash
	Context string // up to 255 bytes
}

// HashFunc is the Hash.
func (o *Options) HashFunc() crypto.Hash { return o.Hash }

// publicKey sets out to the point of a private number, the first half of digest.
//
//go:noescape
func publicKey(digest, out []byte)

// commit sets out to the point of the number that is digest.
//
//go:noescape
func commit(digest, out []byte)

// respond sets out to nonce + challenge * secret; the secret is the first half of digest.
//
//go:noescape
func respond(nonce, challenge, digest, out []byte)

// isPoint tells whether a public key is a point.
//
//go:noescape
func isPoint(public []byte) bool

// verify tells whether the signature's number is the response to the challenge.
//
//go:noescape
func verify(public, challenge, signature []byte) bool

// GenerateKey makes a key of random bytes, the system's if there is no other source.
func GenerateKey(random io.Reader) (PublicKey, PrivateKey, error) {
	if random == nil {
		random = rand.Reader
	}
	seed := make([]byte, SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, nil, err
	}
	priv := NewKeyFromSeed(seed)
	return priv.Public().(PublicKey), priv, nil
}

// NewKeyFromSeed makes a key of its seed.
func NewKeyFromSeed(seed []byte) PrivateKey {
	if len(seed) != SeedSize {
		panic("ed25519: bad seed length: " + strconv.Itoa(len(seed)))
	}
	priv := make([]byte, PrivateKeySize)
	copy(priv, seed)
	digest := sha512.Sum512(seed)
	publicKey(digest[:], priv[SeedSize:])
	return priv
}

// domain is what is hashed before everything, so that signatures of one kind are none of
// another.
func domain(hash crypto.Hash, context string) []byte {
	if hash == 0 && context == "" {
		return nil
	}
	kind := byte(0)
	if hash != 0 {
		kind = 1
	}
	d := append([]byte("SigEd25519 no Ed25519 collisions"), kind, byte(len(context)))
	return append(d, context...)
}

// check refuses options and messages that do not belong together.
func check(what string, hash crypto.Hash, message []byte, context string) error {
	switch {
	case hash == crypto.SHA512 && len(message) != sha512.Size:
		return errors.New("ed25519: bad Ed25519ph message hash length: " + strconv.Itoa(len(message)))
	case hash == crypto.SHA512 && len(context) > 255:
		return errors.New("ed25519: bad Ed25519ph context length: " + strconv.Itoa(len(context)))
	case hash != crypto.SHA512 && hash != 0:
		return errors.New("ed25519: expected " + what + " zero (unhashed message, for standard Ed25519) or SHA-512 (for Ed25519ph)")
	case len(context) > 255:
		return errors.New("ed25519: bad Ed25519ctx context length: " + strconv.Itoa(len(context)))
	}
	return nil
}

func hashOf(parts ...[]byte) []byte {
	h := sha512.New()
	for _, part := range parts {
		h.Write(part)
	}
	return h.Sum(nil)
}

// Sign signs a message.
func Sign(privateKey PrivateKey, message []byte) []byte {
	if len(privateKey) != PrivateKeySize {
		panic("ed25519: bad private key: ed25519: bad private key length: " + strconv.Itoa(len(privateKey)))
	}
	return sign(privateKey, message, nil)
}

func sign(priv PrivateKey, message, domain []byte) []byte {
	digest := sha512.Sum512(priv[:SeedSize])
	nonce := hashOf(domain, digest[32:], message)
	sig := make([]byte, SignatureSize)
	commit(nonce, sig[:32])
	respond(nonce, hashOf(domain, sig[:32], priv[SeedSize:], message), digest[:], sig[32:])
	return sig
}

// Sign signs what the options say; rand is not used.
func (priv PrivateKey) Sign(rand io.Reader, message []byte, opts crypto.SignerOpts) (signature []byte, err error) {
	if len(priv) != PrivateKeySize {
		return nil, errors.New("ed25519: bad private key length: " + strconv.Itoa(len(priv)))
	}
	hash, context := opts.HashFunc(), ""
	if opts, ok := opts.(*Options); ok {
		context = opts.Context
	}
	if err := check("opts.HashFunc()", hash, message, context); err != nil {
		return nil, err
	}
	return sign(priv, message, domain(hash, context)), nil
}

// Verify tells whether a signature is good.
func Verify(publicKey PublicKey, message, sig []byte) bool {
	return VerifyWithOptions(publicKey, message, sig, &Options{}) == nil
}

// VerifyWithOptions gives an error if a signature is not good.
func VerifyWithOptions(publicKey PublicKey, message, sig []byte, opts *Options) error {
	if len(publicKey) != PublicKeySize {
		panic("ed25519: bad public key length: " + strconv.Itoa(len(publicKey)))
	}
	if !isPoint(publicKey) {
		return errors.New("ed25519: bad public key")
	}
	if err := check("opts.Hash", opts.Hash, message, opts.Context); err != nil {
		return err
	}
	if len(sig) != SignatureSize {
		return errors.New("ed25519: bad signature length: " + strconv.Itoa(len(sig)))
	}
	challenge := hashOf(domain(opts.Hash, opts.Context), sig[:32], publicKey, message)
	if !verify(publicKey, challenge, sig) {
		return errors.New("ed25519: invalid signature")
	}
	return nil
}
