// run

// Each function and method of sync/atomic: called, as a value, through an interface.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"unsafe"
)

type node struct {
	pad  [3]int32
	i32  int32
	u32  uint32
	i64  int64
	u64  uint64
	uptr uintptr
	next unsafe.Pointer
}

type counters struct {
	name string
	atomic.Int32
	wide  atomic.Int64
	u     atomic.Uint32
	flag  atomic.Bool
	where atomic.Pointer[node]
	word  atomic.Uintptr
	big   atomic.Uint64
}

type adder interface{ Add(int32) int32 }

func functions() {
	n := &node{}
	fmt.Println(atomic.AddInt32(&n.i32, -5), atomic.LoadInt32(&n.i32), n.pad)
	fmt.Println(atomic.SwapInt32(&n.i32, 1<<31-1), atomic.AddInt32(&n.i32, 1))
	fmt.Println(atomic.AndInt32(&n.i32, -1<<31|7), atomic.OrInt32(&n.i32, 9), n.i32)
	fmt.Println(atomic.CompareAndSwapInt32(&n.i32, -1, 3), atomic.CompareAndSwapInt32(&n.i32, n.i32, -3), n.i32)
	atomic.StoreInt32(&n.i32, 77)
	fmt.Println(n.i32)

	fmt.Println(atomic.AddUint32(&n.u32, ^uint32(0)), atomic.LoadUint32(&n.u32), n.i32, n.i64)
	fmt.Println(atomic.SwapUint32(&n.u32, 0xf0f0f0f0), atomic.AndUint32(&n.u32, 0xff000000), atomic.OrUint32(&n.u32, 1), n.u32)
	fmt.Println(atomic.CompareAndSwapUint32(&n.u32, 0xf0000001, 8), n.u32)
	atomic.StoreUint32(&n.u32, 1<<32-1)
	fmt.Println(n.u32)

	fmt.Println(atomic.AddInt64(&n.i64, -1<<40), atomic.LoadInt64(&n.i64))
	fmt.Println(atomic.SwapInt64(&n.i64, -1), atomic.AndInt64(&n.i64, 1<<50-1), atomic.OrInt64(&n.i64, 1<<62), n.i64)
	fmt.Println(atomic.CompareAndSwapInt64(&n.i64, 0, 1), n.i64)
	atomic.StoreInt64(&n.i64, -9)
	fmt.Println(n.i64)

	fmt.Println(atomic.AddUint64(&n.u64, ^uint64(0)), atomic.LoadUint64(&n.u64))
	fmt.Println(atomic.SwapUint64(&n.u64, 12), atomic.AndUint64(&n.u64, 8), atomic.OrUint64(&n.u64, 3), n.u64)
	fmt.Println(atomic.CompareAndSwapUint64(&n.u64, 11, 1), n.u64)
	atomic.StoreUint64(&n.u64, 6)
	fmt.Println(n.u64)

	fmt.Println(atomic.AddUintptr(&n.uptr, 4), atomic.LoadUintptr(&n.uptr))
	fmt.Println(atomic.SwapUintptr(&n.uptr, 12), atomic.AndUintptr(&n.uptr, 8), atomic.OrUintptr(&n.uptr, 3), n.uptr)
	fmt.Println(atomic.CompareAndSwapUintptr(&n.uptr, 11, 1), n.uptr)
	atomic.StoreUintptr(&n.uptr, 6)
	fmt.Println(n.uptr)

	other := &node{i32: 5}
	atomic.StorePointer(&n.next, unsafe.Pointer(other))
	fmt.Println((*node)(atomic.LoadPointer(&n.next)).i32)
	fmt.Println(atomic.SwapPointer(&n.next, nil) == unsafe.Pointer(other), n.next == nil)
	fmt.Println(atomic.CompareAndSwapPointer(&n.next, nil, unsafe.Pointer(n)), n.next == unsafe.Pointer(n))
	fmt.Println(atomic.CompareAndSwapPointer(&n.next, nil, nil), n.next == unsafe.Pointer(n))
}

func methods(c *counters) {
	fmt.Println(c.Add(3), c.Load(), c.Swap(9), c.CompareAndSwap(9, 10), c.And(2), c.Or(5), c.Int32.Load())
	c.Store(-4)
	fmt.Println(c.Load())
	fmt.Println(c.wide.Add(-3), c.wide.Load(), c.wide.Swap(9), c.wide.CompareAndSwap(9, 10), c.wide.And(2), c.wide.Or(5), c.wide.Load())
	c.wide.Store(-4)
	fmt.Println(c.wide.Load())
	fmt.Println(c.u.Add(^uint32(2)), c.u.Load(), c.u.Swap(9), c.u.CompareAndSwap(9, 10), c.u.And(2), c.u.Or(5), c.u.Load())
	c.u.Store(4)
	fmt.Println(c.u.Load())
	fmt.Println(c.big.Add(3), c.big.Load(), c.big.Swap(9), c.big.CompareAndSwap(9, 10), c.big.And(2), c.big.Or(5), c.big.Load())
	fmt.Println(c.word.Add(3), c.word.Load(), c.word.Swap(9), c.word.CompareAndSwap(9, 10), c.word.And(2), c.word.Or(5), c.word.Load())
	fmt.Println(c.flag.Load(), c.flag.Swap(true), c.flag.Load(), c.flag.CompareAndSwap(false, true), c.flag.CompareAndSwap(true, false))
	c.flag.Store(c.name == "c")
	if !c.flag.Load() {
		fmt.Println("the flag is not set")
	}
	n := &node{i64: 8}
	fmt.Println(c.where.Load() == nil, c.where.Swap(n) == nil, c.where.Load().i64, c.where.CompareAndSwap(n, nil), c.where.Load())
	c.where.Store(n)
	c.where.Store(nil)
	fmt.Println(c.where.Load())
}

func index(trace *[]string, s string, i int) int {
	*trace = append(*trace, s)
	return i
}

var global atomic.Int64

func places() {
	var trace []string
	list := make([]atomic.Int64, 3)
	array := [3]int32{1, 2, 3}
	list[index(&trace, "a", 1)].Add(int64(index(&trace, "b", 5)))
	x := atomic.AddInt32(&array[index(&trace, "c", 2)], int32(index(&trace, "d", 4)))
	fmt.Println(x, list[1].Load(), array, trace)
	x = atomic.AddInt32(&array[0], x)
	x = atomic.SwapInt32(&array[1], x)
	fmt.Println(x, array)
	global.Add(1)
	(&global).Add(1)
	p := &global
	(*p).Add(1)
	fmt.Println(p.Load(), atomic.LoadInt32(func() *int32 { return &array[2] }()))
	if atomic.CompareAndSwapInt32(&array[2], 7, 8) && atomic.LoadInt32(&array[2]) == 8 {
		fmt.Println("swapped")
	}
	atomic.AddInt32(&array[2], 1)
	two := func() (*int32, int32) { return &array[2], 10 }
	fmt.Println(atomic.AddInt32(two()))
	defer fmt.Println("deferred add:", &array)
	defer atomic.AddInt32(&array[2], 100)
}

func values(c *counters) {
	add, load := atomic.AddInt64, c.wide.Load
	n := int64(5)
	fmt.Println(add(&n, 6), n, load())
	var a adder = &c.Int32
	fmt.Println(a.Add(1), (*atomic.Int32).Load(&c.Int32))
	done := make(chan bool)
	go func() {
		defer close(done)
		defer c.Add(1)
	}()
	<-done
	fmt.Println(c.Load())
}

func list[T any](head *atomic.Pointer[T], value T) *T {
	old := head.Load()
	for !head.CompareAndSwap(old, &value) {
		old = head.Load()
	}
	return old
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	functions()
	methods(&counters{name: "c"})
	places()
	values(&counters{})

	var head atomic.Pointer[string]
	fmt.Println(list(&head, "one"), *list(&head, "two"), *head.Load())

	var none *node
	var nobody *counters
	try("load", func() { fmt.Println(atomic.LoadInt64(&none.i64)) })
	try("store", func() { atomic.StoreInt32(&none.i32, 1) })
	try("add", func() { atomic.AddInt32(nil, 1) })
	try("swap", func() { atomic.SwapPointer(&none.next, nil) })
	try("compare", func() { nobody.where.CompareAndSwap(nil, nil) })
	try("method", func() { nobody.Add(1) })

	// Pointers that only an atomic word knows survive collections.
	var keep [100]atomic.Pointer[[4]int]
	for i := range 20_000 {
		value := [4]int{i, i, i, i}
		if i%2 == 0 {
			keep[i%100].Store(&value)
		} else {
			keep[i%100].Swap(&value)
		}
		if i%4000 == 0 {
			go runtime.GC()
		}
	}
	runtime.GC()
	for i := range keep {
		if value := *keep[i].Load(); value[0]%100 != i || value[3] != value[0] {
			fmt.Println("lost", i, value)
		}
	}
}
