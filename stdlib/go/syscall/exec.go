package syscall

import (
	"errors"
	"unsafe"
)

// Credential says whose rights a child process has.
type Credential struct {
	Uid         uint32   // user
	Gid         uint32   // group
	Groups      []uint32 // further groups
	NoSetGroups bool     // leave the further groups as they are
}

// ProcAttr says how a child process starts.
type ProcAttr struct {
	Dir   string    // working directory
	Env   []string  // environment
	Files []uintptr // descriptors that become 0, 1, …
	Sys   *SysProcAttr
}

// SysProcAttr has what only some systems know of a child process.
type SysProcAttr struct {
	Chroot     string      // root directory
	Credential *Credential // whose rights it has
	Ptrace     bool        // let the parent trace it
	Setsid     bool        // start a session
	Setpgid    bool        // join the process group Pgid, or a new one if it is 0
	Setctty    bool        // make Ctty, a descriptor of the child, its controlling terminal
	Noctty     bool        // leave the controlling terminal
	Ctty       int         // descriptor of a terminal
	Foreground bool        // be in the foreground of Ctty, a descriptor of the parent
	Pgid       int         // process group
	Pdeathsig  Signal      // signal to get when the thread that started it ends
}

// The bits that tell forkExec what to do.
const (
	flagSetsid = 1 << iota
	flagSetpgid
	flagSetctty
	flagNoctty
	flagForeground
	flagPtrace
	flagCredential
	flagGroups
)

// order collects what forkExec gets: texts that end in zero bytes, and numbers.
type order struct {
	texts   []byte
	numbers []int64
	failed  bool
}

func (o *order) text(s string) {
	for i := range len(s) {
		if s[i] == 0 {
			o.failed = true
		}
	}
	o.texts = append(o.texts, s...)
	o.texts = append(o.texts, 0)
}

func (o *order) list(texts []string) {
	o.number(len(texts))
	for _, s := range texts {
		o.text(s)
	}
}

func (o *order) number(n int) { o.numbers = append(o.numbers, int64(n)) }

func (o *order) flag(bit int64, on bool) {
	if on {
		o.numbers[len(o.numbers)-1] |= bit
	}
}

// call gives the order to f.
func (o *order) call(f func(texts string, numbers []byte) (int, Errno)) (int, error) {
	if o.failed {
		return 0, EINVAL
	}
	numbers := unsafe.Slice((*byte)(unsafe.Pointer(&o.numbers[0])), 8*len(o.numbers))
	pid, e := f(string(o.texts), numbers)
	if e != 0 {
		return 0, e
	}
	return pid, nil
}

func newOrder(path string, argv []string, attr *ProcAttr, sys *SysProcAttr) *order {
	o := new(order)
	o.text(path)
	o.text(attr.Dir)
	o.text(sys.Chroot)
	o.list(argv)
	o.list(attr.Env)
	o.number(len(attr.Files))
	for _, fd := range attr.Files {
		o.number(int(fd))
	}
	o.number(0)
	o.flag(flagSetsid, sys.Setsid)
	o.flag(flagSetpgid, sys.Setpgid)
	o.flag(flagSetctty, sys.Setctty)
	o.flag(flagNoctty, sys.Noctty)
	o.flag(flagForeground, sys.Foreground)
	o.flag(flagPtrace, sys.Ptrace)
	o.flag(flagCredential, sys.Credential != nil)
	o.flag(flagGroups, sys.Credential != nil && !sys.Credential.NoSetGroups)
	o.number(sys.Pgid)
	o.number(sys.Ctty)
	o.number(int(sys.Pdeathsig))
	if c := sys.Credential; c != nil {
		o.number(int(c.Uid))
		o.number(int(c.Gid))
		o.number(len(c.Groups))
		for _, group := range c.Groups {
			o.number(int(group))
		}
	}
	return o
}

// ForkExec starts a program in a child process.
func ForkExec(argv0 string, argv []string, attr *ProcAttr) (pid int, err error) {
	if attr == nil {
		attr = new(ProcAttr)
	}
	sys := attr.Sys
	if sys == nil {
		sys = new(SysProcAttr)
	}
	o := newOrder(argv0, argv, attr, sys)
	switch {
	case o.failed:
		return 0, EINVAL
	case sys.Setctty && sys.Foreground:
		return 0, errors.New("both Setctty and Foreground set in SysProcAttr")
	case sys.Setctty && sys.Ctty >= len(attr.Files):
		return 0, errors.New("Setctty set but Ctty not valid in child")
	}
	return o.call(forkExec)
}

// StartProcess is ForkExec for package os.
func StartProcess(argv0 string, argv []string, attr *ProcAttr) (pid int, handle uintptr, err error) {
	pid, err = ForkExec(argv0, argv, attr)
	return pid, 0, err
}

// Exec runs a program instead of this one.
func Exec(argv0 string, argv []string, envv []string) error {
	attr := &ProcAttr{Env: envv, Files: []uintptr{0, 1, 2}}
	_, err := newOrder(argv0, argv, attr, new(SysProcAttr)).call(func(texts string, numbers []byte) (int, Errno) {
		return 0, exec(texts, numbers)
	})
	return err
}

// forkExec starts what newOrder wrote down.
func forkExec(texts string, numbers []byte) (pid int, err Errno)

// exec becomes what newOrder wrote down.
func exec(texts string, numbers []byte) Errno

// Options of Wait4.
const (
	WNOHANG    = 0x1
	WUNTRACED  = 0x2
	WSTOPPED   = 0x2
	WEXITED    = 0x4
	WCONTINUED = 0x8
	WNOWAIT    = 0x1000000
	WALL       = 0x40000000
)

// WaitStatus tells how a process ended or stopped.
type WaitStatus uint32

// Exited tells whether the process ended by itself.
func (w WaitStatus) Exited() bool { return w&0x7F == 0 }

// Signaled tells whether a signal ended the process.
func (w WaitStatus) Signaled() bool { return w&0x7F != 0x7F && w&0x7F != 0 }

// Stopped tells whether the process stopped.
func (w WaitStatus) Stopped() bool { return w&0xFF == 0x7F }

// Continued tells whether the process went on.
func (w WaitStatus) Continued() bool { return w == 0xFFFF }

// CoreDump tells whether the process left its memory in a file.
func (w WaitStatus) CoreDump() bool { return w.Signaled() && w&0x80 != 0 }

// ExitStatus is the status of a process that ended by itself, -1 for others.
func (w WaitStatus) ExitStatus() int {
	if !w.Exited() {
		return -1
	}
	return int(w>>8) & 0xFF
}

// Signal is the signal that ended the process, -1 if none did.
func (w WaitStatus) Signal() Signal {
	if !w.Signaled() {
		return -1
	}
	return Signal(w & 0x7F)
}

// StopSignal is the signal that stopped the process, -1 if none did.
func (w WaitStatus) StopSignal() Signal {
	if !w.Stopped() {
		return -1
	}
	return Signal(w>>8) & 0xFF
}

// TrapCause is why a traced process stopped, -1 if it did not.
func (w WaitStatus) TrapCause() int {
	if w.StopSignal() != SIGTRAP {
		return -1
	}
	return int(w>>16) & 0xFF
}

// Wait4 waits for a child process; nil for what is not wanted.
func Wait4(pid int, wstatus *WaitStatus, options int, rusage *Rusage) (wpid int, err error) {
	var out struct {
		status int64
		usage  Rusage
	}
	wpid, e := wait4(pid, options, unsafe.Slice((*byte)(unsafe.Pointer(&out)), unsafe.Sizeof(out)))
	if e != 0 {
		return wpid, e
	}
	if wstatus != nil {
		*wstatus = WaitStatus(out.status)
	}
	if rusage != nil {
		*rusage = out.usage
	}
	return wpid, nil
}

// wait4 fills out with the status and the fields of Rusage.
func wait4(pid, options int, out []byte) (wpid int, err Errno)
