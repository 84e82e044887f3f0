package os

import (
	"errors"
	"io"
	"io/fs"
	"syscall"
	"time"
)

const (
	ModeDir        = fs.ModeDir
	ModeAppend     = fs.ModeAppend
	ModeExclusive  = fs.ModeExclusive
	ModeTemporary  = fs.ModeTemporary
	ModeSymlink    = fs.ModeSymlink
	ModeDevice     = fs.ModeDevice
	ModeNamedPipe  = fs.ModeNamedPipe
	ModeSocket     = fs.ModeSocket
	ModeSetuid     = fs.ModeSetuid
	ModeSetgid     = fs.ModeSetgid
	ModeCharDevice = fs.ModeCharDevice
	ModeSticky     = fs.ModeSticky
	ModeIrregular  = fs.ModeIrregular
	ModeType       = fs.ModeType
	ModePerm       = fs.ModePerm
)

// Timeout tells whether a deadline passed.
func (e *SyscallError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// IsTimeout tells whether a deadline passed.
func IsTimeout(err error) bool {
	t, ok := underlying(err).(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// IsPathSeparator tells whether c is a slash.
func IsPathSeparator(c uint8) bool { return c == PathSeparator }

// systemMode is a mode as the system numbers it.
func systemMode(mode FileMode) uint32 {
	m := uint32(mode.Perm())
	if mode&ModeSetuid != 0 {
		m |= 0x800
	}
	if mode&ModeSetgid != 0 {
		m |= 0x400
	}
	if mode&ModeSticky != 0 {
		m |= 0x200
	}
	return m
}

// Chmod sets the permissions.
func Chmod(name string, mode FileMode) error {
	return pathErr("chmod", name, syscall.Chmod(name, systemMode(mode)))
}

// Chmod sets the file's permissions.
func (f *File) Chmod(mode FileMode) error {
	if err := f.check("chmod"); err != nil {
		return err
	}
	return f.wrap("chmod", syscall.Fchmod(f.fd, systemMode(mode)))
}

// Chown sets the owner; -1 leaves a number as it is.
func Chown(name string, uid, gid int) error {
	return pathErr("chown", name, syscall.Chown(name, uid, gid))
}

// Lchown is Chown of a symbolic link itself.
func Lchown(name string, uid, gid int) error {
	return pathErr("lchown", name, syscall.Lchown(name, uid, gid))
}

// Chown sets the file's owner.
func (f *File) Chown(uid, gid int) error {
	if err := f.check("chown"); err != nil {
		return err
	}
	return f.wrap("chown", syscall.Fchown(f.fd, uid, gid))
}

// Chtimes sets the times of access and modification; a zero time leaves one as it is.
func Chtimes(name string, atime time.Time, mtime time.Time) error {
	which := 0
	if !atime.IsZero() {
		which |= 1
	}
	if !mtime.IsZero() {
		which |= 2
	}
	e := syscall.Utimes(name, atime.Unix(), int64(atime.Nanosecond()), mtime.Unix(), int64(mtime.Nanosecond()), which)
	return pathErr("chtimes", name, e)
}

// Truncate sets a file's size.
func Truncate(name string, size int64) error {
	return pathErr("truncate", name, syscall.Truncate(name, size))
}

// Link makes newname another name of oldname.
func Link(oldname, newname string) error {
	if e := syscall.Link(oldname, newname); e != 0 {
		return &LinkError{"link", oldname, newname, e}
	}
	return nil
}

// Symlink makes newname a symbolic link to oldname.
func Symlink(oldname, newname string) error {
	if e := syscall.Symlink(oldname, newname); e != 0 {
		return &LinkError{"symlink", oldname, newname, e}
	}
	return nil
}

// Readlink is what a symbolic link says.
func Readlink(name string) (string, error) {
	to, e := syscall.Readlink(name)
	if e != 0 {
		return "", &PathError{Op: "readlink", Path: name, Err: e}
	}
	return to, nil
}

// SameFile tells whether two descriptions are of one file.
func SameFile(fi1, fi2 FileInfo) bool {
	a, ok1 := fi1.(*fileStat)
	b, ok2 := fi2.(*fileStat)
	return ok1 && ok2 && a.st.Dev == b.st.Dev && a.st.Ino == b.st.Ino
}

// Chdir makes the directory the working directory.
func (f *File) Chdir() error {
	if err := f.check("chdir"); err != nil {
		return err
	}
	return f.wrap("chdir", syscall.Chdir(f.name))
}

// Readdir is ReadDir with descriptions.
func (f *File) Readdir(n int) ([]FileInfo, error) {
	if f == nil {
		return nil, ErrInvalid
	}
	entries, err := f.ReadDir(n)
	infos := []FileInfo{}
	for _, entry := range entries {
		info, err := entry.Info()
		if IsNotExist(err) {
			continue
		}
		if err != nil {
			return infos, err
		}
		infos = append(infos, info)
	}
	return infos, err
}

// Readdirnames is ReadDir with names.
func (f *File) Readdirnames(n int) ([]string, error) {
	if f == nil {
		return nil, ErrInvalid
	}
	entries, err := f.ReadDir(n)
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

// onlyWriter and onlyReader hide the methods that io.Copy would call again.
type onlyWriter struct{ io.Writer }
type onlyReader struct{ io.Reader }

// ReadFrom implements io.ReaderFrom.
func (f *File) ReadFrom(r io.Reader) (n int64, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return io.Copy(onlyWriter{f}, r)
}

// WriteTo implements io.WriterTo.
func (f *File) WriteTo(w io.Writer) (n int64, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	return io.Copy(w, onlyReader{f})
}

// setDeadline limits the time of reads and writes; only pipes know such limits.
func (f *File) setDeadline(read, write bool, t time.Time) error {
	switch {
	case f == nil:
		return ErrInvalid
	case f.fd < 0:
		return errFileClosing
	case f.poll == nil:
		return ErrNoDeadline
	case read && write:
		return f.poll.SetDeadline(t)
	case read:
		return f.poll.SetReadDeadline(t)
	}
	return f.poll.SetWriteDeadline(t)
}

// errFileClosing is what deadlines of a closed file give.
var errFileClosing = errors.New("use of closed file")

// SetDeadline limits the time of reads and writes; only pipes know such limits.
func (f *File) SetDeadline(t time.Time) error { return f.setDeadline(true, true, t) }

// SetReadDeadline limits the time of reads.
func (f *File) SetReadDeadline(t time.Time) error { return f.setDeadline(true, false, t) }

// SetWriteDeadline limits the time of writes.
func (f *File) SetWriteDeadline(t time.Time) error { return f.setDeadline(false, true, t) }

// Clearenv removes all environment variables.
func Clearenv() {
	for _, variable := range Environ() {
		for i := 0; i < len(variable); i++ {
			if variable[i] == '=' {
				syscall.Unsetenv(variable[:i])
				break
			}
		}
	}
}

// UserHomeDir is the user's directory.
func UserHomeDir() (string, error) {
	if dir := Getenv("HOME"); dir != "" {
		return dir, nil
	}
	return "", errors.New("$HOME is not defined")
}

// userDir is a directory that the variable names, or below the home directory.
func userDir(variable, below string) (string, error) {
	dir := Getenv(variable)
	if dir == "" {
		dir = Getenv("HOME")
		if dir == "" {
			return "", errors.New("neither $" + variable + " nor $HOME are defined")
		}
		return dir + below, nil
	}
	if dir[0] != '/' {
		return "", errors.New("path in $" + variable + " is relative")
	}
	return dir, nil
}

// UserCacheDir is where the user's programs keep what they can make again.
func UserCacheDir() (string, error) { return userDir("XDG_CACHE_HOME", "/.cache") }

// UserConfigDir is where the user's settings are.
func UserConfigDir() (string, error) { return userDir("XDG_CONFIG_HOME", "/.config") }

func Geteuid() int { return Getuid() }
func Getgid() int  { return syscall.Getgid() }
func Getegid() int { return Getgid() }

// Getpagesize is the size of the system's pages.
func Getpagesize() int { return syscall.Getpagesize() }

// Getgroups gives the groups of the user.
func Getgroups() ([]int, error) { return []int{Getgid()}, nil }
