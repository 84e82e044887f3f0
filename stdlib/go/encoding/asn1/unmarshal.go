package asn1

import (
	"fmt"
	"math/big"
	"reflect"
	"time"
)

type invalidUnmarshalError struct{ t reflect.Type }

func (e *invalidUnmarshalError) Error() string {
	switch {
	case e.t == nil:
		return "asn1: Unmarshal recipient value is nil"
	case e.t.Kind() != reflect.Pointer:
		return "asn1: Unmarshal recipient value is non-pointer " + e.t.String()
	}
	return "asn1: Unmarshal recipient value is nil " + e.t.String()
}

// Unmarshal reads a value into what val points to; rest is behind it.
func Unmarshal(b []byte, val any) (rest []byte, err error) { return UnmarshalWithParams(b, val, "") }

// UnmarshalWithParams reads a value as if it were a field with the tag.
func UnmarshalWithParams(b []byte, val any, params string) (rest []byte, err error) {
	v := reflect.ValueOf(val)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, &invalidUnmarshalError{reflect.TypeOf(val)}
	}
	offset, err := readField(v.Elem(), b, 0, parseParameters(params), 0)
	if err != nil {
		return nil, err
	}
	return b[offset:], nil
}

// maxDepth is how deep values may be.
const maxDepth = 10000

// setDefault sets a field that is not there, if it need not be.
func setDefault(v reflect.Value, p fieldParameters) bool {
	if p.optional && p.defaultValue != nil && isSignedInt(v.Kind()) {
		v.SetInt(*p.defaultValue)
	}
	return p.optional
}

// isTooLong tells whether a value goes beyond the data.
func isTooLong(offset, length, size int) bool { return offset+length < offset || offset+length > size }

// readField reads a value at the offset; it gives the offset behind it.
func readField(v reflect.Value, b []byte, from int, p fieldParameters, depth int) (offset int, err error) {
	depth++
	if depth > maxDepth {
		return from, StructuralError{"nesting depth exceeded"}
	}
	if from == len(b) {
		if !setDefault(v, p) {
			return from, SyntaxError{"sequence truncated"}
		}
		return from, nil
	}
	t, offset, err := readHead(b, from)
	if err != nil {
		return offset, err
	}
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		return readInterface(v, b, offset, t)
	}
	if p.explicit {
		done := false
		if t, offset, done, err = readExplicit(v, b, from, offset, t, p); done || err != nil {
			return offset, err
		}
	}
	tag, isCompound, isAny, ok := universal(v.Type())
	if !ok {
		return offset, unknownType(v.Type())
	}
	tag = alikeTag(tag, t, p)
	if p.set {
		tag = TagSet
	}
	class, want := ClassUniversal, tag
	isAnyTag := isAny
	if !p.explicit && p.tag != nil {
		class, want, isAnyTag = ClassContextSpecific, *p.tag, false
		if p.application {
			class = ClassApplication
		}
		if p.private {
			class = ClassPrivate
		}
	}
	if !isAnyTag && (t.class != class || t.tag != want) || !isAny && t.isCompound != isCompound {
		if setDefault(v, p) {
			return from, nil
		}
		return offset, StructuralError{fmt.Sprintf("tags don't match (%d vs %+v) %+v %s @%d", want, t, p, v.Type().Name(), offset)}
	}
	if isTooLong(offset, t.length, len(b)) {
		return offset, SyntaxError{"data truncated"}
	}
	end := offset + t.length
	if raw, ok := v.Addr().Interface().(*RawValue); ok {
		*raw = RawValue{t.class, t.tag, t.isCompound, b[offset:end], b[from:end]}
		return end, nil
	}
	return end, readContent(v, tag, b[offset:end], b[from:end], depth)
}

// readInterface reads a value of any type into an empty interface.
func readInterface(v reflect.Value, b []byte, offset int, t tagAndLength) (int, error) {
	if isTooLong(offset, t.length, len(b)) {
		return offset, SyntaxError{"data truncated"}
	}
	end := offset + t.length
	if t.isCompound || t.class != ClassUniversal {
		return end, nil
	}
	value, err := readAny(t.tag, b[offset:end])
	if err == nil && value != nil {
		v.Set(reflect.ValueOf(value))
	}
	return end, err
}

// readExplicit reads the tag inside of an explicit one. If it is done there is nothing
// more to read.
func readExplicit(v reflect.Value, b []byte, from, offset int, t tagAndLength, p fieldParameters) (inner tagAndLength, at int, done bool, err error) {
	class := ClassContextSpecific
	if p.application {
		class = ClassApplication
	}
	if offset == len(b) {
		return t, offset, false, StructuralError{"explicit tag has no child"}
	}
	switch {
	case t.class != class || t.tag != *p.tag || t.length != 0 && !t.isCompound:
		if setDefault(v, p) {
			return t, from, true, nil
		}
		return t, offset, false, StructuralError{"explicitly tagged member didn't match"}
	case v.Type() == rawValueType:
		// The inner tag belongs to it.
		return t, offset, false, nil
	case t.length > 0:
		inner, at, err = readHead(b, offset)
		return inner, at, false, err
	case v.Type() != flagType:
		return t, offset, false, StructuralError{"zero length explicit tag was not an asn1.Flag"}
	}
	v.SetBool(true)
	return t, offset, true, nil
}

// alikeTag is the tag that is read for strings and times, of which there are several kinds.
func alikeTag(tag int, t tagAndLength, p fieldParameters) int {
	isUniversal := t.class == ClassUniversal
	switch tag {
	case TagPrintableString:
		if isUniversal && isAlikeString(t.tag) {
			return t.tag
		}
		if !isUniversal && p.stringType != 0 {
			return p.stringType
		}
	case TagUTCTime:
		if isUniversal && t.tag == TagGeneralizedTime {
			return t.tag
		}
		if !isUniversal && p.timeType != 0 {
			return p.timeType
		}
	}
	return tag
}

// set sets what a value reads as, if it could be read.
func set[T any](to *T, value T, err error) error {
	if err == nil {
		*to = value
	}
	return err
}

// readContent reads what stands behind tag and length; full has them, too.
func readContent(v reflect.Value, tag int, b, full []byte, depth int) (err error) {
	switch to := v.Addr().Interface().(type) {
	case *ObjectIdentifier:
		*to, err = readObjectIdentifier(b)
		return err
	case *BitString:
		*to, err = readBitString(b)
		return err
	case *time.Time:
		if tag == TagUTCTime {
			*to, err = readUTCTime(b)
		} else {
			*to, err = readGeneralizedTime(b)
		}
		return err
	case *Enumerated:
		n, err := readInt32(b)
		return set(to, Enumerated(n), err)
	case *Flag:
		*to = true
		return nil
	case **big.Int:
		n, err := readBigInt(b)
		return set(to, n, err)
	}
	switch v.Kind() {
	case reflect.Bool:
		is, err := readBool(b)
		if err == nil {
			v.SetBool(is)
		}
		return err
	case reflect.Int, reflect.Int64:
		n, err := readInt64(b)
		if err == nil {
			v.SetInt(n)
		}
		return err
	case reflect.Int32:
		n, err := readInt32(b)
		if err == nil {
			v.SetInt(int64(n))
		}
		return err
	case reflect.Struct:
		return readStruct(v, b, full, depth)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), len(b), len(b)))
			reflect.Copy(v, reflect.ValueOf(b))
			return nil
		}
		return readSlice(v, b, depth)
	case reflect.String:
		s, err := readString(tag, b)
		if err == nil {
			v.SetString(s)
		}
		return err
	}
	return StructuralError{"unsupported: " + v.Type().String()}
}

func readStruct(v reflect.Value, b, full []byte, depth int) error {
	t := v.Type()
	if err := checkExported(t); err != nil {
		return err
	}
	offset := 0
	for i := range t.NumField() {
		f := t.Field(i)
		if i == 0 && f.Type == rawContentType {
			v.Field(0).Set(reflect.ValueOf(RawContent(full)))
			continue
		}
		var err error
		if offset, err = readField(v.Field(i), b, offset, parseParameters(f.Tag.Get("asn1")), depth); err != nil {
			return err
		}
	}
	return nil
}

// readSlice reads a SEQUENCE OF or SET OF. All tags are checked first.
func readSlice(v reflect.Value, b []byte, depth int) error {
	elem := v.Type().Elem()
	tag, isCompound, isAny, ok := universal(elem)
	if !ok {
		return StructuralError{"unknown Go type for slice"}
	}
	count := 0
	for offset := 0; offset < len(b); count++ {
		t, at, err := readHead(b, offset)
		if err != nil {
			return err
		}
		if isAlikeString(t.tag) {
			t.tag = TagPrintableString
		}
		if t.tag == TagGeneralizedTime {
			t.tag = TagUTCTime
		}
		if !isAny && (t.class != ClassUniversal || t.isCompound != isCompound || t.tag != tag) {
			return StructuralError{"sequence tag mismatch"}
		}
		if isTooLong(at, t.length, len(b)) {
			return SyntaxError{"truncated sequence"}
		}
		offset = at + t.length
	}
	list := reflect.MakeSlice(v.Type(), count, count)
	offset := 0
	for i := range count {
		var err error
		if offset, err = readField(list.Index(i), b, offset, fieldParameters{}, depth); err != nil {
			return err
		}
	}
	v.Set(list)
	return nil
}
