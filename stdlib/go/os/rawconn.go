package os

import (
	"errors"
	"syscall"
)

// rawConn implements syscall.RawConn.
type rawConn struct {
	file *File
}

// SyscallConn implements syscall.Conn.
func (f *File) SyscallConn() (syscall.RawConn, error) {
	if f == nil {
		return nil, ErrInvalid
	}
	return &rawConn{f}, nil
}

// errUnsupported is what waiting gives for a file whose calls wait themselves.
var errUnsupported = errors.New("waiting for unsupported file type")

func (c *rawConn) Control(f func(uintptr)) error {
	if c.file.poll != nil {
		return c.file.poll.RawControl(f)
	}
	if c.file.fd < 0 {
		return errFileClosing
	}
	f(uintptr(c.file.fd))
	return nil
}

// once calls f, which should not have to wait.
func (c *rawConn) once(f func(uintptr) bool) error {
	if c.file.fd < 0 {
		return errFileClosing
	}
	if !f(uintptr(c.file.fd)) {
		return errUnsupported
	}
	return nil
}

func (c *rawConn) Read(f func(uintptr) bool) error {
	if c.file.poll != nil {
		return c.file.poll.RawRead(f)
	}
	return c.once(f)
}

func (c *rawConn) Write(f func(uintptr) bool) error {
	if c.file.poll != nil {
		return c.file.poll.RawWrite(f)
	}
	return c.once(f)
}
