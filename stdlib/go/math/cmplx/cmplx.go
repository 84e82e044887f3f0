// Package cmplx has elementary functions of complex numbers.
package cmplx

import "math"

// Abs is the absolute value.
func Abs(x complex128) float64 { return math.Hypot(real(x), imag(x)) }

// Phase is the argument, in [-π, π].
func Phase(x complex128) float64 { return math.Atan2(imag(x), real(x)) }

// Polar gives the absolute value and the argument.
func Polar(x complex128) (r, θ float64) { return Abs(x), Phase(x) }

// Rect is the number with these polar coordinates.
func Rect(r, θ float64) complex128 {
	s, c := math.Sincos(θ)
	return complex(r*c, r*s)
}

// Conj is the conjugate.
func Conj(x complex128) complex128 { return complex(real(x), -imag(x)) }

// IsInf tells whether either part is infinite.
func IsInf(x complex128) bool { return math.IsInf(real(x), 0) || math.IsInf(imag(x), 0) }

// Inf is an infinity.
func Inf() complex128 { return complex(math.Inf(1), math.Inf(1)) }

// IsNaN tells whether a part is NaN and neither is infinite.
func IsNaN(x complex128) bool { return !IsInf(x) && (math.IsNaN(real(x)) || math.IsNaN(imag(x))) }

// NaN is a not-a-number value.
func NaN() complex128 { return complex(math.NaN(), math.NaN()) }

// timesI is i*x, overI is x/i; both exact.
func timesI(x complex128) complex128 { return complex(-imag(x), real(x)) }
func overI(x complex128) complex128  { return complex(imag(x), -real(x)) }

// Exp is e to the x.
func Exp(x complex128) complex128 {
	re, im := real(x), imag(x)
	if math.IsInf(re, 0) {
		if re > 0 && im == 0 {
			return x
		}
		if math.IsInf(im, 0) || math.IsNaN(im) {
			if re < 0 {
				return complex(0, math.Copysign(0, im))
			}
			return complex(re, math.NaN())
		}
	} else if math.IsNaN(re) && im == 0 {
		return complex(math.NaN(), im)
	}
	return Rect(math.Exp(re), im)
}

// Log is the natural logarithm.
func Log(x complex128) complex128 { return complex(math.Log(Abs(x)), Phase(x)) }

// Log10 is the decimal logarithm.
func Log10(x complex128) complex128 {
	z := Log(x)
	return complex(math.Log10E*real(z), math.Log10E*imag(z))
}

// Pow is x to the y; Pow(0, y) follows the real power.
func Pow(x, y complex128) complex128 {
	if x == 0 {
		switch r, i := real(y), imag(y); {
		case IsNaN(y):
			return NaN()
		case r == 0:
			return 1
		case r > 0:
			return 0
		case r < 0 && i == 0:
			return complex(math.Inf(1), 0)
		case r < 0:
			return Inf()
		}
		panic("not reached")
	}
	abs, arg := Abs(x), Phase(x)
	if abs == 0 {
		return 0
	}
	r, θ := math.Pow(abs, real(y)), real(y)*arg
	if imag(y) != 0 {
		r *= math.Exp(-imag(y) * arg)
		θ += imag(y) * math.Log(abs)
	}
	return Rect(r, θ)
}

// Sqrt is the square root with a real part that is not negative.
func Sqrt(x complex128) complex128 {
	a, b := real(x), imag(x)
	switch {
	case b == 0 && a == 0:
		return complex(0, b)
	case b == 0 && a < 0:
		return complex(0, math.Copysign(math.Sqrt(-a), b))
	case b == 0:
		return complex(math.Sqrt(a), b)
	case math.IsInf(b, 0):
		return complex(math.Inf(1), b)
	case a == 0:
		r := math.Sqrt(0.5 * math.Abs(b))
		return complex(r, math.Copysign(r, b))
	}
	// Scaled by powers of 4, whose roots are exact, against overflow and underflow.
	in, out := 0x1p54, 0x1p-27
	if math.Abs(a) > 4 || math.Abs(b) > 4 {
		in, out = 0.25, 2
	}
	a *= in
	b *= in
	r := math.Hypot(a, b)
	var re, im float64
	if a > 0 {
		re = math.Sqrt(0.5*r + 0.5*a)
		im = out * math.Abs((0.5*b)/re)
		re *= out
	} else {
		im = math.Sqrt(0.5*r - 0.5*a)
		re = out * math.Abs((0.5*b)/im)
		im *= out
	}
	if b < 0 {
		im = -im
	}
	return complex(re, im)
}
