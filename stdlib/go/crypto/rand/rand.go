// Package rand gives random bytes of the system.
package rand

import (
	"io"
	"syscall"
)

type reader struct{}

func (reader) Read(b []byte) (n int, err error) {
	for n < len(b) {
		x := syscall.Random()
		for i := 0; i < 8 && n < len(b); i++ {
			b[n] = byte(x)
			x >>= 8
			n++
		}
	}
	return n, nil
}

// Reader is the source of random bytes.
var Reader io.Reader = reader{}

// Read fills b; it never fails.
func Read(b []byte) (n int, err error) {
	if _, err := io.ReadFull(Reader, b); err != nil {
		panic("crypto/rand: failed to read random data: " + err.Error())
	}
	return len(b), nil
}

// Text is a random text of at least 128 bits, of the base32 alphabet.
func Text() string {
	b := make([]byte, 26)
	Read(b)
	for i := range b {
		b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[b[i]%32]
	}
	return string(b)
}
