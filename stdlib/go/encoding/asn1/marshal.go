package asn1

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"
)

// Marshal writes a value.
func Marshal(val any) ([]byte, error) { return MarshalWithParams(val, "") }

// MarshalWithParams writes a value as if it were a field with the tag.
func MarshalWithParams(val any, params string) ([]byte, error) {
	b, err := appendField(nil, reflect.ValueOf(val), parseParameters(params))
	if err != nil {
		return nil, err
	}
	if b == nil {
		b = []byte{}
	}
	return b, nil
}

// appendBase128 appends a number in pieces of 7 bits.
func appendBase128(b []byte, n int64) []byte {
	shift := 0
	for n>>shift > 0x7f {
		shift += 7
	}
	for ; shift > 0; shift -= 7 {
		b = append(b, byte(n>>shift)|0x80)
	}
	return append(b, byte(n)&0x7f)
}

func appendHead(b []byte, t tagAndLength) []byte {
	first := byte(t.class) << 6
	if t.isCompound {
		first |= 0x20
	}
	if t.tag >= 31 {
		b = appendBase128(append(b, first|0x1f), int64(t.tag))
	} else {
		b = append(b, first|byte(t.tag))
	}
	if t.length < 128 {
		return append(b, byte(t.length))
	}
	n := 1
	for t.length>>(8*n) != 0 {
		n++
	}
	b = append(b, 0x80|byte(n))
	for n--; n >= 0; n-- {
		b = append(b, byte(t.length>>(8*n)))
	}
	return b
}

func appendInt(b []byte, n int64) []byte {
	shift := 0
	for n>>shift > 127 || n>>shift < -128 {
		shift += 8
	}
	for ; shift >= 0; shift -= 8 {
		b = append(b, byte(n>>shift))
	}
	return b
}

func appendBigInt(b []byte, n *big.Int) ([]byte, error) {
	if n == nil {
		return nil, StructuralError{"empty integer"}
	}
	// A negative number is written as its complement, inverted.
	invert := byte(0)
	digits := n.Bytes()
	if n.Sign() < 0 {
		invert = 0xff
		digits = new(big.Int).Not(n).Bytes()
	}
	if len(digits) == 0 || digits[0] >= 0x80 {
		b = append(b, invert)
	}
	for _, c := range digits {
		b = append(b, c^invert)
	}
	return b, nil
}

func appendObjectIdentifier(b []byte, id ObjectIdentifier) ([]byte, error) {
	if len(id) < 2 || id[0] > 2 || id[0] < 2 && id[1] >= 40 {
		return nil, StructuralError{"invalid object identifier"}
	}
	b = appendBase128(b, int64(id[0]*40+id[1]))
	for _, n := range id[2:] {
		b = appendBase128(b, int64(n))
	}
	return b, nil
}

// isGeneralized tells whether a time is written as GeneralizedTime: the other has the years
// 1950 to 2049.
func isGeneralized(t time.Time, p fieldParameters) bool {
	return p.timeType == TagGeneralizedTime || t.Year() < 1950 || t.Year() >= 2050
}

func appendTime(b []byte, t time.Time, p fieldParameters) ([]byte, error) {
	year := t.Year()
	if isGeneralized(t, p) {
		if year < 0 || year > 9999 {
			return nil, StructuralError{"cannot represent time as GeneralizedTime"}
		}
		b = fmt.Appendf(b, "%04d", year)
	} else {
		b = fmt.Appendf(b, "%02d", year%100)
	}
	b = t.AppendFormat(b, "0102150405")
	_, seconds := t.Zone()
	minutes := seconds / 60
	if minutes == 0 {
		return append(b, 'Z'), nil
	}
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Appendf(append(b, sign), "%02d%02d", minutes/60, minutes%60), nil
}

func appendString(b []byte, s string, p fieldParameters) ([]byte, error) {
	kind, has := "", func(byte) bool { return true }
	switch p.stringType {
	case TagIA5String:
		kind, has = "IA5String", func(c byte) bool { return c < utf8.RuneSelf }
	case TagPrintableString:
		kind, has = "PrintableString", func(c byte) bool { return isPrintable(c) || c == '*' }
	case TagNumericString:
		kind, has = "NumericString", isNumeric
	}
	for _, c := range []byte(s) {
		if !has(c) {
			return nil, StructuralError{kind + " contains invalid character"}
		}
	}
	return append(b, s...), nil
}

// appendContent appends a value without tag and length.
func appendContent(b []byte, v reflect.Value, p fieldParameters) ([]byte, error) {
	switch value := v.Interface().(type) {
	case Flag:
		return b, nil
	case time.Time:
		return appendTime(b, value, p)
	case BitString:
		return append(append(b, byte((8-value.BitLength%8)%8)), value.Bytes...), nil
	case ObjectIdentifier:
		return appendObjectIdentifier(b, value)
	case *big.Int:
		return appendBigInt(b, value)
	}
	switch kind := v.Kind(); {
	case kind == reflect.Bool && v.Bool():
		return append(b, 0xff), nil
	case kind == reflect.Bool:
		return append(b, 0), nil
	case isSignedInt(kind):
		return appendInt(b, v.Int()), nil
	case kind == reflect.Struct:
		return appendStruct(b, v)
	case kind == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return append(b, v.Bytes()...), nil
	case kind == reflect.Slice:
		return appendSlice(b, v, p)
	case kind == reflect.String:
		return appendString(b, v.String(), p)
	}
	return nil, StructuralError{"unknown Go type"}
}

func appendStruct(b []byte, v reflect.Value) ([]byte, error) {
	t := v.Type()
	if err := checkExported(t); err != nil {
		return nil, err
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if i == 0 && f.Type == rawContentType {
			if raw := v.Field(0).Bytes(); len(raw) > 0 {
				// Its own tag and length have been written.
				if _, offset, err := readHead(raw, 0); err == nil {
					raw = raw[offset:]
				}
				return append(b, raw...), nil
			}
			continue
		}
		var err error
		if b, err = appendField(b, v.Field(i), parseParameters(f.Tag.Get("asn1"))); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func appendSlice(b []byte, v reflect.Value, p fieldParameters) ([]byte, error) {
	parts := make([][]byte, v.Len())
	for i := range parts {
		var err error
		if parts[i], err = appendField(nil, v.Index(i), fieldParameters{}); err != nil {
			return nil, err
		}
	}
	if p.set {
		slices.SortFunc(parts, bytes.Compare)
	}
	return append(b, bytes.Join(parts, nil)...), nil
}

// isLeftOut tells whether a field is not written.
func isLeftOut(v reflect.Value, p fieldParameters) bool {
	switch {
	case v.Kind() == reflect.Slice && v.Len() == 0 && p.omitEmpty:
		return true
	case !p.optional:
		return false
	case p.defaultValue == nil:
		return reflect.DeepEqual(v.Interface(), reflect.Zero(v.Type()).Interface())
	}
	return isSignedInt(v.Kind()) && v.Int() == *p.defaultValue
}

// stringTag is the tag of a string: PrintableString if it can be.
func stringTag(s string, p fieldParameters) (int, error) {
	if p.stringType != 0 {
		return p.stringType, nil
	}
	for _, r := range s {
		if r >= utf8.RuneSelf || !isPrintable(byte(r)) {
			if !utf8.ValidString(s) {
				return 0, errors.New("asn1: string not valid UTF-8")
			}
			return TagUTF8String, nil
		}
	}
	return TagPrintableString, nil
}

// appendField appends a value with tag and length.
func appendField(b []byte, v reflect.Value, p fieldParameters) ([]byte, error) {
	if !v.IsValid() {
		return nil, errors.New("asn1: cannot marshal nil value")
	}
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		return appendField(b, v.Elem(), p)
	}
	if isLeftOut(v, p) {
		return b, nil
	}
	if raw, ok := v.Interface().(RawValue); ok {
		if len(raw.FullBytes) > 0 {
			return append(b, raw.FullBytes...), nil
		}
		return append(appendHead(b, tagAndLength{raw.Class, raw.Tag, len(raw.Bytes), raw.IsCompound}), raw.Bytes...), nil
	}
	tag, isCompound, _, ok := universal(v.Type())
	switch {
	case !ok:
		return nil, unknownType(v.Type())
	case p.timeType != 0 && tag != TagUTCTime:
		return nil, StructuralError{"explicit time type given to non-time member"}
	case p.stringType != 0 && tag != TagPrintableString:
		return nil, StructuralError{"explicit string type given to non-string member"}
	}
	var err error
	switch tag {
	case TagPrintableString:
		if tag, err = stringTag(v.String(), p); err != nil {
			return nil, err
		}
	case TagUTCTime:
		if isGeneralized(v.Interface().(time.Time), p) {
			tag = TagGeneralizedTime
		}
	}
	if p.set {
		if tag != TagSequence {
			return nil, StructuralError{"non sequence tagged as set"}
		}
		tag = TagSet
	}
	p.set = tag == TagSet
	content, err := appendContent(nil, v, p)
	if err != nil {
		return nil, err
	}
	own := tagAndLength{ClassUniversal, tag, len(content), isCompound}
	if p.tag == nil {
		return append(appendHead(b, own), content...), nil
	}
	class := ClassContextSpecific
	if p.application {
		class = ClassApplication
	} else if p.private {
		class = ClassPrivate
	}
	if p.explicit {
		content = append(appendHead(nil, own), content...)
		isCompound = true
	}
	return append(appendHead(b, tagAndLength{class, *p.tag, len(content), isCompound}), content...), nil
}
