package poll

import "sync/atomic"

// fdMutex counts who uses a descriptor, lets one goroutine read and one write at a time,
// and knows that it was closed: from then on nobody begins, and who is last destroys it.
//
// All of it is one word, so that beginning and ending an operation is one exchange each:
//
//	bit 0        closed
//	bits 1, 2    somebody reads, somebody writes
//	bits 3..23   users, those who read and write included
//	bits 23..43  goroutines that wait to read
//	bits 43..63  goroutines that wait to write
type fdMutex struct {
	state uint64
	// Where goroutines wait to read and to write.
	semas [2]uint32
}

// lane is what a goroutine wants to do.
type lane uint

const (
	reading lane = iota
	writing
)

const (
	fdClosed  = 1 << 0
	oneUser   = 1 << 3
	countMask = 1<<20 - 1
	users     = countMask * oneUser
)

func (l lane) locked() uint64  { return 2 << l }
func (l lane) oneWait() uint64 { return 1 << (23 + 20*l) }
func (l lane) waits() uint64   { return countMask << (23 + 20*l) }

const tooMany = "too many concurrent operations on a single file or socket (max 1048575)"

func isLast(state uint64) bool { return state&(fdClosed|users) == fdClosed }

func (mu *fdMutex) isClosed() bool { return atomic.LoadUint64(&mu.state)&fdClosed != 0 }

// enter adds a user, who calls leave; not if it is closed.
func (mu *fdMutex) enter() bool {
	for {
		old := atomic.LoadUint64(&mu.state)
		if old&fdClosed != 0 {
			return false
		}
		state := old + oneUser
		if state&users == 0 {
			panic(tooMany)
		}
		if atomic.CompareAndSwapUint64(&mu.state, old, state) {
			return true
		}
	}
}

// enterAndClose closes it, adds a user, and wakes all who wait; not if it is closed.
func (mu *fdMutex) enterAndClose() bool {
	for {
		old := atomic.LoadUint64(&mu.state)
		if old&fdClosed != 0 {
			return false
		}
		state := old | fdClosed + oneUser
		if state&users == 0 {
			panic(tooMany)
		}
		state &^= reading.waits() | writing.waits()
		if !atomic.CompareAndSwapUint64(&mu.state, old, state) {
			continue
		}
		for _, l := range [...]lane{reading, writing} {
			for ; old&l.waits() != 0; old -= l.oneWait() {
				runtime_Semrelease(&mu.semas[l])
			}
		}
		return true
	}
}

// leave takes a user away; true if it was the last one of a closed descriptor.
func (mu *fdMutex) leave() bool {
	state := atomic.AddUint64(&mu.state, ^uint64(oneUser-1))
	return isLast(state)
}

// lock adds a user who reads or writes, as soon as no other one does. Not if it is closed.
func (mu *fdMutex) lock(l lane) bool {
	for {
		old := atomic.LoadUint64(&mu.state)
		if old&fdClosed != 0 {
			return false
		}
		isFree := old&l.locked() == 0
		state := old + l.oneWait()
		if isFree {
			state = old | l.locked() + oneUser
		}
		if isFree && state&users == 0 || !isFree && state&l.waits() == 0 {
			panic(tooMany)
		}
		if !atomic.CompareAndSwapUint64(&mu.state, old, state) {
			continue
		}
		if isFree {
			return true
		}
		runtime_Semacquire(&mu.semas[l])
		// Who woke us took us off the count.
	}
}

// unlock ends what lock began, and wakes one who waits; true if it was the last user of a
// closed descriptor.
func (mu *fdMutex) unlock(l lane) bool {
	for {
		old := atomic.LoadUint64(&mu.state)
		hasWaits := old&l.waits() != 0
		state := old&^l.locked() - oneUser
		if hasWaits {
			state -= l.oneWait()
		}
		if atomic.CompareAndSwapUint64(&mu.state, old, state) {
			if hasWaits {
				runtime_Semrelease(&mu.semas[l])
			}
			return isLast(state)
		}
	}
}
