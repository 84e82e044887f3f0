// Package debug has controls of the collector and stack dumps.
package debug

import (
	"os"
	"runtime"
)

// SetGCPercent sets GOGC and returns the previous setting; negative turns collection off.
func SetGCPercent(percent int) int

// SetMemoryLimit sets the soft memory limit in bytes and returns the previous one.
func SetMemoryLimit(limit int64) int64

// SetMaxStack sets the largest stack of a goroutine in bytes and returns the previous limit.
func SetMaxStack(bytes int) int

// FreeOSMemory collects and returns as much memory to the system as it can.
func FreeOSMemory() {
	runtime.GC()
	scavenge()
}

// scavenge returns all free memory to the system.
func scavenge()

// SetPanicOnFault tells whether faults at unexpected addresses panic.
func SetPanicOnFault(enabled bool) bool { return false }

// PrintStack writes the goroutine's stack trace to standard error.
func PrintStack() {
	os.Stderr.Write(Stack())
}

// Stack gives the goroutine's stack trace.
func Stack() []byte {
	buf := make([]byte, 1024)
	for {
		n := runtime.Stack(buf, false)
		if n < len(buf) {
			return buf[:n]
		}
		buf = make([]byte, 2*len(buf))
	}
}
