package regexp

import "io"

// The Find functions: All gives all matches, at most n if that is not negative; String
// searches a string; Submatch gives the groups too; Index gives positions. Nil stands for
// no match.

// first gives the positions of the first match.
func (re *Regexp) first(s string, ncaps int) []int {
	caps := make([]int, ncaps)
	if !re.match(s, 0, caps) {
		return nil
	}
	return caps
}

func cut(b []byte, match []int, group int) []byte {
	lo, hi := match[2*group], match[2*group+1]
	if lo < 0 {
		return nil
	}
	return b[lo:hi:hi]
}

func cutAll(b []byte, match []int) [][]byte {
	if match == nil {
		return nil
	}
	groups := make([][]byte, len(match)/2)
	for i := range groups {
		groups[i] = cut(b, match, i)
	}
	return groups
}

func cutAllString(s string, match []int) []string {
	if match == nil {
		return nil
	}
	groups := make([]string, len(match)/2)
	for i := range groups {
		if match[2*i] >= 0 {
			groups[i] = s[match[2*i]:match[2*i+1]]
		}
	}
	return groups
}

// collect gives what convert makes of all matches.
func collect[T any](re *Regexp, s string, n, ncaps int, convert func([]int) T) []T {
	var list []T
	re.all(s, n, ncaps, func(match []int) { list = append(list, convert(match)) })
	return list
}

func itself(match []int) []int { return match }

// Find gives the first match.
func (re *Regexp) Find(b []byte) []byte {
	match := re.first(view(b), 2)
	if match == nil {
		return nil
	}
	return cut(b, match, 0)
}

// FindIndex gives the positions of the first match.
func (re *Regexp) FindIndex(b []byte) (loc []int) { return re.first(view(b), 2) }

// FindString gives the first match, "" if there is none.
func (re *Regexp) FindString(s string) string {
	var match [2]int
	if !re.match(s, 0, match[:]) {
		return ""
	}
	return s[match[0]:match[1]]
}

// FindStringIndex gives the positions of the first match.
func (re *Regexp) FindStringIndex(s string) (loc []int) { return re.first(s, 2) }

// FindReaderIndex gives the positions of the first match.
func (re *Regexp) FindReaderIndex(r io.RuneReader) (loc []int) { return re.first(readAll(r), 2) }

// FindSubmatch gives the first match and its groups.
func (re *Regexp) FindSubmatch(b []byte) [][]byte { return cutAll(b, re.first(view(b), re.ncaps())) }

// FindSubmatchIndex gives the positions of the first match and its groups.
func (re *Regexp) FindSubmatchIndex(b []byte) []int { return re.first(view(b), re.ncaps()) }

// FindStringSubmatch gives the first match and its groups.
func (re *Regexp) FindStringSubmatch(s string) []string {
	return cutAllString(s, re.first(s, re.ncaps()))
}

// FindStringSubmatchIndex gives the positions of the first match and its groups.
func (re *Regexp) FindStringSubmatchIndex(s string) []int { return re.first(s, re.ncaps()) }

// FindReaderSubmatchIndex gives the positions of the first match and its groups.
func (re *Regexp) FindReaderSubmatchIndex(r io.RuneReader) []int {
	return re.first(readAll(r), re.ncaps())
}

// FindAll gives all matches.
func (re *Regexp) FindAll(b []byte, n int) [][]byte {
	return collect(re, view(b), n, 2, func(match []int) []byte { return cut(b, match, 0) })
}

// FindAllIndex gives the positions of all matches.
func (re *Regexp) FindAllIndex(b []byte, n int) [][]int { return collect(re, view(b), n, 2, itself) }

// FindAllString gives all matches.
func (re *Regexp) FindAllString(s string, n int) []string {
	return collect(re, s, n, 2, func(match []int) string { return s[match[0]:match[1]] })
}

// FindAllStringIndex gives the positions of all matches.
func (re *Regexp) FindAllStringIndex(s string, n int) [][]int { return collect(re, s, n, 2, itself) }

// FindAllSubmatch gives all matches and their groups.
func (re *Regexp) FindAllSubmatch(b []byte, n int) [][][]byte {
	return collect(re, view(b), n, re.ncaps(), func(match []int) [][]byte { return cutAll(b, match) })
}

// FindAllSubmatchIndex gives the positions of all matches and their groups.
func (re *Regexp) FindAllSubmatchIndex(b []byte, n int) [][]int {
	return collect(re, view(b), n, re.ncaps(), itself)
}

// FindAllStringSubmatch gives all matches and their groups.
func (re *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return collect(re, s, n, re.ncaps(), func(match []int) []string { return cutAllString(s, match) })
}

// FindAllStringSubmatchIndex gives the positions of all matches and their groups.
func (re *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return collect(re, s, n, re.ncaps(), itself)
}
