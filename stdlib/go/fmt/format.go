package fmt

import (
	"internal/abi"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// The digits, and after them the letter of the prefix.
const (
	lowerDigits = "0123456789abcdefx"
	upperDigits = "0123456789ABCDEFX"
)

// pad appends n bytes of padding: zeros only on the left.
func (p *printer) pad(n int) {
	c := byte(' ')
	if p.zero && !p.minus {
		c = '0'
	}
	for ; n > 0; n-- {
		p.buf = append(p.buf, c)
	}
}

// padString appends s, padded to the width.
func (p *printer) padString(s string) {
	if !p.hasWidth || p.width == 0 {
		p.buf = append(p.buf, s...)
		return
	}
	n := p.width - utf8.RuneCountInString(s)
	if p.minus {
		p.buf = append(p.buf, s...)
		p.pad(n)
	} else {
		p.pad(n)
		p.buf = append(p.buf, s...)
	}
}

// padBytes appends b, padded to the width.
func (p *printer) padBytes(b []byte) {
	if !p.hasWidth || p.width == 0 {
		p.buf = append(p.buf, b...)
		return
	}
	n := p.width - utf8.RuneCount(b)
	if p.minus {
		p.buf = append(p.buf, b...)
		p.pad(n)
	} else {
		p.pad(n)
		p.buf = append(p.buf, b...)
	}
}

// padBlank is padBytes with blanks only.
func (p *printer) padBlank(b []byte) {
	zero := p.zero
	p.zero = false
	p.padBytes(b)
	p.zero = zero
}

// formatInt formats v in a base; as int64 if signed.
func (p *printer) formatInt(v uint64, base uint64, signed bool, verb rune, digits string) {
	negative := signed && int64(v) < 0
	if negative {
		v = -v
	}
	buf := p.digits[:]
	if p.hasWidth || p.hasPrec {
		if n := 3 + p.width + p.prec; n > len(buf) {
			buf = make([]byte, n)
		}
	}
	least := 0 // digits to write, with leading zeros
	if p.hasPrec {
		least = p.prec
		if least == 0 && v == 0 {
			zero := p.zero
			p.zero = false
			p.pad(p.width)
			p.zero = zero
			return
		}
	} else if p.zero && !p.minus && p.hasWidth {
		least = p.width
		if negative || p.plus || p.space {
			least--
		}
	}
	i := len(buf)
	for v >= base {
		i--
		buf[i] = digits[v%base]
		v /= base
	}
	i--
	buf[i] = digits[v]
	for i > 0 && least > len(buf)-i {
		i--
		buf[i] = '0'
	}
	if p.sharp {
		switch base {
		case 2:
			i -= 2
			buf[i], buf[i+1] = '0', 'b'
		case 8:
			if buf[i] != '0' {
				i--
				buf[i] = '0'
			}
		case 16:
			i -= 2
			buf[i], buf[i+1] = '0', digits[16]
		}
	}
	if verb == 'O' {
		i -= 2
		buf[i], buf[i+1] = '0', 'o'
	}
	sign := byte(0)
	switch {
	case negative:
		sign = '-'
	case p.plus:
		sign = '+'
	case p.space:
		sign = ' '
	}
	if sign != 0 {
		i--
		buf[i] = sign
	}
	p.padBlank(buf[i:])
}

// formatUnicode formats U+0078, with 'x' behind it if sharp.
func (p *printer) formatUnicode(v uint64) {
	least := 4
	if p.hasPrec && p.prec > least {
		least = p.prec
	}
	b := append(p.digits[:0], "U+"...)
	n := 1
	for u := v >> 4; u != 0; u >>= 4 {
		n++
	}
	for ; least > n; least-- {
		b = append(b, '0')
	}
	for n--; n >= 0; n-- {
		b = append(b, upperDigits[v>>uint(4*n)&15])
	}
	if p.sharp && v <= utf8.MaxRune && strconv.IsPrint(rune(v)) {
		b = append(b, " '"...)
		b = utf8.AppendRune(b, rune(v))
		b = append(b, '\'')
	}
	p.padBlank(b)
}

func toRune(v uint64) rune {
	if v > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(v)
}

func (p *printer) formatRune(v uint64) {
	p.padBytes(utf8.AppendRune(p.digits[:0], toRune(v)))
}

func (p *printer) formatQuotedRune(v uint64) {
	if p.plus {
		p.padBytes(strconv.AppendQuoteRuneToASCII(p.digits[:0], toRune(v)))
	} else {
		p.padBytes(strconv.AppendQuoteRune(p.digits[:0], toRune(v)))
	}
}

// truncate cuts s to as many runes as the precision says.
func (p *printer) truncate(s string) string {
	if !p.hasPrec {
		return s
	}
	n := p.prec
	for i := range s {
		n--
		if n < 0 {
			return s[:i]
		}
	}
	return s
}

func (p *printer) formatString(s string) {
	p.padString(p.truncate(s))
}

func (p *printer) formatQuoted(s string) {
	s = p.truncate(s)
	switch {
	case p.sharp && strconv.CanBackquote(s):
		p.padString("`" + s + "`")
	case p.plus:
		p.padBytes(strconv.AppendQuoteToASCII(p.digits[:0], s))
	default:
		p.padBytes(strconv.AppendQuote(p.digits[:0], s))
	}
}

// formatHexString formats the bytes of s in hexadecimal.
func (p *printer) formatHexString(s string, digits string) {
	if p.hasPrec && p.prec < len(s) {
		s = s[:p.prec]
	}
	if len(s) == 0 {
		if p.hasWidth {
			p.pad(p.width)
		}
		return
	}
	n := 2 * len(s)
	if p.space {
		if p.sharp {
			n *= 2
		}
		n += len(s) - 1
	} else if p.sharp {
		n += 2
	}
	if p.hasWidth && !p.minus {
		p.pad(p.width - n)
	}
	for i := 0; i < len(s); i++ {
		if p.space && i > 0 {
			p.buf = append(p.buf, ' ')
		}
		if p.sharp && (p.space || i == 0) {
			p.buf = append(p.buf, '0', digits[16])
		}
		p.buf = append(p.buf, digits[s[i]>>4], digits[s[i]&15])
	}
	if p.hasWidth && p.minus {
		p.pad(p.width - n)
	}
}

// formatFloat formats v with the verb of strconv and a default precision.
func (p *printer) formatFloat(v float64, size int, verb rune, prec int) {
	if p.hasPrec {
		prec = p.prec
	}
	if !p.hasWidth && !p.plus && !p.space && !p.sharp && v-v == 0 {
		p.buf = strconv.AppendFloat(p.buf, v, byte(verb), prec, size)
		return
	}
	num := strconv.AppendFloat(p.digits[:1], v, byte(verb), prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if p.space && num[0] == '+' && !p.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' {
		if num[1] == 'N' && !p.space && !p.plus {
			num = num[1:]
		}
		p.padBlank(num)
		return
	}
	if p.sharp && verb != 'b' {
		num = sharpFloat(num, verb, prec)
	}
	if !p.plus && num[0] == '+' {
		p.padBytes(num[1:])
		return
	}
	if p.zero && !p.minus && p.hasWidth && p.width > len(num) {
		p.buf = append(p.buf, num[0])
		p.pad(p.width - len(num))
		p.buf = append(p.buf, num[1:]...)
		return
	}
	p.padBytes(num)
}

// sharpFloat gives the number a point and, for %g, its trailing zeros.
func sharpFloat(num []byte, verb rune, prec int) []byte {
	missing := 0
	switch verb {
	case 'g', 'G', 'x':
		missing = prec
		if missing == -1 {
			missing = 6
		}
	}
	point, significant := false, false
	end := len(num)
	for i := 1; i < end; i++ {
		switch c := num[i]; {
		case c == '.':
			point = true
		case c == 'p' || c == 'P' || (c == 'e' || c == 'E') && verb != 'x' && verb != 'X':
			end = i
		default:
			if c != '0' {
				significant = true
			}
			if significant {
				missing--
			}
		}
	}
	tail := string(num[end:])
	num = num[:end]
	if !point {
		if len(num) == 2 && num[1] == '0' {
			missing--
		}
		num = append(num, '.')
	}
	for ; missing > 0; missing-- {
		num = append(num, '0')
	}
	return append(num, tail...)
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
		p.flags = flags{}
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
			p.width, p.hasWidth, arg = starArg(a, arg)
			i++
			if !p.hasWidth {
				p.buf = append(p.buf, "%!(BADWIDTH)"...)
			}
			if p.width < 0 {
				p.width = -p.width
				p.minus = true
				p.zero = false
			}
			afterIndex = false
		} else {
			p.width, p.hasWidth, i = parseNumber(format, i)
			if afterIndex && p.hasWidth {
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
				p.prec, p.hasPrec, arg = starArg(a, arg)
				i++
				if p.prec < 0 {
					p.prec = 0
					p.hasPrec = false
				}
				if !p.hasPrec {
					p.buf = append(p.buf, "%!(BADPREC)"...)
				}
				afterIndex = false
			} else {
				p.prec, _, i = parseNumber(format, i)
				p.hasPrec = true
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
			p.sharp = true
		case '0':
			p.zero = true
		case '+':
			p.plus = true
		case '-':
			p.minus = true
		case ' ':
			p.space = true
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
		p.sharpV, p.sharp = p.sharp, false
		p.plusV, p.plus = p.plus, false
	}
}

func (p *printer) complain(verb rune, what string) {
	p.buf = append(p.buf, "%!"...)
	p.buf = utf8.AppendRune(p.buf, verb)
	p.buf = append(p.buf, what...)
}

func (p *printer) printExtra(a []any) {
	p.flags = flags{}
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
