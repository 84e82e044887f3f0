package sync

import "sync/atomic"

// Pool keeps values for reuse; it may drop them at any time.
//
// Each P has a shard, so goroutines on different Ps do not meet, except to take values from
// another's shard when the own one is empty. A goroutine is not preempted between two
// calls outside of loops, and natives are no calls in this sense: so from procID on it stays
// on its P, and who marks a shard as busy is not stopped while it is.
type Pool struct {
	// The runtime empties these when a collection starts (runtime/src/gc/pools.rs): it
	// moves the three words of the first to the second.
	local  *[]poolShard
	_      [2]uintptr
	victim *[]poolShard
	_      [2]uintptr
	listed uintptr // not 0: the runtime knows the pool

	mu  Mutex // of changes to local and listed
	New func() any
}

// poolShard is what a P keeps.
type poolShard struct {
	values []any
	busy   uint32   // 1 while somebody uses values
	_      [36]byte // no two shards share a cache line
}

// registerPool tells the runtime of a pool that holds something.
func registerPool(p *Pool)

// procID is the number of the P on which the goroutine runs.
func procID() int

// maxProcs is the number of Ps.
func maxProcs() int

// take takes a value of the shard, if it has one and nobody is at it.
func (s *poolShard) take() (x any) {
	if len(s.values) == 0 || !atomic.CompareAndSwapUint32(&s.busy, 0, 1) {
		return nil
	}
	if n := len(s.values); n > 0 {
		x = s.values[n-1]
		s.values[n-1] = nil
		s.values = s.values[:n-1]
	}
	atomic.StoreUint32(&s.busy, 0)
	return x
}

// Get takes a value, made by New if there is none.
func (p *Pool) Get() any {
	if shards := p.local; shards != nil {
		if id := procID(); id < len(*shards) {
			if x := (*shards)[id].take(); x != nil {
				return x
			}
		}
	}
	if x := takeAny(p.local); x != nil {
		return x
	}
	if x := takeAny(p.victim); x != nil {
		return x
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// takeAny takes a value of whichever shard has one.
func takeAny(shards *[]poolShard) any {
	if shards == nil {
		return nil
	}
	own := procID()
	for i := range *shards {
		if x := (*shards)[(own+i)%len(*shards)].take(); x != nil {
			return x
		}
	}
	return nil
}

// Put gives a value back.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	for {
		shards := p.local
		id := procID()
		if shards == nil || id >= len(*shards) {
			p.makeShards()
			continue
		}
		s := &(*shards)[id]
		if atomic.CompareAndSwapUint32(&s.busy, 0, 1) {
			s.values = append(s.values, x)
			atomic.StoreUint32(&s.busy, 0)
			return
		}
	}
}

// makeShards makes a shard for each P. Values in the old ones become victims.
func (p *Pool) makeShards() {
	p.mu.Lock()
	n := maxProcs()
	if p.local == nil || len(*p.local) < n {
		shards := make([]poolShard, n)
		if p.local != nil {
			p.victim = p.local
		}
		p.local = &shards
	}
	if p.listed == 0 {
		p.listed = 1
		registerPool(p)
	}
	p.mu.Unlock()
}
