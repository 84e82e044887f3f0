// run

package main

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"time"
)

func main() {
	for _, s := range []string{"1", "i", "-i", "1i", "+1i", "1+i", "1-2i", "(3+4i)", "1e3+2e-3i", "0x1p4+0x2p-1i", "", "()", "1+2", "1++2i", "1e400", "1+1e400i", "Inf", "NaN+Infi", "+Inf-NaNi", "1_0+2i", "x", "i1", "(1", "3.5e+2i", "0x1e+2i"} {
		for _, size := range []int{128, 64} {
			c, err := strconv.ParseComplex(s, size)
			fmt.Println(s, size, c, err)
		}
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	fmt.Println(berlin, err)
	for _, year := range []int{1900, 1950, 2020, 2024, 2100} {
		for _, month := range []time.Month{1, 7} {
			fmt.Println(time.Date(year, month, 1, 0, 0, 0, 0, berlin).ZoneBounds())
		}
	}
	fmt.Println(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).ZoneBounds())
	_, err = time.LoadLocationFromTZData("x", []byte("junk"))
	fmt.Println(err)
	max := big.NewInt(1000)
	for range 100 {
		n, err := rand.Int(rand.Reader, max)
		if err != nil || n.Cmp(max) >= 0 || n.Sign() < 0 {
			fmt.Println(n, err)
		}
	}
	p, err := rand.Prime(rand.Reader, 128)
	fmt.Println(p.BitLen(), p.ProbablyPrime(10), err)
	_, err = rand.Prime(rand.Reader, 1)
	fmt.Println(err)
}
