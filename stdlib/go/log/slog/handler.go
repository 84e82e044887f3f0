package slog

import (
	"bytes"
	"context"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// HandlerOptions are options of TextHandler and JSONHandler.
type HandlerOptions struct {
	// AddSource writes where the call stands.
	AddSource bool
	// Level is the least level that is written; nil is LevelInfo.
	Level Leveler
	// ReplaceAttr is called for each attribute that is no group, before it is written. The
	// groups are those that it is in.
	ReplaceAttr func(groups []string, a Attr) Attr
}

// TextHandler writes records as key=value, one a line.
type TextHandler struct {
	own common
}

// JSONHandler writes records as JSON objects, one a line.
type JSONHandler struct {
	own common
}

func newCommon(w io.Writer, opts *HandlerOptions, isJSON bool) common {
	if opts == nil {
		opts = &HandlerOptions{}
	}
	return common{json: isJSON, w: w, opts: *opts, mu: &sync.Mutex{}}
}

// NewTextHandler writes to w.
func NewTextHandler(w io.Writer, opts *HandlerOptions) *TextHandler {
	return &TextHandler{newCommon(w, opts, false)}
}

// NewJSONHandler writes to w.
func NewJSONHandler(w io.Writer, opts *HandlerOptions) *JSONHandler {
	return &JSONHandler{newCommon(w, opts, true)}
}

// Enabled tells whether records of the level are written.
func (h *TextHandler) Enabled(_ context.Context, level Level) bool { return h.own.enabled(level) }

// Handle writes the record.
func (h *TextHandler) Handle(_ context.Context, r Record) error { return h.own.handle(r) }

// WithAttrs is the handler with attributes for all records.
func (h *TextHandler) WithAttrs(attrs []Attr) Handler { return &TextHandler{h.own.withAttrs(attrs)} }

// WithGroup is the handler with a group for all further attributes.
func (h *TextHandler) WithGroup(name string) Handler { return &TextHandler{h.own.withGroup(name)} }

// Enabled tells whether records of the level are written.
func (h *JSONHandler) Enabled(_ context.Context, level Level) bool { return h.own.enabled(level) }

// Handle writes the record.
func (h *JSONHandler) Handle(_ context.Context, r Record) error { return h.own.handle(r) }

// WithAttrs is the handler with attributes for all records.
func (h *JSONHandler) WithAttrs(attrs []Attr) Handler { return &JSONHandler{h.own.withAttrs(attrs)} }

// WithGroup is the handler with a group for all further attributes.
func (h *JSONHandler) WithGroup(name string) Handler { return &JSONHandler{h.own.withGroup(name)} }

// handle writes a record: the built-in attributes, then the others.
func (c *common) handle(r Record) error {
	s := formatter{h: c}
	if c.json {
		s.buf = append(s.buf, '{')
	}
	rep := c.opts.ReplaceAttr
	if !r.Time.IsZero() {
		value := r.Time.Round(0)
		if rep == nil {
			s.key(TimeKey)
			s.time(value)
		} else {
			s.attr(Time(TimeKey, value))
		}
	}
	if rep == nil {
		s.key(LevelKey)
		s.string(r.Level.String())
	} else {
		s.attr(Any(LevelKey, r.Level))
	}
	if c.opts.AddSource {
		source := r.Source()
		if source == nil {
			source = &Source{}
		}
		s.attr(Any(SourceKey, source))
	}
	if rep == nil {
		s.key(MessageKey)
		s.string(r.Message)
	} else {
		s.attr(String(MessageKey, r.Message))
	}
	s.attrs(r)
	if c.json {
		s.buf = append(s.buf, '}')
	}
	s.buf = append(s.buf, '\n')
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.w.Write(s.buf)
	return err
}

// formatter writes one record.
type formatter struct {
	h      *common
	buf    []byte
	sep    string   // before the next key
	groups []string // open
}

// attrs writes the attributes of WithAttrs and of the record. A group that would be empty
// is not opened.
func (s *formatter) attrs(r Record) {
	with := s.h.with
	if r.NumAttrs() == 0 {
		for len(with) > 0 && with[len(with)-1].group != "" {
			with = with[:len(with)-1]
		}
	}
	marks := []int{}
	starts := []string{}
	opened := 0
	for _, x := range with {
		if x.group != "" {
			marks = append(marks, len(s.buf))
			starts = append(starts, s.sep)
			s.open(x.group)
			opened++
			continue
		}
		for _, a := range x.attrs {
			s.attr(a)
		}
	}
	for _, a := range r.attrs {
		s.attr(a)
	}
	for ; opened > 0; opened-- {
		if s.isOpenEmpty() {
			s.buf = s.buf[:marks[opened-1]]
			s.sep = starts[opened-1]
			s.groups = s.groups[:len(s.groups)-1]
			continue
		}
		s.close()
	}
}

// isOpenEmpty tells whether nothing was written into the innermost group.
func (s *formatter) isOpenEmpty() bool {
	return s.h.json && s.buf[len(s.buf)-1] == '{'
}

func (s *formatter) open(name string) {
	if s.h.json {
		s.key(name)
		s.buf = append(s.buf, '{')
		s.sep = ""
	}
	s.groups = append(s.groups, name)
}

func (s *formatter) close() {
	if s.h.json {
		s.buf = append(s.buf, '}')
		s.sep = ","
	}
	s.groups = s.groups[:len(s.groups)-1]
}

// attr writes an attribute; false if that was nothing.
func (s *formatter) attr(a Attr) bool {
	a.Value = a.Value.Resolve()
	if rep := s.h.opts.ReplaceAttr; rep != nil && a.Value.Kind() != KindGroup {
		var groups []string
		if len(s.groups) > 0 {
			groups = slices.Clone(s.groups)
		}
		a = rep(groups, a)
		a.Value = a.Value.Resolve()
	}
	if a.isEmpty() {
		return false
	}
	if source, ok := a.Value.any.(*Source); ok {
		if s.h.json {
			a.Value = source.group()
		} else {
			a.Value = StringValue(fmt.Sprintf("%s:%d", source.File, source.Line))
		}
	}
	if a.Value.Kind() == KindGroup {
		attrs := a.Value.Group()
		if len(attrs) == 0 {
			return false
		}
		mark, sep := len(s.buf), s.sep
		if a.Key != "" {
			s.open(a.Key)
		}
		some := false
		for _, inner := range attrs {
			if s.attr(inner) {
				some = true
			}
		}
		if !some {
			s.buf, s.sep = s.buf[:mark], sep
			if a.Key != "" {
				s.groups = s.groups[:len(s.groups)-1]
			}
			return false
		}
		if a.Key != "" {
			s.close()
		}
		return true
	}
	s.key(a.Key)
	s.value(a.Value)
	return true
}

func (s *formatter) key(key string) {
	s.buf = append(s.buf, s.sep...)
	if s.h.json {
		s.sep = ","
		s.string(key)
		s.buf = append(s.buf, ':')
		return
	}
	s.sep = " "
	if len(s.groups) > 0 {
		key = strings.Join(s.groups, ".") + "." + key
	}
	s.string(key)
	s.buf = append(s.buf, '=')
}

func (s *formatter) string(str string) {
	switch {
	case s.h.json:
		s.buf = append(s.buf, '"')
		s.buf = appendEscaped(s.buf, str)
		s.buf = append(s.buf, '"')
	case needsQuoting(str):
		s.buf = strconv.AppendQuote(s.buf, str)
	default:
		s.buf = append(s.buf, str...)
	}
}

func (s *formatter) time(t time.Time) {
	if !s.h.json {
		s.buf = t.AppendFormat(s.buf, "2006-01-02T15:04:05.000Z07:00")
		return
	}
	if y := t.Year(); y < 0 || y >= 10000 {
		s.error(errors.New("time.Time year outside of range [0,9999]"))
		return
	}
	s.buf = append(s.buf, '"')
	s.buf = t.AppendFormat(s.buf, time.RFC3339Nano)
	s.buf = append(s.buf, '"')
}

func (s *formatter) error(err error) { s.string(fmt.Sprintf("!ERROR:%v", err)) }

func (s *formatter) value(v Value) {
	defer func() {
		if r := recover(); r != nil {
			// A nil pointer that the value's methods do not expect.
			if rv := reflect.ValueOf(v.any); rv.Kind() == reflect.Pointer && rv.IsNil() {
				s.string("<nil>")
				return
			}
			s.string(fmt.Sprintf("!PANIC: %v", r))
		}
	}()
	var err error
	if s.h.json {
		err = s.jsonValue(v)
	} else {
		err = s.textValue(v)
	}
	if err != nil {
		s.error(err)
	}
}

func (s *formatter) textValue(v Value) error {
	switch v.Kind() {
	case KindString:
		s.string(v.any.(string))
	case KindTime:
		s.time(v.time())
	case KindAny:
		if m, ok := v.any.(encoding.TextMarshaler); ok {
			data, err := m.MarshalText()
			if err != nil {
				return err
			}
			s.string(string(data))
			return nil
		}
		if rv := reflect.ValueOf(v.any); rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8 {
			s.buf = strconv.AppendQuote(s.buf, string(rv.Bytes()))
			return nil
		}
		s.string(fmt.Sprintf("%+v", v.Any()))
	default:
		s.buf = v.append(s.buf)
	}
	return nil
}

func (s *formatter) jsonValue(v Value) error {
	switch v.Kind() {
	case KindString:
		s.string(v.any.(string))
	case KindInt64, KindUint64, KindBool:
		s.buf = v.append(s.buf)
	case KindFloat64:
		return s.jsonAny(v.Float64())
	case KindDuration:
		s.buf = strconv.AppendInt(s.buf, int64(v.duration()), 10)
	case KindTime:
		s.time(v.time())
	case KindAny:
		x := v.Any()
		_, isMarshaler := x.(json.Marshaler)
		if err, ok := x.(error); ok && !isMarshaler {
			s.string(err.Error())
			return nil
		}
		return s.jsonAny(x)
	}
	return nil
}

func (s *formatter) jsonAny(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	s.buf = append(s.buf, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
	return nil
}

// appendEscaped appends the inside of a JSON string.
func appendEscaped(buf []byte, s string) []byte {
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '"' || c == '\\':
				buf = append(buf, '\\', c)
			case c >= ' ':
				buf = append(buf, c)
			case c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t':
				buf = append(buf, '\\', "btn?fr"[c-'\b'])
			default:
				buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			buf = append(buf, "\ufffd"...)
		case r == '\u2028' || r == '\u2029':
			buf = append(buf, '\\', 'u', '2', '0', '2', hex[r&15])
		default:
			buf = append(buf, s[i:i+n]...)
		}
		i += n
	}
	return buf
}

func needsQuoting(s string) bool {
	if s == "" {
		return true
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c <= ' ' || c == '=' || c == '"' {
				return true
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return true
		}
		i += n
	}
	return false
}
