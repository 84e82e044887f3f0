// run

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strings"
	"time"
)

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("***") }

type user struct {
	Name string
	Age  int
}

type text struct{ s string }

func (t text) MarshalText() ([]byte, error) { return []byte("text:" + t.s), nil }

type bad struct{}

func (bad) MarshalJSON() ([]byte, error) { return nil, errors.New("no json") }
func (bad) MarshalText() ([]byte, error) { return nil, errors.New("no text") }

func noTime(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.Attr{}
	}
	return a
}

func main() {
	opts := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: noTime}
	at := time.Date(2020, 1, 2, 3, 4, 5, 678901234, time.UTC)
	for _, h := range []slog.Handler{slog.NewTextHandler(os.Stdout, opts), slog.NewJSONHandler(os.Stdout, opts)} {
		l := slog.New(h)
		l.Info("hello world", "a", 1, "b", "x y", "c", true, "d", 1.5, "e", time.Second, "f", at, "g", nil, "h", errors.New("oops"), "i", []int{1, 2}, "j", user{"Ada", 36}, "k", "q\"uo=te\n", "l", "")
		l.Debug("debug", slog.Group("grp", "x", 1, slog.Group("in", "y", 2)), slog.Any("s", secret("pw")), slog.Uint64("u", 1<<63), slog.Int("n", -1))
		l.Warn("odd", "key")
		l.Warn("bad", 1, 2)
		l.Error("t", "t", text{"v"}, "bad", bad{}, "bytes", []byte("by"), "m", map[string]int{"z": 1, "a": 2}, "u", "☺\u2028\xff<&>", "f", 1e21)
		w := l.With("w", 1).WithGroup("G").With("v", 2).WithGroup("H")
		w.Info("grouped", "z", 3)
		w.Info("empty")
		l.WithGroup("E").Info("nothing")
		l.Info("e", slog.Group("empty"), slog.Attr{}, slog.Group("", "inline", 1), slog.Group("g", slog.Group("h")))
		l.Log(context.Background(), slog.LevelError+1, "custom")
		l.LogAttrs(context.Background(), slog.LevelInfo-1, "attrs", slog.Bool("b", false), slog.Duration("d", time.Millisecond), slog.Float64("f", 0.1), slog.Int64("i", 5), slog.Time("t", at))
		r := slog.NewRecord(at, slog.LevelInfo, "rec", 0)
		r.AddAttrs(slog.String("k", "v"))
		r.Add("x", 1)
		fmt.Println(h.Handle(context.Background(), r), r.NumAttrs())
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(os.Stdout, nil), slog.NewJSONHandler(os.Stdout, nil)} {
		fmt.Println(h.Handle(context.Background(), slog.NewRecord(at, slog.LevelWarn, "", 0)), h.Enabled(context.Background(), slog.LevelDebug))
	}
	up := &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return slog.String(strings.ToUpper(a.Key)+fmt.Sprint(groups), a.Value.String())
	}}
	slog.New(slog.NewJSONHandler(os.Stdout, up)).WithGroup("g").Info("m", "a", 1, slog.Group("h", "b", 2))
	slog.New(slog.NewTextHandler(os.Stdout, up)).WithGroup("g").Info("m", "a", 1, slog.Group("h", "b", 2))
	var buf bytes.Buffer
	slog.New(slog.NewTextHandler(&buf, &slog.HandlerOptions{AddSource: true})).Info("src")
	fmt.Println(strings.Contains(buf.String(), "slog_writes.go:76"))
	var lv slog.LevelVar
	fmt.Println(lv.Level(), lv.UnmarshalText([]byte("warn+2")), &lv, slog.Level(-5), slog.Level(9))
	var lev slog.Level
	fmt.Println(lev.UnmarshalJSON([]byte(`"error-1"`)), lev, lev.UnmarshalText([]byte("x")), lev.UnmarshalText([]byte("INFO+x")))
	v := slog.AnyValue(map[string]int{"a": 1})
	fmt.Println(v.Kind(), v, slog.IntValue(3).Kind(), slog.GroupValue(slog.Int("a", 1)), slog.TimeValue(at).Time().Equal(at), slog.DurationValue(5), slog.IntValue(3).Equal(slog.Int64Value(3)), slog.Int("a", 1), slog.AnyValue(uint8(3)).Kind(), slog.AnyValue(nil).Any() == nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		slog.IntValue(1).Bool()
	}()
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	slog.Info("default", "a", 1, "b", "x y", slog.Group("g", "c", 2))
	slog.Debug("not shown")
	slog.With("w", 1).WithGroup("q").Warn("more", "k", "v")
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stdout, opts)))
	log.Print("through log")
	slog.Info("now text")
	slog.NewLogLogger(slog.NewJSONHandler(os.Stdout, opts), slog.LevelError).Println("logged")
	multi := slog.New(slog.NewMultiHandler(slog.NewTextHandler(os.Stdout, opts), slog.NewJSONHandler(os.Stdout, opts)))
	multi.With("x", 1).Info("both")
	slog.New(slog.DiscardHandler).Info("gone")
}
