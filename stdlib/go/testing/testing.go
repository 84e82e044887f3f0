// Package testing runs tests and benchmarks.
//
// Benchmark, AllocsPerRun and the like work in any program; tests are run by a program
// that calls Main or MainStart with the tests it has.
package testing

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

var (
	initialized bool
	short       bool
	verbose     bool
	pattern     string
	benchFilter string
	benchTime   = time.Second
	benchMemory bool
	count       int
)

// Init registers the flags of tests.
func Init() {
	if initialized {
		return
	}
	initialized = true
	flag.BoolVar(&short, "test.short", false, "run smaller test suite to save time")
	flag.BoolVar(&verbose, "test.v", false, "verbose: print additional output")
	flag.StringVar(&pattern, "test.run", "", "run only tests and examples matching `regexp`")
	flag.StringVar(&benchFilter, "test.bench", "", "run only benchmarks matching `regexp`")
	flag.DurationVar(&benchTime, "test.benchtime", time.Second, "run each benchmark for duration `d`")
	flag.BoolVar(&benchMemory, "test.benchmem", false, "print memory allocations for benchmarks")
	flag.IntVar(&count, "test.count", 1, "run tests and benchmarks `n` times")
}

// Short tells whether -test.short is set.
func Short() bool {
	if !initialized {
		panic("testing: Short called before Init")
	}
	if !flag.Parsed() {
		panic("testing: Short called before Parse")
	}
	return short
}

// Verbose tells whether -test.v is set.
func Verbose() bool {
	if !flag.Parsed() {
		panic("testing: Verbose called before Parse")
	}
	return verbose
}

// Testing tells whether the program is a test.
func Testing() bool { return false }

// CoverMode is how coverage is measured: not at all.
func CoverMode() string { return "" }

// Coverage is the part of statements covered so far.
func Coverage() float64 { return 0 }

// CoverBlock is a block of statements.
type CoverBlock struct {
	Line0 uint32
	Col0  uint16
	Line1 uint32
	Col1  uint16
	Stmts uint16
}

// Cover is the coverage data of a program.
type Cover struct {
	Mode            string
	Counters        map[string][]uint32
	Blocks          map[string][]CoverBlock
	CoveredPackages string
}

// RegisterCover does nothing.
func RegisterCover(c Cover) {}

// TB is what tests, benchmarks and fuzz tests have in common.
type TB interface {
	ArtifactDir() string
	Attr(key, value string)
	Cleanup(func())
	Error(args ...any)
	Errorf(format string, args ...any)
	Fail()
	FailNow()
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
	Log(args ...any)
	Logf(format string, args ...any)
	Name() string
	Setenv(key, value string)
	Chdir(dir string)
	Skip(args ...any)
	SkipNow()
	Skipf(format string, args ...any)
	Skipped() bool
	TempDir() string
	Context() context.Context
	Output() io.Writer

	private()
}

// common is the state of a test or benchmark.
type common struct {
	mu       sync.Mutex
	name     string
	level    int
	parent   *common
	output   []byte
	partial  []byte // of Output, without its newline
	failed   bool
	skipped  bool
	finished bool // FailNow or SkipNow, or the function returned
	done     bool
	cleanups []func()
	helpers  map[string]bool
	tempDir  string
	start    time.Time
	duration time.Duration
	ctx      context.Context
	cancel   context.CancelFunc
	subtests []*T // parallel ones, which wait
	names    map[string]int
	bench    bool
	dirty    bool // a goroutine wrote to it after its end
}

func newCommon(name string, parent *common) *common {
	c := &common{name: name, parent: parent, start: time.Now()}
	if parent != nil {
		c.level = parent.level + 1
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

func (c *common) private() {}

// Name is the full name.
func (c *common) Name() string { return c.name }

// Fail marks the function as failed and goes on.
func (c *common) Fail() {
	if c.parent != nil {
		c.parent.Fail()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		panic("Fail in goroutine after " + c.name + " has completed")
	}
	c.failed = true
}

// Failed tells whether the function failed.
func (c *common) Failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// FailNow is Fail and ends the function.
func (c *common) FailNow() {
	c.Fail()
	c.mu.Lock()
	c.finished = true
	c.mu.Unlock()
	runtime.Goexit()
}

// SkipNow marks the function as skipped and ends it.
func (c *common) SkipNow() {
	c.mu.Lock()
	c.skipped = true
	c.finished = true
	c.mu.Unlock()
	runtime.Goexit()
}

// Skipped tells whether the function was skipped.
func (c *common) Skipped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skipped
}

// Helper marks the caller: messages show where it was called.
func (c *common) Helper() {
	var pc [1]uintptr
	if runtime.Callers(2, pc[:]) == 0 {
		return
	}
	frame, _ := runtime.CallersFrames(pc[:]).Next()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.helpers == nil {
		c.helpers = map[string]bool{}
	}
	c.helpers[frame.Function] = true
}

// place is the file and line that a message is from.
func (c *common) place() string {
	var pcs [50]uintptr
	n := runtime.Callers(4, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		frame, more := frames.Next()
		if c.helpers[frame.Function] && more {
			continue
		}
		file := frame.File[strings.LastIndexByte(frame.File, '/')+1:]
		if file == "" {
			file = "???"
		}
		return fmt.Sprintf("%s:%d: ", file, max(frame.Line, 1))
	}
}

// log adds a message; its callers are called by what the place is of.
func (c *common) log(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s = strings.TrimSuffix(s, "\n")
	lines := strings.Split(s, "\n")
	text := "    " + c.place() + strings.Join(lines, "\n        ") + "\n"
	if c.done {
		// The parents show what comes after the end, or nobody can.
		for parent := c.parent; parent != nil; parent = parent.parent {
			if !parent.done {
				parent.output = append(parent.output, text...)
				return
			}
		}
		panic("Log in goroutine after " + c.name + " has completed: " + s)
	}
	c.output = append(c.output, text...)
}

// Log adds a message.
func (c *common) Log(args ...any) { c.log(fmt.Sprintln(args...)) }

// Logf adds a message.
func (c *common) Logf(format string, args ...any) { c.log(fmt.Sprintf(format, args...)) }

// Error is Log and Fail.
func (c *common) Error(args ...any) {
	c.log(fmt.Sprintln(args...))
	c.Fail()
}

// Errorf is Logf and Fail.
func (c *common) Errorf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...))
	c.Fail()
}

// Fatal is Log and FailNow.
func (c *common) Fatal(args ...any) {
	c.log(fmt.Sprintln(args...))
	c.FailNow()
}

// Fatalf is Logf and FailNow.
func (c *common) Fatalf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...))
	c.FailNow()
}

// Skip is Log and SkipNow.
func (c *common) Skip(args ...any) {
	c.log(fmt.Sprintln(args...))
	c.SkipNow()
}

// Skipf is Logf and SkipNow.
func (c *common) Skipf(format string, args ...any) {
	c.log(fmt.Sprintf(format, args...))
	c.SkipNow()
}

// Cleanup calls f when the function has ended; the last added is called first.
func (c *common) Cleanup(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleanups = append(c.cleanups, f)
}

func (c *common) runCleanups() {
	c.cancel()
	for {
		c.mu.Lock()
		n := len(c.cleanups)
		if n == 0 {
			c.mu.Unlock()
			return
		}
		f := c.cleanups[n-1]
		c.cleanups = c.cleanups[:n-1]
		c.mu.Unlock()
		f()
	}
}

// TempDir is a folder that is removed at the end.
func (c *common) TempDir() string {
	dir, err := os.MkdirTemp("", strings.Map(plainRune, c.name))
	if err != nil {
		c.Fatalf("TempDir: %v", err)
	}
	c.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			c.Errorf("TempDir RemoveAll cleanup: %v", err)
		}
	})
	return dir
}

// ArtifactDir is a folder for files of the test.
func (c *common) ArtifactDir() string { return c.TempDir() }

func plainRune(r rune) rune {
	if r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' {
		return r
	}
	return -1
}

// Setenv sets a variable until the end.
func (c *common) Setenv(key, value string) {
	old, had := os.LookupEnv(key)
	if err := os.Setenv(key, value); err != nil {
		c.Fatalf("cannot set environment variable: %v", err)
	}
	c.Cleanup(func() {
		if had {
			os.Setenv(key, old)
		} else {
			os.Unsetenv(key)
		}
	})
}

// Chdir changes the working folder until the end.
func (c *common) Chdir(dir string) {
	old, err := os.Getwd()
	if err != nil {
		c.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		if err := os.Chdir(old); err != nil {
			panic("testing.Chdir: " + err.Error())
		}
	})
}

// Context is canceled just before the cleanups.
func (c *common) Context() context.Context { return c.ctx }

// Attr writes an attribute into the log.
func (c *common) Attr(key, value string) {
	if verbose {
		fmt.Printf("=== ATTR  %s %s %s\n", c.name, key, value)
	}
}

// Output writes to the log, line by line.
func (c *common) Output() io.Writer { return (*outputWriter)(c) }

type outputWriter common

func (w *outputWriter) Write(p []byte) (int, error) {
	c := (*common)(w)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.partial = append(c.partial, p...)
	for {
		line, rest, found := strings.Cut(string(c.partial), "\n")
		if !found {
			return len(p), nil
		}
		c.output = append(c.output, "    "+line+"\n"...)
		c.partial = []byte(rest)
	}
}

// subName makes the name of a part: unique, without spaces.
func (c *common) subName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\n' {
			return '_'
		}
		return r
	}, name)
	if c.level > 0 {
		if name == "" {
			name = "#00"
		}
		name = c.name + "/" + name
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil {
		c.names = map[string]int{}
	}
	n := c.names[name]
	c.names[name]++
	if n > 0 {
		name = fmt.Sprintf("%s#%02d", name, n)
	}
	return name
}

// report appends the result's line and the messages to the parent's.
func (c *common) report() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.partial) > 0 {
		c.output = append(c.output, "    "+string(c.partial)+"\n"...)
		c.partial = nil
	}
	status := "PASS"
	switch {
	case c.failed:
		status = "FAIL"
	case c.skipped:
		status = "SKIP"
	}
	if status == "PASS" && !verbose {
		c.output = nil
		return
	}
	if status == "SKIP" && !verbose {
		c.output = nil
		return
	}
	text := fmt.Sprintf("--- %s: %s (%.2fs)\n%s", status, c.name, c.duration.Seconds(), c.output)
	c.output = nil
	p := c.parent
	if p == nil || p.level == 0 {
		os.Stdout.WriteString(text)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n") {
		p.output = append(p.output, "    "+line...)
	}
	p.output = append(p.output, '\n')
}

var errNilPanicOrGoexit = errors.New("test executed panic(nil) or runtime.Goexit")

// tRunner runs a test's function in its goroutine.
func tRunner(t *T, f func(t *T)) {
	returned := false
	defer func() {
		err := recover()
		t.mu.Lock()
		finished := t.finished
		t.mu.Unlock()
		if err == nil && !returned && !finished {
			err = errNilPanicOrGoexit
		}
		if err != nil {
			t.Fail()
			t.duration += time.Since(t.start)
			t.report()
			os.Stdout.Write(t.flushParents())
			fmt.Fprintf(os.Stderr, "panic: %v [recovered]\n\n%s", err, debug.Stack())
			os.Exit(2)
		}
		t.duration += time.Since(t.start)
		if len(t.subtests) > 0 {
			var wait sync.WaitGroup
			for _, sub := range t.subtests {
				wait.Add(1)
				go func() {
					defer wait.Done()
					close(sub.resume)
					<-sub.ended
				}()
			}
			wait.Wait()
		}
		t.runCleanups()
		t.report()
		t.mu.Lock()
		t.done = true
		t.mu.Unlock()
		close(t.ended)
		t.signal()
	}()
	t.start = time.Now()
	f(t)
	returned = true
}

// flushParents gives what the parents have written so far.
func (c *common) flushParents() []byte {
	var all []byte
	for p := c.parent; p != nil; p = p.parent {
		all = append(p.output, all...)
	}
	return all
}

// T is a test.
type T struct {
	*common
	isParallel bool
	resume     chan struct{} // closed when a parallel test may go on
	ended      chan struct{} // closed at the end
	sequential chan struct{} // closed when the parent may go on
	once       sync.Once
}

func newT(name string, parent *common) *T {
	return &T{
		common: newCommon(name, parent), resume: make(chan struct{}), ended: make(chan struct{}),
		sequential: make(chan struct{}),
	}
}

// signal lets the parent go on.
func (t *T) signal() { t.once.Do(func() { close(t.sequential) }) }

// Run runs a part of the test.
func (t *T) Run(name string, f func(t *T)) bool {
	sub := newT(t.subName(name), t.common)
	if !matches(pattern, sub.name) {
		return true
	}
	if verbose {
		fmt.Printf("=== RUN   %s\n", sub.name)
	}
	go tRunner(sub, f)
	<-sub.sequential
	return !sub.Failed()
}

// Parallel lets the test run together with others, once the parent's function is done.
func (t *T) Parallel() {
	if t.isParallel {
		panic("testing: t.Parallel called multiple times")
	}
	t.isParallel = true
	if t.parent == nil {
		return
	}
	t.duration += time.Since(t.start)
	t.parent.mu.Lock()
	t.parent.subtests = append(t.parent.subtests, t)
	t.parent.mu.Unlock()
	if verbose {
		fmt.Printf("=== PAUSE %s\n", t.name)
	}
	t.signal()
	<-t.resume
	if verbose {
		fmt.Printf("=== CONT  %s\n", t.name)
	}
	t.start = time.Now()
}

// Deadline is the time at which the test is ended; there is none.
func (t *T) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }

// Setenv sets a variable until the end; parallel tests may not.
func (t *T) Setenv(key, value string) {
	if t.isParallel {
		panic("testing: test using t.Setenv or t.Chdir can not use t.Parallel")
	}
	t.common.Setenv(key, value)
}

// Chdir changes the working folder until the end; parallel tests may not.
func (t *T) Chdir(dir string) {
	if t.isParallel {
		panic("testing: test using t.Setenv or t.Chdir can not use t.Parallel")
	}
	t.common.Chdir(dir)
}

// AllocsPerRun is the average number of allocations of f.
func AllocsPerRun(runs int, f func()) (avg float64) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before := stats.Mallocs
	for range runs {
		f()
	}
	runtime.ReadMemStats(&stats)
	return float64((stats.Mallocs - before) / uint64(runs))
}
