// run

package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand"
)

func num(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 0)
	if !ok {
		panic(s)
	}
	return n
}

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%T %v\n", r, r)
		}
	}()
	f()
}

func ints() {
	values := []*big.Int{num("0"), num("1"), num("-1"), num("7"), num("-7"), num("18446744073709551615"), num("-18446744073709551616"), num("0xdeadbeefcafebabe0123456789abcdef"), num("-123456789012345678901234567890")}
	for _, x := range values {
		fmt.Println(x, x.Sign(), x.BitLen(), x.IsInt64(), x.IsUint64(), x.Int64(), x.Uint64(), x.TrailingZeroBits(), x.Bytes(), x.Text(36), x.Text(62), x.Bit(0), x.Bit(70))
		f, acc := x.Float64()
		fmt.Println(f, acc, new(big.Int).Not(x), new(big.Int).Lsh(x, 65), new(big.Int).Rsh(x, 3), new(big.Int).SetBit(x, 66, 1), new(big.Int).SetBit(x, 0, 0))
		for _, y := range values {
			var z, m big.Int
			fmt.Println(z.Add(x, y), m.Sub(x, y), new(big.Int).Mul(x, y), x.Cmp(y), x.CmpAbs(y), new(big.Int).And(x, y), new(big.Int).Or(x, y), new(big.Int).Xor(x, y), new(big.Int).AndNot(x, y))
			if y.Sign() != 0 {
				q, r := new(big.Int).QuoRem(x, y, new(big.Int))
				d, e := new(big.Int).DivMod(x, y, new(big.Int))
				fmt.Println(q, r, d, e, new(big.Int).Exp(x, big.NewInt(13), y), new(big.Int).Mod(x, y), new(big.Int).Rem(x, y))
			}
			var a, b big.Int
			g := new(big.Int).GCD(&a, &b, x, y)
			fmt.Println(g, new(big.Int).Add(a.Mul(&a, x), b.Mul(&b, y)), new(big.Int).GCD(nil, nil, x, y))
		}
	}
	f := big.NewInt(1)
	for i := int64(1); i <= 100; i++ {
		f.Mul(f, big.NewInt(i))
	}
	fmt.Println(f, new(big.Int).MulRange(1, 100).Cmp(f), new(big.Int).Binomial(100, 50), new(big.Int).Sqrt(f))
	p := num("170141183460469231731687303715884105727")
	fmt.Println(p.ProbablyPrime(20), f.ProbablyPrime(5), new(big.Int).ModInverse(big.NewInt(12345), p), new(big.Int).ModSqrt(big.NewInt(4), p), big.Jacobi(big.NewInt(3), p), new(big.Int).ModInverse(big.NewInt(2), big.NewInt(4)))
	primes := 0
	for i := int64(0); i < 2000; i++ {
		if big.NewInt(i).ProbablyPrime(0) {
			primes++
		}
	}
	fmt.Println(primes, new(big.Int).ModSqrt(big.NewInt(5), big.NewInt(41)), new(big.Int).Exp(big.NewInt(3), big.NewInt(-2), big.NewInt(7)), new(big.Int).Exp(big.NewInt(2), big.NewInt(200), nil))
	fmt.Printf("%d|%x|%X|%#x|%o|%#o|%O|%b|%+d|% d|%30d|%-30d|%030d|%.25d|%s|%v|%q\n", p, p, p, p, p, p, p, big.NewInt(5), p, p, big.NewInt(-42), big.NewInt(-42), big.NewInt(-42), big.NewInt(-42), p, p, big.NewInt(65))
	var nilInt *big.Int
	fmt.Println(nilInt, fmt.Sprintf("%x", nilInt))
	for _, s := range []string{"", "-", "+5", "0x", "0b101", "0o17", "017", "1_000", "1__0", "_1", "0x_f", "12a", "zz", "99999999999999999999999"} {
		for _, base := range []int{0, 10, 36} {
			z, ok := new(big.Int).SetString(s, base)
			fmt.Print(s, " ", base, " ", z, " ", ok, "; ")
		}
		fmt.Println()
	}
	b, err := json.Marshal(map[string]*big.Int{"x": p})
	fmt.Println(string(b), err)
	var m map[string]*big.Int
	fmt.Println(json.Unmarshal([]byte(`{"x":123456789012345678901234567890,"y":null}`), &m), m["x"])
	var s big.Int
	n, err := fmt.Sscan(" 12345678901234567890123 ", &s)
	fmt.Println(n, err, &s)
	fmt.Println(string(new(big.Int).SetBytes([]byte("hello world")).Bytes()), new(big.Int).SetBytes([]byte{0, 0, 1}).FillBytes(make([]byte, 4)), p.Bits())
	q, r := new(big.Int).Divide(big.NewInt(-7), big.NewInt(2), new(big.Int), big.Floor)
	fmt.Println(q, r)
	try(func() { new(big.Int).Quo(p, new(big.Int)) })
	try(func() { new(big.Int).Sqrt(big.NewInt(-1)) })
	rnd := rand.New(rand.NewSource(1))
	fmt.Println(new(big.Int).Rand(rnd, p))
	a, c := big.NewInt(0), big.NewInt(1)
	for range 1000 {
		a.Add(a, c)
		a, c = c, a
	}
	fmt.Println(a)
}

func rats() {
	xs := []*big.Rat{big.NewRat(0, 1), big.NewRat(1, 3), big.NewRat(-2, 4), big.NewRat(355, 113), big.NewRat(5, 1)}
	for _, x := range xs {
		f, exact := x.Float64()
		g, exact32 := x.Float32()
		n, ok := x.FloatPrec()
		fmt.Println(x, x.RatString(), x.FloatString(5), x.FloatString(0), x.Sign(), x.IsInt(), x.Num(), x.Denom(), f, exact, g, exact32, n, ok)
		for _, y := range xs {
			fmt.Println(new(big.Rat).Add(x, y), new(big.Rat).Sub(x, y), new(big.Rat).Mul(x, y), x.Cmp(y))
			try(func() { fmt.Println(new(big.Rat).Quo(x, y)) })
		}
	}
	for _, s := range []string{"3/4", "-6/8", "1.25", "1e3", "-1.5e-3", "0x1p-2", "1/0", "", "a", "1/2/3", ".5", "5.", "1_0.5", "0b11", "1e", "2p3"} {
		r, ok := new(big.Rat).SetString(s)
		fmt.Print(s, " ", r, " ", ok, "; ")
	}
	fmt.Println(new(big.Rat).SetFloat64(0.1), new(big.Rat).SetFloat64(math.Inf(1)), new(big.Rat).SetFloat64(-1e30))
	h := new(big.Rat)
	for i := int64(1); i <= 50; i++ {
		h.Add(h, big.NewRat(1, i))
	}
	fmt.Println(h, h.FloatString(50))
	fmt.Printf("%v %s\n", h, big.NewRat(1, 2))
}

func floats() {
	for _, v := range []float64{0, 1, -1, 0.1, 1.5, math.Pi, 1e100, 1e-100, math.MaxFloat64, math.SmallestNonzeroFloat64, 123456789, 5e-320, math.Inf(-1), math.Copysign(0, -1), 1 << 60, 0.000012345} {
		x := big.NewFloat(v)
		f, acc := x.Float64()
		g, acc32 := x.Float32()
		i, ia := x.Int(nil)
		i64, a64 := x.Int64()
		u64, au := x.Uint64()
		r, ra := x.Rat(nil)
		fmt.Println(x, x.Prec(), x.MinPrec(), x.Mode(), x.Acc(), f, acc, g, acc32, i, ia, i64, a64, u64, au, r, ra, x.IsInt(), x.IsInf(), x.Sign(), x.Signbit(), x.MantExp(nil))
		fmt.Printf("%g %e %f %.3e %.2f %10.3g|%-12.2f|%+.1f|%012.3f|%x %.3x %b %G %s %v %d\n", x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x)
		fmt.Println(x.Text('g', 5), x.Text('e', -1), x.Text('f', -1), x.Text('g', -1), x.Text('q', 3), x.Text('p', 0), x.Text('f', 0))
	}
	for _, prec := range []uint{1, 24, 53, 64, 100, 1000} {
		x := new(big.Float).SetPrec(prec)
		x.SetString("1.1")
		y := new(big.Float).SetPrec(prec).SetInt64(3)
		fmt.Println(x, y, new(big.Float).Add(x, y), new(big.Float).Sub(x, y), new(big.Float).Mul(x, y), new(big.Float).Quo(x, y), new(big.Float).Sqrt(y), x.Cmp(y), x.Acc())
		fmt.Println(new(big.Float).Quo(x, y).Text('g', -1), new(big.Float).Sqrt(y).Text('g', 100))
	}
	for _, mode := range []big.RoundingMode{big.ToNearestEven, big.ToNearestAway, big.ToZero, big.AwayFromZero, big.ToNegativeInf, big.ToPositiveInf} {
		for _, v := range []float64{2.5, 3.5, -2.5, 2.25, -2.75, 7} {
			x := new(big.Float).SetMode(mode).SetPrec(2)
			x.SetFloat64(v)
			fmt.Print(mode, " ", v, " ", x, " ", x.Acc(), "; ")
		}
		fmt.Println()
	}
	for _, s := range []string{"", "1", "-1.5e10", "0x1.8p3", "Inf", "-Inf", "1e400", "0b1.1", "1_0.0_1", "x", "1x", "1e", ".", "1e-1000", "3.14159265358979323846264338327950288"} {
		x, b, err := big.ParseFloat(s, 0, 100, big.ToNearestEven)
		fmt.Println(s, x, b, err)
	}
	var zero, inf big.Float
	inf.SetInf(false)
	try(func() { fmt.Println(new(big.Float).Quo(&zero, &zero)) })
	try(func() { fmt.Println(new(big.Float).Sub(&inf, &inf)) })
	try(func() { fmt.Println(new(big.Float).Mul(&zero, &inf)) })
	try(func() { fmt.Println(new(big.Float).Sqrt(big.NewFloat(-1))) })
	try(func() { big.NewFloat(math.NaN()) })
	one := big.NewFloat(1)
	fmt.Println(new(big.Float).Quo(one, &zero), new(big.Float).Quo(one, &inf), new(big.Float).Add(one, &inf), new(big.Float).SetMantExp(big.NewFloat(0.5), 10), new(big.Float).SetRat(big.NewRat(1, 3)), new(big.Float).SetInt(num("123456789012345678901234567890")))
	// Pi by Machin's formula, with 1000 bits.
	arctan := func(n int64) *big.Float {
		sum := new(big.Float).SetPrec(1000)
		power := new(big.Float).SetPrec(1000).Quo(big.NewFloat(1), new(big.Float).SetInt64(n))
		square := new(big.Float).SetPrec(1000).SetInt64(n * n)
		for k := int64(0); k < 750; k++ {
			term := new(big.Float).SetPrec(1000).Quo(power, new(big.Float).SetInt64(2*k+1))
			if k%2 == 0 {
				sum.Add(sum, term)
			} else {
				sum.Sub(sum, term)
			}
			power.Quo(power, square)
		}
		return sum
	}
	pi := new(big.Float).SetPrec(1000).Mul(big.NewFloat(16), arctan(5))
	pi.Sub(pi, new(big.Float).SetPrec(1000).Mul(big.NewFloat(4), arctan(239)))
	fmt.Println(pi.Text('f', 290))
	text, err := pi.MarshalText()
	var back big.Float
	back.SetPrec(1000)
	fmt.Println(len(text), err, back.UnmarshalText(text), back.Cmp(pi))
	gob, _ := pi.GobEncode()
	var again big.Float
	fmt.Println(again.GobDecode(gob), again.Cmp(pi), len(gob))
}

func main() {
	ints()
	rats()
	floats()
}
