package cmplx

import "math"

// sinhcosh gives both hyperbolic functions.
func sinhcosh(x float64) (sh, ch float64) {
	if math.Abs(x) <= 0.5 {
		return math.Sinh(x), math.Cosh(x)
	}
	e := math.Exp(x)
	over := 0.5 / e
	e *= 0.5
	return e - over, e + over
}

func isOdd(x float64) bool { return math.IsInf(x, 0) || math.IsNaN(x) }

// Sin is the sine.
func Sin(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case im == 0 && isOdd(re), math.IsInf(im, 0) && isOdd(re):
		return complex(math.NaN(), im)
	case re == 0 && isOdd(im):
		return x
	}
	s, c := math.Sincos(re)
	sh, ch := sinhcosh(im)
	return complex(s*ch, c*sh)
}

// Sinh is the hyperbolic sine.
func Sinh(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case re == 0 && isOdd(im), math.IsInf(re, 0) && isOdd(im):
		return complex(re, math.NaN())
	case im == 0 && isOdd(re):
		return x
	}
	s, c := math.Sincos(im)
	sh, ch := sinhcosh(re)
	return complex(c*sh, s*ch)
}

// Cos is the cosine.
func Cos(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case im == 0 && isOdd(re):
		return complex(math.NaN(), -im*math.Copysign(0, re))
	case math.IsInf(im, 0) && re == 0:
		return complex(math.Inf(1), -re*math.Copysign(0, im))
	case math.IsInf(im, 0) && isOdd(re):
		return complex(math.Inf(1), math.NaN())
	case re == 0 && math.IsNaN(im):
		return complex(math.NaN(), 0)
	}
	s, c := math.Sincos(re)
	sh, ch := sinhcosh(im)
	return complex(c*ch, -s*sh)
}

// Cosh is the hyperbolic cosine.
func Cosh(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case re == 0 && isOdd(im):
		return complex(math.NaN(), re*math.Copysign(0, im))
	case math.IsInf(re, 0) && im == 0:
		return complex(math.Inf(1), im*math.Copysign(0, re))
	case math.IsInf(re, 0) && isOdd(im):
		return complex(math.Inf(1), math.NaN())
	case im == 0 && math.IsNaN(re):
		return complex(math.NaN(), im)
	}
	s, c := math.Sincos(im)
	sh, ch := sinhcosh(re)
	return complex(c*ch, s*sh)
}

// reducePi is x less a multiple of π, in (-π/2, π/2].
func reducePi(x float64) float64 {
	if math.Abs(x) >= 1<<30 {
		// TODO: exact reduction of large arguments.
		return math.Remainder(x, math.Pi)
	}
	// π in three parts, the first two with so few bits that products with n are exact.
	const (
		pi1 = 0x1.921fb4p+1
		pi2 = 0x1.4442dp-23
		pi3 = 0x1.8469898cc517p-47
	)
	n := float64(int64(x/math.Pi + 0.5))
	return ((x - n*pi1) - n*pi2) - n*pi3
}

// tanSeries is cosh(2y) - cos(2x) (up to the sign of cos, for x reduced), by its series,
// where the difference of the functions would lose its digits.
func tanSeries(z complex128) float64 {
	x := reducePi(math.Abs(2 * real(z)))
	y := math.Abs(2 * imag(z))
	x *= x
	y *= y
	xn, yn, factorial, n, sum := 1.0, 1.0, 1.0, 0.0, 0.0
	for {
		n++
		factorial *= n
		n++
		factorial *= n
		xn *= x
		yn *= y
		sum += (yn + xn) / factorial
		n++
		factorial *= n
		n++
		factorial *= n
		xn *= x
		yn *= y
		term := (yn - xn) / factorial
		sum += term
		if !(math.Abs(term/sum) > 0x1p-53) {
			return sum
		}
	}
}

// Tan is the tangent.
func Tan(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case math.IsInf(im, 0) && isOdd(re):
		return complex(math.Copysign(0, re), math.Copysign(1, im))
	case math.IsInf(im, 0):
		return complex(math.Copysign(0, math.Sin(2*re)), math.Copysign(1, im))
	case re == 0 && math.IsNaN(im):
		return x
	}
	d := math.Cos(2*re) + math.Cosh(2*im)
	if math.Abs(d) < 0.25 {
		d = tanSeries(x)
	}
	if d == 0 {
		return Inf()
	}
	return complex(math.Sin(2*re)/d, math.Sinh(2*im)/d)
}

// Tanh is the hyperbolic tangent.
func Tanh(x complex128) complex128 {
	re, im := real(x), imag(x)
	switch {
	case math.IsInf(re, 0) && isOdd(im):
		return complex(math.Copysign(1, re), math.Copysign(0, im))
	case math.IsInf(re, 0):
		return complex(math.Copysign(1, re), math.Copysign(0, math.Sin(2*im)))
	case im == 0 && math.IsNaN(re):
		return x
	}
	d := math.Cosh(2*re) + math.Cos(2*im)
	if d == 0 {
		return Inf()
	}
	return complex(math.Sinh(2*re)/d, math.Sin(2*im)/d)
}

// Cot is the cotangent.
func Cot(x complex128) complex128 {
	re, im := real(x), imag(x)
	d := math.Cosh(2*im) - math.Cos(2*re)
	if math.Abs(d) < 0.25 {
		d = tanSeries(x)
	}
	if d == 0 {
		return Inf()
	}
	return complex(math.Sin(2*re)/d, -math.Sinh(2*im)/d)
}
