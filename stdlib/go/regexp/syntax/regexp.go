// Package syntax parses regular expressions of RE2's language and compiles them.
//
// The way of an expression: Parse gives a tree, Simplify writes counted repetitions out,
// Compile makes a program of it that an automaton runs.
package syntax

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Op is the kind of a node.
type Op uint8

// The kinds.
const (
	OpNoMatch        Op = 1 + iota // matches nothing
	OpEmptyMatch                   // matches the empty string
	OpLiteral                      // Rune, one after the other
	OpCharClass                    // one of the ranges in Rune: lo, hi, lo, hi…
	OpAnyCharNotNL                 // any character but newline
	OpAnyChar                      // any character
	OpBeginLine                    // empty, at the beginning of a line
	OpEndLine                      // empty, at the end of a line
	OpBeginText                    // empty, at the beginning of the text
	OpEndText                      // empty, at the end of the text
	OpWordBoundary                 // empty, between a word and something else
	OpNoWordBoundary               // empty, elsewhere
	OpCapture                      // Sub[0], noted as group Cap
	OpStar                         // Sub[0] any number of times
	OpPlus                         // Sub[0] at least once
	OpQuest                        // Sub[0] or nothing
	OpRepeat                       // Sub[0] Min to Max times; Max -1 is no limit
	OpConcat                       // Sub one after the other
	OpAlternate                    // one of Sub
)

const opPseudo Op = 128

var opNames = [...]string{
	OpNoMatch: "NoMatch", OpEmptyMatch: "EmptyMatch", OpLiteral: "Literal", OpCharClass: "CharClass",
	OpAnyCharNotNL: "AnyCharNotNL", OpAnyChar: "AnyChar", OpBeginLine: "BeginLine", OpEndLine: "EndLine",
	OpBeginText: "BeginText", OpEndText: "EndText", OpWordBoundary: "WordBoundary",
	OpNoWordBoundary: "NoWordBoundary", OpCapture: "Capture", OpStar: "Star", OpPlus: "Plus",
	OpQuest: "Quest", OpRepeat: "Repeat", OpConcat: "Concat", OpAlternate: "Alternate",
}

func (i Op) String() string {
	switch {
	case i == opPseudo:
		return "opPseudo"
	case i == 0 || int(i) >= len(opNames):
		return "Op(" + strconv.Itoa(int(i)) + ")"
	}
	return opNames[i]
}

// Flags say how to parse, and what held for a node.
type Flags uint16

// The flags.
const (
	FoldCase      Flags = 1 << iota // case does not matter
	Literal                         // the expression is a literal string
	ClassNL                         // classes like [^a-z] and [[:space:]] may match newline
	DotNL                           // . matches newline
	OneLine                         // ^ and $ match only at the ends of the text
	NonGreedy                       // repetitions prefer fewer
	PerlX                           // Perl's extensions
	UnicodeGroups                   // \p{Han} and \P{Han}
	WasDollar                       // an OpEndText was $, not \z
	Simple                          // the node has no counted repetitions

	MatchNL = ClassNL | DotNL

	Perl        = ClassNL | OneLine | PerlX | UnicodeGroups
	POSIX Flags = 0
)

// Regexp is a node of the tree.
type Regexp struct {
	Op       Op
	Flags    Flags
	Sub      []*Regexp
	Sub0     [1]*Regexp // room for a short Sub
	Rune     []rune
	Rune0    [2]rune // room for a short Rune
	Min, Max int
	Cap      int
	Name     string
}

// Equal tells whether two trees have the same structure.
func (x *Regexp) Equal(y *Regexp) bool {
	if x == nil || y == nil {
		return x == y
	}
	if x.Op != y.Op {
		return false
	}
	same := func(mask Flags) bool { return x.Flags&mask == y.Flags&mask }
	switch x.Op {
	case OpEndText:
		return same(WasDollar)
	case OpLiteral:
		return same(FoldCase) && slices.Equal(x.Rune, y.Rune)
	case OpCharClass:
		return slices.Equal(x.Rune, y.Rune)
	case OpStar, OpPlus, OpQuest:
		if !same(NonGreedy) {
			return false
		}
	case OpRepeat:
		if !same(NonGreedy) || x.Min != y.Min || x.Max != y.Max {
			return false
		}
	case OpCapture:
		if x.Cap != y.Cap || x.Name != y.Name {
			return false
		}
	}
	return slices.EqualFunc(x.Sub, y.Sub, (*Regexp).Equal)
}

// MaxCap is the highest number of a group.
func (re *Regexp) MaxCap() int {
	m := 0
	if re.Op == OpCapture {
		m = re.Cap
	}
	for _, sub := range re.Sub {
		m = max(m, sub.MaxCap())
	}
	return m
}

// CapNames are the names of the groups by number.
func (re *Regexp) CapNames() []string {
	names := make([]string, re.MaxCap()+1)
	re.capNames(names)
	return names
}

func (re *Regexp) capNames(names []string) {
	if re.Op == OpCapture {
		names[re.Cap] = re.Name
	}
	for _, sub := range re.Sub {
		sub.capNames(names)
	}
}

func (re *Regexp) String() string {
	var b strings.Builder
	p := printer{out: &b}
	p.flagged(re, 0)
	return b.String()
}

// printer writes expressions. A group (?i:…) or (?s:…) stands around what needs a flag
// that is not the default; the flags it knows are i, m and s, with OneLine for -m.
type printer struct{ out *strings.Builder }

const (
	needI   = 1 << iota // fold case
	needS               // dot matches newline
	needM               // ^ and $ match at lines
	needNoS             // dot does not match newline
	needNoM             // $ matches only at the end
)

// needs tells what flags a node wants, itself and below.
func needs(re *Regexp) int {
	need := 0
	switch re.Op {
	case OpLiteral:
		if re.Flags&FoldCase != 0 {
			for _, r := range re.Rune {
				if minFold(r) != r || unicode.SimpleFold(r) != r {
					need = needI
				}
			}
		}
	case OpAnyChar:
		need = needS
	case OpAnyCharNotNL:
		need = needNoS
	case OpBeginLine, OpEndLine:
		need = needM
	case OpEndText:
		if re.Flags&WasDollar != 0 {
			need = needNoM
		}
	}
	for _, sub := range re.Sub {
		need |= needs(sub)
	}
	return need
}

// flagged writes a node that stands where the flags in have hold.
func (p printer) flagged(re *Regexp, have int) {
	need := needs(re)
	conflict := need&needS != 0 && need&needNoS != 0 || need&needM != 0 && need&needNoM != 0
	want := need &^ have
	if conflict && (re.Op == OpConcat || re.Op == OpAlternate || len(re.Sub) > 0) || want == 0 {
		p.node(re, have)
		return
	}
	on, off := "", ""
	for _, f := range []struct {
		bit  int
		name string
		on   bool
	}{{needI, "i", true}, {needM, "m", true}, {needS, "s", true}, {needNoM, "m", false}, {needNoS, "s", false}} {
		if want&f.bit == 0 {
			continue
		}
		if f.on {
			on += f.name
		} else {
			off += f.name
		}
	}
	if off != "" {
		off = "-" + off
	}
	p.out.WriteString("(?" + on + off + ":")
	p.node(re, have|want)
	p.out.WriteByte(')')
}

// inner writes an operand, in a group if it binds less than its place wants.
func (p printer) inner(re *Regexp, have int, group bool) {
	if group {
		p.out.WriteString("(?:")
	}
	p.flagged(re, have)
	if group {
		p.out.WriteByte(')')
	}
}

func (p printer) node(re *Regexp, have int) {
	b := p.out
	switch re.Op {
	case OpNoMatch:
		b.WriteString(`[^\x00-\x{10FFFF}]`)
	case OpEmptyMatch:
		b.WriteString(`(?:)`)
	case OpLiteral:
		for _, r := range re.Rune {
			escape(b, r, false)
		}
	case OpCharClass:
		p.class(re.Rune)
	case OpAnyCharNotNL, OpAnyChar:
		b.WriteByte('.')
	case OpBeginLine:
		b.WriteByte('^')
	case OpEndLine:
		b.WriteByte('$')
	case OpBeginText:
		b.WriteString(`\A`)
	case OpEndText:
		if re.Flags&WasDollar != 0 {
			b.WriteByte('$')
		} else {
			b.WriteString(`\z`)
		}
	case OpWordBoundary:
		b.WriteString(`\b`)
	case OpNoWordBoundary:
		b.WriteString(`\B`)
	case OpCapture:
		b.WriteByte('(')
		if re.Name != "" {
			b.WriteString("?P<" + re.Name + ">")
		}
		if re.Sub[0].Op != OpEmptyMatch {
			p.flagged(re.Sub[0], have)
		}
		b.WriteByte(')')
	case OpStar, OpPlus, OpQuest, OpRepeat:
		sub := re.Sub[0]
		p.inner(sub, have, sub.Op > OpCapture || sub.Op == OpLiteral && len(sub.Rune) > 1)
		switch re.Op {
		case OpStar:
			b.WriteByte('*')
		case OpPlus:
			b.WriteByte('+')
		case OpQuest:
			b.WriteByte('?')
		case OpRepeat:
			b.WriteString("{" + strconv.Itoa(re.Min))
			if re.Max != re.Min {
				b.WriteByte(',')
				if re.Max >= 0 {
					b.WriteString(strconv.Itoa(re.Max))
				}
			}
			b.WriteByte('}')
		}
		if re.Flags&NonGreedy != 0 {
			b.WriteByte('?')
		}
	case OpConcat:
		for _, sub := range re.Sub {
			p.inner(sub, have, sub.Op == OpAlternate)
		}
	case OpAlternate:
		for i, sub := range re.Sub {
			if i > 0 {
				b.WriteByte('|')
			}
			p.flagged(sub, have)
		}
	}
}

func (p printer) class(r []rune) {
	b := p.out
	if len(r)%2 != 0 {
		b.WriteString("[invalid char class]")
		return
	}
	b.WriteByte('[')
	switch {
	case len(r) == 0:
		b.WriteString(`^\x00-\x{10FFFF}`)
	case r[0] == 0 && r[len(r)-1] == unicode.MaxRune && len(r) > 2:
		// Shorter as what it leaves out.
		b.WriteByte('^')
		for i := 1; i < len(r)-1; i += 2 {
			writeRange(b, r[i]+1, r[i+1]-1)
		}
	default:
		for i := 0; i < len(r); i += 2 {
			writeRange(b, r[i], r[i+1])
		}
	}
	b.WriteByte(']')
}

func writeRange(b *strings.Builder, lo, hi rune) {
	escape(b, lo, lo == '-')
	if lo != hi {
		if hi != lo+1 {
			b.WriteByte('-')
		}
		escape(b, hi, hi == '-')
	}
}

const meta = `\.+*?()|[]{}^$`

// escape writes a character so that it stands for itself.
func escape(b *strings.Builder, r rune, force bool) {
	switch {
	case unicode.IsPrint(r):
		if force || strings.ContainsRune(meta, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	case r == '\a':
		b.WriteString(`\a`)
	case r == '\f':
		b.WriteString(`\f`)
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r == '\v':
		b.WriteString(`\v`)
	case r < 0x100:
		b.WriteString(`\x`)
		if s := strconv.FormatInt(int64(r), 16); len(s) == 1 {
			b.WriteString("0" + s)
		} else {
			b.WriteString(s)
		}
	default:
		b.WriteString(`\x{` + strconv.FormatInt(int64(r), 16) + "}")
	}
}
