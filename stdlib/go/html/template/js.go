package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"
)

// jsSpace are JavaScript's spaces and ends of lines.
const jsSpace = "\f\n\r\t\v\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

// slashAfter tells what a slash means behind a text: no complete answer without a parser,
// but a good one where no token was split.
func slashAfter(s []byte, before jsCtx) jsCtx {
	s = bytes.TrimRight(s, jsSpace)
	if len(s) == 0 {
		return before
	}
	n := len(s)
	switch c := s[n-1]; c {
	case '+', '-':
		// x++ / y, but x + /y/.
		count := n - len(bytes.TrimRight(s, string(c)))
		if count%2 == 1 {
			return jsCtxRegexp
		}
		return jsCtxDivOp
	case '.':
		// 42. is a number.
		if n > 1 && '0' <= s[n-2] && s[n-2] <= '9' {
			return jsCtxDivOp
		}
		return jsCtxRegexp
	case ',', '<', '>', '=', '*', '%', '&', '|', '^', '?', '!', '~', '(', '[', ':', ';', '{', '}':
		// Behind a block stands a regular expression; dividing an object is rare.
		return jsCtxRegexp
	}
	start := n
	for start > 0 && isJSIdent(rune(s[start-1])) {
		start--
	}
	switch string(s[start:]) {
	case "break", "case", "continue", "delete", "do", "else", "finally", "in", "instanceof", "return", "throw", "try", "typeof", "void", "yield":
		if !bytes.HasSuffix(bytes.TrimRight(s[:start], jsSpace), []byte(".")) {
			return jsCtxRegexp
		}
	}
	return jsCtxDivOp
}

func isJSIdent(r rune) bool {
	return r == '$' || r == '_' || r < utf8.RuneSelf && r >= 0 && isAlphanumeric(byte(r))
}

func readJS(c context, s []byte) (context, int) {
	i := bytes.IndexAny(s, "\"`'/{}<-#")
	if i < 0 {
		c.jsCtx = slashAfter(s, c.jsCtx)
		return c, len(s)
	}
	c.jsCtx = slashAfter(s[:i], c.jsCtx)
	rest := s[i:]
	enter := func(to state, n int) (context, int) {
		c.state, c.jsCtx = to, jsCtxRegexp
		return c, i + n
	}
	comment := func(to state, n int) (context, int) {
		c.state = to
		return c, i + n
	}
	switch s[i] {
	case '"':
		return enter(stateJSDqStr, 1)
	case '\'':
		return enter(stateJSSqStr, 1)
	case '`':
		return enter(stateJSTmplLit, 1)
	case '/':
		switch {
		case bytes.HasPrefix(rest, []byte("//")):
			return comment(stateJSLineCmt, 2)
		case bytes.HasPrefix(rest, []byte("/*")):
			return comment(stateJSBlockCmt, 2)
		case c.jsCtx == jsCtxRegexp:
			c.state = stateJSRegexp
		case c.jsCtx == jsCtxDivOp:
			c.jsCtx = jsCtxRegexp
		default:
			return failed(ErrSlashAmbig, nil, 0, "'/' could start a division or regexp: %.32q", rest), len(s)
		}
	case '<':
		// The comments of HTML are comments to the end of the line.
		if bytes.HasPrefix(rest, commentStart) {
			return comment(stateJSHTMLOpenCmt, 4)
		}
	case '-':
		if bytes.HasPrefix(rest, commentEnd) {
			return comment(stateJSHTMLCloseCmt, 3)
		}
	case '#':
		if bytes.HasPrefix(rest, []byte("#!")) {
			return comment(stateJSLineCmt, 2)
		}
		// A private name.
		for i+1 < len(s) && isJSIdent(rune(s[i+1])) {
			i++
		}
		c.jsCtx = jsCtxDivOp
	case '{', '}':
		return readJSBrace(c, s, i)
	}
	return c, i + 1
}

// readJSBrace counts braces inside of ${}.
func readJSBrace(c context, s []byte, i int) (context, int) {
	last := len(c.braces) - 1
	if last >= 0 && s[i] == '{' {
		c.braces[last]++
	}
	if last >= 0 && s[i] == '}' {
		if c.braces[last]--; c.braces[last] < 0 {
			c.braces = c.braces[:last]
			c.state = stateJSTmplLit
			return c, i + 1
		}
	}
	c.jsCtx = slashAfter(s[i:i+1], c.jsCtx)
	return c, i + 1
}

func unfinishedEscape(what string, s []byte) (context, int) {
	return failed(ErrPartialEscape, nil, 0, "unfinished escape sequence in %s string: %q", what, s), len(s)
}

func readJSTemplate(c context, s []byte) (context, int) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i == len(s) {
				return unfinishedEscape("JS", s)
			}
		case '$':
			if i+1 < len(s) && s[i+1] == '{' {
				c.braces = append(c.braces, 0)
				c.state, c.jsCtx = stateJS, jsCtxRegexp
				return c, i + 2
			}
		case '`':
			c.state = stateJS
			return c, i + 1
		}
	}
	return c, len(s)
}

// readJSLiteral reads a string or a regular expression.
func readJSLiteral(c context, s []byte) (context, int) {
	end := byte('"')
	switch c.state {
	case stateJSSqStr:
		end = '\''
	case stateJSRegexp:
		end = '/'
	}
	isClass := false
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b == '\\':
			if i++; i == len(s) {
				return unfinishedEscape("JS", s)
			}
		case end == '/' && (b == '[' || b == ']'):
			isClass = b == '['
		case b != end:
		case end == '/' && i > 0 && i+7 <= len(s) && strings.EqualFold(string(s[i-1:i+7]), "</script"):
			// It will be escaped, and does not end the literal.
			i++
		case !isClass:
			c.state, c.jsCtx = stateJS, jsCtxDivOp
			return c, i + 1
		}
	}
	if isClass {
		return failed(ErrPartialCharset, nil, 0, "unfinished JS regexp charset: %q", s), len(s)
	}
	return c, len(s)
}

// isJSType tells whether the type of a script is JavaScript or JSON.
func isJSType(mime string) bool {
	mime, _, _ = strings.Cut(mime, ";")
	mime = strings.TrimSpace(strings.ToLower(mime))
	switch mime {
	case "", "module", "application/json", "application/ld+json", "text/jscript", "text/livescript",
		"text/javascript1.0", "text/javascript1.1", "text/javascript1.2", "text/javascript1.3", "text/javascript1.4", "text/javascript1.5":
		return true
	}
	kind, name, _ := strings.Cut(mime, "/")
	name = strings.TrimPrefix(name, "x-")
	return (kind == "application" || kind == "text") && (name == "ecmascript" || name == "javascript")
}

var marshalerType = reflect.TypeFor[json.Marshaler]()

func indirectToMarshaler(a any) any {
	return follow(a, func(t reflect.Type) bool { return t.Implements(marshalerType) })
}

var scriptTag = regexp.MustCompile("(?i)<(/?)script")

// jsValEscaper is the value as JavaScript.
func jsValEscaper(args ...any) string {
	var a any
	if len(args) == 1 {
		a = indirectToMarshaler(args[0])
		switch t := a.(type) {
		case JS:
			return string(t)
		case JSStr:
			return `"` + string(t) + `"`
		case json.Marshaler:
		case fmt.Stringer:
			a = t.String()
		}
	} else {
		for i, arg := range args {
			args[i] = indirectToMarshaler(arg)
		}
		a = fmt.Sprint(args...)
	}
	data, err := json.Marshal(a)
	if err != nil {
		// As a comment, so that it can be found; it must not end it or the script.
		text := scriptTag.ReplaceAllString(err.Error(), `\x3C${1}script`)
		text = strings.ReplaceAll(text, "*/", "* /")
		text = strings.ReplaceAll(text, "<!--", `\x3C!--`)
		return " /* " + text + " */null "
	}
	if len(data) == 0 {
		// From a marshaler that gives nothing.
		return " null "
	}
	s := strings.ReplaceAll(string(data), "\u2028", `\u2028`)
	s = strings.ReplaceAll(s, "\u2029", `\u2029`)
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	// Words must not touch others: x in{{.}}.
	if isJSIdent(first) || isJSIdent(last) {
		return " " + s + " "
	}
	return s
}

var (
	// jsControl has what may stand in no literal.
	jsControl = func() (t table) {
		for r := range 0x20 {
			t[r] = fmt.Sprintf(`\u%04x`, r)
		}
		t['\t'], t['\n'], t['\f'], t['\r'] = `\t`, `\n`, `\f`, `\r`
		return t
	}()
	// Where escapes stay what they are.
	jsStrNormTable = jsControl.with(map[rune]string{
		'"': `\u0022`, '`': `\u0060`, '&': `\u0026`, '\'': `\u0027`, '+': `\u002b`, '/': `\/`, '<': `\u003c`, '>': `\u003e`,
	})
	jsStrTable    = jsStrNormTable.with(map[rune]string{'\\': `\\`})
	jsTmplTable   = jsStrTable.with(map[rune]string{'$': `\u0024`, '{': `\u007b`, '}': `\u007d`})
	jsRegexpTable = jsStrTable.with(map[rune]string{
		'`': "", '$': `\$`, '(': `\(`, ')': `\)`, '*': `\*`, '-': `\-`, '.': `\.`, '?': `\?`, '[': `\[`, ']': `\]`, '^': `\^`, '{': `\{`, '|': `\|`, '}': `\}`,
	})
)

func replaceJS(s string, t *table) string {
	var b strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case int(r) < len(t) && t[r] != "":
			b.WriteString(t[r])
		case r == '\u2028':
			b.WriteString(`\u2028`)
		case r == '\u2029':
			b.WriteString(`\u2029`)
		default:
			b.WriteString(s[i : i+size])
		}
	}
	return b.String()
}

func jsStrEscaper(args ...any) string {
	s, c := stringify(args...)
	if c == contentJSStr {
		return replaceJS(s, jsStrNormTable)
	}
	return replaceJS(s, jsStrTable)
}

func jsTmplEscaper(args ...any) string {
	s, _ := stringify(args...)
	return replaceJS(s, jsTmplTable)
}

func jsRegexpEscaper(args ...any) string {
	s, _ := stringify(args...)
	if s == "" {
		// Else // would be a comment.
		return "(?:)"
	}
	return replaceJS(s, jsRegexpTable)
}
