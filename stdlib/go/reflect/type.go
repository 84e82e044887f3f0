// Package reflect looks at types and values at run time, over the descriptors that the
// VM keeps (internal/abi).
package reflect

import (
	"internal/abi"
	"iter"
	"strconv"
	"unsafe"
)

// Kind is what a type is made of.
type Kind uint

const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
)

// Ptr is the old name of Pointer.
const Ptr = Pointer

// String is the kind's name.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Int8:
		return "int8"
	case Int16:
		return "int16"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Uint:
		return "uint"
	case Uint8:
		return "uint8"
	case Uint16:
		return "uint16"
	case Uint32:
		return "uint32"
	case Uint64:
		return "uint64"
	case Uintptr:
		return "uintptr"
	case Float32:
		return "float32"
	case Float64:
		return "float64"
	case Complex64:
		return "complex64"
	case Complex128:
		return "complex128"
	case Array:
		return "array"
	case Chan:
		return "chan"
	case Func:
		return "func"
	case Interface:
		return "interface"
	case Map:
		return "map"
	case Pointer:
		return "ptr"
	case Slice:
		return "slice"
	case String:
		return "string"
	case Struct:
		return "struct"
	case UnsafePointer:
		return "unsafe.Pointer"
	}
	return "kind" + strconv.Itoa(int(k))
}

// ChanDir is a channel type's direction.
type ChanDir int

const (
	RecvDir ChanDir             = 1 << iota // <-chan
	SendDir                                 // chan<-
	BothDir = RecvDir | SendDir             // chan
)

func (d ChanDir) String() string {
	switch d {
	case SendDir:
		return "chan<-"
	case RecvDir:
		return "<-chan"
	case BothDir:
		return "chan"
	}
	return "ChanDir" + strconv.Itoa(int(d))
}

// Type is the representation of a Go type. Equal types have equal Types.
type Type interface {
	Align() int
	FieldAlign() int
	Method(int) Method
	MethodByName(string) (Method, bool)
	NumMethod() int
	Name() string
	PkgPath() string
	Size() uintptr
	String() string
	Kind() Kind
	Implements(u Type) bool
	AssignableTo(u Type) bool
	ConvertibleTo(u Type) bool
	Comparable() bool
	Bits() int
	ChanDir() ChanDir
	IsVariadic() bool
	Elem() Type
	Field(i int) StructField
	FieldByIndex(index []int) StructField
	FieldByName(name string) (StructField, bool)
	FieldByNameFunc(match func(string) bool) (StructField, bool)
	In(i int) Type
	Key() Type
	Len() int
	NumField() int
	NumIn() int
	NumOut() int
	Out(i int) Type
	OverflowComplex(x complex128) bool
	OverflowFloat(x float64) bool
	OverflowInt(x int64) bool
	OverflowUint(x uint64) bool
	CanSeq() bool
	CanSeq2() bool
	Fields() iter.Seq[StructField]
	Methods() iter.Seq[Method]
	Ins() iter.Seq[Type]
	Outs() iter.Seq[Type]

	common() *abi.Type
}

// rtype is a descriptor with Type's methods.
type rtype struct {
	t abi.Type
}

// A Method is a method of a type.
type Method struct {
	Name    string
	PkgPath string // of unexported names
	Type    Type   // with the receiver first, except of interface types
	Func    Value  // likewise
	Index   int
}

// IsExported reports whether the method can be called from other packages.
func (m Method) IsExported() bool { return m.PkgPath == "" }

// A StructField is a field of a struct type.
type StructField struct {
	Name      string
	PkgPath   string // of unexported names
	Type      Type
	Tag       StructTag
	Offset    uintptr
	Index     []int // path for FieldByIndex
	Anonymous bool  // embedded
}

// IsExported reports whether other packages can use the field.
func (f StructField) IsExported() bool { return f.PkgPath == "" }

// A StructTag is the string behind a field, by convention key:"value" pairs.
type StructTag string

// Get is the value of the key, "" if there is none.
func (tag StructTag) Get(key string) string {
	v, _ := tag.Lookup(key)
	return v
}

// Lookup is the value of the key, and whether there is one.
func (tag StructTag) Lookup(key string) (value string, ok bool) {
	s := string(tag)
	for s != "" {
		i := 0
		for i < len(s) && s[i] == ' ' {
			i++
		}
		s = s[i:]
		i = 0
		for i < len(s) && s[i] > ' ' && s[i] != ':' && s[i] != '"' && s[i] != 0x7F {
			i++
		}
		if i == 0 || i+1 >= len(s) || s[i] != ':' || s[i+1] != '"' {
			break
		}
		name := s[:i]
		s = s[i+1:]
		i = 1
		for i < len(s) && s[i] != '"' {
			if s[i] == '\\' {
				i++
			}
			i++
		}
		if i >= len(s) {
			break
		}
		quoted := s[:i+1]
		s = s[i+1:]
		if name == key {
			value, err := strconv.Unquote(quoted)
			if err != nil {
				break
			}
			return value, true
		}
	}
	return "", false
}

func toType(t *abi.Type) Type {
	if t == nil {
		return nil
	}
	return (*rtype)(unsafe.Pointer(t))
}

// TypeOf is the dynamic type of i, nil for nil.
func TypeOf(i any) Type {
	return toType(abi.TypeOf(i))
}

// PtrTo is PointerTo.
func PtrTo(t Type) Type { return PointerTo(t) }

// PointerTo is the type *t.
func PointerTo(t Type) Type { return toType(abi.PointerTo(t.common())) }

func (t *rtype) common() *abi.Type { return &t.t }
func (t *rtype) String() string    { return t.t.Str }
func (t *rtype) Size() uintptr     { return t.t.Size }
func (t *rtype) Align() int        { return int(t.t.Align) }
func (t *rtype) FieldAlign() int   { return int(t.t.FieldAlign) }
func (t *rtype) Kind() Kind        { return Kind(t.t.Kind) }
func (t *rtype) Name() string      { return t.t.Name }
func (t *rtype) PkgPath() string   { return t.t.PkgPath }
func (t *rtype) Comparable() bool  { return t.t.TFlag&abi.TFlagComparable != 0 }

func (t *rtype) wrongKind(method string) {
	panic("reflect: " + method + " of non-" + wantedKind(method) + " type " + t.t.Str)
}

func wantedKind(method string) string {
	switch method {
	case "ChanDir":
		return "chan"
	case "Key":
		return "map"
	case "Len":
		return "array"
	case "IsVariadic", "In", "NumIn", "NumOut", "Out":
		return "func"
	}
	return "struct"
}

func (t *rtype) Bits() int {
	if t.t.Kind < abi.Int || t.t.Kind > abi.Complex128 {
		panic("reflect: Bits of non-arithmetic Type " + t.t.Str)
	}
	return int(t.t.Size) * 8
}

func (t *rtype) ChanDir() ChanDir {
	if t.t.Kind != abi.Chan {
		t.wrongKind("ChanDir")
	}
	return ChanDir(t.t.Len)
}

func (t *rtype) IsVariadic() bool {
	if t.t.Kind != abi.Func {
		t.wrongKind("IsVariadic")
	}
	return t.t.TFlag&abi.TFlagVariadic != 0
}

func (t *rtype) Elem() Type {
	if t.t.Elem == nil {
		panic("reflect: Elem of invalid type " + t.t.Str)
	}
	return toType(t.t.Elem)
}

func (t *rtype) Key() Type {
	if t.t.Kind != abi.Map {
		t.wrongKind("Key")
	}
	return toType(t.t.Key)
}

func (t *rtype) Len() int {
	if t.t.Kind != abi.Array {
		t.wrongKind("Len")
	}
	return t.t.Len
}

func (t *rtype) NumIn() int {
	if t.t.Kind != abi.Func {
		t.wrongKind("NumIn")
	}
	return len(t.t.Params)
}

func (t *rtype) In(i int) Type {
	if t.t.Kind != abi.Func {
		t.wrongKind("In")
	}
	return toType(t.t.Params[i])
}

func (t *rtype) NumOut() int {
	if t.t.Kind != abi.Func {
		t.wrongKind("NumOut")
	}
	return len(t.t.Results)
}

func (t *rtype) Out(i int) Type {
	if t.t.Kind != abi.Func {
		t.wrongKind("Out")
	}
	return toType(t.t.Results[i])
}

func (t *rtype) NumField() int {
	if t.t.Kind != abi.Struct {
		t.wrongKind("NumField")
	}
	return len(t.t.Fields)
}

func (t *rtype) Field(i int) StructField {
	if t.t.Kind != abi.Struct {
		t.wrongKind("Field")
	}
	if i < 0 || i >= len(t.t.Fields) {
		panic("reflect: Field index out of bounds")
	}
	f := &t.t.Fields[i]
	return StructField{
		Name:      f.Name,
		PkgPath:   f.PkgPath,
		Type:      toType(f.Type),
		Tag:       StructTag(f.Tag),
		Offset:    f.Offset,
		Index:     []int{i},
		Anonymous: f.Embedded,
	}
}

func (t *rtype) FieldByIndex(index []int) StructField {
	var f StructField
	var at Type = t
	for i, x := range index {
		if i > 0 {
			if at.Kind() == Pointer && at.Elem().Kind() == Struct {
				at = at.Elem()
			}
		}
		f = at.Field(x)
		at = f.Type
	}
	f.Index = append([]int(nil), index...)
	return f
}

func (t *rtype) FieldByName(name string) (StructField, bool) {
	if t.t.Kind != abi.Struct {
		t.wrongKind("FieldByName")
	}
	return fieldByName(&t.t, func(s string) bool { return s == name })
}

func (t *rtype) FieldByNameFunc(match func(string) bool) (StructField, bool) {
	if t.t.Kind != abi.Struct {
		t.wrongKind("FieldByNameFunc")
	}
	return fieldByName(&t.t, match)
}

// level is a struct to search, with the path to it.
type level struct {
	t    *abi.Type
	path []int
	many bool // reached on several paths: what is found in it is ambiguous
}

// fieldByName searches level by level through embedded structs; two matches on the
// shallowest level hide each other.
func fieldByName(t *abi.Type, match func(string) bool) (found StructField, ok bool) {
	next := []level{{t, nil, false}}
	visited := map[*abi.Type]bool{}
	for len(next) > 0 {
		current := next
		next = nil
		for _, l := range current {
			if visited[l.t] {
				continue
			}
			visited[l.t] = true
			for i := range l.t.Fields {
				f := &l.t.Fields[i]
				if match(f.Name) {
					if ok || l.many {
						return StructField{}, false
					}
					found = (*rtype)(unsafe.Pointer(l.t)).Field(i)
					found.Index = append(append([]int(nil), l.path...), i)
					ok = true
					continue
				}
				if ok || !f.Embedded {
					continue
				}
				ft := f.Type
				if ft.Kind == abi.Pointer {
					ft = ft.Elem
				}
				if ft.Kind != abi.Struct {
					continue
				}
				again := l.many
				for j := range next {
					if next[j].t == ft {
						next[j].many = true
						again = true
					}
				}
				next = append(next, level{ft, append(append([]int(nil), l.path...), i), again})
			}
		}
		if ok {
			return found, true
		}
	}
	return StructField{}, false
}

// exported gives the index of the i-th exported method in the descriptor's list.
func exportedMethod(t *abi.Type, i int) int {
	if t.Kind == abi.Interface {
		return i
	}
	for j := range t.Methods {
		if t.Methods[j].PkgPath == "" {
			if i == 0 {
				return j
			}
			i--
		}
	}
	return -1
}

func numMethod(t *abi.Type) int {
	if t.Kind == abi.Interface {
		return len(t.IMethods)
	}
	n := 0
	for i := range t.Methods {
		if t.Methods[i].PkgPath == "" {
			n++
		}
	}
	return n
}

func (t *rtype) NumMethod() int {
	findsMethods()
	return numMethod(&t.t)
}

func (t *rtype) Method(i int) (m Method) {
	j := -1
	if i >= 0 && i < numMethod(&t.t) {
		j = exportedMethod(&t.t, i)
	}
	if j < 0 {
		panic("reflect: Method index out of range")
	}
	m.Index = i
	if t.t.Kind == abi.Interface {
		im := &t.t.IMethods[j]
		m.Name, m.PkgPath, m.Type = im.Name, im.PkgPath, toType(im.Type)
		return m
	}
	cm := &t.t.Methods[j]
	m.Name = cm.Name
	m.Type, m.Func = methodExpr(&t.t, j)
	return m
}

// methodIndex is the index of the exported method with the name, -1 if there is none.
func methodIndex(t *abi.Type, name string) int {
	for i, n := 0, numMethod(t); i < n; i++ {
		j := exportedMethod(t, i)
		if t.Kind == abi.Interface && t.IMethods[j].Name == name ||
			t.Kind != abi.Interface && t.Methods[j].Name == name {
			return i
		}
	}
	return -1
}

func (t *rtype) MethodByName(name string) (m Method, ok bool) {
	i := methodIndex(&t.t, name)
	if i < 0 {
		return Method{}, false
	}
	return t.Method(i), true
}

func (t *rtype) Implements(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.Implements")
	}
	if u.Kind() != Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	return t.t.Implements(u.common())
}

func (t *rtype) AssignableTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.AssignableTo")
	}
	to := u.common()
	return directlyAssignable(to, &t.t) || to.Kind == abi.Interface && t.t.Implements(to)
}

func (t *rtype) OverflowComplex(x complex128) bool {
	switch t.Kind() {
	case Complex64:
		return overflowFloat32(real(x)) || overflowFloat32(imag(x))
	case Complex128:
		return false
	}
	panic("reflect: OverflowComplex of non-complex type " + t.String())
}

func (t *rtype) OverflowFloat(x float64) bool {
	switch t.Kind() {
	case Float32:
		return overflowFloat32(x)
	case Float64:
		return false
	}
	panic("reflect: OverflowFloat of non-float type " + t.String())
}

func (t *rtype) OverflowInt(x int64) bool {
	switch t.Kind() {
	case Int, Int8, Int16, Int32, Int64:
		shift := 64 - t.t.Size*8
		return x != x<<shift>>shift
	}
	panic("reflect: OverflowInt of non-int type " + t.String())
}

func (t *rtype) OverflowUint(x uint64) bool {
	switch t.Kind() {
	case Uint, Uintptr, Uint8, Uint16, Uint32, Uint64:
		shift := 64 - t.t.Size*8
		return x != x<<shift>>shift
	}
	panic("reflect: OverflowUint of non-uint type " + t.String())
}

func overflowFloat32(x float64) bool {
	if x < 0 {
		x = -x
	}
	return 0x1.fffffep127 < x && x <= 0x1.fffffffffffffp1023
}

func isSeq(t *abi.Type, n int) bool {
	if t.Kind != abi.Func || len(t.Params) != 1 || len(t.Results) != 0 {
		return false
	}
	yield := t.Params[0]
	return yield.Kind == abi.Func && len(yield.Params) == n && len(yield.Results) == 1 &&
		yield.Results[0].Kind == abi.Bool
}

func (t *rtype) CanSeq() bool {
	switch t.Kind() {
	case Int8, Int16, Int32, Int64, Int, Uint8, Uint16, Uint32, Uint64, Uint, Uintptr, Array, Slice, Chan, String, Map:
		return true
	case Func:
		return isSeq(&t.t, 1)
	case Pointer:
		return t.t.Elem.Kind == abi.Array
	}
	return false
}

func (t *rtype) CanSeq2() bool {
	switch t.Kind() {
	case Array, Slice, String, Map:
		return true
	case Func:
		return isSeq(&t.t, 2)
	case Pointer:
		return t.t.Elem.Kind == abi.Array
	}
	return false
}
