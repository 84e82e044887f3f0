package sync

import "sync/atomic"

// WaitGroup waits for a number of tasks to finish.
type WaitGroup struct {
	state atomic.Uint64 // counter in the high half, waiters in the low
	sema  uint32
}

// Add adds to the counter; at 0 all waiters go on.
func (wg *WaitGroup) Add(delta int) {
	state := wg.state.Add(uint64(delta) << 32)
	v := int32(state >> 32)
	w := uint32(state)
	if v < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if w != 0 && delta > 0 && v == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if v > 0 || w == 0 {
		return
	}
	if wg.state.Load() != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	wg.state.Store(0)
	for ; w != 0; w-- {
		semrelease(&wg.sema, false)
	}
}

// Done takes 1 from the counter.
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the counter is 0.
func (wg *WaitGroup) Wait() {
	for {
		state := wg.state.Load()
		if state>>32 == 0 {
			return
		}
		if wg.state.CompareAndSwap(state, state+1) {
			semacquire(&wg.sema, false, "sync.WaitGroup.Wait")
			if wg.state.Load() != 0 {
				panic("sync: WaitGroup is reused before previous Wait has returned")
			}
			return
		}
	}
}

// Go calls f in a new goroutine and counts it until it returns.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}

// Once does something exactly once.
type Once struct {
	done atomic.Bool
	m    Mutex
}

// Do calls f if nobody did before, and returns when that call has ended.
func (o *Once) Do(f func()) {
	if !o.done.Load() {
		o.doSlow(f)
	}
}

func (o *Once) doSlow(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if !o.done.Load() {
		defer o.done.Store(true)
		f()
	}
}

// OnceFunc gives a function that calls f once; if f panics, each call panics so.
func OnceFunc(f func()) func() {
	var once Once
	var valid bool
	var p any
	g := func() {
		defer func() {
			p = recover()
			if !valid {
				panic(p)
			}
		}()
		f()
		f = nil
		valid = true
	}
	return func() {
		once.Do(g)
		if !valid {
			panic(p)
		}
	}
}

// OnceValue is OnceFunc for a function with a result.
func OnceValue[T any](f func() T) func() T {
	var result T
	do := OnceFunc(func() { result = f() })
	return func() T {
		do()
		return result
	}
}

// OnceValues is OnceFunc for a function with two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var r1 T1
	var r2 T2
	do := OnceFunc(func() { r1, r2 = f() })
	return func() (T1, T2) {
		do()
		return r1, r2
	}
}

// Cond lets goroutines wait for a condition.
type Cond struct {
	L       Locker
	m       Mutex
	waiters []*uint32
	self    atomic.Pointer[Cond] // where it was used first, to notice copies
}

// check panics if c is a copy of a Cond that was used.
func (c *Cond) check() {
	if c.self.Load() != c && !c.self.CompareAndSwap(nil, c) {
		panic("sync.Cond is copied")
	}
}

// NewCond makes a Cond with the lock l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks c.L, waits for Signal or Broadcast, and locks it again.
func (c *Cond) Wait() {
	c.check()
	s := new(uint32)
	c.m.Lock()
	c.waiters = append(c.waiters, s)
	c.m.Unlock()
	c.L.Unlock()
	semacquire(s, false, "sync.Cond.Wait")
	c.L.Lock()
}

// Signal wakes the goroutine that has waited longest.
func (c *Cond) Signal() {
	c.check()
	c.m.Lock()
	if len(c.waiters) > 0 {
		semrelease(c.waiters[0], false)
		c.waiters = c.waiters[1:]
	}
	c.m.Unlock()
}

// Broadcast wakes all.
func (c *Cond) Broadcast() {
	c.check()
	c.m.Lock()
	for _, s := range c.waiters {
		semrelease(s, false)
	}
	c.waiters = nil
	c.m.Unlock()
}
