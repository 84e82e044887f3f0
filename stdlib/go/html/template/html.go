package template

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// failsafe stands where a value could do harm.
const failsafe = "ZgotmplZ"

// table has what characters below 128 become; "" is the character itself.
type table [128]string

// with is the table with other entries.
func (t table) with(entries map[rune]string) *table {
	for r, s := range entries {
		t[r] = s
	}
	return &t
}

var (
	htmlTable = &table{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}
	// Where there are no quotes around it.
	nospaceTable = htmlTable.with(map[rune]string{
		0: "&#xfffd;", '\t': "&#9;", '\n': "&#10;", '\v': "&#11;", '\f': "&#12;", '\r': "&#13;", ' ': "&#32;", '=': "&#61;", '`': "&#96;",
	})
	// Where entities stay what they are.
	htmlNormTable    = htmlTable.with(map[rune]string{'&': ""})
	nospaceNormTable = nospaceTable.with(map[rune]string{'&': ""})
)

// replaceHTML replaces by a table. Some browsers take characters that are none for spaces or
// quotes; they are replaced, too, unless badRunes allows them.
func replaceHTML(s string, t *table, badRunes bool) string {
	var b strings.Builder
	done := 0
	for i, r := range s {
		with := ""
		switch {
		case int(r) < len(t):
			with = t[r]
		case !badRunes && (0xfdd0 <= r && r <= 0xfdef || 0xfff0 <= r && r <= 0xffff):
			with = fmt.Sprintf("&#x%x;", r)
		}
		if with != "" {
			_, size := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[done:i])
			b.WriteString(with)
			done = i + size
		}
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

func htmlEscaper(args ...any) string {
	s, c := stringify(args...)
	if c == contentHTML {
		return s
	}
	return replaceHTML(s, htmlTable, true)
}

// attrEscaper escapes for a value in quotes, nospaceEscaper without.
func attrEscaper(args ...any) string {
	s, c := stringify(args...)
	if c == contentHTML {
		return replaceHTML(stripTags(s), htmlNormTable, true)
	}
	return replaceHTML(s, htmlTable, true)
}

func nospaceEscaper(args ...any) string {
	s, c := stringify(args...)
	if s == "" {
		// Else what follows would be the value.
		return failsafe
	}
	if c == contentHTML {
		return replaceHTML(stripTags(s), nospaceNormTable, false)
	}
	return replaceHTML(s, nospaceTable, false)
}

func rcdataEscaper(args ...any) string {
	s, c := stringify(args...)
	if c == contentHTML {
		return replaceHTML(s, htmlNormTable, true)
	}
	return replaceHTML(s, htmlTable, true)
}

// nameFilter lets names of attributes through that are plain text.
func nameFilter(args ...any) string {
	s, c := stringify(args...)
	if c == contentHTMLAttr {
		return s
	}
	s = strings.ToLower(s)
	if s == "" || attrContent(s) != plain {
		return failsafe
	}
	for _, r := range s {
		if r >= utf8.RuneSelf || !isAlphanumeric(byte(r)) {
			return failsafe
		}
	}
	return s
}

func commentEscaper(args ...any) string { return "" }

// stripTags is the text of a fragment.
func stripTags(html string) string {
	var b bytes.Buffer
	s := []byte(html)
	var c context
	isText := true
	for len(s) > 0 {
		if c.delim != delimNone {
			// Values of attributes are passed over.
			i := bytes.IndexAny(s, c.delim.ends())
			if i < 0 {
				break
			}
			if c.delim != delimSpaceOrTagEnd {
				i++
			}
			c, s = context{state: stateTag, element: c.element}, s[i:]
			continue
		}
		at := c
		if c.element != elementNone && !c.state.isInTag() {
			at.state = stateRCDATA
		}
		d, n := transition(at, s)
		if c.state == stateText || c.state == stateRCDATA {
			text := s[:n]
			if d.state != c.state {
				if i := bytes.LastIndexByte(text, '<'); i >= 0 {
					text = text[:i]
				}
			}
			b.Write(text)
		} else {
			isText = false
		}
		c, s = d, s[n:]
	}
	if isText {
		return html
	}
	if c.state == stateText || c.state == stateRCDATA {
		b.Write(s)
	}
	return b.String()
}
