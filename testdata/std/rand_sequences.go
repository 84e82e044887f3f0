// run
package main

import (
	"fmt"
	"math/rand"
	randv2 "math/rand/v2"
)

func main() {
	r := rand.New(rand.NewSource(42))
	for i := 0; i < 5; i++ {
		fmt.Println(r.Int(), r.Intn(100), r.Int63n(1e12), r.Float64(), r.Float32(), r.Uint64(), r.Int31n(7), r.NormFloat64(), r.ExpFloat64())
	}
	fmt.Println(r.Perm(10))
	l := []int{1, 2, 3, 4, 5, 6, 7, 8}
	r.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
	fmt.Println(l)
	b := make([]byte, 10)
	r.Read(b)
	fmt.Println(b, rand.NewZipf(r, 1.5, 2, 100).Uint64())
	for _, seed := range []int64{0, -1, 1 << 40} {
		r.Seed(seed)
		fmt.Println(r.Int63(), r.Int63())
	}
	p := randv2.New(randv2.NewPCG(1, 2))
	for i := 0; i < 5; i++ {
		fmt.Println(p.Int(), p.IntN(100), p.Int64N(1e12), p.Float64(), p.Float32(), p.Uint32N(10), p.NormFloat64(), p.ExpFloat64())
	}
	fmt.Println(p.Perm(10))
	c := randv2.NewChaCha8([32]byte([]byte("chacha8: 32-byte seed of a test!")))
	var sum uint64
	for i := 0; i < 1000; i++ {
		sum = sum*31 + c.Uint64()
	}
	fmt.Println(sum, c.Uint64())
	n := rand.Intn(10) + randv2.IntN(10) + randv2.N(10)
	fmt.Println(n >= 0 && n < 30, rand.Float64() < 1)
}
