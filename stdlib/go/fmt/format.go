package fmt

import (
	"internal/abi"
	"reflect"
	"unicode/utf8"
)

// The natives append a value to the buffer as flags, width and precision say.

// padString appends s without regard to the precision.
//
//go:noescape returns buf
func padString(buf []byte, flags flags, width, prec int, s string) []byte

// appendString appends s, cut to the precision.
//
//go:noescape returns buf
func appendString(buf []byte, flags flags, width, prec int, s string) []byte

// appendQuoted appends s as a literal.
//
//go:noescape returns buf
func appendQuoted(buf []byte, flags flags, width, prec int, s string) []byte

// appendHex appends the bytes of s in hexadecimal; verb x or X.
//
//go:noescape returns buf
func appendHex(buf []byte, flags flags, width, prec int, s string, verb rune) []byte

// appendInt appends v, as int64 if signed; verb X and O make a difference.
//
//go:noescape returns buf
func appendInt(buf []byte, flags flags, width, prec int, v uint64, base int, signed bool, verb rune) []byte

// appendRune appends the character v for verb c, q or U.
//
//go:noescape returns buf
func appendRune(buf []byte, flags flags, width, prec int, v uint64, verb rune) []byte

// appendFloat appends v of 32 or 64 bits by a verb of strconv.
//
//go:noescape returns buf
func appendFloat(buf []byte, flags flags, width, prec int, v float64, size int, verb rune, defaultPrec int) []byte

func (p *printer) pad(s string) {
	p.buf = padString(p.buf, p.flags, p.width, p.prec, s)
}

func (p *printer) formatString(s string) {
	p.buf = appendString(p.buf, p.flags, p.width, p.prec, s)
}

func (p *printer) formatQuoted(s string) {
	p.buf = appendQuoted(p.buf, p.flags, p.width, p.prec, s)
}

func (p *printer) formatHex(s string, verb rune) {
	p.buf = appendHex(p.buf, p.flags, p.width, p.prec, s, verb)
}

func (p *printer) formatInt(v uint64, base int, signed bool, verb rune) {
	p.buf = appendInt(p.buf, p.flags, p.width, p.prec, v, base, signed, verb)
}

func (p *printer) formatRune(v uint64, verb rune) {
	p.buf = appendRune(p.buf, p.flags, p.width, p.prec, v, verb)
}

func (p *printer) formatFloat(v float64, size int, verb rune, prec int) {
	p.buf = appendFloat(p.buf, p.flags, p.width, p.prec, v, size, verb, prec)
}

// parseNumber reads a decimal number; ok is false if there is none or it is too large.
func parseNumber(s string, i int) (n int, ok bool, next int) {
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		if n > 1e6 || n < -1e6 {
			return 0, false, len(s)
		}
		n = n*10 + int(s[i]-'0')
		ok = true
	}
	return n, ok, i
}

// argNumber reads an index [n] at format[i], if there is one.
func (p *printer) argNumber(arg int, format string, i int, count int) (newArg, next int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return arg, i, false
	}
	p.reordered = true
	rest := format[i:]
	for j := 1; len(rest) >= 3 && j < len(rest); j++ {
		if rest[j] != ']' {
			continue
		}
		n, ok, end := parseNumber(rest[:j], 1)
		if !ok || end != j {
			p.goodArgNum = false
			return arg, i + j + 1, false
		}
		if n < 1 || n > count {
			p.goodArgNum = false
			return arg, i + j + 1, true
		}
		return n - 1, i + j + 1, true
	}
	p.goodArgNum = false
	return arg, i + 1, false
}

// starArg takes a width or precision from the operands.
func starArg(a []any, i int) (n int, ok bool, next int) {
	if i >= len(a) {
		return 0, false, i
	}
	n, ok = a[i].(int)
	if !ok {
		switch v := reflect.ValueOf(a[i]); v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			n, ok = int(v.Int()), true
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
			n = int(v.Uint())
			ok = n >= 0
		}
	}
	if n > 1e6 || n < -1e6 {
		return 0, false, i + 1
	}
	return n, ok, i + 1
}

// printf is the work of the Printf family.
func (p *printer) printf(format string, a []any) {
	arg := 0
	p.reordered = false
	for i := 0; i < len(format); {
		p.goodArgNum = true
		start := i
		for i < len(format) && format[i] != '%' {
			i++
		}
		if i > start {
			p.buf = append(p.buf, format[start:i]...)
		}
		if i >= len(format) {
			break
		}
		i++
		p.flags = 0
		p.width, p.prec = 0, 0
		var simple bool
		i, simple = p.readFlags(format, i)
		if simple && arg < len(a) {
			verb := rune(format[i])
			p.startVerb(verb, arg)
			p.printArg(a[arg], verb)
			arg++
			i++
			continue
		}
		var afterIndex bool
		arg, i, afterIndex = p.argNumber(arg, format, i, len(a))
		if i < len(format) && format[i] == '*' {
			var ok bool
			p.width, ok, arg = starArg(a, arg)
			i++
			p.set(hasWidth, ok)
			if !ok {
				p.buf = append(p.buf, "%!(BADWIDTH)"...)
			}
			if p.width < 0 {
				p.width = -p.width
				p.flags = p.flags&^zero | minus
			}
			afterIndex = false
		} else {
			var ok bool
			p.width, ok, i = parseNumber(format, i)
			p.set(hasWidth, ok)
			if afterIndex && ok {
				p.goodArgNum = false
			}
		}
		if i+1 < len(format) && format[i] == '.' {
			i++
			if afterIndex {
				p.goodArgNum = false
			}
			arg, i, afterIndex = p.argNumber(arg, format, i, len(a))
			if i < len(format) && format[i] == '*' {
				var ok bool
				p.prec, ok, arg = starArg(a, arg)
				i++
				if p.prec < 0 {
					p.prec = 0
					ok = false
				}
				p.set(hasPrec, ok)
				if !ok {
					p.buf = append(p.buf, "%!(BADPREC)"...)
				}
				afterIndex = false
			} else {
				p.prec, _, i = parseNumber(format, i)
				p.flags |= hasPrec
			}
		}
		if !afterIndex {
			arg, i, afterIndex = p.argNumber(arg, format, i, len(a))
		}
		if i >= len(format) {
			p.buf = append(p.buf, "%!(NOVERB)"...)
			break
		}
		verb, size := rune(format[i]), 1
		if verb >= utf8.RuneSelf {
			verb, size = utf8.DecodeRuneInString(format[i:])
		}
		i += size
		switch {
		case verb == '%':
			p.buf = append(p.buf, '%')
		case !p.goodArgNum:
			p.complain(verb, "(BADINDEX)")
		case arg >= len(a):
			p.complain(verb, "(MISSING)")
		default:
			p.startVerb(verb, arg)
			p.printArg(a[arg], verb)
			arg++
		}
	}
	if !p.reordered && arg < len(a) {
		p.printExtra(a[arg:])
	}
}

// readFlags reads the flags at format[i]; simple tells that a lower case verb follows,
// without width, precision or index.
func (p *printer) readFlags(format string, i int) (next int, simple bool) {
	for ; i < len(format); i++ {
		switch c := format[i]; c {
		case '#':
			p.flags |= sharp
		case '0':
			p.flags |= zero
		case '+':
			p.flags |= plus
		case '-':
			p.flags |= minus
		case ' ':
			p.flags |= space
		default:
			return i, 'a' <= c && c <= 'z'
		}
	}
	return i, false
}

// startVerb gives plus and sharp their other meaning for %v and %w, and notes operands
// of %w.
func (p *printer) startVerb(verb rune, arg int) {
	if verb == 'w' {
		p.wrapped = append(p.wrapped, arg)
	}
	if verb == 'v' || verb == 'w' {
		special := p.flags & (sharp | plus)
		p.flags = p.flags&^special | special*verbV
	}
}

func (p *printer) complain(verb rune, what string) {
	p.buf = append(p.buf, "%!"...)
	p.buf = append(p.buf, string(verb)...)
	p.buf = append(p.buf, what...)
}

func (p *printer) printExtra(a []any) {
	p.flags = 0
	p.buf = append(p.buf, "%!(EXTRA "...)
	for i, arg := range a {
		if i > 0 {
			p.buf = append(p.buf, ", "...)
		}
		if arg == nil {
			p.buf = append(p.buf, "<nil>"...)
		} else {
			p.buf = append(p.buf, abi.TypeOf(arg).Str...)
			p.buf = append(p.buf, '=')
			p.printArg(arg, 'v')
		}
	}
	p.buf = append(p.buf, ')')
}
