package fmt

import (
	"errors"
	"io"
	"math"
	"os"
	"reflect"
	"strconv"
	"sync"
	"unicode/utf8"
)

// ScanState is the scanner that a Scanner reads from.
type ScanState interface {
	// ReadRune reads the next rune, up to the width of the directive.
	ReadRune() (r rune, size int, err error)
	// UnreadRune puts the last rune back.
	UnreadRune() error
	// SkipSpace skips space; newlines as the operation treats them.
	SkipSpace()
	// Token reads runes that satisfy f, after space if skipSpace.
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	// Width is the width of the directive, and whether it has one.
	Width() (wid int, ok bool)
	// Read is not to be called.
	Read(buf []byte) (n int, err error)
}

// Scanner reads its own value.
type Scanner interface {
	Scan(state ScanState, verb rune) error
}

// Scan reads space-separated values from standard input; newlines are space.
func Scan(a ...any) (n int, err error) { return Fscan(os.Stdin, a...) }

// Scanln is Scan up to a newline.
func Scanln(a ...any) (n int, err error) { return Fscanln(os.Stdin, a...) }

// Scanf reads values from standard input as the format says.
func Scanf(format string, a ...any) (n int, err error) { return Fscanf(os.Stdin, format, a...) }

// stringReader reads from a string.
type stringReader string

func (r *stringReader) Read(b []byte) (n int, err error) {
	n = copy(b, *r)
	*r = (*r)[n:]
	if n == 0 {
		err = io.EOF
	}
	return
}

// Sscan is Scan from a string.
func Sscan(str string, a ...any) (n int, err error) { return Fscan((*stringReader)(&str), a...) }

// Sscanln is Scanln from a string.
func Sscanln(str string, a ...any) (n int, err error) { return Fscanln((*stringReader)(&str), a...) }

// Sscanf is Scanf from a string.
func Sscanf(str string, format string, a ...any) (n int, err error) {
	return Fscanf((*stringReader)(&str), format, a...)
}

// Fscan is Scan from r.
func Fscan(r io.Reader, a ...any) (n int, err error) {
	s := newScanner(r)
	s.newlineIsSpace = true
	n, err = s.scanAll(a)
	s.free()
	return
}

// Fscanln is Scanln from r.
func Fscanln(r io.Reader, a ...any) (n int, err error) {
	s := newScanner(r)
	s.newlineEnds = true
	n, err = s.scanAll(a)
	s.free()
	return
}

// Fscanf is Scanf from r.
func Fscanf(r io.Reader, format string, a ...any) (n int, err error) {
	s := newScanner(r)
	n, err = s.scanFormat(format, a)
	s.free()
	return
}

const (
	noWidth = 1 << 30
	eof     = -1
)

type scanner struct {
	in    io.RuneScanner
	token []byte
	count int // runes read
	limit int // count up to which the directive may read
	width int // of the directive, noWidth if it has none

	atEOF          bool
	newlineIsSpace bool
	newlineEnds    bool

	_ [2]uintptr // the size of Go's, so that programs allocate the same
}

// scanners are scanners to use again.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

func newScanner(r io.Reader) *scanner {
	in, ok := r.(io.RuneScanner)
	if !ok {
		in = &runeReader{in: r, peeked: -1}
	}
	s := scanners.Get().(*scanner)
	*s = scanner{in: in, token: s.token, limit: noWidth, width: noWidth}
	return s
}

// free gives the scanner back, unless its token has grown large.
func (s *scanner) free() {
	if cap(s.token) > 1024 {
		return
	}
	s.token = s.token[:0]
	s.in = nil
	scanners.Put(s)
}

// scanError carries an error from inside a scan to its start.
type scanError struct {
	err error
}

func (s *scanner) fail(err error) { panic(scanError{err}) }

func (s *scanner) failText(text string) { panic(scanError{errors.New(text)}) }

// catch ends a scan that panicked with a scanError or io.EOF.
func catch(err *error) {
	switch e := recover().(type) {
	case nil:
	case scanError:
		*err = e.err
	case error:
		if e != io.EOF {
			panic(e)
		}
		*err = e
	default:
		panic(e)
	}
}

// runeReader makes runes of a reader's bytes, reading not one byte too many.
type runeReader struct {
	in       io.Reader
	npending int
	pending  [utf8.UTFMax]byte // bytes of an invalid encoding
	buf      [utf8.UTFMax]byte
	one      [1]byte
	peeked   rune // the next rune if >= 0, else the complement of the last one
}

func (r *runeReader) readByte() (byte, error) {
	if r.npending > 0 {
		b := r.pending[0]
		copy(r.pending[:], r.pending[1:r.npending])
		r.npending--
		return b, nil
	}
	n, err := io.ReadFull(r.in, r.one[:])
	if n == 0 {
		return 0, err
	}
	return r.one[0], err
}

func (r *runeReader) ReadRune() (c rune, size int, err error) {
	if r.peeked >= 0 {
		c = r.peeked
		r.peeked = ^c
		return c, utf8.RuneLen(c), nil
	}
	b, err := r.readByte()
	if err != nil {
		return 0, 0, err
	}
	c, size = rune(b), 1
	if b >= utf8.RuneSelf {
		r.buf[0] = b
		n := 1
		for !utf8.FullRune(r.buf[:n]) {
			b, err := r.readByte()
			if err == io.EOF {
				break
			}
			if err != nil {
				return 0, 0, err
			}
			r.buf[n] = b
			n++
		}
		c, size = utf8.DecodeRune(r.buf[:n])
		if size < n {
			// What is pending was all read into the buffer before.
			r.npending = copy(r.pending[:], r.buf[size:n])
		}
	}
	r.peeked = ^c
	return c, size, nil
}

func (r *runeReader) UnreadRune() error {
	if r.peeked >= 0 {
		return errors.New("fmt: scanning called UnreadRune with no rune available")
	}
	r.peeked = ^r.peeked
	return nil
}

func (s *scanner) Read(buf []byte) (n int, err error) {
	return 0, errors.New("ScanState's Read should not be called. Use ReadRune")
}

func (s *scanner) ReadRune() (r rune, size int, err error) {
	if s.atEOF || s.count >= s.limit {
		return 0, 0, io.EOF
	}
	r, size, err = s.in.ReadRune()
	switch {
	case err == nil:
		s.count++
		if s.newlineEnds && r == '\n' {
			s.atEOF = true
		}
	case err == io.EOF:
		s.atEOF = true
	}
	return
}

func (s *scanner) UnreadRune() error {
	s.in.UnreadRune()
	s.atEOF = false
	s.count--
	return nil
}

func (s *scanner) Width() (wid int, ok bool) {
	if s.width == noWidth {
		return 0, false
	}
	return s.width, true
}

func (s *scanner) Token(skipSpace bool, f func(rune) bool) (token []byte, err error) {
	defer catchToken(&err)
	if f == nil {
		f = notSpace
	}
	s.token = s.token[:0]
	if skipSpace {
		s.SkipSpace()
	}
	s.readWhile(f)
	return s.token, nil
}

func catchToken(err *error) {
	switch e := recover().(type) {
	case nil:
	case scanError:
		*err = e.err
	default:
		panic(e)
	}
}

// next reads a rune, eof at the end.
func (s *scanner) next() rune {
	r, _, err := s.ReadRune()
	if err != nil {
		if err != io.EOF {
			s.fail(err)
		}
		return eof
	}
	return r
}

// mustNext reads a rune that has to be there.
func (s *scanner) mustNext() rune {
	r := s.next()
	if r == eof {
		s.fail(io.ErrUnexpectedEOF)
	}
	return r
}

// needInput panics with io.EOF at the end of input.
func (s *scanner) needInput() {
	if s.next() == eof {
		panic(io.EOF)
	}
	s.UnreadRune()
}

func isSpace(r rune) bool {
	switch {
	case r < 0x80:
		return r == ' ' || '\t' <= r && r <= '\r'
	case r < 0x1680:
		return r == 0x85 || r == 0xA0
	}
	return r == 0x1680 || 0x2000 <= r && r <= 0x200A || r == 0x2028 || r == 0x2029 ||
		r == 0x202F || r == 0x205F || r == 0x3000
}

func notSpace(r rune) bool { return !isSpace(r) }

func (s *scanner) SkipSpace() {
	for {
		r := s.next()
		switch {
		case r == eof:
			return
		case r == '\r' && s.peek("\n"):
		case r == '\n':
			if !s.newlineIsSpace {
				s.failText("unexpected newline")
			}
		case !isSpace(r):
			s.UnreadRune()
			return
		}
	}
}

// readWhile adds runes to the token as long as they satisfy f.
func (s *scanner) readWhile(f func(rune) bool) {
	for {
		r := s.next()
		if r == eof {
			return
		}
		if !f(r) {
			s.UnreadRune()
			return
		}
		s.token = utf8.AppendRune(s.token, r)
	}
}

func contains(set string, r rune) bool {
	for _, c := range set {
		if c == r {
			return true
		}
	}
	return false
}

// accept adds the next rune to the token if it is one of the set.
func (s *scanner) accept(set string) bool {
	r := s.next()
	if r == eof {
		return false
	}
	if !contains(set, r) {
		s.UnreadRune()
		return false
	}
	s.token = utf8.AppendRune(s.token, r)
	return true
}

// drop reads the next rune and tells whether it is one of the set.
func (s *scanner) drop(set string) bool {
	r := s.next()
	return r != eof && contains(set, r)
}

func (s *scanner) acceptAll(set string) {
	for s.accept(set) {
	}
}

// peek tells whether the next rune is one of the set.
func (s *scanner) peek(set string) bool {
	r := s.next()
	if r == eof {
		return false
	}
	s.UnreadRune()
	return contains(set, r)
}

func (s *scanner) checkVerb(verb rune, verbs, what string) {
	if !contains(verbs, verb) {
		s.failText("bad verb '%" + string(verb) + "' for " + what)
	}
}

func (s *scanner) scanBool(verb rune) bool {
	s.SkipSpace()
	s.needInput()
	s.checkVerb(verb, "tv", "boolean")
	const bad = "syntax error scanning boolean"
	switch s.next() {
	case '1':
		return true
	case 't', 'T':
		if s.accept("rR") && !(s.accept("uU") && s.accept("eE")) {
			s.failText(bad)
		}
		return true
	case 'f', 'F':
		if s.accept("aA") && !(s.accept("lL") && s.accept("sS") && s.accept("eE")) {
			s.failText(bad)
		}
	}
	return false
}

const (
	decimal     = "0123456789"
	hexadecimal = "0123456789aAbBcCdDeEfF"
	octal       = "01234567"
	binary      = "01"
)

// integerToken reads an integer's text and tells its base, as for strconv.
func (s *scanner) integerToken(verb rune, signed bool) (base int) {
	s.SkipSpace()
	s.needInput()
	s.checkVerb(verb, "bdoUxXv", "integer")
	base = 10
	digits := decimal
	switch verb {
	case 'b':
		base, digits = 2, binary
	case 'o':
		base, digits = 8, octal
	case 'x', 'X', 'U':
		base, digits = 16, hexadecimal
	}
	found := false
	if verb == 'U' {
		if !s.drop("U") || !s.drop("+") {
			s.failText("bad unicode format ")
		}
	} else {
		if signed {
			s.accept("+-")
		}
		if verb == 'v' {
			base = 0
			digits = decimal + "_"
			if s.accept("0") {
				found = true
				switch {
				case s.accept("bB"):
					digits = binary + "_"
				case s.accept("oO"):
					digits = octal + "_"
				case s.accept("xX"):
					digits = hexadecimal + "_"
				default:
					digits = octal + "_"
				}
			}
		}
	}
	if !found {
		s.needInput()
		if !s.accept(digits) {
			s.failText("expected integer")
		}
	}
	s.acceptAll(digits)
	return base
}

// text is the token as a string of its own.
func (s *scanner) text() string { return string(s.token) }

// scanRune reads a character as an integer of so many bits.
func (s *scanner) scanRune(bits int) int64 {
	s.needInput()
	r := s.next()
	n := 64 - uint(bits)
	if int64(r)<<n>>n != int64(r) {
		s.failText("overflow on character value " + string(r))
	}
	return int64(r)
}

func (s *scanner) scanInt(verb rune, bits int) int64 {
	if verb == 'c' {
		return s.scanRune(bits)
	}
	base := s.integerToken(verb, true)
	token := s.text()
	v, err := strconv.ParseInt(token, base, 64)
	if err != nil {
		s.fail(err)
	}
	n := 64 - uint(bits)
	if v<<n>>n != v {
		s.failText("integer overflow on token " + token)
	}
	return v
}

func (s *scanner) scanUint(verb rune, bits int) uint64 {
	if verb == 'c' {
		return uint64(s.scanRune(bits))
	}
	base := s.integerToken(verb, false)
	token := s.text()
	v, err := strconv.ParseUint(token, base, 64)
	if err != nil {
		s.fail(err)
	}
	n := 64 - uint(bits)
	if v<<n>>n != v {
		s.failText("unsigned integer overflow on token " + token)
	}
	return v
}

func (s *scanner) floatToken() string {
	s.token = s.token[:0]
	if s.accept("nN") && s.accept("aA") && s.accept("nN") {
		return string(s.token)
	}
	s.accept("+-")
	if s.accept("iI") && s.accept("nN") && s.accept("fF") {
		return string(s.token)
	}
	digits, exponent := decimal+"_", "eEpP"
	if s.accept("0") && s.accept("xX") {
		digits, exponent = hexadecimal+"_", "pP"
	}
	s.acceptAll(digits)
	if s.accept(".") {
		s.acceptAll(digits)
	}
	if s.accept(exponent) {
		s.accept("+-")
		s.acceptAll(decimal + "_")
	}
	return string(s.token)
}

// toFloat reads the token; a decimal number may have a binary exponent.
func (s *scanner) toFloat(token string, bits int) float64 {
	mantissa, exponent := token, ""
	for i := 0; i < len(token); i++ {
		switch token[i] {
		case 'p':
			if exponent == "" && mantissa == token {
				mantissa, exponent = token[:i], token[i+1:]
			}
		case 'x', 'X':
			mantissa, exponent = token, ""
			i = len(token)
		}
	}
	f, err := strconv.ParseFloat(mantissa, bits)
	if err == nil && len(mantissa) < len(token) {
		var e int
		e, err = strconv.Atoi(exponent)
		f = math.Ldexp(f, e)
	}
	if err != nil {
		if e, ok := err.(*strconv.NumError); ok {
			e.Num = token
		}
		s.fail(err)
	}
	return f
}

const floatVerbs = "beEfFgGv"

func (s *scanner) scanFloat(bits int) float64 {
	s.SkipSpace()
	s.needInput()
	return s.toFloat(s.floatToken(), bits)
}

func (s *scanner) scanComplex(verb rune, bits int) complex128 {
	s.checkVerb(verb, floatVerbs, "complex")
	s.SkipSpace()
	s.needInput()
	const bad = "syntax error scanning complex number"
	parens := s.accept("(")
	re := s.floatToken()
	s.token = s.token[:0]
	if !s.accept("+-") {
		s.failText(bad)
	}
	sign := string(s.token)
	im := sign + s.floatToken()
	if !s.accept("i") || parens && !s.accept(")") {
		s.failText(bad)
	}
	return complex(s.toFloat(re, bits/2), s.toFloat(im, bits/2))
}

func (s *scanner) scanString(verb rune) string {
	s.checkVerb(verb, "svqxX", "string")
	s.SkipSpace()
	s.needInput()
	switch verb {
	case 'q':
		return s.quotedString()
	case 'x', 'X':
		return s.hexString()
	}
	s.SkipSpace()
	s.readWhile(notSpace)
	return string(s.token)
}

func (s *scanner) quotedString() string {
	switch quote := s.next(); quote {
	case '`':
		for {
			r := s.mustNext()
			if r == quote {
				return string(s.token)
			}
			s.token = utf8.AppendRune(s.token, r)
		}
	case '"':
		s.token = append(s.token, '"')
		for {
			r := s.mustNext()
			s.token = utf8.AppendRune(s.token, r)
			if r == '"' {
				break
			}
			if r == '\\' {
				s.token = utf8.AppendRune(s.token, s.mustNext())
			}
		}
		text, err := strconv.Unquote(string(s.token))
		if err != nil {
			s.fail(err)
		}
		return text
	}
	s.failText("expected quoted string")
	return ""
}

func hexValue(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case 'a' <= r && r <= 'f':
		return int(r-'a') + 10
	case 'A' <= r && r <= 'F':
		return int(r-'A') + 10
	}
	return -1
}

func (s *scanner) hexString() string {
	for {
		r := s.next()
		if r == eof {
			break
		}
		high := hexValue(r)
		if high < 0 {
			s.UnreadRune()
			break
		}
		low := hexValue(s.mustNext())
		if low < 0 {
			s.failText("illegal hex digit")
		}
		s.token = append(s.token, byte(high<<4|low))
	}
	if len(s.token) == 0 {
		s.failText("no hex data for %x string")
	}
	return string(s.token)
}

// scanOne reads one value to where arg points.
func (s *scanner) scanOne(verb rune, arg any) {
	s.token = s.token[:0]
	if v, ok := arg.(Scanner); ok {
		err := v.Scan(s, verb)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			s.fail(err)
		}
		return
	}
	switch v := arg.(type) {
	case *int:
		*v = int(s.scanInt(verb, 64))
		return
	case *string:
		*v = s.scanString(verb)
		return
	case *float64:
		s.checkVerb(verb, floatVerbs, "float64")
		*v = s.scanFloat(64)
		return
	case *float32:
		s.checkVerb(verb, floatVerbs, "float32")
		*v = float32(s.scanFloat(32))
		return
	case *[]byte:
		*v = []byte(s.scanString(verb))
		return
	}
	ptr := reflect.ValueOf(arg)
	if ptr.Kind() != reflect.Pointer {
		s.failText("type not a pointer: " + ptr.Type().String())
	}
	v := ptr.Elem()
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(s.scanBool(verb))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(s.scanInt(verb, v.Type().Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.SetUint(s.scanUint(verb, v.Type().Bits()))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(s.scanFloat(v.Type().Bits()))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(s.scanComplex(verb, v.Type().Bits()))
	case reflect.String:
		v.SetString(s.scanString(verb))
	case reflect.Slice:
		t := v.Type()
		if t.Elem().Kind() != reflect.Uint8 {
			s.failText("can't scan type: " + ptr.Type().String())
		}
		text := s.scanString(verb)
		v.Set(reflect.MakeSlice(t, len(text), len(text)))
		for i := 0; i < len(text); i++ {
			v.Index(i).SetUint(uint64(text[i]))
		}
	default:
		s.failText("can't scan type: " + ptr.Type().String())
	}
}

// scanAll is the work of Fscan and Fscanln.
func (s *scanner) scanAll(a []any) (n int, err error) {
	defer catch(&err)
	for _, arg := range a {
		s.scanOne('v', arg)
		n++
	}
	for s.newlineEnds {
		r := s.next()
		if r == '\n' || r == eof {
			break
		}
		if !isSpace(r) {
			s.failText("expected newline")
		}
	}
	return
}

// matchSpace matches a run of space at the start of the format and gives its length. A
// newline in it matches space and a newline; other space any space before a newline.
func (s *scanner) matchSpace(format string) (n int) {
	newlines, trailing := 0, false
	for n < len(format) {
		c, size := utf8.DecodeRuneInString(format[n:])
		if !isSpace(c) {
			break
		}
		if c == '\n' {
			newlines++
			trailing = false
		} else {
			trailing = true
		}
		n += size
	}
	for i := 0; i < newlines; i++ {
		r := s.next()
		for isSpace(r) && r != '\n' {
			r = s.next()
		}
		if r != '\n' && r != eof {
			s.failText("newline in format does not match input")
		}
	}
	if !trailing {
		return n
	}
	r := s.next()
	if newlines == 0 {
		if !isSpace(r) && r != eof {
			s.failText("expected space in input to match format")
		}
		if r == '\n' {
			s.failText("newline in input does not match format")
		}
	}
	for isSpace(r) && r != '\n' {
		r = s.next()
	}
	if r != eof {
		s.UnreadRune()
	}
	return n
}

// advance matches the format up to the next directive and gives the length of what it
// matched, -1 if the input differs.
func (s *scanner) advance(format string) (n int) {
	for n < len(format) {
		c, size := utf8.DecodeRuneInString(format[n:])
		if isSpace(c) {
			n += s.matchSpace(format[n:])
			continue
		}
		if c == '%' {
			if n+size == len(format) {
				s.failText("missing verb: % at end of format string")
			}
			if format[n+size] != '%' {
				return n
			}
			n += size
		}
		if s.mustNext() != c {
			s.UnreadRune()
			return -1
		}
		n += size
	}
	return n
}

// scanFormat is the work of Fscanf.
func (s *scanner) scanFormat(format string, a []any) (n int, err error) {
	defer catch(&err)
	for i := 0; i < len(format); {
		matched := s.advance(format[i:])
		if matched > 0 {
			i += matched
			continue
		}
		if format[i] != '%' {
			if matched < 0 {
				s.failText("input does not match format")
			}
			break
		}
		i++
		var hasWidth bool
		// The last byte is the verb's.
		s.width, hasWidth, i = parseNumber(format[:len(format)-1], i)
		if !hasWidth {
			s.width = noWidth
		}
		verb, size := utf8.DecodeRuneInString(format[i:])
		rest := format[i:]
		i += size
		if verb != 'c' {
			s.SkipSpace()
		}
		if verb == '%' {
			s.SkipSpace()
			s.needInput()
			if !s.accept("%") {
				s.failText("missing literal %")
			}
			continue
		}
		if end := s.count + s.width; end < noWidth {
			s.limit = end
		}
		if n >= len(a) {
			s.failText("too few operands for format '%" + rest + "'")
		}
		s.scanOne(verb, a[n])
		n++
		s.limit = noWidth
	}
	if n < len(a) {
		s.failText("too many operands")
	}
	return
}
