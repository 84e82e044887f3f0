package runtime

import "unsafe"

// What the compiler calls for: division of complex numbers, min and max of floating-point
// numbers, checks of unsafe.Slice and unsafe.String.

// complex128div divides as C99 (annex G) does: infinities and NaNs in the operands decide
// before the usual formula can lose them.
func complex128div(n complex128, m complex128) complex128 {
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	var e, f float64
	// Scaling by the larger part of the divisor avoids overflow.
	if fabs(c) >= fabs(d) {
		ratio := d / c
		denom := c + ratio*d
		e = (a + b*ratio) / denom
		f = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := d + ratio*c
		e = (a*ratio + b) / denom
		f = (b*ratio - a) / denom
	}
	if e != e && f != f {
		switch {
		case c == 0 && d == 0 && (a == a || b == b):
			inf := fcopysign(finf(), c)
			e, f = inf*a, inf*b
		case (fisinf(a) || fisinf(b)) && fisfinite(c) && fisfinite(d):
			a, b = finfbox(a), finfbox(b)
			e = finf() * (a*c + b*d)
			f = finf() * (b*c - a*d)
		case (fisinf(c) || fisinf(d)) && fisfinite(a) && fisfinite(b):
			c, d = finfbox(c), finfbox(d)
			e = 0 * (a*c + b*d)
			f = 0 * (b*c - a*d)
		}
	}
	return complex(e, f)
}

func fabs(x float64) float64 { return ffrombits(fbits(x) &^ (1 << 63)) }

func finf() float64 { return ffrombits(0x7ff << 52) }

func fisinf(x float64) bool { return fabs(x) == finf() }

func fisfinite(x float64) bool { return x-x == 0 }

func fcopysign(x, sign float64) float64 {
	return ffrombits(fbits(x)&^(1<<63) | fbits(sign)&(1<<63))
}

// finfbox turns an infinity into 1 and everything else into 0, with the sign of x.
func finfbox(x float64) float64 {
	if fisinf(x) {
		return fcopysign(1, x)
	}
	return fcopysign(0, x)
}

func fbits(x float64) uint64 { return *(*uint64)(unsafe.Pointer(&x)) }

func ffrombits(x uint64) float64 { return *(*float64)(unsafe.Pointer(&x)) }

func fmin64(x, y float64) float64 {
	switch {
	case x != x || y != y:
		return x + y
	case x == 0 && y == 0:
		return ffrombits(fbits(x) | fbits(y)) // -0 is less than +0
	case x < y:
		return x
	}
	return y
}

func fmax64(x, y float64) float64 {
	switch {
	case x != x || y != y:
		return x + y
	case x == 0 && y == 0:
		return ffrombits(fbits(x) & fbits(y))
	case x > y:
		return x
	}
	return y
}

func fmin32(x, y float32) float32 { return float32(fmin64(float64(x), float64(y))) }

func fmax32(x, y float32) float32 { return float32(fmax64(float64(x), float64(y))) }

// unsafeslice panics unless unsafe.Slice may make a slice of len elements of that size.
func unsafeslice(size uintptr, ptr unsafe.Pointer, len int) {
	if len < 0 || size > 0 && uintptr(len) > (1<<48)/size {
		panicunsafeslicelen()
	}
	if size > 0 && uintptr(len)*size > -uintptr(ptr) {
		if ptr == nil {
			panicunsafeslicenil()
		}
		panicunsafeslicelen()
	}
	if ptr == nil && len > 0 {
		panicunsafeslicenil()
	}
}

// unsafestring does the same for unsafe.String.
func unsafestring(ptr unsafe.Pointer, len int) {
	if len < 0 {
		panicunsafestringlen()
	}
	if uintptr(len) > -uintptr(ptr) {
		if ptr == nil {
			panicunsafestringnil()
		}
		panicunsafestringlen()
	}
}
