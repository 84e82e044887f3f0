// run
package main

import (
	"bytes"
	"crypto"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding"
	"fmt"
	"hash"
	"io"
)

func text(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	for _, n := range []int{0, 3, 71, 72, 103, 135, 136, 143, 144, 167, 168, 500, 5000} {
		data := text(n)
		fmt.Printf("%d %x %x %x %x\n", n, sha3.Sum224(data), sha3.Sum256(data), sha3.Sum384(data), sha3.Sum512(data))
		fmt.Printf("%x %x %x\n", sha3.SumSHAKE128(data, 40), sha3.SumSHAKE256(data, 200), sha3.SumSHAKE256(data, 0))
	}
	for _, h := range []*sha3.SHA3{sha3.New224(), sha3.New256(), sha3.New384(), sha3.New512(), new(sha3.SHA3)} {
		for i := range 40 {
			h.Write(text(i * 11))
		}
		sum := h.Sum([]byte("x"))
		fmt.Printf("%d %d %x\n", h.Size(), h.BlockSize(), sum)
		state, err := h.MarshalBinary()
		fmt.Printf("%x %v\n", state, err)
		c, _ := h.Clone()
		h.Write([]byte("more"))
		c.Write([]byte("more"))
		fmt.Println(bytes.Equal(h.Sum(nil), c.Sum(nil)))
		fmt.Println(h.UnmarshalBinary(state), bytes.Equal(h.Sum([]byte("x")), sum))
		h.Reset()
		fmt.Printf("%x\n", h.Sum(nil))
		for _, bad := range [][]byte{nil, state[1:], append([]byte("sha\x09"), state[4:]...), append([]byte("sha\x08\x01"), state[5:]...), append(bytes.Clone(state[:205]), 255, 0), append(bytes.Clone(state[:206]), 2)} {
			fmt.Println(h.UnmarshalBinary(bad))
		}
	}
	for _, s := range []*sha3.SHAKE{sha3.NewSHAKE128(), sha3.NewSHAKE256(), sha3.NewCSHAKE128(nil, []byte("Email Signature")), sha3.NewCSHAKE256([]byte("name"), text(300)), sha3.NewCSHAKE128(nil, nil), new(sha3.SHAKE)} {
		s.Write(text(300))
		state, _ := s.AppendBinary(nil)
		out := make([]byte, 400)
		s.Read(out[:1])
		io.ReadFull(s, out[1:])
		fmt.Printf("%d %d %x\n", s.BlockSize(), len(state), out)
		try(func() { s.Write(nil); s.Write([]byte("x")) })
		fmt.Println(s.UnmarshalBinary(state), s.UnmarshalBinary(state[:9]))
		again := make([]byte, 400)
		s.Read(again)
		fmt.Println(bytes.Equal(out, again))
		s.Reset()
		s.Read(again[:20])
		fmt.Printf("%x\n", again[:20])
	}
	for _, h := range []crypto.Hash{crypto.SHA3_224, crypto.SHA3_256, crypto.SHA3_384, crypto.SHA3_512} {
		fmt.Println(h, h.Available(), h.New().Size() == h.Size())
	}
	_, isUnmarshaler := hash.Hash(sha3.New256()).(encoding.BinaryUnmarshaler)
	fmt.Println(isUnmarshaler)

	for _, n := range []int{0, 1, 32, 100} {
		key, err := hkdf.Key(sha256.New, text(n), []byte("salt"), "info", n)
		fmt.Printf("%x %v\n", key, err)
		key, err = hkdf.Extract(sha512.New, text(n), nil)
		fmt.Printf("%x %v\n", key, err)
		key, err = hkdf.Expand(sha1.New, text(n), "", n)
		fmt.Printf("%x %v\n", key, err)
		key, err = hkdf.Key(sha3.New256, text(n), []byte{}, "i", n)
		fmt.Printf("%x %v\n", key, err)
	}
	_, err := hkdf.Key(sha256.New, nil, nil, "", 255*32+1)
	fmt.Println(err)
	_, err = hkdf.Expand(sha256.New, nil, "", 255*32+1)
	fmt.Println(err)
	for _, n := range []int{1, 20, 21, 65} {
		key, err := pbkdf2.Key(sha1.New, "password", []byte("salt"), 100, n)
		fmt.Printf("%x %v\n", key, err)
		key, err = pbkdf2.Key(sha256.New, "pass\x00word", nil, n, n)
		fmt.Printf("%x %v\n", key, err)
	}
	_, err = pbkdf2.Key(sha256.New, "", nil, 1, 0)
	fmt.Println(err)
	_, err = pbkdf2.Key(sha256.New, "", nil, 1, 1<<40)
	fmt.Println(err)
}
