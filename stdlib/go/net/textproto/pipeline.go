package textproto

import "sync"

// Pipeline keeps requests and their answers in order: who has the number n may begin to send
// when n-1 has sent, and to receive when n-1 has received. The zero value is ready for use.
type Pipeline struct {
	mu       sync.Mutex
	id       uint // the next one
	request  turns
	response turns
}

// Next gives the next number.
func (p *Pipeline) Next() uint {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.id
	p.id++
	return id
}

// StartRequest waits until it is the turn of a number to send.
func (p *Pipeline) StartRequest(id uint) { p.request.start(id) }

// EndRequest tells that it has sent.
func (p *Pipeline) EndRequest(id uint) { p.request.end(id) }

// StartResponse waits until it is the turn of a number to receive.
func (p *Pipeline) StartResponse(id uint) { p.response.start(id) }

// EndResponse tells that it has received.
func (p *Pipeline) EndResponse(id uint) { p.response.end(id) }

// turns lets numbers do something one after the other.
type turns struct {
	mu      sync.Mutex
	id      uint // whose turn it is
	waiting map[uint]chan struct{}
}

func (t *turns) start(id uint) {
	t.mu.Lock()
	if t.id == id {
		t.mu.Unlock()
		return
	}
	c := make(chan struct{})
	if t.waiting == nil {
		t.waiting = make(map[uint]chan struct{})
	}
	t.waiting[id] = c
	t.mu.Unlock()
	<-c
}

func (t *turns) end(id uint) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.id != id {
		panic("out of sync")
	}
	t.id++
	if c, ok := t.waiting[t.id]; ok {
		delete(t.waiting, t.id)
		close(c)
	}
}
