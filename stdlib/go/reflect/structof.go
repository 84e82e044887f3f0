package reflect

import (
	"internal/abi"
	"strconv"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// isPointerWord tells whether word i of a value of type t is a pointer.
func isPointerWord(t *abi.Type, i uintptr) bool {
	if i*8 >= t.PtrBytes {
		return false
	}
	i %= t.MaskPeriod / 8
	mask := unsafe.Slice(t.GCMask, (t.MaskPeriod+63)/64)
	return mask[i/8]>>(i%8)&1 != 0
}

// part is a value inside another.
type part struct {
	t      *abi.Type
	offset uintptr
}

// setMask sets the pointers of a type that consists of parts.
func setMask(t *abi.Type, parts []part) {
	mask := make([]byte, (t.Size+63)/64+1)
	t.PtrBytes = 0
	for _, p := range parts {
		for i := uintptr(0); i*8 < p.t.PtrBytes; i++ {
			if isPointerWord(p.t, i) {
				at := p.offset/8 + i
				mask[at/8] |= 1 << (at % 8)
				if end := at*8 + 8; end > t.PtrBytes {
					t.PtrBytes = end
				}
			}
		}
	}
	t.MaskPeriod = t.Size
	t.GCMask = nil
	if t.PtrBytes != 0 {
		t.GCMask = &mask[0]
	}
}

func alignUp(n, align uintptr) uintptr { return (n + align - 1) &^ (align - 1) }

// StructOf is the struct type with the fields; their Offset and Index are ignored.
func StructOf(fields []StructField) Type {
	list := make([]abi.Field, 0, len(fields))
	names := map[string]bool{}
	pkgPath := ""
	for i, field := range fields {
		if field.Name == "" {
			panic("reflect.StructOf: field " + strconv.Itoa(i) + " has no name")
		}
		if !isName(field.Name) {
			panic("reflect.StructOf: field " + strconv.Itoa(i) + " has invalid name")
		}
		if field.Type == nil {
			panic("reflect.StructOf: field " + strconv.Itoa(i) + " has no type")
		}
		t := field.Type.common()
		if field.Anonymous && field.PkgPath != "" {
			panic("reflect.StructOf: field \"" + field.Name + "\" is anonymous but has PkgPath set")
		}
		if field.IsExported() {
			if c := field.Name[0]; 'a' <= c && c <= 'z' || c == '_' {
				panic("reflect.StructOf: field \"" + field.Name + "\" is unexported but missing PkgPath")
			}
		} else {
			if pkgPath == "" {
				pkgPath = field.PkgPath
			} else if pkgPath != field.PkgPath {
				panic("reflect.Struct: fields with different PkgPath " + pkgPath + " and " + field.PkgPath)
			}
		}
		if field.Anonymous {
			if t.Kind == abi.Pointer {
				if k := t.Elem.Kind; k == abi.Pointer || k == abi.Interface {
					panic("reflect.StructOf: illegal embedded field type " + t.Str)
				}
			}
			if t.HasMethods() {
				panic("reflect.StructOf: embedded field with methods not implemented")
			}
		}
		if names[field.Name] && field.Name != "_" {
			panic("reflect.StructOf: duplicate field " + field.Name)
		}
		names[field.Name] = true
		list = append(list, abi.Field{
			Name:     field.Name,
			PkgPath:  field.PkgPath,
			Type:     t,
			Tag:      string(field.Tag),
			Embedded: field.Anonymous,
		})
	}
	return toType(structOf(list))
}

// isName tells whether s is an identifier.
func isName(s string) bool {
	for i, c := range s {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func structOf(fields []abi.Field) *abi.Type {
	making.Lock()
	defer making.Unlock()
	same := func(t *abi.Type) bool {
		if len(t.Fields) != len(fields) {
			return false
		}
		for i := range fields {
			a, b := &t.Fields[i], &fields[i]
			if a.Name != b.Name || a.PkgPath != b.PkgPath || a.Type != b.Type || a.Tag != b.Tag || a.Embedded != b.Embedded {
				return false
			}
		}
		return true
	}
	if t := lookup(abi.Struct, same); t != nil {
		return t
	}
	flags := uint8(abi.TFlagComparable | abi.TFlagPlainEqual)
	align := uintptr(1)
	end, plainEnd := uintptr(0), uintptr(0)
	parts := make([]part, len(fields))
	str := "struct {"
	for i := range fields {
		f := &fields[i]
		flags &= f.Type.TFlag
		align = max(align, uintptr(f.Type.Align))
		f.Offset = alignUp(end, uintptr(f.Type.Align))
		if f.Offset != plainEnd || f.Name == "_" {
			flags &^= abi.TFlagPlainEqual
		}
		end = f.Offset + f.Type.Size
		plainEnd = end
		parts[i] = part{f.Type, f.Offset}
		if i > 0 {
			str += ";"
		}
		str += " "
		if !f.Embedded {
			str += f.Name + " "
		}
		str += f.Type.Str
		if f.Tag != "" {
			str += " " + strconv.Quote(f.Tag)
		}
	}
	if n := len(fields); n > 0 {
		if end > 0 && fields[n-1].Type.Size == 0 {
			// The address of the last field must stay inside.
			end++
		}
		str += " "
	}
	str += "}"
	size := alignUp(end, align)
	if size != plainEnd {
		flags &^= abi.TFlagPlainEqual
	}
	t := makeType(abi.Struct, size, str)
	t.TFlag = flags
	t.Align, t.FieldAlign = uint8(align), uint8(align)
	t.Fields = fields
	setMask(t, parts)
	if size == 8 && t.PtrBytes == 8 {
		t.TFlag |= abi.TFlagDirect
	}
	return t
}

// maxInline is the size over which maps keep keys and elements by pointer.
const maxInline = 128

// groupSlots is the number of entries of a map's group.
const groupSlots = 8

// MapOf is the type map[key]elem.
func MapOf(key, elem Type) Type {
	if !key.Comparable() {
		panic("reflect.MapOf: invalid key type " + key.String())
	}
	k, e := key.common(), elem.common()
	making.Lock()
	defer making.Unlock()
	if t := lookup(abi.Map, func(m *abi.Type) bool { return m.Key == k && m.Elem == e }); t != nil {
		return toType(t)
	}
	t := makeType(abi.Map, 8, "map["+k.Str+"]"+e.Str)
	t.Key, t.Elem = k, e
	t.Map = layOutMap(k, e)
	return toType(t)
}

// layOutMap is how a map stores entries: a group is 8 control bytes, then slots, each
// like struct{key; elem}.
func layOutMap(key, elem *abi.Type) *abi.MapLayout {
	pointer := abi.TypeOf((*byte)(nil))
	l := &abi.MapLayout{UpdateKey: equalMayDiffer(key), HashMayPanic: hashMayPanic(key)}
	if key.Size > maxInline {
		l.IndirectKey = true
		key = pointer
	}
	if elem.Size > maxInline {
		l.IndirectElem = true
		elem = pointer
	}
	l.ElemOffset = alignUp(key.Size, uintptr(elem.Align))
	end := l.ElemOffset + elem.Size
	if elem.Size == 0 && end > 0 {
		end++
	}
	l.SlotBytes = alignUp(end, uintptr(max(key.Align, elem.Align)))
	size := 8 + groupSlots*l.SlotBytes
	if l.SlotBytes == 0 {
		size += 8
	}
	var parts []part
	for i := uintptr(0); i < groupSlots; i++ {
		at := 8 + i*l.SlotBytes
		parts = append(parts, part{key, at}, part{elem, at + l.ElemOffset})
	}
	l.Group = makeType(abi.Struct, size, "map group")
	l.Group.TFlag = 0
	// Nobody finds it by its parts.
	l.Group.Fields = []abi.Field{{Name: "map group"}}
	setMask(l.Group, parts)
	return l
}

// equalMayDiffer tells whether equal values of the type may differ.
func equalMayDiffer(t *abi.Type) bool {
	switch t.Kind {
	case abi.Float32, abi.Float64, abi.Complex64, abi.Complex128, abi.String, abi.Interface:
		return true
	case abi.Array:
		return equalMayDiffer(t.Elem)
	case abi.Struct:
		for i := range t.Fields {
			if equalMayDiffer(t.Fields[i].Type) {
				return true
			}
		}
	}
	return false
}

func hashMayPanic(t *abi.Type) bool {
	switch t.Kind {
	case abi.Interface:
		return true
	case abi.Array:
		return hashMayPanic(t.Elem)
	case abi.Struct:
		for i := range t.Fields {
			if hashMayPanic(t.Fields[i].Type) {
				return true
			}
		}
	}
	return false
}
