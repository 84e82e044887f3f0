// Package json reads and writes JSON (RFC 8259).
package json

import (
	"encoding"
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Marshaler is a type that encodes itself.
type Marshaler interface {
	MarshalJSON() ([]byte, error)
}

// UnsupportedTypeError is a value of a type that has no encoding.
type UnsupportedTypeError struct {
	Type reflect.Type
}

func (e *UnsupportedTypeError) Error() string { return "json: unsupported type: " + e.Type.String() }

// UnsupportedValueError is a value that has no encoding.
type UnsupportedValueError struct {
	Value reflect.Value
	Str   string
}

func (e *UnsupportedValueError) Error() string { return "json: unsupported value: " + e.Str }

// InvalidUTF8Error is no longer made.
//
// Deprecated: invalid bytes are replaced.
type InvalidUTF8Error struct {
	S string
}

func (e *InvalidUTF8Error) Error() string {
	return "json: invalid UTF-8 in string: " + strconv.Quote(e.S)
}

// MarshalerError is an error of a type's own encoding.
type MarshalerError struct {
	Type       reflect.Type
	Err        error
	sourceFunc string
}

func (e *MarshalerError) Error() string {
	return "json: error calling " + e.sourceFunc + " for type " + e.Type.String() + ": " + e.Err.Error()
}

func (e *MarshalerError) Unwrap() error { return e.Err }

// Marshal is the encoding of v.
func Marshal(v any) ([]byte, error) {
	e := &encoder{escapeHTML: true}
	if err := e.encode(v); err != nil {
		return nil, err
	}
	return slices.Clip(e.buf), nil
}

// MarshalIndent is Marshal with each part on a line of its own.
func MarshalIndent(v any, prefix, indent string) ([]byte, error) {
	b, err := Marshal(v)
	if err != nil {
		return nil, err
	}
	return appendIndent(nil, b, prefix, indent), nil
}

// maxPointers is the depth from which on cycles are looked for.
const maxPointers = 1000

type encoder struct {
	buf        []byte
	escapeHTML bool
	depth      int
	seen       map[any]bool
}

// failure wraps errors on their way up.
type failure struct{ error }

func (e *encoder) encode(v any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(failure)
			if !ok {
				panic(r)
			}
			err = f.error
		}
	}()
	e.value(reflect.ValueOf(v), false)
	return nil
}

var (
	marshalerType     = reflect.TypeFor[Marshaler]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	numberType        = reflect.TypeFor[Number]()
)

func (e *encoder) add(s string) { e.buf = append(e.buf, s...) }

// typeSet answers a question about types, each once.
type typeSet struct {
	known sync.Map // reflect.Type → bool
	ask   func(t reflect.Type) bool
}

func (s *typeSet) has(t reflect.Type) bool {
	if known, ok := s.known.Load(t); ok {
		return known.(bool)
	}
	answer := s.ask(t)
	s.known.Store(t, answer)
	return answer
}

// methodTypes are the types that encode themselves, by value or by pointer.
var methodTypes = typeSet{ask: func(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t.Implements(marshalerType) || t.Implements(textMarshalerType) ||
		t.Kind() != reflect.Pointer && (p.Implements(marshalerType) || p.Implements(textMarshalerType))
}}

// methods encodes a value with its type's own methods, if there are.
func (e *encoder) methods(v reflect.Value) bool {
	t := v.Type()
	switch v.Kind() {
	case reflect.Interface:
		return false
	case reflect.Struct, reflect.Pointer:
	default:
		// Only a declared type has methods.
		if t.PkgPath() == "" {
			return false
		}
	}
	if !methodTypes.has(t) {
		return false
	}
	if v.Kind() != reflect.Pointer && v.CanAddr() {
		p := reflect.PointerTo(t)
		if p.Implements(marshalerType) || !t.Implements(marshalerType) && p.Implements(textMarshalerType) {
			v = v.Addr()
			t = v.Type()
		}
	}
	isJSON := t.Implements(marshalerType)
	if !isJSON && !t.Implements(textMarshalerType) {
		return false
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		e.add("null")
		return true
	}
	if !isJSON {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			panic(ownFailure(t, err, "MarshalText"))
		}
		e.buf = appendString(e.buf, string(text), e.escapeHTML)
		return true
	}
	b, err := v.Interface().(Marshaler).MarshalJSON()
	if err == nil {
		err = checkValid(b)
	}
	if err != nil {
		panic(ownFailure(t, err, "MarshalJSON"))
	}
	b = appendCompact(nil, b)
	if e.escapeHTML {
		b = appendHTMLEscape(nil, b)
	}
	e.buf = append(e.buf, b...)
	return true
}

// ownFailure is the error of a type's own method, which counts as one of the pointer.
func ownFailure(t reflect.Type, err error, method string) failure {
	if t.Kind() != reflect.Pointer {
		t = reflect.PointerTo(t)
	}
	return failure{&MarshalerError{t, err, method}}
}

// value encodes v; quoted puts numbers and so on into a string.
func (e *encoder) value(v reflect.Value, quoted bool) {
	if !v.IsValid() {
		e.add("null")
		return
	}
	if e.methods(v) {
		return
	}
	quote := func() {
		if quoted {
			e.buf = append(e.buf, '"')
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		quote()
		e.buf = strconv.AppendBool(e.buf, v.Bool())
		quote()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		quote()
		e.buf = strconv.AppendInt(e.buf, v.Int(), 10)
		quote()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		quote()
		e.buf = strconv.AppendUint(e.buf, v.Uint(), 10)
		quote()
	case reflect.Float32, reflect.Float64:
		quote()
		e.buf = appendFloat(e.buf, v)
		quote()
	case reflect.String:
		e.str(v, quoted)
	case reflect.Interface:
		e.value(v.Elem(), false)
	case reflect.Pointer:
		if v.IsNil() {
			e.add("null")
			return
		}
		e.enter(v, v.UnsafePointer(), func() { e.value(v.Elem(), quoted) })
	case reflect.Struct:
		e.structure(v)
	case reflect.Map:
		if v.IsNil() {
			e.add("null")
			return
		}
		e.enter(v, v.UnsafePointer(), func() { e.mapping(v) })
	case reflect.Slice:
		e.slice(v)
	case reflect.Array:
		e.elements(v)
	default:
		panic(failure{&UnsupportedTypeError{v.Type()}})
	}
}

// enter runs body one level deeper; deep down it looks for cycles.
func (e *encoder) enter(v reflect.Value, key any, body func()) {
	if e.depth++; e.depth > maxPointers {
		if e.seen[key] {
			panic(failure{&UnsupportedValueError{v, "encountered a cycle via " + v.Type().String()}})
		}
		if e.seen == nil {
			e.seen = map[any]bool{}
		}
		e.seen[key] = true
		defer delete(e.seen, key)
	}
	body()
	e.depth--
}

func appendFloat(b []byte, v reflect.Value) []byte {
	f := v.Float()
	bits := v.Type().Bits()
	if math.IsInf(f, 0) || math.IsNaN(f) {
		panic(failure{&UnsupportedValueError{v, strconv.FormatFloat(f, 'g', -1, bits)}})
	}
	// As ECMAScript does it: exponents for very large and small numbers only, and short.
	format := byte('f')
	if abs := math.Abs(f); abs != 0 {
		if bits == 64 && (abs < 1e-6 || abs >= 1e21) ||
			bits == 32 && (float32(abs) < 1e-6 || float32(abs) >= 1e21) {
			format = 'e'
		}
	}
	b = strconv.AppendFloat(b, f, format, -1, bits)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && (b[n-3] == '-' || b[n-3] == '+') && b[n-2] == '0' {
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b
}

func (e *encoder) str(v reflect.Value, quoted bool) {
	s := v.String()
	if v.Type() == numberType {
		if s == "" {
			s = "0"
		}
		if !isNumber(s) {
			err := fmt.Errorf("cannot parse %q as JSON number: %w", s, strconv.ErrSyntax)
			panic(ownFailure(numberType, err, "MarshalJSONTo"))
		}
		if quoted {
			s = `"` + s + `"`
		}
		e.add(s)
		return
	}
	if quoted {
		s = string(appendString(nil, s, e.escapeHTML))
		e.buf = appendString(e.buf, s, false)
		return
	}
	e.buf = appendString(e.buf, s, e.escapeHTML)
}

func isNumber(s string) bool {
	scan := &scanner{data: []byte(s)}
	return s != "" && scan.number() == nil && scan.at == len(s)
}

func (e *encoder) structure(v reflect.Value) {
	html := 0
	if e.escapeHTML {
		html = 1
	}
	open := byte('{')
	fields := fieldsOf(v.Type())
next:
	for i := range fields.list {
		f := &fields.list[i]
		fv := v
		for _, index := range f.index {
			if fv.Kind() == reflect.Pointer {
				if fv.IsNil() {
					continue next
				}
				fv = fv.Elem()
			}
			fv = fv.Field(index)
		}
		if f.omitEmpty && isEmpty(fv) || f.omitZero && isZero(fv) {
			continue
		}
		e.buf = append(e.buf, open)
		open = ','
		e.buf = append(e.buf, f.prefix[html]...)
		e.value(fv, f.quoted)
	}
	if open == '{' {
		e.buf = append(e.buf, '{')
	}
	e.buf = append(e.buf, '}')
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isZero asks the type's own IsZero method if it has one.
func isZero(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return true
		}
	} else if v.CanAddr() {
		v = v.Addr()
	}
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	if v.Kind() == reflect.Pointer {
		return false
	}
	return v.IsZero()
}

// keyText is the name of a map's key.
func keyText(k reflect.Value) string {
	if k.Kind() == reflect.String && !k.Type().Implements(textMarshalerType) {
		return k.String()
	}
	if k.Type().Implements(textMarshalerType) {
		if k.Kind() == reflect.Pointer && k.IsNil() {
			return ""
		}
		text, err := k.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			panic(ownFailure(k.Type(), err, "MarshalText"))
		}
		return string(text)
	}
	switch {
	case k.CanInt():
		return strconv.FormatInt(k.Int(), 10)
	case k.CanUint():
		return strconv.FormatUint(k.Uint(), 10)
	case k.CanFloat():
		return string(appendFloat(nil, k))
	case k.Kind() == reflect.Interface && !k.IsNil():
		return keyText(k.Elem())
	}
	panic(failure{&UnsupportedTypeError{k.Type()}})
}

func (e *encoder) mapping(v reflect.Value) {
	type entry struct {
		name string
		elem reflect.Value
	}
	switch kt := v.Type().Key(); kt.Kind() {
	case reflect.String, reflect.Interface,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
	default:
		if !kt.Implements(textMarshalerType) {
			str := fmt.Sprintf("jsontext: object member name must be a string after offset %d", len(e.buf)+2)
			panic(failure{&UnsupportedValueError{v, str}})
		}
	}
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		entries = append(entries, entry{keyText(it.Key()), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	e.buf = append(e.buf, '{')
	for i, entry := range entries {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = append(appendString(e.buf, entry.name, e.escapeHTML), ':')
		e.value(entry.elem, false)
	}
	e.buf = append(e.buf, '}')
}

func (e *encoder) slice(v reflect.Value) {
	if v.IsNil() {
		e.add("null")
		return
	}
	if et := v.Type().Elem(); et.Kind() == reflect.Uint8 {
		p := reflect.PointerTo(et)
		if !p.Implements(marshalerType) && !p.Implements(textMarshalerType) {
			e.buf = append(e.buf, '"')
			e.buf = base64.StdEncoding.AppendEncode(e.buf, v.Bytes())
			e.buf = append(e.buf, '"')
			return
		}
	}
	key := struct {
		p   any
		len int
	}{v.UnsafePointer(), v.Len()}
	e.enter(v, key, func() { e.elements(v) })
}

func (e *encoder) elements(v reflect.Value) {
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.value(v.Index(i), false)
	}
	e.buf = append(e.buf, ']')
}

const hex = "0123456789abcdef"

// appendString appends s in quotes.
func appendString(dst []byte, s string, escapeHTML bool) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && !(escapeHTML && (c == '<' || c == '>' || c == '&')) {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			if k := strings.IndexByte("\"\\\b\f\n\r\t", c); k >= 0 {
				dst = append(dst, '\\', `"\bfnrt`[k])
			} else {
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(append(dst, s[start:i]...), "\ufffd"...)
			start = i + n
		case r == '\u2028' || r == '\u2029':
			dst = append(append(dst, s[start:i]...), '\\', 'u', '2', '0', '2', hex[r&15])
			start = i + n
		}
		i += n
	}
	return append(append(dst, s[start:]...), '"')
}
