package template

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// reader reads a file; name is that of its template.
type reader func(file string) (name string, text []byte, err error)

func fromDisk(file string) (string, []byte, error) {
	text, err := os.ReadFile(file)
	return filepath.Base(file), text, err
}

// ParseFiles makes a template of each file, under its name without folders, and gives the
// first.
func ParseFiles(filenames ...string) (*Template, error) {
	return parseFiles(nil, fromDisk, filenames...)
}

// ParseFiles makes templates of files, associated with t.
func (t *Template) ParseFiles(filenames ...string) (*Template, error) {
	return parseFiles(t, fromDisk, filenames...)
}

func parseFiles(t *Template, read reader, filenames ...string) (*Template, error) {
	if err := t.checkCanParse(); err != nil {
		return nil, err
	}
	if len(filenames) == 0 {
		return nil, errors.New("html/template: no files named in call to ParseFiles")
	}
	for _, filename := range filenames {
		name, text, err := read(filename)
		if err != nil {
			return nil, err
		}
		if t == nil {
			t = New(name)
		}
		nt := t
		if name != t.Name() {
			nt = t.New(name)
		}
		if _, err := nt.Parse(string(text)); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// ParseGlob is ParseFiles of the files that match.
func ParseGlob(pattern string) (*Template, error) { return parseGlob(nil, pattern) }

// ParseGlob is ParseFiles of the files that match.
func (t *Template) ParseGlob(pattern string) (*Template, error) { return parseGlob(t, pattern) }

func parseGlob(t *Template, pattern string) (*Template, error) {
	if err := t.checkCanParse(); err != nil {
		return nil, err
	}
	filenames, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	if len(filenames) == 0 {
		return nil, fmt.Errorf("html/template: pattern matches no files: %#q", pattern)
	}
	return parseFiles(t, fromDisk, filenames...)
}

// ParseFS is ParseFiles of the files of a tree that match.
func ParseFS(fsys fs.FS, patterns ...string) (*Template, error) { return parseFS(nil, fsys, patterns) }

// ParseFS is ParseFiles of the files of a tree that match.
func (t *Template) ParseFS(fsys fs.FS, patterns ...string) (*Template, error) {
	return parseFS(t, fsys, patterns)
}

func parseFS(t *Template, fsys fs.FS, patterns []string) (*Template, error) {
	var filenames []string
	for _, pattern := range patterns {
		list, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("template: pattern matches no files: %#q", pattern)
		}
		filenames = append(filenames, list...)
	}
	read := func(file string) (string, []byte, error) {
		text, err := fs.ReadFile(fsys, file)
		return path.Base(file), text, err
	}
	return parseFiles(t, read, filenames...)
}
