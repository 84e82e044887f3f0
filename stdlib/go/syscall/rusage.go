package syscall

import "unsafe"

// Timeval is a time in seconds and microseconds.
type Timeval struct {
	Sec  int64
	Usec int64
}

// Unix gives seconds and nanoseconds.
func (tv *Timeval) Unix() (sec int64, nsec int64) { return tv.Sec, tv.Usec * 1000 }

// Nano is the time in nanoseconds.
func (tv *Timeval) Nano() int64 { return tv.Sec*1e9 + tv.Usec*1000 }

// Rusage is what a process has used.
type Rusage struct {
	Utime    Timeval
	Stime    Timeval
	Maxrss   int64
	Ixrss    int64
	Idrss    int64
	Isrss    int64
	Minflt   int64
	Majflt   int64
	Nswap    int64
	Inblock  int64
	Oublock  int64
	Msgsnd   int64
	Msgrcv   int64
	Nsignals int64
	Nvcsw    int64
	Nivcsw   int64
}

const (
	RUSAGE_SELF     = 0
	RUSAGE_CHILDREN = -1
	RUSAGE_THREAD   = 1
)

// Getrusage fills rusage for the process, its children or the thread.
func Getrusage(who int, rusage *Rusage) error {
	out := unsafe.Slice((*byte)(unsafe.Pointer(rusage)), unsafe.Sizeof(*rusage))
	if err := getrusage(who, out); err != 0 {
		return err
	}
	return nil
}

// getrusage fills out with the fields of Rusage.
//
//go:noescape
func getrusage(who int, out []byte) Errno
