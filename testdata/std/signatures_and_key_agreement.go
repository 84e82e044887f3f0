// run
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"strings"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func seed(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func signatures() {
	for i := range byte(4) {
		key := ed25519.NewKeyFromSeed(seed(i))
		public := key.Public().(ed25519.PublicKey)
		message := bytes.Repeat([]byte{i}, int(i)*100)
		sig := ed25519.Sign(key, message)
		fmt.Printf("%x\n%x\n%x\n", key, public, sig)
		fmt.Println(ed25519.Verify(public, message, sig), bytes.Equal(key.Seed(), seed(i)))
		fmt.Println(ed25519.Verify(public, append(message, 1), sig))
		for _, at := range []int{0, 31, 32, 63} {
			bad := bytes.Clone(sig)
			bad[at] ^= 0x10
			fmt.Println(ed25519.VerifyWithOptions(public, message, bad, &ed25519.Options{}))
		}
		digest := sha512.Sum512(message)
		for _, opts := range []*ed25519.Options{{}, {Hash: crypto.SHA512}, {Hash: crypto.SHA512, Context: "ctx"}, {Context: "ctx"}, {Hash: crypto.SHA256}, {Context: strings.Repeat("x", 256)}, {Hash: crypto.SHA512, Context: strings.Repeat("x", 256)}} {
			for _, m := range [][]byte{message, digest[:]} {
				sig, err := key.Sign(nil, m, opts)
				fmt.Printf("%x %v\n", sig, err)
				fmt.Println(ed25519.VerifyWithOptions(public, m, sig, opts))
				fmt.Println(ed25519.VerifyWithOptions(public, m, make([]byte, 64), opts))
			}
		}
		sig, err := key.Sign(rand.Reader, message, crypto.Hash(0))
		fmt.Println(ed25519.Verify(public, message, sig), err)
		_, err = key.Sign(rand.Reader, message, crypto.SHA1)
		fmt.Println(err)
	}
	// From RFC 8032.
	key := ed25519.NewKeyFromSeed(unhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"))
	fmt.Printf("%x\n", ed25519.Sign(key, unhex("af82")))
	// A number that is too large, and points that are none or have two forms.
	sig := ed25519.Sign(key, nil)
	public := key.Public().(ed25519.PublicKey)
	order := unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
	carry := 0
	for i := range 32 {
		carry += int(sig[32+i]) + int(order[i])
		sig[32+i] = byte(carry)
		carry >>= 8
	}
	fmt.Println(ed25519.VerifyWithOptions(public, nil, sig, &ed25519.Options{}))
	for _, p := range []string{
		"0200000000000000000000000000000000000000000000000000000000000000", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0100000000000000000000000000000000000000000000000000000000000080", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	} {
		fmt.Println(ed25519.VerifyWithOptions(unhex(p), nil, make([]byte, 64), &ed25519.Options{}))
		small := append(unhex("0100000000000000000000000000000000000000000000000000000000000000"), make([]byte, 32)...)
		fmt.Println(ed25519.Verify(unhex(p), []byte("any"), small))
	}
	fmt.Println(ed25519.VerifyWithOptions(public, nil, sig[1:], &ed25519.Options{}))
	other := ed25519.NewKeyFromSeed(seed(9))
	fmt.Println(key.Equal(key), key.Equal(other), key.Equal(nil), public.Equal(public), public.Equal(other.Public()), public.Equal(key))
	try(func() { ed25519.NewKeyFromSeed(nil) })
	try(func() { ed25519.Verify(nil, nil, nil) })
	try(func() { ed25519.Sign(key[1:], nil) })
	pub, priv, err := ed25519.GenerateKey(nil)
	fmt.Println(len(pub), len(priv), err, ed25519.Verify(pub, []byte("m"), ed25519.Sign(priv, []byte("m"))))
	pub, _, err = ed25519.GenerateKey(bytes.NewReader(seed(1)))
	fmt.Printf("%x %v\n", pub, err)
	_, _, err = ed25519.GenerateKey(strings.NewReader("short"))
	fmt.Println(err)
	var signer crypto.Signer = priv
	_, ok := signer.Public().(ed25519.PublicKey)
	fmt.Println(ok)
}

func agreement() {
	curve := ecdh.X25519()
	fmt.Println(curve)
	// From RFC 7748.
	a, err := curve.NewPrivateKey(unhex("77076d0a7318a57d3c16c17251b26645c6a92b2f3e4a1c2b1ab1f9e4ae4f8e2a"))
	fmt.Println(err)
	b, err := curve.NewPrivateKey(unhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
	fmt.Println(err)
	fmt.Printf("%x\n%x\n", a.PublicKey().Bytes(), b.PublicKey().Bytes())
	ab, err := a.ECDH(b.PublicKey())
	fmt.Printf("%x %v\n", ab, err)
	ba, err := b.ECDH(a.PublicKey())
	fmt.Println(bytes.Equal(ab, ba), err)
	for _, p := range []string{"e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000080"} {
		remote, err := curve.NewPublicKey(unhex(p))
		fmt.Println(err)
		secret, err := a.ECDH(remote)
		fmt.Printf("%x %v\n", secret, err)
	}
	_, err = curve.NewPrivateKey(nil)
	fmt.Println(err)
	_, err = curve.NewPublicKey(make([]byte, 33))
	fmt.Println(err)
	k, err := curve.GenerateKey(rand.Reader)
	fmt.Println(len(k.Bytes()), err, k.Curve() == curve, k.PublicKey().Curve() == curve)
	again, _ := curve.NewPrivateKey(k.Bytes())
	fmt.Println(k.Equal(again), k.Equal(a), k.PublicKey().Equal(again.Public()), a.PublicKey().Equal(k.Public()), k.Equal(1), k.PublicKey().Equal(nil))
	var e ecdh.KeyExchanger = k
	secret, err := e.ECDH(a.PublicKey())
	fmt.Println(len(secret), err)
}

func main() {
	signatures()
	agreement()
}
