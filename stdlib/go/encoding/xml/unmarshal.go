package xml

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// UnmarshalError is something that does not fit.
type UnmarshalError string

func (e UnmarshalError) Error() string { return string(e) }

// Unmarshaler is a type that decodes itself from an element.
type Unmarshaler interface {
	UnmarshalXML(d *Decoder, start StartElement) error
}

// UnmarshalerAttr is a type that decodes itself from an attribute.
type UnmarshalerAttr interface {
	UnmarshalXMLAttr(attr Attr) error
}

// Unmarshal decodes data into what v points to.
func Unmarshal(data []byte, v any) error { return NewDecoder(bytes.NewReader(data)).Decode(v) }

// Decode decodes the next element into what v points to.
func (d *Decoder) Decode(v any) error { return d.DecodeElement(v, nil) }

// DecodeElement decodes the element that start began, the next one if it is nil.
func (d *Decoder) DecodeElement(v any, start *StartElement) error {
	value := reflect.ValueOf(v)
	if value.Kind() != reflect.Pointer {
		return errors.New("non-pointer passed to Unmarshal")
	}
	if value.IsNil() {
		return errors.New("nil pointer passed to Unmarshal")
	}
	return d.unmarshal(value.Elem(), start, 0)
}

const maxDepth = 10000

var errDepth = errors.New("exceeded max depth")

var (
	unmarshalerType     = reflect.TypeFor[Unmarshaler]()
	unmarshalerAttrType = reflect.TypeFor[UnmarshalerAttr]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	attrType            = reflect.TypeFor[Attr]()
)

// own gives v or its address as an I, if its type has the methods.
func own[I any](v reflect.Value, t reflect.Type) (result I, ok bool) {
	if v.CanInterface() && v.Type().Implements(t) {
		return v.Interface().(I), true
	}
	if v.CanAddr() {
		if p := v.Addr(); p.CanInterface() && p.Type().Implements(t) {
			return p.Interface().(I), true
		}
	}
	return result, false
}

// ownElement calls UnmarshalXML; it must read the whole element.
func (d *Decoder) ownElement(u Unmarshaler, start *StartElement) error {
	depth := len(d.stack)
	d.unmarshalDepth++
	err := u.UnmarshalXML(d, *start)
	d.unmarshalDepth--
	if err != nil {
		return err
	}
	if len(d.stack) != depth-1 {
		return fmt.Errorf("xml: %s.UnmarshalXML did not consume entire <%s> element", reflect.TypeOf(u), start.Name.Local)
	}
	return nil
}

func (d *Decoder) attr(v reflect.Value, a Attr) error {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if u, ok := own[UnmarshalerAttr](v, unmarshalerAttrType); ok {
		return u.UnmarshalXMLAttr(a)
	}
	if u, ok := own[encoding.TextUnmarshaler](v, textUnmarshalerType); ok {
		return u.UnmarshalText([]byte(a.Value))
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
		// One attribute per element.
		n := v.Len()
		v.Grow(1)
		v.SetLen(n + 1)
		if err := d.attr(v.Index(n), a); err != nil {
			v.SetLen(n)
			return err
		}
		return nil
	}
	if v.Type() == attrType {
		v.Set(reflect.ValueOf(a))
		return nil
	}
	return setText(v, []byte(a.Value))
}

// structState is what is to be done with the parts of an element that is a struct.
type structState struct {
	value                          reflect.Value
	info                           *typeInfo
	saveData, saveComment, saveXML reflect.Value
	saveAny                        reflect.Value
	saveXMLFrom                    int
}

func (d *Decoder) unmarshal(v reflect.Value, start *StartElement, depth int) error {
	if depth >= maxDepth {
		return errDepth
	}
	for start == nil {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if s, ok := t.(StartElement); ok {
			start = &s
		}
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		if e := v.Elem(); e.Kind() == reflect.Pointer && !e.IsNil() {
			v = e
		}
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if u, ok := own[Unmarshaler](v, unmarshalerType); ok {
		return d.ownElement(u, start)
	}
	text, isText := own[encoding.TextUnmarshaler](v, textUnmarshalerType)
	s := structState{}
	switch {
	case isText:
	case v.Kind() == reflect.Interface:
		return d.Skip()
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		n := v.Len()
		v.Grow(1)
		v.SetLen(n + 1)
		if err := d.unmarshal(v.Index(n), start, depth+1); err != nil {
			v.SetLen(n)
			return err
		}
		return nil
	case v.Kind() == reflect.Struct && v.Type() == nameType:
		v.Set(reflect.ValueOf(start.Name))
	case v.Kind() == reflect.Struct:
		if err := d.prepare(&s, v, start); err != nil {
			return err
		}
	case v.Kind() == reflect.Bool, v.CanInt(), v.CanUint(), v.CanFloat(), v.Kind() == reflect.String, v.Kind() == reflect.Slice:
		s.saveData = v
	default:
		return errors.New("unknown type " + v.Type().String())
	}
	data, comment, err := d.content(&s, start, depth, isText)
	if err != nil {
		return err
	}
	if isText {
		return text.UnmarshalText(data)
	}
	if s.saveData.IsValid() {
		if u, ok := own[encoding.TextUnmarshaler](s.saveData, textUnmarshalerType); ok {
			if err := u.UnmarshalText(data); err != nil {
				return err
			}
		} else if err := setText(s.saveData, data); err != nil {
			return err
		}
	}
	setBytes(s.saveComment, comment)
	return nil
}

func setBytes(v reflect.Value, b []byte) {
	if !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(string(b))
	case reflect.Slice:
		v.Set(reflect.ValueOf(b).Convert(v.Type()))
	}
}

// prepare sets name and attributes of a struct and finds what else it wants.
func (d *Decoder) prepare(s *structState, v reflect.Value, start *StartElement) error {
	info, err := infoOf(v.Type())
	if err != nil {
		return err
	}
	s.value, s.info = v, info
	if f := info.xmlName; f != nil {
		if f.name != "" && f.name != start.Name.Local {
			return UnmarshalError("expected element type <" + f.name + "> but have <" + start.Name.Local + ">")
		}
		if f.xmlns != "" && f.xmlns != start.Name.Space {
			e := "expected element <" + f.name + "> in name space " + f.xmlns + " but have "
			if start.Name.Space == "" {
				e += "no name space"
			} else {
				e += start.Name.Space
			}
			return UnmarshalError(e)
		}
		if name := f.in(v, true); name.Type() == nameType {
			name.Set(reflect.ValueOf(start.Name))
		}
	}
	for _, a := range start.Attr {
		handled := false
		anyField := -1
		for i := range info.fields {
			f := &info.fields[i]
			switch f.kind & kindMask {
			case isAttr:
				if a.Name.Local == f.name && (f.xmlns == "" || f.xmlns == a.Name.Space) {
					if err := d.attr(f.in(v, true), a); err != nil {
						return err
					}
					handled = true
				}
			case isAny | isAttr:
				if anyField < 0 {
					anyField = i
				}
			}
		}
		if !handled && anyField >= 0 {
			if err := d.attr(info.fields[anyField].in(v, true), a); err != nil {
				return err
			}
		}
	}
	for i := range info.fields {
		f := &info.fields[i]
		switch f.kind & kindMask {
		case isCDATA, isCharData:
			if !s.saveData.IsValid() {
				s.saveData = f.in(v, true)
			}
		case isComment:
			if !s.saveComment.IsValid() {
				s.saveComment = f.in(v, true)
			}
		case isAny, isAny | isElement:
			if !s.saveAny.IsValid() {
				s.saveAny = f.in(v, true)
			}
		case isInnerXML:
			if !s.saveXML.IsValid() {
				s.saveXML = f.in(v, true)
				if d.saved == nil {
					d.saved = new(bytes.Buffer)
				} else {
					s.saveXMLFrom = d.savedLen()
				}
			}
		}
	}
	return nil
}

// savedLen is how much was saved of what is read for good.
func (d *Decoder) savedLen() int {
	n := d.saved.Len()
	if d.next >= 0 {
		n--
	}
	return n
}

// content reads up to the element's end.
func (d *Decoder) content(s *structState, start *StartElement, depth int, isText bool) (data, comment []byte, err error) {
	for {
		savedBefore := 0
		if s.saveXML.IsValid() {
			savedBefore = d.savedLen()
		}
		t, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		switch t := t.(type) {
		case StartElement:
			consumed := false
			if s.value.IsValid() {
				if consumed, err = d.path(s, nil, &t, depth); err != nil {
					return nil, nil, err
				}
				if !consumed && s.saveAny.IsValid() {
					consumed = true
					if err := d.unmarshal(s.saveAny, &t, depth+1); err != nil {
						return nil, nil, err
					}
				}
			}
			if !consumed {
				if err := d.skip(depth + 1); err != nil {
					return nil, nil, err
				}
			}
		case EndElement:
			if s.saveXML.IsValid() {
				setBytes(s.saveXML, bytes.Clone(d.saved.Bytes()[s.saveXMLFrom:savedBefore]))
				if s.saveXMLFrom == 0 {
					d.saved = nil
				}
			}
			return data, comment, nil
		case CharData:
			if isText || s.saveData.IsValid() {
				data = append(data, t...)
			}
		case Comment:
			if s.saveComment.IsValid() {
				comment = append(comment, t...)
			}
		}
	}
}

// setText sets a value to what a text says.
func setText(dst reflect.Value, src []byte) error {
	if dst.Kind() == reflect.Pointer {
		if dst.IsNil() {
			dst.Set(reflect.New(dst.Type().Elem()))
		}
		dst = dst.Elem()
	}
	s := strings.TrimSpace(string(src))
	switch {
	case dst.CanInt():
		if len(src) == 0 {
			dst.SetInt(0)
			return nil
		}
		n, err := strconv.ParseInt(s, 10, dst.Type().Bits())
		if err != nil {
			return err
		}
		dst.SetInt(n)
	case dst.CanUint():
		if len(src) == 0 {
			dst.SetUint(0)
			return nil
		}
		n, err := strconv.ParseUint(s, 10, dst.Type().Bits())
		if err != nil {
			return err
		}
		dst.SetUint(n)
	case dst.CanFloat():
		if len(src) == 0 {
			dst.SetFloat(0)
			return nil
		}
		x, err := strconv.ParseFloat(s, dst.Type().Bits())
		if err != nil {
			return err
		}
		dst.SetFloat(x)
	case dst.Kind() == reflect.Bool:
		if len(src) == 0 {
			dst.SetBool(false)
			return nil
		}
		b, err := strconv.ParseBool(s)
		if err != nil {
			return err
		}
		dst.SetBool(b)
	case dst.Kind() == reflect.String:
		dst.SetString(string(src))
	case dst.Kind() == reflect.Slice:
		if src == nil {
			src = []byte{}
		}
		dst.SetBytes(src)
	default:
		return errors.New("cannot unmarshal into " + dst.Type().String())
	}
	return nil
}

// path decodes an element that begins behind parents into the field of that path.
func (d *Decoder) path(s *structState, parents []string, start *StartElement, depth int) (consumed bool, err error) {
	recurse := false
next:
	for i := range s.info.fields {
		f := &s.info.fields[i]
		if f.kind&isElement == 0 || len(f.parents) < len(parents) || f.xmlns != "" && f.xmlns != start.Name.Space {
			continue
		}
		for k := range parents {
			if parents[k] != f.parents[k] {
				continue next
			}
		}
		if len(f.parents) == len(parents) && f.name == start.Name.Local {
			return true, d.unmarshal(f.in(s.value, true), start, depth+1)
		}
		if len(f.parents) > len(parents) && f.parents[len(parents)] == start.Name.Local {
			recurse = true
			parents = f.parents[:len(parents)+1]
			break
		}
	}
	if !recurse {
		return false, nil
	}
	// It is on the way to a field: look at what is in it.
	for {
		t, err := d.Token()
		if err != nil {
			return true, err
		}
		switch t := t.(type) {
		case StartElement:
			inner, err := d.path(s, parents, &t, depth)
			if err != nil {
				return true, err
			}
			if !inner {
				if err := d.skip(depth); err != nil {
					return true, err
				}
			}
		case EndElement:
			return true, nil
		}
	}
}

// Skip reads up to the end of the open element.
func (d *Decoder) Skip() error { return d.skip(0) }

func (d *Decoder) skip(depth int) error {
	for level := 0; ; {
		t, err := d.Token()
		if err != nil {
			if err == io.EOF {
				return d.syntaxError("unexpected EOF")
			}
			return err
		}
		switch t.(type) {
		case StartElement:
			if level++; depth+level > maxDepth {
				return errDepth
			}
		case EndElement:
			if level == 0 {
				return nil
			}
			level--
		}
	}
}
