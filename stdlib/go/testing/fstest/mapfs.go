// Package fstest has a file system in memory, and a test of file systems.
package fstest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// MapFS is a file system in memory: files by path. Folders exist where files are below.
type MapFS map[string]*MapFile

// MapFile is a file of a MapFS.
type MapFile struct {
	Data    []byte      // content, or the target of a symbolic link
	Mode    fs.FileMode // fs.ModeDir for a folder
	ModTime time.Time
	Sys     any
}

// fileInfo is a file with its name.
type fileInfo struct {
	name string
	f    *MapFile
}

func (i *fileInfo) Name() string               { return path.Base(i.name) }
func (i *fileInfo) Size() int64                { return int64(len(i.f.Data)) }
func (i *fileInfo) Mode() fs.FileMode          { return i.f.Mode }
func (i *fileInfo) Type() fs.FileMode          { return i.f.Mode.Type() }
func (i *fileInfo) ModTime() time.Time         { return i.f.ModTime }
func (i *fileInfo) IsDir() bool                { return i.f.Mode&fs.ModeDir != 0 }
func (i *fileInfo) Sys() any                   { return i.f.Sys }
func (i *fileInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i *fileInfo) String() string             { return fs.FormatFileInfo(i) }

// resolved follows symbolic links in a path, of the last element only if last is set.
func (fsys MapFS) resolved(name string, last bool) (string, bool) {
	for range 100 {
		moved := false
		for i := 0; i <= len(name); i++ {
			if i < len(name) && name[i] != '/' || i == len(name) && !last {
				continue
			}
			file := fsys[name[:i]]
			if file == nil || file.Mode.Type() != fs.ModeSymlink {
				continue
			}
			target := string(file.Data)
			if path.IsAbs(target) {
				return "", false
			}
			name = path.Join(path.Dir(name[:i]), target) + name[i:]
			moved = true
			break
		}
		if !moved {
			return name, fs.ValidPath(name)
		}
	}
	return "", false
}

// Open opens a file or folder.
func (fsys MapFS) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrNotExist)
	}
	real, ok := fsys.resolved(name, true)
	if !ok {
		return fail(fs.ErrNotExist)
	}
	file := fsys[real]
	if file != nil && file.Mode&fs.ModeDir == 0 {
		return &openFile{fileInfo{name, file}, bytes.NewReader(file.Data)}, nil
	}
	// A folder: what lies directly below, files and the folders of files.
	prefix := ""
	if real != "." {
		prefix = real + "/"
	}
	children := map[string]*MapFile{}
	for below, f := range fsys {
		rest, ok := strings.CutPrefix(below, prefix)
		if !ok || rest == "" || rest == "." {
			continue
		}
		child, _, deeper := strings.Cut(rest, "/")
		if !deeper {
			children[child] = f
		} else if children[child] == nil {
			children[child] = &MapFile{Mode: fs.ModeDir | 0o555}
		}
	}
	if file == nil {
		if real != "." && len(children) == 0 {
			return fail(fs.ErrNotExist)
		}
		file = &MapFile{Mode: fs.ModeDir | 0o555}
	}
	var entries []fs.DirEntry
	for child, f := range children {
		entries = append(entries, &fileInfo{child, f})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	elem := name
	if name != "." {
		elem = path.Base(name)
	}
	return &openDir{name, fileInfo{elem, file}, entries, 0}, nil
}

// ReadLink is the target of a symbolic link.
func (fsys MapFS) ReadLink(name string) (string, error) {
	info, err := fsys.lstat("readlink", name)
	if err != nil {
		return "", err
	}
	if info.f.Mode.Type() != fs.ModeSymlink {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return string(info.f.Data), nil
}

// Lstat tells of a file, of a symbolic link itself.
func (fsys MapFS) Lstat(name string) (fs.FileInfo, error) {
	info, err := fsys.lstat("lstat", name)
	if err != nil {
		return nil, err
	}
	return info, nil
}

func (fsys MapFS) lstat(op, name string) (*fileInfo, error) {
	if fs.ValidPath(name) {
		if real, ok := fsys.resolved(name, false); ok {
			if file := fsys[real]; file != nil {
				return &fileInfo{name, file}, nil
			}
			if f, err := fsys.Open(real); err == nil {
				info, _ := f.Stat()
				return info.(*fileInfo), nil
			}
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// only hides the methods that package fs would call.
type only struct{ fs.FS }

// ReadFile is a file's content.
func (fsys MapFS) ReadFile(name string) ([]byte, error) { return fs.ReadFile(only{fsys}, name) }

// Stat tells of a file.
func (fsys MapFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(only{fsys}, name) }

// ReadDir is a folder's content.
func (fsys MapFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(only{fsys}, name) }

// Glob are the files that match a pattern.
func (fsys MapFS) Glob(pattern string) ([]string, error) { return fs.Glob(only{fsys}, pattern) }

// Sub is the file system below a folder.
func (fsys MapFS) Sub(dir string) (fs.FS, error) { return fs.Sub(only{fsys}, dir) }

type openFile struct {
	fileInfo
	r *bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return &f.fileInfo, nil }
func (f *openFile) Close() error               { return nil }
func (f *openFile) Read(b []byte) (int, error) { return f.r.Read(b) }

func (f *openFile) Seek(offset int64, whence int) (int64, error) {
	n, err := f.r.Seek(offset, whence)
	if err != nil || n > int64(len(f.f.Data)) {
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
	}
	return n, nil
}

func (f *openFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset > int64(len(f.f.Data)) {
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
	}
	return f.r.ReadAt(b, offset)
}

type openDir struct {
	path string
	fileInfo
	entries []fs.DirEntry
	at      int
}

func (d *openDir) Stat() (fs.FileInfo, error) { return &d.fileInfo, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read(b []byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.path, Err: fs.ErrInvalid}
}

func (d *openDir) ReadDir(count int) ([]fs.DirEntry, error) {
	n := len(d.entries) - d.at
	if n == 0 && count > 0 {
		return nil, io.EOF
	}
	if count > 0 {
		n = min(n, count)
	}
	list := slices.Clone(d.entries[d.at : d.at+n])
	d.at += n
	return list, nil
}

// TestFS tells what is wrong with a file system, which must have the expected files.
func TestFS(fsys fs.FS, expected ...string) error {
	found := map[string]bool{}
	var errs []error
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		found[name] = true
		info, err := fs.Stat(fsys, name)
		switch {
		case err != nil:
			errs = append(errs, err)
		case entry.Type() == fs.ModeSymlink:
		case info.Name() != entry.Name() && name != ".":
			errs = append(errs, fmt.Errorf("%s: Stat names it %s, ReadDir %s", name, info.Name(), entry.Name()))
		case info.IsDir() != entry.IsDir():
			errs = append(errs, fmt.Errorf("%s: Stat and ReadDir disagree on what it is", name))
		case !info.IsDir():
			data, err := fs.ReadFile(fsys, name)
			if err == nil && int64(len(data)) != info.Size() {
				err = fmt.Errorf("%s: %d bytes, but size %d", name, len(data), info.Size())
			}
			if err != nil {
				errs = append(errs, err)
			}
		}
		if f, err := fsys.Open("/" + name); err == nil {
			f.Close()
			errs = append(errs, fmt.Errorf("%s: Open(/%s) succeeded, want error", name, name))
		}
		return nil
	})
	if err != nil {
		errs = append(errs, err)
	}
	delete(found, ".")
	if len(expected) == 0 && len(found) > 0 {
		errs = append(errs, fmt.Errorf("expected empty file system but found %d files", len(found)))
	}
	for _, name := range expected {
		if !found[name] {
			errs = append(errs, fmt.Errorf("expected but not found: %s", name))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("TestFS found errors:\n%w", errors.Join(errs...))
}
