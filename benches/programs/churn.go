// Allocates for ever and keeps little: a list of what was allocated last, in sizes from 16 bytes
// to a megabyte. Prints after each tenth how much memory is resident once all that is free was given
// back; with `asis`, how much is resident as it is. A heap that fragments, or a runtime that
// forgets something, grows.
//
//	churn [gigabytes [asis]]
//
// To be run with GOGC or GOMEMLIMIT=40MiB and with one or more Ps:
//
//	GOMAXPROCS=1 GOMEMLIMIT=40MiB minigo run benches/programs/churn.go 100 asis
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
)

type node struct {
	next *node
	data []byte
	name string
	kids map[int]*node
}

var (
	kept  [1024]*node
	total int
	seed  uint32 = 1
)

func random(n int) int {
	seed = seed*1664525 + 1013904223
	return int(seed>>8) % n
}

// step allocates a little of everything, and forgets what stood in its place.
func step() {
	size := 16 << random(13)
	if random(512) == 0 {
		size = 1 << 20
	}
	n := &node{data: make([]byte, size+random(size)), name: strconv.Itoa(size)}
	if random(64) == 0 {
		n.kids = map[int]*node{}
		for i := range 20 {
			n.kids[i] = &node{name: n.name}
		}
	}
	total += len(n.data) + 100
	at := random(len(kept))
	if other := kept[random(len(kept))]; other != nil && random(4) == 0 {
		other.next = nil
		n.next = other
	}
	kept[at] = n
	if random(3) == 0 {
		done := make(chan *node, 1)
		go func() { done <- n }()
		<-done
	}
}

// residentKB is the process's resident memory, without what is free unless asked as it is.
func residentKB(asIs bool) int {
	if !asIs {
		debug.FreeOSMemory()
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(status, []byte("VmRSS:"))
	kb, _ := strconv.Atoi(string(bytes.Fields(after)[0]))
	return kb
}

func main() {
	gigabytes := 100
	if len(os.Args) > 1 {
		gigabytes, _ = strconv.Atoi(os.Args[1])
	}
	asIs := len(os.Args) > 2 && os.Args[2] == "asis"
	first := 0
	for tenth := range 10 {
		for total < max(1<<30, gigabytes<<30/10*tenth) {
			step()
		}
		now := residentKB(asIs)
		if tenth == 0 {
			first = now
		}
		fmt.Printf("%3d GB allocated, %d KB resident\n", total>>30, now)
	}
	for total < gigabytes<<30 {
		step()
	}
	last := residentKB(asIs)
	fmt.Printf("%3d GB allocated, %d KB resident: %.2f of what it was after the first\n",
		total>>30, last, float64(last)/float64(first))
}
