package poll

import "syscall"

// Accept takes a connection: its descriptor, which does not wait, and its other end; if it
// fails, the name of the call.
func (fd *FD) Accept() (s int, from syscall.Sockaddr, call string, err error) {
	s = -1
	err = fd.perform(reading, func() (err error) {
		for {
			s, from, err = syscall.Accept4(fd.Sysfd, syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC)
			if err != syscall.ECONNABORTED {
				break // That one has gone; the next one may be there.
			}
		}
		call = ""
		if err != nil {
			s = -1
			call = "accept"
		}
		return err
	})
	if _, ok := err.(syscall.Errno); !ok {
		call = ""
	}
	return s, from, call, err
}

// ReadFrom receives a packet.
func (fd *FD) ReadFrom(p []byte) (n int, from syscall.Sockaddr, err error) {
	err = fd.perform(reading, func() (err error) {
		n, from, err = syscall.Recvfrom(fd.Sysfd, p, 0)
		return err
	})
	if err != nil {
		n = 0
	}
	return n, from, fd.endOrError(n, err)
}

// ReadMsg receives a message with its control messages.
func (fd *FD) ReadMsg(p, oob []byte, flags int) (n, oobn, recvflags int, from syscall.Sockaddr, err error) {
	err = fd.perform(reading, func() (err error) {
		n, oobn, recvflags, from, err = syscall.Recvmsg(fd.Sysfd, p, oob, flags)
		return err
	})
	if err != nil {
		n = 0
	}
	return n, oobn, recvflags, from, fd.endOrError(n, err)
}

// ReadMsgRaw is [FD.ReadMsg] with the address as the system has it, and its length.
func (fd *FD) ReadMsgRaw(p, oob, from []byte, flags int) (n, oobn, recvflags, length int, err error) {
	err = fd.perform(reading, func() error {
		var e syscall.Errno
		n, oobn, recvflags, length, e = syscall.RecvmsgRaw(fd.Sysfd, p, oob, from, flags)
		return failure(e)
	})
	if err != nil {
		n = 0
	}
	return n, oobn, recvflags, length, fd.endOrError(n, err)
}

// WriteMsgRaw is [FD.WriteMsg] with the address as the system has it.
func (fd *FD) WriteMsgRaw(p, oob, to []byte) (n int, err error) {
	err = fd.perform(writing, func() error {
		var e syscall.Errno
		n, e = syscall.SendmsgRaw(fd.Sysfd, p, oob, to, 0)
		return failure(e)
	})
	if err != nil {
		n = 0
	}
	return n, err
}

// WriteTo sends a packet.
func (fd *FD) WriteTo(p []byte, to syscall.Sockaddr) (int, error) {
	err := fd.perform(writing, func() error { return syscall.Sendto(fd.Sysfd, p, 0, to) })
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteMsg sends a message with control messages.
func (fd *FD) WriteMsg(p, oob []byte, to syscall.Sockaddr) (n, oobn int, err error) {
	err = fd.perform(writing, func() (err error) {
		n, err = syscall.SendmsgN(fd.Sysfd, p, oob, to, 0)
		return err
	})
	if err != nil {
		return n, 0, err
	}
	return n, len(oob), nil
}

// WaitWrite waits until it can be written to, as a socket can that is connected.
func (fd *FD) WaitWrite() error { return fd.pd.wait(modeWrite, fd.isFile) }

// use calls f while the descriptor is open.
func (fd *FD) use(f func() error) error {
	if err := fd.enter(); err != nil {
		return err
	}
	defer fd.leave()
	return f()
}

// Shutdown ends one direction.
func (fd *FD) Shutdown(how int) error {
	return fd.use(func() error { return syscall.Shutdown(fd.Sysfd, how) })
}

// SetsockoptInt sets an option to a number.
func (fd *FD) SetsockoptInt(level, name, value int) error {
	return fd.use(func() error { return syscall.SetsockoptInt(fd.Sysfd, level, name, value) })
}

// SetsockoptInet4Addr sets an option to an IPv4 address.
func (fd *FD) SetsockoptInet4Addr(level, name int, value [4]byte) error {
	return fd.use(func() error { return syscall.SetsockoptInet4Addr(fd.Sysfd, level, name, value) })
}

// SetsockoptLinger sets how long closing waits.
func (fd *FD) SetsockoptLinger(level, name int, l *syscall.Linger) error {
	return fd.use(func() error { return syscall.SetsockoptLinger(fd.Sysfd, level, name, l) })
}

// SetsockoptIPMreqn sets an option to an IPv4 multicast group.
func (fd *FD) SetsockoptIPMreqn(level, name int, mreq *syscall.IPMreqn) error {
	return fd.use(func() error { return syscall.SetsockoptIPMreqn(fd.Sysfd, level, name, mreq) })
}

// SetsockoptIPv6Mreq sets an option to an IPv6 multicast group.
func (fd *FD) SetsockoptIPv6Mreq(level, name int, mreq *syscall.IPv6Mreq) error {
	return fd.use(func() error { return syscall.SetsockoptIPv6Mreq(fd.Sysfd, level, name, mreq) })
}

// RawControl calls f with the descriptor, which stays open meanwhile.
func (fd *FD) RawControl(f func(uintptr)) error {
	return fd.use(func() error {
		f(uintptr(fd.Sysfd))
		return nil
	})
}

// RawRead calls f until it returns true, and waits in between until there is something to
// read.
func (fd *FD) RawRead(f func(uintptr) bool) error { return fd.raw(reading, f) }

// RawWrite is RawRead for writing.
func (fd *FD) RawWrite(f func(uintptr) bool) error { return fd.raw(writing, f) }

func (fd *FD) raw(l lane, f func(uintptr) bool) error {
	if err := fd.lock(l); err != nil {
		return err
	}
	defer fd.unlock(l)
	if err := fd.pd.prepare(l.mode(), fd.isFile); err != nil {
		return err
	}
	for !f(uintptr(fd.Sysfd)) {
		if err := fd.pd.wait(l.mode(), fd.isFile); err != nil {
			return err
		}
	}
	return nil
}
