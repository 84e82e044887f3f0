package os

import (
	"internal/poll"
	"io"
	"syscall"
	"time"
)

// poller is a *poll.FD, which a file has whose goroutines wait at the network poller. Most
// programs have none, and are not to compile what it takes.
type poller interface {
	Read(b []byte) (int, error)
	Write(b []byte) (int, error)
	Close() error
	SetBlocking() error
	SetDeadline(t time.Time) error
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
	RawControl(f func(uintptr)) error
	RawRead(f func(uintptr) bool) error
	RawWrite(f func(uintptr) bool) error
}

// newPolled makes a file of a descriptor that can be polled.
func newPolled(fd int, name string) *File {
	f := &File{fd: fd, name: name}
	polled := &poll.FD{Sysfd: fd, IsStream: true, ZeroReadIsEOF: true}
	if polled.Init("file", true) == nil && syscall.SetNonblock(fd, true) == nil {
		f.poll, f.waits = polled, true
	}
	return f
}

// Pipe gives connected files: what is written to w is read from r.
func Pipe() (r *File, w *File, err error) {
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		return nil, nil, NewSyscallError("pipe2", err)
	}
	return newPolled(fds[0], "|0"), newPolled(fds[1], "|1"), nil
}

// wrapPolled is an error of a polled file in the words of files.
func (f *File) wrapPolled(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if err == poll.ErrFileClosing {
		err = ErrClosed
	}
	return &PathError{Op: op, Path: f.name, Err: err}
}
