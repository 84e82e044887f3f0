// Package crypto numbers hash functions and has the interfaces of keys.
package crypto

import (
	"hash"
	"io"
	"strconv"
)

// Hash is the number of a hash function.
type Hash uint

const (
	MD4 Hash = 1 + iota
	MD5
	SHA1
	SHA224
	SHA256
	SHA384
	SHA512
	MD5SHA1
	RIPEMD160
	SHA3_224
	SHA3_256
	SHA3_384
	SHA3_512
	SHA512_224
	SHA512_256
	BLAKE2s_256
	BLAKE2b_256
	BLAKE2b_384
	BLAKE2b_512
	MLDSAMu
	maxHash
)

// function is what is known of a hash function.
type function struct {
	name string
	size int
}

func (h Hash) function() function {
	return [maxHash]function{
		MD4:         {"MD4", 16},
		MD5:         {"MD5", 16},
		SHA1:        {"SHA-1", 20},
		SHA224:      {"SHA-224", 28},
		SHA256:      {"SHA-256", 32},
		SHA384:      {"SHA-384", 48},
		SHA512:      {"SHA-512", 64},
		MD5SHA1:     {"MD5+SHA1", 36},
		RIPEMD160:   {"RIPEMD-160", 20},
		SHA3_224:    {"SHA3-224", 28},
		SHA3_256:    {"SHA3-256", 32},
		SHA3_384:    {"SHA3-384", 48},
		SHA3_512:    {"SHA3-512", 64},
		SHA512_224:  {"SHA-512/224", 28},
		SHA512_256:  {"SHA-512/256", 32},
		BLAKE2s_256: {"BLAKE2s-256", 32},
		BLAKE2b_256: {"BLAKE2b-256", 32},
		BLAKE2b_384: {"BLAKE2b-384", 48},
		BLAKE2b_512: {"BLAKE2b-512", 64},
		MLDSAMu:     {"ML-DSA μ message representative", 64},
	}[h]
}

// HashFunc is h.
func (h Hash) HashFunc() Hash { return h }

func (h Hash) String() string {
	if h == 0 || h >= maxHash {
		return "unknown hash value " + strconv.Itoa(int(h))
	}
	return h.function().name
}

// Size is the length of a sum in bytes.
func (h Hash) Size() int {
	if h == 0 || h >= maxHash {
		panic("crypto: Size of unknown hash function")
	}
	return h.function().size
}

var hashes [maxHash]func() hash.Hash

// New starts a hash; its package must be in the program.
func (h Hash) New() hash.Hash {
	if !h.Available() {
		panic("crypto: requested hash function unavailable: " + h.String())
	}
	return hashes[h]()
}

// Available tells whether the function's package is in the program.
func (h Hash) Available() bool { return h < maxHash && hashes[h] != nil }

// RegisterHash makes a function known.
func RegisterHash(h Hash, f func() hash.Hash) {
	if h == 0 || h >= maxHash {
		panic("crypto: RegisterHash of unknown hash function")
	}
	if h == MLDSAMu {
		panic("crypto: cannot RegisterHash for MLDSAMu")
	}
	hashes[h] = f
}

// PublicKey is any public key, PrivateKey any private key.
type (
	PublicKey  any
	PrivateKey any
)

// Signer is a private key that signs digests.
type Signer interface {
	Public() PublicKey
	Sign(rand io.Reader, digest []byte, opts SignerOpts) (signature []byte, err error)
}

// MessageSigner signs whole messages too.
type MessageSigner interface {
	Signer
	SignMessage(rand io.Reader, msg []byte, opts SignerOpts) (signature []byte, err error)
}

// SignerOpts says how the digest was made.
type SignerOpts interface {
	HashFunc() Hash
}

// Decrypter is a private key that decrypts.
type Decrypter interface {
	Public() PublicKey
	Decrypt(rand io.Reader, msg []byte, opts DecrypterOpts) (plaintext []byte, err error)
}

// DecrypterOpts are a Decrypter's own.
type DecrypterOpts any

// Decapsulator is a private key of a key encapsulation mechanism.
type Decapsulator interface {
	Encapsulator() Encapsulator
	Decapsulate(ciphertext []byte) (sharedKey []byte, err error)
}

// Encapsulator is a public key of a key encapsulation mechanism.
type Encapsulator interface {
	Bytes() []byte
	Encapsulate() (sharedKey, ciphertext []byte)
}

// SignMessage signs a message: itself if the signer can, else its hash.
func SignMessage(signer Signer, rand io.Reader, msg []byte, opts SignerOpts) (signature []byte, err error) {
	if s, ok := signer.(MessageSigner); ok {
		return s.SignMessage(rand, msg, opts)
	}
	if hash := opts.HashFunc(); hash != 0 {
		if !hash.Available() {
			return nil, hashUnavailableError(hash)
		}
		h := hash.New()
		h.Write(msg)
		msg = h.Sum(nil)
	}
	return signer.Sign(rand, msg, opts)
}

type hashUnavailableError Hash

func (e hashUnavailableError) Error() string {
	return "requested hash function is not available: " + Hash(e).String()
}
