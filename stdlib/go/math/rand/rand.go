// Package rand has pseudo-random numbers of Go 1's sequences.
package rand

import "internal/ziggurat"

// A Source gives numbers uniform in [0, 1<<63).
type Source interface {
	Int63() int64
	Seed(seed int64)
}

// A Source64 also gives numbers uniform in [0, 1<<64).
type Source64 interface {
	Source
	Uint64() uint64
}

const (
	length   = 607
	tap      = 273
	mask     = 1<<63 - 1
	int32max = 1<<31 - 1
)

// rngSource is an additive lagged Fibonacci generator.
type rngSource struct {
	tap  int
	feed int
	vec  [length]int64
}

// fill sets the generator's words from the seed.
//
//go:noescape
func fill(vec []int64, seed int64)

// NewSource is the generator with the seed.
func NewSource(seed int64) Source {
	r := new(rngSource)
	r.Seed(seed)
	return r
}

func (r *rngSource) Seed(seed int64) {
	r.tap = 0
	r.feed = length - tap
	fill(r.vec[:], seed)
}

func (r *rngSource) Int63() int64 { return int64(r.Uint64() & mask) }

func (r *rngSource) Uint64() uint64 {
	r.tap--
	if r.tap < 0 {
		r.tap += length
	}
	r.feed--
	if r.feed < 0 {
		r.feed += length
	}
	x := r.vec[r.feed] + r.vec[r.tap]
	r.vec[r.feed] = x
	return uint64(x)
}

// A Rand makes numbers of many kinds from a source.
type Rand struct {
	src Source
	s64 Source64 // src, if it is one

	readVal int64
	readPos int8
}

// New uses the source.
func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

// Seed starts the source over.
func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.readPos = 0
}

// Int63 is uniform in [0, 1<<63).
func (r *Rand) Int63() int64 { return r.src.Int63() }

// Uint32 is uniform in all uint32.
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

// Uint64 is uniform in all uint64.
func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

// Int31 is uniform in [0, 1<<31).
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

// Int is uniform in all non-negative ints.
func (r *Rand) Int() int { return int(uint(r.Int63()) << 1 >> 1) }

// Int63n is uniform in [0, n).
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	max := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > max {
		v = r.Int63()
	}
	return v % n
}

// Int31n is uniform in [0, n).
func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	max := int32(1<<31 - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > max {
		v = r.Int31()
	}
	return v % n
}

// below is uniform in [0, n) with a single multiplication in most cases; its sequence is
// not that of Int31n.
func (r *Rand) below(n int32) int32 {
	p := uint64(r.Uint32()) * uint64(n)
	if low := uint32(p); low < uint32(n) {
		least := uint32(-n) % uint32(n)
		for low < least {
			p = uint64(r.Uint32()) * uint64(n)
			low = uint32(p)
		}
	}
	return int32(p >> 32)
}

// Intn is uniform in [0, n).
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= int32max {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

// Float64 is uniform in [0, 1).
func (r *Rand) Float64() float64 {
	for {
		f := float64(r.Int63()) / (1 << 63)
		if f != 1 {
			return f
		}
	}
}

// Float32 is uniform in [0, 1).
func (r *Rand) Float32() float32 {
	for {
		f := float32(r.Float64())
		if f != 1 {
			return f
		}
	}
}

// NormFloat64 is normally distributed with mean 0 and deviation 1.
func (r *Rand) NormFloat64() float64 {
	for {
		j := int32(r.Uint32())
		if x, ok := ziggurat.Normal(j, int(j&0x7F), r.Float64); ok {
			return x
		}
	}
}

// ExpFloat64 is exponentially distributed with mean 1.
func (r *Rand) ExpFloat64() float64 {
	for {
		j := r.Uint32()
		if x, ok := ziggurat.Exponential(j, int(j&0xFF), r.Float64); ok {
			return x
		}
	}
}

// Perm is a permutation of [0, n).
func (r *Rand) Perm(n int) []int {
	m := make([]int, n)
	for i := 0; i < n; i++ {
		j := r.Intn(i + 1)
		m[i] = m[j]
		m[j] = i
	}
	return m
}

// Shuffle puts n elements in random order.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		if i >= int32max {
			swap(i, int(r.Int63n(int64(i+1))))
		} else {
			swap(i, int(r.below(int32(i+1))))
		}
	}
}

// Read fills p with random bytes.
func (r *Rand) Read(p []byte) (n int, err error) {
	for n = range p {
		if r.readPos == 0 {
			r.readVal = r.Int63()
			r.readPos = 7
		}
		p[n] = byte(r.readVal)
		r.readVal >>= 8
		r.readPos--
	}
	return len(p), nil
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

func (systemSource) Int63() int64    { return int64(random() & mask) }
func (systemSource) Uint64() uint64  { return random() }
func (systemSource) Seed(seed int64) {}

var global = &Rand{src: systemSource{}, s64: systemSource{}}

// Seed does nothing: the functions of the package have a random sequence.
func Seed(seed int64) {}

// Int63 is uniform in [0, 1<<63).
func Int63() int64 { return global.Int63() }

// Uint32 is uniform in all uint32.
func Uint32() uint32 { return global.Uint32() }

// Uint64 is uniform in all uint64.
func Uint64() uint64 { return global.Uint64() }

// Int31 is uniform in [0, 1<<31).
func Int31() int32 { return global.Int31() }

// Int is uniform in all non-negative ints.
func Int() int { return global.Int() }

// Int63n is uniform in [0, n).
func Int63n(n int64) int64 { return global.Int63n(n) }

// Int31n is uniform in [0, n).
func Int31n(n int32) int32 { return global.Int31n(n) }

// Intn is uniform in [0, n).
func Intn(n int) int { return global.Intn(n) }

// Float64 is uniform in [0, 1).
func Float64() float64 { return global.Float64() }

// Float32 is uniform in [0, 1).
func Float32() float32 { return global.Float32() }

// NormFloat64 is normally distributed with mean 0 and deviation 1.
func NormFloat64() float64 { return global.NormFloat64() }

// ExpFloat64 is exponentially distributed with mean 1.
func ExpFloat64() float64 { return global.ExpFloat64() }

// Perm is a permutation of [0, n).
func Perm(n int) []int { return global.Perm(n) }

// Shuffle puts n elements in random order.
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }

// Read fills p with random bytes.
func Read(p []byte) (n int, err error) { return global.Read(p) }
