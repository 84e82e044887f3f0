package template

import (
	"bytes"
	"strings"
)

// transition reads a prefix of the text and gives the context behind it and how long it is.
// The text ends where the attribute's value or the special element does.
func transition(c context, s []byte) (context, int) {
	switch c.state {
	case stateText:
		return readText(c, s)
	case stateTag:
		return readTag(c, s)
	case stateAttrName:
		return readAttrName(c, s)
	case stateAfterName:
		return readAfterName(c, s)
	case stateBeforeValue:
		return readBeforeValue(c, s)
	case stateHTMLCmt:
		if i := bytes.Index(s, commentEnd); i >= 0 {
			return context{}, i + len(commentEnd)
		}
	case stateRCDATA:
		return endOfElement(c, s)
	case stateURL, stateSrcset:
		return readURL(c, s)
	case stateMetaContent:
		return readMetaContent(c, s)
	case stateMetaContentURL:
		if i := bytes.IndexByte(s, ';'); i >= 0 {
			c.state = stateMetaContent
			return c, i + 1
		}
	case stateJS:
		return readJS(c, s)
	case stateJSDqStr, stateJSSqStr, stateJSRegexp:
		return readJSLiteral(c, s)
	case stateJSTmplLit:
		return readJSTemplate(c, s)
	case stateJSBlockCmt:
		return readBlockComment(c, s, stateJS)
	case stateJSLineCmt, stateJSHTMLOpenCmt, stateJSHTMLCloseCmt:
		return readLineComment(c, s, "\n\r\u2028\u2029", stateJS)
	case stateCSS:
		return readCSS(c, s)
	case stateCSSDqStr, stateCSSSqStr, stateCSSDqURL, stateCSSSqURL, stateCSSURL:
		return readCSSString(c, s)
	case stateCSSBlockCmt:
		return readBlockComment(c, s, stateCSS)
	case stateCSSLineCmt:
		return readLineComment(c, s, "\n\f\r", stateCSS)
	}
	return c, len(s)
}

var (
	commentStart = []byte("<!--")
	commentEnd   = []byte("-->")
)

// readText looks for a tag or a comment.
func readText(c context, s []byte) (context, int) {
	for from := 0; ; {
		i := bytes.IndexByte(s[from:], '<')
		if i += from; i < from || i+1 == len(s) {
			return c, len(s)
		}
		if bytes.HasPrefix(s[i:], commentStart) {
			return context{state: stateHTMLCmt}, i + len(commentStart)
		}
		i++
		isEnd := s[i] == '/'
		if isEnd {
			if i++; i == len(s) {
				return c, len(s)
			}
		}
		j, e := tagName(s, i)
		if j > i {
			if isEnd {
				e = elementNone
			}
			return context{state: stateTag, element: e}, j
		}
		from = j
	}
}

// content is the state in an element.
func (e element) content() state {
	return [...]state{stateText, stateJS, stateCSS, stateRCDATA, stateRCDATA, stateText}[e]
}

// readTag reads to the end of a tag or of an attribute's name.
func readTag(c context, s []byte) (context, int) {
	i := skipSpace(s, 0)
	if i == len(s) {
		return c, len(s)
	}
	if s[i] == '>' {
		e := c.element
		if e == elementMeta {
			e = elementNone
		}
		return context{state: e.content(), element: e}, i + 1
	}
	j, bad := attrName(s, i)
	if bad.state == stateError {
		return bad, len(s)
	}
	if i == j {
		return failed(ErrBadHTML, nil, 0, "expected space, attr name, or end of tag, but got %q", s[i:]), len(s)
	}
	d := context{state: stateAfterName, element: c.element}
	if j == len(s) {
		d.state = stateAttrName
	}
	name := strings.ToLower(string(s[i:j]))
	switch {
	case c.element == elementScript && name == "type":
		d.attr = attrScriptType
	case c.element == elementMeta && name == "content":
		d.attr = attrMetaContent
	default:
		switch attrContent(name) {
		case contentURL:
			d.attr = attrURL
		case contentCSS:
			d.attr = attrStyle
		case contentJS:
			d.attr = attrScript
		case contentSrcset:
			d.attr = attrSrcset
		}
	}
	return d, j
}

func readAttrName(c context, s []byte) (context, int) {
	i, bad := attrName(s, 0)
	if bad.state == stateError {
		return bad, len(s)
	}
	if i != len(s) {
		c.state = stateAfterName
	}
	return c, i
}

func readAfterName(c context, s []byte) (context, int) {
	i := skipSpace(s, 0)
	switch {
	case i == len(s):
		return c, i
	case s[i] != '=':
		// An attribute without value.
		c.state = stateTag
		return c, i
	}
	c.state = stateBeforeValue
	return c, i + 1
}

func readBeforeValue(c context, s []byte) (context, int) {
	i := skipSpace(s, 0)
	if i == len(s) {
		return c, i
	}
	c.delim = delimSpaceOrTagEnd
	switch s[i] {
	case '\'':
		c.delim = delimSingleQuote
		i++
	case '"':
		c.delim = delimDoubleQuote
		i++
	}
	c.state = c.attr.valueState()
	return c, i
}

var elementNames = [...]string{elementScript: "script", elementStyle: "style", elementTextarea: "textarea", elementTitle: "title", elementMeta: ""}

// endOfElement looks for the end of an element whose content is no HTML. A script goes on
// in its literals and comments, since the text is escaped there.
func endOfElement(c context, s []byte) (context, int) {
	if c.element == elementNone || c.element == elementScript && (c.state.isLiteral() || c.state.isComment()) {
		return c, len(s)
	}
	name := elementNames[c.element]
	for from := 0; ; {
		i := bytes.Index(s[from:], []byte("</"))
		if i < 0 {
			return c, len(s)
		}
		start := from + i
		from = start + 2
		if len(s)-from < len(name) || !strings.EqualFold(string(s[from:from+len(name)]), name) {
			continue
		}
		if from += len(name); from < len(s) && strings.IndexByte("> \t\n\f/", s[from]) >= 0 {
			return context{}, start
		}
	}
}

func readURL(c context, s []byte) (context, int) {
	if bytes.ContainsAny(s, "#?") {
		c.urlPart = urlPartQueryOrFrag
	} else if c.urlPart == urlPartNone && skipSpace(s, 0) != len(s) {
		// URLs may begin with spaces.
		c.urlPart = urlPartPreQuery
	}
	return c, len(s)
}

// readMetaContent looks for a URL, which only <meta http-equiv=refresh> has.
func readMetaContent(c context, s []byte) (context, int) {
	for i := 0; i+3 < len(s); i++ {
		if !strings.EqualFold(string(s[i:i+3]), "url") {
			continue
		}
		if j := skipSpace(s, i+3); j < len(s) && s[j] == '=' {
			c.state = stateMetaContentURL
			return c, j + 1
		}
	}
	return c, len(s)
}

func readBlockComment(c context, s []byte, then state) (context, int) {
	i := bytes.Index(s, []byte("*/"))
	if i < 0 {
		return c, len(s)
	}
	c.state = then
	return c, i + 2
}

// readLineComment leaves the end of the line, which may end a statement.
func readLineComment(c context, s []byte, ends string, then state) (context, int) {
	i := bytes.IndexAny(s, ends)
	if i < 0 {
		return c, len(s)
	}
	c.state = then
	return c, i
}

// attrName is the end of an attribute's name, or an error.
func attrName(s []byte, from int) (int, context) {
	for i, b := range s[from:] {
		switch b {
		case ' ', '\t', '\n', '\f', '\r', '=', '>':
			return from + i, context{}
		case '\'', '"', '<':
			// Browsers differ in what they make of it.
			return -1, failed(ErrBadHTML, nil, 0, "%q in attribute name: %.32q", []byte{b}, s)
		}
	}
	return len(s), context{}
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

func isAlphanumeric(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' }

// tagName is the end of a tag's name, and the element. It is from if there is none.
func tagName(s []byte, from int) (int, element) {
	if from == len(s) || !isLetter(s[from]) {
		return from, elementNone
	}
	end := from + 1
	for end < len(s) {
		if isAlphanumeric(s[end]) {
			end++
			continue
		}
		if (s[end] == ':' || s[end] == '-') && end+1 < len(s) && isAlphanumeric(s[end+1]) {
			end += 2
			continue
		}
		break
	}
	switch strings.ToLower(string(s[from:end])) {
	case "script":
		return end, elementScript
	case "style":
		return end, elementStyle
	case "textarea":
		return end, elementTextarea
	case "title":
		return end, elementTitle
	case "meta":
		return end, elementMeta
	}
	return end, elementNone
}

func isSpace(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\f', '\r':
		return true
	}
	return false
}

func skipSpace(s []byte, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}
