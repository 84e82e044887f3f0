package json

import "bytes"

// HTMLEscape appends src with characters that HTML would take for its own escaped.
func HTMLEscape(dst *bytes.Buffer, src []byte) { dst.Write(appendHTMLEscape(nil, src)) }

func appendHTMLEscape(dst, src []byte) []byte {
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case c == '<' || c == '>' || c == '&':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c == 0xE2 && i+2 < len(src) && src[i+1] == 0x80 && src[i+2]&^1 == 0xA8:
			dst = append(dst, '\\', 'u', '2', '0', '2', hex[src[i+2]&15])
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// Compact appends src without spaces between its parts.
func Compact(dst *bytes.Buffer, src []byte) error {
	if err := checkValid(src); err != nil {
		return err
	}
	dst.Write(appendCompact(nil, src))
	return nil
}

// appendCompact appends a valid value without spaces.
func appendCompact(dst, src []byte) []byte {
	for i := 0; i < len(src); {
		n := partLen(src[i:])
		if !isSpace(src[i]) {
			dst = append(dst, src[i:i+n]...)
		}
		i += n
	}
	return dst
}

// partLen is the length of the string at the beginning of valid text, else 1.
func partLen(s []byte) int {
	if s[0] != '"' {
		return 1
	}
	i := 1
	for s[i] != '"' {
		if s[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}

// Indent appends src with each part on a line of its own.
func Indent(dst *bytes.Buffer, src []byte, prefix, indent string) error {
	if err := checkValid(src); err != nil {
		return err
	}
	dst.Write(appendIndent(nil, src, prefix, indent))
	return nil
}

func appendIndent(dst, src []byte, prefix, indent string) []byte {
	depth := 0
	newline := func() {
		dst = append(dst, '\n')
		dst = append(dst, prefix...)
		for range depth {
			dst = append(dst, indent...)
		}
	}
	end := len(bytes.TrimRight(src, " \t\r\n"))
	fresh := false // behind an opening bracket
	for i := 0; i < end; {
		n := partLen(src[i:])
		c := src[i]
		if isSpace(c) {
			i += n
			continue
		}
		closes := c == ']' || c == '}'
		if fresh && !closes {
			newline()
		}
		switch {
		case closes:
			depth--
			if !fresh {
				newline()
			}
			dst = append(dst, c)
		case c == ',':
			dst = append(dst, c)
			newline()
		case c == ':':
			dst = append(dst, ':', ' ')
		default:
			dst = append(dst, src[i:i+n]...)
		}
		fresh = c == '[' || c == '{'
		if fresh {
			depth++
		}
		i += n
	}
	return append(dst, src[end:]...)
}
