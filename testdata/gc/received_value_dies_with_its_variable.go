// run

// What a receive gave is garbage once the variable that took it is set to nil, also in a loop.
package main

import (
	"fmt"
	"runtime"
)

const size = 16 << 20

func inUse() bool {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc > size
}

func filled() chan []byte {
	c := make(chan []byte, 2)
	c <- make([]byte, size)
	close(c)
	return c
}

func ranging(c chan []byte) {
	for x := range c {
		fmt.Println(inUse(), x[0])
		x = nil
		fmt.Println(inUse(), x)
	}
}

func receiving(c chan []byte) {
	for {
		x, ok := <-c
		if !ok {
			return
		}
		fmt.Println(inUse(), x[0])
		x = nil
		fmt.Println(inUse(), x)
	}
}

func selecting(c, never chan []byte) {
	for {
		select {
		case x, ok := <-c:
			if !ok {
				return
			}
			fmt.Println(inUse(), x[0])
			x = nil
			fmt.Println(inUse(), x)
		case x := <-never:
			fmt.Println(x)
		}
	}
}

func main() {
	ranging(filled())
	receiving(filled())
	selecting(filled(), make(chan []byte))
}
