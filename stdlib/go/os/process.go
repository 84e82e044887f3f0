package os

import (
	"errors"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	// ErrProcessDone means that the process has ended.
	ErrProcessDone = errors.New("os: process already finished")
	// ErrNoHandle means that there is no handle of the process.
	ErrNoHandle = errors.New("os: process handle unavailable")

	errProcessReleased = errors.New("os: process already released")
)

// What is known of a process.
const (
	statusRunning uint32 = iota
	statusDone
	statusReleased
)

// Process is a process of the system, made by StartProcess or FindProcess.
type Process struct {
	// Pid is its number.
	Pid int

	state atomic.Uint32
	// signaling is held for writing while a process that has ended gives its number back:
	// no signal may go to the next one.
	signaling sync.RWMutex
}

// ProcAttr says how StartProcess starts a process.
type ProcAttr struct {
	// Dir is its working directory, if not ours.
	Dir string
	// Env is its environment as key=value, ours if nil.
	Env []string
	// Files become its descriptors 0, 1, …; nil for one that is closed.
	Files []*File
	// Sys has what only some systems know.
	Sys *syscall.SysProcAttr
}

// StartProcess starts a program. Package os/exec is easier to use.
func StartProcess(name string, argv []string, attr *ProcAttr) (*Process, error) {
	if attr.Sys == nil && attr.Dir != "" {
		// A missing directory is told from a missing program.
		if _, err := Stat(attr.Dir); err != nil {
			err := err.(*PathError)
			err.Op = "chdir"
			return nil, err
		}
	}
	sysAttr := &syscall.ProcAttr{Dir: attr.Dir, Env: attr.Env, Sys: attr.Sys}
	if sysAttr.Env == nil {
		sysAttr.Env = Environ()
	}
	for _, f := range attr.Files {
		sysAttr.Files = append(sysAttr.Files, f.Fd())
	}
	pid, _, err := syscall.StartProcess(name, argv, sysAttr)
	if err != nil {
		return nil, &PathError{Op: "fork/exec", Path: name, Err: err}
	}
	return &Process{Pid: pid}, nil
}

// FindProcess is the process of a number; there need not be one.
func FindProcess(pid int) (*Process, error) {
	p := &Process{Pid: pid}
	if pid > 0 && syscall.Kill(pid, 0) == syscall.ESRCH {
		p.state.Store(statusDone)
	}
	return p, nil
}

// Signal sends a signal to the process.
func (p *Process) Signal(sig Signal) error {
	s, ok := sig.(syscall.Signal)
	switch {
	case !ok:
		return errors.New("os: unsupported signal type")
	case p.Pid == -1:
		return errProcessReleased
	case p.Pid == 0:
		return errors.New("os: process not initialized")
	}
	p.signaling.RLock()
	defer p.signaling.RUnlock()
	switch p.state.Load() {
	case statusDone:
		return ErrProcessDone
	case statusReleased:
		return errProcessReleased
	}
	err := syscall.Kill(p.Pid, s)
	if err == syscall.ESRCH {
		return ErrProcessDone
	}
	return err
}

// Kill ends the process.
func (p *Process) Kill() error { return p.Signal(Kill) }

// Release forgets the process, which cannot be waited for any more.
func (p *Process) Release() error {
	p.Pid = -1
	p.state.CompareAndSwap(statusRunning, statusReleased)
	return nil
}

// WithHandle calls f with a handle of the process, which this system has not.
func (p *Process) WithHandle(f func(handle uintptr)) error { return ErrNoHandle }

// waitEnded waits until a child has ended and can be waited for.
func waitEnded(pid int) syscall.Errno

// Wait waits until the process, a child, has ended, and tells how.
func (p *Process) Wait() (*ProcessState, error) {
	switch p.state.Load() {
	case statusDone:
		return nil, NewSyscallError("wait", syscall.ECHILD)
	case statusReleased:
		return nil, syscall.EINVAL
	}
	if e := waitEnded(p.Pid); e != 0 {
		return nil, NewSyscallError("waitid", e)
	}
	p.signaling.Lock()
	defer p.signaling.Unlock()
	state := &ProcessState{usage: new(syscall.Rusage)}
	pid, err := syscall.Wait4(p.Pid, &state.status, 0, state.usage)
	if err != nil {
		return nil, NewSyscallError("waitid", err)
	}
	state.pid = pid
	p.state.CompareAndSwap(statusRunning, statusDone)
	return state, nil
}

// ProcessState tells how a process ended.
type ProcessState struct {
	pid    int
	status syscall.WaitStatus
	usage  *syscall.Rusage
}

// Pid is the process's number.
func (p *ProcessState) Pid() int { return p.pid }

// Exited tells whether the process ended by itself.
func (p *ProcessState) Exited() bool { return p.status.Exited() }

// Success tells whether the process ended with status 0.
func (p *ProcessState) Success() bool { return p.status.ExitStatus() == 0 }

// ExitCode is the status, -1 if the process did not end by itself.
func (p *ProcessState) ExitCode() int {
	if p == nil {
		return -1
	}
	return p.status.ExitStatus()
}

// Sys is a syscall.WaitStatus.
func (p *ProcessState) Sys() any { return p.status }

// SysUsage is a *syscall.Rusage.
func (p *ProcessState) SysUsage() any { return p.usage }

// UserTime is how long the process computed.
func (p *ProcessState) UserTime() time.Duration { return time.Duration(p.usage.Utime.Nano()) }

// SystemTime is how long the system worked for the process.
func (p *ProcessState) SystemTime() time.Duration { return time.Duration(p.usage.Stime.Nano()) }

func (p *ProcessState) String() string {
	if p == nil {
		return "<nil>"
	}
	text := ""
	switch status := p.status; {
	case status.Exited():
		text = "exit status " + itoa(status.ExitStatus())
	case status.Signaled():
		text = "signal: " + status.Signal().String()
	case status.Stopped():
		text = "stop signal: " + status.StopSignal().String()
		if cause := status.TrapCause(); status.StopSignal() == syscall.SIGTRAP && cause != 0 {
			text += " (trap " + itoa(cause) + ")"
		}
	case status.Continued():
		text = "continued"
	}
	if p.status.CoreDump() {
		text += " (core dumped)"
	}
	return text
}
