// Package trace writes execution traces. They have no events: only the header of the
// format.
package trace

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

const header = "go 1.26 trace\x00\x00\x00"

var state struct {
	sync.Mutex
	on bool
}

// Start begins a trace.
func Start(w io.Writer) error {
	state.Lock()
	defer state.Unlock()
	if state.on {
		return errors.New("tracing is already enabled")
	}
	if _, err := io.WriteString(w, header); err != nil {
		return err
	}
	state.on = true
	return nil
}

// Stop ends the trace.
func Stop() {
	state.Lock()
	defer state.Unlock()
	state.on = false
}

// IsEnabled tells whether a trace is being written.
func IsEnabled() bool {
	state.Lock()
	defer state.Unlock()
	return state.on
}

// Task is a task of the program.
type Task struct{}

// NewTask begins a task.
func NewTask(parent context.Context, taskType string) (ctx context.Context, task *Task) {
	return parent, &Task{}
}

// End ends the task.
func (t *Task) End() {}

// Region is a stretch of a goroutine.
type Region struct{}

// StartRegion begins a region.
func StartRegion(ctx context.Context, regionType string) *Region { return &Region{} }

// End ends the region.
func (r *Region) End() {}

// WithRegion calls fn in a region.
func WithRegion(ctx context.Context, regionType string, fn func()) { fn() }

// Log adds a message to the trace.
func Log(ctx context.Context, category, message string) {}

// Logf adds a message to the trace.
func Logf(ctx context.Context, category, format string, args ...any) {}

// FlightRecorderConfig says how much a recorder keeps.
type FlightRecorderConfig struct {
	MinAge   time.Duration
	MaxBytes uint64
}

// FlightRecorder keeps the latest events.
type FlightRecorder struct {
	mu sync.Mutex
	on bool
}

// NewFlightRecorder makes a recorder.
func NewFlightRecorder(cfg FlightRecorderConfig) *FlightRecorder { return &FlightRecorder{} }

// Enabled tells whether the recorder runs.
func (fr *FlightRecorder) Enabled() bool {
	fr.mu.Lock()
	defer fr.mu.Unlock()
	return fr.on
}

// Start begins recording.
func (fr *FlightRecorder) Start() error {
	fr.mu.Lock()
	defer fr.mu.Unlock()
	if fr.on {
		return errors.New("cannot enable a enabled flight recorder")
	}
	fr.on = true
	return nil
}

// Stop ends recording.
func (fr *FlightRecorder) Stop() {
	fr.mu.Lock()
	defer fr.mu.Unlock()
	fr.on = false
}

// WriteTo writes what was recorded.
func (fr *FlightRecorder) WriteTo(w io.Writer) (n int64, err error) {
	if !fr.Enabled() {
		return 0, errors.New("cannot snapshot a disabled flight recorder")
	}
	written, err := io.WriteString(w, header)
	return int64(written), err
}
