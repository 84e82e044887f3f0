package http

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Why a connection is not kept.
var (
	errKeepAlivesOff = errors.New("http: putIdleConn: keep alives disabled")
	errConnBroken    = errors.New("http: putIdleConn: connection is in bad state")
	errClosingIdle   = errors.New("http: putIdleConn: CloseIdleConnections was called")
	errTooManyIdle   = errors.New("http: putIdleConn: too many idle connections")
	errTooManyHost   = errors.New("http: putIdleConn: too many idle connections for host")
	errIdleClosed    = errors.New("http: CloseIdleConnections called")
	errIdleTimeout   = errors.New("http: idle connection timeout")
)

// connKey is where a connection leads.
type connKey struct {
	scheme, addr string
	proxied      bool // addr is a proxy's
}

// connPool is the connections of a Transport that no request uses, and the requests that wait
// for one. A request takes a connection that becomes idle while one is made for it; then that
// one is kept.
type connPool struct {
	mu       sync.Mutex
	idle     map[connKey][]*persistConn // the last used at the end
	order    []*persistConn             // all idle ones, the longest idle first
	waiting  map[connKey][]*connWaiter
	count    map[connKey]int           // connections with those being made, where there is a limit
	toDial   map[connKey][]*connWaiter // until there may be another connection
	isClosed bool                      // CloseIdleConnections was called, and nothing asked for since
}

// connWaiter is a request that waits for a connection.
type connWaiter struct {
	key    connKey
	ctx    context.Context
	cancel context.CancelFunc // of the dial
	got    chan connResult    // of size 1
	over   bool               // it got one, or has given up
}

type connResult struct {
	conn *persistConn
	err  error
}

// deliver gives a connection or an error to who waits. The lock is held.
func (w *connWaiter) deliver(c *persistConn, err error) bool {
	if w.over {
		return false
	}
	w.over = true
	w.got <- connResult{c, err}
	return true
}

// getConn gives a connection: an idle one, with the time for which it was that, or one that
// was made or given back now, with a time below zero.
func (t *Transport) getConn(ctx context.Context, key connKey) (*persistConn, time.Duration, error) {
	p := &t.pool
	p.mu.Lock()
	p.isClosed = false
	if c := t.takeIdle(key); c != nil {
		defer p.mu.Unlock()
		return c, time.Since(c.idleSince), nil
	}
	w := &connWaiter{key: key, got: make(chan connResult, 1)}
	// The dial may outlive the request that it was begun for, but not what cancels it.
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if p.waiting == nil {
		p.waiting = make(map[connKey][]*connWaiter)
	}
	if !t.DisableKeepAlives {
		p.waiting[key] = append(p.waiting[key], w)
	}
	if t.mayDial(key) {
		go t.dialFor(w)
	} else {
		if p.toDial == nil {
			p.toDial = make(map[connKey][]*connWaiter)
		}
		p.toDial[key] = append(p.toDial[key], w)
	}
	p.mu.Unlock()
	select {
	case r := <-w.got:
		if r.err != nil && ctx.Err() != nil {
			r.err = waitError(ctx)
		}
		p.forget(w)
		return r.conn, -1, r.err
	case <-ctx.Done():
	}
	p.forget(w)
	w.cancel()
	select {
	case r := <-w.got:
		// It came just now.
		if r.conn != nil {
			t.putOrClose(r.conn)
		}
	default:
	}
	return nil, -1, waitError(ctx)
}

// forget removes who waits no more.
func (p *connPool) forget(w *connWaiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.over = true
	remove := func(lists map[connKey][]*connWaiter) {
		list := slices.DeleteFunc(lists[w.key], func(other *connWaiter) bool { return other == w })
		if len(list) == 0 {
			delete(lists, w.key)
		} else {
			lists[w.key] = list
		}
	}
	remove(p.waiting)
	remove(p.toDial)
}

func waitError(ctx context.Context) error {
	err := context.Cause(ctx)
	if err == errCanceled {
		return errCanceledWaiting
	}
	return err
}

// takeIdle takes the last used connection that is not too old. The lock is held.
func (t *Transport) takeIdle(key connKey) *persistConn {
	p := &t.pool
	if t.DisableKeepAlives {
		return nil
	}
	for list := p.idle[key]; len(list) > 0; list = p.idle[key] {
		c := list[len(list)-1]
		p.remove(c)
		// A machine that slept has not run the timer.
		if t.IdleConnTimeout > 0 && time.Since(c.idleSince) > t.IdleConnTimeout {
			go c.close(errIdleTimeout)
			continue
		}
		if !c.isBroken() {
			return c
		}
	}
	return nil
}

// remove takes a connection out of the idle ones, and tells whether it was there. The lock is
// held.
func (p *connPool) remove(c *persistConn) bool {
	i := slices.Index(p.order, c)
	if i < 0 {
		return false
	}
	p.order = slices.Delete(p.order, i, i+1)
	list := p.idle[c.key]
	list = slices.DeleteFunc(list, func(other *persistConn) bool { return other == c })
	if len(list) == 0 {
		delete(p.idle, c.key)
	} else {
		p.idle[c.key] = list
	}
	if c.idleTimer != nil {
		c.idleTimer.Stop()
	}
	return true
}

// mayDial counts a connection if there may be another. The lock is held.
func (t *Transport) mayDial(key connKey) bool {
	if t.MaxConnsPerHost <= 0 {
		return true
	}
	p := &t.pool
	if p.count[key] >= t.MaxConnsPerHost {
		return false
	}
	if p.count == nil {
		p.count = make(map[connKey]int)
	}
	p.count[key]++
	return true
}

// connGone is called when a connection has ended: another may be made.
func (t *Transport) connGone(key connKey) {
	if t.MaxConnsPerHost <= 0 {
		return
	}
	p := &t.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.toDial[key]) > 0 {
		w := p.toDial[key][0]
		p.toDial[key] = p.toDial[key][1:]
		if !w.over {
			go t.dialFor(w) // in its place
			return
		}
	}
	delete(p.toDial, key)
	if p.count[key]--; p.count[key] <= 0 {
		delete(p.count, key)
	}
}

// dialFor makes a connection for who waits; who waits no more leaves it to others.
func (t *Transport) dialFor(w *connWaiter) {
	conn, err := t.dial(w.ctx, w.key)
	if err != nil {
		t.pool.mu.Lock()
		w.deliver(nil, err)
		t.pool.mu.Unlock()
		t.connGone(w.key)
		return
	}
	c := newPersistConn(t, w.key, conn)
	t.pool.mu.Lock()
	delivered := w.deliver(c, nil)
	t.pool.mu.Unlock()
	if !delivered {
		t.putOrClose(c)
	}
}

func (t *Transport) putOrClose(c *persistConn) {
	if err := t.putIdle(c); err != nil {
		c.close(err)
	}
}

// putIdle keeps a connection, or gives it to a request that waits. With an error, the
// connection is the caller's to close.
func (t *Transport) putIdle(c *persistConn) error {
	if t.DisableKeepAlives || t.MaxIdleConnsPerHost < 0 {
		return errKeepAlivesOff
	}
	if c.isBroken() {
		return errConnBroken
	}
	c.markReused()
	p := &t.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.waiting[c.key]) > 0 {
		w := p.waiting[c.key][0]
		p.waiting[c.key] = p.waiting[c.key][1:]
		if w.deliver(c, nil) {
			return nil
		}
	}
	delete(p.waiting, c.key)
	if p.isClosed {
		return errClosingIdle
	}
	limit := t.MaxIdleConnsPerHost
	if limit == 0 {
		limit = DefaultMaxIdleConnsPerHost
	}
	if len(p.idle[c.key]) >= limit {
		return errTooManyHost
	}
	if p.idle == nil {
		p.idle = make(map[connKey][]*persistConn)
	}
	p.idle[c.key] = append(p.idle[c.key], c)
	p.order = append(p.order, c)
	c.idleSince = time.Now()
	if t.MaxIdleConns != 0 && len(p.order) > t.MaxIdleConns {
		oldest := p.order[0]
		p.remove(oldest)
		go oldest.close(errTooManyIdle)
	}
	if t.IdleConnTimeout > 0 {
		if c.idleTimer == nil {
			c.idleTimer = time.AfterFunc(t.IdleConnTimeout, func() {
				p.mu.Lock()
				was := p.remove(c)
				p.mu.Unlock()
				if was {
					c.close(errIdleTimeout)
				}
			})
		} else {
			c.idleTimer.Reset(t.IdleConnTimeout)
		}
	}
	return nil
}

// closeIdle closes the connections that no request uses, and those that are given back before
// another request.
func (p *connPool) closeIdle() {
	p.mu.Lock()
	conns := p.order
	for _, c := range conns {
		if c.idleTimer != nil {
			c.idleTimer.Stop()
		}
	}
	p.idle, p.order = nil, nil
	p.isClosed = true
	p.mu.Unlock()
	for _, c := range conns {
		c.close(errIdleClosed)
	}
}
