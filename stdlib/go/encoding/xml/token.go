// Package xml reads and writes XML 1.0.
//
// Decoder cuts the input into tokens; Unmarshal builds on it, as Marshal does on Encoder.
package xml

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError is a malformed input.
type SyntaxError struct {
	Msg  string
	Line int
}

func (e *SyntaxError) Error() string {
	return "XML syntax error on line " + strconv.Itoa(e.Line) + ": " + e.Msg
}

// Name is a name with the namespace's URL (or prefix, in raw tokens).
type Name struct {
	Space, Local string
}

// Attr is an attribute.
type Attr struct {
	Name  Name
	Value string
}

// Token is a StartElement, EndElement, CharData, Comment, ProcInst or Directive.
type Token any

// StartElement is <name attr…>.
type StartElement struct {
	Name Name
	Attr []Attr
}

// Copy copies the attributes.
func (e StartElement) Copy() StartElement {
	e.Attr = append([]Attr(nil), e.Attr...)
	if e.Attr == nil {
		e.Attr = []Attr{}
	}
	return e
}

// End is the element's end.
func (e StartElement) End() EndElement { return EndElement{e.Name} }

// EndElement is </name>.
type EndElement struct {
	Name Name
}

// CharData is text, with references replaced.
type CharData []byte

// Copy copies the text.
func (c CharData) Copy() CharData { return CharData(bytes.Clone(c)) }

// Comment is <!--text-->.
type Comment []byte

// Copy copies the text.
func (c Comment) Copy() Comment { return Comment(bytes.Clone(c)) }

// ProcInst is <?target inst?>.
type ProcInst struct {
	Target string
	Inst   []byte
}

// Copy copies the text.
func (p ProcInst) Copy() ProcInst {
	p.Inst = bytes.Clone(p.Inst)
	return p
}

// Directive is <!text>.
type Directive []byte

// Copy copies the text.
func (d Directive) Copy() Directive { return Directive(bytes.Clone(d)) }

// CopyToken copies what a token shares with the decoder.
func CopyToken(t Token) Token {
	switch v := t.(type) {
	case CharData:
		return v.Copy()
	case Comment:
		return v.Copy()
	case Directive:
		return v.Copy()
	case ProcInst:
		return v.Copy()
	case StartElement:
		return v.Copy()
	}
	return t
}

// TokenReader gives tokens, io.EOF behind the last.
type TokenReader interface {
	Token() (Token, error)
}

// Decoder reads XML.
type Decoder struct {
	// Strict demands what the standard does. Else elements may be left open, attributes
	// unquoted and entities unknown.
	Strict bool
	// AutoClose names elements that have no end, if not Strict.
	AutoClose []string
	// Entity maps further entities to text.
	Entity map[string]string
	// CharsetReader converts other encodings to UTF-8.
	CharsetReader func(charset string, input io.Reader) (io.Reader, error)
	// DefaultSpace is the namespace of elements without prefix.
	DefaultSpace string

	r              io.ByteReader
	tokens         TokenReader
	buf            bytes.Buffer
	saved          *bytes.Buffer // what is read, for innerxml
	next           int           // a byte given back, -1 if none
	line           int
	lineStart      int64
	offset         int64
	err            error
	stack          []open
	needClose      bool // the element just begun ends at once
	toClose        Name
	pending        []Token // ends that AutoClose makes, and a token after them
	unmarshalDepth int
}

// open is an element that has begun.
type open struct {
	name   Name              // as written
	spaces map[string]string // namespaces that it declares, by prefix
}

// NewDecoder reads from r.
func NewDecoder(r io.Reader) *Decoder {
	d := &Decoder{next: -1, line: 1, Strict: true}
	d.switchTo(r)
	return d
}

// NewTokenDecoder reads the tokens of t.
func NewTokenDecoder(t TokenReader) *Decoder {
	if d, ok := t.(*Decoder); ok {
		return d
	}
	return &Decoder{tokens: t, next: -1, line: 1, Strict: true}
}

func (d *Decoder) switchTo(r io.Reader) {
	if b, ok := r.(io.ByteReader); ok {
		d.r = b
	} else {
		d.r = bufio.NewReader(r)
	}
}

// InputOffset is the number of bytes read.
func (d *Decoder) InputOffset() int64 { return d.offset }

// InputPos is the line and column of the place read to.
func (d *Decoder) InputPos() (line, column int) {
	return d.line, int(d.offset-d.lineStart) + 1
}

func (d *Decoder) syntaxError(msg string) error { return &SyntaxError{msg, d.line} }

// Token gives the next token, with namespaces resolved and ends checked.
func (d *Decoder) Token() (Token, error) {
	var t Token
	switch {
	case len(d.pending) > 0:
		t = d.pending[0]
		d.pending = d.pending[1:]
	default:
		var err error
		if t, err = d.rawToken(); t == nil && err != nil {
			if err == io.EOF && len(d.stack) > 0 {
				d.err = d.syntaxError("unexpected EOF")
				return nil, d.err
			}
			return nil, err
		} else if err != nil && err != io.EOF {
			return t, err
		}
	}
	if !d.Strict {
		if closing, ok := d.autoClose(t); ok {
			d.pending = append([]Token{t}, d.pending...)
			t = closing
		}
	}
	switch v := t.(type) {
	case StartElement:
		element := open{name: v.Name}
		for _, a := range v.Attr {
			prefix := ""
			switch {
			case a.Name.Space == "xmlns":
				prefix = a.Name.Local
			case a.Name.Space == "" && a.Name.Local == "xmlns":
			default:
				continue
			}
			if element.spaces == nil {
				element.spaces = map[string]string{}
			}
			element.spaces[prefix] = a.Value
		}
		d.stack = append(d.stack, element)
		d.resolve(&v.Name, true)
		for i := range v.Attr {
			d.resolve(&v.Attr[i].Name, false)
		}
		return v, nil
	case EndElement:
		if !d.endElement(&v) {
			return nil, d.err
		}
		return v, nil
	}
	return t, nil
}

const (
	xmlURL    = "http://www.w3.org/XML/1998/namespace"
	xmlPrefix = "xml"
)

// resolve replaces a name's prefix by its namespace.
func (d *Decoder) resolve(n *Name, isElement bool) {
	switch {
	case n.Space == "xmlns":
		return
	case n.Space == "" && !isElement:
		return
	case n.Space == xmlPrefix:
		n.Space = xmlURL
	case n.Space == "" && n.Local == "xmlns":
		return
	}
	for i := len(d.stack) - 1; i >= 0; i-- {
		if url, ok := d.stack[i].spaces[n.Space]; ok {
			n.Space = url
			return
		}
	}
	if n.Space == "" {
		n.Space = d.DefaultSpace
	}
}

// endElement checks an end against what is open and closes it.
func (d *Decoder) endElement(t *EndElement) bool {
	name := t.Name
	if len(d.stack) == 0 {
		d.err = d.syntaxError("unexpected end element </" + name.Local + ">")
		return false
	}
	last := d.stack[len(d.stack)-1].name
	switch {
	case last.Local != name.Local:
		if !d.Strict {
			d.needClose = true
			d.toClose = t.Name
			// As it stands, without its namespace.
			t.Name = last
			d.stack = d.stack[:len(d.stack)-1]
			return true
		}
		d.err = d.syntaxError("element <" + last.Local + "> closed by </" + name.Local + ">")
		return false
	case last.Space != name.Space:
		ns := name.Space
		if ns == "" {
			ns = `""`
		}
		d.err = d.syntaxError("element <" + last.Local + "> in space " + last.Space + " closed by </" + name.Local + "> in space " + ns)
		return false
	}
	d.resolve(&t.Name, true)
	d.stack = d.stack[:len(d.stack)-1]
	return true
}

// autoClose tells whether the open element ends before a token.
func (d *Decoder) autoClose(t Token) (Token, bool) {
	if len(d.stack) == 0 {
		return nil, false
	}
	last := d.stack[len(d.stack)-1].name
	for _, name := range d.AutoClose {
		if strings.EqualFold(name, last.Local) {
			if end, ok := t.(EndElement); !ok || !strings.EqualFold(end.Name.Local, last.Local) {
				return EndElement{last}, true
			}
			break
		}
	}
	return nil, false
}

// RawToken gives the next token as it stands.
func (d *Decoder) RawToken() (Token, error) {
	if d.unmarshalDepth > 0 {
		return nil, errors.New("xml: cannot use RawToken from UnmarshalXML method")
	}
	return d.rawToken()
}

// get reads a byte; false sets d.err.
func (d *Decoder) get() (byte, bool) {
	if d.err != nil {
		return 0, false
	}
	var b byte
	if d.next >= 0 {
		b = byte(d.next)
		d.next = -1
	} else {
		if b, d.err = d.r.ReadByte(); d.err != nil {
			return 0, false
		}
		if d.saved != nil {
			d.saved.WriteByte(b)
		}
	}
	if b == '\n' {
		d.line++
		d.lineStart = d.offset + 1
	}
	d.offset++
	return b, true
}

// unget gives the last byte back.
func (d *Decoder) unget(b byte) {
	if b == '\n' {
		d.line--
	}
	d.next = int(b)
	d.offset--
}

// mustGet reads a byte that has to be there.
func (d *Decoder) mustGet() (byte, bool) {
	b, ok := d.get()
	if !ok && d.err == io.EOF {
		d.err = d.syntaxError("unexpected EOF")
	}
	return b, ok
}

func (d *Decoder) space() {
	for {
		b, ok := d.get()
		if !ok {
			return
		}
		if b != ' ' && b != '\t' && b != '\n' && b != '\r' {
			d.unget(b)
			return
		}
	}
}

func (d *Decoder) fail(msg string) (Token, error) {
	if d.err == nil {
		d.err = d.syntaxError(msg)
	}
	return nil, d.err
}

func (d *Decoder) rawToken() (Token, error) {
	if d.tokens != nil {
		return d.tokens.Token()
	}
	if d.err != nil {
		return nil, d.err
	}
	if d.needClose {
		d.needClose = false
		return EndElement{d.toClose}, nil
	}
	b, ok := d.get()
	if !ok {
		return nil, d.err
	}
	if b != '<' {
		d.unget(b)
		data := d.text(-1, false)
		if data == nil {
			return nil, d.err
		}
		return CharData(data), nil
	}
	if b, ok = d.mustGet(); !ok {
		return nil, d.err
	}
	switch b {
	case '/':
		return d.end()
	case '?':
		return d.procInst()
	case '!':
		return d.declaration()
	}
	d.unget(b)
	return d.start()
}

func (d *Decoder) end() (Token, error) {
	name, ok := d.nsname()
	if !ok {
		return d.fail("expected element name after </")
	}
	d.space()
	b, ok := d.mustGet()
	if !ok {
		return nil, d.err
	}
	if b != '>' {
		return d.fail("invalid characters between </" + name.Local + " and >")
	}
	return EndElement{name}, nil
}

func (d *Decoder) start() (Token, error) {
	name, ok := d.nsname()
	if !ok {
		return d.fail("expected element name after <")
	}
	attr := []Attr{}
	for {
		d.space()
		b, ok := d.mustGet()
		if !ok {
			return nil, d.err
		}
		if b == '/' {
			if b, ok = d.mustGet(); !ok {
				return nil, d.err
			}
			if b != '>' {
				return d.fail("expected /> in element")
			}
			d.needClose = true
			d.toClose = name
			break
		}
		if b == '>' {
			break
		}
		d.unget(b)
		a := Attr{}
		if a.Name, ok = d.nsname(); !ok {
			return d.fail("expected attribute name in element")
		}
		d.space()
		if b, ok = d.mustGet(); !ok {
			return nil, d.err
		}
		if b != '=' {
			if d.Strict {
				return d.fail("attribute name without = in element")
			}
			d.unget(b)
			a.Value = a.Name.Local
		} else {
			d.space()
			value := d.attrValue()
			if value == nil {
				return nil, d.err
			}
			a.Value = string(value)
		}
		attr = append(attr, a)
	}
	return StartElement{name, attr}, nil
}

func (d *Decoder) attrValue() []byte {
	b, ok := d.mustGet()
	if !ok {
		return nil
	}
	if b == '"' || b == '\'' {
		return d.text(int(b), false)
	}
	if d.Strict {
		d.fail("unquoted or missing attribute value in element")
		return nil
	}
	d.unget(b)
	d.buf.Reset()
	for {
		if b, ok = d.mustGet(); !ok {
			return nil
		}
		if !('a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9' || b == '_' || b == ':' || b == '-') {
			d.unget(b)
			return bytes.Clone(d.buf.Bytes())
		}
		d.buf.WriteByte(b)
	}
}

// until reads up to a text, which it takes but does not give.
func (d *Decoder) until(end string) ([]byte, bool) {
	var data []byte
	for {
		b, ok := d.mustGet()
		if !ok {
			return nil, false
		}
		data = append(data, b)
		if bytes.HasSuffix(data, []byte(end)) {
			return data[:len(data)-len(end)], true
		}
	}
}

func (d *Decoder) procInst() (Token, error) {
	target, ok := d.name()
	if !ok {
		return d.fail("expected target name after <?")
	}
	d.space()
	data, ok := d.until("?>")
	if !ok {
		return nil, d.err
	}
	if target == "xml" {
		content := string(data)
		if version := procParam("version", content); version != "" && version != "1.0" {
			d.err = fmt.Errorf("xml: unsupported version %q; only version 1.0 is supported", version)
			return nil, d.err
		}
		if enc := procParam("encoding", content); enc != "" && !strings.EqualFold(enc, "utf-8") {
			if d.CharsetReader == nil {
				d.err = fmt.Errorf("xml: encoding %q declared but Decoder.CharsetReader is nil", enc)
				return nil, d.err
			}
			r, err := d.CharsetReader(enc, d.r.(io.Reader))
			if err != nil {
				d.err = fmt.Errorf("xml: opening charset %q: %w", enc, err)
				return nil, d.err
			}
			d.switchTo(r)
		}
	}
	return ProcInst{target, data}, nil
}

// procParam is the value of param="value" in s.
func procParam(param, s string) string {
	for {
		i := strings.Index(s, param+"=")
		if i < 0 {
			return ""
		}
		value := s[i+len(param)+1:]
		if i > 0 && !unicode.IsSpace(rune(s[i-1])) || value == "" || value[0] != '"' && value[0] != '\'' {
			s = value
			continue
		}
		value, _, ok := strings.Cut(value[1:], value[:1])
		if !ok {
			return ""
		}
		return value
	}
}

// declaration reads what begins with <!: a comment, CDATA or a directive.
func (d *Decoder) declaration() (Token, error) {
	b, ok := d.mustGet()
	if !ok {
		return nil, d.err
	}
	switch b {
	case '-':
		if b, ok = d.mustGet(); !ok {
			return nil, d.err
		}
		if b != '-' {
			return d.fail("invalid sequence <!- not part of <!--")
		}
		data, ok := d.until("--")
		if !ok {
			return nil, d.err
		}
		if b, ok = d.mustGet(); !ok {
			return nil, d.err
		}
		if b != '>' {
			return d.fail(`invalid sequence "--" not allowed in comments`)
		}
		return Comment(data), nil
	case '[':
		for _, want := range []byte("CDATA[") {
			if b, ok = d.mustGet(); !ok {
				return nil, d.err
			}
			if b != want {
				return d.fail("invalid <![ sequence")
			}
		}
		data := d.text(-1, true)
		if data == nil {
			return nil, d.err
		}
		return CharData(data), nil
	}
	return d.directive(b)
}

// directive reads up to the > that ends it: quotes and inner < > pair; comments are left
// out.
func (d *Decoder) directive(b byte) (Token, error) {
	data := []byte{b}
	quote := byte(0)
	depth := 0
	for {
		b, ok := d.mustGet()
		if !ok {
			return nil, d.err
		}
		if quote == 0 && b == '>' && depth == 0 {
			return Directive(data), nil
		}
		data = append(data, b)
		switch {
		case b == quote:
			quote = 0
		case quote != 0:
		case b == '\'' || b == '"':
			quote = b
		case b == '>':
			depth--
		case b == '<':
			depth++
		case bytes.HasSuffix(data, []byte("<!--")):
			data = data[:len(data)-4]
			for {
				if _, ok := d.until("--"); !ok {
					return nil, d.err
				}
				if b, ok = d.mustGet(); !ok {
					return nil, d.err
				}
				if b == '>' {
					break
				}
				d.unget(b)
			}
			data = append(data, ' ')
			depth--
		}
	}
}

var entities = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "apos": '\'', "quot": '"'}

// text reads text up to a quote, up to ]]> (CDATA) or up to <. nil if something is wrong.
func (d *Decoder) text(quote int, cdata bool) []byte {
	d.buf.Reset()
	var b0, b1 byte
	for {
		b, ok := d.get()
		if !ok {
			if cdata {
				if d.err == io.EOF {
					d.err = d.syntaxError("unexpected EOF in CDATA section")
				}
				return nil
			}
			break
		}
		if b0 == ']' && b1 == ']' && b == '>' {
			if cdata {
				d.buf.Truncate(d.buf.Len() - 2)
				break
			}
			d.fail("unescaped ]]> not in CDATA section")
			return nil
		}
		if b == '<' && !cdata {
			if quote >= 0 {
				d.fail("unescaped < inside quoted string")
				return nil
			}
			d.unget('<')
			break
		}
		if quote >= 0 && b == byte(quote) {
			break
		}
		if b == '&' && !cdata {
			if !d.entity() {
				return nil
			}
			b0, b1 = 0, 0
			continue
		}
		switch {
		case b == '\r':
			d.buf.WriteByte('\n')
		case b1 == '\r' && b == '\n':
			// Written already.
		default:
			d.buf.WriteByte(b)
		}
		b0, b1 = b1, b
	}
	data := d.buf.Bytes()
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			d.fail("invalid UTF-8")
			return nil
		}
		rest = rest[n:]
		if !isCharacter(r) {
			d.fail(fmt.Sprintf("illegal character code %U", r))
			return nil
		}
	}
	return append([]byte{}, data...)
}

// entity reads a reference behind its ampersand into the buffer.
func (d *Decoder) entity() bool {
	before := d.buf.Len()
	d.buf.WriteByte('&')
	b, ok := d.mustGet()
	if !ok {
		return false
	}
	text, have := "", false
	if b == '#' {
		d.buf.WriteByte(b)
		if b, ok = d.mustGet(); !ok {
			return false
		}
		base := 10
		if b == 'x' {
			base = 16
			d.buf.WriteByte(b)
			if b, ok = d.mustGet(); !ok {
				return false
			}
		}
		start := d.buf.Len()
		for '0' <= b && b <= '9' || base == 16 && ('a' <= b && b <= 'f' || 'A' <= b && b <= 'F') {
			d.buf.WriteByte(b)
			if b, ok = d.mustGet(); !ok {
				return false
			}
		}
		if b != ';' {
			d.unget(b)
		} else {
			digits := string(d.buf.Bytes()[start:])
			d.buf.WriteByte(';')
			if n, err := strconv.ParseUint(digits, base, 64); err == nil && n <= unicode.MaxRune {
				text, have = string(rune(n)), true
			}
		}
	} else {
		d.unget(b)
		start := d.buf.Len()
		if !d.readName() {
			if d.err != nil {
				return false
			}
		}
		if b, ok = d.mustGet(); !ok {
			return false
		}
		if b != ';' {
			d.unget(b)
		} else {
			name := string(d.buf.Bytes()[start:])
			d.buf.WriteByte(';')
			if isName([]byte(name)) {
				if r, ok := entities[name]; ok {
					text, have = string(r), true
				} else if d.Entity != nil {
					text, have = d.Entity[name]
				}
			}
		}
	}
	if have {
		d.buf.Truncate(before)
		d.buf.WriteString(text)
		return true
	}
	if !d.Strict {
		return true
	}
	ent := string(d.buf.Bytes()[before:])
	if !strings.HasSuffix(ent, ";") {
		ent += " (no semicolon)"
	}
	d.fail("invalid character entity " + ent)
	return false
}

// isCharacter tells whether a character may occur in XML.
func isCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// nsname reads a name, with prefix if it has one.
func (d *Decoder) nsname() (name Name, ok bool) {
	s, ok := d.name()
	if !ok {
		return name, false
	}
	if strings.Count(s, ":") > 1 {
		return name, false
	}
	if space, local, found := strings.Cut(s, ":"); found && space != "" && local != "" {
		return Name{space, local}, true
	}
	return Name{"", s}, true
}

func (d *Decoder) name() (string, bool) {
	d.buf.Reset()
	if !d.readName() {
		return "", false
	}
	b := d.buf.Bytes()
	if !isName(b) {
		d.fail("invalid XML name: " + string(b))
		return "", false
	}
	return string(b), true
}

// readName reads the bytes that a name may have.
func (d *Decoder) readName() bool {
	b, ok := d.mustGet()
	if !ok {
		return false
	}
	if b < utf8.RuneSelf && !isNameByte(b) {
		d.unget(b)
		return false
	}
	d.buf.WriteByte(b)
	for {
		if b, ok = d.mustGet(); !ok {
			return false
		}
		if b < utf8.RuneSelf && !isNameByte(b) {
			d.unget(b)
			return true
		}
		d.buf.WriteByte(b)
	}
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == ':' || c == '.' || c == '-'
}

// isName tells whether s is a name: letters, digits and marks, no digit at the front.
func isName(s []byte) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 {
			return false
		}
		first := r == '_' || r == ':' || unicode.IsLetter(r) || unicode.Is(unicode.Nl, r)
		if !first && (i == 0 || !(r == '-' || r == '.' || r == 0xb7 || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.Lm, r))) {
			return false
		}
		i += n
	}
	return len(s) > 0
}

// HTMLEntity are the entities of HTML, to be used as Decoder.Entity.
var HTMLEntity map[string]string = htmlEntity

// HTMLAutoClose are the elements of HTML without end, to be used as Decoder.AutoClose.
var HTMLAutoClose []string = htmlAutoClose

var htmlAutoClose = []string{"basefont", "br", "area", "link", "img", "param", "hr", "input", "col", "frame", "isindex", "base", "meta"}

// EscapeText writes text with references for what XML would take for its own.
func EscapeText(w io.Writer, s []byte) error { return escapeText(w, s, true) }

// Escape is EscapeText without the error.
func Escape(w io.Writer, s []byte) { EscapeText(w, s) }

func escapeText(w io.Writer, s []byte, newlines bool) error {
	var b bytes.Buffer
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		i += n
		switch {
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '\t':
			b.WriteString("&#x9;")
		case r == '\n' && newlines:
			b.WriteString("&#xA;")
		case r == '\r':
			b.WriteString("&#xD;")
		case !isCharacter(r) || r == utf8.RuneError && n == 1:
			b.WriteString("\ufffd")
		default:
			b.WriteRune(r)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
