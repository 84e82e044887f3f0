// run

package main

import (
	"crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"strings"
)

func main() {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 20)
	hashes := []struct {
		name string
		new  func() hash.Hash
	}{
		{"md5", md5.New}, {"sha1", sha1.New}, {"sha224", sha256.New224}, {"sha256", sha256.New},
		{"sha384", sha512.New384}, {"sha512", sha512.New}, {"512/224", sha512.New512_224}, {"512/256", sha512.New512_256},
		{"fnv32", func() hash.Hash { return fnv.New32() }}, {"fnv32a", func() hash.Hash { return fnv.New32a() }},
		{"fnv64", func() hash.Hash { return fnv.New64() }}, {"fnv64a", func() hash.Hash { return fnv.New64a() }},
		{"fnv128", fnv.New128}, {"fnv128a", fnv.New128a},
		{"crc32", func() hash.Hash { return crc32.NewIEEE() }},
		{"crc32c", func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }},
		{"crc64", func() hash.Hash { return crc64.New(crc64.MakeTable(crc64.ECMA)) }},
		{"adler", func() hash.Hash { return adler32.New() }},
	}
	for _, h := range hashes {
		for _, n := range []int{0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 500} {
			d := h.new()
			io.WriteString(d, text[:n])
			fmt.Printf("%s %d %x\n", h.name, n, d.Sum(nil))
		}
		d := h.new()
		for i := 0; i < len(text); i += 7 {
			io.WriteString(d, text[i:min(i+7, len(text))])
		}
		state, err := d.(encoding.BinaryMarshaler).MarshalBinary()
		fmt.Printf("%d %d %x %x %v\n", d.Size(), d.BlockSize(), d.Sum([]byte{1}), state, err)
		d2 := h.new()
		fmt.Println(d2.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
		d.Write([]byte("more"))
		d2.Write([]byte("more"))
		fmt.Printf("%x\n%x\n", d.Sum(nil), d2.Sum(nil))
		fmt.Println(d2.(encoding.BinaryUnmarshaler).UnmarshalBinary(state[:3]), d2.(encoding.BinaryUnmarshaler).UnmarshalBinary(state[:5]))
		m := hmac.New(h.new, []byte("key"))
		m.Write([]byte(text))
		fmt.Printf("%x\n", m.Sum(nil))
		m = hmac.New(h.new, []byte(text))
		m.Write([]byte(text))
		fmt.Printf("%x\n", m.Sum(nil))
		d.Reset()
		fmt.Printf("%x\n", d.Sum(nil))
	}
	fmt.Printf("%x %x %x %x\n", md5.Sum([]byte("a")), sha1.Sum(nil), sha256.Sum256([]byte("abc")), sha512.Sum512_256(nil))
	fmt.Println(crypto.SHA256, crypto.SHA256.Size(), crypto.MD5.Available(), crypto.MD4.Available(), crypto.Hash(99))
	fmt.Printf("%x\n", crypto.SHA256.New().Sum(nil))
	fmt.Println(subtle.ConstantTimeCompare([]byte("a"), []byte("a")), subtle.ConstantTimeLessOrEq(3, 3), subtle.ConstantTimeEq(1, 2), subtle.ConstantTimeSelect(0, 1, 2))
	b := make([]byte, 20)
	n, err := rand.Read(b)
	fmt.Println(n, err, len(rand.Text()), crc32.ChecksumIEEE([]byte(text)), adler32.Checksum([]byte(strings.Repeat(text, 30))))
}
