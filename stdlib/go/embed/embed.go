// Package embed gives programs files that were read when they were compiled.
//
// A variable of type string, []byte or FS below a directive //go:embed with patterns holds
// the files that these name.
package embed

import (
	"errors"
	"io"
	"io/fs"
	"sort"
	"strings"
	"time"
	"unsafe"
)

// FS is a tree of files that cannot be changed. It implements io/fs.FS.
type FS struct {
	// Files are the files and folders by folder, then name; folders end in a slash. The
	// compiler writes values of this type: see embed.rs there.
	Files *[]struct{ Name, Data string }
}

// file is an element of FS.Files.
type file struct{ name, data string }

// split gives the folder of a file, "." if it is the root, and its name there.
func split(name string) (dir, elem string) {
	name = strings.TrimSuffix(name, "/")
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return ".", name
	}
	return name[:i], name[i+1:]
}

func (f *file) Name() string {
	_, elem := split(f.name)
	return elem
}

func (f *file) Size() int64                { return int64(len(f.data)) }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return strings.HasSuffix(f.name, "/") }
func (f *file) Sys() any                   { return nil }
func (f *file) Type() fs.FileMode          { return f.Mode().Type() }
func (f *file) Info() (fs.FileInfo, error) { return f, nil }
func (f *file) String() string             { return fs.FormatFileInfo(f) }

func (f *file) Mode() fs.FileMode {
	if f.IsDir() {
		return fs.ModeDir | 0555
	}
	return 0444
}

// root stands for the folder of all.
var root = &file{name: "./"}

func (f FS) files() []file {
	if f.Files == nil {
		return nil
	}
	return *(*[]file)(unsafe.Pointer(f.Files))
}

// lookup finds a file, nil if there is none.
func (f FS) lookup(name string) *file {
	if !fs.ValidPath(name) {
		return nil
	}
	if name == "." {
		return root
	}
	dir, elem := split(name)
	files := f.files()
	i := sort.Search(len(files), func(i int) bool {
		d, e := split(files[i].name)
		return d > dir || d == dir && e >= elem
	})
	if i < len(files) && strings.TrimSuffix(files[i].name, "/") == name {
		return &files[i]
	}
	return nil
}

// below gives what a folder holds.
func (f FS) below(dir string) []file {
	files := f.files()
	from := sort.Search(len(files), func(i int) bool { d, _ := split(files[i].name); return d >= dir })
	to := sort.Search(len(files), func(i int) bool { d, _ := split(files[i].name); return d > dir })
	return files[from:to]
}

// Open opens a file; a regular one implements io.Seeker and io.ReaderAt, too.
func (f FS) Open(name string) (fs.File, error) {
	found := f.lookup(name)
	if found == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if found.IsDir() {
		return &openDir{file: found, rest: f.below(name)}, nil
	}
	return &openFile{file: found}, nil
}

// ReadDir gives what a folder holds.
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) {
	opened, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	dir, ok := opened.(*openDir)
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a directory")}
	}
	return entries(dir.rest), nil
}

// ReadFile gives what a file holds.
func (f FS) ReadFile(name string) ([]byte, error) {
	opened, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	file, ok := opened.(*openFile)
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
	}
	return []byte(file.file.data), nil
}

func entries(files []file) []fs.DirEntry {
	list := make([]fs.DirEntry, len(files))
	for i := range files {
		list[i] = &files[i]
	}
	return list
}

// openFile is a regular file being read.
type openFile struct {
	file   *file
	offset int64
}

func (f *openFile) Close() error               { return nil }
func (f *openFile) Stat() (fs.FileInfo, error) { return f.file, nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.offset >= f.file.Size() {
		return 0, io.EOF
	}
	n := copy(b, f.file.data[f.offset:])
	f.offset += int64(n)
	return n, nil
}

// Seek implements io.Seeker; what lies behind the end is no place.
func (f *openFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += f.file.Size()
	}
	if offset < 0 || offset > f.file.Size() {
		return 0, &fs.PathError{Op: "seek", Path: f.file.name, Err: fs.ErrInvalid}
	}
	f.offset = offset
	return offset, nil
}

// ReadAt implements io.ReaderAt.
func (f *openFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset > f.file.Size() {
		return 0, &fs.PathError{Op: "read", Path: f.file.name, Err: fs.ErrInvalid}
	}
	n := copy(b, f.file.data[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// openDir is a folder being read.
type openDir struct {
	file *file
	rest []file
}

func (d *openDir) Close() error               { return nil }
func (d *openDir) Stat() (fs.FileInfo, error) { return d.file, nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.file.name, Err: errors.New("is a directory")}
}

// ReadDir gives the next entries: all if n is not positive.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if len(d.rest) == 0 {
		if n <= 0 {
			return nil, nil
		}
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.rest) {
		n = len(d.rest)
	}
	list := entries(d.rest[:n])
	d.rest = d.rest[n:]
	return list, nil
}
