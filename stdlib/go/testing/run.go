package testing

import (
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"sync"
	"time"
)

// InternalTest is a test by name.
type InternalTest struct {
	Name string
	F    func(*T)
}

// InternalExample is an example and what it should print.
type InternalExample struct {
	Name      string
	F         func()
	Output    string
	Unordered bool
}

// InternalFuzzTarget is a fuzz test by name.
type InternalFuzzTarget struct {
	Name string
	Fn   func(f *F)
}

// F is a fuzz test; it runs on its seeds only.
type F struct {
	common *common
	*T
	seeds [][]any
}

// Add adds a seed.
func (f *F) Add(args ...any) { f.seeds = append(f.seeds, args) }

// Fuzz runs the function for the seeds.
func (f *F) Fuzz(ff any) {
	fn := reflect.ValueOf(ff)
	for i, seed := range f.seeds {
		f.T.Run(fmt.Sprintf("seed#%d", i), func(t *T) {
			args := []reflect.Value{reflect.ValueOf(t)}
			for _, arg := range seed {
				args = append(args, reflect.ValueOf(arg))
			}
			fn.Call(args)
		})
	}
}

// Fail marks the test as failed.
func (f *F) Fail() { f.T.Fail() }

// Helper marks the caller, see T.Helper.
func (f *F) Helper() { f.T.Helper() }

// Skipped tells whether the test was skipped.
func (f *F) Skipped() bool { return f.T.Skipped() }

// matcher tells whether a name matches a pattern.
var matcher func(pat, str string) (bool, error)

// matches compares a name with a pattern element by element.
func matches(pattern, name string) bool {
	if pattern == "" || matcher == nil {
		return true
	}
	elems := strings.Split(name, "/")
	for i, pat := range strings.Split(pattern, "/") {
		if i >= len(elems) {
			break
		}
		if ok, err := matcher(pat, elems[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

// RunTests runs what matches -test.run; false if something failed.
func RunTests(matchString func(pat, str string) (bool, error), tests []InternalTest) (ok bool) {
	matcher = matchString
	root := newT("main", nil)
	for range max(count, 1) {
		for _, test := range tests {
			root.Run(test.Name, test.F)
		}
	}
	var wait sync.WaitGroup
	for _, sub := range root.subtests {
		wait.Go(func() {
			close(sub.resume)
			<-sub.ended
		})
	}
	wait.Wait()
	return !root.Failed()
}

// RunExamples runs what matches -test.run; false if something printed differs.
func RunExamples(matchString func(pat, str string) (bool, error), examples []InternalExample) (ok bool) {
	matcher = matchString
	ok = true
	for _, example := range examples {
		if matches(pattern, example.Name) && !runExample(example) {
			ok = false
		}
	}
	return ok
}

func runExample(example InternalExample) bool {
	if verbose {
		fmt.Printf("=== RUN   %s\n", example.Name)
	}
	stdout := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout = w
	text := make(chan string)
	go func() {
		all, _ := io.ReadAll(r)
		text <- string(all)
	}()
	start := time.Now()
	example.F()
	w.Close()
	got := strings.TrimSpace(<-text)
	os.Stdout = stdout
	took := time.Since(start).Seconds()
	want := strings.TrimSpace(example.Output)
	if example.Unordered {
		if sortedLines(got) == sortedLines(want) {
			want = got
		}
	}
	if got != want {
		fmt.Printf("--- FAIL: %s (%.2fs)\ngot:\n%s\nwant:\n%s\n", example.Name, took, got, want)
		return false
	}
	if verbose {
		fmt.Printf("--- PASS: %s (%.2fs)\n", example.Name, took)
	}
	return true
}

func sortedLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		for j := i; j > 0 && lines[j] < lines[j-1]; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return strings.Join(lines, "\n")
}

// testDeps is what a test binary gives to MainStart, as far as it is used.
type testDeps interface {
	MatchString(pat, str string) (bool, error)
}

// M is a whole test program.
type M struct {
	deps        testDeps
	tests       []InternalTest
	benchmarks  []InternalBenchmark
	fuzzTargets []InternalFuzzTarget
	examples    []InternalExample
}

// MainStart makes an M.
func MainStart(deps testDeps, tests []InternalTest, benchmarks []InternalBenchmark, fuzzTargets []InternalFuzzTarget, examples []InternalExample) *M {
	Init()
	return &M{deps, tests, benchmarks, fuzzTargets, examples}
}

// Run runs all tests; it gives the exit status.
func (m *M) Run() (code int) {
	if !flag.Parsed() {
		flag.Parse()
	}
	tests := m.tests
	for _, target := range m.fuzzTargets {
		tests = append(tests, InternalTest{target.Name, func(t *T) { target.Fn(&F{common: t.common, T: t}) }})
	}
	ok := RunTests(m.deps.MatchString, tests)
	ok = RunExamples(m.deps.MatchString, m.examples) && ok
	ok = ok && runBenchmarks(m.deps.MatchString, m.benchmarks)
	if !ok {
		fmt.Println("FAIL")
		return 1
	}
	if len(tests) == 0 && len(m.examples) == 0 && benchFilter == "" {
		fmt.Fprintln(os.Stderr, "testing: warning: no tests to run")
	}
	fmt.Println("PASS")
	return 0
}

type matchDeps func(pat, str string) (bool, error)

func (f matchDeps) MatchString(pat, str string) (bool, error) { return f(pat, str) }

// Main runs tests, benchmarks and examples and ends the program.
func Main(matchString func(pat, str string) (bool, error), tests []InternalTest, benchmarks []InternalBenchmark, examples []InternalExample) {
	os.Exit(MainStart(matchDeps(matchString), tests, benchmarks, nil, examples).Run())
}
