package http

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// FileSystem is files by names with slashes, from the root.
type FileSystem interface {
	Open(name string) (File, error)
}

// File is what a FileSystem opens.
type File interface {
	io.Closer
	io.Reader
	io.Seeker
	Readdir(count int) ([]fs.FileInfo, error)
	Stat() (fs.FileInfo, error)
}

// Dir is the files of a folder. It follows links out of the folder, and has files whose names
// begin with a dot.
type Dir string

var errUnsafePath = errors.New("http: invalid or unsafe file path")

// Open opens a file below the folder.
func (d Dir) Open(name string) (File, error) {
	name = orDefault(path.Clean("/" + name)[1:], ".")
	name, err := filepath.Localize(name)
	if err != nil {
		return nil, errUnsafePath
	}
	full := filepath.Join(orDefault(string(d), "."), name)
	file, err := os.Open(full)
	if err != nil {
		return nil, notDirIsMissing(err, full, os.Stat)
	}
	return file, nil
}

// notDirIsMissing turns an error of a path through a file, as if it were a folder, into
// fs.ErrNotExist.
func notDirIsMissing(err error, name string, stat func(string) (fs.FileInfo, error)) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if part == "" {
			continue
		}
		info, statErr := stat(strings.Join(parts[:i+1], "/"))
		if statErr != nil {
			return err
		}
		if !info.IsDir() {
			return fs.ErrNotExist
		}
	}
	return err
}

// FS is an fs.FS as a FileSystem. Its files must be io.Seekers.
func FS(fsys fs.FS) FileSystem { return fsFiles{fsys} }

type fsFiles struct{ fsys fs.FS }

func (f fsFiles) Open(name string) (File, error) {
	if name == "/" {
		name = "."
	} else {
		name = strings.TrimPrefix(name, "/")
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, notDirIsMissing(err, name, func(name string) (fs.FileInfo, error) { return fs.Stat(f.fsys, name) })
	}
	return fsFile{file}, nil
}

type fsFile struct{ fs.File }

func (f fsFile) Seek(offset int64, whence int) (int64, error) {
	s, ok := f.File.(io.Seeker)
	if !ok {
		return 0, errors.New("io.File missing Seek method")
	}
	return s.Seek(offset, whence)
}

func (f fsFile) ReadDir(count int) ([]fs.DirEntry, error) {
	d, ok := f.File.(fs.ReadDirFile)
	if !ok {
		return nil, errors.New("io.File directory missing ReadDir method")
	}
	return d.ReadDir(count)
}

func (f fsFile) Readdir(count int) (infos []fs.FileInfo, err error) {
	for {
		entries, err := f.ReadDir(count - len(infos))
		for _, entry := range entries {
			// What was removed meanwhile is left out.
			if info, err := entry.Info(); err == nil {
				infos = append(infos, info)
			}
		}
		if err != nil || count < 0 || len(infos) >= count {
			return infos, err
		}
	}
}

// FileServer answers with the files below a root: folders with their index.html, or a list.
// Paths that end with /index.html are redirected to the folder.
func FileServer(root FileSystem) Handler { return &fileHandler{root} }

// FileServerFS is FileServer with an fs.FS.
func FileServerFS(root fs.FS) Handler { return FileServer(FS(root)) }

type fileHandler struct{ root FileSystem }

func (h *fileHandler) ServeHTTP(w ResponseWriter, r *Request) {
	if !strings.HasPrefix(r.URL.Path, "/") {
		r.URL.Path = "/" + r.URL.Path
	}
	serveFile(w, r, h.root, path.Clean(r.URL.Path), true)
}

// ServeFile answers with a file or folder. A request whose path has a .. is refused; name is
// not checked.
func ServeFile(w ResponseWriter, r *Request, name string) {
	dir, file := filepath.Split(name)
	serveNamed(w, r, Dir(dir), file)
}

// ServeFileFS answers with a file or folder of an fs.FS, as ServeFile does.
func ServeFileFS(w ResponseWriter, r *Request, fsys fs.FS, name string) {
	serveNamed(w, r, FS(fsys), name)
}

func serveNamed(w ResponseWriter, r *Request, files FileSystem, name string) {
	isSlash := func(c rune) bool { return c == '/' || c == '\\' }
	if slices.Contains(strings.FieldsFunc(r.URL.Path, isSlash), "..") {
		serveError(w, "invalid URL path", StatusBadRequest)
		return
	}
	serveFile(w, r, files, name, false)
}

// serveError answers with an error instead of the content that the header is about.
func serveError(w ResponseWriter, text string, code int) {
	for _, key := range [...]string{"Cache-Control", "Content-Encoding", "Etag", "Last-Modified"} {
		w.Header().Del(key)
	}
	Error(w, text, code)
}

func serveFailure(w ResponseWriter, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errUnsafePath):
		serveError(w, "404 page not found", StatusNotFound)
	case errors.Is(err, fs.ErrPermission):
		serveError(w, "403 Forbidden", StatusForbidden)
	default:
		serveError(w, "500 Internal Server Error", StatusInternalServerError)
	}
}

// redirectTo redirects to a path relative to the request's.
func redirectTo(w ResponseWriter, r *Request, target string) {
	if p := strings.ToLower(r.URL.EscapedPath()); strings.Contains(p, "%2f") {
		NotFound(w, r) // a client would see other slashes than we do
		return
	}
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", target)
	w.WriteHeader(StatusMovedPermanently)
}

// serveFile answers with a file. If canonical, paths of folders end with a slash, others do
// not: requests for others are redirected.
func serveFile(w ResponseWriter, r *Request, files FileSystem, name string, canonical bool) {
	const index = "/index.html"
	at := r.URL.Path
	if strings.HasSuffix(at, index) {
		redirectTo(w, r, "./")
		return
	}
	file, err := files.Open(name)
	if err != nil {
		serveFailure(w, err)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		serveFailure(w, err)
		return
	}
	slash := strings.HasSuffix(at, "/")
	switch {
	case info.IsDir() && !slash:
		redirectTo(w, r, path.Base(at)+"/")
		return
	case canonical && !info.IsDir() && slash:
		if base := path.Base(at); base != "/" && base != "." {
			redirectTo(w, r, "../"+base)
		} else {
			serveError(w, "http: attempting to traverse a non-directory", StatusInternalServerError)
		}
		return
	}
	if info.IsDir() {
		if page, err := files.Open(strings.TrimSuffix(name, "/") + index); err == nil {
			defer page.Close()
			if pageInfo, err := page.Stat(); err == nil {
				file, info = page, pageInfo
			}
		}
	}
	if info.IsDir() {
		if modifiedSince(r, info.ModTime()) == no {
			notModified(w)
			return
		}
		setLastModified(w, info.ModTime())
		listDir(w, r, file)
		return
	}
	size := func() (int64, error) { return info.Size(), nil }
	serveContent(w, r, info.Name(), info.ModTime(), size, file)
}

// listDir answers with the names in a folder.
func listDir(w ResponseWriter, r *Request, dir File) {
	names, err := dirNames(dir)
	if err != nil {
		logRequest(r, fmt.Sprintf("http: error reading directory: %v", err))
		Error(w, "Error reading directory", StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n")
	for _, name := range names {
		link := url.URL{Path: name} // escapes ? and #, and a colon that would end a scheme
		fmt.Fprintf(w, "<a href=\"%s\">%s</a>\n", link.String(), html.EscapeString(name))
	}
	fmt.Fprint(w, "</pre>\n")
}

// dirNames gives the names in order, with a slash behind those of folders.
func dirNames(dir File) ([]string, error) {
	type named interface {
		Name() string
		IsDir() bool
	}
	var all []named
	var err error
	if d, ok := dir.(fs.ReadDirFile); ok {
		var entries []fs.DirEntry
		entries, err = d.ReadDir(-1)
		for _, entry := range entries {
			all = append(all, entry)
		}
	} else {
		var infos []fs.FileInfo
		infos, err = dir.Readdir(-1)
		for _, info := range infos {
			all = append(all, info)
		}
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b named) int { return cmp.Compare(a.Name(), b.Name()) })
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = one.Name()
		if one.IsDir() {
			names[i] += "/"
		}
	}
	return names, nil
}
