package net

import (
	"io"
	"os"
	"sync"
	"time"
)

// pipeDeadline is a deadline as a channel that is closed when it has passed.
type pipeDeadline struct {
	mu     sync.Mutex
	timer  *time.Timer
	passed chan struct{}
}

// set changes the deadline; a zero time is none.
func (d *pipeDeadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil && !d.timer.Stop() {
		<-d.passed // The timer closes it, or has.
	}
	d.timer = nil
	hasPassed := isClosed(d.passed)
	left := time.Until(t)
	if t.IsZero() || left > 0 {
		if hasPassed {
			d.passed = make(chan struct{})
		}
		if !t.IsZero() {
			d.timer = time.AfterFunc(left, func() { close(d.passed) })
		}
	} else if !hasPassed {
		close(d.passed)
	}
}

// wait gives the channel.
func (d *pipeDeadline) wait() chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.passed
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// pipeFlow is one direction: the writer hands its bytes over, the reader answers how many
// it took. Every answer follows an offer.
type pipeFlow struct {
	offer  chan []byte
	answer chan int
}

// pipe is one end of [Pipe].
type pipe struct {
	writing       sync.Mutex // So that what one Write writes stays together.
	in, out       pipeFlow
	closeOnce     sync.Once
	localDone     chan struct{}
	remoteDone    <-chan struct{}
	readDeadline  pipeDeadline
	writeDeadline pipeDeadline
}

func newPipe(in, out pipeFlow, local, remote chan struct{}) *pipe {
	return &pipe{
		in: in, out: out, localDone: local, remoteDone: remote,
		readDeadline:  pipeDeadline{passed: make(chan struct{})},
		writeDeadline: pipeDeadline{passed: make(chan struct{})},
	}
}

// Pipe gives the ends of a connection in memory. Nothing is buffered: a write waits until
// all of it has been read.
func Pipe() (Conn, Conn) {
	there := pipeFlow{make(chan []byte), make(chan int)}
	back := pipeFlow{make(chan []byte), make(chan int)}
	done1, done2 := make(chan struct{}), make(chan struct{})
	return newPipe(there, back, done1, done2), newPipe(back, there, done2, done1)
}

func (*pipe) LocalAddr() Addr  { return pipeAddr{} }
func (*pipe) RemoteAddr() Addr { return pipeAddr{} }

func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.read(b)
	if err != nil && err != io.EOF && err != io.ErrClosedPipe {
		err = &OpError{Op: "read", Net: "pipe", Err: err}
	}
	return n, err
}

func (p *pipe) read(b []byte) (int, error) {
	deadline := p.readDeadline.wait()
	switch {
	case isClosed(p.localDone):
		return 0, io.ErrClosedPipe
	case isClosed(p.remoteDone):
		return 0, io.EOF
	case isClosed(deadline):
		return 0, os.ErrDeadlineExceeded
	}
	select {
	case offered := <-p.in.offer:
		n := copy(b, offered)
		p.in.answer <- n
		return n, nil
	case <-p.localDone:
		return 0, io.ErrClosedPipe
	case <-p.remoteDone:
		return 0, io.EOF
	case <-deadline:
		return 0, os.ErrDeadlineExceeded
	}
}

func (p *pipe) Write(b []byte) (int, error) {
	n, err := p.write(b)
	if err != nil && err != io.ErrClosedPipe {
		err = &OpError{Op: "write", Net: "pipe", Err: err}
	}
	return n, err
}

func (p *pipe) write(b []byte) (n int, err error) {
	switch {
	case isClosed(p.localDone), isClosed(p.remoteDone):
		return 0, io.ErrClosedPipe
	case isClosed(p.writeDeadline.wait()):
		return 0, os.ErrDeadlineExceeded
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	// An empty write waits for a reader, too.
	for first := true; first || len(b) > 0; first = false {
		select {
		case p.out.offer <- b:
			taken := <-p.out.answer
			b = b[taken:]
			n += taken
		case <-p.localDone:
			return n, io.ErrClosedPipe
		case <-p.remoteDone:
			return n, io.ErrClosedPipe
		case <-p.writeDeadline.wait():
			return n, os.ErrDeadlineExceeded
		}
	}
	return n, nil
}

// set sets deadlines, unless an end is closed.
func (p *pipe) set(t time.Time, deadlines ...*pipeDeadline) error {
	if isClosed(p.localDone) || isClosed(p.remoteDone) {
		return io.ErrClosedPipe
	}
	for _, deadline := range deadlines {
		deadline.set(t)
	}
	return nil
}

func (p *pipe) SetDeadline(t time.Time) error {
	return p.set(t, &p.readDeadline, &p.writeDeadline)
}
func (p *pipe) SetReadDeadline(t time.Time) error  { return p.set(t, &p.readDeadline) }
func (p *pipe) SetWriteDeadline(t time.Time) error { return p.set(t, &p.writeDeadline) }

func (p *pipe) Close() error {
	p.closeOnce.Do(func() { close(p.localDone) })
	return nil
}
