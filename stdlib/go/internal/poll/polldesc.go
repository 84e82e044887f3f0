package poll

import (
	"errors"
	"syscall"
	"time"
)

// What operations wait for, as the runtime numbers it.
const (
	modeRead  = 'r'
	modeWrite = 'w'
)

// pollDesc is a descriptor's place at the poller; the zero value has none.
type pollDesc struct {
	ctx uintptr
}

// errUnsupported is what waiting for a file gives that was never polled.
var errUnsupported = errors.New("waiting for unsupported file type")

func (pd *pollDesc) open(fd int) error {
	ctx, errno := runtime_pollOpen(uintptr(fd))
	if errno != 0 {
		return syscall.Errno(errno)
	}
	pd.ctx = ctx
	return nil
}

func (pd *pollDesc) isPolled() bool { return pd.ctx != 0 }

func (pd *pollDesc) close() {
	if pd.isPolled() {
		runtime_pollClose(pd.ctx)
		pd.ctx = 0
	}
}

// evict ends all waiting.
func (pd *pollDesc) evict() {
	if pd.isPolled() {
		runtime_pollUnblock(pd.ctx)
	}
}

// prepare begins an operation.
func (pd *pollDesc) prepare(mode int, isFile bool) error {
	if !pd.isPolled() {
		return nil
	}
	return pollError(runtime_pollReset(pd.ctx, mode), isFile)
}

// wait waits until the operation may be tried again.
func (pd *pollDesc) wait(mode int, isFile bool) error {
	if !pd.isPolled() {
		return errUnsupported
	}
	return pollError(runtime_pollWait(pd.ctx, mode), isFile)
}

func pollError(code int, isFile bool) error {
	switch code {
	case pollNoError:
		return nil
	case pollErrClosing:
		return closing(isFile)
	case pollErrTimeout:
		return ErrDeadlineExceeded
	}
	return ErrNotPollable
}

// SetDeadline sets when reads and writes fail; a zero time is never.
func (fd *FD) SetDeadline(t time.Time) error { return fd.setDeadline(t, modeRead+modeWrite) }

// SetReadDeadline sets when reads fail.
func (fd *FD) SetReadDeadline(t time.Time) error { return fd.setDeadline(t, modeRead) }

// SetWriteDeadline sets when writes fail.
func (fd *FD) SetWriteDeadline(t time.Time) error { return fd.setDeadline(t, modeWrite) }

func (fd *FD) setDeadline(t time.Time, mode int) error {
	at := int64(0)
	if !t.IsZero() {
		left := int64(time.Until(t))
		at = runtimeNano() + left
		if left > 0 && at < 0 {
			at = 1<<63 - 1 // Too far for the clock.
		} else if at <= 0 {
			at = 1 // 0 would be never.
		}
	}
	if err := fd.enter(); err != nil {
		return err
	}
	defer fd.leave()
	if !fd.pd.isPolled() {
		return ErrNoDeadline
	}
	runtime_pollSetDeadline(fd.pd.ctx, at, mode)
	return nil
}
