// Package ziggurat draws from normal and exponential distributions by the method of
// Marsaglia and Tsang ("The Ziggurat Method for Generating Random Variables", 2000).
package ziggurat

import "math"

const (
	normalTail = 3.442619855899
	expTail    = 7.69711747013104972
)

// normal gives entry i of the tables for the normal distribution, and f of entry i-1.
func normal(i int) (k uint32, w, f, below float32)

// exponential gives entry i of the tables for the exponential distribution.
func exponential(i int) (k uint32, w, f, below float32)

// Normal tries j, which chooses a point in strip i; uniform draws further numbers.
func Normal(j int32, i int, uniform func() float64) (x float64, ok bool) {
	k, w, f, below := normal(i)
	x = float64(j) * float64(w)
	distance := uint32(j)
	if j < 0 {
		distance = -distance
	}
	if distance < k {
		return x, true
	}
	if i == 0 {
		for {
			x = -math.Log(uniform()) * (1.0 / normalTail)
			y := -math.Log(uniform())
			if y+y >= x*x {
				break
			}
		}
		if j > 0 {
			return normalTail + x, true
		}
		return -normalTail - x, true
	}
	return x, f+float32(uniform())*(below-f) < float32(math.Exp(-.5*x*x))
}

// Exponential tries j, which chooses a point in strip i.
func Exponential(j uint32, i int, uniform func() float64) (x float64, ok bool) {
	k, w, f, below := exponential(i)
	x = float64(j) * float64(w)
	if j < k {
		return x, true
	}
	if i == 0 {
		return expTail - math.Log(uniform()), true
	}
	return x, f+float32(uniform())*(below-f) < float32(math.Exp(-x))
}

// Zipf draws k in 0..imax with a probability proportional to (v + k)**(-s).
type Zipf struct {
	imax, v, q, s, oneMinusQ, inverse, hMax, hSpan float64
}

// NewZipf prepares the distribution; nil if s <= 1 or v < 1.
func NewZipf(s, v float64, imax uint64) *Zipf {
	if s <= 1.0 || v < 1 {
		return nil
	}
	z := &Zipf{imax: float64(imax), v: v, q: s}
	z.oneMinusQ = 1.0 - z.q
	z.inverse = 1.0 / z.oneMinusQ
	z.hMax = z.h(z.imax + 0.5)
	z.hSpan = z.h(0.5) - math.Exp(math.Log(z.v)*(-z.q)) - z.hMax
	z.s = 1 - z.hInverse(z.h(1.5)-math.Exp(-z.q*math.Log(z.v+1.0)))
	return z
}

func (z *Zipf) h(x float64) float64 {
	return math.Exp(z.oneMinusQ*math.Log(z.v+x)) * z.inverse
}

func (z *Zipf) hInverse(x float64) float64 {
	return math.Exp(z.inverse*math.Log(z.oneMinusQ*x)) - z.v
}

// Next draws a number.
func (z *Zipf) Next(uniform func() float64) uint64 {
	for {
		r := z.hMax + uniform()*z.hSpan
		x := z.hInverse(r)
		k := math.Floor(x + 0.5)
		if k-x <= z.s || r >= z.h(k+0.5)-math.Exp(-math.Log(k+z.v)*z.q) {
			return uint64(k)
		}
	}
}
