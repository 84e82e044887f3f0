// run

// Objects and bytes that calls allocate.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	text   string
	list   []string
	data   []byte
	parts  [][]byte
	err    error
	number int
	float  float64
	yes    bool
)

func count(name string, f func()) {
	var before, after runtime.MemStats
	f()
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	objects, size := after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	// Of one call; objects below 16 bytes share blocks.
	fmt.Println(name, (objects+50)/100, (size/100+8)/16*16)
}

type code struct{ n int }

func (c *code) Error() string { return "code" }

type label int

func (l label) String() string { return "label" }

// repeated is inlined.
func repeated[T any](n int, v T) []T {
	var list []T
	for i := 0; i < n; i++ {
		list = append(list, v)
	}
	return list
}

// joined calls a method of a type parameter.
func joined[T fmt.Stringer](list []T) (n int) {
	for _, x := range list {
		n += len(x.String())
	}
	return n
}

func main() {
	debug.SetGCPercent(-1)
	long := strings.Repeat("the quick brown fox ", 50)
	longBytes := []byte(long)
	now := time.Unix(1700000000, 0).UTC()
	numbers := make([]int, 100)
	labels := []label{1, 2, 300}

	count("strings.Fields", func() { list = strings.Fields(long) })
	count("bytes.Fields", func() { parts = bytes.Fields(longBytes) })
	count("bytes.FieldsFunc", func() { parts = bytes.FieldsFunc(longBytes, func(r rune) bool { return r == ' ' }) })
	count("strconv.Quote", func() { text = strconv.Quote(long) })
	count("strings.Repeat", func() { text = strings.Repeat("-", 60) + strings.Repeat("ab", number&1+3) })
	count("strings.ToLower", func() { text = strings.ToLower("The") })
	count("runes", func() { text = string([]rune(long[:30])) })
	count("FormatFloat", func() { text = strconv.FormatFloat(3, 'g', -1, 64) })
	count("Buffer.ReadString", func() { text, err = bytes.NewBufferString("hello world").ReadString(' ') })
	count("strconv.QuoteToASCII", func() { text = strconv.QuoteToASCII("é") })
	count("NumError", func() { _, err = strconv.Atoi("12x45"); text = err.Error() })
	count("ParseBool", func() { yes, err = strconv.ParseBool("x") })
	count("FormatComplex", func() { text = strconv.FormatComplex(1+2i, 'g', -1, 128) })
	count("Errorf %w", func() { err = fmt.Errorf("x %w", io.EOF) })
	count("Errorf %w %w", func() { err = fmt.Errorf("x %w %w", io.EOF, io.ErrUnexpectedEOF) })
	count("errors.Join", func() { err = errors.Join(io.EOF, io.ErrUnexpectedEOF); text = err.Error() })
	count("errors.As", func() {
		var c *code
		yes = errors.As(fmt.Errorf("x %w", &code{1}), &c)
	})
	count("fmt.Sscan", func() { fmt.Sscan("10 abc", &number, &text) })
	count("fmt.Sscanf", func() { fmt.Sscanf("10 abc", "%d %s", &number, &text) })
	count("fmt.Fscan", func() { fmt.Fscan(strings.NewReader("10 2.5"), &number, &float) })
	count("Time.Format", func() { text = now.Format(time.RFC3339) })
	count("Time.String", func() { text = now.String() })
	count("Time.MarshalJSON", func() { data, err = now.MarshalJSON() })
	count("sort.SliceStable", func() { sort.SliceStable(numbers, func(i, j int) bool { return numbers[i] < numbers[j] }) })
	count("slices.SortStableFunc", func() { slices.SortStableFunc(numbers, func(a, b int) int { return cmp.Compare(b, a) }) })
	count("slices.Insert", func() { numbers = slices.Insert(numbers[:50], 3, 1, 2, 3)[:53:100] })
	count("io.ReadAll", func() { data, err = io.ReadAll(strings.NewReader(long)) })
	count("bufio.ReadString", func() { text, err = bufio.NewReader(strings.NewReader("a\nb\n")).ReadString('\n') })
	count("OnceValue", func() {
		f := sync.OnceValue(func() int { return number })
		number = f() + f()
	})
	count("sync.Cond", func() {
		c := sync.NewCond(&sync.Mutex{})
		ready := false
		go func() {
			c.L.Lock()
			ready = true
			c.L.Unlock()
			c.Signal()
		}()
		c.L.Lock()
		for !ready {
			c.Wait()
		}
		c.L.Unlock()
	})
	count("sync.Map", func() {
		var m sync.Map
		m.LoadOrStore("a", 1)
		m.LoadAndDelete("a")
	})
	count("atomic.Value", func() {
		var v atomic.Value
		v.Store(number)
		number = v.Load().(int)
	})
	count("context.WithCancel", func() {
		ctx, cancel := context.WithCancel(context.Background())
		child, stop := context.WithCancel(ctx)
		stop()
		cancel()
		err = child.Err()
	})
	count("context.WithTimeout", func() {
		_, cancel := context.WithTimeout(context.Background(), time.Hour)
		cancel()
	})
	count("appended where it is inlined", func() { number = len(repeated(3, byte(1))) + len(repeated(9, 1)) })
	count("method of a type parameter", func() { number = joined(labels) })
}
