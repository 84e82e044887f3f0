// Package log writes lines of a log.
package log

import (
	"fmt"
	"io"
	"log/internal"
	"os"
	"runtime"
	"sync"
	"time"
)

// What stands before each message.
const (
	Ldate         = 1 << iota // 2009/01/23
	Ltime                     // 01:23:23
	Lmicroseconds             // 01:23:23.123123
	Llongfile                 // /a/b/c/d.go:23
	Lshortfile                // d.go:23
	LUTC
	Lmsgprefix // the prefix stands before the message, not the line
	LstdFlags  = Ldate | Ltime
)

// Logger writes to a writer.
type Logger struct {
	mu     sync.Mutex // of the fields, and of writing
	prefix string
	flag   int
	out    io.Writer
}

// New makes a logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{prefix: prefix, flag: flag, out: out}
}

var std = New(os.Stderr, "", LstdFlags)

func init() {
	internal.DefaultOutput = func(pc uintptr, data []byte) error { return std.output(pc, 0, string(data)) }
}

// locked calls f with the fields to read or write.
func (l *Logger) locked(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// Default is the logger of the package's functions.
func Default() *Logger { return std }

// SetOutput sets the writer.
func (l *Logger) SetOutput(w io.Writer) { l.locked(func() { l.out = w }) }

// Writer is the writer.
func (l *Logger) Writer() (w io.Writer) {
	l.locked(func() { w = l.out })
	return w
}

// Flags says what stands before each message.
func (l *Logger) Flags() (flag int) {
	l.locked(func() { flag = l.flag })
	return flag
}

// SetFlags sets what stands before each message.
func (l *Logger) SetFlags(flag int) { l.locked(func() { l.flag = flag }) }

// Prefix is the prefix of the lines.
func (l *Logger) Prefix() (prefix string) {
	l.locked(func() { prefix = l.prefix })
	return prefix
}

// SetPrefix sets the prefix of the lines.
func (l *Logger) SetPrefix(prefix string) { l.locked(func() { l.prefix = prefix }) }

func pad(buf []byte, i, width int) []byte {
	var b [20]byte
	at := len(b)
	for i > 0 || width > 0 {
		at--
		b[at] = byte('0' + i%10)
		i /= 10
		width--
	}
	return append(buf, b[at:]...)
}

// Output writes a line; depth 1 is the caller's place.
func (l *Logger) Output(depth int, s string) error { return l.output(0, depth+1, s) }

// output writes a line; the place is pc's, or that of the call at a depth if pc is 0.
func (l *Logger) output(pc uintptr, depth int, s string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var buf []byte
	if l.flag&Lmsgprefix == 0 {
		buf = append(buf, l.prefix...)
	}
	if l.flag&(Ldate|Ltime|Lmicroseconds) != 0 {
		t := time.Now()
		if l.flag&LUTC != 0 {
			t = t.UTC()
		}
		if l.flag&Ldate != 0 {
			year, month, day := t.Date()
			buf = append(pad(buf, year, 4), '/')
			buf = append(pad(buf, int(month), 2), '/')
			buf = append(pad(buf, day, 2), ' ')
		}
		if l.flag&(Ltime|Lmicroseconds) != 0 {
			hour, min, sec := t.Clock()
			buf = append(pad(buf, hour, 2), ':')
			buf = append(pad(buf, min, 2), ':')
			buf = pad(buf, sec, 2)
			if l.flag&Lmicroseconds != 0 {
				buf = pad(append(buf, '.'), t.Nanosecond()/1e3, 6)
			}
			buf = append(buf, ' ')
		}
	}
	if l.flag&(Lshortfile|Llongfile) != 0 {
		file, line := "???", 0
		if pc != 0 {
			frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
			file, line = frame.File, frame.Line
		} else if _, f, n, ok := runtime.Caller(depth); ok {
			file, line = f, n
		}
		if l.flag&Lshortfile != 0 {
			for i := len(file) - 1; i > 0; i-- {
				if file[i] == '/' {
					file = file[i+1:]
					break
				}
			}
		}
		buf = append(append(buf, file...), ':')
		buf = append(pad(buf, line, 1), ": "...)
	}
	if l.flag&Lmsgprefix != 0 {
		buf = append(buf, l.prefix...)
	}
	buf = append(buf, s...)
	if len(s) == 0 || s[len(s)-1] != '\n' {
		buf = append(buf, '\n')
	}
	_, err := l.out.Write(buf)
	return err
}

func (l *Logger) Print(v ...any)                 { l.Output(2, fmt.Sprint(v...)) }
func (l *Logger) Printf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)) }
func (l *Logger) Println(v ...any)               { l.Output(2, fmt.Sprintln(v...)) }

func (l *Logger) Fatal(v ...any) {
	l.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

func (l *Logger) Fatalf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

func (l *Logger) Fatalln(v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.Output(2, s)
	panic(s)
}

func SetOutput(w io.Writer)            { std.SetOutput(w) }
func Writer() io.Writer                { return std.Writer() }
func Flags() int                       { return std.Flags() }
func SetFlags(flag int)                { std.SetFlags(flag) }
func Prefix() string                   { return std.Prefix() }
func SetPrefix(prefix string)          { std.SetPrefix(prefix) }
func Output(depth int, s string) error { return std.Output(depth+1, s) }

func Print(v ...any)                 { std.Output(2, fmt.Sprint(v...)) }
func Printf(format string, v ...any) { std.Output(2, fmt.Sprintf(format, v...)) }
func Println(v ...any)               { std.Output(2, fmt.Sprintln(v...)) }

func Fatal(v ...any) {
	std.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

func Fatalf(format string, v ...any) {
	std.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

func Fatalln(v ...any) {
	std.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

func Panic(v ...any) {
	s := fmt.Sprint(v...)
	std.Output(2, s)
	panic(s)
}

func Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	std.Output(2, s)
	panic(s)
}

func Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	std.Output(2, s)
	panic(s)
}
