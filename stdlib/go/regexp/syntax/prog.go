package syntax

import (
	"strconv"
	"strings"
	"unicode"
)

// Prog is a compiled expression.
type Prog struct {
	Inst   []Inst
	Start  int
	NumCap int // of positions: two for each group
}

// InstOp is the kind of an instruction.
type InstOp uint8

// The kinds.
const (
	InstAlt        InstOp = iota // go on at Out, else at Arg
	InstAltMatch                 // like InstAlt; one way is a match
	InstCapture                  // note the position as number Arg
	InstEmptyWidth               // the place must be as Arg says
	InstMatch
	InstFail
	InstNop
	InstRune         // one of the ranges in Rune
	InstRune1        // Rune[0]
	InstRuneAny      // any character
	InstRuneAnyNotNL // any but newline
)

var instNames = [...]string{
	"InstAlt", "InstAltMatch", "InstCapture", "InstEmptyWidth", "InstMatch", "InstFail", "InstNop",
	"InstRune", "InstRune1", "InstRuneAny", "InstRuneAnyNotNL",
}

func (i InstOp) String() string {
	if int(i) >= len(instNames) {
		return ""
	}
	return instNames[i]
}

// EmptyOp is a set of conditions on a place.
type EmptyOp uint8

// The conditions.
const (
	EmptyBeginLine EmptyOp = 1 << iota
	EmptyEndLine
	EmptyBeginText
	EmptyEndText
	EmptyWordBoundary
	EmptyNoWordBoundary
)

// EmptyOpContext gives the conditions that hold between two characters; -1 is none.
func EmptyOpContext(r1, r2 rune) EmptyOp {
	var op EmptyOp
	if r1 == '\n' || r1 < 0 {
		op |= EmptyBeginLine
	}
	if r1 < 0 {
		op |= EmptyBeginText
	}
	if r2 == '\n' || r2 < 0 {
		op |= EmptyEndLine
	}
	if r2 < 0 {
		op |= EmptyEndText
	}
	if IsWordChar(r1) != IsWordChar(r2) {
		return op | EmptyWordBoundary
	}
	return op | EmptyNoWordBoundary
}

// IsWordChar tells whether a character is an ASCII letter, digit or underscore.
func IsWordChar(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// Inst is an instruction.
type Inst struct {
	Op   InstOp
	Out  uint32
	Arg  uint32
	Rune []rune
}

// MatchRune tells whether an InstRune and the like matches a character.
func (i *Inst) MatchRune(r rune) bool { return i.MatchRunePos(r) >= 0 }

// MatchRunePos tells which range of Rune matches, -1 if none does.
func (i *Inst) MatchRunePos(r rune) int {
	if len(i.Rune) == 1 {
		first := i.Rune[0]
		if r == first {
			return 0
		}
		if Flags(i.Arg)&FoldCase != 0 {
			for f := unicode.SimpleFold(first); f != first; f = unicode.SimpleFold(f) {
				if r == f {
					return 0
				}
			}
		}
		return -1
	}
	lo, hi := 0, len(i.Rune)/2
	for lo < hi {
		m := (lo + hi) / 2
		switch {
		case r < i.Rune[2*m]:
			hi = m
		case r > i.Rune[2*m+1]:
			lo = m + 1
		default:
			return m
		}
	}
	return -1
}

// MatchEmptyWidth tells whether an InstEmptyWidth holds between two characters.
func (i *Inst) MatchEmptyWidth(before, after rune) bool {
	return EmptyOp(i.Arg)&^EmptyOpContext(before, after) == 0
}

func (i *Inst) String() string {
	out, arg := strconv.Itoa(int(i.Out)), strconv.Itoa(int(i.Arg))
	switch i.Op {
	case InstAlt:
		return "alt -> " + out + ", " + arg
	case InstAltMatch:
		return "altmatch -> " + out + ", " + arg
	case InstCapture:
		return "cap " + arg + " -> " + out
	case InstEmptyWidth:
		return "empty " + arg + " -> " + out
	case InstMatch:
		return "match"
	case InstFail:
		return "fail"
	case InstNop:
		return "nop -> " + out
	case InstRune:
		s := "rune " + strconv.QuoteToASCII(string(i.Rune))
		if Flags(i.Arg)&FoldCase != 0 {
			s += "/i"
		}
		return s + " -> " + out
	case InstRune1:
		return "rune1 " + strconv.QuoteToASCII(string(i.Rune)) + " -> " + out
	case InstRuneAny:
		return "any -> " + out
	case InstRuneAnyNotNL:
		return "anynotnl -> " + out
	}
	return ""
}

func (p *Prog) String() string {
	var b strings.Builder
	for at := range p.Inst {
		s := strconv.Itoa(at)
		s = strings.Repeat(" ", max(0, 3-len(s))) + s
		if at == p.Start {
			s += "*"
		}
		b.WriteString(s + "\t" + p.Inst[at].String() + "\n")
	}
	return b.String()
}

// skip goes on behind captures and the like.
func (p *Prog) skip(pc uint32) *Inst {
	i := &p.Inst[pc]
	for i.Op == InstNop || i.Op == InstCapture {
		i = &p.Inst[i.Out]
	}
	return i
}

// Prefix is the string that all matches begin with, and whether it is a whole match.
func (p *Prog) Prefix() (prefix string, complete bool) {
	i := p.skip(uint32(p.Start))
	if i.single() < 0 {
		return "", i.Op == InstMatch
	}
	var b strings.Builder
	for i.single() >= 0 {
		b.WriteRune(i.Rune[0])
		i = p.skip(i.Out)
	}
	return b.String(), i.Op == InstMatch
}

// single is the character that an instruction matches, -1 if there are others.
func (i *Inst) single() rune {
	if (i.Op == InstRune || i.Op == InstRune1) && len(i.Rune) == 1 && Flags(i.Arg)&FoldCase == 0 &&
		i.Rune[0] != unicode.ReplacementChar {
		return i.Rune[0]
	}
	return -1
}

// StartCond gives the conditions that hold where any match begins; all, if nothing matches.
func (p *Prog) StartCond() EmptyOp {
	var conditions EmptyOp
	i := &p.Inst[p.Start]
	for {
		switch i.Op {
		case InstEmptyWidth:
			conditions |= EmptyOp(i.Arg)
		case InstFail:
			return ^EmptyOp(0)
		case InstCapture, InstNop:
		default:
			return conditions
		}
		i = &p.Inst[i.Out]
	}
}

// Compile makes a program of a tree without counted repetitions.
func Compile(re *Regexp) (*Prog, error) {
	c := &compiler{prog: &Prog{NumCap: 2}}
	c.emit(InstFail)
	f := c.compile(re)
	c.patch(f.out, c.emit(InstMatch))
	c.prog.Start = int(f.start)
	return c.prog, nil
}

// hole is a field of an instruction that is to hold where to go on: twice the
// instruction's number, plus one for Arg.
type hole uint32

// fragment is a piece of a program: where it starts, and what to patch with its successor.
type fragment struct {
	start    uint32
	out      []hole
	nullable bool // may match the empty string
}

type compiler struct{ prog *Prog }

func (c *compiler) emit(op InstOp) uint32 {
	c.prog.Inst = append(c.prog.Inst, Inst{Op: op})
	return uint32(len(c.prog.Inst) - 1)
}

func (c *compiler) patch(holes []hole, to uint32) {
	for _, h := range holes {
		if i := &c.prog.Inst[h>>1]; h&1 == 0 {
			i.Out = to
		} else {
			i.Arg = to
		}
	}
}

// one is a fragment of one instruction.
func (c *compiler) one(op InstOp, arg uint32, nullable bool) fragment {
	at := c.emit(op)
	c.prog.Inst[at].Arg = arg
	return fragment{at, []hole{hole(at << 1)}, nullable}
}

func (c *compiler) runes(r []rune, flags Flags) fragment {
	f := c.one(InstRune, 0, false)
	i := &c.prog.Inst[f.start]
	flags &= FoldCase
	if len(r) != 1 || unicode.SimpleFold(r[0]) == r[0] {
		flags = 0
	}
	i.Rune, i.Arg = r, uint32(flags)
	switch {
	case flags&FoldCase == 0 && (len(r) == 1 || len(r) == 2 && r[0] == r[1]):
		i.Op = InstRune1
	case len(r) == 2 && r[0] == 0 && r[1] == unicode.MaxRune:
		i.Op = InstRuneAny
	case len(r) == 4 && r[0] == 0 && r[1] == '\n'-1 && r[2] == '\n'+1 && r[3] == unicode.MaxRune:
		i.Op = InstRuneAnyNotNL
	}
	return f
}

func (c *compiler) then(a, b fragment) fragment {
	c.patch(a.out, b.start)
	return fragment{a.start, b.out, a.nullable && b.nullable}
}

// fork makes an InstAlt that prefers a fragment (or, lazily, what follows); it gives the
// instruction and the hole for what follows.
func (c *compiler) fork(to uint32, lazy bool) (uint32, hole) {
	at := c.emit(InstAlt)
	i := &c.prog.Inst[at]
	if lazy {
		i.Arg = to
		return at, hole(at << 1)
	}
	i.Out = to
	return at, hole(at<<1 | 1)
}

func (c *compiler) plus(f fragment, lazy bool) fragment {
	at, out := c.fork(f.start, lazy)
	c.patch(f.out, at)
	return fragment{f.start, []hole{out}, f.nullable}
}

func (c *compiler) quest(f fragment, lazy bool) fragment {
	at, out := c.fork(f.start, lazy)
	return fragment{at, append(f.out, out), true}
}

func (c *compiler) star(f fragment, lazy bool) fragment {
	if f.nullable {
		// (x+)? lets the body match nothing once, as Perl does.
		return c.quest(c.plus(f, lazy), lazy)
	}
	at, out := c.fork(f.start, lazy)
	c.patch(f.out, at)
	return fragment{at, []hole{out}, true}
}

var conditions = map[Op]EmptyOp{
	OpBeginLine: EmptyBeginLine, OpEndLine: EmptyEndLine, OpBeginText: EmptyBeginText,
	OpEndText: EmptyEndText, OpWordBoundary: EmptyWordBoundary, OpNoWordBoundary: EmptyNoWordBoundary,
}

func (c *compiler) compile(re *Regexp) fragment {
	switch re.Op {
	case OpNoMatch:
		return fragment{}
	case OpEmptyMatch:
		return c.one(InstNop, 0, true)
	case OpLiteral:
		f := c.runes(re.Rune[:1], re.Flags)
		for i := 1; i < len(re.Rune); i++ {
			f = c.then(f, c.runes(re.Rune[i:i+1], re.Flags))
		}
		return f
	case OpCharClass:
		if len(re.Rune) == 0 {
			return fragment{}
		}
		return c.runes(re.Rune, 0)
	case OpAnyCharNotNL:
		return c.runes([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}, 0)
	case OpAnyChar:
		return c.runes([]rune{0, unicode.MaxRune}, 0)
	case OpBeginLine, OpEndLine, OpBeginText, OpEndText, OpWordBoundary, OpNoWordBoundary:
		return c.one(InstEmptyWidth, uint32(conditions[re.Op]), true)
	case OpCapture:
		c.prog.NumCap = max(c.prog.NumCap, 2*re.Cap+2)
		open := c.one(InstCapture, uint32(2*re.Cap), true)
		f := c.then(open, c.compile(re.Sub[0]))
		return c.then(f, c.one(InstCapture, uint32(2*re.Cap+1), true))
	case OpStar:
		return c.star(c.compile(re.Sub[0]), re.Flags&NonGreedy != 0)
	case OpPlus:
		return c.plus(c.compile(re.Sub[0]), re.Flags&NonGreedy != 0)
	case OpQuest:
		return c.quest(c.compile(re.Sub[0]), re.Flags&NonGreedy != 0)
	case OpConcat:
		if len(re.Sub) == 0 {
			return c.one(InstNop, 0, true)
		}
		f := c.compile(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			f = c.then(f, c.compile(sub))
		}
		return f
	case OpAlternate:
		f := c.compile(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			g := c.compile(sub)
			at := c.emit(InstAlt)
			i := &c.prog.Inst[at]
			i.Out, i.Arg = f.start, g.start
			f = fragment{at, append(f.out, g.out...), f.nullable || g.nullable}
		}
		return f
	}
	panic("regexp: unhandled case in compile")
}
