// run
package main

import (
	"fmt"
	"math"
)

func main() {
	one := []struct {
		name string
		f    func(float64) float64
	}{
		{"Sqrt", math.Sqrt}, {"Floor", math.Floor}, {"Ceil", math.Ceil}, {"Trunc", math.Trunc}, {"Round", math.Round},
		{"RoundToEven", math.RoundToEven}, {"Abs", math.Abs}, {"Exp", math.Exp}, {"Exp2", math.Exp2}, {"Expm1", math.Expm1},
		{"Log", math.Log}, {"Log2", math.Log2}, {"Log10", math.Log10}, {"Log1p", math.Log1p}, {"Sin", math.Sin}, {"Cos", math.Cos},
		{"Tan", math.Tan}, {"Asin", math.Asin}, {"Acos", math.Acos}, {"Atan", math.Atan}, {"Sinh", math.Sinh}, {"Cosh", math.Cosh},
		{"Tanh", math.Tanh}, {"Asinh", math.Asinh}, {"Acosh", math.Acosh}, {"Atanh", math.Atanh}, {"Cbrt", math.Cbrt},
		{"Erf", math.Erf}, {"Gamma", math.Gamma}, {"J0", math.J0},
	}
	inputs := []float64{0, 1, -1, 0.5, -0.5, 2, 10, 1e10, -1e10, 1e-10, 1e300, 5e-324, math.Pi, 0.7, 3.5, -2.5, 100.25, 709, -745,
		math.Inf(1), math.Inf(-1), math.NaN()}
	for i := 1; i < 200; i++ {
		inputs = append(inputs, float64(i)*0.37-30, 1/float64(i))
	}
	for _, t := range one {
		hash := uint64(14695981039346656037)
		for _, x := range inputs {
			y := t.f(x)
			if y != y {
				y = math.NaN()
			}
			hash = (hash ^ math.Float64bits(y)) * 1099511628211
		}
		fmt.Printf("%s %#x %v\n", t.name, hash, t.f(0.3))
	}
	hash := uint64(14695981039346656037)
	for _, x := range inputs {
		for _, y := range inputs[:40] {
			for _, z := range []float64{math.Pow(x, y), math.Mod(x, y), math.Hypot(x, y), math.Atan2(x, y), math.Max(x, y), math.Min(x, y), math.Remainder(x, y)} {
				if z != z {
					z = math.NaN()
				}
				hash = (hash ^ math.Float64bits(z)) * 1099511628211
			}
		}
	}
	fmt.Printf("%#x\n", hash)
	for _, x := range []float64{0, 1, 0.1, 1e300, 5e-324, -8, math.Inf(1)} {
		f, e := math.Frexp(x)
		i, p := math.Modf(x)
		fmt.Println(f, e, i, p, math.Ldexp(x, -3), math.Ilogb(x), math.Logb(x), math.Nextafter(x, 9), math.Signbit(x))
	}
	for n := -330; n < 320; n += 13 {
		fmt.Print(math.Pow10(n), " ")
	}
	fmt.Println(math.MaxInt64, math.Pi, math.FMA(3, 4, 5), math.IsNaN(math.NaN()), math.IsInf(math.Inf(-1), -1))
}
