package sync

import (
	"sync/atomic"
	"unsafe"
)

// Map is a map for concurrent use.
//
// It is a trie over the bits of the keys' hashes, 4 bits to a level, from the top. Whoever
// reads follows atomic pointers and takes no lock; whoever changes an entry locks the branch
// that holds it. Entries do not change: a new value is a new entry in the place of the old one.
type Map struct {
	_    noCopy
	root atomic.Pointer[mapBranch]

	_ [5]uintptr // the size of Go's, so that programs allocate the same
}

// noCopy marks types that must not be copied after first use.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

const (
	hashBits  = 64
	levelBits = 4
	nchildren = 1 << levelBits
	childMask = nchildren - 1
)

// mapNode is the head of a branch or of an entry.
type mapNode struct {
	isEntry bool
}

// mapBranch leads to all entries whose hashes begin alike. Branches that get empty are taken
// out, but for the root.
type mapBranch struct {
	mapNode
	dead     bool // it was taken out; under mu
	mu       Mutex
	parent   *mapBranch
	children [nchildren]atomic.Pointer[mapNode]
}

// mapEntry is a key with its value, and leads to others with the same hash.
type mapEntry struct {
	mapNode
	next  atomic.Pointer[mapEntry]
	key   any
	value any
}

func newEntry(key, value any) *mapEntry {
	return &mapEntry{mapNode: mapNode{true}, key: key, value: value}
}

func (n *mapNode) branch() *mapBranch { return (*mapBranch)(unsafe.Pointer(n)) }
func (n *mapNode) entry() *mapEntry   { return (*mapEntry)(unsafe.Pointer(n)) }

// hash is that of maps.
//
//go:noescape
func hash(key any, seed uint64) uint64

// find gives the entry of a key in a list, nil if there is none.
func (e *mapEntry) find(key any) *mapEntry {
	for ; e != nil; e = e.next.Load() {
		if e.key == key {
			return e
		}
	}
	return nil
}

// seed of the hashes below a root: maps differ, and so do runs of the program.
func (b *mapBranch) seed() uint64 { return uint64(uintptr(unsafe.Pointer(b))) }

// find gives the entry of a key, nil if there is none.
func (m *Map) find(key any) *mapEntry {
	b := m.root.Load()
	// The conversions and the list's first step are written out: this is what maps are for.
	h := hash(key, uint64(uintptr(unsafe.Pointer(b))))
	for shift := uint(hashBits); b != nil; {
		shift -= levelBits
		n := b.children[h>>shift&childMask].Load()
		if n == nil {
			return nil
		}
		if n.isEntry {
			e := (*mapEntry)(unsafe.Pointer(n))
			if e.key == key {
				return e
			}
			return e.next.Load().find(key)
		}
		b = (*mapBranch)(unsafe.Pointer(n))
	}
	return nil
}

// mapSlot is the place of the entries with a hash, in a branch that is locked.
type mapSlot struct {
	branch *mapBranch
	place  *atomic.Pointer[mapNode]
	seed   uint64
	hash   uint64
	shift  uint
}

// lock finds the place of a key, and locks its branch.
func (m *Map) lock(key any) mapSlot {
	for {
		b := m.root.Load()
		for b == nil {
			m.root.CompareAndSwap(nil, new(mapBranch))
			b = m.root.Load()
		}
		seed := b.seed()
		h := hash(key, seed)
		for shift := uint(hashBits - levelBits); ; shift -= levelBits {
			place := &b.children[h>>shift&childMask]
			n := place.Load()
			if n != nil && !n.isEntry {
				b = (*mapBranch)(unsafe.Pointer(n))
				continue
			}
			b.mu.Lock()
			n = place.Load()
			if !b.dead && (n == nil || n.isEntry) {
				return mapSlot{b, place, seed, h, shift}
			}
			b.mu.Unlock()
			break
		}
	}
}

func (s *mapSlot) unlock() { s.branch.mu.Unlock() }

// find gives the entry of a key at this place.
func (s *mapSlot) find(key any) *mapEntry {
	if n := s.place.Load(); n != nil {
		return n.entry().find(key)
	}
	return nil
}

// put adds an entry; its key is not there.
func (s *mapSlot) put(e *mapEntry) {
	n := s.place.Load()
	if n == nil {
		s.place.Store(&e.mapNode)
		return
	}
	other := hash(n.entry().key, s.seed)
	if other == s.hash {
		e.next.Store(n.entry())
		s.place.Store(&e.mapNode)
		return
	}
	// Branches down to where the hashes differ.
	top := &mapBranch{parent: s.branch}
	b := top
	for shift := s.shift - levelBits; ; shift -= levelBits {
		i, j := s.hash>>shift&childMask, other>>shift&childMask
		if i != j {
			b.children[i].Store(&e.mapNode)
			b.children[j].Store(n)
			break
		}
		child := &mapBranch{parent: b}
		b.children[i].Store(&child.mapNode)
		b = child
	}
	s.place.Store(&top.mapNode)
}

// replace puts an entry, or nil, in the place of old.
func (s *mapSlot) replace(old, e *mapEntry) {
	next := old.next.Load()
	if e != nil {
		e.next.Store(next)
		next = e
	}
	first := s.place.Load().entry()
	if first == old {
		if next == nil {
			s.place.Store(nil)
		} else {
			s.place.Store(&next.mapNode)
		}
		return
	}
	for first.next.Load() != old {
		first = first.next.Load()
	}
	first.next.Store(next)
}

// prune unlocks the branch after taking it out if it is empty, and those above likewise.
func (s *mapSlot) prune() {
	b, shift := s.branch, s.shift
	for b.parent != nil && b.isEmpty() {
		parent := b.parent
		parent.mu.Lock()
		b.dead = true
		shift += levelBits
		parent.children[s.hash>>shift&childMask].Store(nil)
		b.mu.Unlock()
		b = parent
	}
	b.mu.Unlock()
}

func (b *mapBranch) isEmpty() bool {
	for i := range b.children {
		if b.children[i].Load() != nil {
			return false
		}
	}
	return true
}

// Load is the value of a key.
func (m *Map) Load(key any) (value any, ok bool) {
	if e := m.find(key); e != nil {
		return e.value, true
	}
	return nil, false
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Swap sets the value of a key and tells the previous one.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	s := m.lock(key)
	defer s.unlock()
	e := newEntry(key, value)
	if old := s.find(key); old != nil {
		s.replace(old, e)
		return old.value, true
	}
	s.put(e)
	return nil, false
}

// LoadOrStore is the value of a key, which is set to value if it had none.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	if e := m.find(key); e != nil {
		return e.value, true
	}
	s := m.lock(key)
	defer s.unlock()
	if e := s.find(key); e != nil {
		return e.value, true
	}
	s.put(newEntry(key, value))
	return value, false
}

// LoadAndDelete deletes a key and tells the value it had.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	if m.find(key) == nil {
		return nil, false
	}
	s := m.lock(key)
	defer s.prune()
	e := s.find(key)
	if e == nil {
		return nil, false
	}
	s.replace(e, nil)
	return e.value, true
}

// Delete deletes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// CompareAndSwap sets the value of a key if it is old, which must be comparable.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	if e := m.find(key); e == nil || e.value != old {
		return false
	}
	s := m.lock(key)
	defer s.unlock()
	e := s.find(key)
	if e == nil || e.value != old {
		return false
	}
	s.replace(e, newEntry(key, new))
	return true
}

// CompareAndDelete deletes a key if its value is old, which must be comparable.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	if e := m.find(key); e == nil || e.value != old {
		return false
	}
	s := m.lock(key)
	defer s.prune()
	e := s.find(key)
	if e == nil || e.value != old {
		return false
	}
	s.replace(e, nil)
	return true
}

// Range calls f for each entry until it returns false. No lock is held meanwhile.
func (m *Map) Range(f func(key, value any) bool) {
	if b := m.root.Load(); b != nil {
		b.each(f)
	}
}

func (b *mapBranch) each(f func(key, value any) bool) bool {
	for i := range b.children {
		n := b.children[i].Load()
		if n == nil {
			continue
		}
		if !n.isEntry {
			if !n.branch().each(f) {
				return false
			}
			continue
		}
		for e := n.entry(); e != nil; e = e.next.Load() {
			if !f(e.key, e.value) {
				return false
			}
		}
	}
	return true
}

// Clear deletes all keys.
func (m *Map) Clear() { m.root.Store(nil) }
