package os

import (
	"errors"
	"io"
	"io/fs"
	"syscall"
	"time"
)

type fileStat struct {
	name string
	st   syscall.Stat_t
}

func (s *fileStat) Name() string       { return s.name }
func (s *fileStat) Size() int64        { return s.st.Size }
func (s *fileStat) IsDir() bool        { return s.Mode().IsDir() }
func (s *fileStat) ModTime() time.Time { return time.Unix(s.st.Mtim.Sec, s.st.Mtim.Nsec) }
func (s *fileStat) Sys() any           { return &s.st }
func (s *fileStat) Mode() FileMode     { return modeOf(s.st.Mode) }

func modeOf(m uint32) FileMode {
	mode := FileMode(m & 0777)
	switch m & 0xF000 {
	case 0x4000:
		mode |= fs.ModeDir
	case 0xA000:
		mode |= fs.ModeSymlink
	case 0x1000:
		mode |= fs.ModeNamedPipe
	case 0xC000:
		mode |= fs.ModeSocket
	case 0x2000:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case 0x6000:
		mode |= fs.ModeDevice
	}
	if m&0x800 != 0 {
		mode |= fs.ModeSetuid
	}
	if m&0x400 != 0 {
		mode |= fs.ModeSetgid
	}
	if m&0x200 != 0 {
		mode |= fs.ModeSticky
	}
	return mode
}

func basename(name string) string {
	for len(name) > 1 && name[len(name)-1] == '/' {
		name = name[:len(name)-1]
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' && len(name) > 1 {
			return name[i+1:]
		}
	}
	return name
}

// Stat describes a file.
func Stat(name string) (FileInfo, error) {
	s := &fileStat{name: basename(name)}
	if e := syscall.Stat(name, &s.st); e != 0 {
		return nil, &PathError{Op: "stat", Path: name, Err: e}
	}
	return s, nil
}

// Lstat is Stat without following a symbolic link.
func Lstat(name string) (FileInfo, error) {
	s := &fileStat{name: basename(name)}
	if e := syscall.Lstat(name, &s.st); e != 0 {
		return nil, &PathError{Op: "lstat", Path: name, Err: e}
	}
	return s, nil
}

// Stat describes the open file.
func (f *File) Stat() (FileInfo, error) {
	if err := f.check("stat"); err != nil {
		return nil, err
	}
	s := &fileStat{name: basename(f.name)}
	if e := syscall.Fstat(f.fd, &s.st); e != 0 {
		return nil, &PathError{Op: "stat", Path: f.name, Err: e}
	}
	return s, nil
}

// A dirEntry names no other package's types: os.File has a list of them, and a program
// that only prints needs neither FileInfo nor what package time has for it.
type dirEntry struct {
	dir  string
	name string
	kind byte // 'd' for directories, 'l' for symbolic links
}

func (d *dirEntry) Name() string            { return d.name }
func (d *dirEntry) IsDir() bool             { return d.kind == 'd' }
func (d *dirEntry) Info() (FileInfo, error) { return Lstat(d.dir + "/" + d.name) }
func (d *dirEntry) String() string          { return fs.FormatDirEntry(d) }

func (d *dirEntry) Type() FileMode {
	switch d.kind {
	case 'd':
		return fs.ModeDir
	case 'l':
		return fs.ModeSymlink
	}
	return 0
}

// ReadDir lists a directory by name.
func ReadDir(name string) ([]DirEntry, error) {
	entries, err := readDir(name)
	if err != nil {
		return nil, err
	}
	return dirEntries(entries), nil
}

func readDir(name string) ([]*dirEntry, error) {
	names, errno := syscall.ReadDirNames(name)
	if errno != 0 {
		return nil, &PathError{Op: "open", Path: name, Err: errno}
	}
	// The names come sorted, each behind a letter for its kind, with a NUL after it.
	var entries []*dirEntry
	for len(names) > 0 {
		end := 1
		for names[end] != 0 {
			end++
		}
		entries = append(entries, &dirEntry{name, names[1:end], names[0]})
		names = names[end+1:]
	}
	return entries, nil
}

func dirEntries(entries []*dirEntry) []DirEntry {
	var list []DirEntry
	for _, entry := range entries {
		list = append(list, entry)
	}
	return list
}

var errClosedDir = errors.New("use of closed file")

// ReadDir gives the next n entries of the directory, all that are left if n <= 0.
func (f *File) ReadDir(n int) ([]DirEntry, error) {
	if f == nil {
		return nil, ErrInvalid
	}
	if f.fd < 0 {
		return nil, &PathError{Op: "readdirent", Path: f.name, Err: errClosedDir}
	}
	if !f.inDir {
		entries, err := readDir(f.name)
		if err != nil {
			return nil, err
		}
		f.dir, f.inDir = entries, true
	}
	if n <= 0 {
		entries := f.dir
		f.dir = nil
		return dirEntries(entries), nil
	}
	if len(f.dir) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.dir))
	entries := f.dir[:n]
	f.dir = f.dir[n:]
	return dirEntries(entries), nil
}
