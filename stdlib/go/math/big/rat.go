package big

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Rat is a fraction in lowest terms; the zero value is 0.
type Rat struct {
	a Int
	b Int // positive; 0 stands for 1
}

// NewRat is a/b.
func NewRat(a, b int64) *Rat { return new(Rat).SetFrac64(a, b) }

func (x *Rat) denominator() nat {
	if len(x.b.abs) == 0 {
		return one
	}
	return x.b.abs
}

// norm brings the fraction to lowest terms.
func (z *Rat) norm() *Rat {
	z.b.neg = false
	switch d := z.denominator(); {
	case len(z.a.abs) == 0:
		z.b.abs = one
	case d.cmp(one) == 0:
		z.b.abs = one
	default:
		if g := z.a.abs.gcd(d); g.cmp(one) != 0 {
			z.a.abs, _ = z.a.abs.div(g)
			d, _ = d.div(g)
		}
		z.b.abs = d
	}
	return z
}

func (z *Rat) set(neg bool, a, b nat) *Rat {
	z.a.set(neg, a)
	z.b.abs = b
	return z.norm()
}

// SetFrac sets z to a/b.
func (z *Rat) SetFrac(a, b *Int) *Rat {
	if len(b.abs) == 0 {
		panic("division by zero")
	}
	return z.set(a.neg != b.neg, a.abs, b.abs)
}

// SetFrac64 sets z to a/b.
func (z *Rat) SetFrac64(a, b int64) *Rat {
	if b == 0 {
		panic("division by zero")
	}
	return z.SetFrac(NewInt(a), NewInt(b))
}

// SetInt sets z to x.
func (z *Rat) SetInt(x *Int) *Rat { return z.set(x.neg, x.abs, one) }

// SetInt64 sets z to x.
func (z *Rat) SetInt64(x int64) *Rat { return z.SetInt(NewInt(x)) }

// SetUint64 sets z to x.
func (z *Rat) SetUint64(x uint64) *Rat { return z.SetInt(new(Int).SetUint64(x)) }

// Set sets z to x.
func (z *Rat) Set(x *Rat) *Rat {
	z.a.Set(&x.a)
	z.b.abs = x.denominator()
	return z
}

// SetFloat64 sets z to f exactly; nil if f is not finite.
func (z *Rat) SetFloat64(f float64) *Rat {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	fraction, exp := math.Frexp(math.Abs(f))
	mantissa := natOf(uint64(fraction * (1 << 53)))
	exp -= 53
	if exp >= 0 {
		return z.set(f < 0, mantissa.shl(uint(exp)), one)
	}
	return z.set(f < 0, mantissa, one.shl(uint(-exp)))
}

// Abs sets z to |x|.
func (z *Rat) Abs(x *Rat) *Rat {
	z.Set(x)
	z.a.neg = false
	return z
}

// Neg sets z to -x.
func (z *Rat) Neg(x *Rat) *Rat {
	z.Set(x)
	z.a.Neg(&z.a)
	return z
}

// Inv sets z to 1/x.
func (z *Rat) Inv(x *Rat) *Rat {
	if len(x.a.abs) == 0 {
		panic("division by zero")
	}
	return z.set(x.a.neg, x.denominator(), x.a.abs)
}

// Sign is -1, 0 or 1.
func (x *Rat) Sign() int { return x.a.Sign() }

// IsInt tells whether the denominator is 1.
func (x *Rat) IsInt() bool { return x.denominator().cmp(one) == 0 }

// Num is the numerator; it is x's own.
func (x *Rat) Num() *Int { return &x.a }

// Denom is the denominator; it is x's own if x is initialized.
func (x *Rat) Denom() *Int {
	if len(x.b.abs) == 0 {
		return &Int{abs: one}
	}
	return &x.b
}

// crossed are the numerators over the common denominator.
func crossed(x, y *Rat) (a, b Int) {
	a.set(x.a.neg, x.a.abs.mul(y.denominator()))
	b.set(y.a.neg, y.a.abs.mul(x.denominator()))
	return a, b
}

// Cmp compares x and y.
func (x *Rat) Cmp(y *Rat) int {
	a, b := crossed(x, y)
	return a.Cmp(&b)
}

// Add sets z to x+y.
func (z *Rat) Add(x, y *Rat) *Rat {
	a, b := crossed(x, y)
	d := x.denominator().mul(y.denominator())
	a.Add(&a, &b)
	return z.set(a.neg, a.abs, d)
}

// Sub sets z to x-y.
func (z *Rat) Sub(x, y *Rat) *Rat {
	a, b := crossed(x, y)
	d := x.denominator().mul(y.denominator())
	a.Sub(&a, &b)
	return z.set(a.neg, a.abs, d)
}

// Mul sets z to x*y.
func (z *Rat) Mul(x, y *Rat) *Rat {
	return z.set(x.a.neg != y.a.neg, x.a.abs.mul(y.a.abs), x.denominator().mul(y.denominator()))
}

// Quo sets z to x/y.
func (z *Rat) Quo(x, y *Rat) *Rat {
	if len(y.a.abs) == 0 {
		panic("division by zero")
	}
	return z.set(x.a.neg != y.a.neg, x.a.abs.mul(y.denominator()), x.denominator().mul(y.a.abs))
}

// Float64 is the nearest float64, and whether it is exact.
func (x *Rat) Float64() (f float64, exact bool) {
	z := new(Float).SetPrec(53)
	f, accuracy := z.quotient(x, 53+64).Float64()
	return f, accuracy == Exact && z.acc == Exact
}

// Float32 is the nearest float32, and whether it is exact.
func (x *Rat) Float32() (f float32, exact bool) {
	z := new(Float)
	f, accuracy := z.quotient(x, 24+64).Float32()
	return f, accuracy == Exact && z.acc == Exact
}

// quotient sets z to x, rounded to odd at a precision: rounding that again to fewer digits
// gives what rounding x itself would.
func (z *Float) quotient(x *Rat, prec uint) *Float {
	z.prec = uint32(prec)
	z.mode = ToZero
	z.SetRat(x)
	if z.acc != Exact {
		full := z.mant.shl(prec - uint(z.mant.bitLen()))
		z.mant = full.setBit(0, 1)
	}
	z.mode = ToNearestEven
	return z
}

func (x *Rat) String() string { return string(x.marshal(nil)) }

func (x *Rat) marshal(buf []byte) []byte {
	buf = append(x.a.Append(buf, 10), '/')
	return append(buf, x.denominator().text(10)...)
}

// RatString is String, without denominator if that is 1.
func (x *Rat) RatString() string {
	if x.IsInt() {
		return x.a.String()
	}
	return x.String()
}

// FloatString is x with prec digits behind the point, rounded half away from zero.
func (x *Rat) FloatString(prec int) string {
	scaled := x.a.abs.mul(nat{10}.pow(prec))
	d := x.denominator()
	q, r := scaled.div(d)
	if r.shl(1).cmp(d) >= 0 {
		q = q.add(one)
	}
	s := q.text(10)
	if prec > 0 {
		if len(s) <= prec {
			s = strings.Repeat("0", prec+1-len(s)) + s
		}
		s = s[:len(s)-prec] + "." + s[len(s)-prec:]
	}
	if x.a.neg {
		s = "-" + s
	}
	return s
}

// FloatPrec is the number of digits behind the point that do not repeat, and whether x is
// exact with them.
func (x *Rat) FloatPrec() (n int, exact bool) {
	d := x.denominator()
	twos := int(d.trailingZeros())
	d = d.shr(uint(twos))
	fives := 0
	for {
		q, r := d.div(nat{5})
		if len(r) != 0 {
			break
		}
		d = q
		fives++
	}
	return max(twos, fives), d.cmp(one) == 0
}

// SetString sets z to a fraction a/b or a decimal number, perhaps with an exponent.
func (z *Rat) SetString(s string) (*Rat, bool) {
	if numerator, denominator, found := strings.Cut(s, "/"); found {
		if _, ok := z.a.SetString(numerator, 0); !ok {
			return nil, false
		}
		d, rest, ok := readNat(denominator, 0)
		if !ok || rest != "" || len(d) == 0 {
			return nil, false
		}
		return z.set(z.a.neg, z.a.abs, d), true
	}
	neg := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	number, ok := readDecimal(s, 0)
	if !ok || number.rest != "" {
		return nil, false
	}
	if len(number.mant) == 0 {
		return z.set(false, nil, one), true
	}
	if n := max(number.exp2, -number.exp2, number.exp5, -number.exp5); n > 1e6 {
		return nil, false
	}
	a, b := number.mant, one
	if number.exp5 >= 0 {
		a = a.mul(nat{5}.pow(int(number.exp5)))
	} else {
		b = nat{5}.pow(int(-number.exp5))
	}
	if number.exp2 >= 0 {
		a = a.shl(uint(number.exp2))
	} else {
		b = b.shl(uint(-number.exp2))
	}
	return z.set(neg, a, b), true
}

// Scan reads x for fmt.
func (z *Rat) Scan(s fmt.ScanState, ch rune) error {
	s.SkipSpace()
	if !strings.ContainsRune("efgEFGv", ch) {
		return errors.New("Rat.Scan: invalid verb")
	}
	if _, ok := z.SetString(scanWord(s, "+-/.0123456789eEpPxXabcdfABCDF_")); !ok {
		return errors.New("Rat.Scan: invalid syntax")
	}
	return nil
}

// MarshalText is RatString.
func (x *Rat) MarshalText() (text []byte, err error) { return x.AppendText(nil) }

// AppendText appends RatString.
func (x *Rat) AppendText(b []byte) ([]byte, error) { return append(b, x.RatString()...), nil }

// UnmarshalText reads what SetString does.
func (z *Rat) UnmarshalText(text []byte) error {
	if _, ok := z.SetString(string(text)); !ok {
		return fmt.Errorf("math/big: cannot unmarshal %q into a *big.Rat", text)
	}
	return nil
}

// decimal is a number as it is written: mant * 2^exp2 * 5^exp5.
type decimal struct {
	mant nat
	exp2 int64
	exp5 int64
	base int
	rest string
}

// readDecimal reads digits, perhaps with a point, and an exponent. Base 0 takes prefixes
// and underscores.
func readDecimal(s string, base int) (d decimal, ok bool) {
	d.base = base
	if base == 0 {
		d.base = 10
		if len(s) >= 2 && s[0] == '0' {
			switch s[1] | 0x20 {
			case 'b':
				d.base = 2
			case 'o':
				d.base = 8
			case 'x':
				d.base = 16
			}
			if d.base != 10 {
				s = s[2:]
			}
		}
	}
	var values []byte
	fraction := int64(0)
	point := false
	last := byte('.')
	i := 0
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' && !point {
			if last == '_' {
				return d, false
			}
			point = true
			last = c
			continue
		}
		if c == '_' && base == 0 {
			if last == '_' || last == '.' && !(i == 0 && d.base != 10) {
				return d, false
			}
			last = c
			continue
		}
		v := digitValue(c, d.base)
		if v < 0 {
			break
		}
		values = append(values, byte(v))
		last = c
		if point {
			fraction++
		}
	}
	if len(values) == 0 || last == '_' {
		return d, false
	}
	d.mant = wordsOf(parse(values, d.base))
	s = s[i:]
	var exp int64
	binary := false
	if s != "" {
		switch c := s[0] | 0x20; {
		case c == 'e' && d.base == 10 || c == 'p' && (d.base == 2 || d.base == 10 || d.base == 8 || d.base == 16):
			binary = c == 'p'
			n := 1
			for n < len(s) && ('0' <= s[n] && s[n] <= '9' || n == 1 && (s[n] == '+' || s[n] == '-')) {
				n++
			}
			var err error
			if exp, err = strconv.ParseInt(s[1:n], 10, 64); err != nil {
				return d, false
			}
			s = s[n:]
		}
	}
	d.rest = s
	switch d.base {
	case 10:
		d.exp5, d.exp2 = -fraction, -fraction
	case 2:
		d.exp2 = -fraction
	case 8:
		d.exp2 = -3 * fraction
	case 16:
		d.exp2 = -4 * fraction
	}
	d.exp2 += exp
	if !binary {
		d.exp5 += exp
	}
	return d, true
}
