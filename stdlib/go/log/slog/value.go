package slog

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is the kind of a Value.
type Kind int

// The kinds.
const (
	KindAny Kind = iota
	KindBool
	KindDuration
	KindFloat64
	KindInt64
	KindString
	KindTime
	KindUint64
	KindGroup
	KindLogValuer
)

var kindNames = []string{"Any", "Bool", "Duration", "Float64", "Int64", "String", "Time", "Uint64", "Group", "LogValuer"}

func (k Kind) String() string {
	if k >= 0 && int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "<unknown slog.Kind>"
}

// Value is a value of any kind; the common ones take no allocation. The zero Value is nil.
type Value struct {
	_ [0]func() // not comparable
	// num has numbers, bools and durations; the nanoseconds of a time.
	num uint64
	// any is the kind, or the value of the kinds that are not in num.
	any any
}

// Types that any has for the kinds that are otherwise in num, or that mark a value's kind.
type (
	kind       Kind
	timeZone   struct{ loc *time.Location }
	timeTime   time.Time
	groupValue []Attr
)

// LogValuer is a value that becomes another when it is logged.
type LogValuer interface {
	LogValue() Value
}

// Kind is the kind.
func (v Value) Kind() Kind {
	switch x := v.any.(type) {
	case kind:
		return Kind(x)
	case string:
		return KindString
	case timeZone, timeTime:
		return KindTime
	case groupValue:
		return KindGroup
	case LogValuer:
		return KindLogValuer
	case Kind:
		return KindAny
	}
	return KindAny
}

// StringValue makes a value.
func StringValue(value string) Value { return Value{any: value} }

// IntValue makes a value.
func IntValue(v int) Value { return Int64Value(int64(v)) }

// Int64Value makes a value.
func Int64Value(v int64) Value { return Value{num: uint64(v), any: kind(KindInt64)} }

// Uint64Value makes a value.
func Uint64Value(v uint64) Value { return Value{num: v, any: kind(KindUint64)} }

// Float64Value makes a value.
func Float64Value(v float64) Value { return Value{num: math.Float64bits(v), any: kind(KindFloat64)} }

// BoolValue makes a value.
func BoolValue(v bool) Value {
	u := uint64(0)
	if v {
		u = 1
	}
	return Value{num: u, any: kind(KindBool)}
}

// TimeValue makes a value; the monotonic clock's reading is dropped.
func TimeValue(v time.Time) Value {
	if v.IsZero() {
		return Value{any: timeTime{}}
	}
	ns := v.UnixNano()
	if time.Unix(0, ns).Equal(v) {
		return Value{num: uint64(ns), any: timeZone{v.Location()}}
	}
	return Value{any: timeTime(v.Round(0))}
}

// DurationValue makes a value.
func DurationValue(v time.Duration) Value {
	return Value{num: uint64(v.Nanoseconds()), any: kind(KindDuration)}
}

// GroupValue makes a value of attributes; groups without attributes are left out.
func GroupValue(as ...Attr) Value {
	return Value{any: groupValue(slices.DeleteFunc(slices.Clone(as), func(a Attr) bool { return a.Value.isEmptyGroup() }))}
}

// AnyValue makes a value of the kind that fits.
func AnyValue(v any) Value {
	switch v := v.(type) {
	case string:
		return StringValue(v)
	case int:
		return Int64Value(int64(v))
	case uint:
		return Uint64Value(uint64(v))
	case int64:
		return Int64Value(v)
	case uint64:
		return Uint64Value(v)
	case bool:
		return BoolValue(v)
	case time.Duration:
		return DurationValue(v)
	case time.Time:
		return TimeValue(v)
	case uint8:
		return Uint64Value(uint64(v))
	case uint16:
		return Uint64Value(uint64(v))
	case uint32:
		return Uint64Value(uint64(v))
	case uintptr:
		return Uint64Value(uint64(v))
	case int8:
		return Int64Value(int64(v))
	case int16:
		return Int64Value(int64(v))
	case int32:
		return Int64Value(int64(v))
	case float64:
		return Float64Value(v)
	case float32:
		return Float64Value(float64(v))
	case []Attr:
		return GroupValue(v...)
	case Value:
		return v
	}
	return Value{any: v}
}

// Any is the value.
func (v Value) Any() any {
	switch v.Kind() {
	case KindGroup:
		return v.Group()
	case KindInt64:
		return int64(v.num)
	case KindUint64:
		return v.num
	case KindFloat64:
		return math.Float64frombits(v.num)
	case KindBool:
		return v.num == 1
	case KindDuration:
		return v.duration()
	case KindTime:
		return v.time()
	}
	return v.any
}

// must panics if the value is of another kind.
func (v Value) must(want Kind) {
	if got := v.Kind(); got != want {
		panic(fmt.Sprintf("Value kind is %s, not %s", got, want))
	}
}

func (v Value) String() string {
	if s, ok := v.any.(string); ok {
		return s
	}
	return string(v.append(nil))
}

// append appends the value's text.
func (v Value) append(dst []byte) []byte {
	switch v.Kind() {
	case KindString:
		return append(dst, v.any.(string)...)
	case KindInt64:
		return strconv.AppendInt(dst, int64(v.num), 10)
	case KindUint64:
		return strconv.AppendUint(dst, v.num, 10)
	case KindFloat64:
		return strconv.AppendFloat(dst, math.Float64frombits(v.num), 'g', -1, 64)
	case KindBool:
		return strconv.AppendBool(dst, v.num == 1)
	case KindDuration:
		return append(dst, v.duration().String()...)
	case KindTime:
		return append(dst, v.time().String()...)
	case KindGroup:
		return fmt.Append(dst, v.Group())
	}
	return fmt.Append(dst, v.any)
}

// Int64 is the value; it panics if the kind is another.
func (v Value) Int64() int64 {
	v.must(KindInt64)
	return int64(v.num)
}

// Uint64 is the value; it panics if the kind is another.
func (v Value) Uint64() uint64 {
	v.must(KindUint64)
	return v.num
}

// Bool is the value; it panics if the kind is another.
func (v Value) Bool() bool {
	v.must(KindBool)
	return v.num == 1
}

// Duration is the value; it panics if the kind is another.
func (v Value) Duration() time.Duration {
	v.must(KindDuration)
	return v.duration()
}

func (v Value) duration() time.Duration { return time.Duration(int64(v.num)) }

// Float64 is the value; it panics if the kind is another.
func (v Value) Float64() float64 {
	v.must(KindFloat64)
	return math.Float64frombits(v.num)
}

// Time is the value; it panics if the kind is another.
func (v Value) Time() time.Time {
	v.must(KindTime)
	return v.time()
}

func (v Value) time() time.Time {
	switch x := v.any.(type) {
	case timeZone:
		return time.Unix(0, int64(v.num)).In(x.loc)
	case timeTime:
		return time.Time(x)
	}
	panic(fmt.Sprintf("bad time type %T", v.any))
}

// LogValuer is the value; it panics if the kind is another.
func (v Value) LogValuer() LogValuer { return v.any.(LogValuer) }

// Group is the value; it panics if the kind is another.
func (v Value) Group() []Attr {
	if g, ok := v.any.(groupValue); ok {
		return g
	}
	panic("Group: not a group")
}

func (v Value) isEmptyGroup() bool {
	g, ok := v.any.(groupValue)
	return ok && len(g) == 0
}

// Equal tells whether two values are of the same kind and equal.
func (v Value) Equal(w Value) bool {
	k := v.Kind()
	if k != w.Kind() {
		return false
	}
	switch k {
	case KindInt64, KindUint64, KindBool, KindDuration:
		return v.num == w.num
	case KindString:
		return v.any.(string) == w.any.(string)
	case KindFloat64:
		return v.Float64() == w.Float64()
	case KindTime:
		return v.time().Equal(w.time())
	case KindGroup:
		return slices.EqualFunc(v.Group(), w.Group(), Attr.Equal)
	}
	return v.any == w.any
}

const maxLogValues = 100

// Resolve calls LogValue until the value is none that has it.
func (v Value) Resolve() (rv Value) {
	orig := v
	defer func() {
		if r := recover(); r != nil {
			rv = AnyValue(fmt.Errorf("LogValue panicked\n%s", stack(3, 5)))
		}
	}()
	for range maxLogValues {
		if v.Kind() != KindLogValuer {
			return v
		}
		v = v.LogValuer().LogValue()
	}
	return AnyValue(fmt.Errorf("LogValue called too many times on %T", orig.Any()))
}

func stack(skip, nframes int) string {
	pcs := make([]uintptr, nframes+1)
	n := runtime.Callers(skip+1, pcs)
	if n == 0 {
		return "(no stack)"
	}
	frames := runtime.CallersFrames(pcs[:n])
	var b strings.Builder
	for i := 0; ; i++ {
		frame, more := frames.Next()
		fmt.Fprintf(&b, "called from %s (%s:%d)\n", frame.Function, frame.File, frame.Line)
		if !more {
			break
		}
		if i >= nframes {
			fmt.Fprintf(&b, "(rest of stack elided)\n")
			break
		}
	}
	return b.String()
}

// Attr is a key and a value.
type Attr struct {
	Key   string
	Value Value
}

// String makes an attribute.
func String(key, value string) Attr { return Attr{key, StringValue(value)} }

// Int64 makes an attribute.
func Int64(key string, value int64) Attr { return Attr{key, Int64Value(value)} }

// Int makes an attribute.
func Int(key string, value int) Attr { return Int64(key, int64(value)) }

// Uint64 makes an attribute.
func Uint64(key string, v uint64) Attr { return Attr{key, Uint64Value(v)} }

// Float64 makes an attribute.
func Float64(key string, v float64) Attr { return Attr{key, Float64Value(v)} }

// Bool makes an attribute.
func Bool(key string, v bool) Attr { return Attr{key, BoolValue(v)} }

// Time makes an attribute.
func Time(key string, v time.Time) Attr { return Attr{key, TimeValue(v)} }

// Duration makes an attribute.
func Duration(key string, v time.Duration) Attr { return Attr{key, DurationValue(v)} }

// Group makes an attribute of attributes, given as for Logger.Info.
func Group(key string, args ...any) Attr { return Attr{key, GroupValue(attrsOf(args)...)} }

// GroupAttrs makes an attribute of attributes.
func GroupAttrs(key string, attrs ...Attr) Attr { return Attr{key, GroupValue(attrs...)} }

// Any makes an attribute.
func Any(key string, value any) Attr { return Attr{key, AnyValue(value)} }

// Equal tells whether key and value are equal.
func (a Attr) Equal(b Attr) bool { return a.Key == b.Key && a.Value.Equal(b.Value) }

func (a Attr) String() string { return a.Key + "=" + a.Value.String() }

func (a Attr) isEmpty() bool { return a.Key == "" && a.Value.num == 0 && a.Value.any == nil }

const badKey = "!BADKEY"

// nextAttr takes an attribute, or a key and a value, off the arguments.
func nextAttr(args []any) (Attr, []any) {
	switch x := args[0].(type) {
	case string:
		if len(args) == 1 {
			return String(badKey, x), nil
		}
		return Any(x, args[1]), args[2:]
	case Attr:
		return x, args[1:]
	default:
		return Any(badKey, x), args[1:]
	}
}

func attrsOf(args []any) []Attr {
	var attrs []Attr
	for len(args) > 0 {
		var a Attr
		a, args = nextAttr(args)
		attrs = append(attrs, a)
	}
	return attrs
}
