// Allocation and map operations of native Go, in nanoseconds of CPU time per operation, to compare
// with heap.rs.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
)

const (
	allocBytes = 256 << 20
	runs       = 5
)

type (
	s16 struct {
		p *s16
		_ [8]byte
	}
	s32 struct {
		p *s32
		_ [24]byte
	}
	s64 struct {
		p *s64
		_ [56]byte
	}
	n16 struct{ x, _ uint64 }
	n32 struct {
		x uint64
		_ [24]byte
	}
	n64 struct {
		x uint64
		_ [56]byte
	}
)

var (
	l16   *s16
	l32   *s32
	l64   *s64
	m16   *n16
	m32   *n32
	m64   *n64
	i8    *int64
	bytes []byte
	total int
	imap  map[int]int
)

// cpu is the CPU time of the process in nanoseconds, the collector's included: in user
// mode, and with the system's.
func cpu() (user, all int64) {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano(), usage.Utime.Nano() + usage.Stime.Nano()
}

func report(name string, n int, run func()) {
	bestUser, bestAll := 1e18, 1e18
	for range runs {
		l16, l32, l64 = nil, nil, nil
		runtime.GC()
		user, all := cpu()
		run()
		userAfter, allAfter := cpu()
		bestUser = min(bestUser, float64(userAfter-user)/float64(n))
		bestAll = min(bestAll, float64(allAfter-all)/float64(n))
	}
	fmt.Printf("%-40s %8.2f ns user %8.2f ns in all\n", name, bestUser, bestAll)
}

func allocations(what string) {
	report("new 16 B, pointers"+what, allocBytes/16, func() {
		for range allocBytes / 16 {
			o := new(s16)
			l16 = o
		}
	})
	report("new 32 B, pointers"+what, allocBytes/32, func() {
		for range allocBytes / 32 {
			o := new(s32)
			l32 = o
		}
	})
	report("new 64 B, pointers"+what, allocBytes/64, func() {
		for range allocBytes / 64 {
			o := new(s64)
			l64 = o
		}
	})
	report("new 16 B"+what, allocBytes/16, func() {
		for range allocBytes / 16 {
			o := new(n16)
			o.x = 1
			m16 = o
		}
	})
	report("new 32 B"+what, allocBytes/32, func() {
		for range allocBytes / 32 {
			o := new(n32)
			o.x = 1
			m32 = o
		}
	})
	report("new 64 B"+what, allocBytes/64, func() {
		for range allocBytes / 64 {
			o := new(n64)
			o.x = 1
			m64 = o
		}
	})
	report("new  8 B, tiny"+what, allocBytes/16, func() {
		for range allocBytes / 16 {
			o := new(int64)
			*o = 1
			i8 = o
		}
	})
	n := 40
	report("byte slice of 40"+what, allocBytes/48, func() {
		for range allocBytes / 48 {
			bytes = make([]byte, n)
		}
	})
}

func maps() {
	for _, n := range []int{8, 1000, 1000000} {
		rounds := max(4000000/n, 1)
		report(fmt.Sprintf("map[int]int, insert %d", n), n*rounds, func() {
			for range rounds {
				m := make(map[int]int)
				for key := range n {
					m[key] = key
				}
				imap = m
			}
		})
		m := make(map[int]int)
		for key := range n {
			m[key] = 0
		}
		imap = m
		report(fmt.Sprintf("map[int]int, look up among %d", n), n*rounds, func() {
			sum := 0
			for range rounds {
				for key := range n {
					sum += imap[key]
				}
			}
			total = sum
		})
		report(fmt.Sprintf("map[int]int, range over %d", n), n*rounds, func() {
			sum := 0
			for range rounds {
				for key := range imap {
					sum += key
				}
			}
			total = sum
		})
	}
	const n, rounds = 1000, 2000
	texts := make([]string, n)
	m := make(map[string]int)
	for i := range texts {
		texts[i] = fmt.Sprintf("key number %d", i)
		m[texts[i]] = 0
	}
	report("map[string]int, look up among 1000", n*rounds, func() {
		sum := 0
		for range rounds {
			for _, text := range texts {
				sum += m[text]
			}
		}
		total = sum
	})
}

func main() {
	allocations("")
	debug.SetGCPercent(-1)
	allocations(", GOGC=off")
	debug.SetGCPercent(100)
	maps()
}
