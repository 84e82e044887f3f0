package exec

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Error tells why a program was not found.
type Error struct {
	Name string // what was looked for
	Err  error  // why it was not found
}

func (e *Error) Error() string { return "exec: " + strconv.Quote(e.Name) + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

var (
	// ErrNotFound means that no folder of PATH has the program.
	ErrNotFound = errors.New("executable file not found in $PATH")
	// ErrDot means that the program would be one of the working directory, which must be
	// asked for as ./name.
	ErrDot = errors.New("cannot run executable found relative to current directory")
)

// executable tells whether this process may execute the file.
func executable(path string) syscall.Errno

// findExecutable tells why the file is not a program, nil if it is.
func findExecutable(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	mode := info.Mode()
	if mode.IsDir() {
		return syscall.EISDIR
	}
	switch e := executable(file); e {
	case 0:
		return nil
	case syscall.ENOSYS, syscall.EPERM:
		// The system does not tell: the permissions do.
		if mode&0111 != 0 {
			return nil
		}
		return os.ErrPermission
	default:
		return e
	}
}

// LookPath finds a program in the folders of PATH, or, if its name has a slash, where it
// says. What it finds below the working directory comes with an error that is ErrDot.
func LookPath(file string) (string, error) {
	switch file {
	case "", ".", "..":
		return "", &Error{file, ErrNotFound}
	}
	if strings.Contains(file, "/") {
		if err := findExecutable(file); err != nil {
			return "", &Error{file, err}
		}
		return file, nil
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if dir == "" {
			dir = "."
		}
		path := filepath.Join(dir, file)
		if findExecutable(path) != nil {
			continue
		}
		if !filepath.IsAbs(path) {
			return path, &Error{file, ErrDot}
		}
		return path, nil
	}
	return "", &Error{file, ErrNotFound}
}
