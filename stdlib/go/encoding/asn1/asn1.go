// Package asn1 reads and writes ASN.1 in the form DER.
package asn1

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// StructuralError says that the data is right but does not fit the Go type.
type StructuralError struct{ Msg string }

func (e StructuralError) Error() string { return "asn1: structure error: " + e.Msg }

// SyntaxError says that the data is wrong.
type SyntaxError struct{ Msg string }

func (e SyntaxError) Error() string { return "asn1: syntax error: " + e.Msg }

// Tags of the universal class.
const (
	TagBoolean         = 1
	TagInteger         = 2
	TagBitString       = 3
	TagOctetString     = 4
	TagNull            = 5
	TagOID             = 6
	TagEnum            = 10
	TagUTF8String      = 12
	TagSequence        = 16
	TagSet             = 17
	TagNumericString   = 18
	TagPrintableString = 19
	TagT61String       = 20
	TagIA5String       = 22
	TagUTCTime         = 23
	TagGeneralizedTime = 24
	TagGeneralString   = 27
	TagBMPString       = 30
)

// Classes of tags.
const (
	ClassUniversal       = 0
	ClassApplication     = 1
	ClassContextSpecific = 2
	ClassPrivate         = 3
)

// BitString is a BIT STRING: the first bit is the highest of the first byte.
type BitString struct {
	Bytes     []byte
	BitLength int
}

// At is the bit i, 0 beyond the string.
func (b BitString) At(i int) int {
	if i < 0 || i >= b.BitLength {
		return 0
	}
	return int(b.Bytes[i/8]>>(7-i%8)) & 1
}

// RightAlign moves what is free to the beginning. It may be the Bytes themselves.
func (b BitString) RightAlign() []byte {
	shift := 8 - b.BitLength%8
	if shift == 8 || len(b.Bytes) == 0 {
		return b.Bytes
	}
	out := make([]byte, len(b.Bytes))
	before := byte(0)
	for i, c := range b.Bytes {
		out[i] = before<<(8-shift) | c>>shift
		before = c
	}
	return out
}

// NullRawValue is NULL.
var NullRawValue = RawValue{Tag: TagNull}

// NullBytes is NULL as it is written.
var NullBytes = []byte{TagNull, 0}

// ObjectIdentifier is an OBJECT IDENTIFIER.
type ObjectIdentifier []int

// Equal tells whether both are the same.
func (oi ObjectIdentifier) Equal(other ObjectIdentifier) bool { return slices.Equal(oi, other) }

func (oi ObjectIdentifier) String() string {
	var s strings.Builder
	for i, v := range oi {
		if i > 0 {
			s.WriteByte('.')
		}
		s.WriteString(strconv.Itoa(v))
	}
	return s.String()
}

// Enumerated is an ENUMERATED.
type Enumerated int

// Flag takes any data and is true if there is any.
type Flag bool

// RawValue is any value, not decoded.
type RawValue struct {
	Class, Tag int
	IsCompound bool
	Bytes      []byte
	FullBytes  []byte // with tag and length
}

// RawContent as a struct's first field keeps the struct as it was read, and is written
// instead of it.
type RawContent []byte

var (
	bitStringType        = reflect.TypeFor[BitString]()
	objectIdentifierType = reflect.TypeFor[ObjectIdentifier]()
	enumeratedType       = reflect.TypeFor[Enumerated]()
	flagType             = reflect.TypeFor[Flag]()
	timeType             = reflect.TypeFor[time.Time]()
	rawValueType         = reflect.TypeFor[RawValue]()
	rawContentType       = reflect.TypeFor[RawContent]()
	bigIntType           = reflect.TypeFor[*big.Int]()
)

// tagAndLength is what stands before each value. Errors show it.
type tagAndLength struct {
	class, tag, length int
	isCompound         bool
}

// fieldParameters are what a field's tag says. Errors show them.
type fieldParameters struct {
	optional     bool
	explicit     bool
	application  bool
	private      bool
	defaultValue *int64
	tag          *int
	stringType   int // 0 for what fits
	timeType     int
	set          bool
	omitEmpty    bool
}

func parseParameters(text string) (p fieldParameters) {
	needTag := func() {
		if p.tag == nil {
			p.tag = new(int)
		}
	}
	for part := range strings.SplitSeq(text, ",") {
		switch part {
		case "optional":
			p.optional = true
		case "explicit":
			p.explicit = true
			needTag()
		case "application":
			p.application = true
			needTag()
		case "private":
			p.private = true
			needTag()
		case "generalized":
			p.timeType = TagGeneralizedTime
		case "utc":
			p.timeType = TagUTCTime
		case "ia5":
			p.stringType = TagIA5String
		case "printable":
			p.stringType = TagPrintableString
		case "numeric":
			p.stringType = TagNumericString
		case "utf8":
			p.stringType = TagUTF8String
		case "set":
			p.set = true
		case "omitempty":
			p.omitEmpty = true
		}
		if number, ok := strings.CutPrefix(part, "default:"); ok {
			if n, err := strconv.ParseInt(number, 10, 64); err == nil {
				p.defaultValue = &n
			}
		}
		if number, ok := strings.CutPrefix(part, "tag:"); ok {
			if n, err := strconv.Atoi(number); err == nil {
				p.tag = &n
			}
		}
	}
	return p
}

func isSignedInt(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Int64 }

// universal is the tag that a Go type has. A RawValue takes any.
func universal(t reflect.Type) (tag int, isCompound, isAny, ok bool) {
	switch t {
	case rawValueType:
		return -1, false, true, true
	case objectIdentifierType:
		return TagOID, false, false, true
	case bitStringType:
		return TagBitString, false, false, true
	case timeType:
		return TagUTCTime, false, false, true
	case enumeratedType:
		return TagEnum, false, false, true
	case bigIntType:
		return TagInteger, false, false, true
	}
	switch kind := t.Kind(); {
	case kind == reflect.Bool:
		return TagBoolean, false, false, true
	case isSignedInt(kind):
		return TagInteger, false, false, true
	case kind == reflect.Struct:
		return TagSequence, true, false, true
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return TagOctetString, false, false, true
	case kind == reflect.Slice && strings.HasSuffix(t.Name(), "SET"):
		return TagSet, true, false, true
	case kind == reflect.Slice:
		return TagSequence, true, false, true
	case kind == reflect.String:
		return TagPrintableString, false, false, true
	}
	return 0, false, false, false
}

// isAlikeString tells whether a tag is that of a string, which any Go string takes.
func isAlikeString(tag int) bool {
	switch tag {
	case TagIA5String, TagGeneralString, TagT61String, TagUTF8String, TagNumericString, TagBMPString:
		return true
	}
	return false
}

func isNumeric(c byte) bool { return '0' <= c && c <= '9' || c == ' ' }

// isPrintable tells whether PrintableString has the character.
func isPrintable(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("'()+,-./ :=?", c) >= 0
}

// readBase128 reads a number whose bytes but the last have the highest bit.
func readBase128(b []byte, from int) (n, offset int, err error) {
	for i, c := range b[from:] {
		if i == 5 {
			return 0, from + i, StructuralError{"base 128 integer too large"}
		}
		if i == 0 && c == 0x80 {
			return 0, from, SyntaxError{"integer is not minimally encoded"}
		}
		n = n<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			if n > math.MaxInt32 {
				err = StructuralError{"base 128 integer too large"}
			}
			return n, from + i + 1, err
		}
	}
	return 0, len(b), SyntaxError{"truncated base 128 integer"}
}

// readHead reads a tag and a length.
func readHead(b []byte, from int) (t tagAndLength, offset int, err error) {
	if from >= len(b) {
		return t, from, errors.New("asn1: internal error in parseTagAndLength")
	}
	first := b[from]
	offset = from + 1
	t = tagAndLength{class: int(first >> 6), tag: int(first & 0x1f), isCompound: first&0x20 != 0}
	if t.tag == 0x1f {
		if t.tag, offset, err = readBase128(b, offset); err != nil {
			return t, offset, err
		}
		if t.tag < 0x1f {
			return t, offset, SyntaxError{"non-minimal tag"}
		}
	}
	truncated := SyntaxError{"truncated tag or length"}
	if offset >= len(b) {
		return t, offset, truncated
	}
	c := b[offset]
	offset++
	if c&0x80 == 0 {
		t.length = int(c)
		return t, offset, nil
	}
	n := int(c & 0x7f)
	if n == 0 {
		return t, offset, SyntaxError{"indefinite length found (not DER)"}
	}
	for range n {
		if offset >= len(b) {
			return t, offset, truncated
		}
		if t.length >= 1<<23 {
			return t, offset, StructuralError{"length too large"}
		}
		t.length = t.length<<8 | int(b[offset])
		offset++
		if t.length == 0 {
			return t, offset, StructuralError{"superfluous leading zeros in length"}
		}
	}
	if t.length < 0x80 {
		return t, offset, StructuralError{"non-minimal length"}
	}
	return t, offset, nil
}

func unknownType(t reflect.Type) error {
	return StructuralError{fmt.Sprintf("unknown Go type: %v", t)}
}

// checkExported refuses structs with fields that cannot be set.
func checkExported(t reflect.Type) error {
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return StructuralError{"struct contains unexported fields"}
		}
	}
	return nil
}
