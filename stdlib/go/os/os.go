// Package os talks to the operating system.
package os

import (
	"errors"
	"internal/poll"
	"io"
	"io/fs"
	"syscall"
)

// Args are the program's name and arguments.
var Args []string = runtimeArgs()

func runtimeArgs() []string {
	n := argCount()
	args := make([]string, n)
	for i := range args {
		args[i] = arg(i)
	}
	return args
}

func argCount() int
func arg(i int) string

// Exit ends the program at once; deferred functions do not run.
func Exit(code int)

// Flags for OpenFile.
const (
	O_RDONLY = 0x0
	O_WRONLY = 0x1
	O_RDWR   = 0x2
	O_APPEND = 0x400
	O_CREATE = 0x40
	O_EXCL   = 0x80
	O_SYNC   = 0x101000
	O_TRUNC  = 0x200
)

const (
	SEEK_SET = 0
	SEEK_CUR = 1
	SEEK_END = 2
)

const (
	PathSeparator     = '/'
	PathListSeparator = ':'
	DevNull           = "/dev/null"
)

var (
	ErrInvalid          = fs.ErrInvalid
	ErrPermission       = fs.ErrPermission
	ErrExist            = fs.ErrExist
	ErrNotExist         = fs.ErrNotExist
	ErrClosed           = fs.ErrClosed
	ErrNoDeadline       = poll.ErrNoDeadline
	ErrDeadlineExceeded = poll.ErrDeadlineExceeded
)

type (
	PathError = fs.PathError
	FileInfo  = fs.FileInfo
	FileMode  = fs.FileMode
	DirEntry  = fs.DirEntry
)

// SyscallError names the system call that failed.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }
func (e *SyscallError) Unwrap() error { return e.Err }

// NewSyscallError is a SyscallError, or nil for nil.
func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

func underlying(err error) error {
	switch err := err.(type) {
	case *PathError:
		return err.Err
	case *SyscallError:
		return err.Err
	}
	return err
}

func isKind(err, kind error) bool {
	err = underlying(err)
	if err == kind {
		return true
	}
	e, ok := err.(syscall.Errno)
	return ok && e.Is(kind)
}

// IsExist tells whether something is there already.
func IsExist(err error) bool { return isKind(err, ErrExist) }

// IsNotExist tells whether something is missing.
func IsNotExist(err error) bool { return isKind(err, ErrNotExist) }

// IsPermission tells whether permission was denied.
func IsPermission(err error) bool { return isKind(err, ErrPermission) }

// File is an open file.
type File struct {
	fd     int
	name   string
	append bool
	dir    []*dirEntry // entries of a directory not yet read
	inDir  bool
	poll   poller
	waits  bool // it has poll, and calls for its descriptor wait once somebody knows that
}

var (
	Stdin  = &File{fd: 0, name: "/dev/stdin"}
	Stdout = &File{fd: 1, name: "/dev/stdout"}
	Stderr = &File{fd: 2, name: "/dev/stderr"}
)

// NewFile makes a File of a descriptor.
func NewFile(fd uintptr, name string) *File { return &File{fd: int(fd), name: name} }

// Open opens for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create makes or empties a file.
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

// OpenFile opens with flags and, if it makes the file, permissions.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	fd, isPipe, errno := open(name, flag, uint32(perm.Perm()))
	if errno != 0 {
		return nil, &PathError{Op: "open", Path: name, Err: errno}
	}
	if isPipe {
		return newPolled(fd, name), nil
	}
	return &File{fd: fd, name: name, append: flag&O_APPEND != 0}, nil
}

// open opens a file, and tells whether it is a named pipe.
func open(name string, flag int, perm uint32) (fd int, isPipe bool, err syscall.Errno)

func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.fd < 0 {
		return &PathError{Op: op, Path: f.name, Err: ErrClosed}
	}
	return nil
}

func (f *File) wrap(op string, errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return &PathError{Op: op, Path: f.name, Err: errno}
}

// Name is the name given at opening.
func (f *File) Name() string { return f.name }

// Fd is the descriptor. From now on reads and writes of a pipe cannot be given up.
func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	if f.waits && f.fd >= 0 {
		f.waits = false
		f.poll.SetBlocking()
	}
	return uintptr(f.fd)
}

// Read implements io.Reader.
func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	if f.poll != nil {
		n, err := f.poll.Read(b)
		return n, f.wrapPolled("read", err)
	}
	n, errno := syscall.Read(f.fd, b)
	if errno != 0 {
		return 0, f.wrap("read", errno)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// ReadAt implements io.ReaderAt.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{Op: "readat", Path: f.name, Err: errors.New("negative offset")}
	}
	for n < len(b) {
		m, errno := syscall.Pread(f.fd, b[n:], off+int64(n))
		if errno != 0 {
			return n, f.wrap("read", errno)
		}
		if m == 0 {
			return n, io.EOF
		}
		n += m
	}
	return n, nil
}

// sigpipe ends the program if it did not ask for signals of broken pipes.
func sigpipe()

// wrapWrite says why a write failed. The program ends if nobody reads its standard streams.
func (f *File) wrapWrite(errno syscall.Errno) error {
	if errno == syscall.EPIPE && (f.fd == 1 || f.fd == 2) {
		sigpipe()
	}
	return f.wrap("write", errno)
}

// Write implements io.Writer.
func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if f.poll != nil {
		n, err := f.poll.Write(b)
		return n, f.wrapPolled("write", err)
	}
	for n < len(b) {
		m, errno := syscall.Write(f.fd, b[n:])
		if errno != 0 {
			return n, f.wrapWrite(errno)
		}
		n += m
	}
	return n, nil
}

// WriteAt implements io.WriterAt.
func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if f.append {
		return 0, errors.New("os: invalid use of WriteAt on file opened with O_APPEND")
	}
	for n < len(b) {
		m, errno := syscall.Pwrite(f.fd, b[n:], off+int64(n))
		if errno != 0 {
			return n, f.wrapWrite(errno)
		}
		n += m
	}
	return n, nil
}

// WriteString writes a string.
func (f *File) WriteString(s string) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if f.poll != nil {
		return f.Write([]byte(s))
	}
	for n < len(s) {
		m, errno := syscall.WriteString(f.fd, s[n:])
		if errno != 0 {
			return n, f.wrapWrite(errno)
		}
		n += m
	}
	return n, nil
}

// Seek implements io.Seeker.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	f.inDir = false
	at, errno := syscall.Seek(f.fd, offset, whence)
	if errno != 0 {
		return 0, f.wrap("seek", errno)
	}
	return at, nil
}

// Close closes the file.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	fd := f.fd
	f.fd = -1
	if f.poll != nil {
		return f.wrapPolled("close", f.poll.Close())
	}
	return f.wrap("close", syscall.Close(fd))
}

// Sync writes what the system holds back.
func (f *File) Sync() error {
	if err := f.check("sync"); err != nil {
		return err
	}
	return f.wrap("sync", syscall.Fsync(f.fd))
}

// Truncate sets the file's size.
func (f *File) Truncate(size int64) error {
	if err := f.check("truncate"); err != nil {
		return err
	}
	return f.wrap("truncate", syscall.Ftruncate(f.fd, size))
}

// ReadFile reads a whole file.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := 512
	if info, err := f.Stat(); err == nil && info.Size()+512 > int64(size) {
		size = int(info.Size()) + 512
	}
	data := make([]byte, 0, size)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return data, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// WriteFile writes a whole file.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err1 := f.Close(); err1 != nil && err == nil {
		err = err1
	}
	return err
}

func pathErr(op, path string, errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return &PathError{Op: op, Path: path, Err: errno}
}

// Remove removes a file or an empty directory.
func Remove(name string) error {
	e := syscall.Unlink(name)
	if e == 0 {
		return nil
	}
	e1 := syscall.Rmdir(name)
	if e1 == 0 {
		return nil
	}
	if e1 != syscall.ENOTDIR {
		e = e1
	}
	return pathErr("remove", name, e)
}

// RemoveAll removes path and what is below it.
func RemoveAll(path string) error {
	err := Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	entries, rerr := ReadDir(path)
	if rerr != nil {
		return err
	}
	for _, entry := range entries {
		if err := RemoveAll(path + "/" + entry.Name()); err != nil {
			return err
		}
	}
	return Remove(path)
}

// LinkError is an error of an operation on two paths.
type LinkError struct {
	Op  string
	Old string
	New string
	Err error
}

func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }
func (e *LinkError) Unwrap() error { return e.Err }

// Rename moves a file.
func Rename(oldpath, newpath string) error {
	if e := syscall.Rename(oldpath, newpath); e != 0 {
		return &LinkError{"rename", oldpath, newpath, e}
	}
	return nil
}

// Mkdir makes a directory.
func Mkdir(name string, perm FileMode) error {
	return pathErr("mkdir", name, syscall.Mkdir(name, uint32(perm.Perm())))
}

// MkdirAll makes a directory and those above it.
func MkdirAll(path string, perm FileMode) error {
	if info, err := Stat(path); err == nil {
		if info.IsDir() {
			return nil
		}
		return &PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	}
	end := len(path)
	for end > 0 && path[end-1] == '/' {
		end--
	}
	for end > 0 && path[end-1] != '/' {
		end--
	}
	if end > 1 {
		if err := MkdirAll(path[:end-1], perm); err != nil {
			return err
		}
	}
	err := Mkdir(path, perm)
	if err != nil {
		if info, err1 := Lstat(path); err1 == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// Chdir changes the working directory.
func Chdir(dir string) error { return pathErr("chdir", dir, syscall.Chdir(dir)) }

// Getwd is the working directory.
func Getwd() (string, error) {
	dir, errno := syscall.Getwd()
	if errno != 0 {
		return "", NewSyscallError("getwd", errno)
	}
	return dir, nil
}

// TempDir is where temporary files go.
func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}

// MkdirTemp makes a new directory; the last * of pattern, or its end, becomes a number.
func MkdirTemp(dir, pattern string) (string, error) {
	var made string
	err := temp(dir, pattern, func(name string) error {
		made = name
		return Mkdir(name, 0700)
	})
	return made, err
}

// CreateTemp makes and opens a new file, named as MkdirTemp does.
func CreateTemp(dir, pattern string) (*File, error) {
	var f *File
	err := temp(dir, pattern, func(name string) (err error) {
		f, err = OpenFile(name, O_RDWR|O_CREATE|O_EXCL, 0600)
		return err
	})
	return f, err
}

func temp(dir, pattern string, try func(name string) error) error {
	if dir == "" {
		dir = TempDir()
	}
	prefix, suffix := pattern, ""
	for i := len(pattern) - 1; i >= 0; i-- {
		if pattern[i] == '*' {
			prefix, suffix = pattern[:i], pattern[i+1:]
			break
		}
	}
	for n := 0; ; n++ {
		err := try(dir + "/" + prefix + itoa(int(syscall.Random()%1e9)) + suffix)
		if err == nil || !IsExist(err) || n > 10000 {
			return err
		}
	}
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	var buf [20]byte
	i := len(buf)
	for ; n > 0; n /= 10 {
		i--
		buf[i] = byte('0' + n%10)
	}
	return string(buf[i:])
}

// Getenv is the value of an environment variable, "" if it is not set.
func Getenv(key string) string {
	v, _ := syscall.Getenv(key)
	return v
}

// LookupEnv is Getenv and whether the variable is set.
func LookupEnv(key string) (string, bool) { return syscall.Getenv(key) }

// Setenv sets an environment variable of this process.
func Setenv(key, value string) error {
	if key == "" {
		return NewSyscallError("setenv", syscall.EINVAL)
	}
	for i := 0; i < len(key); i++ {
		if key[i] == '=' || key[i] == 0 {
			return NewSyscallError("setenv", syscall.EINVAL)
		}
	}
	syscall.Setenv(key, value)
	return nil
}

// Unsetenv removes an environment variable.
func Unsetenv(key string) error {
	syscall.Unsetenv(key)
	return nil
}

// Environ gives all variables as key=value.
func Environ() []string {
	return syscall.Environ()
}

// Expand replaces $var and ${var} in s.
func Expand(s string, mapping func(string) string) string {
	var buf []byte
	i := 0
	for j := 0; j < len(s); j++ {
		if s[j] != '$' || j+1 >= len(s) {
			continue
		}
		buf = append(buf, s[i:j]...)
		name, w := shellName(s[j+1:])
		if name == "" && w > 0 {
			// Bad syntax: the characters are dropped.
		} else if name == "" {
			buf = append(buf, s[j])
		} else {
			buf = append(buf, mapping(name)...)
		}
		j += w
		i = j + 1
	}
	if buf == nil {
		return s
	}
	return string(buf) + s[i:]
}

func shellName(s string) (string, int) {
	special := func(c byte) bool {
		switch c {
		case '*', '#', '$', '@', '!', '?', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			return true
		}
		return false
	}
	if s[0] == '{' {
		if len(s) > 2 && special(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				if i == 1 {
					return "", 2
				}
				return s[1:i], i + 1
			}
		}
		return "", 1
	}
	if special(s[0]) {
		return s[0:1], 1
	}
	i := 0
	for i < len(s) && (s[i] == '_' || '0' <= s[i] && s[i] <= '9' || 'a' <= s[i] && s[i] <= 'z' || 'A' <= s[i] && s[i] <= 'Z') {
		i++
	}
	return s[:i], i
}

// ExpandEnv is Expand with environment variables.
func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Getpid is the process's id.
func Getpid() int { return syscall.Getpid() }

// Getppid is the parent's id.
func Getppid() int { return syscall.Getppid() }

// Getuid is the user's id.
func Getuid() int { return syscall.Getuid() }

// Hostname is the machine's name.
func Hostname() (string, error) {
	b, err := ReadFile("/proc/sys/kernel/hostname")
	for len(b) > 0 && b[len(b)-1] == '\n' {
		b = b[:len(b)-1]
	}
	return string(b), err
}

// Executable is the path of the running program.
func Executable() (string, error) { return Args[0], nil }

// Signal is an operating system signal.
type Signal interface {
	String() string
	Signal()
}

var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)
