package main

import (
	"sync/atomic"
	"unsafe"
)

type counter struct {
	name string
	n    atomic.Int64
	flag uint32
	next unsafe.Pointer
}

func functions(c *counter, list []int32) int32 {
	if atomic.CompareAndSwapUint32(&c.flag, 0, 1) {
		atomic.StorePointer(&c.next, unsafe.Pointer(c))
	}
	atomic.StoreUint32(&c.flag, 0)
	return atomic.AddInt32(&list[3], -1) + atomic.LoadInt32(&list[0])
}

func methods(c *counter, head *atomic.Pointer[counter]) bool {
	c.n.Add(2)
	old := head.Swap(c)
	return head.CompareAndSwap(c, nil) && c.n.Load() != 0 && old == nil
}

//go:noinline
//go:uintptrescapes
func kept(p uintptr) uintptr { return p }

func keeps(c *counter) uintptr {
	return kept(uintptr(unsafe.Pointer(c)))
}

func main() {
	c := &counter{}
	list := make([]int32, 4)
	var head atomic.Pointer[counter]
	println(functions(c, list), methods(c, &head), keeps(c) != 0)
}
