package xml

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// TagPathError are two fields with paths that cannot both be.
type TagPathError struct {
	Struct       reflect.Type
	Field1, Tag1 string
	Field2, Tag2 string
}

func (e *TagPathError) Error() string {
	return fmt.Sprintf("%s field %q with tag %q conflicts with field %q with tag %q", e.Struct, e.Field1, e.Tag1, e.Field2, e.Tag2)
}

// kinds of a field.
type fieldKind int

const (
	isElement fieldKind = 1 << iota
	isAttr
	isCDATA
	isCharData
	isInnerXML
	isComment
	isAny
	omitEmpty

	kindMask = isElement | isAttr | isCDATA | isCharData | isInnerXML | isComment | isAny
)

// field is what a struct's tag says of a field.
type field struct {
	index   []int
	name    string
	xmlns   string
	kind    fieldKind
	parents []string
}

// typeInfo are the fields of a struct, and the one that names the element.
type typeInfo struct {
	xmlName *field
	fields  []field
}

var typeInfos sync.Map // reflect.Type → *typeInfo

var nameType = reflect.TypeFor[Name]()

const xmlName = "XMLName"

func infoOf(t reflect.Type) (*typeInfo, error) {
	if info, ok := typeInfos.Load(t); ok {
		return info.(*typeInfo), nil
	}
	info := &typeInfo{}
	if t.Kind() == reflect.Struct && t != nameType {
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() && !f.Anonymous || f.Tag.Get("xml") == "-" {
				continue
			}
			if f.Anonymous {
				inner := f.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				if inner.Kind() == reflect.Struct {
					embedded, err := infoOf(inner)
					if err != nil {
						return nil, err
					}
					if info.xmlName == nil {
						info.xmlName = embedded.xmlName
					}
					for _, sub := range embedded.fields {
						sub.index = append([]int{i}, sub.index...)
						if err := info.add(t, sub); err != nil {
							return nil, err
						}
					}
					continue
				}
			}
			field, err := fieldOf(t, f)
			if err != nil {
				return nil, err
			}
			if f.Name == xmlName {
				info.xmlName = field
				continue
			}
			if err := info.add(t, *field); err != nil {
				return nil, err
			}
		}
	}
	known, _ := typeInfos.LoadOrStore(t, info)
	return known.(*typeInfo), nil
}

// fieldOf reads a field's tag.
func fieldOf(t reflect.Type, f reflect.StructField) (*field, error) {
	result := &field{index: f.Index}
	tag := f.Tag.Get("xml")
	if space, rest, ok := strings.Cut(tag, " "); ok {
		result.xmlns, tag = space, rest
	}
	tokens := strings.Split(tag, ",")
	if len(tokens) == 1 {
		result.kind = isElement
	} else {
		tag = tokens[0]
		for _, option := range tokens[1:] {
			switch option {
			case "attr":
				result.kind |= isAttr
			case "cdata":
				result.kind |= isCDATA
			case "chardata":
				result.kind |= isCharData
			case "innerxml":
				result.kind |= isInnerXML
			case "comment":
				result.kind |= isComment
			case "any":
				result.kind |= isAny
			case "omitempty":
				result.kind |= omitEmpty
			}
		}
		valid := true
		switch mode := result.kind & kindMask; mode {
		case 0:
			result.kind |= isElement
		case isAttr, isCDATA, isCharData, isInnerXML, isComment, isAny, isAny | isAttr:
			if f.Name == xmlName || tag != "" && mode != isAttr {
				valid = false
			}
		default:
			valid = false
		}
		if result.kind&kindMask == isAny {
			result.kind |= isElement
		}
		if result.kind&omitEmpty != 0 && result.kind&(isElement|isAttr) == 0 {
			valid = false
		}
		if !valid {
			return nil, fmt.Errorf("xml: invalid tag in field %s of type %s: %q", f.Name, t, f.Tag.Get("xml"))
		}
	}
	if result.xmlns != "" && tag == "" {
		return nil, fmt.Errorf("xml: namespace without name in field %s of type %s: %q", f.Name, t, f.Tag.Get("xml"))
	}
	if f.Name == xmlName {
		result.name = tag
		return result, nil
	}
	if tag == "" {
		// The type's own name comes before the field's.
		if inner := nameOfType(f.Type); inner != nil {
			result.xmlns, result.name = inner.xmlns, inner.name
		} else {
			result.name = f.Name
		}
		return result, nil
	}
	parents := strings.Split(tag, ">")
	if parents[0] == "" {
		parents[0] = f.Name
	}
	if parents[len(parents)-1] == "" {
		return nil, fmt.Errorf("xml: trailing '>' in field %s of type %s", f.Name, t)
	}
	result.name = parents[len(parents)-1]
	if len(parents) > 1 {
		if result.kind&isElement == 0 {
			return nil, fmt.Errorf("xml: %s chain not valid with %s flag", tag, strings.Join(tokens[1:], ","))
		}
		result.parents = parents[:len(parents)-1]
	}
	if result.kind&isElement != 0 {
		if inner := nameOfType(f.Type); inner != nil && inner.name != result.name {
			return nil, fmt.Errorf("xml: name %q in tag of %s.%s conflicts with name %q in %s.XMLName", result.name, t, f.Name, inner.name, f.Type)
		}
	}
	return result, nil
}

// nameOfType is the XMLName of a struct type, if that names the element.
func nameOfType(t reflect.Type) *field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name != xmlName {
			continue
		}
		if found, err := fieldOf(t, f); found != nil && err == nil && found.name != "" {
			return found
		}
		break
	}
	return nil
}

// add adds a field unless it is hidden by less deep ones; those that it hides go.
func (info *typeInfo) add(t reflect.Type, f field) error {
	var conflicts []int
next:
	for i := range info.fields {
		old := &info.fields[i]
		if old.kind&kindMask != f.kind&kindMask {
			continue
		}
		if old.xmlns != "" && f.xmlns != "" && old.xmlns != f.xmlns {
			continue
		}
		shorter := min(len(f.parents), len(old.parents))
		for p := range shorter {
			if old.parents[p] != f.parents[p] {
				continue next
			}
		}
		switch {
		case len(old.parents) > len(f.parents):
			if old.parents[len(f.parents)] == f.name {
				conflicts = append(conflicts, i)
			}
		case len(old.parents) < len(f.parents):
			if f.parents[len(old.parents)] == old.name {
				conflicts = append(conflicts, i)
			}
		case f.name == old.name && f.xmlns == old.xmlns:
			conflicts = append(conflicts, i)
		}
	}
	for _, i := range conflicts {
		if len(info.fields[i].index) < len(f.index) {
			return nil
		}
	}
	for _, i := range conflicts {
		if old := &info.fields[i]; len(old.index) == len(f.index) {
			f1, f2 := t.FieldByIndex(old.index), t.FieldByIndex(f.index)
			return &TagPathError{t, f1.Name, f1.Tag.Get("xml"), f2.Name, f2.Tag.Get("xml")}
		}
	}
	for k := len(conflicts) - 1; k >= 0; k-- {
		i := conflicts[k]
		info.fields = append(info.fields[:i], info.fields[i+1:]...)
	}
	info.fields = append(info.fields, f)
	return nil
}

// in gives the field's value, making pointers to embedded structs if make is set; the
// result is not valid where one is nil.
func (f *field) in(v reflect.Value, make bool) reflect.Value {
	for i, index := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct {
			if v.IsNil() {
				if !make {
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(index)
	}
	return v
}
