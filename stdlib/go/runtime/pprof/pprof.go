// Package pprof writes profiles. There is no sampling: those of time and memory are valid
// and empty; that of goroutines has their stacks as text.
package pprof

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Profile is a set of stacks, each for a value.
type Profile struct {
	name   string
	mu     sync.Mutex
	values map[any][]uintptr
}

var (
	mu       sync.Mutex
	profiles = map[string]*Profile{}
)

func init() {
	for _, name := range []string{"goroutine", "goroutineleak", "threadcreate", "heap", "allocs", "block", "mutex"} {
		profiles[name] = &Profile{name: name}
	}
}

// NewProfile makes a profile; the name must be new.
func NewProfile(name string) *Profile {
	mu.Lock()
	defer mu.Unlock()
	if name == "" {
		panic("pprof: NewProfile with empty name")
	}
	if profiles[name] != nil {
		panic("pprof: NewProfile name already in use: " + name)
	}
	p := &Profile{name: name, values: map[any][]uintptr{}}
	profiles[name] = p
	return p
}

// Lookup is the profile of a name, nil if there is none.
func Lookup(name string) *Profile {
	mu.Lock()
	defer mu.Unlock()
	return profiles[name]
}

// Profiles are all profiles by name.
func Profiles() []*Profile {
	mu.Lock()
	defer mu.Unlock()
	all := make([]*Profile, 0, len(profiles))
	for _, p := range profiles {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Profile) int { return cmp.Compare(a.name, b.name) })
	return all
}

// Name is the name.
func (p *Profile) Name() string { return p.name }

// Count is the number of stacks.
func (p *Profile) Count() int {
	if p.values == nil {
		if p.name == "goroutine" {
			return runtime.NumGoroutine()
		}
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.values)
}

// Add adds the current stack for a value.
func (p *Profile) Add(value any, skip int) {
	if p.name == "" {
		panic("pprof: use of uninitialized Profile")
	}
	if p.values == nil {
		panic("pprof: Add called on built-in Profile " + p.name)
	}
	stack := make([]uintptr, 32)
	stack = stack[:runtime.Callers(skip+1, stack)]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.values[value] != nil {
		panic("pprof: Profile.Add of duplicate value")
	}
	p.values[value] = stack
}

// Remove removes the stack of a value.
func (p *Profile) Remove(value any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.values, value)
}

// WriteTo writes the profile: as protocol buffer if debug is 0, else as text.
func (p *Profile) WriteTo(w io.Writer, debug int) error {
	switch {
	case debug == 0:
		return writeEmpty(w, p.name, "count")
	case p.name == "goroutine" && debug >= 2:
		buf := make([]byte, 64<<10)
		for {
			n := runtime.Stack(buf, true)
			if n < len(buf) {
				_, err := w.Write(buf[:n])
				return err
			}
			buf = make([]byte, 2*len(buf))
		}
	}
	_, err := fmt.Fprintf(w, "%s profile: total %d\n", p.name, p.Count())
	return err
}

// writeEmpty writes a profile without samples.
func writeEmpty(w io.Writer, kind, unit string) error {
	// Profile{sample_type: {type: 1, unit: 2}, string_table: ["", kind, unit]}
	message := []byte{1<<3 | 2, 4, 1 << 3, 1, 2 << 3, 2}
	for _, s := range []string{"", kind, unit} {
		message = append(message, 6<<3|2, byte(len(s)))
		message = append(message, s...)
	}
	// A gzip file of one block that is stored as it is.
	file := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1}
	file = binary.LittleEndian.AppendUint16(file, uint16(len(message)))
	file = binary.LittleEndian.AppendUint16(file, ^uint16(len(message)))
	file = append(file, message...)
	file = binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE(message))
	file = binary.LittleEndian.AppendUint32(file, uint32(len(message)))
	_, err := w.Write(file)
	return err
}

// WriteHeapProfile writes the profile of the heap.
func WriteHeapProfile(w io.Writer) error { return Lookup("heap").WriteTo(w, 0) }

var cpu struct {
	sync.Mutex
	w io.Writer
}

// StartCPUProfile begins a profile of time.
func StartCPUProfile(w io.Writer) error {
	cpu.Lock()
	defer cpu.Unlock()
	if cpu.w != nil {
		return errors.New("cpu profiling already in use")
	}
	cpu.w = w
	return nil
}

// StopCPUProfile ends the profile of time and writes it.
func StopCPUProfile() {
	cpu.Lock()
	defer cpu.Unlock()
	if cpu.w != nil {
		writeEmpty(cpu.w, "cpu", "nanoseconds")
		cpu.w = nil
	}
}

// LabelSet is a set of labels.
type LabelSet struct {
	list []string // key, value, …
}

type labelKey struct{}

// Labels makes a set of keys and values.
func Labels(args ...string) LabelSet {
	if len(args)%2 != 0 {
		panic("uneven number of arguments to pprof.Labels")
	}
	return LabelSet{args}
}

// WithLabels is a context with labels added.
func WithLabels(ctx context.Context, labels LabelSet) context.Context {
	var list []string
	if old, ok := ctx.Value(labelKey{}).(LabelSet); ok {
		list = slices.Clone(old.list)
	}
	for i := 0; i+1 < len(labels.list); i += 2 {
		key, value := labels.list[i], labels.list[i+1]
		known := false
		for k := 0; k < len(list); k += 2 {
			if list[k] == key {
				list[k+1] = value
				known = true
			}
		}
		if !known {
			list = append(list, key, value)
		}
	}
	return context.WithValue(ctx, labelKey{}, LabelSet{list})
}

// Label is the value of a label of the context.
func Label(ctx context.Context, key string) (string, bool) {
	value, found := "", false
	ForLabels(ctx, func(k, v string) bool {
		if k == key {
			value, found = v, true
		}
		return !found
	})
	return value, found
}

// ForLabels calls f for the labels of the context by key, until it says false.
func ForLabels(ctx context.Context, f func(key, value string) bool) {
	set, _ := ctx.Value(labelKey{}).(LabelSet)
	type label struct{ key, value string }
	var labels []label
	for i := 0; i+1 < len(set.list); i += 2 {
		labels = append(labels, label{set.list[i], set.list[i+1]})
	}
	slices.SortFunc(labels, func(a, b label) int { return strings.Compare(a.key, b.key) })
	for _, l := range labels {
		if !f(l.key, l.value) {
			return
		}
	}
}

// SetGoroutineLabels gives the goroutine the labels of the context; profiles show none.
func SetGoroutineLabels(ctx context.Context) {}

// Do calls f with labels added.
func Do(ctx context.Context, labels LabelSet, f func(context.Context)) {
	f(WithLabels(ctx, labels))
}
