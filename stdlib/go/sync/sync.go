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
	// One variable is one object.
	d := struct {
		f     func()
		once  Once
		valid bool
		p     any
	}{f: f}
	return func() {
		d.once.Do(func() {
			defer func() {
				d.f = nil
				d.p = recover()
				if !d.valid {
					panic(d.p)
				}
			}()
			d.f()
			d.valid = true
		})
		if !d.valid {
			panic(d.p)
		}
	}
}

// OnceValue is OnceFunc for a function with a result.
func OnceValue[T any](f func() T) func() T {
	d := struct {
		f      func() T
		once   Once
		valid  bool
		p      any
		result T
	}{f: f}
	return func() T {
		d.once.Do(func() {
			defer func() {
				d.f = nil
				d.p = recover()
				if !d.valid {
					panic(d.p)
				}
			}()
			d.result = d.f()
			d.valid = true
		})
		if !d.valid {
			panic(d.p)
		}
		return d.result
	}
}

// OnceValues is OnceFunc for a function with two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	d := struct {
		f     func() (T1, T2)
		once  Once
		valid bool
		p     any
		r1    T1
		r2    T2
	}{f: f}
	return func() (T1, T2) {
		d.once.Do(func() {
			defer func() {
				d.f = nil
				d.p = recover()
				if !d.valid {
					panic(d.p)
				}
			}()
			d.r1, d.r2 = d.f()
			d.valid = true
		})
		if !d.valid {
			panic(d.p)
		}
		return d.r1, d.r2
	}
}

// Cond lets goroutines wait for a condition.
type Cond struct {
	L     Locker
	first *condWaiter // those that wait, who came first
	last  *condWaiter
	m     Mutex
	self  atomic.Pointer[Cond] // where it was used first, to notice copies

	_ uintptr // the size of Go's, so that programs allocate the same
}

// condWaiter is a goroutine that waits for a Cond.
type condWaiter struct {
	next *condWaiter
	sema uint32
}

// condWaiters are free ones.
var condWaiters struct {
	m    Mutex
	free *condWaiter
}

func newCondWaiter() *condWaiter {
	condWaiters.m.Lock()
	w := condWaiters.free
	if w == nil {
		w = new(condWaiter)
	} else {
		condWaiters.free, w.next = w.next, nil
	}
	condWaiters.m.Unlock()
	return w
}

func (w *condWaiter) release() {
	condWaiters.m.Lock()
	w.next = condWaiters.free
	condWaiters.free = w
	condWaiters.m.Unlock()
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
	w := newCondWaiter()
	c.m.Lock()
	if c.last == nil {
		c.first = w
	} else {
		c.last.next = w
	}
	c.last = w
	c.m.Unlock()
	c.L.Unlock()
	semacquire(&w.sema, false, "sync.Cond.Wait")
	w.release()
	c.L.Lock()
}

// Signal wakes the goroutine that has waited longest.
func (c *Cond) Signal() {
	c.check()
	c.m.Lock()
	w := c.first
	if w != nil {
		c.first = w.next
		if c.first == nil {
			c.last = nil
		}
	}
	c.m.Unlock()
	if w != nil {
		// From here on it is no longer ours.
		w.next = nil
		semrelease(&w.sema, false)
	}
}

// Broadcast wakes all.
func (c *Cond) Broadcast() {
	c.check()
	c.m.Lock()
	w := c.first
	c.first, c.last = nil, nil
	c.m.Unlock()
	for w != nil {
		next := w.next
		w.next = nil
		semrelease(&w.sema, false)
		w = next
	}
}
