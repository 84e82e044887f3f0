package xml

import (
	"bufio"
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Header is what an XML file may begin with; Marshal does not write it.
const Header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Marshaler is a type that encodes itself as an element.
type Marshaler interface {
	MarshalXML(e *Encoder, start StartElement) error
}

// MarshalerAttr is a type that encodes itself as an attribute.
type MarshalerAttr interface {
	MarshalXMLAttr(name Name) (Attr, error)
}

// UnsupportedTypeError is a value of a type that has no encoding.
type UnsupportedTypeError struct {
	Type reflect.Type
}

func (e *UnsupportedTypeError) Error() string { return "xml: unsupported type: " + e.Type.String() }

// Marshal is the encoding of v.
func Marshal(v any) ([]byte, error) { return MarshalIndent(v, "", "") }

// MarshalIndent is Marshal with each element on a line of its own.
func MarshalIndent(v any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := NewEncoder(&b)
	enc.Indent(prefix, indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

var errClosed = errors.New("use of closed Encoder")

// Encoder writes XML.
type Encoder struct {
	w              *bufio.Writer
	prefix, indent string
	depth          int
	indented       bool // the last end stands on its own line
	newline        bool // something was written before
	tags           []Name
	spaces         []map[string]string // prefixes by namespace, of the open elements
	nprefix        int
	closed         bool
	err            error
}

// NewEncoder writes to w.
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: bufio.NewWriter(w)} }

// Indent puts each element on a line of its own.
func (e *Encoder) Indent(prefix, indent string) { e.prefix, e.indent = prefix, indent }

// Encode writes v.
func (e *Encoder) Encode(v any) error {
	if e.closed {
		return errClosed
	}
	if err := e.value(reflect.ValueOf(v), nil, nil); err != nil {
		return err
	}
	return e.w.Flush()
}

// EncodeElement writes v as the element that start is.
func (e *Encoder) EncodeElement(v any, start StartElement) error {
	if e.closed {
		return errClosed
	}
	if err := e.value(reflect.ValueOf(v), nil, &start); err != nil {
		return err
	}
	return e.w.Flush()
}

// Flush writes what is buffered.
func (e *Encoder) Flush() error { return e.w.Flush() }

// Close ends the output; open elements are an error.
func (e *Encoder) Close() error {
	if e.closed {
		return nil
	}
	e.closed = true
	if err := e.w.Flush(); err != nil {
		return err
	}
	if n := len(e.tags); n > 0 {
		return fmt.Errorf("unclosed tag <%s>", e.tags[n-1].Local)
	}
	return nil
}

// EncodeToken writes a token; the caller makes starts and ends match.
func (e *Encoder) EncodeToken(t Token) error {
	if e.closed {
		return errClosed
	}
	switch t := t.(type) {
	case StartElement:
		return e.start(&t)
	case EndElement:
		return e.end(t.Name)
	case CharData:
		escapeText(e.w, t, false)
	case Comment:
		if bytes.Contains(t, []byte("-->")) {
			return errors.New("xml: EncodeToken of Comment containing --> marker")
		}
		e.w.WriteString("<!--" + string(t) + "-->")
		return e.cachedError()
	case ProcInst:
		if t.Target == "xml" && e.newline {
			return errors.New("xml: EncodeToken of ProcInst xml target only valid for xml declaration, first token encoded")
		}
		if !isName([]byte(t.Target)) {
			return errors.New("xml: EncodeToken of ProcInst with invalid Target")
		}
		if bytes.Contains(t.Inst, []byte("?>")) {
			return errors.New("xml: EncodeToken of ProcInst containing ?> marker")
		}
		e.w.WriteString("<?" + t.Target)
		if len(t.Inst) > 0 {
			e.w.WriteString(" " + string(t.Inst))
		}
		e.w.WriteString("?>")
	case Directive:
		if !balanced(t) {
			return errors.New("xml: EncodeToken of Directive containing wrong < or > markers")
		}
		e.w.WriteString("<!" + string(t) + ">")
	default:
		return fmt.Errorf("xml: EncodeToken of invalid token type")
	}
	return e.cachedError()
}

func (e *Encoder) cachedError() error {
	if e.closed {
		return errClosed
	}
	_, err := e.w.Write(nil)
	return err
}

// balanced tells whether < and > pair outside of quotes and comments.
func balanced(dir Directive) bool {
	depth, quote, comment := 0, byte(0), false
	for i, c := range dir {
		switch {
		case comment:
			if c == '>' && bytes.HasSuffix(dir[:i], []byte("--")) {
				comment = false
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '<':
			if bytes.HasPrefix(dir[i:], []byte("<!--")) {
				comment = true
			} else {
				depth++
			}
		case c == '>':
			if depth == 0 {
				return false
			}
			depth--
		}
	}
	return depth == 0 && quote == 0 && !comment
}

// line begins a line for an element that begins (+1), ends (-1) or a comment (0).
func (e *Encoder) line(delta int) {
	if e.prefix == "" && e.indent == "" {
		return
	}
	if delta < 0 {
		e.depth--
		if e.indented {
			e.indented = false
			return
		}
		e.indented = false
	}
	if e.newline {
		e.w.WriteByte('\n')
	} else {
		e.newline = true
	}
	e.w.WriteString(e.prefix + strings.Repeat(e.indent, max(e.depth, 0)))
	if delta > 0 {
		e.depth++
		e.indented = true
	}
}

// attrPrefix is the prefix for a namespace of attributes, which it declares if needed.
func (e *Encoder) attrPrefix(url string) string {
	if url == xmlURL {
		return xmlPrefix
	}
	for _, spaces := range e.spaces {
		if prefix, ok := spaces[url]; ok {
			return prefix
		}
	}
	// The last part of the URL, if that is a name nobody uses.
	prefix := strings.TrimRight(url, "/")
	prefix = prefix[strings.LastIndex(prefix, "/")+1:]
	if prefix == "" || !isName([]byte(prefix)) || strings.Contains(prefix, ":") {
		prefix = "_"
	}
	if len(prefix) >= 3 && strings.EqualFold(prefix[:3], "xml") {
		prefix = "_" + prefix
	}
	used := func(p string) bool {
		for _, spaces := range e.spaces {
			for _, known := range spaces {
				if known == p {
					return true
				}
			}
		}
		return false
	}
	if used(prefix) {
		for e.nprefix++; used(prefix + "_" + strconv.Itoa(e.nprefix)); e.nprefix++ {
		}
		prefix += "_" + strconv.Itoa(e.nprefix)
	}
	top := len(e.spaces) - 1
	if e.spaces[top] == nil {
		e.spaces[top] = map[string]string{}
	}
	e.spaces[top][url] = prefix
	e.w.WriteString(`xmlns:` + prefix + `="`)
	EscapeText(e.w, []byte(url))
	e.w.WriteString(`" `)
	return prefix
}

func (e *Encoder) start(start *StartElement) error {
	if start.Name.Local == "" {
		return fmt.Errorf("xml: start tag with no name")
	}
	e.tags = append(e.tags, start.Name)
	e.spaces = append(e.spaces, nil)
	e.line(1)
	e.w.WriteString("<" + start.Name.Local)
	if start.Name.Space != "" {
		e.w.WriteString(` xmlns="`)
		escapeText(e.w, []byte(start.Name.Space), true)
		e.w.WriteByte('"')
	}
	for _, a := range start.Attr {
		if a.Name.Local == "" {
			continue
		}
		e.w.WriteByte(' ')
		if a.Name.Space != "" {
			e.w.WriteString(e.attrPrefix(a.Name.Space) + ":")
		}
		e.w.WriteString(a.Name.Local + `="`)
		escapeText(e.w, []byte(a.Value), true)
		e.w.WriteByte('"')
	}
	e.w.WriteByte('>')
	return nil
}

func (e *Encoder) end(name Name) error {
	if name.Local == "" {
		return fmt.Errorf("xml: end tag with no name")
	}
	if len(e.tags) == 0 || e.tags[len(e.tags)-1].Local == "" {
		return fmt.Errorf("xml: end tag </%s> without start tag", name.Local)
	}
	if top := e.tags[len(e.tags)-1]; top != name {
		if top.Local != name.Local {
			return fmt.Errorf("xml: end tag </%s> does not match start tag <%s>", name.Local, top.Local)
		}
		return fmt.Errorf("xml: end tag </%s> in namespace %s does not match start tag <%s> in namespace %s", name.Local, name.Space, top.Local, top.Space)
	}
	e.tags = e.tags[:len(e.tags)-1]
	e.line(-1)
	e.w.WriteString("</" + name.Local + ">")
	e.spaces = e.spaces[:len(e.spaces)-1]
	return nil
}

var (
	marshalerType     = reflect.TypeFor[Marshaler]()
	marshalerAttrType = reflect.TypeFor[MarshalerAttr]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Interface, reflect.Pointer:
		return v.IsZero()
	}
	return false
}

// defaultStart is the element for a value with methods of its own.
func defaultStart(t reflect.Type, f *field, template *StartElement) StartElement {
	var start StartElement
	switch {
	case template != nil:
		start.Name = template.Name
		start.Attr = append(start.Attr, template.Attr...)
	case f != nil && f.name != "":
		start.Name = Name{f.xmlns, f.name}
	case t.Name() != "":
		start.Name.Local = t.Name()
	default:
		// A pointer to a named type, since it has methods.
		start.Name.Local = t.Elem().Name()
	}
	return start
}

// value writes a value as the element that template or the field says.
func (e *Encoder) value(v reflect.Value, f *field, template *StartElement) error {
	if template != nil && template.Name.Local == "" {
		return fmt.Errorf("xml: EncodeElement of StartElement with missing name")
	}
	if !v.IsValid() {
		return nil
	}
	if f != nil && f.kind&omitEmpty != 0 && isEmpty(v) {
		return nil
	}
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	t := v.Type()
	if m, ok := own[Marshaler](v, marshalerType); ok {
		return e.ownElement(m, defaultStart(t, f, template))
	}
	if m, ok := own[encoding.TextMarshaler](v, textMarshalerType); ok {
		return e.ownText(m, defaultStart(t, f, template))
	}
	if (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8 {
		for i := range v.Len() {
			if err := e.value(v.Index(i), f, template); err != nil {
				return err
			}
		}
		return nil
	}
	info, err := infoOf(t)
	if err != nil {
		return err
	}
	start, err := e.startOf(v, info, f, template)
	if err != nil {
		return err
	}
	for i := range info.fields {
		f := &info.fields[i]
		if f.kind&isAttr == 0 {
			continue
		}
		fv := f.in(v, false)
		if !fv.IsValid() || f.kind&omitEmpty != 0 && isEmpty(fv) || fv.Kind() == reflect.Interface && fv.IsNil() {
			continue
		}
		if err := e.attr(&start, Name{f.xmlns, f.name}, fv); err != nil {
			return err
		}
	}
	if err := e.start(&start); err != nil {
		return err
	}
	if v.Kind() == reflect.Struct {
		err = e.structure(info, v)
	} else {
		var s string
		var b []byte
		if s, b, err = simple(t, v); err == nil {
			if b != nil {
				EscapeText(e.w, b)
			} else {
				EscapeText(e.w, []byte(s))
			}
		}
	}
	if err != nil {
		return err
	}
	if err := e.end(start.Name); err != nil {
		return err
	}
	return e.cachedError()
}

// startOf names the element: as template says, or the struct, its field, or its type.
func (e *Encoder) startOf(v reflect.Value, info *typeInfo, f *field, template *StartElement) (StartElement, error) {
	var start StartElement
	if template != nil {
		start.Name = template.Name
		start.Attr = append(start.Attr, template.Attr...)
	} else if named := info.xmlName; named != nil {
		if named.name != "" {
			start.Name = Name{named.xmlns, named.name}
		} else {
			fv := named.in(v, false)
			if name, ok := fv.Interface().(Name); ok && name.Local != "" {
				start.Name = name
			}
		}
	}
	if start.Name.Local == "" && f != nil {
		start.Name = Name{f.xmlns, f.name}
	}
	if start.Name.Local == "" {
		name := v.Type().Name()
		if i := strings.IndexByte(name, '['); i >= 0 {
			// Without type arguments.
			name = name[:i]
		}
		if name == "" {
			return start, &UnsupportedTypeError{v.Type()}
		}
		start.Name.Local = name
	}
	return start, nil
}

func (e *Encoder) attr(start *StartElement, name Name, v reflect.Value) error {
	if m, ok := own[MarshalerAttr](v, marshalerAttrType); ok {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return nil
		}
		a, err := m.MarshalXMLAttr(name)
		if err != nil {
			return err
		}
		if a.Name.Local != "" {
			start.Attr = append(start.Attr, a)
		}
		return nil
	}
	if m, ok := own[encoding.TextMarshaler](v, textMarshalerType); ok {
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return nil
		}
		text, err := m.MarshalText()
		if err != nil {
			return err
		}
		start.Attr = append(start.Attr, Attr{name, string(text)})
		return nil
	}
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
		for i := range v.Len() {
			if err := e.attr(start, name, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	if v.Type() == attrType {
		start.Attr = append(start.Attr, v.Interface().(Attr))
		return nil
	}
	s, b, err := simple(v.Type(), v)
	if err != nil {
		return err
	}
	if b != nil {
		s = string(b)
	}
	start.Attr = append(start.Attr, Attr{name, s})
	return nil
}

// ownElement calls MarshalXML; it must write whole elements.
func (e *Encoder) ownElement(m Marshaler, start StartElement) error {
	e.tags = append(e.tags, Name{})
	n := len(e.tags)
	if err := m.MarshalXML(e, start); err != nil {
		return err
	}
	if len(e.tags) > n {
		return fmt.Errorf("xml: %s.MarshalXML wrote invalid XML: <%s> not closed", reflect.TypeOf(m), e.tags[len(e.tags)-1].Local)
	}
	e.tags = e.tags[:n-1]
	return nil
}

func (e *Encoder) ownText(m encoding.TextMarshaler, start StartElement) error {
	if err := e.start(&start); err != nil {
		return err
	}
	text, err := m.MarshalText()
	if err != nil {
		return err
	}
	EscapeText(e.w, text)
	return e.end(start.Name)
}

// simple is the text of a value that is no struct.
func simple(t reflect.Type, v reflect.Value) (string, []byte, error) {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), nil, nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), nil, nil
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()), nil, nil
	case v.Kind() == reflect.String:
		return v.String(), nil, nil
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil, nil
	case v.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "", append([]byte{}, v.Bytes()...), nil
	case v.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8:
		b := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(b), v)
		return "", b, nil
	}
	return "", nil, &UnsupportedTypeError{t}
}

func cdata(w io.Writer, s []byte) {
	if len(s) == 0 {
		return
	}
	io.WriteString(w, "<![CDATA["+strings.ReplaceAll(string(s), "]]>", "]]]]><![CDATA[>")+"]]>")
}

func indirect(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return v
		}
		v = v.Elem()
	}
	return v
}

// structure writes the fields that are no attributes.
func (e *Encoder) structure(info *typeInfo, v reflect.Value) error {
	var parents parentStack
	parents.e = e
	for i := range info.fields {
		f := &info.fields[i]
		if f.kind&isAttr != 0 {
			continue
		}
		fv := f.in(v, false)
		if !fv.IsValid() {
			continue
		}
		var err error
		switch f.kind & kindMask {
		case isCDATA, isCharData:
			err = e.charData(&parents, f, fv)
		case isComment:
			err = e.comment(&parents, fv)
		case isInnerXML:
			fv = indirect(fv)
			switch raw := fv.Interface().(type) {
			case []byte:
				e.w.Write(raw)
				continue
			case string:
				e.w.WriteString(raw)
				continue
			}
			err = e.value(fv, f, nil)
		case isElement, isElement | isAny:
			if err = parents.trim(f.parents); err != nil {
				return err
			}
			if len(f.parents) > len(parents.names) && !((fv.Kind() == reflect.Pointer || fv.Kind() == reflect.Interface) && fv.IsNil()) {
				if err := parents.push(f.parents[len(parents.names):]); err != nil {
					return err
				}
			}
			err = e.value(fv, f, nil)
		}
		if err != nil {
			return err
		}
	}
	if err := parents.trim(nil); err != nil {
		return err
	}
	return e.cachedError()
}

func (e *Encoder) charData(parents *parentStack, f *field, v reflect.Value) error {
	emit := func(w io.Writer, s []byte) { escapeText(w, s, true) }
	if f.kind&kindMask == isCDATA {
		emit = cdata
	}
	if err := parents.trim(f.parents); err != nil {
		return err
	}
	if m, ok := own[encoding.TextMarshaler](v, textMarshalerType); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		text, err := m.MarshalText()
		if err != nil {
			return err
		}
		emit(e.w, text)
		return nil
	}
	v = indirect(v)
	if s, b, err := simple(v.Type(), v); err == nil {
		if b != nil {
			emit(e.w, b)
		} else {
			emit(e.w, []byte(s))
		}
	}
	return nil
}

func (e *Encoder) comment(parents *parentStack, v reflect.Value) error {
	if err := parents.trim(nil); err != nil {
		return err
	}
	v = indirect(v)
	var text []byte
	switch v.Kind() {
	case reflect.String:
		text = []byte(v.String())
	case reflect.Slice:
		text = v.Bytes()
	default:
		return fmt.Errorf("xml: bad type for comment field of %s", v.Type())
	}
	if len(text) == 0 {
		return nil
	}
	if bytes.Contains(text, []byte("--")) {
		return errors.New(`xml: comments must not contain "--"`)
	}
	e.line(0)
	e.w.WriteString("<!--" + string(text))
	if text[len(text)-1] == '-' {
		e.w.WriteByte(' ')
	}
	e.w.WriteString("-->")
	return nil
}

// parentStack are the elements of paths a>b that are open.
type parentStack struct {
	e     *Encoder
	names []string
}

// trim closes what the path does not share.
func (s *parentStack) trim(path []string) error {
	shared := 0
	for shared < len(path) && shared < len(s.names) && path[shared] == s.names[shared] {
		shared++
	}
	for i := len(s.names) - 1; i >= shared; i-- {
		if err := s.e.end(Name{"", s.names[i]}); err != nil {
			return err
		}
	}
	s.names = s.names[:shared]
	return nil
}

func (s *parentStack) push(names []string) error {
	for _, name := range names {
		if err := s.e.start(&StartElement{Name: Name{"", name}}); err != nil {
			return err
		}
	}
	s.names = append(s.names, names...)
	return nil
}
