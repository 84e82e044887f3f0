// Package net has connections: TCP, UDP and Unix sockets, addresses, and names of hosts.
//
// A connection is a descriptor of internal/poll: its goroutine waits, no thread does.
package net

import (
	"io"
	"time"
)

// Addr is an end of a connection.
type Addr interface {
	Network() string // Like "tcp".
	String() string  // Like "192.0.2.1:25".
}

// Conn is a connection that carries a stream. Its methods may be called from several
// goroutines at once.
type Conn interface {
	// Read fails after its deadline.
	Read(b []byte) (n int, err error)
	// Write fails after its deadline.
	Write(b []byte) (n int, err error)
	// Close ends reads and writes that wait; they fail.
	Close() error
	// LocalAddr is this end, if it is known.
	LocalAddr() Addr
	// RemoteAddr is the other end, if it is known.
	RemoteAddr() Addr
	// SetDeadline sets both deadlines. A zero time is none; a deadline holds for all
	// operations from then on, those that wait included.
	SetDeadline(t time.Time) error
	// SetReadDeadline sets the deadline of reads.
	SetReadDeadline(t time.Time) error
	// SetWriteDeadline sets the deadline of writes. What a write that fails by it has
	// written, it tells.
	SetWriteDeadline(t time.Time) error
}

// PacketConn is a connection that carries packets. Its methods may be called from several
// goroutines at once.
type PacketConn interface {
	// ReadFrom reads one packet; what of it is longer than p is lost.
	ReadFrom(p []byte) (n int, addr Addr, err error)
	// WriteTo writes one packet.
	WriteTo(p []byte, addr Addr) (n int, err error)
	// Close ends reads and writes that wait; they fail.
	Close() error
	// LocalAddr is this end, if it is known.
	LocalAddr() Addr
	// SetDeadline sets both deadlines, as those of Conn.
	SetDeadline(t time.Time) error
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// Listener waits for connections. Its methods may be called from several goroutines.
type Listener interface {
	// Accept gives the next connection.
	Accept() (Conn, error)
	// Close ends an Accept that waits; it fails.
	Close() error
	// Addr is where it listens.
	Addr() Addr
}

// buffersWriter writes several buffers with one call of the system.
type buffersWriter interface {
	writeBuffers(*Buffers) (int64, error)
}

// Buffers are runs of bytes to be written one after the other.
type Buffers [][]byte

var (
	_ io.WriterTo = (*Buffers)(nil)
	_ io.Reader   = (*Buffers)(nil)
)

// WriteTo writes the buffers to w and takes away what was written.
func (v *Buffers) WriteTo(w io.Writer) (n int64, err error) {
	if bw, ok := w.(buffersWriter); ok {
		return bw.writeBuffers(v)
	}
	for _, b := range *v {
		written, err := w.Write(b)
		n += int64(written)
		if err != nil {
			v.consume(n)
			return n, err
		}
	}
	v.consume(n)
	return n, nil
}

// Read reads from the buffers and takes away what was read.
func (v *Buffers) Read(p []byte) (n int, err error) {
	for len(p) > 0 && len(*v) > 0 {
		copied := copy(p, (*v)[0])
		v.consume(int64(copied))
		p = p[copied:]
		n += copied
	}
	if len(*v) == 0 {
		err = io.EOF
	}
	return n, err
}

// consume takes the first n bytes away, and the buffers that are then empty.
func (v *Buffers) consume(n int64) {
	for len(*v) > 0 {
		first := int64(len((*v)[0]))
		if first > n {
			(*v)[0] = (*v)[0][n:]
			return
		}
		n -= first
		(*v)[0] = nil // So that the array behind does not keep it.
		*v = (*v)[1:]
	}
}
