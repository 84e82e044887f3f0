// Package mime knows media types: how they are written, which file names have them, and how
// words that are not ASCII stand in headers.
package mime

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const upperHex = "0123456789ABCDEF"

// ErrInvalidMediaParameter comes with the type where its parameters are malformed.
var ErrInvalidMediaParameter = errors.New("mime: invalid media parameter")

// isSpecial tells whether a character needs quotes (RFC 2045, tspecials).
func isSpecial(c byte) bool { return strings.IndexByte(`()<>@,;:\"/[]?=`, c) >= 0 }

func isTokenChar(c byte) bool { return c > ' ' && c < 0x7f && !isSpecial(c) }

func isToken(s string) bool {
	token, rest := cutToken(s)
	return token != "" && rest == ""
}

// cutToken splits a text behind the token it begins with.
func cutToken(s string) (token, rest string) {
	for i := range len(s) {
		if !isTokenChar(s[i]) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// FormatMediaType writes a type with its parameters in order, names in lower case; "" if
// something in it is no token. Values that are not ASCII are written as RFC 2231 says.
func FormatMediaType(t string, param map[string]string) string {
	major, sub, slash := strings.Cut(t, "/")
	if !isToken(major) || slash && !isToken(sub) {
		return ""
	}
	var b strings.Builder
	b.WriteString(strings.ToLower(t))
	for _, name := range slices.Sorted(maps.Keys(param)) {
		if !isToken(name) {
			return ""
		}
		b.WriteString("; ")
		b.WriteString(strings.ToLower(name))
		switch value := param[name]; {
		case needsEncoding(value):
			b.WriteString("*=utf-8''")
			for i := range len(value) {
				c := value[i]
				if isTokenChar(c) && c != '*' && c != '\'' && c != '%' {
					b.WriteByte(c)
					continue
				}
				b.WriteByte('%')
				b.WriteByte(upperHex[c>>4])
				b.WriteByte(upperHex[c&15])
			}
		case isToken(value):
			b.WriteByte('=')
			b.WriteString(value)
		default:
			b.WriteString(`="`)
			for i := range len(value) {
				if value[i] == '"' || value[i] == '\\' {
					b.WriteByte('\\')
				}
				b.WriteByte(value[i])
			}
			b.WriteByte('"')
		}
	}
	return b.String()
}

// checkType tells what is wrong with a type or disposition.
func checkType(s string) error {
	major, rest := cutToken(s)
	if major == "" {
		return errors.New("mime: no media type")
	}
	if rest == "" {
		return nil
	}
	if rest[0] != '/' {
		return errors.New("mime: expected slash after first token")
	}
	sub, rest := cutToken(rest[1:])
	if sub == "" {
		return errors.New("mime: expected token after slash")
	}
	if rest != "" {
		return errors.New("mime: unexpected content after media subtype")
	}
	return nil
}

// ParseMediaType reads a type or disposition with its parameters; type and names become lower
// case. With ErrInvalidMediaParameter, the type is given.
func ParseMediaType(v string) (mediatype string, params map[string]string, err error) {
	base, _, _ := strings.Cut(v, ";")
	mediatype = strings.TrimSpace(strings.ToLower(base))
	if err := checkType(mediatype); err != nil {
		return "", nil, err
	}
	params = make(map[string]string)
	var pieces map[string]map[string]string // of values in pieces: by name, then by name*0 and so on
	for v = v[len(base):]; ; {
		v = strings.TrimLeftFunc(v, unicode.IsSpace)
		if v == "" {
			break
		}
		name, value, rest, ok := cutParameter(v)
		if !ok {
			if strings.TrimSpace(v) == ";" {
				break // a last semicolon is common
			}
			return mediatype, nil, ErrInvalidMediaParameter
		}
		into := params
		if base, _, star := strings.Cut(name, "*"); star {
			if pieces[base] == nil {
				if pieces == nil {
					pieces = make(map[string]map[string]string)
				}
				pieces[base] = make(map[string]string)
			}
			into = pieces[base]
		}
		if before, exists := into[name]; exists && before != value {
			return "", nil, errors.New("mime: duplicate parameter name")
		}
		into[name] = value
		v = rest
	}
	for name, parts := range pieces {
		if value, ok := joinPieces(name, parts); ok {
			params[name] = value
		}
	}
	return mediatype, params, nil
}

// joinPieces puts a value together that is written as name*, or as name*0, name*1* and so on
// (RFC 2231).
func joinPieces(name string, parts map[string]string) (value string, ok bool) {
	if v, ok := parts[name+"*"]; ok {
		return decodeWithCharset(v)
	}
	var b strings.Builder
	for n := 0; ; n++ {
		key := name + "*" + strconv.Itoa(n)
		if v, found := parts[key]; found {
			b.WriteString(v)
			ok = true
			continue
		}
		v, found := parts[key+"*"]
		if !found {
			return b.String(), ok
		}
		ok = true
		if n == 0 {
			v, _ = decodeWithCharset(v)
		} else {
			v, _ = decodePercents(v)
		}
		b.WriteString(v)
	}
}

// decodeWithCharset decodes utf-8'en'text.
func decodeWithCharset(v string) (string, bool) {
	charset, v, ok := strings.Cut(v, "'")
	if !ok {
		return "", false
	}
	_, text, ok := strings.Cut(v, "'")
	if !ok || !strings.EqualFold(charset, "us-ascii") && !strings.EqualFold(charset, "utf-8") {
		return "", false
	}
	return decodePercents(text)
}

// cutParameter splits a text behind the parameter it begins with: "; name=value".
func cutParameter(v string) (name, value, rest string, ok bool) {
	rest, ok = strings.CutPrefix(v, ";")
	if !ok {
		return "", "", "", false
	}
	name, rest = cutToken(strings.TrimLeftFunc(rest, unicode.IsSpace))
	if name == "" {
		return "", "", "", false
	}
	rest, ok = strings.CutPrefix(strings.TrimLeftFunc(rest, unicode.IsSpace), "=")
	if !ok {
		return "", "", "", false
	}
	value, rest, ok = cutValue(strings.TrimLeftFunc(rest, unicode.IsSpace))
	return strings.ToLower(name), value, rest, ok
}

// cutValue splits a text behind the token or quoted text it begins with.
func cutValue(v string) (value, rest string, ok bool) {
	if v == "" || v[0] != '"' {
		value, rest = cutToken(v)
		return value, rest, value != ""
	}
	var b strings.Builder
	for i := 1; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			return b.String(), v[i+1:], true
		case c == '\\' && i+1 < len(v) && isSpecial(v[i+1]):
			// Otherwise the backslash stands for itself: in Windows' paths, which browsers
			// used to send.
			i++
			b.WriteByte(v[i])
		case c == '\r' || c == '\n':
			return "", "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// decodePercents decodes %41 and its like.
func decodePercents(s string) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		high, ok1 := fromHex(s[i+1])
		low, ok2 := fromHex(s[i+2])
		if !ok1 || !ok2 {
			return "", false
		}
		b.WriteByte(high<<4 | low)
		i += 2
	}
	return b.String(), true
}

func fromHex(c byte) (digit byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
