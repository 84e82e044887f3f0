// Package filepath works on the system's file names.
package filepath

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

const (
	Separator     = os.PathSeparator
	ListSeparator = os.PathListSeparator
)

// SkipDir, returned by a walk's function, skips the directory.
var SkipDir error = fs.SkipDir

// SkipAll, returned by a walk's function, ends the walk.
var SkipAll error = fs.SkipAll

// ErrBadPattern is the error of a malformed pattern.
var ErrBadPattern = errors.New("syntax error in pattern")

// Clean is the shortest name that means the same.
func Clean(name string) string { return path.Clean(name) }

// IsLocal tells whether the name stays below the directory it is used in.
func IsLocal(path string) bool {
	if path == "" || path[0] == '/' {
		return false
	}
	if strings.Contains(path, "..") {
		path = Clean(path)
	}
	return path != ".." && !strings.HasPrefix(path, "../")
}

// Localize makes a name of io/fs one of the system.
func Localize(path string) (string, error) {
	if !fs.ValidPath(path) || strings.IndexByte(path, 0) >= 0 {
		return "", errors.New("invalid path")
	}
	return path, nil
}

// ToSlash puts slashes for separators.
func ToSlash(path string) string { return path }

// FromSlash puts separators for slashes.
func FromSlash(path string) string { return path }

// SplitList splits a list of names such as PATH.
func SplitList(path string) []string {
	if path == "" {
		return []string{}
	}
	return strings.Split(path, string(ListSeparator))
}

// Split cuts behind the last separator.
func Split(name string) (dir, file string) { return path.Split(name) }

// Join puts separators between the elements that are not empty, and cleans.
func Join(elem ...string) string { return path.Join(elem...) }

// Ext is the suffix from the last dot of the last element on.
func Ext(name string) string { return path.Ext(name) }

// Base is the last element.
func Base(name string) string { return path.Base(name) }

// Dir is all but the last element, cleaned.
func Dir(name string) string { return path.Dir(name) }

// IsAbs tells whether the name begins at the root.
func IsAbs(name string) bool { return path.IsAbs(name) }

// VolumeName is "" on this system.
func VolumeName(path string) string { return "" }

// HasPrefix is strings.HasPrefix.
//
// Deprecated: it does not respect the elements of names.
func HasPrefix(p, prefix string) bool { return strings.HasPrefix(p, prefix) }

// Abs is the name from the root on.
func Abs(path string) (string, error) {
	if IsAbs(path) {
		return Clean(path), nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return Join(wd, path), nil
}

// Rel is the name of targPath as seen from basePath.
func Rel(basePath, targPath string) (string, error) {
	base, targ := Clean(basePath), Clean(targPath)
	if base == targ {
		return ".", nil
	}
	if base == "." {
		base = ""
	}
	if targ == "." {
		targ = ""
	}
	cannot := errors.New("Rel: can't make " + targPath + " relative to " + basePath)
	if IsAbs(base) != IsAbs(targ) {
		return "", cannot
	}
	from, to := elements(base), elements(targ)
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	if len(from) > 0 && from[0] == ".." {
		return "", cannot
	}
	up := slices.Repeat([]string{".."}, len(from))
	return strings.Join(append(up, to...), "/"), nil
}

// elements are the parts of a clean name.
func elements(path string) []string {
	return strings.FieldsFunc(path, func(c rune) bool { return c == '/' })
}

// Match tells whether the shell pattern matches the whole name.
func Match(pattern, name string) (matched bool, err error) {
	matched, err = path.Match(pattern, name)
	if err != nil {
		err = ErrBadPattern
	}
	return matched, err
}

// Glob lists the files that match the pattern.
func Glob(pattern string) (matches []string, err error) {
	if _, err := Match(pattern, ""); err != nil {
		return nil, err
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := os.Lstat(pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, file := Split(pattern)
	switch dir {
	case "":
		dir = "."
	case "/":
	default:
		dir = dir[:len(dir)-1]
	}
	if !strings.ContainsAny(dir, `*?[\`) {
		return globIn(dir, file, nil)
	}
	if dir == pattern {
		return nil, ErrBadPattern
	}
	dirs, err := Glob(dir)
	if err != nil {
		return nil, err
	}
	for _, d := range dirs {
		if matches, err = globIn(d, file, matches); err != nil {
			return matches, err
		}
	}
	return matches, nil
}

// globIn appends the entries of the directory that match.
func globIn(dir, pattern string, matches []string) ([]string, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return matches, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return matches, nil
	}
	for _, entry := range entries {
		ok, err := Match(pattern, entry.Name())
		if err != nil {
			return matches, err
		}
		if ok {
			matches = append(matches, Join(dir, entry.Name()))
		}
	}
	return matches, nil
}

// maxLinks is the number of symbolic links that EvalSymlinks follows.
const maxLinks = 255

// EvalSymlinks is the name without symbolic links.
func EvalSymlinks(path string) (string, error) {
	done := ""
	if IsAbs(path) {
		done = "/"
	}
	links := 0
	for path != "" {
		name, rest, _ := strings.Cut(path, "/")
		path = rest
		switch name {
		case "", ".":
			continue
		case "..":
			if done == "" || Base(done) == ".." {
				done = Join(done, "..")
			} else if done = Dir(done); done == "." {
				done = ""
			}
			continue
		}
		next := Join(done, name)
		info, err := os.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			if !info.IsDir() && path != "" {
				return "", syscall.ENOTDIR
			}
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", errors.New("EvalSymlinks: too many links")
		}
		to, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if IsAbs(to) {
			done = "/"
		}
		path = to + "/" + path
	}
	return Clean(done), nil
}

// WalkFunc is called for each file and directory of a walk.
type WalkFunc func(path string, info fs.FileInfo, err error) error

// Walk goes through the tree below root, by name.
func Walk(root string, fn WalkFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walk(root, info, fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walk(path string, info fs.FileInfo, fn WalkFunc) error {
	if !info.IsDir() {
		return fn(path, info, nil)
	}
	entries, err := os.ReadDir(path)
	if err1 := fn(path, info, err); err != nil || err1 != nil {
		return err1
	}
	for _, entry := range entries {
		name := Join(path, entry.Name())
		info, err := os.Lstat(name)
		if err != nil {
			if err := fn(name, info, err); err != nil && err != SkipDir {
				return err
			}
			continue
		}
		if err := walk(name, info, fn); err != nil {
			if !info.IsDir() || err != SkipDir {
				return err
			}
		}
	}
	return nil
}

// WalkDir is Walk with directory entries, which cost less.
func WalkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walkDir(root, fs.FileInfoToDirEntry(info), fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walkDir(path string, d fs.DirEntry, fn fs.WalkDirFunc) error {
	if err := fn(path, d, nil); err != nil || !d.IsDir() {
		if err == SkipDir && d.IsDir() {
			return nil
		}
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		if err = fn(path, d, err); err != nil {
			if err == SkipDir {
				return nil
			}
			return err
		}
	}
	for _, entry := range entries {
		if err := walkDir(Join(path, entry.Name()), entry, fn); err != nil {
			if err == SkipDir {
				break
			}
			return err
		}
	}
	return nil
}
