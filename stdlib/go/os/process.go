package os

import (
	"errors"
	"syscall"
)

// Process is a process of the system.
type Process struct {
	Pid      int
	released bool
}

// FindProcess is the process of a number; there need not be one.
func FindProcess(pid int) (*Process, error) { return &Process{Pid: pid}, nil }

// Signal sends a signal to the process.
func (p *Process) Signal(sig Signal) error {
	switch {
	case p.Pid == -1 || p.released:
		return errors.New("os: process already released")
	case p.Pid == 0:
		return errors.New("os: process not initialized")
	}
	s, ok := sig.(syscall.Signal)
	if !ok {
		return errors.New("os: unsupported signal type")
	}
	err := syscall.Kill(p.Pid, s)
	if err == syscall.ESRCH {
		return ErrProcessDone
	}
	return err
}

// Kill ends the process.
func (p *Process) Kill() error { return p.Signal(Kill) }

// Release forgets the process.
func (p *Process) Release() error {
	p.released = true
	return nil
}
