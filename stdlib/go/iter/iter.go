// Package iter has the types of iterators over sequences.
package iter

import "runtime"

// Seq calls yield with each value until yield returns false.
type Seq[V any] func(yield func(V) bool)

// Seq2 is Seq for pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// puller runs an iterator in a goroutine of its own, in turns with who pulls from it.
type puller struct {
	call    chan bool     // go on until the next value; false to stop
	back    chan struct{} // its turn is over
	started bool
	done    bool
	busy    bool // next or stop is running
	failed  bool // the iterator panicked or called Goexit
	value   any  // of the panic
	goexit  bool
}

func newPuller() *puller {
	return &puller{call: make(chan bool), back: make(chan struct{})}
}

// run is the goroutine. body calls the iterator.
func (p *puller) run(body func()) {
	if !<-p.call {
		p.done = true
		p.back <- struct{}{}
		return
	}
	normal := false
	defer func() {
		if !normal {
			p.failed = true
			p.value = recover()
			p.goexit = p.value == nil
		}
		p.done = true
		p.back <- struct{}{}
	}()
	body()
	normal = true
}

// yield passes the turn; false if the iterator is to stop.
func (p *puller) yield() bool {
	p.back <- struct{}{}
	return <-p.call
}

// resume gives the goroutine a turn.
func (p *puller) resume(body func(), wants bool) {
	if p.busy {
		panic("iter.Pull: next called again before yield")
	}
	if !p.started {
		p.started = true
		go p.run(body)
	}
	p.busy = true
	p.call <- wants
	<-p.back
	p.busy = false
	if p.failed {
		p.failed = false
		if p.goexit {
			runtime.Goexit()
		}
		panic(p.value)
	}
}

// Pull turns the iterator around: next gives the next value, ok is false at the end; stop
// ends the iteration.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	p := newPuller()
	var value V
	body := func() {
		seq(func(v V) bool {
			value = v
			return p.yield()
		})
	}
	next = func() (V, bool) {
		var zero V
		if p.done {
			return zero, false
		}
		p.resume(body, true)
		if p.done {
			return zero, false
		}
		v := value
		value = zero
		return v, true
	}
	stop = func() {
		if !p.started {
			p.done = true
		}
		if !p.done {
			p.resume(body, false)
			p.done = true
		}
	}
	return next, stop
}

// Pull2 is Pull for pairs.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	type pair struct {
		key   K
		value V
	}
	one, stop := Pull(func(yield func(pair) bool) {
		seq(func(k K, v V) bool { return yield(pair{k, v}) })
	})
	next = func() (K, V, bool) {
		p, ok := one()
		return p.key, p.value, ok
	}
	return next, stop
}
