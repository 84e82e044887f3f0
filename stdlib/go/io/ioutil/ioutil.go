// Package ioutil has what is in packages io and os by now, for the programs that still
// import it.
package ioutil

import (
	"io"
	"io/fs"
	"os"
)

// Discard is [io.Discard].
var Discard io.Writer = io.Discard

// ReadAll is [io.ReadAll].
func ReadAll(r io.Reader) ([]byte, error) { return io.ReadAll(r) }

// NopCloser is [io.NopCloser].
func NopCloser(r io.Reader) io.ReadCloser { return io.NopCloser(r) }

// ReadFile is [os.ReadFile].
func ReadFile(filename string) ([]byte, error) { return os.ReadFile(filename) }

// WriteFile is [os.WriteFile].
func WriteFile(filename string, data []byte, perm fs.FileMode) error {
	return os.WriteFile(filename, data, perm)
}

// ReadDir tells what is in a directory, sorted by name. Unlike [os.ReadDir] it asks for each
// file's FileInfo, and gives nothing if there is an error.
func ReadDir(dirname string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(dirname)
	if err != nil {
		return nil, err
	}
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// TempFile is [os.CreateTemp].
func TempFile(dir, pattern string) (*os.File, error) { return os.CreateTemp(dir, pattern) }

// TempDir is [os.MkdirTemp].
func TempDir(dir, pattern string) (string, error) { return os.MkdirTemp(dir, pattern) }
