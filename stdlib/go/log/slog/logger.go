// Package slog writes structured logs: a message, a level, and attributes.
//
// A Logger makes a Record of each call and gives it to its Handler, which writes it.
package slog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"log/internal"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Keys of the built-in attributes.
const (
	TimeKey    = "time"
	LevelKey   = "level"
	MessageKey = "msg"
	SourceKey  = "source"
)

// Record is an event.
type Record struct {
	Time    time.Time
	Message string
	Level   Level
	PC      uintptr
	attrs   []Attr
}

// NewRecord makes a record of a call at pc.
func NewRecord(t time.Time, level Level, msg string, pc uintptr) Record {
	return Record{Time: t, Message: msg, Level: level, PC: pc}
}

// Clone is a copy that can be changed by itself.
func (r Record) Clone() Record {
	r.attrs = slices.Clip(r.attrs)
	return r
}

// NumAttrs is the number of attributes.
func (r Record) NumAttrs() int { return len(r.attrs) }

// Attrs calls f for the attributes, until it says false.
func (r Record) Attrs(f func(Attr) bool) {
	for _, a := range r.attrs {
		if !f(a) {
			return
		}
	}
}

// AddAttrs adds attributes; empty groups are left out.
func (r *Record) AddAttrs(attrs ...Attr) {
	for _, a := range attrs {
		if !a.Value.isEmptyGroup() {
			r.attrs = append(r.attrs, a)
		}
	}
}

// Add adds attributes given as for Logger.Info.
func (r *Record) Add(args ...any) { r.AddAttrs(attrsOf(args)...) }

// Source is where a call stands.
type Source struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
}

func (s *Source) group() Value {
	var as []Attr
	if s.Function != "" {
		as = append(as, String("function", s.Function))
	}
	if s.File != "" {
		as = append(as, String("file", s.File))
	}
	if s.Line != 0 {
		as = append(as, Int("line", s.Line))
	}
	return GroupValue(as...)
}

// Source is where the record was made, nil if that is not known.
func (r Record) Source() *Source {
	if r.PC == 0 {
		return nil
	}
	frame, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	return &Source{frame.Function, frame.File, frame.Line}
}

// Handler writes records.
type Handler interface {
	// Enabled tells whether records of the level are written.
	Enabled(context.Context, Level) bool
	// Handle writes a record.
	Handle(context.Context, Record) error
	// WithAttrs is the handler with attributes for all records.
	WithAttrs(attrs []Attr) Handler
	// WithGroup is the handler with a group for all further attributes.
	WithGroup(name string) Handler
}

// Logger makes records.
type Logger struct {
	handler Handler
}

// New is a logger with a handler.
func New(h Handler) *Logger {
	if h == nil {
		panic("nil Handler")
	}
	return &Logger{h}
}

var defaultLogger atomic.Pointer[Logger]
var logLoggerLevel LevelVar

func init() { defaultLogger.Store(New(&defaultHandler{})) }

// SetLogLoggerLevel sets the level of what goes from or to package log.
func SetLogLoggerLevel(level Level) (oldLevel Level) {
	oldLevel = logLoggerLevel.Level()
	logLoggerLevel.Set(level)
	return oldLevel
}

// Default is the default logger.
func Default() *Logger { return defaultLogger.Load() }

// SetDefault makes l the default logger, of package log too.
func SetDefault(l *Logger) {
	defaultLogger.Store(l)
	if _, ok := l.Handler().(*defaultHandler); !ok {
		capturePC := log.Flags()&(log.Lshortfile|log.Llongfile) != 0
		log.SetOutput(&handlerWriter{l.Handler(), &logLoggerLevel, capturePC})
		log.SetFlags(0)
	}
}

// handlerWriter makes records of what package log writes.
type handlerWriter struct {
	h         Handler
	level     Leveler
	capturePC bool
}

func (w *handlerWriter) Write(buf []byte) (int, error) {
	level := w.level.Level()
	if !w.h.Enabled(context.Background(), level) {
		return 0, nil
	}
	var pc uintptr
	if w.capturePC {
		var pcs [1]uintptr
		runtime.Callers(4, pcs[:])
		pc = pcs[0]
	}
	n := len(buf)
	buf = bytes.TrimSuffix(buf, []byte{'\n'})
	r := NewRecord(time.Now(), level, string(buf), pc)
	return n, w.h.Handle(context.Background(), r)
}

// NewLogLogger is a logger of package log that writes to a handler.
func NewLogLogger(h Handler, level Level) *log.Logger {
	return log.New(&handlerWriter{h, level, true}, "", 0)
}

// Handler is the logger's handler.
func (l *Logger) Handler() Handler { return l.handler }

// With is the logger with attributes for all records.
func (l *Logger) With(args ...any) *Logger {
	if len(args) == 0 {
		return l
	}
	return New(l.handler.WithAttrs(attrsOf(args)))
}

// WithGroup is the logger with a group for all further attributes.
func (l *Logger) WithGroup(name string) *Logger {
	if name == "" {
		return l
	}
	return New(l.handler.WithGroup(name))
}

// Enabled tells whether records of the level are written.
func (l *Logger) Enabled(ctx context.Context, level Level) bool {
	if ctx == nil {
		ctx = context.Background()
	}
	return l.handler.Enabled(ctx, level)
}

// log makes a record; its caller was called by what it is of.
func (l *Logger) log(ctx context.Context, level Level, msg string, attrs []Attr, args []any) {
	if !l.Enabled(ctx, level) {
		return
	}
	var pcs [1]uintptr
	runtime.Callers(3, pcs[:])
	r := NewRecord(time.Now(), level, msg, pcs[0])
	r.AddAttrs(attrs...)
	r.Add(args...)
	if ctx == nil {
		ctx = context.Background()
	}
	l.handler.Handle(ctx, r)
}

// Log writes an event; args are attributes, or keys and values in turn.
func (l *Logger) Log(ctx context.Context, level Level, msg string, args ...any) {
	l.log(ctx, level, msg, nil, args)
}

// LogAttrs is Log with attributes.
func (l *Logger) LogAttrs(ctx context.Context, level Level, msg string, attrs ...Attr) {
	l.log(ctx, level, msg, attrs, nil)
}

// Debug is Log at LevelDebug.
func (l *Logger) Debug(msg string, args ...any) { l.log(nil, LevelDebug, msg, nil, args) }

// DebugContext is Log at LevelDebug.
func (l *Logger) DebugContext(ctx context.Context, msg string, args ...any) {
	l.log(ctx, LevelDebug, msg, nil, args)
}

// Info is Log at LevelInfo.
func (l *Logger) Info(msg string, args ...any) { l.log(nil, LevelInfo, msg, nil, args) }

// InfoContext is Log at LevelInfo.
func (l *Logger) InfoContext(ctx context.Context, msg string, args ...any) {
	l.log(ctx, LevelInfo, msg, nil, args)
}

// Warn is Log at LevelWarn.
func (l *Logger) Warn(msg string, args ...any) { l.log(nil, LevelWarn, msg, nil, args) }

// WarnContext is Log at LevelWarn.
func (l *Logger) WarnContext(ctx context.Context, msg string, args ...any) {
	l.log(ctx, LevelWarn, msg, nil, args)
}

// Error is Log at LevelError.
func (l *Logger) Error(msg string, args ...any) { l.log(nil, LevelError, msg, nil, args) }

// ErrorContext is Log at LevelError.
func (l *Logger) ErrorContext(ctx context.Context, msg string, args ...any) {
	l.log(ctx, LevelError, msg, nil, args)
}

// The functions of the default logger.

// With is Logger.With.
func With(args ...any) *Logger { return Default().With(args...) }

// Log is Logger.Log.
func Log(ctx context.Context, level Level, msg string, args ...any) {
	Default().log(ctx, level, msg, nil, args)
}

// LogAttrs is Logger.LogAttrs.
func LogAttrs(ctx context.Context, level Level, msg string, attrs ...Attr) {
	Default().log(ctx, level, msg, attrs, nil)
}

// Debug is Logger.Debug.
func Debug(msg string, args ...any) { Default().log(nil, LevelDebug, msg, nil, args) }

// DebugContext is Logger.DebugContext.
func DebugContext(ctx context.Context, msg string, args ...any) {
	Default().log(ctx, LevelDebug, msg, nil, args)
}

// Info is Logger.Info.
func Info(msg string, args ...any) { Default().log(nil, LevelInfo, msg, nil, args) }

// InfoContext is Logger.InfoContext.
func InfoContext(ctx context.Context, msg string, args ...any) {
	Default().log(ctx, LevelInfo, msg, nil, args)
}

// Warn is Logger.Warn.
func Warn(msg string, args ...any) { Default().log(nil, LevelWarn, msg, nil, args) }

// WarnContext is Logger.WarnContext.
func WarnContext(ctx context.Context, msg string, args ...any) {
	Default().log(ctx, LevelWarn, msg, nil, args)
}

// Error is Logger.Error.
func Error(msg string, args ...any) { Default().log(nil, LevelError, msg, nil, args) }

// ErrorContext is Logger.ErrorContext.
func ErrorContext(ctx context.Context, msg string, args ...any) {
	Default().log(ctx, LevelError, msg, nil, args)
}

// defaultHandler writes with package log.
type defaultHandler struct {
	own common
}

// Enabled tells whether records of the level are written.
func (h *defaultHandler) Enabled(_ context.Context, l Level) bool {
	return l >= logLoggerLevel.Level()
}

// Handle writes the record: level, message and attributes.
func (h *defaultHandler) Handle(ctx context.Context, r Record) error {
	s := formatter{h: &h.own}
	s.buf = append(append(append(s.buf, r.Level.String()...), ' '), r.Message...)
	s.sep = " "
	s.attrs(r)
	return internal.DefaultOutput(r.PC, s.buf)
}

// WithAttrs is the handler with attributes for all records.
func (h *defaultHandler) WithAttrs(as []Attr) Handler { return &defaultHandler{h.own.withAttrs(as)} }

// WithGroup is the handler with a group for all further attributes.
func (h *defaultHandler) WithGroup(name string) Handler {
	return &defaultHandler{h.own.withGroup(name)}
}

type discardHandler struct{}

// DiscardHandler writes nothing.
var DiscardHandler Handler = discardHandler{}

func (discardHandler) Enabled(context.Context, Level) bool  { return false }
func (discardHandler) Handle(context.Context, Record) error { return nil }
func (d discardHandler) WithAttrs([]Attr) Handler           { return d }
func (d discardHandler) WithGroup(string) Handler           { return d }

// MultiHandler writes to several handlers.
type MultiHandler struct {
	multi []Handler
}

// NewMultiHandler makes a MultiHandler.
func NewMultiHandler(handlers ...Handler) *MultiHandler {
	return &MultiHandler{slices.Clone(handlers)}
}

// Enabled tells whether one of the handlers writes records of the level.
func (h *MultiHandler) Enabled(ctx context.Context, l Level) bool {
	return slices.ContainsFunc(h.multi, func(h Handler) bool { return h.Enabled(ctx, l) })
}

// Handle gives the record to the handlers that want it.
func (h *MultiHandler) Handle(ctx context.Context, r Record) error {
	var errs []error
	for _, one := range h.multi {
		if one.Enabled(ctx, r.Level) {
			if err := one.Handle(ctx, r.Clone()); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// WithAttrs is the handler with attributes for all records.
func (h *MultiHandler) WithAttrs(attrs []Attr) Handler {
	all := &MultiHandler{}
	for _, one := range h.multi {
		all.multi = append(all.multi, one.WithAttrs(attrs))
	}
	return all
}

// WithGroup is the handler with a group for all further attributes.
func (h *MultiHandler) WithGroup(name string) Handler {
	all := &MultiHandler{}
	for _, one := range h.multi {
		all.multi = append(all.multi, one.WithGroup(name))
	}
	return all
}

// common is what the handlers that write text share.
type common struct {
	json bool
	opts HandlerOptions
	w    io.Writer
	mu   *sync.Mutex
	// with are the groups and attributes of WithGroup and WithAttrs, in order.
	with []groupOrAttrs
}

type groupOrAttrs struct {
	group string
	attrs []Attr
}

func (c common) withAttrs(as []Attr) common {
	c.with = append(slices.Clip(c.with), groupOrAttrs{attrs: as})
	return c
}

func (c common) withGroup(name string) common {
	c.with = append(slices.Clip(c.with), groupOrAttrs{group: name})
	return c
}

func (c *common) enabled(l Level) bool {
	least := LevelInfo
	if c.opts.Level != nil {
		least = c.opts.Level.Level()
	}
	return l >= least
}
