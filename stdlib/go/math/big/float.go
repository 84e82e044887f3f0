package big

import (
	"fmt"
	"math"
)

// Bounds of a Float.
const (
	MaxExp  = math.MaxInt32
	MinExp  = math.MinInt32
	MaxPrec = math.MaxUint32
)

// RoundingMode says what becomes of what does not fit.
type RoundingMode byte

// The modes; three of them have other names for integers.
const (
	ToNearestEven RoundingMode = iota
	ToNearestAway
	ToZero
	AwayFromZero
	ToNegativeInf
	ToPositiveInf

	Trunc = ToZero
	Floor = ToNegativeInf
	Round = ToNearestAway
	Ceil  = ToPositiveInf
)

func (i RoundingMode) String() string {
	names := [...]string{"ToNearestEven", "ToNearestAway", "ToZero", "AwayFromZero", "ToNegativeInf", "ToPositiveInf"}
	if int(i) >= len(names) {
		return fmt.Sprintf("RoundingMode(%d)", byte(i))
	}
	return names[i]
}

// Accuracy tells how a result differs from the exact value.
type Accuracy int8

// The accuracies.
const (
	Below Accuracy = -1
	Exact Accuracy = 0
	Above Accuracy = +1
)

func (i Accuracy) String() string {
	switch i {
	case Below:
		return "Below"
	case Exact:
		return "Exact"
	case Above:
		return "Above"
	}
	return fmt.Sprintf("Accuracy(%d)", int8(i))
}

// ErrNaN is the panic of an operation that has no result.
type ErrNaN struct{ msg string }

func (err ErrNaN) Error() string { return err.msg }

type form byte

const (
	zero form = iota
	finite
	inf
)

// Float is a floating-point number of a precision of its own: mant, which is odd, times
// 2^(exp - bits of mant). The zero value is 0, with the precision that the first operand
// brings.
type Float struct {
	prec uint32
	mode RoundingMode
	acc  Accuracy
	form form
	neg  bool
	mant nat
	exp  int32
}

// NewFloat is x, with the precision of a float64.
func NewFloat(x float64) *Float {
	if math.IsNaN(x) {
		panic(ErrNaN{"NewFloat(NaN)"})
	}
	return new(Float).SetFloat64(x)
}

// scale is the exponent of mant's lowest bit.
func (x *Float) scale() int64 { return int64(x.exp) - int64(x.mant.bitLen()) }

// away is the accuracy of a result that is larger in size than the exact value.
func (z *Float) away(larger bool) Accuracy {
	if larger != z.neg {
		return Above
	}
	return Below
}

func (z *Float) setZero(neg bool, acc Accuracy) *Float {
	z.form, z.neg, z.acc, z.mant, z.exp = zero, neg, acc, nil, 0
	return z
}

// set sets z to ±mant * 2^scale, rounded; more tells that the exact size is a bit more, and
// mant has more bits than the precision then.
func (z *Float) set(neg bool, mant nat, scale int64, more bool) *Float {
	z.neg = neg
	z.acc = Exact
	if len(mant) == 0 {
		return z.setZero(neg, Exact)
	}
	z.form = finite
	n := uint(mant.bitLen())
	exp := scale + int64(n)
	if n > uint(z.prec) || more {
		drop := n - min(n, uint(z.prec))
		half := drop > 0 && mant.bit(drop-1) == 1
		rest := more || drop > 1 && mant.sticky(drop-1)
		if half || rest {
			kept := mant.shr(drop)
			up := false
			switch z.mode {
			case ToNearestEven:
				up = half && (rest || kept.bit(0) == 1)
			case ToNearestAway:
				up = half
			case AwayFromZero:
				up = true
			case ToNegativeInf:
				up = neg
			case ToPositiveInf:
				up = !neg
			}
			mant = kept
			if up {
				mant = kept.add(one)
				if mant.bitLen() > int(z.prec) {
					exp++
				}
			}
			z.acc = z.away(up)
		}
	}
	z.mant = mant.shr(mant.trailingZeros())
	switch {
	case exp > MaxExp:
		z.form, z.mant, z.exp = inf, nil, 0
		z.acc = z.away(true)
	case exp < MinExp:
		return z.setZero(neg, z.away(false))
	default:
		z.exp = int32(exp)
	}
	return z
}

// SetPrec sets the precision and rounds z to it.
func (z *Float) SetPrec(prec uint) *Float {
	z.acc = Exact
	if prec == 0 {
		z.prec = 0
		if z.form == finite {
			z.setZero(z.neg, z.away(false))
		}
		return z
	}
	z.prec = uint32(min(prec, MaxPrec))
	if z.form == finite {
		z.set(z.neg, z.mant, z.scale(), false)
	}
	return z
}

// SetMode sets the rounding mode.
func (z *Float) SetMode(mode RoundingMode) *Float {
	z.mode = mode
	z.acc = Exact
	return z
}

// Prec is the precision in bits.
func (x *Float) Prec() uint { return uint(x.prec) }

// MinPrec is the number of bits that x needs.
func (x *Float) MinPrec() uint {
	if x.form != finite {
		return 0
	}
	return uint(x.mant.bitLen())
}

// Mode is the rounding mode.
func (x *Float) Mode() RoundingMode { return x.mode }

// Acc is the accuracy of the last result.
func (x *Float) Acc() Accuracy { return x.acc }

// Sign is -1, 0 or 1.
func (x *Float) Sign() int {
	switch {
	case x.form == zero:
		return 0
	case x.neg:
		return -1
	}
	return 1
}

// Signbit tells whether x is negative or negative zero.
func (x *Float) Signbit() bool { return x.neg }

// IsInf tells whether x is an infinity.
func (x *Float) IsInf() bool { return x.form == inf }

// IsInt tells whether x is an integer.
func (x *Float) IsInt() bool { return x.form == zero || x.form == finite && x.scale() >= 0 }

// MantExp splits x into a mantissa from 0.5 to 1, in mant if that is not nil, and an
// exponent.
func (x *Float) MantExp(mant *Float) (exp int) {
	if x.form == finite {
		exp = int(x.exp)
	}
	if mant != nil {
		mant.Copy(x)
		if mant.form == finite {
			mant.exp = 0
		}
	}
	return exp
}

// SetMantExp sets z to mant * 2^exp.
func (z *Float) SetMantExp(mant *Float, exp int) *Float {
	z.Set(mant)
	if z.form == finite {
		z.set(z.neg, z.mant, z.scale()+int64(exp), false)
	}
	return z
}

// SetInf sets z to an infinity.
func (z *Float) SetInf(signbit bool) *Float {
	z.acc, z.form, z.neg, z.mant, z.exp = Exact, inf, signbit, nil, 0
	return z
}

// orPrec sets the precision if there is none yet.
func (z *Float) orPrec(prec int) {
	if z.prec == 0 {
		z.prec = uint32(prec)
	}
}

// SetUint64 sets z to x.
func (z *Float) SetUint64(x uint64) *Float {
	z.orPrec(64)
	return z.set(false, natOf(x), 0, false)
}

// SetInt64 sets z to x.
func (z *Float) SetInt64(x int64) *Float {
	z.orPrec(64)
	i := NewInt(x)
	return z.set(i.neg, i.abs, 0, false)
}

// SetFloat64 sets z to x.
func (z *Float) SetFloat64(x float64) *Float {
	z.orPrec(53)
	switch {
	case math.IsNaN(x):
		panic(ErrNaN{"Float.SetFloat64(NaN)"})
	case math.IsInf(x, 0):
		return z.SetInf(x < 0)
	case x == 0:
		return z.setZero(math.Signbit(x), Exact)
	}
	fraction, exp := math.Frexp(math.Abs(x))
	return z.set(x < 0, natOf(uint64(fraction*(1<<53))), int64(exp)-53, false)
}

// SetInt sets z to x.
func (z *Float) SetInt(x *Int) *Float {
	z.orPrec(max(x.BitLen(), 64))
	return z.set(x.neg, x.abs, 0, false)
}

// SetRat sets z to x.
func (z *Float) SetRat(x *Rat) *Float {
	if x.IsInt() {
		return z.SetInt(x.Num())
	}
	z.orPrec(max(x.a.BitLen(), x.b.BitLen(), 64))
	return z.setQuotient(x.a.neg, x.a.abs, x.b.abs, 0)
}

// setQuotient sets z to ±x/y * 2^scale.
func (z *Float) setQuotient(neg bool, x, y nat, scale int64) *Float {
	shift := max(0, int64(z.prec)+2+int64(y.bitLen())-int64(x.bitLen()))
	q, r := x.shl(uint(shift)).div(y)
	return z.set(neg, q, scale-shift, len(r) > 0)
}

// Set sets z to x, rounded if z has a precision.
func (z *Float) Set(x *Float) *Float {
	if z == x {
		return z
	}
	z.acc = Exact
	if z.prec == 0 {
		z.prec = x.prec
	}
	if x.form == finite {
		return z.set(x.neg, x.mant, x.scale(), false)
	}
	z.form, z.neg, z.mant, z.exp = x.form, x.neg, nil, 0
	return z
}

// Copy makes z the same as x.
func (z *Float) Copy(x *Float) *Float {
	*z = *x
	return z
}

// Uint64 is x rounded towards zero.
func (x *Float) Uint64() (uint64, Accuracy) {
	switch {
	case x.form == zero:
		return 0, Exact
	case x.neg:
		return 0, Above
	case x.form == inf || x.exp > 64:
		return math.MaxUint64, Below
	}
	v, _ := x.Int(nil)
	acc := Exact
	// As Go does it, a fraction counts only with more than 64 bits, or alone.
	if x.MinPrec() > 64 || x.exp <= 0 {
		acc = Below
	}
	return v.Uint64(), acc
}

// Int64 is x rounded towards zero.
func (x *Float) Int64() (int64, Accuracy) {
	if x.form == zero {
		return 0, Exact
	}
	if x.form == finite && x.exp <= 64 {
		if v, acc := x.Int(nil); v.IsInt64() {
			return v.Int64(), acc
		}
	}
	if x.neg {
		return math.MinInt64, Above
	}
	return math.MaxInt64, Below
}

// rounded is x rounded to a format with bits of precision whose smallest exponent is min.
func (x *Float) rounded(bits uint, min int) *Float {
	prec := bits
	if lost := min - int(x.exp); lost > 0 {
		prec -= uint(lost)
		if lost > int(bits) {
			prec = 0
		}
	}
	if prec > 0 {
		z := new(Float).SetPrec(prec)
		return z.Set(x)
	}
	// Half of the smallest number, or less.
	z := new(Float)
	z.prec, z.neg = 1, x.neg
	smallest := int64(min) - int64(bits)
	if int64(x.exp) == smallest && x.mant.cmp(one) != 0 {
		z.set(x.neg, one, smallest, false)
		z.acc = z.away(true)
		return z
	}
	return z.setZero(x.neg, z.away(false))
}

// Float64 is the nearest float64.
func (x *Float) Float64() (float64, Accuracy) {
	switch x.form {
	case zero:
		return math.Copysign(0, x.signOne()), Exact
	case inf:
		return math.Inf(int(x.signOne())), Exact
	}
	r := x.rounded(53, -1021)
	if r.form == finite && r.exp > 1024 {
		return math.Inf(int(x.signOne())), r.away(true)
	}
	return math.Copysign(math.Ldexp(float64(r.mant.low64()), int(r.scale())), x.signOne()), r.acc
}

// Float32 is the nearest float32.
func (x *Float) Float32() (float32, Accuracy) {
	switch x.form {
	case zero:
		return float32(math.Copysign(0, x.signOne())), Exact
	case inf:
		return float32(math.Inf(int(x.signOne()))), Exact
	}
	r := x.rounded(24, -125)
	if r.form == finite && r.exp > 128 {
		return float32(math.Inf(int(x.signOne()))), r.away(true)
	}
	return float32(math.Copysign(math.Ldexp(float64(r.mant.low64()), int(r.scale())), x.signOne())), r.acc
}

func (x *Float) signOne() float64 {
	if x.neg {
		return -1
	}
	return 1
}

// Int is x rounded towards zero, in z if that is not nil; nil for an infinity.
func (x *Float) Int(z *Int) (*Int, Accuracy) {
	if z == nil && x.form <= finite {
		z = new(Int)
	}
	switch {
	case x.form == zero:
		return z.SetInt64(0), Exact
	case x.form == inf:
		return nil, x.away(false)
	}
	scale := x.scale()
	if scale >= 0 {
		return z.set(x.neg, x.mant.shl(uint(scale))), Exact
	}
	return z.set(x.neg, x.mant.shr(uint(-scale))), x.away(false)
}

// Rat is x, in z if that is not nil; nil for an infinity.
func (x *Float) Rat(z *Rat) (*Rat, Accuracy) {
	if z == nil && x.form <= finite {
		z = new(Rat)
	}
	switch {
	case x.form == zero:
		return z.SetInt64(0), Exact
	case x.form == inf:
		return nil, x.away(false)
	}
	if scale := x.scale(); scale < 0 {
		return z.set(x.neg, x.mant, one.shl(uint(-scale))), Exact
	}
	return z.set(x.neg, x.mant.shl(uint(x.scale())), one), Exact
}

// Abs sets z to |x|.
func (z *Float) Abs(x *Float) *Float {
	z.Set(x)
	z.neg = false
	return z
}

// Neg sets z to -x.
func (z *Float) Neg(x *Float) *Float {
	z.Set(x)
	z.neg = !z.neg
	return z
}

// aligned are the mantissas at the smaller of the two scales.
func aligned(x, y *Float) (a, b nat, scale int64) {
	sx, sy := x.scale(), y.scale()
	scale = min(sx, sy)
	return x.mant.shl(uint(sx - scale)), y.mant.shl(uint(sy - scale)), scale
}

func (z *Float) sum(x, y *Float, yneg bool, nan string) *Float {
	z.orPrec(int(max(x.prec, y.prec)))
	switch {
	case x.form == finite && y.form == finite:
		a, b, scale := aligned(x, y)
		var total Int
		total.sum(x.neg, a, yneg, b)
		if len(total.abs) == 0 {
			return z.setZero(z.mode == ToNegativeInf, Exact)
		}
		return z.set(total.neg, total.abs, scale, false)
	case x.form == inf && y.form == inf && x.neg != yneg:
		z.setZero(false, Exact)
		panic(ErrNaN{nan})
	case x.form == zero && y.form == zero:
		return z.setZero(x.neg && yneg, Exact)
	case x.form == inf || y.form == zero:
		return z.Set(x)
	}
	z.Set(y)
	if z.neg != yneg {
		z.neg = yneg
		z.acc = -z.acc
	}
	return z
}

// Add sets z to x+y.
func (z *Float) Add(x, y *Float) *Float {
	return z.sum(x, y, y.neg, "addition of infinities with opposite signs")
}

// Sub sets z to x-y.
func (z *Float) Sub(x, y *Float) *Float {
	return z.sum(x, y, !y.neg, "subtraction of infinities with equal signs")
}

// Mul sets z to x*y.
func (z *Float) Mul(x, y *Float) *Float {
	z.orPrec(int(max(x.prec, y.prec)))
	neg := x.neg != y.neg
	switch {
	case x.form == finite && y.form == finite:
		return z.set(neg, x.mant.mul(y.mant), x.scale()+y.scale(), false)
	case x.form == zero && y.form == inf || x.form == inf && y.form == zero:
		z.setZero(false, Exact)
		panic(ErrNaN{"multiplication of zero with infinity"})
	case x.form == inf || y.form == inf:
		return z.SetInf(neg)
	}
	return z.setZero(neg, Exact)
}

// Quo sets z to x/y.
func (z *Float) Quo(x, y *Float) *Float {
	z.orPrec(int(max(x.prec, y.prec)))
	neg := x.neg != y.neg
	switch {
	case x.form == finite && y.form == finite:
		return z.setQuotient(neg, x.mant, y.mant, x.scale()-y.scale())
	case x.form == y.form:
		z.setZero(false, Exact)
		panic(ErrNaN{"division of zero by zero or infinity by infinity"})
	case x.form == zero || y.form == inf:
		return z.setZero(neg, Exact)
	}
	return z.SetInf(neg)
}

// Sqrt sets z to the root of x.
func (z *Float) Sqrt(x *Float) *Float {
	z.orPrec(int(x.prec))
	if x.Sign() < 0 {
		panic(ErrNaN{"square root of negative operand"})
	}
	if x.form != finite {
		z.acc, z.form, z.neg, z.mant, z.exp = Exact, x.form, x.neg, nil, 0
		return z
	}
	scale := x.scale()
	shift := max(0, 2*(int64(z.prec)+2)-int64(x.mant.bitLen()))
	if (scale-shift)%2 != 0 {
		shift++
	}
	square := x.mant.shl(uint(shift))
	root := square.sqrt()
	z.set(false, root, (scale-shift)/2, root.mul(root).cmp(square) != 0)
	return z
}

// order is -2 for -Inf, -1 for negative, 0, 1 and 2.
func (x *Float) order() int {
	o := int(x.form)
	if x.neg {
		return -o
	}
	return o
}

// Cmp compares x and y.
func (x *Float) Cmp(y *Float) int {
	a, b := x.order(), y.order()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case x.form != finite:
		return 0
	}
	c := 0
	switch {
	case x.exp < y.exp:
		c = -1
	case x.exp > y.exp:
		c = 1
	default:
		ma, mb, _ := aligned(x, y)
		c = ma.cmp(mb)
	}
	if x.neg {
		return -c
	}
	return c
}
