package unicode

// RangeTable is a set of code points: ranges by ascending value, those below 1<<16 in
// R16.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int // number of entries in R16 with Hi <= MaxLatin1
}

// Range16 has every Stride-th code point from Lo to Hi.
type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

// Range32 is Range16 for larger values.
type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

// tableText gives the ranges of a set: "lo-hi/stride lo ...", in hexadecimal.
func tableText(name string) string

// table makes the named table. It runs for the tables that a program mentions.
func table(name string) *RangeTable {
	text := tableText(name)
	t := &RangeTable{}
	for i := 0; i < len(text); {
		var v [3]uint32
		v[2] = 1
		part := 0
		for ; i < len(text) && text[i] != ' '; i++ {
			switch c := text[i]; {
			case c == '-':
				part = 1
			case c == '/':
				part = 2
				v[2] = 0
			case c <= '9':
				v[part] = v[part]<<4 | uint32(c-'0')
			default:
				v[part] = v[part]<<4 | uint32(c-'a'+10)
			}
		}
		i++
		if part == 0 {
			v[1] = v[0]
		}
		if v[1] < 1<<16 {
			t.R16 = append(t.R16, Range16{uint16(v[0]), uint16(v[1]), uint16(v[2])})
			if v[1] <= MaxLatin1 {
				t.LatinOffset++
			}
		} else {
			t.R32 = append(t.R32, Range32{v[0], v[1], v[2]})
		}
	}
	return t
}

// Is reports whether the table has r.
func Is(rangeTab *RangeTable, r rune) bool {
	if r < 0 {
		return false
	}
	x := uint32(r)
	if r16 := rangeTab.R16; len(r16) > 0 && x <= uint32(r16[len(r16)-1].Hi) {
		i, j := 0, len(r16)
		for i < j {
			m := int(uint(i+j) >> 1)
			if uint32(r16[m].Hi) < x {
				i = m + 1
			} else {
				j = m
			}
		}
		e := &r16[i]
		return uint32(e.Lo) <= x && (e.Stride == 1 || (x-uint32(e.Lo))%uint32(e.Stride) == 0)
	}
	r32 := rangeTab.R32
	i, j := 0, len(r32)
	for i < j {
		m := int(uint(i+j) >> 1)
		if r32[m].Hi < x {
			i = m + 1
		} else {
			j = m
		}
	}
	if i == len(r32) {
		return false
	}
	e := &r32[i]
	return e.Lo <= x && (e.Stride == 1 || (x-e.Lo)%e.Stride == 0)
}

// In reports whether one of the tables has r.
func In(r rune, ranges ...*RangeTable) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// IsOneOf reports whether one of the tables has r.
func IsOneOf(ranges []*RangeTable, r rune) bool {
	return In(r, ranges...)
}

// GraphicRanges are the tables of IsGraphic.
var GraphicRanges = []*RangeTable{L, M, N, P, S, Zs}

// PrintRanges are the tables of IsPrint, but for the ASCII space.
var PrintRanges = []*RangeTable{L, M, N, P, S}

// SpecialCase is a language's own case mapping; what it lacks is as usual.
type SpecialCase []CaseRange

// CaseRange has the distances to upper, lower and title case of a range of code points.
type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

type d [MaxCase]rune

// UpperLower as a distance says that upper and lower case letters take turns.
const UpperLower = MaxRune + 1

// TurkishCase is the case mapping of Turkish.
var TurkishCase SpecialCase = SpecialCase{
	CaseRange{0x0049, 0x0049, d{0, 0x131 - 0x49, 0}},
	CaseRange{0x0069, 0x0069, d{0x130 - 0x69, 0, 0x130 - 0x69}},
	CaseRange{0x0130, 0x0130, d{0, 0x69 - 0x130, 0}},
	CaseRange{0x0131, 0x0131, d{0x49 - 0x131, 0, 0x49 - 0x131}},
}

// AzeriCase is the case mapping of Azeri.
var AzeriCase SpecialCase = TurkishCase

func (special SpecialCase) to(which int, r rune) rune {
	for i := range special {
		c := &special[i]
		if uint32(r) < c.Lo || uint32(r) > c.Hi {
			continue
		}
		delta := c.Delta[which]
		if delta > MaxRune {
			return rune(c.Lo) + ((r-rune(c.Lo))&^1 | rune(which&1))
		}
		return r + delta
	}
	return To(which, r)
}

// ToUpper maps r to upper case, with precedence to the special mapping.
func (special SpecialCase) ToUpper(r rune) rune { return special.to(UpperCase, r) }

// ToTitle maps r to title case, with precedence to the special mapping.
func (special SpecialCase) ToTitle(r rune) rune { return special.to(TitleCase, r) }

// ToLower maps r to lower case, with precedence to the special mapping.
func (special SpecialCase) ToLower(r rune) rune { return special.to(LowerCase, r) }
