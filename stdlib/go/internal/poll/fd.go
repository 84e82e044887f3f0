package poll

import (
	"io"
	"sync/atomic"
	"syscall"
)

// maxTransfer is how much one read or write of a stream asks of the system; some would
// refuse more.
const maxTransfer = 1 << 30

// FD is a descriptor. Operations wait until they can be done, unless it is closed or their
// deadline passes; one goroutine at a time reads, and one writes.
type FD struct {
	fdmu fdMutex
	// Sysfd is the system's number; it stays until the last operation has ended.
	Sysfd int
	pd    pollDesc
	// closed is released when the descriptor has been destroyed.
	closed uint32
	// isBlocking is 1 if calls wait in the system.
	isBlocking uint32
	// IsStream tells a stream from packets: how much is read does not matter.
	IsStream bool
	// ZeroReadIsEOF is whether a read of nothing is the end; not so for packets.
	ZeroReadIsEOF bool
	isFile        bool
}

// Init makes it ready: network is "file" or the kind of network; if it is pollable, the
// system's calls do not wait.
func (fd *FD) Init(network string, pollable bool) error {
	fd.isFile = network == "file"
	if !pollable {
		fd.isBlocking = 1
		return nil
	}
	err := fd.pd.open(fd.Sysfd)
	if err != nil {
		fd.isBlocking = 1
	}
	return err
}

func (fd *FD) enter() error {
	if !fd.fdmu.enter() {
		return closing(fd.isFile)
	}
	return nil
}

func (fd *FD) leave() {
	if fd.fdmu.leave() {
		fd.destroy()
	}
}

func (fd *FD) lock(l lane) error {
	if !fd.fdmu.lock(l) {
		return closing(fd.isFile)
	}
	return nil
}

func (fd *FD) unlock(l lane) {
	if fd.fdmu.unlock(l) {
		fd.destroy()
	}
}

// destroy closes the system's descriptor: nobody uses it any more.
func (fd *FD) destroy() error {
	fd.pd.close()
	e := syscall.Close(fd.Sysfd)
	fd.Sysfd = -1
	runtime_Semrelease(&fd.closed)
	return failure(e)
}

// Close ends all operations, waits for their end and closes the descriptor. One that waits
// in the system, for nothing can wake it there, is not waited for.
func (fd *FD) Close() error {
	if !fd.fdmu.enterAndClose() {
		return closing(fd.isFile)
	}
	fd.pd.evict()
	var err error
	if fd.fdmu.leave() {
		err = fd.destroy()
	}
	if atomic.LoadUint32(&fd.isBlocking) == 0 {
		runtime_Semacquire(&fd.closed)
	}
	return err
}

// SetBlocking lets calls wait in the system.
func (fd *FD) SetBlocking() error {
	if err := fd.enter(); err != nil {
		return err
	}
	defer fd.leave()
	atomic.StoreUint32(&fd.isBlocking, 1)
	return syscall.SetNonblock(fd.Sysfd, false)
}

// failure is a number of the system as an error.
func failure(e syscall.Errno) error {
	if e != 0 {
		return e
	}
	return nil
}

// perform does an operation: try is called until it neither would have to wait nor was
// interrupted. Nobody else reads, or writes, meanwhile.
func (fd *FD) perform(l lane, try func() error) error {
	if err := fd.lock(l); err != nil {
		return err
	}
	defer fd.unlock(l)
	if err := fd.pd.prepare(l.mode(), fd.isFile); err != nil {
		return err
	}
	return fd.attempt(l, try)
}

// attempt is perform for who has prepared.
func (fd *FD) attempt(l lane, try func() error) error {
	for {
		err := try()
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN && fd.pd.isPolled():
			if err := fd.pd.wait(l.mode(), fd.isFile); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

func (l lane) mode() int {
	if l == reading {
		return modeRead
	}
	return modeWrite
}

// endOrError is what a read of n bytes tells.
func (fd *FD) endOrError(n int, err error) error {
	if n == 0 && err == nil && fd.ZeroReadIsEOF {
		return io.EOF
	}
	return err
}

// Read implements io.Reader.
func (fd *FD) Read(p []byte) (int, error) {
	if err := fd.lock(reading); err != nil {
		return 0, err
	}
	defer fd.unlock(reading)
	if len(p) == 0 {
		return 0, nil // It says nothing of an end.
	}
	if err := fd.pd.prepare(modeRead, fd.isFile); err != nil {
		return 0, err
	}
	if fd.IsStream && len(p) > maxTransfer {
		p = p[:maxTransfer]
	}
	for {
		n, e := syscall.Read(fd.Sysfd, p)
		switch {
		case e == 0:
			return n, fd.endOrError(n, nil)
		case e == syscall.EINTR:
		case e == syscall.EAGAIN && fd.pd.isPolled():
			if err := fd.pd.wait(modeRead, fd.isFile); err != nil {
				return 0, err
			}
		default:
			return 0, e
		}
	}
}

// Write implements io.Writer.
func (fd *FD) Write(p []byte) (int, error) {
	if err := fd.lock(writing); err != nil {
		return 0, err
	}
	defer fd.unlock(writing)
	if err := fd.pd.prepare(modeWrite, fd.isFile); err != nil {
		return 0, err
	}
	return fd.writeAll(p)
}

// writeAll writes all of p, for who has prepared.
func (fd *FD) writeAll(p []byte) (int, error) {
	written := 0
	for {
		rest := p[written:]
		if fd.IsStream && len(rest) > maxTransfer {
			rest = rest[:maxTransfer]
		}
		n, e := syscall.Write(fd.Sysfd, rest)
		if n > 0 {
			written += n
		}
		switch {
		case e == syscall.EINTR:
		case e == syscall.EAGAIN && fd.pd.isPolled():
			if err := fd.pd.wait(modeWrite, fd.isFile); err != nil {
				return written, err
			}
		case written == len(p):
			return written, failure(e)
		case e != 0:
			return written, e
		case n == 0:
			return written, io.ErrUnexpectedEOF
		}
	}
}

// Writev writes the buffers one after the other and takes away what was written.
func (fd *FD) Writev(v *[][]byte) (int64, error) {
	if err := fd.lock(writing); err != nil {
		return 0, err
	}
	defer fd.unlock(writing)
	if err := fd.pd.prepare(modeWrite, fd.isFile); err != nil {
		return 0, err
	}
	total := int64(0)
	for len(*v) > 0 {
		n, err := fd.writeAll((*v)[0])
		total += int64(n)
		if err != nil {
			(*v)[0] = (*v)[0][n:]
			return total, err
		}
		(*v)[0] = nil
		*v = (*v)[1:]
	}
	return total, nil
}

// Dup makes another descriptor of the same file; if it fails, the name of the call.
func (fd *FD) Dup() (int, string, error) {
	if err := fd.enter(); err != nil {
		return -1, "", err
	}
	defer fd.leave()
	n, err := syscall.Dup(fd.Sysfd)
	if err != nil {
		return -1, "fcntl", err
	}
	return n, "", nil
}
