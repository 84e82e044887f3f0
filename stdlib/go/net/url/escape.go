package url

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// EscapeError is a malformed escape.
type EscapeError string

func (e EscapeError) Error() string { return "invalid URL escape " + strconv.Quote(string(e)) }

// InvalidHostError is a character that no host has.
type InvalidHostError string

func (e InvalidHostError) Error() string {
	return "invalid character " + strconv.Quote(string(e)) + " in host name"
}

// place is a part of a URL: what needs an escape depends on it.
type place int

const (
	inPath place = iota
	inSegment
	inHost
	inZone
	inUser
	inQuery
	inFragment
)

// needsEscape tells whether a character cannot stand for itself.
func needsEscape(c byte, at place) bool {
	if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
		return false
	}
	switch c {
	case '-', '_', '.', '~':
		return false
	case '\'':
		return !(at == inHost || at == inZone)
	case '!', '(', ')', '*':
		return !(at == inHost || at == inZone || at == inFragment)
	case '"', '<', '>', '[', ']':
		return !(at == inHost || at == inZone)
	case '$', '&', '+', ',', '/', ':', ';', '=', '?', '@':
		switch at {
		case inPath:
			return c == '?'
		case inSegment:
			return c == '/' || c == ';' || c == ',' || c == '?'
		case inUser:
			return c == '@' || c == '/' || c == '?' || c == ':'
		case inQuery:
			return true
		case inFragment:
			return false
		}
		return c == '/' || c == '?' || c == '@'
	}
	return true
}

const upperhex = "0123456789ABCDEF"

func escape(s string, at place) string {
	n := 0
	for i := range len(s) {
		if needsEscape(s[i], at) {
			n++
		}
	}
	if n == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+2*n)
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && at == inQuery:
			b = append(b, '+')
		case needsEscape(c, at):
			b = append(b, '%', upperhex[c>>4], upperhex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func unescape(s string, at place) (string, error) {
	if !strings.ContainsAny(s, "%+") && at != inHost && at != inZone {
		return s, nil
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%':
			if i+2 >= len(s) || hexValue(s[i+1]) < 0 || hexValue(s[i+2]) < 0 {
				return "", EscapeError(s[i:min(i+3, len(s))])
			}
			v := byte(hexValue(s[i+1])<<4 | hexValue(s[i+2]))
			// Hosts have escapes only for what is not ASCII; zones for a percent sign
			// and for what a host could not have either.
			if at == inHost && v < 0x80 && s[i:i+3] != "%25" ||
				at == inZone && s[i:i+3] != "%25" && v != ' ' && needsEscape(v, inHost) {
				return "", EscapeError(s[i : i+3])
			}
			b = append(b, v)
			i += 2
		case c == '+' && at == inQuery:
			b = append(b, ' ')
		case (at == inHost || at == inZone) && c < 0x80 && needsEscape(c, at):
			return "", InvalidHostError(s[i : i+1])
		default:
			b = append(b, c)
		}
	}
	return string(b), nil
}

// validEncoded tells whether s may be the encoding of a path or fragment.
func validEncoded(s string, at place) bool {
	for i := range len(s) {
		if c := s[i]; strings.IndexByte("!$&'()*+,;=:@[]%", c) < 0 && needsEscape(c, at) {
			return false
		}
	}
	return true
}

// QueryEscape escapes s for a query.
func QueryEscape(s string) string { return escape(s, inQuery) }

// PathEscape escapes s for one segment of a path.
func PathEscape(s string) string { return escape(s, inSegment) }

// QueryUnescape undoes QueryEscape.
func QueryUnescape(s string) (string, error) { return unescape(s, inQuery) }

// PathUnescape undoes PathEscape.
func PathUnescape(s string) (string, error) { return unescape(s, inSegment) }

// Values are the values of a query or form by key.
type Values map[string][]string

// Get is the first value of a key, "" if there is none.
func (v Values) Get(key string) string {
	if list := v[key]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Set makes value the only one of a key.
func (v Values) Set(key, value string) { v[key] = []string{value} }

// Add adds a value to a key.
func (v Values) Add(key, value string) { v[key] = append(v[key], value) }

// Del deletes a key.
func (v Values) Del(key string) { delete(v, key) }

// Has tells whether there is a key.
func (v Values) Has(key string) bool {
	_, ok := v[key]
	return ok
}

// Clone is a copy.
func (v Values) Clone() Values {
	if v == nil {
		return nil
	}
	c := make(Values, len(v))
	for key, list := range v {
		c[key] = slices.Clone(list)
	}
	return c
}

// Encode is the query, sorted by key.
func (v Values) Encode() string {
	var b strings.Builder
	keys := make([]string, 0, len(v))
	for key := range v {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		name := QueryEscape(key)
		for _, value := range v[key] {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(name + "=" + QueryEscape(value))
		}
	}
	return b.String()
}

// ParseQuery reads a query; the error is the first found, the values all that are well.
func ParseQuery(query string) (Values, error) {
	values := Values{}
	var first error
	note := func(err error) {
		if first == nil {
			first = err
		}
	}
	for _, part := range strings.Split(query, "&") {
		if strings.Contains(part, ";") {
			first = errors.New("invalid semicolon separator in query")
			continue
		}
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		key, err := QueryUnescape(key)
		if err != nil {
			note(err)
			continue
		}
		if value, err = QueryUnescape(value); err != nil {
			note(err)
			continue
		}
		values[key] = append(values[key], value)
	}
	return values, first
}
