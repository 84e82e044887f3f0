// run
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rc4"
	"errors"
	"fmt"
	"io"
	"strings"
)

func bytesOf(n, seed int) []byte {
	b := make([]byte, n)
	for i := range b {
		seed = seed*1103515245 + 12345
		b[i] = byte(seed >> 16)
	}
	return b
}

func try(what string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(what, "panics:", e)
		}
	}()
	f()
}

// own is a block cipher that is none of the library's.
type own struct{ size int }

func (o own) BlockSize() int { return o.size }
func (o own) Encrypt(dst, src []byte) {
	for i := range o.size {
		dst[i] = src[i] + byte(i)*17 + 3
	}
}
func (o own) Decrypt(dst, src []byte) {
	for i := range o.size {
		dst[i] = src[i] - byte(i)*17 - 3
	}
}

func modes(name string, b cipher.Block) {
	size := b.BlockSize()
	fmt.Println(name, size)
	iv, text := bytesOf(size, 5), bytesOf(size*20, 6)
	one := make([]byte, size)
	b.Encrypt(one, text)
	fmt.Printf("%x\n", one)
	b.Decrypt(one, one)
	fmt.Println(bytes.Equal(one, text[:size]))
	out := make([]byte, len(text))
	cbc := cipher.NewCBCEncrypter(b, iv)
	cbc.CryptBlocks(out, text[:size*3])
	cbc.CryptBlocks(out[size*3:], text[size*3:])
	fmt.Printf("CBC %d %x\n", cbc.BlockSize(), out)
	dec := cipher.NewCBCDecrypter(b, iv)
	dec.CryptBlocks(out[:size*11], out[:size*11])
	dec.CryptBlocks(nil, nil)
	dec.CryptBlocks(out[size*11:], out[size*11:])
	fmt.Println(bytes.Equal(out, text))
	cbc.(interface{ SetIV([]byte) }).SetIV(iv)
	cbc.CryptBlocks(out[:size], text[:size])
	fmt.Printf("%x\n", out[:size])
	ones := bytes.Repeat([]byte{255}, size)
	for _, s := range []struct {
		name string
		new  func() cipher.Stream
		back func() cipher.Stream
	}{
		{"CTR", func() cipher.Stream { return cipher.NewCTR(b, ones) }, func() cipher.Stream { return cipher.NewCTR(b, ones) }},
		{"OFB", func() cipher.Stream { return cipher.NewOFB(b, iv) }, func() cipher.Stream { return cipher.NewOFB(b, iv) }},
		{"CFB", func() cipher.Stream { return cipher.NewCFBEncrypter(b, iv) }, func() cipher.Stream { return cipher.NewCFBDecrypter(b, iv) }},
	} {
		stream := s.new()
		out := make([]byte, len(text))
		for at, n := 0, 1; at < len(text); n += 3 {
			end := min(at+n, len(text))
			stream.XORKeyStream(out[at:], text[at:end])
			at = end
		}
		fmt.Printf("%s %x\n", s.name, out)
		s.back().XORKeyStream(out, out)
		fmt.Println(bytes.Equal(out, text))
		try(s.name, func() { s.new().XORKeyStream(make([]byte, 1), make([]byte, 2)) })
		try(s.name, func() { s.new().XORKeyStream(out[1:], out[:9]) })
	}
	try("CBC enc", func() { cipher.NewCBCEncrypter(b, iv[1:]) })
	try("CBC dec", func() { cipher.NewCBCDecrypter(b, iv[1:]) })
	try("CTR", func() { cipher.NewCTR(b, iv[1:]) })
	try("OFB", func() { cipher.NewOFB(b, iv[1:]) })
	try("CFB", func() { cipher.NewCFBEncrypter(b, iv[1:]) })
	try("full", func() { cbc.CryptBlocks(out, text[:size+1]) })
	try("short", func() { cbc.CryptBlocks(out[:size], text[:size*2]) })
	try("overlap", func() { dec.CryptBlocks(out[1:], out[:size*2]) })
	try("SetIV", func() { cbc.(interface{ SetIV([]byte) }).SetIV(nil) })
	try("short block", func() { b.Encrypt(one, one[1:]) })
	try("short output", func() { b.Decrypt(one[1:], one) })
	try("overlapping block", func() { b.Encrypt(out[1:], out) })
}

func gcm(b cipher.Block) {
	for _, nonceSize := range []int{12, 1, 16, 100} {
		for _, n := range []int{0, 1, 15, 16, 17, 127, 128, 300} {
			g, err := cipher.NewGCMWithNonceSize(b, nonceSize)
			if err != nil {
				fmt.Println(err)
				return
			}
			nonce, text, more := bytesOf(nonceSize, n), bytesOf(n, 1), bytesOf(n/2, 2)
			sealed := g.Seal([]byte("pre"), nonce, text, more)
			fmt.Printf("%d %d %x\n", g.NonceSize(), g.Overhead(), sealed)
			back, err := g.Open([]byte("x"), nonce, sealed[3:], more)
			fmt.Println(bytes.Equal(back[1:], text), err)
			sealed[len(sealed)-1]++
			_, err = g.Open(nil, nonce, sealed[3:], more)
			fmt.Println(err)
		}
	}
	g, _ := cipher.NewGCMWithTagSize(b, 13)
	nonce := make([]byte, 12)
	buf := append(make([]byte, 0, 100), "in place"...)
	sealed := g.Seal(buf[:0], nonce, buf, nil)
	fmt.Printf("%x\n", sealed)
	back, err := g.Open(sealed[:0], nonce, sealed, nil)
	fmt.Printf("%s %v\n", back, err)
	_, err = g.Open(nil, nonce, sealed[:5], nil)
	fmt.Println(err)
	_, err = g.Open(nil, nonce, bytesOf(20, 3), []byte("other"))
	fmt.Println(err)
	for _, size := range []int{11, 17} {
		_, err = cipher.NewGCMWithTagSize(b, size)
		fmt.Println(err)
	}
	_, err = cipher.NewGCMWithNonceSize(b, 0)
	fmt.Println(err)
	try("nonce", func() { g.Seal(nil, nonce[1:], nil, nil) })
	try("nonce", func() { g.Open(nil, nonce[1:], nil, nil) })
	try("overlap", func() { g.Seal(buf[:1], nonce, buf[:8], nil) })
	try("overlap", func() { g.Seal(buf[:0], nonce, []byte("x"), buf[:8]) })
	r, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	buf = append(make([]byte, 0, 100), "random"...)
	sealed = r.Seal(buf[:0], nil, buf, []byte("ad"))
	fmt.Println(r.NonceSize(), r.Overhead(), len(sealed))
	back, err = r.Open(sealed[:0], nil, sealed, []byte("ad"))
	fmt.Printf("%s %v\n", back, err)
	_, err = r.Open(nil, nil, sealed[:27], nil)
	fmt.Println(err)
	_, err = r.Open(nil, nil, bytesOf(40, 4), nil)
	fmt.Println(err)
	try("nonce", func() { r.Seal(nil, nonce, nil, nil) })
}

type closing struct {
	io.Writer
}

func (closing) Close() error { return errors.New("closed") }

func main() {
	for _, size := range []int{16, 24, 32} {
		b, err := aes.NewCipher(bytesOf(size, size))
		fmt.Println(err)
		modes(fmt.Sprint("AES-", size*8), b)
		gcm(b)
	}
	_, err := aes.NewCipher(make([]byte, 17))
	fmt.Println(err, err == aes.KeySizeError(17))
	d, err := des.NewCipher(bytesOf(8, 8))
	fmt.Println(err)
	modes("DES", d)
	t, err := des.NewTripleDESCipher(bytesOf(24, 9))
	fmt.Println(err)
	modes("3DES", t)
	gcm(t)
	_, err = des.NewCipher(make([]byte, 9))
	fmt.Println(err)
	_, err = des.NewTripleDESCipher(make([]byte, 16))
	fmt.Println(err)
	gcm(own{16})

	r, err := rc4.NewCipher([]byte("Key"))
	text := []byte("Plaintext")
	r.XORKeyStream(text, text)
	fmt.Printf("%x %v\n", text, err)
	out := make([]byte, 1000)
	r.XORKeyStream(out, bytesOf(1000, 7))
	fmt.Printf("%x\n", out)
	r.Reset()
	r.XORKeyStream(out[:4], []byte("abcd"))
	fmt.Printf("%s\n", out[:4])
	for _, n := range []int{0, 257} {
		_, err = rc4.NewCipher(make([]byte, n))
		fmt.Println(err)
	}
	try("rc4", func() { r.XORKeyStream(out[1:], out[:5]) })
	try("rc4", func() { r.XORKeyStream(out[:1], make([]byte, 2)) })

	b, _ := aes.NewCipher(make([]byte, 16))
	var sink bytes.Buffer
	w := cipher.StreamWriter{S: cipher.NewCTR(b, make([]byte, 16)), W: &sink}
	fmt.Println(io.Copy(w, strings.NewReader(strings.Repeat("stream ", 100))))
	fmt.Println(w.Close(), cipher.StreamWriter{S: w.S, W: closing{&sink}}.Close())
	fmt.Printf("%x\n", sink.Bytes()[:40])
	back, err := io.ReadAll(cipher.StreamReader{S: cipher.NewCTR(b, make([]byte, 16)), R: &sink})
	fmt.Println(len(back), strings.HasPrefix(string(back), "stream stream"), err)
	fmt.Printf("%T\n", b)
}
