// Package sync has locks and other ways for goroutines to wait for one another.
package sync

import (
	"sync/atomic"
)

// Natives of the scheduler. A semaphore is a counter; waiters queue by its address.

// semacquire waits until *s > 0 and takes 1 from it; lifo queues first. The reason is
// what traces show.
func semacquire(s *uint32, lifo bool, reason string)

// semrelease adds 1 to *s and wakes a waiter; handoff lets it run at once.
func semrelease(s *uint32, handoff bool)

// fatal ends the program with "fatal error: " and the text.
func fatal(text string)

// nanotime is a monotonic clock.
func nanotime() int64

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// Mutex is a mutual exclusion lock. The zero value is unlocked.
//
// In normal mode waiters queue first in, first out, but one that wakes up competes with
// those that arrive; if it has waited for more than 1 ms without success, the mutex goes
// into starvation mode, in which Unlock hands it directly to the first waiter.
type Mutex struct {
	state int32
	sema  uint32
}

const (
	mutexLocked = 1 << iota
	mutexWoken
	mutexStarving
	mutexWaiterShift = iota

	starvationNanos = 1e6
)

// Lock locks m, waiting until it is free.
func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.state, 0, mutexLocked) {
		m.lockSlow()
	}
}

// TryLock locks m if it is free.
func (m *Mutex) TryLock() bool {
	old := atomic.LoadInt32(&m.state)
	return old&(mutexLocked|mutexStarving) == 0 && atomic.CompareAndSwapInt32(&m.state, old, old|mutexLocked)
}

func (m *Mutex) lockSlow() {
	var since int64
	starving, awoke := false, false
	old := atomic.LoadInt32(&m.state)
	for {
		new := old
		if old&mutexStarving == 0 {
			new |= mutexLocked
		}
		if old&(mutexLocked|mutexStarving) != 0 {
			new += 1 << mutexWaiterShift
		}
		if starving && old&mutexLocked != 0 {
			new |= mutexStarving
		}
		if awoke {
			new &^= mutexWoken
		}
		if !atomic.CompareAndSwapInt32(&m.state, old, new) {
			old = atomic.LoadInt32(&m.state)
			continue
		}
		if old&(mutexLocked|mutexStarving) == 0 {
			return
		}
		lifo := since != 0
		if since == 0 {
			since = nanotime()
		}
		semacquire(&m.sema, lifo, "sync.Mutex.Lock")
		starving = starving || nanotime()-since > starvationNanos
		old = atomic.LoadInt32(&m.state)
		if old&mutexStarving != 0 {
			// The lock was handed over; it still counts this goroutine as waiting.
			delta := int32(mutexLocked - 1<<mutexWaiterShift)
			if !starving || old>>mutexWaiterShift == 1 {
				delta -= mutexStarving
			}
			atomic.AddInt32(&m.state, delta)
			return
		}
		awoke = true
	}
}

// Unlock unlocks m.
func (m *Mutex) Unlock() {
	if new := atomic.AddInt32(&m.state, -mutexLocked); new != 0 {
		m.unlockSlow(new)
	}
}

func (m *Mutex) unlockSlow(new int32) {
	if (new+mutexLocked)&mutexLocked == 0 {
		fatal("sync: unlock of unlocked mutex")
	}
	if new&mutexStarving != 0 {
		semrelease(&m.sema, true)
		return
	}
	old := new
	for {
		if old>>mutexWaiterShift == 0 || old&(mutexLocked|mutexWoken|mutexStarving) != 0 {
			return
		}
		new = (old - 1<<mutexWaiterShift) | mutexWoken
		if atomic.CompareAndSwapInt32(&m.state, old, new) {
			semrelease(&m.sema, false)
			return
		}
		old = atomic.LoadInt32(&m.state)
	}
}

// RWMutex is a lock for many readers or one writer. A waiting writer keeps new readers out.
type RWMutex struct {
	w           Mutex
	writerSem   uint32
	readerSem   uint32
	readerCount atomic.Int32 // readers, less maxReaders while a writer waits or writes
	readerWait  atomic.Int32 // readers that the writer waits for
}

const maxReaders = 1 << 30

// RLock locks for reading.
func (rw *RWMutex) RLock() {
	if rw.readerCount.Add(1) < 0 {
		semacquire(&rw.readerSem, false, "sync.RWMutex.RLock")
	}
}

// TryRLock locks for reading if no writer has or wants the lock.
func (rw *RWMutex) TryRLock() bool {
	for {
		c := rw.readerCount.Load()
		if c < 0 {
			return false
		}
		if rw.readerCount.CompareAndSwap(c, c+1) {
			return true
		}
	}
}

// RUnlock ends reading.
func (rw *RWMutex) RUnlock() {
	if r := rw.readerCount.Add(-1); r < 0 {
		rw.leave(r)
	}
}

// leave lets a writer in that waits for the last reader.
func (rw *RWMutex) leave(r int32) {
	if r+1 == 0 || r+1 == -maxReaders {
		fatal("sync: RUnlock of unlocked RWMutex")
	}
	if rw.readerWait.Add(-1) == 0 {
		semrelease(&rw.writerSem, false)
	}
}

// Lock locks for writing.
func (rw *RWMutex) Lock() {
	rw.w.Lock()
	r := rw.readerCount.Add(-maxReaders) + maxReaders
	if r != 0 && rw.readerWait.Add(r) != 0 {
		semacquire(&rw.writerSem, false, "sync.RWMutex.Lock")
	}
}

// TryLock locks for writing if nobody has the lock.
func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if !rw.readerCount.CompareAndSwap(0, -maxReaders) {
		rw.w.Unlock()
		return false
	}
	return true
}

// Unlock ends writing.
func (rw *RWMutex) Unlock() {
	r := rw.readerCount.Add(maxReaders)
	if r >= maxReaders {
		fatal("sync: Unlock of unlocked RWMutex")
	}
	for i := 0; i < int(r); i++ {
		semrelease(&rw.readerSem, false)
	}
	rw.w.Unlock()
}

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }

// RLocker is a Locker for reading.
func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }
