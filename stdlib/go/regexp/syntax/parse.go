package syntax

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is what is wrong with an expression.
type Error struct {
	Code ErrorCode
	Expr string // the part that is wrong
}

func (e *Error) Error() string {
	return "error parsing regexp: " + e.Code.String() + ": `" + e.Expr + "`"
}

// ErrorCode tells what is wrong.
type ErrorCode string

// The errors.
const (
	ErrInternalError         ErrorCode = "regexp/syntax: internal error"
	ErrInvalidCharClass      ErrorCode = "invalid character class"
	ErrInvalidCharRange      ErrorCode = "invalid character class range"
	ErrInvalidEscape         ErrorCode = "invalid escape sequence"
	ErrInvalidNamedCapture   ErrorCode = "invalid named capture"
	ErrInvalidPerlOp         ErrorCode = "invalid or unsupported Perl syntax"
	ErrInvalidRepeatOp       ErrorCode = "invalid nested repetition operator"
	ErrInvalidRepeatSize     ErrorCode = "invalid repeat count"
	ErrInvalidUTF8           ErrorCode = "invalid UTF-8"
	ErrMissingBracket        ErrorCode = "missing closing ]"
	ErrMissingParen          ErrorCode = "missing closing )"
	ErrMissingRepeatArgument ErrorCode = "missing argument to repetition operator"
	ErrTrailingBackslash     ErrorCode = "trailing backslash at end of expression"
	ErrUnexpectedParen       ErrorCode = "unexpected )"
	ErrNestingDepth          ErrorCode = "expression nests too deeply"
	ErrLarge                 ErrorCode = "expression too large"
)

func (e ErrorCode) String() string { return string(e) }

// Limits on expressions.
const (
	maxNesting = 1000
	maxRepeat  = 1000
	// maxProgram bounds the instructions that an expression compiles to.
	maxProgram = 128 << 20 / 40
)

// parser reads an expression by descending into its groups. Errors are thrown.
type parser struct {
	whole string
	rest  string
	flags Flags
	ncap  int
	depth int
}

// Parse gives the tree of an expression.
func Parse(s string, flags Flags) (re *Regexp, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			re, err = nil, e
		}
	}()
	p := &parser{whole: s, rest: s, flags: flags}
	checkUTF8(s)
	if flags&Literal != 0 {
		runes := []rune(s)
		return literal(runes, flags), nil
	}
	re = p.alternation()
	if p.rest != "" {
		fail(ErrUnexpectedParen, p.whole)
	}
	if size(re) > maxProgram {
		fail(ErrLarge, s)
	}
	return re, nil
}

func fail(code ErrorCode, expr string) { panic(&Error{code, expr}) }

func checkUTF8(s string) {
	if !utf8.ValidString(s) {
		fail(ErrInvalidUTF8, s)
	}
}

// size estimates the instructions of a tree with its repetitions written out.
func size(re *Regexp) int {
	n := 0
	for _, sub := range re.Sub {
		n += size(sub)
	}
	switch re.Op {
	case OpLiteral:
		n = len(re.Rune)
	case OpCapture, OpStar:
		n += 2
	case OpPlus, OpQuest:
		n++
	case OpConcat:
	case OpAlternate:
		n += len(re.Sub)
	case OpRepeat:
		times := re.Max
		if times < 0 {
			times = re.Min + 1
		}
		n = times * (n + 1)
	}
	return max(1, n)
}

// literal is a node for a string.
func literal(runes []rune, flags Flags) *Regexp {
	if len(runes) == 0 {
		return &Regexp{Op: OpEmptyMatch, Flags: flags}
	}
	re := &Regexp{Op: OpLiteral, Flags: flags}
	if flags&FoldCase != 0 {
		fold := false
		for i, r := range runes {
			runes[i] = minFold(r)
			fold = fold || unicode.SimpleFold(r) != r
		}
		if !fold {
			re.Flags &^= FoldCase
		}
	}
	re.Rune = runes
	return re
}

// next takes a character.
func (p *parser) next() rune {
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	return r
}

// take takes a prefix if it is there.
func (p *parser) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) alternation() *Regexp {
	flags := p.flags
	var branches []*Regexp
	for {
		branches = append(branches, p.concatenation())
		if !p.take("|") {
			break
		}
	}
	p.flags = flags
	return alternate(branches, flags)
}

// isCharacter tells whether a node matches one character, whatever it is.
func isCharacter(re *Regexp) bool {
	switch re.Op {
	case OpLiteral:
		return len(re.Rune) == 1
	case OpCharClass, OpAnyChar, OpAnyCharNotNL:
		return true
	}
	return false
}

// addTo adds the characters that a node matches.
func addTo(c *class, re *Regexp) {
	switch re.Op {
	case OpLiteral:
		c.addRange(re.Rune[0], re.Rune[0], re.Flags)
	case OpCharClass:
		c.addAll(re.Rune, false)
	case OpAnyCharNotNL:
		c.add(0, '\n'-1)
		c.add('\n'+1, unicode.MaxRune)
	case OpAnyChar:
		c.add(0, unicode.MaxRune)
	}
}

// classNode is a node for a class, in its simplest form.
func classNode(c class, flags Flags) *Regexp {
	r := c.clean()
	re := &Regexp{Op: OpCharClass, Flags: flags, Rune: r}
	switch {
	case slices.Equal(r, []rune{0, unicode.MaxRune}):
		return &Regexp{Op: OpAnyChar, Flags: flags}
	case slices.Equal(r, []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}):
		return &Regexp{Op: OpAnyCharNotNL, Flags: flags}
	case len(r) == 2 && r[0] == r[1]:
		return &Regexp{Op: OpLiteral, Flags: flags &^ FoldCase, Rune: r[:1]}
	case len(r) == 4 && r[0] == r[1] && r[2] == r[3] &&
		unicode.SimpleFold(r[0]) == r[2] && unicode.SimpleFold(r[2]) == r[0]:
		return &Regexp{Op: OpLiteral, Flags: flags | FoldCase, Rune: r[:1]}
	}
	return re
}

// alternate joins branches: those that begin alike share it, single characters are one
// class.
func alternate(branches []*Regexp, flags Flags) *Regexp {
	branches = slices.Clone(branches)
	if len(branches) == 1 {
		return branches[0]
	}
	branches = factor(branches, flags)
	var out []*Regexp
	for i := 0; i < len(branches); {
		j := i
		var c class
		for j < len(branches) && isCharacter(branches[j]) {
			addTo(&c, branches[j])
			j++
		}
		if j-i >= 2 {
			out = append(out, classNode(c, flags&^FoldCase))
			i = j
			continue
		}
		// Further empty branches never win.
		if n := len(out); !(n > 0 && branches[i].Op == OpEmptyMatch && out[n-1].Op == OpEmptyMatch) {
			out = append(out, branches[i])
		}
		i++
	}
	if len(out) == 1 {
		return out[0]
	}
	return &Regexp{Op: OpAlternate, Flags: flags, Sub: out}
}

// leading is the string that a node begins with.
func leading(re *Regexp) ([]rune, Flags) {
	if re.Op == OpConcat {
		re = re.Sub[0]
	}
	if re.Op != OpLiteral {
		return nil, 0
	}
	return re.Rune, re.Flags & FoldCase
}

// without is a node without the first n characters of the string it begins with.
func without(re *Regexp, n int) *Regexp {
	if re.Op == OpConcat {
		first := without(re.Sub[0], n)
		rest := slices.Clone(re.Sub)
		if first.Op == OpEmptyMatch {
			rest = rest[1:]
		} else {
			rest[0] = first
		}
		return concatenate(rest, re.Flags)
	}
	return literal(slices.Clone(re.Rune[n:]), re.Flags)
}

// factor takes common beginnings out of neighbouring branches.
func factor(branches []*Regexp, flags Flags) []*Regexp {
	var out []*Regexp
	for i := 0; i < len(branches); {
		common, fold := leading(branches[i])
		j := i + 1
		for ; len(common) > 0 && j < len(branches); j++ {
			other, otherFold := leading(branches[j])
			n := 0
			for fold == otherFold && n < len(common) && n < len(other) && common[n] == other[n] {
				n++
			}
			if n == 0 {
				break
			}
			common = common[:n]
		}
		if j-i < 2 {
			out = append(out, branches[i])
			i++
			continue
		}
		rests := make([]*Regexp, 0, j-i)
		for _, branch := range branches[i:j] {
			rests = append(rests, without(branch, len(common)))
		}
		prefix := &Regexp{Op: OpLiteral, Flags: flags&^FoldCase | fold, Rune: common}
		out = append(out, concatenate([]*Regexp{prefix, alternate(rests, flags)}, flags))
		i = j
	}
	return out
}

// concatenate joins parts: neighbouring strings are one.
func concatenate(parts []*Regexp, flags Flags) *Regexp {
	var out []*Regexp
	for _, part := range parts {
		if n := len(out); n > 0 && part.Op == OpLiteral && out[n-1].Op == OpLiteral &&
			part.Flags&FoldCase == out[n-1].Flags&FoldCase {
			joined := *out[n-1]
			joined.Rune = slices.Concat(joined.Rune, part.Rune)
			out[n-1] = &joined
			continue
		}
		if part.Op == OpConcat {
			out = append(out, part.Sub...)
			continue
		}
		out = append(out, part)
	}
	switch len(out) {
	case 0:
		return &Regexp{Op: OpEmptyMatch, Flags: flags}
	case 1:
		return out[0]
	}
	return &Regexp{Op: OpConcat, Flags: flags, Sub: out}
}

// concatenation reads up to | or ).
func (p *parser) concatenation() *Regexp {
	var parts []*Regexp
	lastRepeat := "" // the text from the last repetition on, if it came last
	for p.rest != "" && p.rest[0] != '|' && p.rest[0] != ')' {
		before := p.rest
		repeated := ""
		switch c := p.rest[0]; c {
		case '(':
			if part := p.group(); part != nil {
				parts = append(parts, part)
			}
		case '*', '+', '?':
			p.rest = p.rest[1:]
			op := map[byte]Op{'*': OpStar, '+': OpPlus, '?': OpQuest}[c]
			parts = p.repeat(op, 0, 0, before, lastRepeat, parts)
			repeated = before
		case '{':
			lo, hi, ok := p.counts()
			if !ok {
				parts = append(parts, p.char(p.next()))
				break
			}
			if lo > maxRepeat || hi > maxRepeat || hi >= 0 && lo > hi {
				fail(ErrInvalidRepeatSize, before[:len(before)-len(p.rest)])
			}
			parts = p.repeat(OpRepeat, lo, hi, before, lastRepeat, parts)
			repeated = before
		default:
			parts = append(parts, p.atom()...)
		}
		lastRepeat = repeated
	}
	return concatenate(parts, p.flags)
}

// atom reads what is no group and no repetition.
func (p *parser) atom() []*Regexp {
	node := func(op Op) []*Regexp { return []*Regexp{{Op: op, Flags: p.flags}} }
	switch r := p.next(); r {
	case '[':
		return []*Regexp{p.class()}
	case '.':
		if p.flags&DotNL != 0 {
			return node(OpAnyChar)
		}
		return node(OpAnyCharNotNL)
	case '^':
		if p.flags&OneLine != 0 {
			return node(OpBeginText)
		}
		return node(OpBeginLine)
	case '$':
		if p.flags&OneLine != 0 {
			return []*Regexp{{Op: OpEndText, Flags: p.flags | WasDollar}}
		}
		return node(OpEndLine)
	case '\\':
		return p.backslash()
	default:
		return []*Regexp{p.char(r)}
	}
}

func (p *parser) char(r rune) *Regexp { return literal([]rune{r}, p.flags) }

// backslash reads what follows one outside of classes.
func (p *parser) backslash() []*Regexp {
	if p.flags&PerlX != 0 && p.rest != "" {
		op := Op(0)
		switch p.rest[0] {
		case 'A':
			op = OpBeginText
		case 'b':
			op = OpWordBoundary
		case 'B':
			op = OpNoWordBoundary
		case 'z':
			op = OpEndText
		case 'C':
			fail(ErrInvalidEscape, `\C`)
		case 'Q':
			text, _, _ := strings.Cut(p.rest[1:], `\E`)
			p.rest = p.rest[1+len(text):]
			p.take(`\E`)
			var parts []*Regexp
			for _, r := range text {
				parts = append(parts, p.char(r))
			}
			return parts
		}
		if op != 0 {
			p.rest = p.rest[1:]
			return []*Regexp{{Op: op, Flags: p.flags &^ WasDollar}}
		}
	}
	var c class
	if p.namedClass(&c) {
		return []*Regexp{classNode(c, p.flags&^FoldCase)}
	}
	return []*Regexp{p.char(p.escape())}
}

// namedClass reads \d and the like, or \p{…}, behind the backslash.
func (p *parser) namedClass(c *class) bool {
	if p.rest == "" {
		return false
	}
	name := p.rest[0]
	if ranges := perlClasses[name|0x20]; ranges != nil && p.flags&PerlX != 0 {
		p.rest = p.rest[1:]
		c.addNamed(ranges, name&0x20 == 0, p.flags)
		return true
	}
	if p.flags&UnicodeGroups == 0 || name != 'p' && name != 'P' {
		return false
	}
	before := `\` + p.rest
	p.rest = p.rest[1:]
	negate := name == 'P'
	if p.rest == "" {
		fail(ErrInvalidCharRange, before)
	}
	group := ""
	if p.take("{") {
		end := strings.IndexByte(p.rest, '}')
		if end < 0 {
			fail(ErrInvalidCharRange, before)
		}
		group, p.rest = p.rest[:end], p.rest[end+1:]
	} else {
		group = string(p.next())
	}
	if rest, ok := strings.CutPrefix(group, "^"); ok {
		group = rest
		negate = !negate
	}
	if !c.unicodeClass(group, negate, p.flags) {
		fail(ErrInvalidCharRange, before[:len(before)-len(p.rest)])
	}
	return true
}

func isOctal(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '7' }

func hexDigit(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return r - '0'
	case 'a' <= r && r <= 'f':
		return r - 'a' + 10
	case 'A' <= r && r <= 'F':
		return r - 'A' + 10
	}
	return -1
}

// escape reads a character behind a backslash.
func (p *parser) escape() rune {
	before := `\` + p.rest
	if p.rest == "" {
		fail(ErrTrailingBackslash, "")
	}
	r := p.next()
	switch {
	case '1' <= r && r <= '7' && !isOctal(p.rest):
		// A back reference.
	case '0' <= r && r <= '7':
		r -= '0'
		for range 2 {
			if isOctal(p.rest) {
				r = r*8 + p.next() - '0'
			}
		}
		return r
	case r == 'x' && p.rest != "":
		if p.take("{") {
			v, digits := rune(0), 0
			for p.rest != "" {
				c := p.next()
				if c == '}' {
					if digits == 0 {
						break
					}
					return v
				}
				d := hexDigit(c)
				if v = v*16 + d; d < 0 || v > unicode.MaxRune {
					break
				}
				digits++
			}
			break
		}
		hi := hexDigit(p.next())
		if p.rest == "" {
			break
		}
		lo := hexDigit(p.next())
		if hi >= 0 && lo >= 0 {
			return hi<<4 | lo
		}
	case r < utf8.RuneSelf && !('0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'):
		return r
	default:
		if i := strings.IndexRune("afnrtv", r); i >= 0 {
			return rune("\a\f\n\r\t\v"[i])
		}
	}
	fail(ErrInvalidEscape, before[:len(before)-len(p.rest)])
	return 0
}

// class reads a class behind its bracket.
func (p *parser) class() *Regexp {
	before := "[" + p.rest
	var c class
	negate := p.take("^")
	if negate && p.flags&ClassNL == 0 {
		// It shall not match newline: leave that out with the rest.
		c.add('\n', '\n')
	}
	for first := true; p.rest == "" || p.rest[0] != ']' || first; first = false {
		// A hyphen stands for itself at the ends only, but Perl does not mind.
		if p.rest != "" && p.rest[0] == '-' && p.flags&PerlX == 0 && !first &&
			(len(p.rest) == 1 || p.rest[1] != ']') {
			_, n := utf8.DecodeRuneInString(p.rest[1:])
			fail(ErrInvalidCharRange, p.rest[:1+n])
		}
		if p.posixClass(&c) {
			continue
		}
		if strings.HasPrefix(p.rest, `\`) {
			p.rest = p.rest[1:]
			if p.namedClass(&c) {
				continue
			}
			p.rest = `\` + p.rest
		}
		start := p.rest
		lo := p.classChar(before)
		hi := lo
		if len(p.rest) >= 2 && p.rest[0] == '-' && p.rest[1] != ']' {
			p.rest = p.rest[1:]
			hi = p.classChar(before)
			if hi < lo {
				fail(ErrInvalidCharRange, start[:len(start)-len(p.rest)])
			}
		}
		c.addRange(lo, hi, p.flags)
	}
	p.rest = p.rest[1:]
	r := c.clean()
	if negate {
		r = negated(r)
	}
	return classNode(r, p.flags)
}

func (p *parser) classChar(before string) rune {
	if p.rest == "" {
		fail(ErrMissingBracket, before)
	}
	if p.take(`\`) {
		return p.escape()
	}
	return p.next()
}

// posixClass reads [:alpha:] inside a class.
func (p *parser) posixClass(c *class) bool {
	if !strings.HasPrefix(p.rest, "[:") {
		return false
	}
	end := strings.Index(p.rest[2:], ":]")
	if end < 0 {
		return false
	}
	whole := p.rest[:end+4]
	name, negate := strings.CutPrefix(p.rest[2:2+end], "^")
	ranges := posixClasses[name]
	if ranges == nil {
		fail(ErrInvalidCharRange, whole)
	}
	p.rest = p.rest[len(whole):]
	c.addNamed(ranges, negate, p.flags)
	return true
}

// counts reads {n}, {n,} or {n,m}. Without success it takes nothing.
func (p *parser) counts() (lo, hi int, ok bool) {
	s := p.rest[1:]
	number := func() bool {
		n := 0
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		if n == 0 || n > 1 && s[0] == '0' {
			return false
		}
		hi = 0
		for _, c := range s[:n] {
			hi = min(hi*10+int(c-'0'), 1e8)
		}
		s = s[n:]
		return true
	}
	if !number() {
		return 0, 0, false
	}
	lo = hi
	if strings.HasPrefix(s, ",") {
		s = s[1:]
		if strings.HasPrefix(s, "}") {
			hi = -1
		} else if !number() {
			return 0, 0, false
		}
	}
	if !strings.HasPrefix(s, "}") {
		return 0, 0, false
	}
	p.rest = s[1:]
	return lo, hi, true
}

// repeat applies a repetition, whose text begins at before, to the last part.
func (p *parser) repeat(op Op, lo, hi int, before, lastRepeat string, parts []*Regexp) []*Regexp {
	flags := p.flags
	if flags&PerlX != 0 {
		if p.take("?") {
			flags ^= NonGreedy
		}
		if lastRepeat != "" {
			fail(ErrInvalidRepeatOp, lastRepeat[:len(lastRepeat)-len(p.rest)])
		}
	}
	n := len(parts)
	if n == 0 {
		fail(ErrMissingRepeatArgument, before[:len(before)-len(p.rest)])
	}
	sub := parts[n-1]
	// Repeated repetitions are often one.
	if op != OpRepeat && (sub.Op == OpStar || sub.Op == OpPlus || sub.Op == OpQuest) &&
		sub.Flags&NonGreedy == flags&NonGreedy {
		if op != sub.Op {
			joined := *sub
			joined.Op = OpStar
			parts[n-1] = &joined
		}
		return parts
	}
	re := &Regexp{Op: op, Flags: flags, Sub: []*Regexp{sub}, Min: lo, Max: hi}
	if op == OpRepeat && (lo >= 2 || hi >= 2) && product(re) > maxRepeat {
		fail(ErrInvalidRepeatSize, before[:len(before)-len(p.rest)])
	}
	parts[n-1] = re
	return parts
}

// product is how often nested counted repetitions may repeat what is innermost.
func product(re *Regexp) int {
	n := 1
	for _, sub := range re.Sub {
		n = max(n, product(sub))
	}
	if re.Op == OpRepeat {
		m := re.Max
		if m < 0 {
			m = re.Min
		}
		n *= max(m, 1)
	}
	return n
}

// group reads a group, or flags, for which there is no node.
func (p *parser) group() *Regexp {
	if p.depth++; p.depth > maxNesting {
		fail(ErrNestingDepth, p.whole)
	}
	defer func() { p.depth-- }()
	flags := p.flags
	capture := &Regexp{Op: OpCapture, Flags: flags}
	switch {
	case p.flags&PerlX == 0 || !strings.HasPrefix(p.rest, "(?"):
		p.rest = p.rest[1:]
	case strings.HasPrefix(p.rest, "(?P<") || strings.HasPrefix(p.rest, "(?<"):
		capture.Name = p.groupName()
	default:
		if !p.groupFlags() {
			return nil
		}
		capture = nil
	}
	if capture != nil {
		p.ncap++
		capture.Cap = p.ncap
	}
	re := p.alternation()
	if !p.take(")") {
		fail(ErrMissingParen, p.whole)
	}
	p.flags = flags
	if capture == nil {
		return re
	}
	capture.Sub = []*Regexp{re}
	return capture
}

// groupName reads (?P<name> or (?<name>.
func (p *parser) groupName() string {
	before := p.rest
	begin := strings.IndexByte(before, '<') + 1
	end := strings.IndexByte(before, '>')
	if end < 0 {
		fail(ErrInvalidNamedCapture, before)
	}
	whole, name := before[:end+1], before[begin:end]
	valid := name != ""
	for _, c := range name {
		if c != '_' && !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z') {
			valid = false
		}
	}
	if !valid {
		fail(ErrInvalidNamedCapture, whole)
	}
	p.rest = before[end+1:]
	return name
}

// groupFlags reads (?flags: or (?flags), which it tells by false.
func (p *parser) groupFlags() bool {
	before := p.rest
	p.rest = p.rest[2:]
	flags, off, some := p.flags, false, false
	set := func(flag Flags, on bool) {
		if on != off {
			flags |= flag
		} else {
			flags &^= flag
		}
		some = true
	}
	for p.rest != "" {
		switch p.next() {
		case 'i':
			set(FoldCase, true)
			continue
		case 'm':
			set(OneLine, false)
			continue
		case 's':
			set(DotNL, true)
			continue
		case 'U':
			set(NonGreedy, true)
			continue
		case '-':
			if off {
				break
			}
			off, some = true, false
			continue
		case ':', ')':
			if off && !some {
				break
			}
			p.flags = flags
			return before[len(before)-len(p.rest)-1] == ':'
		}
		fail(ErrInvalidPerlOp, before[:len(before)-len(p.rest)])
	}
	fail(ErrInvalidPerlOp, before)
	return false
}
