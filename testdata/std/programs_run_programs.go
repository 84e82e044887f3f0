// run
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// outputs runs commands to their end.
func outputs() {
	out, err := exec.Command("echo", "hello", "world").Output()
	fmt.Printf("%q %v\n", out, err)
	out, err = exec.Command("sh", "-c", "echo out; echo err >&2; exit 3").Output()
	fmt.Printf("%q %v\n", out, err)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		fmt.Printf("%q %d %v %v %v\n", exit.Stderr, exit.ExitCode(), exit.Exited(), exit.Success(), exit.ProcessState)
		status := exit.Sys().(syscall.WaitStatus)
		fmt.Println(status.ExitStatus(), status.Signaled(), status.Signal(), exit.Pid() > 0)
	}
	out, err = exec.Command("sh", "-c", "echo out; echo err >&2").CombinedOutput()
	fmt.Printf("%q %v\n", out, err)
	err = exec.Command("sh", "-c", "kill -TERM $$").Run()
	fmt.Println(err, errors.As(err, &exit), exit.ExitCode(), exit.Sys().(syscall.WaitStatus).Signal())
	fmt.Println(exec.Command("true").Run(), exec.Command("false").Run())
	_, err = exec.Command("sh", "-c", "head -c 40000 /dev/zero | tr '\\0' a >&2; head -c 40000 /dev/zero | tr '\\0' b >&2; exit 1").Output()
	errors.As(err, &exit)
	fmt.Println(len(exit.Stderr), strings.Trim(string(exit.Stderr), "ab"))
	_, err = exec.Command("sh", "-c", "head -c 50000 /dev/zero >&2; exit 1").Output()
	errors.As(err, &exit)
	fmt.Println(len(exit.Stderr))
	big, err := exec.Command("sh", "-c", "head -c 3000000 /dev/zero").Output()
	fmt.Println(len(big), err)
}

// failures do not start.
func failures(dir string) {
	for _, name := range []string{"no-such-program", "./no-such-program", "/no/such/program", "", ".", "..", dir, "/", "a\x00b"} {
		c := exec.Command(name)
		err := c.Run()
		fmt.Println(strings.ReplaceAll(fmt.Sprint(err), dir, "DIR"), errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist), c.Process == nil)
		var e *exec.Error
		if errors.As(err, &e) {
			fmt.Printf("%q %T %v\n", strings.ReplaceAll(e.Name, dir, "DIR"), e.Err, errors.Unwrap(err) == e.Err)
		}
	}
	plain := filepath.Join(dir, "plain")
	os.WriteFile(plain, []byte("#!/bin/sh\necho plain\n"), 0644)
	program, _ := exec.LookPath("true")
	fail := func(err error) {
		fmt.Println(strings.NewReplacer(dir, "DIR", program, "TRUE").Replace(fmt.Sprint(err)))
	}
	_, err := exec.LookPath(plain)
	fail(err)
	fail(exec.Command(plain).Run())
	text := filepath.Join(dir, "text")
	os.WriteFile(text, []byte("no program\n"), 0755)
	fail(exec.Command(text).Run())
	c := exec.Command("true")
	c.Dir = "/no/such/dir"
	fail(c.Run())
	c = exec.Command("true")
	c.Dir = plain
	fail(c.Run())
	c = exec.Command("true")
	c.Env = []string{"a=b\x00c"}
	fail(c.Run())
	fail(exec.Command("true", "a\x00b").Run())
	fail((&exec.Cmd{}).Run())
	fail((&exec.Cmd{Path: program}).Run())
	fail(new(exec.Cmd).Wait())
	c = exec.Command("true")
	c.Cancel = func() error { return nil }
	fail(c.Run())
	c = exec.Command("true")
	fail(c.Run())
	fail(c.Run())
	fail(c.Wait())
	_, err = c.StdinPipe()
	fail(err)
	_, err = c.StdoutPipe()
	fail(err)
	_, err = c.StderrPipe()
	fail(err)
	c.Stdout, c.Stderr, c.Stdin = new(bytes.Buffer), new(bytes.Buffer), new(bytes.Buffer)
	_, err = c.StdinPipe()
	fail(err)
	_, err = c.StdoutPipe()
	fail(err)
	_, err = c.StderrPipe()
	fail(err)
	_, err = c.Output()
	fail(err)
	_, err = c.CombinedOutput()
	fail(err)
	c.Stdout = nil
	_, err = c.CombinedOutput()
	fail(err)
}

// found looks where programs are.
func found(dir string) {
	old := os.Getenv("PATH")
	defer os.Setenv("PATH", old)
	here, _ := os.Getwd()
	defer os.Chdir(here)
	os.Chdir(dir)
	os.WriteFile("prog", []byte("#!/bin/sh\necho prog \"$@\"\n"), 0755)
	for _, path := range []string{dir, ".:/bin", ":/bin", "", "/bin"} {
		os.Setenv("PATH", path)
		file, err := exec.LookPath("prog")
		fmt.Println(strings.ReplaceAll(file, dir, "DIR"), err, errors.Is(err, exec.ErrDot), errors.Is(err, exec.ErrNotFound))
		out, err := exec.Command("prog", "x").Output()
		fmt.Printf("%q %v\n", out, err)
	}
	file, err := exec.LookPath("./prog")
	fmt.Println(file, err)
	c := exec.Command("/bin/echo", "a b", "c")
	fmt.Println(c, c.Path, c.Args)
	fmt.Println(exec.Command("not there", "a"))
	c = exec.Command("prog", "y")
	c.Err = nil
	c.Path = "./prog"
	out, err := c.Output()
	fmt.Printf("%q %v\n", out, err)
}

// streams go in and out.
func streams(dir string) {
	c := exec.Command("tr", "a-z", "A-Z")
	c.Stdin = strings.NewReader("from a reader")
	out, err := c.Output()
	fmt.Printf("%q %v\n", out, err)

	// A program that does not read all is no error.
	c = exec.Command("true")
	c.Stdin = strings.NewReader(strings.Repeat("x", 1<<20))
	fmt.Println(c.Run())

	c = exec.Command("cat")
	in, _ := c.StdinPipe()
	from, _ := c.StdoutPipe()
	fmt.Println(c.Start())
	go func() {
		for i := range 3 {
			fmt.Fprintln(in, "line", i)
		}
		in.Close()
	}()
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	fmt.Println(c.Wait(), in.Close())
	_, err = from.Read(make([]byte, 1))
	fmt.Println(err)

	// Equal writers share a file.
	var both bytes.Buffer
	c = exec.Command("sh", "-c", "echo 1; echo 2 >&2; echo 3")
	c.Stdout, c.Stderr = &both, &both
	fmt.Println(c.Run(), strings.Fields(both.String()))
	c = exec.Command("sh", "-c", "echo 1; echo 2 >&2")
	c.Stdout, c.Stderr = notComparable{io.Discard}, notComparable{io.Discard}
	fmt.Println(c.Run())

	// A writer that fails.
	c = exec.Command("sh", "-c", "echo x; exit 0")
	c.Stdout = failing{}
	fmt.Println(c.Run())
	c = exec.Command("cat")
	c.Stdin = failing{}
	fmt.Println(c.Run())

	// Files are the program's own.
	f, _ := os.Create(filepath.Join(dir, "file"))
	c = exec.Command("sh", "-c", "echo to file; echo to 4 >&4; cat <&3")
	r, w, _ := os.Pipe()
	c.ExtraFiles = []*os.File{r, f}
	c.Stdout = f
	fmt.Println(c.Start())
	r.Close()
	fmt.Fprintln(w, "through 3")
	w.Close()
	fmt.Println(c.Wait())
	text, _ := os.ReadFile(f.Name())
	fmt.Printf("%q\n", text)
	f.Close()

	// Descriptors that are in each other's way.
	var names []*os.File
	for i := range 6 {
		f, _ := os.Create(filepath.Join(dir, fmt.Sprint("f", i)))
		names = append(names, f)
	}
	c = exec.Command("sh", "-c", "for i in 3 4 5 6 7 8; do eval \"echo is \\$i >&$i\"; done")
	for i := range names {
		c.ExtraFiles = append(c.ExtraFiles, names[len(names)-1-i])
	}
	fmt.Println(c.Run())
	for _, f := range names {
		text, _ := os.ReadFile(f.Name())
		fmt.Printf("%q ", text)
		f.Close()
	}
	fmt.Println()

	// No other file reaches the program.
	mine, _ := os.Create(filepath.Join(dir, "mine"))
	out, err = exec.Command("sh", "-c", "ls -l /proc/$$/fd").Output()
	fmt.Println(len(out) > 0, strings.Contains(string(out), mine.Name()), err)
	mine.Close()
}

type notComparable struct{ w any }

func (n notComparable) Write(p []byte) (int, error) { return len(p), nil }

type failing struct{}

func (failing) Write(p []byte) (int, error) { return 0, errors.New("no room") }
func (failing) Read(p []byte) (int, error)  { return 0, errors.New("nothing there") }

// surroundings are those that the command says.
func surroundings(dir string) {
	c := exec.Command("sh", "-c", "echo $A $B $C; pwd; echo $PWD")
	c.Env = []string{"A=1", "B=2", "A=3", "", "junk", "PATH=" + os.Getenv("PATH")}
	c.Dir = dir
	out, err := c.Output()
	fmt.Printf("%q %v\n", strings.ReplaceAll(string(out), dir, "DIR"), err)
	fmt.Printf("%q\n", c.Environ()[:3])
	os.Setenv("MINE", "here")
	c = exec.Command("sh", "-c", "echo $MINE $PWD")
	c.Dir = dir
	out, err = c.Output()
	fmt.Printf("%q %v\n", strings.ReplaceAll(string(out), dir, "DIR"), err)
	c = exec.Command("sh", "-c", "echo $MINE")
	c.Env = append(c.Environ(), "MINE=there")
	out, err = c.Output()
	fmt.Printf("%q %v\n", out, err)
	// Broken pipes end programs as they do elsewhere.
	out, err = exec.Command("sh", "-c", "(yes; echo status $? >&2) 2>&1 | head -n 1").Output()
	fmt.Printf("%q %v\n", out, err)
}

// contexts end programs.
func contexts() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	err := exec.CommandContext(ctx, "sleep", "20").Run()
	fmt.Println(err, ctx.Err())
	cancel()
	fmt.Println(exec.CommandContext(ctx, "sleep", "20").Run())

	ctx, cancel = context.WithCancel(context.Background())
	fmt.Println(exec.CommandContext(ctx, "true").Run())
	c := exec.CommandContext(ctx, "sleep", "20")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.Start()
	cancel()
	fmt.Println(c.Wait(), c.ProcessState)

	// A program that ends well when it is asked to.
	ctx, cancel = context.WithCancel(context.Background())
	c = exec.CommandContext(ctx, "sh", "-c", "trap 'exit 0' TERM; echo ready; sleep 20 >/dev/null & wait")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	out, _ := c.StdoutPipe()
	c.Start()
	bufio.NewReader(out).ReadString('\n')
	cancel()
	fmt.Println(c.Wait(), c.ProcessState)

	// Cancel may fail.
	ctx, cancel = context.WithCancel(context.Background())
	c = exec.CommandContext(ctx, "sh", "-c", "read x")
	in, _ := c.StdinPipe()
	c.Cancel = func() error { in.Close(); return errors.New("no cancel") }
	c.Start()
	cancel()
	fmt.Println(c.Wait())
	ctx, cancel = context.WithCancel(context.Background())
	c = exec.CommandContext(ctx, "cat")
	in, _ = c.StdinPipe()
	c.Cancel = func() error { in.Close(); return errors.New("no cancel") }
	c.Start()
	cancel()
	fmt.Println(c.Wait())

	// What holds the pipe open is not waited for.
	c = exec.Command("sh", "-c", "sleep 20 & echo started")
	var text bytes.Buffer
	c.Stdout = &text
	c.WaitDelay = 50 * time.Millisecond
	start := time.Now()
	err = c.Run()
	fmt.Println(err, errors.Is(err, exec.ErrWaitDelay), text.String(), time.Since(start) < 10*time.Second)

	// Nor what ignores the signal.
	ctx, cancel = context.WithCancel(context.Background())
	c = exec.CommandContext(ctx, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done")
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 50 * time.Millisecond
	out, _ = c.StdoutPipe()
	c.Start()
	bufio.NewReader(out).ReadString('\n')
	cancel()
	fmt.Println(c.Wait())
	defer func() { fmt.Println(recover()) }()
	exec.CommandContext(nil, "true")
}

// processes without package exec.
func processes(dir string) {
	sh, _ := exec.LookPath("sh")
	p, err := os.StartProcess(sh, []string{"sh", "-c", "exit 7"}, &os.ProcAttr{Files: []*os.File{nil, os.Stdout, os.Stderr}})
	fmt.Println(p != nil, err)
	state, err := p.Wait()
	fmt.Println(state, err, state.ExitCode(), state.UserTime() >= 0, state.SystemTime() >= 0, state.SysUsage().(*syscall.Rusage).Maxrss > 0)
	fmt.Println(p.Signal(os.Kill), errors.Is(p.Kill(), os.ErrProcessDone))
	_, err = p.Wait()
	fmt.Println(err)
	_, err = os.StartProcess("/no/such", []string{"such"}, &os.ProcAttr{})
	fmt.Println(err)
	_, err = os.StartProcess(sh, []string{"sh"}, &os.ProcAttr{Dir: "/no/such"})
	fmt.Println(err)
	_, err = os.StartProcess(sh, []string{"sh"}, &os.ProcAttr{Dir: "/no/such", Sys: &syscall.SysProcAttr{}})
	fmt.Println(strings.ReplaceAll(fmt.Sprint(err), sh, "SH"))
	var none *os.ProcessState
	fmt.Println(none, none.ExitCode())

	p, err = os.StartProcess(sh, []string{"sh", "-c", "kill -STOP $$; exit 4"}, &os.ProcAttr{Sys: &syscall.SysProcAttr{Setpgid: true}})
	var status syscall.WaitStatus
	_, err = syscall.Wait4(p.Pid, &status, syscall.WUNTRACED, nil)
	fmt.Println(err, status.Stopped(), status.StopSignal(), status.TrapCause())
	fmt.Println(p.Signal(syscall.SIGCONT))
	state, err = p.Wait()
	fmt.Println(state, err)

	p, err = os.FindProcess(os.Getpid())
	fmt.Println(p.Pid == os.Getpid(), err, p.Signal(syscall.Signal(0)))
	_, err = p.Wait()
	fmt.Println(err)
	fmt.Println(p.Release(), p.Pid, p.Signal(os.Interrupt))
	_, err = p.Wait()
	fmt.Println(err)
	fmt.Println((&os.Process{}).Signal(os.Interrupt), (&os.Process{Pid: -1}).Kill())
	// A session of its own.
	c := exec.Command("sh", "-c", "ps -o sid= -p $$ | tr -d ' '; echo $$")
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := c.Output()
	if ids := strings.Fields(string(out)); len(ids) == 2 {
		fmt.Println(ids[0] == ids[1], err)
	} else {
		fmt.Println(true, err)
	}
	c = exec.Command("true")
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 99}
	fmt.Println(strings.ReplaceAll(fmt.Sprint(c.Run()), c.Path, "TRUE"))
	c = exec.Command("true")
	c.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Setctty: true}
	fmt.Println(strings.ReplaceAll(fmt.Sprint(c.Run()), c.Path, "TRUE"))
}

// pipes can be given up.
func pipes() {
	r, w, _ := os.Pipe()
	done := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(r.Close())
	err := <-done
	fmt.Println(err, errors.Is(err, os.ErrClosed))
	_, err = w.Write([]byte("x"))
	fmt.Println(err, errors.Is(err, syscall.EPIPE), w.Close(), w.Close())

	r, w, _ = os.Pipe()
	fmt.Println(r.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
	_, err = r.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded), os.IsTimeout(err))
	fmt.Println(r.SetReadDeadline(time.Time{}))
	w.Write([]byte("y"))
	n, err := r.Read(make([]byte, 4))
	fmt.Println(n, err)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	r.SetDeadline(time.Now())
	fmt.Println(<-done)
	w.SetWriteDeadline(time.Now().Add(20 * time.Millisecond))
	n, err = w.Write(make([]byte, 1<<20))
	fmt.Println(n, err)
	r.Fd()
	fmt.Println(r.SetDeadline(time.Time{}))
	f, _ := os.Open("/dev/null")
	fmt.Println(f.SetDeadline(time.Now()))
	f.Close()
	fmt.Println(f.SetDeadline(time.Now()))
	w.Close()
	r.Close()
	var p [2]int
	fmt.Println(syscall.Pipe(p[:]), p[0] > 2, syscall.Pipe(p[:1]), syscall.Getpagesize() == os.Getpagesize())
	syscall.Close(p[0])
	syscall.Close(p[1])
}

// many run at once, on one P too, and leave nothing behind.
func many() {
	before, _ := os.ReadDir("/proc/self/fd")
	for _, procs := range []int{1, 4} {
		old := runtime.GOMAXPROCS(procs)
		var wait sync.WaitGroup
		var failed, ticks int
		var lock sync.Mutex
		for i := range 16 {
			wait.Go(func() {
				c := exec.Command("sh", "-c", "cat; echo "+fmt.Sprint(i))
				c.Stdin = strings.NewReader("in ")
				out, err := c.Output()
				lock.Lock()
				defer lock.Unlock()
				if err != nil || string(out) != fmt.Sprintf("in %d\n", i) {
					failed++
				}
			})
		}
		stop := make(chan bool)
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
					ticks++
				}
			}
		}()
		// Nobody is held up by one who waits.
		exec.Command("sleep", "0.1").Run()
		wait.Wait()
		stop <- true
		fmt.Println(failed, ticks > 2)
		runtime.GOMAXPROCS(old)
	}
	after, _ := os.ReadDir("/proc/self/fd")
	fmt.Println(len(after) <= len(before)+1)
	_, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
	fmt.Println(err)
}

func main() {
	dir, err := os.MkdirTemp("", "exec")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	outputs()
	failures(dir)
	found(dir)
	streams(dir)
	surroundings(dir)
	contexts()
	processes(dir)
	pipes()
	many()
}
