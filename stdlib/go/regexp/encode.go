package regexp

import (
	"encoding/binary"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// run looks for the leftmost match at or behind pos, and stores positions of groups, which
// caps has room for, as 64-bit numbers.
func run(code, text string, pos int, caps []byte, longest bool) bool

// Words of the encoded program before the instructions, and of an instruction.
const (
	headerWords = 11
	instWords   = 5
)

// encode writes a program as run wants it.
func encode(p *syntax.Prog) string {
	words := make([]uint32, headerWords+instWords*len(p.Inst))
	words[0] = uint32(p.Start)
	words[1] = uint32(len(p.Inst))
	if p.StartCond()&syntax.EmptyBeginText != 0 {
		words[2] = 1
	}
	first := firstBytes{prog: p, seen: make([]bool, len(p.Inst))}
	first.from(uint32(p.Start))
	copy(words[3:], first.set[:])
	for i := range p.Inst {
		inst := &p.Inst[i]
		at := headerWords + instWords*i
		op, arg := inst.Op, inst.Arg
		switch ranges := rangesOf(inst); {
		case op == syntax.InstRune1:
			arg = uint32(inst.Rune[0])
		case op == syntax.InstRune:
			words[at+3], words[at+4] = uint32(len(words)), uint32(len(ranges)/2)
			for _, r := range ranges {
				words = append(words, uint32(r))
			}
		}
		words[at], words[at+1], words[at+2] = uint32(op), inst.Out, arg
	}
	code := make([]byte, 0, 4*len(words))
	for _, word := range words {
		code = binary.LittleEndian.AppendUint32(code, word)
	}
	return unsafe.String(&code[0], len(code))
}

// rangesOf gives the ranges of characters that an instruction takes.
func rangesOf(inst *syntax.Inst) []rune {
	switch inst.Op {
	case syntax.InstRune1:
		return []rune{inst.Rune[0], inst.Rune[0]}
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	case syntax.InstRune:
		if len(inst.Rune) > 1 {
			return inst.Rune
		}
		// One character in all its cases, which SimpleFold gives in a circle.
		r := inst.Rune[0]
		ranges := []rune{r, r}
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			at := 0
			for at < len(ranges) && ranges[at] < f {
				at += 2
			}
			ranges = append(ranges[:at:at], append([]rune{f, f}, ranges[at:]...)...)
		}
		return ranges
	}
	return nil
}

// firstBytes collects the bytes that a match may begin with.
type firstBytes struct {
	prog *syntax.Prog
	seen []bool
	set  [8]uint32
}

func (f *firstBytes) add(lo, hi byte) {
	for b := int(lo); b <= int(hi); b++ {
		f.set[b/32] |= 1 << (b % 32)
	}
}

func (f *firstBytes) from(pc uint32) {
	if f.seen[pc] {
		return
	}
	f.seen[pc] = true
	inst := &f.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		f.from(inst.Out)
		f.from(inst.Arg)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		f.from(inst.Out)
	case syntax.InstMatch:
		f.add(0, 255)
	default:
		ranges := rangesOf(inst)
		for i := 0; i < len(ranges); i += 2 {
			lo, hi := ranges[i], ranges[i+1]
			if lo <= utf8.RuneError && utf8.RuneError <= hi {
				// What is not valid reads so.
				f.add(utf8.RuneSelf, 255)
			}
			f.add(firstByte(lo), firstByte(hi))
		}
	}
}

func firstByte(r rune) byte { return utf8.AppendRune(nil, r)[0] }
