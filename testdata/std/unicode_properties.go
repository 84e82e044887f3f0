// run
package main

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

func main() {
	predicates := []func(rune) bool{unicode.IsLetter, unicode.IsUpper, unicode.IsLower, unicode.IsTitle, unicode.IsDigit, unicode.IsNumber,
		unicode.IsSpace, unicode.IsControl, unicode.IsPunct, unicode.IsSymbol, unicode.IsMark, unicode.IsGraphic, unicode.IsPrint}
	counts := make([]int, len(predicates))
	hash := uint32(0)
	for r := rune(0); r < 0x20000; r += 3 {
		for i, p := range predicates {
			if p(r) {
				counts[i]++
			}
		}
		hash = hash*31 + uint32(unicode.ToUpper(r)) + 7*uint32(unicode.ToLower(r)) + 11*uint32(unicode.ToTitle(r)) + 13*uint32(unicode.SimpleFold(r))
	}
	fmt.Println(counts, hash)
	fmt.Println(unicode.Is(unicode.Han, '世'), unicode.In('é', unicode.Greek, unicode.Latin), unicode.Is(unicode.Upper, 'É'), len(unicode.Han.R32))
	for _, s := range []string{"", "a", "é", "世", "😀", "\xff", "\xe4\xb8", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"} {
		r, n := utf8.DecodeRuneInString(s)
		l, m := utf8.DecodeLastRuneInString(s)
		fmt.Println(r, n, l, m, utf8.ValidString(s), utf8.RuneCountInString(s), utf8.FullRuneInString(s))
	}
	for _, r := range []rune{'a', 'é', '世', '😀', -1, 0xD800, 0x110000} {
		fmt.Println(utf8.RuneLen(r), utf8.AppendRune(nil, r), utf8.ValidRune(r))
	}
}
