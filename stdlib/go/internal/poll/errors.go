package poll

import "errors"

// errNetClosing is the type of [ErrNetClosing].
type errNetClosing struct{}

func (errNetClosing) Error() string   { return "use of closed network connection" }
func (errNetClosing) Timeout() bool   { return false }
func (errNetClosing) Temporary() bool { return false }

// ErrNetClosing is what operations of a closed connection give.
var ErrNetClosing = errNetClosing{}

// ErrFileClosing is what operations of a closed file give.
var ErrFileClosing = errors.New("use of closed file")

// ErrNoDeadline is what setting a deadline gives where nothing waits for the poller.
var ErrNoDeadline = errors.New("file type does not support deadline")

// ErrNotPollable is what waiting for a file gives that the poller does not know.
var ErrNotPollable = errors.New("not pollable")

// ErrDeadlineExceeded is what operations give after their deadline.
var ErrDeadlineExceeded error = &DeadlineExceededError{}

// DeadlineExceededError is the type of [ErrDeadlineExceeded].
type DeadlineExceededError struct{}

func (*DeadlineExceededError) Error() string   { return "i/o timeout" }
func (*DeadlineExceededError) Timeout() bool   { return true }
func (*DeadlineExceededError) Temporary() bool { return true }

// closing is what operations of a closed file or connection give.
func closing(isFile bool) error {
	if isFile {
		return ErrFileClosing
	}
	return ErrNetClosing
}
