// run

package main

import (
	"crypto"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"time"
)

func main() {
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println(r.N(10), r.N(time.Duration(1000)), r.N(uint8(200)))
	var p runtime.Pinner
	p.Pin(new(int))
	p.Unpin()
	n, ok := runtime.GoroutineProfile(make([]runtime.StackRecord, 10))
	fmt.Println(n, ok)
	bi, ok := debug.ReadBuildInfo()
	fmt.Println(bi.Path, ok, crypto.SHA256)
	x, err := debug.ParseBuildInfo("go\tgo1.1\npath\tp\nmod\ta\tv1\th\ndep\tb\tv2\ts\n=>\tc\tv3\tt\nbuild\tk=v\n")
	fmt.Print(x, err, "\n")
	fmt.Println(debug.SetMaxThreads(5))
}
