package syntax

import "slices"

// Simplify gives an equal tree without counted repetitions and the like.
func (re *Regexp) Simplify() *Regexp {
	if re == nil {
		return nil
	}
	switch re.Op {
	case OpCapture, OpConcat, OpAlternate:
		subs := make([]*Regexp, len(re.Sub))
		for i, sub := range re.Sub {
			subs[i] = sub.Simplify()
		}
		if slices.Equal(subs, re.Sub) {
			return re
		}
		simple := *re
		simple.Rune, simple.Sub = nil, subs
		return &simple
	case OpStar, OpPlus, OpQuest:
		return simplified(re.Op, re.Flags, re.Sub[0].Simplify(), re)
	case OpRepeat:
		return unrolled(re)
	}
	return re
}

// simplified is a repetition of sub; re itself if that is it.
func simplified(op Op, flags Flags, sub, re *Regexp) *Regexp {
	if sub.Op == OpEmptyMatch {
		return sub
	}
	if op == sub.Op && flags&NonGreedy == sub.Flags&NonGreedy {
		return sub
	}
	if re != nil && re.Op == op && re.Flags&NonGreedy == flags&NonGreedy && sub == re.Sub[0] {
		return re
	}
	return &Regexp{Op: op, Flags: flags, Sub: []*Regexp{sub}}
}

// unrolled writes a counted repetition out: x{2,4} is xx(x(x)?)?.
func unrolled(re *Regexp) *Regexp {
	if re.Sub[0].Op == OpEmptyMatch || re.Min == 0 && re.Max == 0 {
		return &Regexp{Op: OpEmptyMatch}
	}
	sub := re.Sub[0].Simplify()
	repeat := func(op Op, x *Regexp) *Regexp { return simplified(op, re.Flags, x, nil) }
	concat := func(list []*Regexp) *Regexp {
		if len(list) == 1 {
			return list[0]
		}
		return &Regexp{Op: OpConcat, Sub: list}
	}
	if re.Max < 0 {
		switch re.Min {
		case 0:
			return repeat(OpStar, sub)
		case 1:
			return repeat(OpPlus, sub)
		}
		list := slices.Repeat([]*Regexp{sub}, re.Min-1)
		return concat(append(list, repeat(OpPlus, sub)))
	}
	if re.Min == 1 && re.Max == 1 {
		return sub
	}
	list := slices.Repeat([]*Regexp{sub}, re.Min)
	if re.Max > re.Min {
		rest := repeat(OpQuest, sub)
		for range re.Max - re.Min - 1 {
			rest = repeat(OpQuest, concat([]*Regexp{sub, rest}))
		}
		list = append(list, rest)
	}
	return concat(list)
}
