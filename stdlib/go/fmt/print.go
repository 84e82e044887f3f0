// Package fmt formats values by verbs and flags.
//
// A printer holds the output so far and the flags of the directive at work. Values of
// predeclared types are formatted straight from the interface (printArg), all others
// through reflection (printValue).
package fmt

import (
	"internal/abi"
	"io"
	"os"
	"reflect"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// State is the printer that a Formatter sees.
type State interface {
	// Write appends to the output.
	Write(b []byte) (n int, err error)
	// Width is the directive's width, and whether it has one.
	Width() (wid int, ok bool)
	// Precision is the directive's precision, and whether it has one.
	Precision() (prec int, ok bool)
	// Flag reports whether the directive has the flag character.
	Flag(c int) bool
}

// Formatter formats itself for every verb.
type Formatter interface {
	Format(f State, verb rune)
}

// Stringer has a text of its own.
type Stringer interface {
	String() string
}

// GoStringer has a Go syntax of its own, for %#v.
type GoStringer interface {
	GoString() string
}

// flags are those of one directive. The natives know them, too.
type flags uint

const (
	minus flags = 1 << iota
	plus
	sharp
	space
	zero
	hasWidth
	hasPrec

	// %+v and %#v set these instead of plus and sharp.
	plusV
	sharpV

	// verbV is the distance from plus and sharp to those.
	verbV = plusV / plus
)

type printer struct {
	buf []byte
	flags
	width, prec int

	reordered  bool // the format has an argument index
	goodArgNum bool // the latest one is in range
	panicking  bool // printing the value of a caught panic
	erroring   bool // printing a bad verb: no methods, they could recurse
	wrapErrs   bool // %w is allowed
	wrapped    []int

	_ [96]byte // the size of Go's, so that programs allocate the same
}

// printers are printers to use again.
var printers = sync.Pool{New: func() any { return new(printer) }}

func newPrinter() *printer {
	p := printers.Get().(*printer)
	p.panicking = false
	p.erroring = false
	p.wrapErrs = false
	p.flags = 0
	p.width, p.prec = 0, 0
	return p
}

func (p *printer) free() {
	if cap(p.wrapped) > 8 {
		p.wrapped = nil
	}
	p.wrapped = p.wrapped[:0]
	if cap(p.buf) > 64<<10 {
		p.buf = nil
	} else {
		p.buf = p.buf[:0]
	}
	printers.Put(p)
}

// has reports whether one of the flags is set.
func (p *printer) has(f flags) bool { return p.flags&f != 0 }

func (p *printer) set(f flags, on bool) {
	if on {
		p.flags |= f
	}
}

func (p *printer) Width() (wid int, ok bool)      { return p.width, p.has(hasWidth) }
func (p *printer) Precision() (prec int, ok bool) { return p.prec, p.has(hasPrec) }

func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.has(minus)
	case '+':
		return p.has(plus | plusV)
	case '#':
		return p.has(sharp | sharpV)
	case ' ':
		return p.has(space)
	case '0':
		return p.has(zero)
	}
	return false
}

func (p *printer) Write(b []byte) (n int, err error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}

func (p *printer) WriteString(s string) (n int, err error) {
	p.buf = append(p.buf, s...)
	return len(s), nil
}

// FormatString rebuilds the directive that state and verb stand for.
func FormatString(state State, verb rune) string {
	b := []byte{'%'}
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			b = append(b, byte(c))
		}
	}
	if w, ok := state.Width(); ok {
		b = strconv.AppendInt(b, int64(w), 10)
	}
	if prec, ok := state.Precision(); ok {
		b = append(b, '.')
		b = strconv.AppendInt(b, int64(prec), 10)
	}
	return string(utf8.AppendRune(b, verb))
}

// Fprintf formats to w.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	p := newPrinter()
	p.printf(format, a)
	n, err = w.Write(p.buf)
	p.free()
	return
}

// Printf formats to standard output.
func Printf(format string, a ...any) (n int, err error) {
	return Fprintf(os.Stdout, format, a...)
}

// Sprintf formats to a string.
func Sprintf(format string, a ...any) string {
	p := newPrinter()
	p.printf(format, a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendf formats and appends to b.
func Appendf(b []byte, format string, a ...any) []byte {
	p := newPrinter()
	p.printf(format, a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprint prints to w with spaces between operands of which neither is a string.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.print(a)
	n, err = w.Write(p.buf)
	p.free()
	return
}

// Print is Fprint to standard output.
func Print(a ...any) (n int, err error) {
	return Fprint(os.Stdout, a...)
}

// Sprint is Fprint to a string.
func Sprint(a ...any) string {
	p := newPrinter()
	p.print(a)
	s := string(p.buf)
	p.free()
	return s
}

// Append is Fprint to the end of b.
func Append(b []byte, a ...any) []byte {
	p := newPrinter()
	p.print(a)
	b = append(b, p.buf...)
	p.free()
	return b
}

// Fprintln prints to w with spaces between operands and a newline after them.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	p := newPrinter()
	p.println(a)
	n, err = w.Write(p.buf)
	p.free()
	return
}

// Println is Fprintln to standard output.
func Println(a ...any) (n int, err error) {
	return Fprintln(os.Stdout, a...)
}

// Sprintln is Fprintln to a string.
func Sprintln(a ...any) string {
	p := newPrinter()
	p.println(a)
	s := string(p.buf)
	p.free()
	return s
}

// Appendln is Fprintln to the end of b.
func Appendln(b []byte, a ...any) []byte {
	p := newPrinter()
	p.println(a)
	b = append(b, p.buf...)
	p.free()
	return b
}

func (p *printer) print(a []any) {
	wasString := false
	for i, arg := range a {
		t := abi.TypeOf(arg)
		isString := t != nil && t.Kind == abi.String
		if i > 0 && !isString && !wasString {
			p.buf = append(p.buf, ' ')
		}
		p.printArg(arg, 'v')
		wasString = isString
	}
}

func (p *printer) println(a []any) {
	for i, arg := range a {
		if i > 0 {
			p.buf = append(p.buf, ' ')
		}
		p.printArg(arg, 'v')
	}
	p.buf = append(p.buf, '\n')
}

// badVerb reports a verb that the value does not have: %!verb(type=value).
func (p *printer) badVerb(verb rune, arg any, value reflect.Value) {
	p.erroring = true
	p.buf = append(p.buf, "%!"...)
	p.buf = append(p.buf, string(verb)...)
	p.buf = append(p.buf, '(')
	switch {
	case arg != nil:
		p.buf = append(p.buf, abi.TypeOf(arg).Str...)
		p.buf = append(p.buf, '=')
		p.printArg(arg, 'v')
	case value.IsValid():
		p.buf = append(p.buf, typeOf(value).Str...)
		p.buf = append(p.buf, '=')
		p.printValue(value, 'v', 0)
	default:
		p.buf = append(p.buf, "<nil>"...)
	}
	p.buf = append(p.buf, ')')
	p.erroring = false
}

// printArg prints one operand.
func (p *printer) printArg(arg any, verb rune) {
	e := (*abi.Eface)(unsafe.Pointer(&arg))
	t := e.Type
	if t == nil {
		if verb == 'T' || verb == 'v' {
			p.pad("<nil>")
		} else {
			p.badVerb(verb, nil, reflect.Value{})
		}
		return
	}
	switch verb {
	case 'T':
		p.formatString(t.Str)
		return
	case 'p':
		p.printPointer(arg, reflect.ValueOf(arg), 'p')
		return
	}
	if t.TFlag&abi.TFlagNamed != 0 && t.PkgPath == "" {
		p.printBasic(arg, t.Kind, e.Data, verb)
		return
	}
	switch v := arg.(type) {
	case []byte:
		p.printBytes(v, verb, "[]byte")
		return
	case reflect.Value:
		if v.IsValid() && v.CanInterface() {
			arg = v.Interface()
			if p.callMethod(arg, reflect.Value{}, verb) {
				return
			}
		}
		p.printValue(v, verb, 0)
		return
	}
	if t.HasMethods() || verb == 'w' {
		if p.callMethod(arg, reflect.Value{}, verb) {
			return
		}
	}
	p.printValue(reflect.ValueOf(arg), verb, 0)
}

// printBasic prints a value of a predeclared type.
func (p *printer) printBasic(arg any, kind abi.Kind, data unsafe.Pointer, verb rune) {
	if verb == 'w' {
		p.badVerb(verb, arg, reflect.Value{})
		return
	}
	var none reflect.Value
	switch kind {
	case abi.Bool:
		p.printBool(*(*bool)(data), verb, arg, none)
	case abi.Int, abi.Int64:
		p.printInt(*(*uint64)(data), true, verb, arg, none)
	case abi.Int8:
		p.printInt(uint64(*(*int8)(data)), true, verb, arg, none)
	case abi.Int16:
		p.printInt(uint64(*(*int16)(data)), true, verb, arg, none)
	case abi.Int32:
		p.printInt(uint64(*(*int32)(data)), true, verb, arg, none)
	case abi.Uint, abi.Uint64, abi.Uintptr:
		p.printInt(*(*uint64)(data), false, verb, arg, none)
	case abi.Uint8:
		p.printInt(uint64(*(*uint8)(data)), false, verb, arg, none)
	case abi.Uint16:
		p.printInt(uint64(*(*uint16)(data)), false, verb, arg, none)
	case abi.Uint32:
		p.printInt(uint64(*(*uint32)(data)), false, verb, arg, none)
	case abi.Float32:
		p.printFloat(float64(*(*float32)(data)), 32, verb, arg, none)
	case abi.Float64:
		p.printFloat(*(*float64)(data), 64, verb, arg, none)
	case abi.Complex64:
		p.printComplex(complex128(*(*complex64)(data)), 64, verb, arg, none)
	case abi.Complex128:
		p.printComplex(*(*complex128)(data), 128, verb, arg, none)
	case abi.String:
		p.printString(*(*string)(data), verb, arg, none)
	default:
		p.printValue(reflect.ValueOf(arg), verb, 0) // unsafe.Pointer
	}
}

func (p *printer) printBool(v bool, verb rune, arg any, value reflect.Value) {
	if verb != 't' && verb != 'v' {
		p.badVerb(verb, arg, value)
	} else if v {
		p.pad("true")
	} else {
		p.pad("false")
	}
}

func (p *printer) printInt(v uint64, signed bool, verb rune, arg any, value reflect.Value) {
	base := 10
	switch verb {
	case 'v':
		if p.has(sharpV) && !signed {
			p.printHex(v, true)
			return
		}
	case 'd':
	case 'b':
		base = 2
	case 'o', 'O':
		base = 8
	case 'x', 'X':
		base = 16
	case 'c', 'q', 'U':
		p.formatRune(v, verb)
		return
	default:
		p.badVerb(verb, arg, value)
		return
	}
	p.formatInt(v, base, signed, verb)
}

// printHex prints v in hexadecimal with or without 0x, whatever the sharp flag says.
func (p *printer) printHex(v uint64, prefix bool) {
	old := p.flags
	p.flags &^= sharp
	p.set(sharp, prefix)
	p.formatInt(v, 16, false, 'v')
	p.flags = old
}

func (p *printer) printFloat(v float64, size int, verb rune, arg any, value reflect.Value) {
	switch verb {
	case 'v':
		p.formatFloat(v, size, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.formatFloat(v, size, verb, -1)
	case 'f', 'e', 'E':
		p.formatFloat(v, size, verb, 6)
	case 'F':
		p.formatFloat(v, size, 'f', 6)
	default:
		p.badVerb(verb, arg, value)
	}
}

func (p *printer) printComplex(v complex128, size int, verb rune, arg any, value reflect.Value) {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
		old := p.flags
		p.buf = append(p.buf, '(')
		p.printFloat(real(v), size/2, verb, arg, value)
		p.flags |= plus
		p.printFloat(imag(v), size/2, verb, arg, value)
		p.buf = append(p.buf, "i)"...)
		p.flags = old
	default:
		p.badVerb(verb, arg, value)
	}
}

func (p *printer) printString(v string, verb rune, arg any, value reflect.Value) {
	switch verb {
	case 'v':
		if p.has(sharpV) {
			p.formatQuoted(v)
		} else {
			p.formatString(v)
		}
	case 's':
		p.formatString(v)
	case 'x', 'X':
		p.formatHex(v, verb)
	case 'q':
		p.formatQuoted(v)
	default:
		p.badVerb(verb, arg, value)
	}
}

func (p *printer) printBytes(v []byte, verb rune, typeName string) {
	switch verb {
	case 'v', 'd':
		if p.has(sharpV) {
			p.buf = append(p.buf, typeName...)
			if v == nil {
				p.buf = append(p.buf, "(nil)"...)
				return
			}
			p.buf = append(p.buf, '{')
			for i, c := range v {
				if i > 0 {
					p.buf = append(p.buf, ", "...)
				}
				p.printHex(uint64(c), true)
			}
			p.buf = append(p.buf, '}')
			return
		}
		p.buf = append(p.buf, '[')
		for i, c := range v {
			if i > 0 {
				p.buf = append(p.buf, ' ')
			}
			p.formatInt(uint64(c), 10, false, verb)
		}
		p.buf = append(p.buf, ']')
	case 's':
		p.formatString(unsafe.String(unsafe.SliceData(v), len(v)))
	case 'x', 'X':
		p.formatHex(unsafe.String(unsafe.SliceData(v), len(v)), verb)
	case 'q':
		p.formatQuoted(string(v))
	default:
		p.printValue(reflect.ValueOf(v), verb, 0)
	}
}

func (p *printer) printPointer(arg any, value reflect.Value, verb rune) {
	var u uint64
	switch value.Kind() {
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
		u = uint64(uintptr(value.UnsafePointer()))
	default:
		p.badVerb(verb, arg, value)
		return
	}
	switch verb {
	case 'v':
		switch {
		case p.has(sharpV):
			p.buf = append(p.buf, '(')
			p.buf = append(p.buf, typeOf(value).Str...)
			p.buf = append(p.buf, ")("...)
			if u == 0 {
				p.buf = append(p.buf, "nil"...)
			} else {
				p.printHex(u, true)
			}
			p.buf = append(p.buf, ')')
		case u == 0:
			p.pad("<nil>")
		default:
			p.printHex(u, !p.has(sharp))
		}
	case 'p':
		p.printHex(u, !p.has(sharp))
	case 'b', 'o', 'd', 'x', 'X':
		p.printInt(u, false, verb, arg, value)
	default:
		p.badVerb(verb, arg, value)
	}
}

// callMethod lets the operand format itself, if it can for this verb.
func (p *printer) callMethod(arg any, value reflect.Value, verb rune) (handled bool) {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		if _, ok := arg.(error); !ok || !p.wrapErrs {
			p.badVerb(verb, arg, value)
			return true
		}
		verb = 'v'
	}
	if f, ok := arg.(Formatter); ok {
		handled = true
		defer p.catchPanic(arg, verb, "Format")
		f.Format(p, verb)
		return
	}
	if p.has(sharpV) {
		if g, ok := arg.(GoStringer); ok {
			handled = true
			defer p.catchPanic(arg, verb, "GoString")
			p.formatString(g.GoString())
		}
		return
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch v := arg.(type) {
		case error:
			handled = true
			defer p.catchPanic(arg, verb, "Error")
			p.printString(v.Error(), verb, arg, value)
		case Stringer:
			handled = true
			defer p.catchPanic(arg, verb, "String")
			p.printString(v.String(), verb, arg, value)
		}
	}
	return
}

// catchPanic reports a panic of a method: %!verb(PANIC=method: value). A nil receiver
// prints as <nil>, as its methods are likely to panic.
func (p *printer) catchPanic(arg any, verb rune, method string) {
	err := recover()
	if err == nil {
		return
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.Pointer && v.IsNil() {
		p.buf = append(p.buf, "<nil>"...)
		return
	}
	if p.panicking {
		panic(err)
	}
	old := p.flags
	p.flags = 0
	p.buf = append(p.buf, "%!"...)
	p.buf = append(p.buf, string(verb)...)
	p.buf = append(p.buf, "(PANIC="...)
	p.buf = append(p.buf, method...)
	p.buf = append(p.buf, " method: "...)
	p.panicking = true
	p.printArg(err, 'v')
	p.panicking = false
	p.buf = append(p.buf, ')')
	p.flags = old
}

// printValue prints a value of any type; depth counts how far inside an operand it is.
func (p *printer) printValue(value reflect.Value, verb rune, depth int) {
	if depth > 0 && value.IsValid() && value.CanInterface() {
		arg := value.Interface()
		if typeOf(value).HasMethods() || verb == 'w' {
			if p.callMethod(arg, value, verb) {
				return
			}
		}
	}
	switch value.Kind() {
	case reflect.Invalid:
		if depth == 0 {
			p.buf = append(p.buf, "<invalid reflect.Value>"...)
		} else if verb == 'v' {
			p.buf = append(p.buf, "<nil>"...)
		} else {
			p.badVerb(verb, nil, value)
		}
	case reflect.Bool:
		p.printBool(value.Bool(), verb, nil, value)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.printInt(uint64(value.Int()), true, verb, nil, value)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.printInt(value.Uint(), false, verb, nil, value)
	case reflect.Float32:
		p.printFloat(value.Float(), 32, verb, nil, value)
	case reflect.Float64:
		p.printFloat(value.Float(), 64, verb, nil, value)
	case reflect.Complex64:
		p.printComplex(value.Complex(), 64, verb, nil, value)
	case reflect.Complex128:
		p.printComplex(value.Complex(), 128, verb, nil, value)
	case reflect.String:
		p.printString(value.String(), verb, nil, value)
	case reflect.Map:
		p.printMap(value, verb, depth)
	case reflect.Struct:
		p.printStruct(value, verb, depth)
	case reflect.Interface:
		elem := value.Elem()
		switch {
		case elem.IsValid():
			p.printValue(elem, verb, depth+1)
		case p.has(sharpV):
			p.buf = append(p.buf, typeOf(value).Str...)
			p.buf = append(p.buf, "(nil)"...)
		default:
			p.buf = append(p.buf, "<nil>"...)
		}
	case reflect.Array, reflect.Slice:
		p.printList(value, verb, depth)
	case reflect.Pointer:
		if depth == 0 && value.UnsafePointer() != nil {
			elem := value.Elem()
			switch elem.Kind() {
			case reflect.Array, reflect.Slice, reflect.Struct, reflect.Map:
				p.buf = append(p.buf, '&')
				p.printValue(elem, verb, depth+1)
				return
			}
		}
		p.printPointer(nil, value, verb)
	default:
		p.printPointer(nil, value, verb)
	}
}

// typeOf gives the descriptor of v's type, which needs less of package reflect than v.Type
// does. v is valid.
//
//go:noescape
func typeOf(v reflect.Value) *abi.Type

// separate writes what stands between elements.
func (p *printer) separate() {
	if p.has(sharpV) {
		p.buf = append(p.buf, ", "...)
	} else {
		p.buf = append(p.buf, ' ')
	}
}

func (p *printer) printMap(value reflect.Value, verb rune, depth int) {
	end := byte(']')
	if p.has(sharpV) {
		p.buf = append(p.buf, typeOf(value).Str...)
		if value.IsNil() {
			p.buf = append(p.buf, "(nil)"...)
			return
		}
		p.buf = append(p.buf, '{')
		end = '}'
	} else {
		p.buf = append(p.buf, "map["...)
	}
	for i, entry := range sortedMap(value) {
		if i > 0 {
			p.separate()
		}
		p.printValue(entry.key, verb, depth+1)
		p.buf = append(p.buf, ':')
		p.printValue(entry.elem, verb, depth+1)
	}
	p.buf = append(p.buf, end)
}

func (p *printer) printStruct(value reflect.Value, verb rune, depth int) {
	if p.has(sharpV) {
		p.buf = append(p.buf, typeOf(value).Str...)
	}
	p.buf = append(p.buf, '{')
	for i := 0; i < value.NumField(); i++ {
		if i > 0 {
			p.separate()
		}
		if p.has(plusV | sharpV) {
			if name := typeOf(value).Fields[i].Name; name != "" {
				p.buf = append(p.buf, name...)
				p.buf = append(p.buf, ':')
			}
		}
		field := value.Field(i)
		if field.Kind() == reflect.Interface && !field.IsNil() {
			field = field.Elem()
		}
		p.printValue(field, verb, depth+1)
	}
	p.buf = append(p.buf, '}')
}

func (p *printer) printList(value reflect.Value, verb rune, depth int) {
	switch verb {
	case 's', 'q', 'x', 'X':
		t := typeOf(value)
		if t.Elem.Kind == abi.Uint8 {
			var bytes []byte
			if value.Kind() == reflect.Slice || value.CanAddr() {
				bytes = value.Bytes()
			} else {
				bytes = make([]byte, value.Len())
				for i := range bytes {
					bytes[i] = byte(value.Index(i).Uint())
				}
			}
			p.printBytes(bytes, verb, t.Str)
			return
		}
	}
	open, end := byte('['), byte(']')
	if p.has(sharpV) {
		p.buf = append(p.buf, typeOf(value).Str...)
		if value.Kind() == reflect.Slice && value.IsNil() {
			p.buf = append(p.buf, "(nil)"...)
			return
		}
		open, end = '{', '}'
	}
	p.buf = append(p.buf, open)
	for i := 0; i < value.Len(); i++ {
		if i > 0 {
			p.separate()
		}
		p.printValue(value.Index(i), verb, depth+1)
	}
	p.buf = append(p.buf, end)
}
