// Package regexp searches text by regular expressions, in time linear in the text.
//
// Package syntax makes a program of the expression; a native runs it. The many Find
// functions are one: all are based on positions, see match and all.
package regexp

import (
	"io"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Regexp is a compiled expression. It may be used by several goroutines at once, except
// for Longest.
type Regexp struct {
	expr     string
	code     string
	names    []string
	prefix   string
	complete bool // prefix is all there is
	longest  bool
}

func (re *Regexp) String() string { return re.expr }

// Copy is a copy.
//
// Deprecated: sharing is fine.
func (re *Regexp) Copy() *Regexp {
	c := *re
	return &c
}

// Compile compiles an expression. Of several matches that begin first, that is found which
// a backtracking search would find.
func Compile(expr string) (*Regexp, error) { return compile(expr, syntax.Perl, false) }

// CompilePOSIX compiles an expression of POSIX egrep's language, which finds the longest
// match of those that begin first.
func CompilePOSIX(expr string) (*Regexp, error) { return compile(expr, syntax.POSIX, true) }

func compile(expr string, flags syntax.Flags, longest bool) (*Regexp, error) {
	tree, err := syntax.Parse(expr, flags)
	if err != nil {
		return nil, err
	}
	names := tree.CapNames()
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	re := &Regexp{expr: expr, code: encode(prog), names: names, longest: longest}
	if prog.StartCond() == 0 {
		re.prefix, re.complete = prog.Prefix()
	} else {
		re.prefix, re.complete = anchoredPrefix(prog)
	}
	return re, nil
}

// anchoredPrefix is the string that all matches are, where only the whole text may match.
func anchoredPrefix(prog *syntax.Prog) (prefix string, complete bool) {
	pc := uint32(prog.Start)
	at := func(op syntax.EmptyOp) bool {
		inst := &prog.Inst[pc]
		return inst.Op == syntax.InstEmptyWidth && syntax.EmptyOp(inst.Arg)&op != 0
	}
	if !at(syntax.EmptyBeginText) {
		return "", false
	}
	for pc = prog.Inst[pc].Out; prog.Inst[pc].Op == syntax.InstRune1; pc = prog.Inst[pc].Out {
		prefix += string(prog.Inst[pc].Rune[0])
	}
	if !at(syntax.EmptyEndText) || prog.Inst[prog.Inst[pc].Out].Op != syntax.InstMatch {
		return "", false
	}
	return prefix, prefix != ""
}

// MustCompile is Compile; it panics if the expression is wrong.
func MustCompile(expr string) *Regexp {
	re, err := Compile(expr)
	if err != nil {
		panic("regexp: Compile(" + quote(expr) + "): " + err.Error())
	}
	return re
}

// MustCompilePOSIX is CompilePOSIX; it panics if the expression is wrong.
func MustCompilePOSIX(expr string) *Regexp {
	re, err := CompilePOSIX(expr)
	if err != nil {
		panic("regexp: CompilePOSIX(" + quote(expr) + "): " + err.Error())
	}
	return re
}

func quote(s string) string {
	if strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// Longest makes later searches find the longest match of those that begin first.
func (re *Regexp) Longest() { re.longest = true }

// NumSubexp is the number of groups.
func (re *Regexp) NumSubexp() int { return len(re.names) - 1 }

// SubexpNames are the names of the groups; the first is that of the whole, "".
func (re *Regexp) SubexpNames() []string { return re.names }

// SubexpIndex is the number of the group of a name, -1 if there is none.
func (re *Regexp) SubexpIndex(name string) int {
	if name == "" {
		return -1
	}
	return slices.Index(re.names, name)
}

// LiteralPrefix is the string that all matches begin with, and whether it is the whole
// expression.
func (re *Regexp) LiteralPrefix() (prefix string, complete bool) { return re.prefix, re.complete }

// MarshalText is the expression.
func (re *Regexp) MarshalText() ([]byte, error) { return re.AppendText(nil) }

// AppendText appends the expression.
func (re *Regexp) AppendText(b []byte) ([]byte, error) { return append(b, re.expr...), nil }

// UnmarshalText compiles the text.
func (re *Regexp) UnmarshalText(text []byte) error {
	compiled, err := Compile(string(text))
	if err != nil {
		return err
	}
	*re = *compiled
	return nil
}

// match finds the positions of the first match at or behind pos; nil if there is none.
// They go into caps, which says how many groups are wanted.
func (re *Regexp) match(s string, pos int, caps []int) bool {
	var bytes []byte
	if len(caps) > 0 {
		bytes = unsafe.Slice((*byte)(unsafe.Pointer(&caps[0])), 8*len(caps))
	}
	return run(re.code, s, pos, bytes, re.longest)
}

func (re *Regexp) ncaps() int { return 2 * len(re.names) }

// all calls deliver for the matches, at most n if that is not negative. A match that is
// empty and follows right behind another does not count.
func (re *Regexp) all(s string, n, ncaps int, deliver func([]int)) {
	if n < 0 {
		n = len(s) + 1
	}
	last := -1
	for pos, i := 0, 0; i < n && pos <= len(s); {
		caps := make([]int, ncaps)
		if !re.match(s, pos, caps) {
			break
		}
		accept := true
		if caps[1] == pos {
			if caps[0] == last {
				accept = false
			}
			// Go on behind the next character.
			_, width := utf8.DecodeRuneInString(s[pos:])
			pos += max(width, 1)
		} else {
			pos = caps[1]
		}
		last = caps[1]
		if accept {
			deliver(caps)
			i++
		}
	}
}

// view is b as a string, for a search only.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// MatchString tells whether s contains a match.
func (re *Regexp) MatchString(s string) bool { return re.match(s, 0, nil) }

// Match tells whether b contains a match.
func (re *Regexp) Match(b []byte) bool { return re.match(view(b), 0, nil) }

// MatchReader tells whether the text of r contains a match.
func (re *Regexp) MatchReader(r io.RuneReader) bool { return re.match(readAll(r), 0, nil) }

// MatchString tells whether s contains a match of the expression.
func MatchString(pattern, s string) (matched bool, err error) {
	re, err := Compile(pattern)
	if err != nil {
		return false, err
	}
	return re.MatchString(s), nil
}

// Match tells whether b contains a match of the expression.
func Match(pattern string, b []byte) (matched bool, err error) {
	return MatchString(pattern, view(b))
}

// MatchReader tells whether the text of r contains a match of the expression.
func MatchReader(pattern string, r io.RuneReader) (matched bool, err error) {
	re, err := Compile(pattern)
	if err != nil {
		return false, err
	}
	return re.MatchReader(r), nil
}

// readAll reads a text; characters that are not valid are kept as such.
func readAll(r io.RuneReader) string {
	var b strings.Builder
	for {
		c, width, err := r.ReadRune()
		if err != nil {
			return b.String()
		}
		if c == utf8.RuneError && width == 1 {
			b.WriteByte(0xff)
			continue
		}
		b.WriteRune(c)
	}
}

// QuoteMeta is an expression that matches s literally.
func QuoteMeta(s string) string {
	if !strings.ContainsAny(s, meta) {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		if strings.IndexByte(meta, s[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

const meta = `\.+*?()|[]{}^$`

// Split cuts s at the matches, into at most n parts if n is not negative.
func (re *Regexp) Split(s string, n int) []string {
	if n == 0 {
		return nil
	}
	if re.expr != "" && s == "" {
		return []string{""}
	}
	parts := []string{}
	begin, end := 0, 0
	for _, match := range re.FindAllStringIndex(s, n) {
		if n > 0 && len(parts) == n-1 {
			break
		}
		end = match[0]
		if match[1] != 0 {
			parts = append(parts, s[begin:end])
		}
		begin = match[1]
	}
	if end != len(s) {
		parts = append(parts, s[begin:])
	}
	return parts
}

// replace builds the text with matches replaced; nil if there is none.
func (re *Regexp) replace(s string, ncaps int, repl func(dst []byte, match []int) []byte) []byte {
	var out []byte
	done, pos := 0, 0
	caps := make([]int, ncaps)
	for pos <= len(s) && re.match(s, pos, caps) {
		out = append(out, s[done:caps[0]]...)
		// An empty match right behind another does not count.
		if caps[1] > done || caps[0] == 0 {
			out = repl(out, caps)
		}
		done = caps[1]
		_, width := utf8.DecodeRuneInString(s[pos:])
		switch {
		case pos+width > caps[1]:
			pos += width
		case pos+1 > caps[1]:
			// At the end of the text.
			pos++
		default:
			pos = caps[1]
		}
	}
	if out == nil {
		return nil
	}
	return append(out, s[done:]...)
}

// ReplaceAllLiteralString replaces the matches by repl.
func (re *Regexp) ReplaceAllLiteralString(src, repl string) string {
	return re.replaceString(src, 2, func(dst []byte, _ []int) []byte { return append(dst, repl...) })
}

func (re *Regexp) replaceString(s string, ncaps int, repl func([]byte, []int) []byte) string {
	b := re.replace(s, ncaps, repl)
	if b == nil {
		return s
	}
	return view(b)
}

func (re *Regexp) replaceBytes(s []byte, ncaps int, repl func([]byte, []int) []byte) []byte {
	b := re.replace(view(s), ncaps, repl)
	if b == nil {
		return slices.Clone(s)
	}
	return b
}

// ReplaceAllLiteral replaces the matches by repl.
func (re *Regexp) ReplaceAllLiteral(src, repl []byte) []byte {
	return re.replaceBytes(src, 2, func(dst []byte, _ []int) []byte { return append(dst, repl...) })
}

// ReplaceAllString replaces the matches by repl, in which $ stands for groups.
func (re *Regexp) ReplaceAllString(src, repl string) string {
	ncaps := 2
	if strings.Contains(repl, "$") {
		ncaps = re.ncaps()
	}
	return re.replaceString(src, ncaps, func(dst []byte, match []int) []byte { return re.expand(dst, repl, src, match) })
}

// ReplaceAll replaces the matches by repl, in which $ stands for groups.
func (re *Regexp) ReplaceAll(src, repl []byte) []byte {
	template := string(repl)
	return re.replaceBytes(src, re.ncaps(), func(dst []byte, match []int) []byte {
		return re.expand(dst, template, view(src), match)
	})
}

// ReplaceAllStringFunc replaces the matches by what repl makes of them.
func (re *Regexp) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return re.replaceString(src, 2, func(dst []byte, match []int) []byte {
		return append(dst, repl(src[match[0]:match[1]])...)
	})
}

// ReplaceAllFunc replaces the matches by what repl makes of them.
func (re *Regexp) ReplaceAllFunc(src []byte, repl func([]byte) []byte) []byte {
	return re.replaceBytes(src, 2, func(dst []byte, match []int) []byte {
		return append(dst, repl(src[match[0]:match[1]])...)
	})
}

// Expand appends template to dst, with the groups of match in src for $1 or ${name}.
func (re *Regexp) Expand(dst, template, src []byte, match []int) []byte {
	return re.expand(dst, string(template), view(src), match)
}

// ExpandString is Expand for strings.
func (re *Regexp) ExpandString(dst []byte, template, src string, match []int) []byte {
	return re.expand(dst, template, src, match)
}

func (re *Regexp) expand(dst []byte, template, src string, match []int) []byte {
	for {
		before, rest, found := strings.Cut(template, "$")
		dst = append(dst, before...)
		if !found {
			return dst
		}
		template = rest
		if rest, ok := strings.CutPrefix(template, "$"); ok {
			dst = append(dst, '$')
			template = rest
			continue
		}
		name, rest, ok := groupName(template)
		if !ok {
			dst = append(dst, '$')
			continue
		}
		template = rest
		group := -1
		if number, err := strconv.Atoi(name); err == nil && number < 1e8 {
			group = number
		} else if err != nil {
			for i, other := range re.names {
				if other == name && 2*i+1 < len(match) && match[2*i] >= 0 {
					group = i
					break
				}
			}
		}
		if group >= 0 && 2*group+1 < len(match) && match[2*group] >= 0 {
			dst = append(dst, src[match[2*group]:match[2*group+1]]...)
		}
	}
}

// groupName takes name or {name} from the beginning of s.
func groupName(s string) (name, rest string, ok bool) {
	braced := strings.HasPrefix(s, "{")
	if braced {
		s = s[1:]
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	if end < 0 {
		end = len(s)
	}
	name, rest = s[:end], s[end:]
	if name == "" {
		return "", "", false
	}
	if braced {
		if rest, ok = strings.CutPrefix(rest, "}"); !ok {
			return "", "", false
		}
	}
	return name, rest, true
}
