// Package math has constants and functions of floating-point numbers. The compiler has
// ops for Sqrt, Abs, Floor, Ceil, Trunc, FMA and the conversions from and to bits.
package math

const (
	E   = 2.71828182845904523536028747135266249775724709369995957496696763
	Pi  = 3.14159265358979323846264338327950288419716939937510582097494459
	Phi = 1.61803398874989484820458683436563811772030917980576286213544862

	Sqrt2   = 1.41421356237309504880168872420969807856967187537694807317667974
	SqrtE   = 1.64872127070012814684865078781416357165377610071014801157507931
	SqrtPi  = 1.77245385090551602729816748334114518279754945612238712821380779
	SqrtPhi = 1.27201964951406896425242246173749149171560804184009624861664038

	Ln2    = 0.693147180559945309417232121458176568075500134360255254120680009
	Log2E  = 1 / Ln2
	Ln10   = 2.30258509299404568401799145468436420760110148862877297603332790
	Log10E = 1 / Ln10
)

const (
	MaxFloat32             = 0x1p127 * (1 + (1 - 0x1p-23))
	SmallestNonzeroFloat32 = 0x1p-126 * 0x1p-23

	MaxFloat64             = 0x1p1023 * (1 + (1 - 0x1p-52))
	SmallestNonzeroFloat64 = 0x1p-1022 * 0x1p-52
)

const (
	MaxInt    = 1<<63 - 1
	MinInt    = -1 << 63
	MaxInt8   = 1<<7 - 1
	MinInt8   = -1 << 7
	MaxInt16  = 1<<15 - 1
	MinInt16  = -1 << 15
	MaxInt32  = 1<<31 - 1
	MinInt32  = -1 << 31
	MaxInt64  = 1<<63 - 1
	MinInt64  = -1 << 63
	MaxUint   = 1<<64 - 1
	MaxUint8  = 1<<8 - 1
	MaxUint16 = 1<<16 - 1
	MaxUint32 = 1<<32 - 1
	MaxUint64 = 1<<64 - 1
)

// Float64bits is the IEEE 754 representation of f.
func Float64bits(f float64) uint64

// Float64frombits is the number with the representation b.
func Float64frombits(b uint64) float64

// Float32bits is the IEEE 754 representation of f.
func Float32bits(f float32) uint32

// Float32frombits is the number with the representation b.
func Float32frombits(b uint32) float32

// Inf is positive infinity if sign >= 0, else negative infinity.
func Inf(sign int) float64 {
	if sign >= 0 {
		return Float64frombits(0x7FF0000000000000)
	}
	return Float64frombits(0xFFF0000000000000)
}

// NaN is a not-a-number value.
func NaN() float64 { return Float64frombits(0x7FF8000000000001) }

// IsNaN reports whether f is not a number.
func IsNaN(f float64) (is bool) { return f != f }

// IsInf reports whether f is an infinity of the sign, of either sign if that is 0.
func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

// Signbit reports whether x is negative or negative zero.
func Signbit(x float64) bool { return Float64bits(x)>>63 != 0 }

// Copysign has the magnitude of f and the sign of sign.
func Copysign(f, sign float64) float64

// Abs is the absolute value.
func Abs(x float64) float64

// Sqrt is the square root.
func Sqrt(x float64) float64 { return sqrt(x) }

func sqrt(x float64) float64

// Floor is the greatest integer <= x.
func Floor(x float64) float64

// Ceil is the least integer >= x.
func Ceil(x float64) float64

// Trunc drops the fraction.
func Trunc(x float64) float64

// Round is the nearest integer, halves away from zero.
func Round(x float64) float64

// RoundToEven is the nearest integer, halves to the even one.
func RoundToEven(x float64) float64

// FMA is x*y + z, rounded once.
func FMA(x, y, z float64) float64

// Frexp splits f into a fraction in [½, 1) and a power of two.
func Frexp(f float64) (frac float64, exp int)

// Ldexp is frac × 2**exp.
func Ldexp(frac float64, exp int) float64

// Modf splits f into its integer and fractional parts.
func Modf(f float64) (integer float64, fractional float64)

// Mod is the remainder of x/y with the sign of x.
func Mod(x, y float64) float64

// Remainder is x - n*y for the integer n nearest to x/y.
func Remainder(x, y float64) float64

// Dim is x-y, or 0 if that is negative.
func Dim(x, y float64) float64 {
	v := x - y
	if v <= 0 {
		return 0
	}
	return v
}

// Max is the larger of x and y.
func Max(x, y float64) float64

// Min is the smaller of x and y.
func Min(x, y float64) float64

// Exp is e**x.
func Exp(x float64) float64

// Exp2 is 2**x.
func Exp2(x float64) float64

// Expm1 is e**x - 1.
func Expm1(x float64) float64

// Log is the natural logarithm.
func Log(x float64) float64

// Log2 is the binary logarithm.
func Log2(x float64) float64

// Log10 is the decimal logarithm.
func Log10(x float64) float64

// Log1p is log(1 + x).
func Log1p(x float64) float64

// Pow is x**y.
func Pow(x, y float64) float64

// Hypot is Sqrt(p*p + q*q) without needless overflow.
func Hypot(p, q float64) float64

// Cbrt is the cube root.
func Cbrt(x float64) float64

// Sin is the sine of x radians.
func Sin(x float64) float64

// Cos is the cosine of x radians.
func Cos(x float64) float64

// Sincos is Sin(x), Cos(x).
func Sincos(x float64) (sin, cos float64)

// Tan is the tangent of x radians.
func Tan(x float64) float64

// Asin is the arc sine in radians.
func Asin(x float64) float64

// Acos is the arc cosine in radians.
func Acos(x float64) float64

// Atan is the arc tangent in radians.
func Atan(x float64) float64

// Atan2 is the angle of the point (x, y).
func Atan2(y, x float64) float64

// Sinh is the hyperbolic sine.
func Sinh(x float64) float64

// Cosh is the hyperbolic cosine.
func Cosh(x float64) float64

// Tanh is the hyperbolic tangent.
func Tanh(x float64) float64

// Asinh is the inverse hyperbolic sine.
func Asinh(x float64) float64

// Acosh is the inverse hyperbolic cosine.
func Acosh(x float64) float64

// Atanh is the inverse hyperbolic tangent.
func Atanh(x float64) float64

// Pow10 is 10**n.
func Pow10(n int) float64 {
	if n < -323 {
		return 0
	}
	if n > 308 {
		return Inf(1)
	}
	return pow10(n)
}

func pow10(n int) float64

// Logb is the binary exponent of x.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case IsInf(x, 0):
		return Inf(1)
	case IsNaN(x):
		return x
	}
	_, exp := Frexp(x)
	return float64(exp - 1)
}

// Ilogb is the binary exponent of x as an integer.
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case IsNaN(x), IsInf(x, 0):
		return MaxInt32
	}
	_, exp := Frexp(x)
	return exp - 1
}

// Nextafter is the float64 next to x in the direction of y.
func Nextafter(x, y float64) (r float64) {
	switch {
	case IsNaN(x) || IsNaN(y):
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(Float64frombits(1), y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

// Nextafter32 is the float32 next to x in the direction of y.
func Nextafter32(x, y float32) (r float32) {
	switch {
	case IsNaN(float64(x)) || IsNaN(float64(y)):
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(float64(Float32frombits(1)), float64(y)))
	case (y > x) == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}

// Erf is the error function.
func Erf(x float64) float64

// Erfc is the complementary error function.
func Erfc(x float64) float64

// Erfinv is the inverse of Erf.
func Erfinv(x float64) float64

// Erfcinv is the inverse of Erfc.
func Erfcinv(x float64) float64

// Gamma is the gamma function.
func Gamma(x float64) float64

// Lgamma is the logarithm of |Gamma(x)|, and the sign of Gamma(x).
func Lgamma(x float64) (lgamma float64, sign int)

// J0 is the order-zero Bessel function of the first kind.
func J0(x float64) float64

// J1 is the order-one Bessel function of the first kind.
func J1(x float64) float64

// Jn is the order-n Bessel function of the first kind.
func Jn(n int, x float64) float64

// Y0 is the order-zero Bessel function of the second kind.
func Y0(x float64) float64

// Y1 is the order-one Bessel function of the second kind.
func Y1(x float64) float64

// Yn is the order-n Bessel function of the second kind.
func Yn(n int, x float64) float64
