package sync

import (
	"sync/atomic"
	"unsafe"
)

// Pool keeps values for reuse; it may drop them at any time.
//
// Each P has a shard, so goroutines on different Ps do not meet, except to take values from
// another's shard when the own one is empty. A goroutine is not preempted between two
// calls or allocations outside of loops, and natives are no calls in this sense: so from
// procID on it stays on its P. Only who lengthens a shard may be stopped while it is busy.
type Pool struct {
	// The runtime empties these when a collection starts (runtime/src/gc/pools.rs): it
	// moves the first two words to the second.
	local      unsafe.Pointer // array of poolLocal, one per P
	localSize  uintptr        // its length
	victim     unsafe.Pointer
	victimSize uintptr

	New func() any
}

// poolLocal is what a P keeps. Only it uses the private value.
type poolLocal struct {
	private any
	shared  []any
	busy    uint32   // 1 while somebody uses shared
	_       [84]byte // no two share a cache line, nor the one that is fetched with it
}

var (
	poolsMu Mutex // of the lists and of changes to a pool's local
	// pools have values, oldPools may have victims. The runtime knows these lists.
	pools    []*Pool
	oldPools []*Pool
)

// listPools tells the runtime where the lists are.
//
//go:noescape
func listPools(values, victims *[]*Pool)

// procID is the number of the P on which the goroutine runs.
func procID() int

// maxProcs is the number of Ps.
func maxProcs() int

// pop takes a shared value, if there is one and nobody is at them.
func (l *poolLocal) pop() (x any) {
	if len(l.shared) == 0 || !atomic.CompareAndSwapUint32(&l.busy, 0, 1) {
		return nil
	}
	if n := len(l.shared); n > 0 {
		x = l.shared[n-1]
		l.shared[n-1] = nil
		l.shared = l.shared[:n-1]
	}
	atomic.StoreUint32(&l.busy, 0)
	return x
}

// Get takes a value, made by New if there is none.
func (p *Pool) Get() any {
	id := uintptr(procID())
	if id >= atomic.LoadUintptr(&p.localSize) {
		p.makeLocal()
		id = uintptr(procID())
	}
	// A collection may have emptied the pool since.
	if id < atomic.LoadUintptr(&p.localSize) {
		l := (*poolLocal)(unsafe.Add(p.local, id*unsafe.Sizeof(poolLocal{})))
		x := l.private
		if x != nil {
			l.private = nil
			return x
		}
		if x = l.pop(); x != nil {
			return x
		}
	}
	if x := p.steal(); x != nil {
		return x
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// locals are n poolLocal at an address.
func locals(first unsafe.Pointer, n uintptr) []poolLocal {
	return unsafe.Slice((*poolLocal)(first), n)
}

// steal takes a shared value of any P, or a victim.
func (p *Pool) steal() any {
	id := procID()
	size := atomic.LoadUintptr(&p.localSize)
	all := locals(p.local, size)
	for i := range all {
		if x := all[(id+i+1)%len(all)].pop(); x != nil {
			return x
		}
	}
	id = procID()
	size = atomic.LoadUintptr(&p.victimSize)
	first := p.victim
	if uintptr(id) >= size {
		return nil
	}
	l := (*poolLocal)(unsafe.Add(first, uintptr(id)*unsafe.Sizeof(poolLocal{})))
	if x := l.private; x != nil {
		l.private = nil
		return x
	}
	all = locals(first, size)
	for i := range all {
		if x := all[(id+i)%len(all)].pop(); x != nil {
			return x
		}
	}
	// Nothing is left: do not look again.
	atomic.StoreUintptr(&p.victimSize, 0)
	return nil
}

// Put gives a value back.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	for {
		id := uintptr(procID())
		if id >= atomic.LoadUintptr(&p.localSize) {
			p.makeLocal()
			id = uintptr(procID())
			if id >= atomic.LoadUintptr(&p.localSize) {
				// A collection has just emptied the pool; it would drop the value, too.
				return
			}
		}
		l := (*poolLocal)(unsafe.Add(p.local, id*unsafe.Sizeof(poolLocal{})))
		if l.private == nil {
			l.private = x
			return
		}
		if atomic.CompareAndSwapUint32(&l.busy, 0, 1) {
			l.shared = append(l.shared, x)
			atomic.StoreUint32(&l.busy, 0)
			return
		}
	}
}

// makeLocal makes a poolLocal for each P. What the old ones hold is dropped.
func (p *Pool) makeLocal() {
	poolsMu.Lock()
	defer poolsMu.Unlock()
	n := maxProcs()
	if uintptr(n) <= p.localSize {
		return
	}
	made := make([]poolLocal, n)
	if len(pools) == cap(pools) {
		listPools(&pools, &oldPools)
		more := make([]*Pool, 2*len(pools)+1)
		pools = more[:copy(more, pools)]
	}
	// A collection that starts empties the list: from here on nothing is allocated, and there
	// is no loop.
	if p.local == nil {
		last := len(pools)
		pools = pools[:last+1]
		pools[last] = p
	}
	p.local = unsafe.Pointer(&made[0])
	atomic.StoreUintptr(&p.localSize, uintptr(n))
}
