package json

import (
	"encoding"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Unmarshaler is a type that decodes itself.
type Unmarshaler interface {
	UnmarshalJSON([]byte) error
}

// UnmarshalTypeError is a value that does not fit its variable.
type UnmarshalTypeError struct {
	Value  string       // what it is: "bool", "array", "number -5"
	Type   reflect.Type // of the variable
	Offset int64        // bytes read before it
	Struct string       // name of the root type
	Field  string       // path from the root, with dots
	Err    error
}

func (e *UnmarshalTypeError) Error() string {
	s := "json: cannot unmarshal " + e.Value + " into Go value of type " + e.Type.String()
	if e.Struct != "" || e.Field != "" {
		what := "Go struct field "
		if last := e.Field[strings.LastIndexByte(e.Field, '.')+1:]; last != "" && strings.Trim(last, "0123456789") == "" {
			// An index.
			what = ""
		}
		s = "json: cannot unmarshal " + e.Value + " into " + what + e.Struct + "." + e.Field + " of type " + e.Type.String()
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *UnmarshalTypeError) Unwrap() error { return e.Err }

// UnmarshalFieldError is no longer made.
//
// Deprecated: kept for old programs.
type UnmarshalFieldError struct {
	Key   string
	Type  reflect.Type
	Field reflect.StructField
}

func (e *UnmarshalFieldError) Error() string {
	return "json: cannot unmarshal object key " + strconv.Quote(e.Key) + " into unexported field " + e.Field.Name + " of type " + e.Type.String()
}

// InvalidUnmarshalError is an argument that is no pointer, or nil.
type InvalidUnmarshalError struct {
	Type reflect.Type
}

func (e *InvalidUnmarshalError) Error() string {
	switch {
	case e.Type == nil:
		return "json: Unmarshal(nil)"
	case e.Type.Kind() != reflect.Pointer:
		return "json: Unmarshal(non-pointer " + e.Type.String() + ")"
	}
	return "json: Unmarshal(nil " + e.Type.String() + ")"
}

// Number is the text of a number.
type Number string

func (n Number) String() string { return string(n) }

// Float64 is the number as a float64.
func (n Number) Float64() (float64, error) { return strconv.ParseFloat(string(n), 64) }

// Int64 is the number as an int64.
func (n Number) Int64() (int64, error) { return strconv.ParseInt(string(n), 10, 64) }

// Unmarshal decodes data into what v points to. Where a value does not fit, the rest is
// decoded all the same; the error is the first.
func Unmarshal(data []byte, v any) error {
	if err := checkValid(data); err != nil {
		return err
	}
	return (&decoder{data: data}).decode(v)
}

// pathElem is a step on the way to a value: a name or, if that is empty, an index.
type pathElem struct {
	name  string
	index int
}

// decoder goes through one valid value.
type decoder struct {
	data      []byte
	at        int
	base      int64 // of data in the whole input
	useNumber bool
	known     bool // unknown fields are errors
	root      reflect.Type
	path      []pathElem
	err       error // the first
}

func (d *decoder) decode(v any) error {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Pointer || rv.IsNil() {
		return &InvalidUnmarshalError{reflect.TypeOf(v)}
	}
	d.root = rv.Type().Elem()
	d.value(rv)
	return d.err
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// mismatch notes a value that does not fit; at is where it begins.
func (d *decoder) mismatch(value string, t reflect.Type, err error) {
	if d.err != nil {
		return
	}
	e := &UnmarshalTypeError{Value: value, Type: t, Offset: d.base + int64(d.at), Err: err}
	if len(d.path) > 0 {
		root := d.root
		for root.Kind() == reflect.Pointer && root.Name() == "" {
			root = root.Elem()
		}
		e.Struct = root.Name()
		names := make([]string, len(d.path))
		for i, elem := range d.path {
			if names[i] = elem.name; elem.name == "" {
				names[i] = strconv.Itoa(elem.index)
			}
		}
		e.Field = strings.Join(names, ".")
	}
	d.err = e
}

func (d *decoder) space() {
	for d.at < len(d.data) && isSpace(d.data[d.at]) {
		d.at++
	}
}

// raw skips the next value and gives its text.
func (d *decoder) raw() []byte {
	d.space()
	s := &scanner{data: d.data, at: d.at}
	s.value(0)
	text := d.data[d.at:s.at]
	d.at = s.at
	return text
}

// describe tells what kind of value a text is.
func describe(text []byte) string {
	switch text[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}

// target goes through pointers, which it makes, to the variable to set, or to a type with
// methods of its own. For null it stops at the last pointer.
func target(v reflect.Value, isNull bool) (Unmarshaler, encoding.TextUnmarshaler, reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Struct:
	default:
		// Only a declared type has methods.
		if v.Type().PkgPath() == "" {
			return nil, nil, v
		}
	}
	if v.Kind() != reflect.Pointer && v.Type().Name() != "" && v.CanAddr() {
		v = v.Addr()
	}
	for {
		if v.Kind() == reflect.Interface && !v.IsNil() {
			if e := v.Elem(); e.Kind() == reflect.Pointer && !e.IsNil() && (!isNull || e.Elem().Kind() == reflect.Pointer) {
				v = e
				continue
			}
		}
		if v.Kind() != reflect.Pointer || isNull && v.CanSet() {
			break
		}
		if e := v.Elem(); e.Kind() == reflect.Interface && e.Elem().Equal(v) {
			// A pointer to itself.
			v = e
			break
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if v.Type().NumMethod() > 0 && v.CanInterface() {
			if u, ok := v.Interface().(Unmarshaler); ok {
				return u, nil, reflect.Value{}
			}
			if !isNull {
				if u, ok := v.Interface().(encoding.TextUnmarshaler); ok {
					return nil, u, reflect.Value{}
				}
			}
		}
		v = v.Elem()
	}
	return nil, nil, v
}

// value decodes the next value into v.
func (d *decoder) value(v reflect.Value) {
	d.space()
	c := d.data[d.at]
	own, text, v := target(v, c == 'n')
	if own != nil {
		if err := own.UnmarshalJSON(d.raw()); err != nil {
			d.fail(err)
		}
		return
	}
	switch {
	case text != nil:
		d.textValue(text)
	case c == '{':
		d.object(v)
	case c == '[':
		d.array(v)
	default:
		d.scalar(d.raw(), v)
	}
}

func (d *decoder) textValue(u encoding.TextUnmarshaler) {
	if c := d.data[d.at]; c == '{' || c == '[' {
		d.at++
		d.noText(describe([]byte{c}), u)
		d.at--
		d.raw()
		return
	}
	raw := d.raw()
	if raw[0] != '"' {
		d.noText(describe(raw), u)
		return
	}
	if err := u.UnmarshalText([]byte(unquote(raw))); err != nil {
		d.fail(err)
	}
}

// noText notes a value that should be a string.
func (d *decoder) noText(what string, u encoding.TextUnmarshaler) {
	t := reflect.TypeOf(u)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	d.mismatch(what, t, errors.New("JSON value must be string type"))
}

// numberMismatch notes what is no Number; it has no place, as Number decodes itself.
func (d *decoder) numberMismatch(raw []byte) {
	e := &UnmarshalTypeError{Value: describe(raw), Type: numberType}
	if raw[0] == '"' {
		e.Value, e.Err = "string "+strconv.Quote(unquote(raw)), strconv.ErrSyntax
	}
	d.fail(e)
}

// scalar decodes a text that is no object or array.
func (d *decoder) scalar(raw []byte, v reflect.Value) {
	if v.Kind() == reflect.Interface && v.NumMethod() > 0 && raw[0] != 'n' {
		d.at -= len(raw)
		d.mismatch(describe(raw), v.Type(), nil)
		d.at += len(raw)
		return
	}
	switch raw[0] {
	case 'n':
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice:
			v.SetZero()
		}
	case 't', 'f':
		switch {
		case v.Kind() == reflect.Bool:
			v.SetBool(raw[0] == 't')
		case v.Kind() == reflect.Interface:
			v.Set(reflect.ValueOf(raw[0] == 't'))
		case v.Type() == numberType:
			d.numberMismatch(raw)
		default:
			d.mismatch("bool", v.Type(), nil)
		}
	case '"':
		d.str(raw, v)
	default:
		d.number(string(raw), v)
	}
}

func (d *decoder) str(raw []byte, v reflect.Value) {
	s := unquote(raw)
	switch v.Kind() {
	case reflect.String:
		if v.Type() == numberType && !isNumber(s) {
			d.numberMismatch(raw)
			return
		}
		v.SetString(s)
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			d.mismatch("string", v.Type(), nil)
			return
		}
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			d.mismatch("string", v.Type(), err)
			return
		}
		v.SetBytes(b)
	case reflect.Interface:
		v.Set(reflect.ValueOf(s))
	default:
		d.mismatch("string", v.Type(), nil)
	}
}

// anyNumber is a number for a variable of type any.
func (d *decoder) anyNumber(s string) (any, error) {
	if d.useNumber {
		return Number(s), nil
	}
	return strconv.ParseFloat(s, 64)
}

func (d *decoder) number(s string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		n, err := d.anyNumber(s)
		if err != nil {
			d.mismatch("number "+s, reflect.TypeFor[float64](), nil)
			n = 0.0
		}
		v.Set(reflect.ValueOf(n))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || v.OverflowInt(n) {
			d.mismatch("number "+s, v.Type(), nil)
			return
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil || v.OverflowUint(n) {
			d.mismatch("number "+s, v.Type(), nil)
			return
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		n, err := strconv.ParseFloat(s, v.Type().Bits())
		if err != nil || v.OverflowFloat(n) {
			d.mismatch("number "+s, v.Type(), nil)
			return
		}
		v.SetFloat(n)
	default:
		if v.Kind() == reflect.String && v.Type() == numberType {
			v.SetString(s)
			return
		}
		d.mismatch("number", v.Type(), nil)
	}
}

// step goes on to the next part of an object or array; false at its end.
func (d *decoder) step(closing byte) bool {
	d.space()
	if d.data[d.at] == ',' {
		d.at++
		d.space()
	}
	if d.data[d.at] == closing {
		d.at++
		return false
	}
	return true
}

// inside decodes the next value at a longer path.
func (d *decoder) inside(name string, body func()) {
	d.path = append(d.path, pathElem{name: name})
	body()
	d.path = d.path[:len(d.path)-1]
}

func (d *decoder) array(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(d.anyArray()))
			return
		}
		fallthrough
	default:
		d.bracketMismatch("array", v)
		return
	case reflect.Array, reflect.Slice:
	}
	d.at++
	i := 0
	for ; d.step(']'); i++ {
		if v.Kind() == reflect.Slice {
			if i >= v.Cap() {
				v.Grow(1)
			}
			if i >= v.Len() {
				v.SetLen(i + 1)
			}
		}
		d.path = append(d.path, pathElem{index: i})
		if i < v.Len() {
			d.value(v.Index(i))
		} else {
			d.raw()
		}
		d.path = d.path[:len(d.path)-1]
	}
	switch {
	case v.Kind() == reflect.Array:
		for ; i < v.Len(); i++ {
			v.Index(i).SetZero()
		}
	case i == 0:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	default:
		v.SetLen(i)
	}
}

func (d *decoder) object(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(d.anyObject()))
			return
		}
	case reflect.Map:
		d.mapping(v)
		return
	case reflect.Struct:
		d.structure(v)
		return
	}
	d.bracketMismatch("object", v)
}

// bracketMismatch skips an array or object that does not fit.
func (d *decoder) bracketMismatch(what string, v reflect.Value) {
	start := d.at
	if v.Kind() != reflect.Interface {
		d.at++
	}
	if v.Type() == numberType {
		d.numberMismatch(d.data[start:])
	} else {
		d.mismatch(what, v.Type(), nil)
	}
	d.at = start
	d.raw()
}

// name reads an object's next name and the colon.
func (d *decoder) name() string {
	name := unquote(d.raw())
	d.space()
	d.at++
	return name
}

func (d *decoder) structure(v reflect.Value) {
	fields := fieldsOf(v.Type())
	d.at++
	for d.step('}') {
		name := d.name()
		f := fields.find(name)
		if f == nil {
			if d.known {
				d.fail(fmt.Errorf("json: unknown field %q", name))
			}
			d.raw()
			continue
		}
		d.inside(f.name, func() {
			fv := v
			for i, index := range f.index {
				if i > 0 && fv.Kind() == reflect.Pointer {
					if fv.IsNil() {
						if !fv.CanSet() {
							d.fail(fmt.Errorf("json: cannot set embedded pointer to unexported struct: %v", fv.Type().Elem()))
							d.raw()
							return
						}
						fv.Set(reflect.New(fv.Type().Elem()))
					}
					fv = fv.Elem()
				}
				fv = fv.Field(index)
			}
			if f.quoted {
				d.quotedValue(fv)
			} else {
				d.value(fv)
			}
		})
	}
}

// quotedValue decodes a value of a field with the option "string".
func (d *decoder) quotedValue(v reflect.Value) {
	if c := d.data[d.at]; c == '{' || c == '[' {
		d.value(v)
		return
	}
	raw := d.raw()
	inner := ""
	if raw[0] == '"' {
		inner = unquote(raw)
	}
	_, _, v = target(v, raw[0] == 'n' || inner == "null")
	switch {
	case raw[0] == 'n' || inner == "null":
		d.scalar([]byte("null"), v)
	case v.Kind() == reflect.Bool && (inner == "true" || inner == "false"):
		v.SetBool(inner == "true")
	case v.Kind() == reflect.Bool && raw[0] == '"':
		d.mismatch("string "+strconv.Quote(inner), v.Type(), strconv.ErrSyntax)
	case raw[0] != '"':
		d.mismatch(describe(raw), v.Type(), nil)
	case v.Kind() != reflect.String:
		d.number(inner, v)
	case v.Type() == numberType:
		d.str(raw, v)
	default:
		s := &scanner{data: []byte(inner)}
		err := error(nil)
		if !s.peek(`"`) {
			err = s.invalid("looking for beginning of object key string")
		} else if err = s.str(); err == nil && s.at < len(inner) {
			err = s.invalid("after top-level value")
		}
		if err != nil {
			d.mismatch("string", v.Type(), err)
			return
		}
		d.str([]byte(inner), v)
	}
}

func (d *decoder) mapping(v reflect.Value) {
	t := v.Type()
	kt := t.Key()
	byText := reflect.PointerTo(kt).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	if v.IsNil() {
		v.Set(reflect.MakeMap(t))
	}
	d.at++
	for d.step('}') {
		name := unquote(d.raw())
		d.inside(name, func() {
			key, ok := d.key(name, kt, byText)
			d.space()
			d.at++
			elem := reflect.New(t.Elem()).Elem()
			d.value(elem)
			if ok {
				v.SetMapIndex(key, elem)
			}
		})
	}
}

// key is the map key of a name.
func (d *decoder) key(name string, t reflect.Type, byText bool) (reflect.Value, bool) {
	key := reflect.New(t)
	switch {
	case byText:
		if err := key.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name)); err != nil {
			d.fail(err)
			return key, false
		}
	case t.Kind() == reflect.String:
		key.Elem().SetString(name)
	case key.Elem().CanInt():
		n, err := strconv.ParseInt(name, 10, 64)
		if err != nil || t.OverflowInt(n) {
			d.mismatch("number "+name, t, nil)
			return key, false
		}
		key.Elem().SetInt(n)
	case key.Elem().CanFloat():
		n, err := strconv.ParseFloat(name, t.Bits())
		if err != nil {
			d.mismatch("number "+name, t, nil)
			return key, false
		}
		key.Elem().SetFloat(n)
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		key.Elem().Set(reflect.ValueOf(name))
	case !key.Elem().CanUint():
		d.mismatch("string", t, nil)
		return key, false
	default:
		n, err := strconv.ParseUint(name, 10, 64)
		if err != nil || t.OverflowUint(n) {
			d.mismatch("number "+name, t, nil)
			return key, false
		}
		key.Elem().SetUint(n)
	}
	return key.Elem(), true
}

// anyValue decodes the next value for a variable of type any.
func (d *decoder) anyValue() any {
	d.space()
	switch d.data[d.at] {
	case '{':
		return d.anyObject()
	case '[':
		return d.anyArray()
	}
	switch raw := d.raw(); raw[0] {
	case 'n':
		return nil
	case 't', 'f':
		return raw[0] == 't'
	case '"':
		return unquote(raw)
	default:
		n, err := d.anyNumber(string(raw))
		if err != nil {
			d.mismatch("number "+string(raw), reflect.TypeFor[float64](), nil)
		}
		return n
	}
}

func (d *decoder) anyArray() []any {
	list := []any{}
	d.at++
	for d.step(']') {
		list = append(list, d.anyValue())
	}
	return list
}

func (d *decoder) anyObject() map[string]any {
	m := map[string]any{}
	d.at++
	for d.step('}') {
		name := d.name()
		m[name] = d.anyValue()
	}
	return m
}

// RawMessage is the text of a value, to be decoded later.
type RawMessage []byte

// MarshalJSON is the text itself.
func (m RawMessage) MarshalJSON() ([]byte, error) {
	if m == nil {
		return []byte("null"), nil
	}
	return m, nil
}

// UnmarshalJSON copies the text.
func (m *RawMessage) UnmarshalJSON(data []byte) error {
	if m == nil {
		return errors.New("json.RawMessage: UnmarshalJSON on nil pointer")
	}
	*m = append((*m)[:0], data...)
	return nil
}

func (m RawMessage) String() string {
	if len(m) == 0 {
		return "null"
	}
	return string(m)
}
