package big

import (
	"math"
	"math/rand"
	"slices"
)

// Int is an integer; the zero value is 0. Methods store their result in the receiver and
// give it back.
type Int struct {
	neg bool
	abs nat
}

var intOne = &Int{abs: one}

func (z *Int) set(neg bool, abs nat) *Int {
	z.neg, z.abs = neg && len(abs) > 0, abs
	return z
}

// NewInt is x.
func NewInt(x int64) *Int { return new(Int).SetInt64(x) }

// Sign is -1, 0 or 1.
func (x *Int) Sign() int {
	switch {
	case len(x.abs) == 0:
		return 0
	case x.neg:
		return -1
	}
	return 1
}

// SetInt64 sets z to x.
func (z *Int) SetInt64(x int64) *Int {
	if x < 0 {
		return z.set(true, natOf(-uint64(x)))
	}
	return z.set(false, natOf(uint64(x)))
}

// SetUint64 sets z to x.
func (z *Int) SetUint64(x uint64) *Int { return z.set(false, natOf(x)) }

// Set sets z to x.
func (z *Int) Set(x *Int) *Int { return z.set(x.neg, x.abs) }

// Bits are the words of the absolute value, the lowest first.
func (x *Int) Bits() []Word { return slices.Clone(x.abs) }

// SetBits sets z to the number of these words.
func (z *Int) SetBits(abs []Word) *Int { return z.set(false, slices.Clone(nat(abs)).norm()) }

// Abs sets z to |x|.
func (z *Int) Abs(x *Int) *Int { return z.set(false, x.abs) }

// Neg sets z to -x.
func (z *Int) Neg(x *Int) *Int { return z.set(!x.neg, x.abs) }

// sum is ±x ± y.
func (z *Int) sum(xneg bool, x nat, yneg bool, y nat) *Int {
	switch {
	case xneg == yneg:
		return z.set(xneg, x.add(y))
	case x.cmp(y) >= 0:
		return z.set(xneg, x.sub(y))
	}
	return z.set(yneg, y.sub(x))
}

// Add sets z to x+y.
func (z *Int) Add(x, y *Int) *Int { return z.sum(x.neg, x.abs, y.neg, y.abs) }

// Sub sets z to x-y.
func (z *Int) Sub(x, y *Int) *Int { return z.sum(x.neg, x.abs, !y.neg, y.abs) }

// Mul sets z to x*y.
func (z *Int) Mul(x, y *Int) *Int { return z.set(x.neg != y.neg, x.abs.mul(y.abs)) }

// MulRange sets z to the product of all integers from a to b, 1 if there is none.
func (z *Int) MulRange(a, b int64) *Int {
	switch {
	case a > b:
		return z.SetInt64(1)
	case a <= 0 && b >= 0:
		return z.SetInt64(0)
	}
	neg := false
	if a < 0 {
		neg = (b-a)&1 == 0
		a, b = -b, -a
	}
	return z.set(neg, mulRange(uint64(a), uint64(b)))
}

func mulRange(a, b uint64) nat {
	switch {
	case a == b:
		return natOf(a)
	case a+1 == b:
		return natOf(a).mul(natOf(b))
	}
	middle := a + (b-a)/2
	return mulRange(a, middle).mul(mulRange(middle+1, b))
}

// Binomial sets z to n over k.
func (z *Int) Binomial(n, k int64) *Int {
	if k > n {
		return z.SetInt64(0)
	}
	k = min(k, n-k)
	var a, b Int
	a.MulRange(n-k+1, n)
	b.MulRange(1, k)
	return z.Quo(&a, &b)
}

// Quo sets z to x/y rounded towards zero, as Go's / does.
func (z *Int) Quo(x, y *Int) *Int {
	q, _ := x.abs.div(y.abs)
	return z.set(x.neg != y.neg, q)
}

// Rem sets z to what Quo leaves, as Go's % does.
func (z *Int) Rem(x, y *Int) *Int { return z.set(x.neg, x.abs.mod(y.abs)) }

// QuoRem is Quo and Rem.
func (z *Int) QuoRem(x, y, r *Int) (*Int, *Int) {
	quotient, rest := x.abs.div(y.abs)
	neg := x.neg
	return z.set(neg != y.neg, quotient), r.set(neg, rest)
}

// Div sets z to the quotient whose remainder is not negative.
func (z *Int) Div(x, y *Int) *Int {
	z.DivMod(x, y, new(Int))
	return z
}

// Mod sets z to the remainder that is not negative.
func (z *Int) Mod(x, y *Int) *Int {
	new(Int).DivMod(x, y, z)
	return z
}

// DivMod is Div and Mod.
func (z *Int) DivMod(x, y, m *Int) (*Int, *Int) {
	divisor := *y
	z.QuoRem(x, y, m)
	if m.neg {
		if divisor.neg {
			z.Add(z, intOne)
			m.Sub(m, &divisor)
		} else {
			z.Sub(z, intOne)
			m.Add(m, &divisor)
		}
	}
	return z, m
}

// Divide sets z to x/y rounded as mode says, and r to the remainder.
func (z *Int) Divide(x, y, r *Int, mode RoundingMode) (*Int, *Int) {
	divisor := *y
	neg := x.neg != y.neg
	z.QuoRem(x, y, r)
	if r.Sign() == 0 {
		return z, r
	}
	away := false
	twice := r.abs.shl(1).cmp(divisor.abs)
	switch mode {
	case ToNearestEven:
		away = twice > 0 || twice == 0 && z.Bit(0) == 1
	case ToNearestAway:
		away = twice >= 0
	case AwayFromZero:
		away = true
	case ToNegativeInf:
		away = neg
	case ToPositiveInf:
		away = !neg
	}
	if away {
		rest := r.abs
		z.set(neg, z.abs.add(one))
		r.set(!r.neg, divisor.abs.sub(rest))
	}
	return z, r
}

// Cmp compares x and y.
func (x *Int) Cmp(y *Int) int {
	switch {
	case x.neg != y.neg:
		if x.neg {
			return -1
		}
		return 1
	case x.neg:
		return y.abs.cmp(x.abs)
	}
	return x.abs.cmp(y.abs)
}

// CmpAbs compares the absolute values.
func (x *Int) CmpAbs(y *Int) int { return x.abs.cmp(y.abs) }

// Int64 is the lowest 64 bits.
func (x *Int) Int64() int64 {
	v := int64(x.abs.low64())
	if x.neg {
		return -v
	}
	return v
}

// Uint64 is the lowest 64 bits of the absolute value.
func (x *Int) Uint64() uint64 { return x.abs.low64() }

// IsInt64 tells whether x is an int64.
func (x *Int) IsInt64() bool {
	if len(x.abs) > 1 {
		return false
	}
	v := int64(x.abs.low64())
	return v >= 0 || x.neg && v == -v
}

// IsUint64 tells whether x is a uint64.
func (x *Int) IsUint64() bool { return !x.neg && len(x.abs) <= 1 }

// Float64 is the nearest float64 and how it differs.
func (x *Int) Float64() (float64, Accuracy) {
	f, accuracy := new(Float).SetInt(x).Float64()
	return f, accuracy
}

// SetBytes sets z to the number of these big-endian bytes.
func (z *Int) SetBytes(buf []byte) *Int { return z.set(false, natFromBytes(buf)) }

// Bytes are the big-endian bytes of the absolute value.
func (x *Int) Bytes() []byte { return x.abs.bytes() }

// FillBytes fills buf with the big-endian bytes of the absolute value.
func (x *Int) FillBytes(buf []byte) []byte {
	b := x.abs.bytes()
	if len(b) > len(buf) {
		panic("math/big: buffer too small to fit value")
	}
	clear(buf)
	copy(buf[len(buf)-len(b):], b)
	return buf
}

// BitLen is the number of bits of the absolute value.
func (x *Int) BitLen() int { return x.abs.bitLen() }

// TrailingZeroBits is the number of zero bits at the end of the absolute value.
func (x *Int) TrailingZeroBits() uint { return x.abs.trailingZeros() }

// Exp sets z to x to the power y, modulo |m| if m is not nil and not 0. For a negative y
// there may be no result: then it is nil and z stays.
func (z *Int) Exp(x, y, m *Int) *Int {
	base := x
	exponent := y.abs
	var modulus nat
	if m != nil {
		modulus = m.abs
	}
	if y.neg {
		if len(modulus) == 0 {
			return z.SetInt64(1)
		}
		inverse := new(Int).ModInverse(x, m)
		if inverse == nil {
			return nil
		}
		base = inverse
	}
	neg := base.neg && len(exponent) > 0 && exponent[0]&1 == 1
	z.set(neg, base.abs.expMod(exponent, modulus))
	if z.neg && len(modulus) > 0 {
		// The remainder is not negative.
		z.set(false, modulus.sub(z.abs))
	}
	return z
}

// GCD sets z to the greatest common divisor of a and b and, if they are not nil, x and y
// so that z = a*x + b*y.
func (z *Int) GCD(x, y, a, b *Int) *Int {
	if x == nil && y == nil {
		return z.set(false, a.abs.gcd(b.abs))
	}
	// The extended Euclidean algorithm: r = a*s + b*t for each remainder.
	r0, r1 := new(Int).Abs(a), new(Int).Abs(b)
	s0, s1 := NewInt(1), new(Int)
	t0, t1 := new(Int), NewInt(1)
	if len(a.abs) == 0 {
		s0 = new(Int)
	}
	for r1.Sign() != 0 {
		q, rest := new(Int).QuoRem(r0, r1, new(Int))
		r0, r1 = r1, rest
		s0, s1 = s1, new(Int).Sub(s0, new(Int).Mul(q, s1))
		t0, t1 = t1, new(Int).Sub(t0, new(Int).Mul(q, t1))
	}
	if a.neg {
		s0.Neg(s0)
	}
	if b.neg {
		t0.Neg(t0)
	}
	if x != nil {
		x.Set(s0)
	}
	if y != nil {
		y.Set(t0)
	}
	return z.Set(r0)
}

// ModInverse sets z to the inverse of g modulo n; nil if there is none.
func (z *Int) ModInverse(g, n *Int) *Int {
	modulus := new(Int).Abs(n)
	value := new(Int).Mod(g, modulus)
	var x Int
	if d := new(Int).GCD(&x, nil, value, modulus); d.Cmp(intOne) != 0 {
		return nil
	}
	if x.neg {
		x.Add(&x, modulus)
	}
	return z.Set(&x)
}

// Rand sets z to a random number below n.
func (z *Int) Rand(rnd *rand.Rand, n *Int) *Int {
	if n.neg || len(n.abs) == 0 {
		return z.SetInt64(0)
	}
	nbits := uint(n.abs.bitLen())
	words := make(nat, len(n.abs))
	mask := Word(math.MaxUint64)
	if nbits%wordBits != 0 {
		mask = 1<<(nbits%wordBits) - 1
	}
	for {
		for i := range words {
			words[i] = Word(rnd.Uint32()) | Word(rnd.Uint32())<<32
		}
		words[len(words)-1] &= mask
		if x := slices.Clone(words).norm(); x.cmp(n.abs) < 0 {
			return z.set(false, x)
		}
	}
}

// Jacobi is the Jacobi symbol of x and y; y must be odd.
func Jacobi(x, y *Int) int {
	if len(y.abs) == 0 || y.abs[0]&1 == 0 {
		panic("big: invalid 2nd argument to Int.Jacobi: need odd integer but got " + y.String())
	}
	a, b := new(Int).Set(x), new(Int).Set(y)
	result := 1
	if b.neg {
		if a.neg {
			result = -1
		}
		b.neg = false
	}
	for {
		if b.Cmp(intOne) == 0 {
			return result
		}
		if len(a.abs) == 0 {
			return 0
		}
		a.Mod(a, b)
		if len(a.abs) == 0 {
			return 0
		}
		zeros := a.abs.trailingZeros()
		if zeros&1 != 0 {
			if low := b.abs[0] & 7; low == 3 || low == 5 {
				result = -result
			}
		}
		a.Rsh(a, zeros)
		if b.abs[0]&3 == 3 && a.abs[0]&3 == 3 {
			result = -result
		}
		a, b = b, a
	}
}

// ModSqrt sets z to a square root of x modulo the odd prime p; nil if there is none.
func (z *Int) ModSqrt(x, p *Int) *Int {
	switch Jacobi(x, p) {
	case -1:
		return nil
	case 0:
		return z.SetInt64(0)
	}
	value := new(Int).Mod(x, p)
	if p.abs[0]&3 == 3 {
		e := new(Int).Rsh(new(Int).Add(p, intOne), 2)
		return z.Exp(value, e, p)
	}
	// Tonelli and Shanks: p - 1 = s * 2^e with odd s, n is no square.
	s := new(Int).Sub(p, intOne)
	e := s.TrailingZeroBits()
	s.Rsh(s, e)
	n := NewInt(2)
	for Jacobi(n, p) != -1 {
		n.Add(n, intOne)
	}
	y := new(Int).Exp(value, new(Int).Rsh(new(Int).Add(s, intOne), 1), p)
	b := new(Int).Exp(value, s, p)
	g := new(Int).Exp(n, s, p)
	for r := e; ; {
		var m uint
		t := new(Int).Set(b)
		for t.Cmp(intOne) != 0 {
			t.Mod(t.Mul(t, t), p)
			m++
		}
		if m == 0 {
			return z.Set(y)
		}
		t.Exp(g, new(Int).Lsh(intOne, r-m-1), p)
		g.Mod(g.Mul(t, t), p)
		y.Mod(y.Mul(y, t), p)
		b.Mod(b.Mul(b, g), p)
		r = m
	}
}

// Lsh sets z to x<<n.
func (z *Int) Lsh(x *Int, n uint) *Int { return z.set(x.neg, x.abs.shl(n)) }

// Rsh sets z to x>>n, which rounds towards minus infinity.
func (z *Int) Rsh(x *Int, n uint) *Int {
	if x.neg {
		// As for two's complement: (-x) >> n == ^((x-1) >> n).
		return z.set(true, x.abs.sub(one).shr(n).add(one))
	}
	return z.set(false, x.abs.shr(n))
}

// Bit is bit i of x in two's complement.
func (x *Int) Bit(i int) uint {
	if i < 0 {
		panic("negative bit index")
	}
	if x.neg {
		return x.abs.sub(one).bit(uint(i)) ^ 1
	}
	return x.abs.bit(uint(i))
}

// SetBit sets z to x with bit i set to b.
func (z *Int) SetBit(x *Int, i int, b uint) *Int {
	if i < 0 {
		panic("negative bit index")
	}
	if b > 1 {
		panic("set bit is not 0 or 1")
	}
	if x.neg {
		return z.set(true, x.abs.sub(one).setBit(uint(i), b^1).add(one))
	}
	return z.set(false, x.abs.setBit(uint(i), b))
}

// complement is ^x for a negative x, whose two's complement has infinitely many ones.
func (x *Int) complement() nat { return x.abs.sub(one) }

// And sets z to x & y in two's complement.
func (z *Int) And(x, y *Int) *Int {
	switch {
	case !x.neg && !y.neg:
		return z.set(false, x.abs.and(y.abs))
	case x.neg && y.neg:
		return z.set(true, x.complement().or(y.complement()).add(one))
	case x.neg:
		return z.set(false, y.abs.andNot(x.complement()))
	}
	return z.set(false, x.abs.andNot(y.complement()))
}

// AndNot sets z to x &^ y in two's complement.
func (z *Int) AndNot(x, y *Int) *Int {
	switch {
	case !x.neg && !y.neg:
		return z.set(false, x.abs.andNot(y.abs))
	case x.neg && y.neg:
		return z.set(false, y.complement().andNot(x.complement()))
	case x.neg:
		return z.set(true, x.complement().or(y.abs).add(one))
	}
	return z.set(false, x.abs.and(y.complement()))
}

// Or sets z to x | y in two's complement.
func (z *Int) Or(x, y *Int) *Int {
	switch {
	case !x.neg && !y.neg:
		return z.set(false, x.abs.or(y.abs))
	case x.neg && y.neg:
		return z.set(true, x.complement().and(y.complement()).add(one))
	case x.neg:
		return z.set(true, x.complement().andNot(y.abs).add(one))
	}
	return z.set(true, y.complement().andNot(x.abs).add(one))
}

// Xor sets z to x ^ y in two's complement.
func (z *Int) Xor(x, y *Int) *Int {
	switch {
	case !x.neg && !y.neg:
		return z.set(false, x.abs.xor(y.abs))
	case x.neg && y.neg:
		return z.set(false, x.complement().xor(y.complement()))
	case x.neg:
		return z.set(true, x.complement().xor(y.abs).add(one))
	}
	return z.set(true, y.complement().xor(x.abs).add(one))
}

// Not sets z to ^x.
func (z *Int) Not(x *Int) *Int {
	if x.neg {
		return z.set(false, x.complement())
	}
	return z.set(true, x.abs.add(one))
}

// Sqrt sets z to the root of x rounded down.
func (z *Int) Sqrt(x *Int) *Int {
	if x.neg {
		panic("square root of negative number")
	}
	return z.set(false, x.abs.sqrt())
}

// ProbablyPrime tells whether x is prime, with an error of at most 4^-n (none below 2^64):
// n rounds of Miller's and Rabin's test and one of Baillie's and PSW's.
func (x *Int) ProbablyPrime(n int) bool {
	if n < 0 {
		panic("negative n for ProbablyPrime")
	}
	if x.neg || len(x.abs) == 0 {
		return false
	}
	small := [...]uint64{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53}
	for _, p := range small {
		if x.IsUint64() && x.Uint64() == p {
			return true
		}
		if len(x.abs.mod(natOf(p))) == 0 {
			return false
		}
	}
	if x.IsUint64() && x.Uint64() < 53*53 {
		return x.Uint64() > 1
	}
	// These bases decide for all numbers of 64 bits.
	for _, p := range small[:12] {
		if !millerRabin(x.abs, natOf(p)) {
			return false
		}
	}
	if x.IsUint64() {
		return true
	}
	rnd := rand.New(rand.NewSource(int64(x.abs[0])))
	limit := new(Int).Sub(x, NewInt(3))
	for range n {
		base := new(Int).Add(new(Int).Rand(rnd, limit), NewInt(2))
		if !millerRabin(x.abs, base.abs) {
			return false
		}
	}
	return lucas(x)
}

// millerRabin tells whether odd n passes the test with a base.
func millerRabin(n, base nat) bool {
	less := n.sub(one)
	k := less.trailingZeros()
	y := base.expMod(less.shr(k), n)
	if y.cmp(one) == 0 || y.cmp(less) == 0 {
		return true
	}
	for range k - 1 {
		y = y.mul(y).mod(n)
		if y.cmp(less) == 0 {
			return true
		}
		if y.cmp(one) == 0 {
			return false
		}
	}
	return false
}

// lucas tells whether n passes the strong Lucas test with Selfridge's parameters.
func lucas(n *Int) bool {
	d := int64(5)
	for {
		j := Jacobi(NewInt(d), n)
		if j == -1 {
			break
		}
		if j == 0 && new(Int).Abs(NewInt(d)).Cmp(n) != 0 {
			return false
		}
		if d == 41 {
			// A square has no such d.
			root := new(Int).Sqrt(n)
			if root.Mul(root, root).Cmp(n) == 0 {
				return false
			}
		}
		if d > 0 {
			d = -d - 2
		} else {
			d = -d + 2
		}
	}
	q := NewInt((1 - d) / 4)
	bigD := NewInt(d)
	half := func(x *Int) *Int {
		if x.Bit(0) == 1 {
			x.Add(x, n)
		}
		return x.Mod(x.Rsh(x, 1), n)
	}
	next := new(Int).Add(n, intOne)
	s := next.TrailingZeroBits()
	next.Rsh(next, s)
	u, v, qk := NewInt(1), NewInt(1), new(Int).Set(q)
	for i := next.BitLen() - 2; i >= 0; i-- {
		u.Mod(u.Mul(u, v), n)
		v.Mod(v.Sub(v.Mul(v, v), new(Int).Lsh(qk, 1)), n)
		qk.Mod(qk.Mul(qk, qk), n)
		if next.Bit(i) == 1 {
			nu := half(new(Int).Add(u, v))
			v = half(new(Int).Add(new(Int).Mul(bigD, u), v))
			u = nu
			qk.Mod(qk.Mul(qk, q), n)
		}
	}
	if u.Sign() == 0 || v.Sign() == 0 {
		return true
	}
	for range s - 1 {
		v.Mod(v.Sub(v.Mul(v, v), new(Int).Lsh(qk, 1)), n)
		if v.Sign() == 0 {
			return true
		}
		qk.Mod(qk.Mul(qk, qk), n)
	}
	return false
}
