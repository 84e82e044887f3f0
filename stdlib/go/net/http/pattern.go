package http

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// pattern is what a ServeMux matches requests with: [METHOD ][HOST]/[PATH].
type pattern struct {
	text     string
	method   string // "" is all
	host     string // "" is all
	segments []segment
	location string // of the call that registered it
}

// segment is one of those that slashes separate. "/a/{x}/" has three; the last one is a wild
// multi without name. "/{$}" has one, whose text is "/".
type segment struct {
	text  string // to match, or the wildcard's name
	wild  bool
	multi bool // matches all that is left
}

func (p *pattern) String() string { return p.text }

func (p *pattern) last() segment { return p.segments[len(p.segments)-1] }

// parsePattern reads a pattern. Errors tell where, in bytes.
func parsePattern(text string) (*pattern, error) {
	if text == "" {
		return nil, errors.New("empty pattern")
	}
	p := &pattern{text: text}
	offset, err := p.parse(text)
	if err != nil {
		return nil, fmt.Errorf("at offset %d: %w", offset, err)
	}
	return p, nil
}

func (p *pattern) parse(text string) (offset int, err error) {
	rest := text
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		p.method, rest = text[:i], strings.TrimLeft(text[i+1:], " \t")
		if p.method != "" && !isToken(p.method) {
			return 0, fmt.Errorf("invalid method %q", p.method)
		}
		offset = i + 1
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return offset, errors.New("host/path missing /")
	}
	p.host, rest = rest[:slash], rest[slash:]
	if i := strings.IndexByte(p.host, '{'); i >= 0 {
		return offset + i, errors.New("host contains '{' (missing initial '/'?)")
	}
	offset += slash
	if p.method != "" && p.method != "CONNECT" && rest != cleanPath(rest) {
		return offset, errors.New("non-CONNECT pattern with unclean path can never match")
	}
	names := make(map[string]bool)
	for rest != "" {
		rest = rest[1:]
		offset = len(text) - len(rest)
		if rest == "" {
			p.segments = append(p.segments, segment{wild: true, multi: true}) // a slash at the end
			break
		}
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		var one string
		one, rest = rest[:end], rest[end:]
		seg, err := parseSegment(one, rest == "", names)
		if err != nil {
			return offset, err
		}
		p.segments = append(p.segments, seg)
	}
	return 0, nil
}

func parseSegment(text string, isLast bool, names map[string]bool) (segment, error) {
	switch brace := strings.IndexByte(text, '{'); {
	case brace < 0:
		return segment{text: unescapePath(text)}, nil
	case brace != 0:
		return segment{}, errors.New("bad wildcard segment (must start with '{')")
	case text[len(text)-1] != '}':
		return segment{}, errors.New("bad wildcard segment (must end with '}')")
	}
	name := text[1 : len(text)-1]
	if name == "$" {
		if !isLast {
			return segment{}, errors.New("{$} not at end")
		}
		return segment{text: "/"}, nil
	}
	name, multi := strings.CutSuffix(name, "...")
	switch {
	case multi && !isLast:
		return segment{}, errors.New("{...} wildcard not at end")
	case name == "":
		return segment{}, errors.New("empty wildcard")
	case !isIdentifier(name):
		return segment{}, fmt.Errorf("bad wildcard name %q", name)
	case names[name]:
		return segment{}, fmt.Errorf("duplicate wildcard name %q", name)
	}
	names[name] = true
	return segment{text: name, wild: true, multi: multi}, nil
}

func isIdentifier(s string) bool {
	for i, c := range s {
		if !unicode.IsLetter(c) && c != '_' && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return s != ""
}

func unescapePath(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// cleanPath is the path without . and .. and double slashes; a slash at the end stays.
func cleanPath(p string) string {
	if p == "" {
		return "/"
	}
	if p[0] != '/' {
		p = "/" + p
	}
	clean := path.Clean(p)
	if p[len(p)-1] == '/' && clean != "/" {
		clean += "/"
	}
	return clean
}

// relation is how the requests that two patterns match compare.
type relation int

const (
	same     relation = iota // both match the same
	general                  // the first matches all that the second does, and more
	specific                 // the second matches all that the first does, and more
	disjoint                 // nothing matches both
	overlaps                 // something matches both, and something each alone
)

// and is the relation of patterns whose parts are related so.
func (r relation) and(s relation) relation {
	switch {
	case r == disjoint || s == disjoint:
		return disjoint
	case r == s || s == same:
		return r
	case r == same:
		return s
	}
	return overlaps
}

func (p *pattern) compareMethods(q *pattern) relation {
	switch {
	case p.method == q.method:
		return same
	case p.method == "", p.method == "GET" && q.method == "HEAD":
		return general
	case q.method == "", q.method == "GET" && p.method == "HEAD":
		return specific
	}
	return disjoint
}

func (p *pattern) comparePaths(q *pattern) relation {
	shorter := min(len(p.segments), len(q.segments))
	r := same
	for i := range shorter {
		if r = r.and(compareSegments(p.segments[i], q.segments[i])); r == disjoint {
			return r
		}
	}
	switch {
	case len(p.segments) == len(q.segments):
		return r
	case shorter == len(p.segments) && p.last().multi:
		return r.and(general)
	case shorter == len(q.segments) && q.last().multi:
		return r.and(specific)
	}
	return disjoint
}

func compareSegments(s, t segment) relation {
	switch {
	case s.multi && t.multi:
		return same
	case s.multi:
		return general
	case t.multi:
		return specific
	case s.wild && t.wild:
		return same
	case s.wild && t.text != "/":
		return general
	case t.wild && s.text != "/":
		return specific
	case !s.wild && !t.wild && s.text == t.text:
		return same
	}
	return disjoint
}

// conflict tells why both patterns cannot be registered, "" if they can.
func (p *pattern) conflict(q *pattern) string {
	if p.host != q.host {
		return "" // a host is more specific than none
	}
	methods, paths := p.compareMethods(q), p.comparePaths(q)
	switch r := methods.and(paths); {
	case r == same:
		return fmt.Sprintf("%s matches the same requests as %s", p, q)
	case r != overlaps:
		return ""
	case paths == overlaps:
		return fmt.Sprintf(`%[1]s and %[2]s both match some paths, like %[3]q.
But neither is more specific than the other.
%[1]s matches %[4]q, but %[2]s doesn't.
%[2]s matches %[5]q, but %[1]s doesn't.`, p, q, commonPath(p, q), pathOnlyOf(p, q), pathOnlyOf(q, p))
	case methods == general:
		return fmt.Sprintf("%s matches more methods than %s, but has a more specific path pattern", p, q)
	}
	return fmt.Sprintf("%s matches fewer methods than %s, but has a more general path pattern", p, q)
}

// example writes a segment that a segment matches.
func (s segment) example(b *strings.Builder) {
	b.WriteByte('/')
	if !s.multi && s.text != "/" {
		b.WriteString(s.text)
	}
}

// commonPath is a path that both patterns match.
func commonPath(p, q *pattern) string {
	var b strings.Builder
	longer := p.segments
	if len(q.segments) > len(longer) {
		longer = q.segments
	}
	for i, seg := range longer {
		if i < len(p.segments) && i < len(q.segments) {
			seg = p.segments[i]
			if seg.wild {
				seg = q.segments[i]
			}
		}
		seg.example(&b)
	}
	return b.String()
}

// pathOnlyOf is a path that the first pattern matches and the second does not.
func pathOnlyOf(p, q *pattern) string {
	var b strings.Builder
	shorter := min(len(p.segments), len(q.segments))
	for i := range shorter {
		s, t := p.segments[i], q.segments[i]
		switch {
		case s.multi:
			// It matches nothing at all here; where that is what the other one matches,
			// anything.
			b.WriteByte('/')
			if !t.multi && t.text == "/" {
				b.WriteString(orDefault(s.text, "x"))
			}
			return b.String()
		case s.wild && !t.wild && s.text == t.text:
			b.WriteString("/" + t.text + "x") // its name happens to be the literal
		default:
			s.example(&b)
		}
	}
	rest := p.segments[shorter:]
	if len(rest) == 0 {
		rest = q.segments[shorter:]
	}
	for _, seg := range rest {
		seg.example(&b)
	}
	return b.String()
}
