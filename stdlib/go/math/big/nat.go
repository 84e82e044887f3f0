// Package big is arithmetic with numbers of any size.
//
// Natural numbers are slices of words, the lowest first, without zero words at the end. A
// slice is never changed once it is made, so numbers may share it. What takes long is
// native.
package big

import (
	"math/bits"
	"unsafe"
)

// Word is a digit of a natural number.
type Word uint

const wordBits = bits.UintSize

// nat is a natural number.
type nat []Word

// The natives work on the bytes of the words; see bytesOf.

//go:noescape
func add(x, y []byte) []byte
//go:noescape
func sub(x, y []byte) []byte // x >= y
//go:noescape
func cmp(x, y []byte) int
//go:noescape
func mul(x, y []byte) []byte
//go:noescape
func div(x, y []byte) (q, r []byte)
//go:noescape
func exp(x, y, m []byte) []byte // m != 0
//go:noescape
func pow(x []byte, n int) []byte
//go:noescape
func sqrt(x []byte) []byte
//go:noescape
func gcd(x, y []byte) []byte
//go:noescape
func shl(x []byte, n uint) []byte
//go:noescape
func shr(x []byte, n uint) []byte
//go:noescape
func digits(x []byte, base int) string
//go:noescape
func parse(digits []byte, base int) []byte

func bytesOf(x nat) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 8*len(x))
}

func wordsOf(b []byte) nat {
	return unsafe.Slice((*Word)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/8)
}

func natOf(x uint64) nat {
	if x == 0 {
		return nil
	}
	return nat{Word(x)}
}

func (x nat) norm() nat {
	n := len(x)
	for n > 0 && x[n-1] == 0 {
		n--
	}
	return x[:n:n]
}

func (x nat) add(y nat) nat {
	switch {
	case len(x) == 0:
		return y
	case len(y) == 0:
		return x
	case len(x) == 1 && len(y) == 1:
		sum, carry := bits.Add(uint(x[0]), uint(y[0]), 0)
		if carry == 0 {
			return nat{Word(sum)}
		}
	}
	return wordsOf(add(bytesOf(x), bytesOf(y)))
}

// sub is x - y; x is not less.
func (x nat) sub(y nat) nat {
	switch {
	case len(y) == 0:
		return x
	case len(x) == 1:
		return natOf(uint64(x[0] - y[0]))
	}
	return wordsOf(sub(bytesOf(x), bytesOf(y)))
}

func (x nat) cmp(y nat) int {
	if len(x) <= 1 && len(y) <= 1 {
		a, b := x.low64(), y.low64()
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return cmp(bytesOf(x), bytesOf(y))
}

func (x nat) mul(y nat) nat {
	if len(x) == 0 || len(y) == 0 {
		return nil
	}
	return wordsOf(mul(bytesOf(x), bytesOf(y)))
}

// div is quotient and remainder; y is not zero.
func (x nat) div(y nat) (q, r nat) {
	if len(y) == 0 {
		panic("division by zero")
	}
	if len(x) <= 1 && len(y) == 1 {
		a, b := x.low64(), uint64(y[0])
		return natOf(a / b), natOf(a % b)
	}
	if x.cmp(y) < 0 {
		return nil, x
	}
	quotient, rest := div(bytesOf(x), bytesOf(y))
	return wordsOf(quotient), wordsOf(rest)
}

func (x nat) mod(y nat) nat {
	_, r := x.div(y)
	return r
}

func (x nat) pow(n int) nat { return wordsOf(pow(bytesOf(x), n)) }

// expMod is x to the power y modulo m; for m = 0 the power itself.
func (x nat) expMod(y, m nat) nat {
	if len(m) == 0 {
		if len(y) == 0 {
			return nat{1}
		}
		if len(x) == 0 || len(x) == 1 && x[0] == 1 {
			return x
		}
		return x.pow(int(y[0]))
	}
	return wordsOf(exp(bytesOf(x), bytesOf(y), bytesOf(m)))
}

func (x nat) sqrt() nat         { return wordsOf(sqrt(bytesOf(x))) }
func (x nat) gcd(y nat) nat     { return wordsOf(gcd(bytesOf(x), bytesOf(y))) }
func (x nat) text(b int) string { return digits(bytesOf(x), b) }

func (x nat) shl(n uint) nat {
	if len(x) == 0 || n == 0 {
		return x
	}
	return wordsOf(shl(bytesOf(x), n))
}

func (x nat) shr(n uint) nat {
	if n == 0 {
		return x
	}
	if n >= uint(len(x))*wordBits {
		return nil
	}
	return wordsOf(shr(bytesOf(x), n))
}

func (x nat) low64() uint64 {
	if len(x) == 0 {
		return 0
	}
	return uint64(x[0])
}

func (x nat) bitLen() int {
	if len(x) == 0 {
		return 0
	}
	return len(x)*wordBits - bits.LeadingZeros(uint(x[len(x)-1]))
}

func (x nat) trailingZeros() uint {
	for i, w := range x {
		if w != 0 {
			return uint(i)*wordBits + uint(bits.TrailingZeros(uint(w)))
		}
	}
	return 0
}

func (x nat) bit(i uint) uint {
	if i/wordBits >= uint(len(x)) {
		return 0
	}
	return uint(x[i/wordBits]>>(i%wordBits)) & 1
}

// sticky tells whether one of the lowest n bits is set.
func (x nat) sticky(n uint) bool {
	return len(x) > 0 && x.trailingZeros() < n
}

func (x nat) setBit(i, b uint) nat {
	z := make(nat, max(len(x), int(i/wordBits)+1))
	copy(z, x)
	z[i/wordBits] = z[i/wordBits]&^(1<<(i%wordBits)) | Word(b&1)<<(i%wordBits)
	return z.norm()
}

// combine applies op word by word; shorter numbers have zeros.
func (x nat) combine(y nat, op func(a, b Word) Word) nat {
	z := make(nat, max(len(x), len(y)))
	for i := range z {
		var a, b Word
		if i < len(x) {
			a = x[i]
		}
		if i < len(y) {
			b = y[i]
		}
		z[i] = op(a, b)
	}
	return z.norm()
}

func (x nat) and(y nat) nat    { return x.combine(y, func(a, b Word) Word { return a & b }) }
func (x nat) or(y nat) nat     { return x.combine(y, func(a, b Word) Word { return a | b }) }
func (x nat) xor(y nat) nat    { return x.combine(y, func(a, b Word) Word { return a ^ b }) }
func (x nat) andNot(y nat) nat { return x.combine(y, func(a, b Word) Word { return a &^ b }) }

var one = nat{1}

// natFromBytes reads big-endian bytes.
func natFromBytes(b []byte) nat {
	z := make(nat, (len(b)+7)/8)
	for i, c := range b {
		at := len(b) - 1 - i
		z[at/8] |= Word(c) << (at % 8 * 8)
	}
	return z.norm()
}

// bytes are the big-endian bytes, without zeros at the front.
func (x nat) bytes() []byte {
	n := (x.bitLen() + 7) / 8
	b := make([]byte, n)
	for i := range b {
		b[n-1-i] = byte(x[i/8] >> (i % 8 * 8))
	}
	return b
}
