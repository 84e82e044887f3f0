// Package rand has pseudo-random numbers.
package rand

import (
	"internal/ziggurat"
	"math/bits"
)

// A Source gives numbers uniform in all uint64.
type Source interface {
	Uint64() uint64
}

// A Rand makes numbers of many kinds from a source.
type Rand struct {
	src Source
}

// New uses the source.
func New(src Source) *Rand { return &Rand{src: src} }

// Int64 is uniform in [0, 1<<63).
func (r *Rand) Int64() int64 { return int64(r.src.Uint64() &^ (1 << 63)) }

// Uint32 is uniform in all uint32.
func (r *Rand) Uint32() uint32 { return uint32(r.src.Uint64() >> 32) }

// Uint64 is uniform in all uint64.
func (r *Rand) Uint64() uint64 { return r.src.Uint64() }

// Int32 is uniform in [0, 1<<31).
func (r *Rand) Int32() int32 { return int32(r.src.Uint64() >> 33) }

// Int is uniform in all non-negative ints.
func (r *Rand) Int() int { return int(uint(r.src.Uint64()) << 1 >> 1) }

// Uint is uniform in all uints.
func (r *Rand) Uint() uint { return uint(r.src.Uint64()) }

// below is uniform in [0, n) for n > 0.
func (r *Rand) below(n uint64) uint64 {
	if n&(n-1) == 0 {
		return r.Uint64() & (n - 1)
	}
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		least := -n % n
		for lo < least {
			hi, lo = bits.Mul64(r.Uint64(), n)
		}
	}
	return hi
}

// Int64N is uniform in [0, n).
func (r *Rand) Int64N(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int64N")
	}
	return int64(r.below(uint64(n)))
}

// Uint64N is uniform in [0, n).
func (r *Rand) Uint64N(n uint64) uint64 {
	if n == 0 {
		panic("invalid argument to Uint64N")
	}
	return r.below(n)
}

// Int32N is uniform in [0, n).
func (r *Rand) Int32N(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int32N")
	}
	return int32(r.below(uint64(n)))
}

// Uint32N is uniform in [0, n).
func (r *Rand) Uint32N(n uint32) uint32 {
	if n == 0 {
		panic("invalid argument to Uint32N")
	}
	return uint32(r.below(uint64(n)))
}

// IntN is uniform in [0, n).
func (r *Rand) IntN(n int) int {
	if n <= 0 {
		panic("invalid argument to IntN")
	}
	return int(r.below(uint64(n)))
}

// UintN is uniform in [0, n).
func (r *Rand) UintN(n uint) uint {
	if n == 0 {
		panic("invalid argument to UintN")
	}
	return uint(r.below(uint64(n)))
}

// Float64 is uniform in [0, 1).
func (r *Rand) Float64() float64 { return float64(r.Uint64()<<11>>11) / (1 << 53) }

// Float32 is uniform in [0, 1).
func (r *Rand) Float32() float32 { return float32(r.Uint32()<<8>>8) / (1 << 24) }

// NormFloat64 is normally distributed with mean 0 and deviation 1.
func (r *Rand) NormFloat64() float64 {
	for {
		u := r.Uint64()
		if x, ok := ziggurat.Normal(int32(u), int(u>>32&0x7F), r.Float64); ok {
			return x
		}
	}
}

// ExpFloat64 is exponentially distributed with mean 1.
func (r *Rand) ExpFloat64() float64 {
	for {
		u := r.Uint64()
		if x, ok := ziggurat.Exponential(uint32(u), int(u>>32&0xFF), r.Float64); ok {
			return x
		}
	}
}

// Perm is a permutation of [0, n).
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	r.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// Shuffle puts n elements in random order.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		swap(i, int(r.below(uint64(i+1))))
	}
}

// A Zipf draws numbers of Zipf's distribution.
type Zipf struct {
	r *Rand
	z *ziggurat.Zipf
}

// NewZipf draws k in [0, imax] with a probability proportional to (v + k) ** (-s); nil
// if s <= 1 or v < 1.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	z := ziggurat.NewZipf(s, v, imax)
	if z == nil {
		return nil
	}
	return &Zipf{r, z}
}

// Uint64 draws a number.
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	return z.z.Next(z.r.Float64)
}

// systemSource is seeded differently in every run.
type systemSource struct{}

// random is uniform in all uint64.
func random() uint64

func (systemSource) Uint64() uint64 { return random() }

var global = &Rand{src: systemSource{}}

// Int64 is uniform in [0, 1<<63).
func Int64() int64 { return global.Int64() }

// Uint32 is uniform in all uint32.
func Uint32() uint32 { return global.Uint32() }

// Uint64N is uniform in [0, n).
func Uint64N(n uint64) uint64 { return global.Uint64N(n) }

// Uint32N is uniform in [0, n).
func Uint32N(n uint32) uint32 { return global.Uint32N(n) }

// Uint64 is uniform in all uint64.
func Uint64() uint64 { return global.Uint64() }

// Int32 is uniform in [0, 1<<31).
func Int32() int32 { return global.Int32() }

// Int is uniform in all non-negative ints.
func Int() int { return global.Int() }

// Uint is uniform in all uints.
func Uint() uint { return global.Uint() }

// Int64N is uniform in [0, n).
func Int64N(n int64) int64 { return global.Int64N(n) }

// Int32N is uniform in [0, n).
func Int32N(n int32) int32 { return global.Int32N(n) }

// IntN is uniform in [0, n).
func IntN(n int) int { return global.IntN(n) }

// UintN is uniform in [0, n).
func UintN(n uint) uint { return global.UintN(n) }

type intType interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// N is uniform in [0, n) for any integer type.
func (r *Rand) N[Int intType](n Int) Int {
	if n <= 0 {
		panic("invalid argument to N")
	}
	return Int(r.below(uint64(n)))
}

// N is uniform in [0, n) for any integer type.
func N[Int intType](n Int) Int {
	if n <= 0 {
		panic("invalid argument to N")
	}
	return Int(global.below(uint64(n)))
}

// Float64 is uniform in [0, 1).
func Float64() float64 { return global.Float64() }

// Float32 is uniform in [0, 1).
func Float32() float32 { return global.Float32() }

// Perm is a permutation of [0, n).
func Perm(n int) []int { return global.Perm(n) }

// Shuffle puts n elements in random order.
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }

// NormFloat64 is normally distributed with mean 0 and deviation 1.
func NormFloat64() float64 { return global.NormFloat64() }

// ExpFloat64 is exponentially distributed with mean 1.
func ExpFloat64() float64 { return global.ExpFloat64() }
