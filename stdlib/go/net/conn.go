package net

import (
	"io"
	"os"
	"syscall"
	"time"
)

// conn is what all connections of sockets can do.
type conn struct {
	fd *netFD
}

func (c *conn) ok() bool { return c != nil && c.fd != nil }

// Read implements the Conn Read method.
func (c *conn) Read(b []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.fd.Read(b)
	if err != nil && err != io.EOF {
		err = c.fd.opError("read", err)
	}
	return n, err
}

// Write implements the Conn Write method.
func (c *conn) Write(b []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.fd.Write(b)
	if err != nil {
		err = c.fd.opError("write", err)
	}
	return n, err
}

// Close closes the connection.
func (c *conn) Close() error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := c.fd.Close(); err != nil {
		return c.fd.opError("close", err)
	}
	return nil
}

// LocalAddr is this end, if it is known.
func (c *conn) LocalAddr() Addr {
	if !c.ok() {
		return nil
	}
	return c.fd.laddr
}

// RemoteAddr is the other end, if it is known.
func (c *conn) RemoteAddr() Addr {
	if !c.ok() {
		return nil
	}
	return c.fd.raddr
}

// set does something with the socket that only concerns this end.
func (c *conn) set(f func(fd *netFD) error) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := f(c.fd); err != nil {
		return c.fd.ownSetError(err)
	}
	return nil
}

// ownSetError is the error as one of setting something.
func (fd *netFD) ownSetError(err error) error {
	return &OpError{Op: "set", Net: fd.net, Addr: fd.laddr, Err: err}
}

// SetDeadline implements the Conn SetDeadline method.
func (c *conn) SetDeadline(t time.Time) error {
	return c.set(func(fd *netFD) error { return fd.pfd.SetDeadline(t) })
}

// SetReadDeadline implements the Conn SetReadDeadline method.
func (c *conn) SetReadDeadline(t time.Time) error {
	return c.set(func(fd *netFD) error { return fd.pfd.SetReadDeadline(t) })
}

// SetWriteDeadline implements the Conn SetWriteDeadline method.
func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.set(func(fd *netFD) error { return fd.pfd.SetWriteDeadline(t) })
}

// SetReadBuffer sets how much the system keeps that came in.
func (c *conn) SetReadBuffer(bytes int) error {
	return c.set(func(fd *netFD) error { return fd.setInt(syscall.SOL_SOCKET, syscall.SO_RCVBUF, bytes) })
}

// SetWriteBuffer sets how much the system keeps that goes out.
func (c *conn) SetWriteBuffer(bytes int) error {
	return c.set(func(fd *netFD) error { return fd.setInt(syscall.SOL_SOCKET, syscall.SO_SNDBUF, bytes) })
}

// File gives a copy of the connection as a file; closing one leaves the other open.
func (c *conn) File() (f *os.File, err error) {
	f, err = c.fd.dup()
	if err != nil {
		err = c.fd.opError("file", err)
	}
	return f, err
}

// syscallConn implements the syscall.Conn method of connections.
func (c *conn) syscallConn() (syscall.RawConn, error) {
	if !c.ok() {
		return nil, syscall.EINVAL
	}
	return &rawConn{c.fd}, nil
}

// writeBuffers implements buffersWriter.
func (c *conn) writeBuffers(v *Buffers) (int64, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := c.fd.pfd.Writev((*[][]byte)(v))
	if err != nil {
		return n, c.fd.opError("writev", callError("writev", err))
	}
	return n, nil
}

// rawConn implements syscall.RawConn.
type rawConn struct {
	fd *netFD
}

func (c *rawConn) Control(f func(uintptr)) error {
	err := c.fd.pfd.RawControl(f)
	if err != nil {
		err = c.fd.ownError("raw-control", err)
	}
	return err
}

func (c *rawConn) Read(f func(uintptr) bool) error {
	err := c.fd.pfd.RawRead(f)
	if err != nil {
		err = c.fd.opError("raw-read", err)
	}
	return err
}

func (c *rawConn) Write(f func(uintptr) bool) error {
	err := c.fd.pfd.RawWrite(f)
	if err != nil {
		err = c.fd.opError("raw-write", err)
	}
	return err
}

// rawListener is the rawConn of a listener, from which nobody reads.
type rawListener struct {
	rawConn
}

func (*rawListener) Read(func(uintptr) bool) error  { return syscall.EINVAL }
func (*rawListener) Write(func(uintptr) bool) error { return syscall.EINVAL }

// listener is what all listeners of sockets can do.
type listener struct {
	fd *netFD
}

func (l *listener) ok() bool { return l != nil && l.fd != nil }

func (l *listener) accept() (*netFD, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	fd, err := l.fd.accept()
	if err != nil {
		return nil, l.fd.ownError("accept", err)
	}
	return fd, nil
}

// Close ends an Accept that waits; connections stay open.
func (l *listener) Close() error {
	if !l.ok() {
		return syscall.EINVAL
	}
	if err := l.fd.Close(); err != nil {
		return l.fd.ownError("close", err)
	}
	return nil
}

// Addr is where it listens.
func (l *listener) Addr() Addr { return l.fd.laddr }

// SetDeadline sets when Accept fails; a zero time is never.
func (l *listener) SetDeadline(t time.Time) error {
	if !l.ok() {
		return syscall.EINVAL
	}
	return l.fd.pfd.SetDeadline(t)
}

// SyscallConn implements syscall.Conn; the connection has only Control.
func (l *listener) SyscallConn() (syscall.RawConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	return &rawListener{rawConn{l.fd}}, nil
}

// File gives a copy of the listener as a file; closing one leaves the other open.
func (l *listener) File() (f *os.File, err error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	f, err = l.fd.dup()
	if err != nil {
		err = l.fd.ownError("file", err)
	}
	return f, err
}
