package syntax

import (
	"slices"
	"strings"
	"unicode"
)

// class collects ranges of characters: lo, hi, lo, hi…
type class []rune

func (c *class) add(lo, hi rune) {
	// Neighbours of what came last are the common case.
	if n := len(*c); n > 0 && lo >= (*c)[n-2] && lo <= (*c)[n-1]+1 {
		(*c)[n-1] = max((*c)[n-1], hi)
		return
	}
	*c = append(*c, lo, hi)
}

// Bounds of the characters that have other cases.
const (
	minFoldRune = 'A'
	maxFoldRune = 0x1e943
)

// minFold is the least of the characters that differ from r in case only.
func minFold(r rune) rune {
	if r < minFoldRune || r > maxFoldRune {
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// addFold adds a range and what differs from its characters in case only.
func (c *class) addFold(lo, hi rune) {
	c.add(lo, hi)
	for r := max(lo, minFoldRune); r <= min(hi, maxFoldRune); r++ {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			if f < lo || f > hi {
				c.add(f, f)
			}
		}
	}
}

func (c *class) addRange(lo, hi rune, flags Flags) {
	if flags&FoldCase != 0 {
		c.addFold(lo, hi)
	} else {
		c.add(lo, hi)
	}
}

func (c *class) addAll(other []rune, negate bool) {
	if negate {
		other = negated(other)
	}
	for i := 0; i < len(other); i += 2 {
		c.add(other[i], other[i+1])
	}
}

func (c *class) addTable(table *unicode.RangeTable) {
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			c.add(lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			c.add(r, r)
		}
	}
	for _, x := range table.R16 {
		add(rune(x.Lo), rune(x.Hi), rune(x.Stride))
	}
	for _, x := range table.R32 {
		add(rune(x.Lo), rune(x.Hi), rune(x.Stride))
	}
}

// clean sorts the ranges and joins those that touch.
func (c *class) clean() []rune {
	r := *c
	pairs := make([][2]rune, 0, len(r)/2)
	for i := 0; i < len(r); i += 2 {
		pairs = append(pairs, [2]rune{r[i], r[i+1]})
	}
	slices.SortFunc(pairs, func(a, b [2]rune) int { return int(a[0] - b[0]) })
	r = r[:0]
	for _, p := range pairs {
		if n := len(r); n > 0 && p[0] <= r[n-1]+1 {
			r[n-1] = max(r[n-1], p[1])
			continue
		}
		r = append(r, p[0], p[1])
	}
	*c = r
	return r
}

// negated gives all other characters than those of a clean class.
func negated(r []rune) []rune {
	out := make([]rune, 0, len(r)+2)
	next := rune(0)
	for i := 0; i < len(r); i += 2 {
		if next < r[i] {
			out = append(out, next, r[i]-1)
		}
		next = r[i+1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, next, unicode.MaxRune)
	}
	return out
}

// Classes of Perl and POSIX by name.
var (
	perlClasses = map[byte][]rune{
		'd': {'0', '9'},
		's': {'\t', '\n', '\f', '\r', ' ', ' '},
		'w': {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
	}
	posixClasses = map[string][]rune{
		"alnum":  {'0', '9', 'A', 'Z', 'a', 'z'},
		"alpha":  {'A', 'Z', 'a', 'z'},
		"ascii":  {0, 0x7f},
		"blank":  {'\t', '\t', ' ', ' '},
		"cntrl":  {0, 0x1f, 0x7f, 0x7f},
		"digit":  {'0', '9'},
		"graph":  {'!', '~'},
		"lower":  {'a', 'z'},
		"print":  {' ', '~'},
		"punct":  {'!', '/', ':', '@', '[', '`', '{', '~'},
		"space":  {'\t', '\r', ' ', ' '},
		"upper":  {'A', 'Z'},
		"word":   {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'},
		"xdigit": {'0', '9', 'A', 'F', 'a', 'f'},
	}
)

// addNamed adds one of the classes above.
func (c *class) addNamed(ranges []rune, negate bool, flags Flags) {
	if flags&FoldCase != 0 {
		var folded class
		for i := 0; i < len(ranges); i += 2 {
			folded.addFold(ranges[i], ranges[i+1])
		}
		ranges = folded.clean()
	}
	c.addAll(ranges, negate)
}

// unicodeClass adds \p{name}: a category or script. False if there is none of the name.
func (c *class) unicodeClass(name string, negate bool, flags Flags) bool {
	var ranges class
	switch loose(name) {
	case "any":
		ranges.add(0, unicode.MaxRune)
	case "ascii":
		ranges.add(0, unicode.MaxASCII)
	case "assigned":
		ranges.addTable(unicode.Categories["Cn"])
		ranges = negated(ranges.clean())
	default:
		table, fold := unicodeTable(name)
		if table == nil {
			return false
		}
		ranges.addTable(table)
		if flags&FoldCase != 0 && fold != nil {
			ranges.addTable(fold)
		}
	}
	c.addAll(ranges.clean(), negate)
	return true
}

// loose is a name without what does not matter in it.
func loose(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

// unicodeTable finds a table, and that of the characters that fold to its own.
func unicodeTable(name string) (table, fold *unicode.RangeTable) {
	if t := unicode.Categories[name]; t != nil {
		return t, unicode.FoldCategory[name]
	}
	if t := unicode.Scripts[name]; t != nil {
		return t, unicode.FoldScript[name]
	}
	name = loose(name)
	for full, alias := range unicode.CategoryAliases {
		if loose(full) == name {
			return unicode.Categories[alias], unicode.FoldCategory[alias]
		}
	}
	for full, t := range unicode.Categories {
		if loose(full) == name {
			return t, unicode.FoldCategory[full]
		}
	}
	for full, t := range unicode.Scripts {
		if loose(full) == name {
			return t, unicode.FoldScript[full]
		}
	}
	return nil, nil
}
