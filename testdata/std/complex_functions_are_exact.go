// run

package main

import (
	"fmt"
	"math"
	"math/cmplx"
)

func main() {
	inf, nan := math.Inf(1), math.NaN()
	vals := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.3, -7.5, inf, -inf, nan}
	fs := []struct {
		name string
		f    func(complex128) complex128
	}{{"Sqrt", cmplx.Sqrt}, {"Exp", cmplx.Exp}, {"Log", cmplx.Log}, {"Log10", cmplx.Log10}, {"Sin", cmplx.Sin}, {"Cos", cmplx.Cos}, {"Tan", cmplx.Tan}, {"Sinh", cmplx.Sinh}, {"Cosh", cmplx.Cosh}, {"Tanh", cmplx.Tanh}, {"Asin", cmplx.Asin}, {"Acos", cmplx.Acos}, {"Atan", cmplx.Atan}, {"Asinh", cmplx.Asinh}, {"Acosh", cmplx.Acosh}, {"Atanh", cmplx.Atanh}, {"Cot", cmplx.Cot}, {"Conj", cmplx.Conj}}
	for _, f := range fs {
		for _, a := range vals {
			for _, b := range vals {
				x := complex(a, b)
				fmt.Println(f.name, x, f.f(x))
			}
		}
	}
	for _, a := range vals {
		for _, b := range vals {
			x := complex(a, b)
			r, t := cmplx.Polar(x)
			if math.IsNaN(a) { continue }
			fmt.Println(x, cmplx.Abs(x), r, t, cmplx.IsInf(x), cmplx.IsNaN(x), cmplx.Rect(a, b), cmplx.Pow(x, complex(b, a)), cmplx.Pow(x, 2), cmplx.Pow(0, x))
		}
	}
}
