// Package syscall has the system calls that package os needs.
package syscall

import (
	"errors"
	"internal/oserror"
	"unsafe"
)

// Errno is an error number of the system.
type Errno uintptr

// Error is the system's text for the number.
func (e Errno) Error() string { return errnoText(int(e)) }

// Is makes errors.Is work with the errors of io/fs.
func (e Errno) Is(target error) bool {
	switch target {
	case oserror.ErrPermission:
		return e == EACCES || e == EPERM
	case oserror.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	case oserror.ErrNotExist:
		return e == ENOENT
	case errors.ErrUnsupported:
		return e == ENOSYS
	}
	return false
}

func (e Errno) Temporary() bool { return e == EINTR || e == EAGAIN }
func (e Errno) Timeout() bool   { return e == EAGAIN }

func errnoText(e int) string

// Signal is a signal's number.
type Signal int

func (s Signal) Signal() {}

func (s Signal) String() string {
	if 0 <= s && int(s) < len(signalTexts) && signalTexts[s] != "" {
		return signalTexts[s]
	}
	return "signal " + itoa(int(s))
}

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// Kill sends a signal to a process.
func Kill(pid int, sig Signal) error {
	if err := kill(pid, sig); err != 0 {
		return err
	}
	return nil
}

func kill(pid int, sig Signal) Errno

// Timespec is a time as the system tells it: seconds since 1970 and nanoseconds.
type Timespec struct {
	Sec  int64
	Nsec int64
}

// Unix is the time in seconds and nanoseconds.
func (ts *Timespec) Unix() (sec int64, nsec int64) { return ts.Sec, ts.Nsec }

// Nano is the time in nanoseconds.
func (ts *Timespec) Nano() int64 { return ts.Sec*1e9 + ts.Nsec }

// Stat_t is what the system tells of a file.
type Stat_t struct {
	Dev       uint64
	Ino       uint64
	Nlink     uint64
	Mode      uint32
	Uid       uint32
	Gid       uint32
	X__pad0   int32
	Rdev      uint64
	Size      int64
	Blksize   int64
	Blocks    int64
	Atim      Timespec
	Mtim      Timespec
	Ctim      Timespec
	X__unused [3]int64
}

// Stat fills st for a path.
func Stat(path string, st *Stat_t) Errno { return stat(path, -1, true, st.bytes()) }

// Lstat is Stat without following a symbolic link.
func Lstat(path string, st *Stat_t) Errno { return stat(path, -1, false, st.bytes()) }

// Fstat is Stat for an open file.
func Fstat(fd int, st *Stat_t) Errno { return stat("", fd, true, st.bytes()) }

func (st *Stat_t) bytes() []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(st)), unsafe.Sizeof(*st))
}

// stat fills out with the fields of Stat_t; an empty path asks about the descriptor.
//
//go:noescape
func stat(path string, fd int, follow bool, out []byte) Errno

//go:noescape
func Open(path string, flag int, perm uint32) (fd int, err Errno)
func Close(fd int) Errno
//go:noescape
func Read(fd int, p []byte) (n int, err Errno)
//go:noescape
func Write(fd int, p []byte) (n int, err Errno)
//go:noescape
func WriteString(fd int, s string) (n int, err Errno)
//go:noescape
func Pread(fd int, p []byte, off int64) (n int, err Errno)
//go:noescape
func Pwrite(fd int, p []byte, off int64) (n int, err Errno)
func Seek(fd int, offset int64, whence int) (at int64, err Errno)
func Fsync(fd int) Errno
func Ftruncate(fd int, size int64) Errno
//go:noescape
func Unlink(path string) Errno
//go:noescape
func Rmdir(path string) Errno
//go:noescape
func Mkdir(path string, perm uint32) Errno
//go:noescape
func Rename(from, to string) Errno
//go:noescape
func Chdir(path string) Errno
func Getwd() (dir string, err Errno)

// ReadDirNames gives the entries but . and .. sorted by name: for each a letter (d
// directory, l symbolic link, f other), the name, and a NUL.
//
//go:noescape
func ReadDirNames(path string) (names string, err Errno)

func Getenv(key string) (value string, found bool)
func Setenv(key, value string)
func Unsetenv(key string)

// EnvCount is the number of environment variables; Env gives the i-th as key=value.
func EnvCount() int
func Env(i int) string

// Environ gives all environment variables as key=value.
func Environ() []string {
	env := make([]string, EnvCount())
	for i := range env {
		env[i] = Env(i)
	}
	return env
}

//go:noescape
func Chmod(path string, mode uint32) Errno
func Fchmod(fd int, mode uint32) Errno
func Fchown(fd, uid, gid int) Errno
//go:noescape
func Link(from, to string) Errno
//go:noescape
func Symlink(from, to string) Errno
//go:noescape
func Readlink(path string) (target string, err Errno)
//go:noescape
func Truncate(path string, size int64) Errno

// Pipe makes a pipe: what is written to p[1] is read from p[0].
func Pipe(p []int) error {
	if len(p) != 2 {
		return EINVAL
	}
	r, w, err := pipe()
	if err != 0 {
		return err
	}
	p[0], p[1] = r, w
	return nil
}

func pipe() (r, w int, err Errno)

// Chown sets the owner; -1 leaves a number as it is.
func Chown(path string, uid, gid int) Errno { return chown(path, uid, gid, true) }

// Lchown is Chown of a symbolic link itself.
func Lchown(path string, uid, gid int) Errno { return chown(path, uid, gid, false) }

//go:noescape
func chown(path string, uid, gid int, follow bool) Errno

// Utimes sets the access time if bit 0 of which is set, the modification time for bit 1.
//
//go:noescape
func Utimes(path string, atime, atimeNsec, mtime, mtimeNsec int64, which int) Errno

func Getpid() int
func Getppid() int
func Gettid() int
func Getuid() int
func Getgid() int

// Random is a random number from the system.
func Random() uint64
