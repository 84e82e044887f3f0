package strconv

// ParseComplex reads N, Ni or N±Ni, perhaps in parentheses.
func ParseComplex(s string, bitSize int) (complex128, error) {
	size := 64
	if bitSize == 64 {
		size = 32
	}
	whole := s
	syntax := func() (complex128, error) {
		return 0, &NumError{"ParseComplex", whole, ErrSyntax}
	}
	if len(s) >= 2 && s[0] == '(' && s[len(s)-1] == ')' {
		s = s[1 : len(s)-1]
	}
	var pending error
	part := func(text string) (float64, bool) {
		x, err := ParseFloat(text, size)
		if err != nil {
			if err.(*NumError).Err != ErrRange {
				return 0, false
			}
			pending = &NumError{"ParseComplex", whole, ErrRange}
		}
		return x, true
	}
	if s == "" {
		return syntax()
	}
	if s[len(s)-1] != 'i' {
		re, ok := part(s)
		if !ok {
			return syntax()
		}
		return complex(re, 0), pending
	}
	s = s[:len(s)-1]
	// The imaginary part begins at the last sign that is not an exponent's.
	at := len(s) - 1
	for ; at >= 0; at-- {
		if c := s[at]; (c == '+' || c == '-') && (at == 0 || !isExponent(s, at-1)) {
			break
		}
	}
	at = max(at, 0)
	re := 0.0
	if at > 0 {
		var ok bool
		if re, ok = part(s[:at]); !ok {
			return syntax()
		}
	}
	im, ok := part(s[at:])
	if !ok {
		return syntax()
	}
	return complex(re, im), pending
}

// isExponent tells whether s[i] is the letter of an exponent: p, or e in a number that is
// not hexadecimal.
func isExponent(s string, i int) bool {
	switch s[i] {
	case 'p', 'P':
		return true
	case 'e', 'E':
		start := i
		for start > 0 && s[start-1] != '+' && s[start-1] != '-' {
			start--
		}
		return i-start < 2 || s[start] != '0' || s[start+1]|0x20 != 'x'
	}
	return false
}
