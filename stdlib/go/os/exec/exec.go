// Package exec runs other programs.
package exec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrWaitDelay means that a command's pipes were closed because its WaitDelay was over, and
// that nothing else went wrong.
var ErrWaitDelay = errors.New("exec: WaitDelay expired before I/O complete")

// prefixedError is an error with a word of what was done.
type prefixedError struct {
	prefix string
	err    error
}

func (e prefixedError) Error() string { return e.prefix + ": " + e.err.Error() }
func (e prefixedError) Unwrap() error { return e.err }

// ExitError tells that a program ended with a status that is not 0, or by a signal.
type ExitError struct {
	*os.ProcessState

	// Stderr is the start and end of what the program wrote to its standard error, if it
	// was run by Output and Cmd.Stderr was not set.
	Stderr []byte
}

func (e *ExitError) Error() string { return e.ProcessState.String() }

// Cmd is a program that is to run, runs, or has run. It runs once.
type Cmd struct {
	// Path is the program's file.
	Path string
	// Args are its arguments, with its name before them; only Path if there are none.
	Args []string
	// Env is its environment as key=value, that of this process if nil. Of a key that is
	// there twice, the last value counts.
	Env []string
	// Dir is its working directory, if not ours.
	Dir string
	// Stdin is what it reads: the null device if nil. A *os.File is read by the program
	// itself, else a goroutine copies to a pipe.
	Stdin io.Reader
	// Stdout and Stderr take what it writes, as Stdin gives. If they are equal, one
	// goroutine at a time calls Write.
	Stdout io.Writer
	Stderr io.Writer
	// ExtraFiles are further files for it: the first has descriptor 3.
	ExtraFiles []*os.File
	// SysProcAttr has what only some systems know.
	SysProcAttr *syscall.SysProcAttr
	// Process is the process, once it has been started.
	Process *os.Process
	// ProcessState tells how it ended, once it has been waited for.
	ProcessState *os.ProcessState
	// Err is why the program was not found.
	Err error
	// Cancel is called when the context of CommandContext is done before the program is;
	// it kills the program, if not set otherwise.
	Cancel func() error
	// WaitDelay is how long Wait waits for a program whose context is done, and for pipes
	// that others keep open when the program has ended; 0 for ever.
	WaitDelay time.Duration

	ctx      context.Context
	started  atomic.Bool
	ofChild  []io.Closer    // files that the child has and we need no more
	pipes    []io.Closer    // our ends of pipes
	copiers  []func() error // what goroutines are to do once the program runs
	copied   <-chan error   // tells when all goroutines are done
	canceled <-chan cancellation
}

// cancellation tells what the end of the context did.
type cancellation struct {
	err error
	// delay is the rest of WaitDelay, if it has begun.
	delay *time.Timer
}

// Command is a Cmd to run the program, which LookPath finds, with the arguments.
func Command(name string, arg ...string) *Cmd {
	c := &Cmd{Path: name, Args: append([]string{name}, arg...)}
	if filepath.Base(name) == name {
		path, err := LookPath(name)
		if path != "" {
			c.Path = path
		}
		c.Err = err
	}
	return c
}

// CommandContext is a Command that is killed when the context is done.
func CommandContext(ctx context.Context, name string, arg ...string) *Cmd {
	if ctx == nil {
		panic("nil Context")
	}
	c := Command(name, arg...)
	c.ctx = ctx
	c.Cancel = func() error { return c.Process.Kill() }
	return c
}

// String is the command for people to read; it is not fit for a shell.
func (c *Cmd) String() string {
	if c.Err != nil {
		return strings.Join(c.Args, " ")
	}
	return strings.Join(append([]string{c.Path}, c.argv()[1:]...), " ")
}

func (c *Cmd) argv() []string {
	if len(c.Args) > 0 {
		return c.Args
	}
	return []string{c.Path}
}

// Environ is the environment that the program gets.
func (c *Cmd) Environ() []string {
	env, _ := c.environ()
	return env
}

func (c *Cmd) environ() ([]string, error) {
	var err error
	env := c.Env
	if env == nil {
		env = os.Environ()
		if c.Dir != "" {
			var pwd string
			if pwd, err = filepath.Abs(c.Dir); err == nil {
				env = append(env, "PWD="+pwd)
			}
		}
	}
	env, uniqueErr := unique(env)
	if err == nil {
		err = uniqueErr
	}
	return env, err
}

// unique leaves out what a later variable sets again, and what cannot be passed on.
func unique(env []string) ([]string, error) {
	var err error
	seen := map[string]bool{}
	from := len(env)
	kept := make([]string, from)
	for i := len(env) - 1; i >= 0; i-- {
		variable := env[i]
		if strings.IndexByte(variable, 0) >= 0 {
			err = errors.New("exec: environment variable contains NUL")
			continue
		}
		end := strings.IndexByte(variable, '=')
		if end == 0 {
			// The name may begin with the sign.
			end = strings.IndexByte(variable[1:], '=') + 1
		}
		if end < 0 {
			if variable == "" {
				continue
			}
		} else if name := variable[:end]; seen[name] {
			continue
		} else {
			seen[name] = true
		}
		from--
		kept[from] = variable
	}
	return kept[from:], err
}

// same compares two values; those that cannot be compared are not the same.
func same(a, b any) bool {
	defer func() { recover() }()
	return a == b
}

func closeAll(files []io.Closer) {
	for _, f := range files {
		f.Close()
	}
}

// null is the null device for the child.
func (c *Cmd) null(flag int) (*os.File, error) {
	f, err := os.OpenFile(os.DevNull, flag, 0)
	if err == nil {
		c.ofChild = append(c.ofChild, f)
	}
	return f, err
}

// pipe makes a pipe between the child and us.
func (c *Cmd) pipe(childReads bool) (ofChild, ours *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	ofChild, ours = w, r
	if childReads {
		ofChild, ours = r, w
	}
	c.ofChild = append(c.ofChild, ofChild)
	c.pipes = append(c.pipes, ours)
	return ofChild, ours, nil
}

func (c *Cmd) childStdin() (*os.File, error) {
	if c.Stdin == nil {
		return c.null(os.O_RDONLY)
	}
	if f, ok := c.Stdin.(*os.File); ok {
		return f, nil
	}
	r, w, err := c.pipe(true)
	if err != nil {
		return nil, err
	}
	c.copiers = append(c.copiers, func() error {
		_, err := io.Copy(w, c.Stdin)
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) && pathErr.Op == "write" && pathErr.Path == "|1" && pathErr.Err == syscall.EPIPE {
			// The program need not read all that there is.
			err = nil
		}
		if closeErr := w.Close(); err == nil {
			err = closeErr
		}
		return err
	})
	return r, nil
}

func (c *Cmd) childOutput(to io.Writer) (*os.File, error) {
	if to == nil {
		return c.null(os.O_WRONLY)
	}
	if f, ok := to.(*os.File); ok {
		return f, nil
	}
	w, r, err := c.pipe(false)
	if err != nil {
		return nil, err
	}
	c.copiers = append(c.copiers, func() error {
		_, err := io.Copy(to, r)
		// If writing failed, the program shall not wait for us.
		r.Close()
		return err
	})
	return w, nil
}

// childFiles are the files that the program gets.
func (c *Cmd) childFiles() ([]*os.File, error) {
	stdin, err := c.childStdin()
	if err != nil {
		return nil, err
	}
	stdout, err := c.childOutput(c.Stdout)
	if err != nil {
		return nil, err
	}
	stderr := stdout
	if c.Stderr == nil || !same(c.Stderr, c.Stdout) {
		if stderr, err = c.childOutput(c.Stderr); err != nil {
			return nil, err
		}
	}
	return append([]*os.File{stdin, stdout, stderr}, c.ExtraFiles...), nil
}

// Run starts the program and waits until it has ended. The error is nil if it ended with
// status 0 and all was copied; an *ExitError if it ended otherwise.
func (c *Cmd) Run() error {
	if err := c.Start(); err != nil {
		return err
	}
	return c.Wait()
}

// Start starts the program. Wait must be called afterwards.
func (c *Cmd) Start() error {
	if c.started.Swap(true) {
		return errors.New("exec: already started")
	}
	err := c.start()
	closeAll(c.ofChild)
	c.ofChild = nil
	if err != nil {
		closeAll(c.pipes)
		c.pipes, c.copiers = nil, nil
		return err
	}
	c.startCopiers()
	if (c.Cancel != nil || c.WaitDelay != 0) && c.ctx != nil && c.ctx.Done() != nil {
		canceled := make(chan cancellation)
		c.canceled = canceled
		go c.watch(canceled)
	}
	return nil
}

func (c *Cmd) start() error {
	if c.Path == "" && c.Err == nil {
		c.Err = errors.New("exec: no command")
	}
	if c.Err != nil {
		return c.Err
	}
	if c.Cancel != nil && c.ctx == nil {
		return errors.New("exec: command with a non-nil Cancel was not created with CommandContext")
	}
	if c.ctx != nil && c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	files, err := c.childFiles()
	if err != nil {
		return err
	}
	env, err := c.environ()
	if err != nil {
		return err
	}
	c.Process, err = os.StartProcess(c.Path, c.argv(), &os.ProcAttr{
		Dir:   c.Dir,
		Files: files,
		Env:   env,
		Sys:   c.SysProcAttr,
	})
	return err
}

// startCopiers starts the goroutines. The last one to end tells the first error of all.
func (c *Cmd) startCopiers() {
	if len(c.copiers) == 0 {
		return
	}
	type progress struct {
		running int
		err     error
	}
	copied := make(chan error, 1)
	shared := make(chan progress, 1)
	shared <- progress{running: len(c.copiers)}
	for _, work := range c.copiers {
		go func() {
			err := work()
			p := <-shared
			if p.err == nil {
				p.err = err
			}
			if p.running--; p.running == 0 {
				copied <- p.err
			} else {
				shared <- p
			}
		}()
	}
	c.copied = copied
	c.copiers = nil
}

// watch cancels the program when the context is done, unless Wait takes the result first.
func (c *Cmd) watch(result chan<- cancellation) {
	select {
	case result <- cancellation{}:
		return
	case <-c.ctx.Done():
	}
	var err error
	if c.Cancel != nil {
		switch cancelErr := c.Cancel(); {
		case cancelErr == nil:
			err = c.ctx.Err()
		case !errors.Is(cancelErr, os.ErrProcessDone):
			err = prefixedError{"exec: canceling Cmd", cancelErr}
		}
	}
	if c.WaitDelay == 0 {
		result <- cancellation{err: err}
		return
	}
	delay := time.NewTimer(c.WaitDelay)
	select {
	case result <- cancellation{err, delay}:
		return
	case <-delay.C:
	}
	killed := false
	if killErr := c.Process.Kill(); killErr == nil {
		// What stays open now has no say in the error.
		killed = true
	} else if !errors.Is(killErr, os.ErrProcessDone) {
		err = prefixedError{"exec: killing Cmd", killErr}
	}
	if c.copied != nil {
		select {
		case copyErr := <-c.copied:
			if err == nil && !killed {
				err = copyErr
			}
		default:
			closeAll(c.pipes)
			<-c.copied
			if err == nil {
				err = ErrWaitDelay
			}
		}
		c.copied = nil
	}
	result <- cancellation{err: err}
}

// Wait waits until the program that Start started has ended and all was copied.
func (c *Cmd) Wait() error {
	if c.Process == nil {
		return errors.New("exec: not started")
	}
	if c.ProcessState != nil {
		return errors.New("exec: Wait was already called")
	}
	state, err := c.Process.Wait()
	if err == nil && !state.Success() {
		err = &ExitError{ProcessState: state}
	}
	c.ProcessState = state
	var delay *time.Timer
	if c.canceled != nil {
		canceled := <-c.canceled
		delay = canceled.delay
		// How the program ended says more than that it was to end.
		if err == nil {
			err = canceled.err
		}
	}
	if copyErr := c.awaitCopiers(delay); err == nil {
		err = copyErr
	}
	closeAll(c.pipes)
	c.pipes = nil
	return err
}

// awaitCopiers waits for the goroutines, no longer than the delay.
func (c *Cmd) awaitCopiers(delay *time.Timer) error {
	copied := c.copied
	c.copied = nil
	if delay != nil {
		defer delay.Stop()
	}
	if copied == nil {
		return nil
	}
	if delay == nil {
		if c.WaitDelay == 0 {
			return <-copied
		}
		select {
		case err := <-copied:
			return err
		default:
		}
		delay = time.NewTimer(c.WaitDelay)
		defer delay.Stop()
	}
	select {
	case err := <-copied:
		return err
	case <-delay.C:
		closeAll(c.pipes)
		// The goroutines end soon, and must: they use what is the caller's.
		<-copied
		return ErrWaitDelay
	}
}

// Output runs the program and gives what it wrote to its standard output.
func (c *Cmd) Output() ([]byte, error) {
	if c.Stdout != nil {
		return nil, errors.New("exec: Stdout already set")
	}
	var out bytes.Buffer
	c.Stdout = &out
	var kept *excerpt
	if c.Stderr == nil {
		kept = new(excerpt)
		c.Stderr = kept
	}
	err := c.Run()
	if exit, ok := err.(*ExitError); ok && kept != nil {
		exit.Stderr = kept.text()
	}
	return out.Bytes(), err
}

// CombinedOutput runs the program and gives what it wrote, standard error included.
func (c *Cmd) CombinedOutput() ([]byte, error) {
	if c.Stdout != nil {
		return nil, errors.New("exec: Stdout already set")
	}
	if c.Stderr != nil {
		return nil, errors.New("exec: Stderr already set")
	}
	var out bytes.Buffer
	c.Stdout = &out
	c.Stderr = &out
	err := c.Run()
	return out.Bytes(), err
}

// StdinPipe is a pipe to what the program reads. Wait closes it.
func (c *Cmd) StdinPipe() (io.WriteCloser, error) {
	if c.Stdin != nil {
		return nil, errors.New("exec: Stdin already set")
	}
	if c.Process != nil {
		return nil, errors.New("exec: StdinPipe after process started")
	}
	r, w, err := c.pipe(true)
	if err != nil {
		return nil, err
	}
	c.Stdin = r
	return w, nil
}

// StdoutPipe is a pipe from what the program writes. Wait closes it: read all before.
func (c *Cmd) StdoutPipe() (io.ReadCloser, error) {
	if c.Stdout != nil {
		return nil, errors.New("exec: Stdout already set")
	}
	if c.Process != nil {
		return nil, errors.New("exec: StdoutPipe after process started")
	}
	w, r, err := c.pipe(false)
	if err != nil {
		return nil, err
	}
	c.Stdout = w
	return r, nil
}

// StderrPipe is StdoutPipe for the standard error.
func (c *Cmd) StderrPipe() (io.ReadCloser, error) {
	if c.Stderr != nil {
		return nil, errors.New("exec: Stderr already set")
	}
	if c.Process != nil {
		return nil, errors.New("exec: StderrPipe after process started")
	}
	w, r, err := c.pipe(false)
	if err != nil {
		return nil, err
	}
	c.Stderr = w
	return r, nil
}

// excerptBytes is how much an excerpt keeps of the start, and of the end.
const excerptBytes = 32 << 10

// excerpt keeps the start and the end of what is written to it.
type excerpt struct {
	start, end []byte
	skipped    int64
}

// Write implements io.Writer.
func (e *excerpt) Write(p []byte) (int, error) {
	n := len(p)
	fits := min(n, excerptBytes-len(e.start))
	e.start = append(e.start, p[:fits]...)
	e.end = append(e.end, p[fits:]...)
	// Cut now and then only, so that each byte moves once.
	if len(e.end) > 2*excerptBytes {
		e.cut()
	}
	return n, nil
}

// cut forgets what is not the end.
func (e *excerpt) cut() {
	if over := len(e.end) - excerptBytes; over > 0 {
		e.skipped += int64(over)
		e.end = e.end[:copy(e.end, e.end[over:])]
	}
}

func (e *excerpt) text() []byte {
	e.cut()
	if e.skipped == 0 {
		return append(e.start, e.end...)
	}
	e.start = append(e.start, "\n... omitting "+strconv.FormatInt(e.skipped, 10)+" bytes ...\n"...)
	return append(e.start, e.end...)
}
