// run

package main

import (
	"fmt"
	"math"
)

func main() {
	f := 3.99
	g := -3.99
	fmt.Println(int(f), int(g), int8(f), uint8(f), float32(f))
	var z float64
	fmt.Println(1/z, -1/z, z/z == z/z, math.IsNaN(z/z))
	fmt.Println(math.MaxFloat64, math.SmallestNonzeroFloat64, float32(0.1), 0.1)
	fmt.Println(uint64(float64(1<<63)), int64(float64(-1<<63)))
	nan := math.NaN()
	fmt.Println(nan < 1, nan > 1, nan == nan, nan != nan, !(nan < 1))
	var a float32 = 16777216
	fmt.Println(a+1 == a, a*1.5)
	c := complex(1, 2)
	d := c * c / complex(0, 1)
	fmt.Println(c, d, real(d), imag(d), c == complex(1, 2))
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Ceil(1.2), math.Trunc(-1.7), math.Abs(-2))
}
