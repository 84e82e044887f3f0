// Package unicode has properties and case mappings of code points.
package unicode

const (
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
)

// Version is the Unicode version of the tables.
const Version = "17.0.0"

const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

func isLetter(r rune) bool
func isNumber(r rune) bool
func isDigit(r rune) bool
func isUpper(r rune) bool
func isLower(r rune) bool
func isSpace(r rune) bool
func to(which int, r rune) rune
func simpleFold(r rune) rune

// IsLetter reports whether r is in category L.
func IsLetter(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return isLetter(r)
}

// IsNumber reports whether r is in category N.
func IsNumber(r rune) bool {
	if uint32(r) <= MaxASCII {
		return '0' <= r && r <= '9'
	}
	return isNumber(r)
}

// IsDigit reports whether r is a decimal digit.
func IsDigit(r rune) bool {
	if r <= MaxLatin1 {
		return '0' <= r && r <= '9'
	}
	return isDigit(r)
}

// IsUpper reports whether r is an upper case letter.
func IsUpper(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'A' <= r && r <= 'Z'
	}
	return isUpper(r)
}

// IsLower reports whether r is a lower case letter.
func IsLower(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'a' <= r && r <= 'z'
	}
	return isLower(r)
}

// IsTitle reports whether r is a title case letter.
func IsTitle(r rune) bool

// IsSpace reports whether r has the property White_Space.
func IsSpace(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		switch r {
		case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0:
			return true
		}
		return false
	}
	return isSpace(r)
}

// IsControl reports whether r is a control character.
func IsControl(r rune) bool {
	return uint32(r) < ' ' || 0x7F <= r && r < 0xA0
}

// IsMark reports whether r is in category M.
func IsMark(r rune) bool

// IsPunct reports whether r is in category P.
func IsPunct(r rune) bool

// IsSymbol reports whether r is in category S.
func IsSymbol(r rune) bool

// IsGraphic reports whether r is a letter, mark, number, punctuation, symbol or space.
func IsGraphic(r rune) bool

// IsPrint is IsGraphic with the ASCII space as the only space.
func IsPrint(r rune) bool

// To maps r to UpperCase, LowerCase or TitleCase.
func To(_case int, r rune) rune {
	if _case < 0 || _case >= MaxCase {
		return ReplacementChar
	}
	return to(_case, r)
}

// ToUpper maps r to upper case.
func ToUpper(r rune) rune {
	if r <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return to(UpperCase, r)
}

// ToLower maps r to lower case.
func ToLower(r rune) rune {
	if r <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return to(LowerCase, r)
}

// ToTitle maps r to title case.
func ToTitle(r rune) rune {
	if r <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return to(TitleCase, r)
}

// SimpleFold is the next larger code point that equals r under case folding, or the
// smallest one if there is none.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	return simpleFold(r)
}
