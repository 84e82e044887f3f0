// Package gob writes and reads streams of Go values that say their types.
//
// A stream is messages, each behind its length: the description of a type, or a value. Types
// have numbers, which are given as the program comes to need them; 1 to 8 are those that
// every program knows.
package gob

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"unicode"
	"unicode/utf8"
)

// gobError is a panic that Encode and Decode make an error.
type gobError struct{ err error }

func fail(err error) { panic(gobError{err}) }

func failf(format string, args ...any) { fail(fmt.Errorf("gob: "+format, args...)) }

// catch makes the panic of fail an error.
func catch(err *error) {
	if e := recover(); e != nil {
		ge, ok := e.(gobError)
		if !ok {
			panic(e)
		}
		*err = ge.err
	}
}

// GobEncoder is a value that writes itself.
type GobEncoder interface {
	GobEncode() ([]byte, error)
}

// GobDecoder is a value that reads what the GobEncode of its type wrote.
type GobDecoder interface {
	GobDecode([]byte) error
}

// How values write and read themselves.
const (
	byItself = 1 + iota // GobEncoder and GobDecoder
	byBinary            // encoding.BinaryMarshaler and BinaryUnmarshaler
	byText              // only ever read, and skipped
)

// userType is a type as a program gives it: the pointers before it do not count.
type userType struct {
	user, base reflect.Type
	indir      int // pointers from user to base
	// How values write and read themselves, 0 if they do not, and how many pointers stand
	// before what does so; -1 if it is a pointer to the value.
	enc, dec           int
	encIndir, decIndir int
}

var (
	gobEncoder        = reflect.TypeFor[GobEncoder]()
	gobDecoder        = reflect.TypeFor[GobDecoder]()
	binaryMarshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	binaryUnmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
)

var userTypes sync.Map // of *userType by reflect.Type

// typeOf looks at a type.
func typeOf(t reflect.Type) (*userType, error) {
	if ut, ok := userTypes.Load(t); ok {
		return ut.(*userType), nil
	}
	ut := &userType{user: t, base: t}
	// A pointer type that leads to itself is met by one that follows at half the speed.
	for slow := t; ut.base.Kind() == reflect.Pointer; ut.indir++ {
		ut.base = ut.base.Elem()
		if ut.base == slow {
			return nil, errors.New("can't represent recursive pointer type " + ut.base.String())
		}
		if ut.indir%2 == 0 {
			slow = slow.Elem()
		}
	}
	var ok bool
	if ut.encIndir, ok = pointersTo(t, gobEncoder); ok {
		ut.enc = byItself
	} else if ut.encIndir, ok = pointersTo(t, binaryMarshaler); ok {
		ut.enc = byBinary
	}
	if ut.decIndir, ok = pointersTo(t, gobDecoder); ok {
		ut.dec = byItself
	} else if ut.decIndir, ok = pointersTo(t, binaryUnmarshaler); ok {
		ut.dec = byBinary
	}
	// Where no text is written, since Go 1 writes the fields of such types.
	known, _ := userTypes.LoadOrStore(t, ut)
	return known.(*userType), nil
}

// pointersTo counts the pointers before a type that implements the interface.
func pointersTo(t, iface reflect.Type) (indir int, ok bool) {
	for p := t; ; p = p.Elem() {
		if p.Implements(iface) {
			return indir, true
		}
		if p.Kind() != reflect.Pointer {
			break
		}
		indir++
	}
	if t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(iface) {
		return -1, true
	}
	return 0, false
}

func mustTypeOf(t reflect.Type) *userType {
	ut, err := typeOf(t)
	if err != nil {
		fail(err)
	}
	return ut
}

// receiver is the type that has the methods.
func (ut *userType) receiver(indir int) reflect.Type {
	t := ut.user
	if indir < 0 {
		return reflect.PointerTo(t)
	}
	for range indir {
		t = t.Elem()
	}
	return t
}

type typeId int32

// CommonType begins the description of every type.
type CommonType struct {
	Name string
	Id   typeId
}

// The types that every program knows.
const (
	idBool typeId = 1 + iota
	idInt
	idUint
	idFloat
	idBytes
	idString
	idComplex
	idInterface
)

var basicNames = [...]string{"", "bool", "int", "uint", "float", "bytes", "string", "complex", "interface"}

// firstUserId is the lowest number of other types.
const firstUserId = 64

// form is what a description describes. The values are the numbers of its fields on the wire.
type form int

const (
	formBasic  form = -1
	formArray  form = 0
	formSlice  form = 1
	formStruct form = 2
	formMap    form = 3
	formItself form = 4
	formBinary form = 5
	formText   form = 6
	formNone   form = 7 // a description without content
)

// desc describes a type, ours or the sender's.
type desc struct {
	CommonType
	form   form
	elem   typeId
	key    typeId
	len    int
	fields []fieldDesc
}

type fieldDesc struct {
	name string
	id   typeId
}

var (
	typesLock sync.Mutex // of all that follows
	// ourTypes has the types by their base, ourIds by number.
	ourTypes = make(map[reflect.Type]*desc)
	ourIds   [firstUserId]*desc
	moreIds  []*desc // from firstUserId
	infos    = make(map[reflect.Type]*typeInfo)
)

// typeInfo is what is sent of a type.
type typeInfo struct {
	id   typeId
	wire *desc
}

func init() {
	for i, t := range []reflect.Type{
		idBool: reflect.TypeFor[bool](), idInt: reflect.TypeFor[int](), idUint: reflect.TypeFor[uint](), idFloat: reflect.TypeFor[float64](),
		idBytes: reflect.TypeFor[[]byte](), idString: reflect.TypeFor[string](), idComplex: reflect.TypeFor[complex128](), idInterface: reflect.TypeFor[any](),
	} {
		if t != nil {
			d := &desc{CommonType: CommonType{basicNames[i], typeId(i)}, form: formBasic}
			ourTypes[t], ourIds[i] = d, d
		}
	}
}

// ours is our type with the number, or nil.
func ours(id typeId) *desc {
	switch {
	case id < 0 || int(id) >= firstUserId+len(moreIds):
		return nil
	case id < firstUserId:
		return ourIds[id]
	}
	return moreIds[id-firstUserId]
}

// number gives the type the next number if it has none.
func (d *desc) number() {
	if d.Id == 0 {
		d.Id = typeId(firstUserId + len(moreIds))
		moreIds = append(moreIds, d)
	}
}

// String is the type as messages show it.
func (d *desc) String() string { return d.show(make(map[typeId]bool)) }

func (d *desc) show(seen map[typeId]bool) string {
	if d.form == formBasic || d.form >= formItself || seen[d.Id] {
		return d.Name
	}
	seen[d.Id] = true
	part := func(id typeId) string { return ours(id).show(seen) }
	switch d.form {
	case formArray:
		return fmt.Sprintf("[%d]%s", d.len, part(d.elem))
	case formSlice:
		return "[]" + part(d.elem)
	case formMap:
		key := part(d.key)
		return "map[" + key + "]" + part(d.elem)
	}
	s := d.Name + " = struct { "
	for _, f := range d.fields {
		s += f.name + " " + part(f.id) + "; "
	}
	return s + "}"
}

// isExported tells whether a field is sent.
func isExported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}

func isSent(f *reflect.StructField) bool {
	if !isExported(f.Name) {
		return false
	}
	t := f.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() != reflect.Chan && t.Kind() != reflect.Func
}

// describeBase describes what pointers lead to. The lock is held.
func describeBase(name string, t reflect.Type) (*desc, error) {
	ut := mustTypeOf(t)
	return describe(name, ut, ut.base)
}

// describe describes a type, under its first name if that is known. The lock is held.
func describe(name string, ut *userType, t reflect.Type) (*desc, error) {
	if d := ourTypes[t]; d != nil {
		return d, nil
	}
	d := &desc{CommonType: CommonType{Name: name}}
	if ut.enc != 0 {
		d.form = formItself
		d.number()
		ourTypes[t] = d
		return d, nil
	}
	if id := basicId(t); id != 0 {
		ourTypes[t] = ours(id)
		return ours(id), nil
	}
	// Types that lead to themselves find the beginning of their description.
	ourTypes[t] = d
	if err := d.fill(t); err != nil {
		delete(ourTypes, t)
		return nil, err
	}
	return d, nil
}

// basicId is the number of a type that every program knows, else 0.
func basicId(t reflect.Type) typeId {
	switch t.Kind() {
	case reflect.Bool:
		return idBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return idInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return idUint
	case reflect.Float32, reflect.Float64:
		return idFloat
	case reflect.Complex64, reflect.Complex128:
		return idComplex
	case reflect.String:
		return idString
	case reflect.Interface:
		return idInterface
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return idBytes
		}
	}
	return 0
}

// fill describes the parts of a type. Structs are numbered before them, other types behind.
func (d *desc) fill(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Array:
		elem, err := describeBase("", t.Elem())
		if err != nil {
			return err
		}
		d.number()
		d.form, d.elem, d.len = formArray, elem.Id, t.Len()
	case reflect.Map:
		key, err := describeBase("", t.Key())
		if err != nil {
			return err
		}
		elem, err := describeBase("", t.Elem())
		if err != nil {
			return err
		}
		d.number()
		d.form, d.key, d.elem = formMap, key.Id, elem.Id
	case reflect.Slice:
		elem, err := describeBase(t.Elem().Name(), t.Elem())
		if err != nil {
			return err
		}
		d.number()
		elem.number()
		d.form, d.elem = formSlice, elem.Id
	case reflect.Struct:
		d.form = formStruct
		d.number()
		for i := range t.NumField() {
			f := t.Field(i)
			if !isSent(&f) {
				continue
			}
			base := mustTypeOf(f.Type).base
			name := base.Name()
			if name == "" {
				name = base.String()
			}
			part, err := describeBase(name, f.Type)
			if err != nil {
				return err
			}
			part.number()
			d.fields = append(d.fields, fieldDesc{f.Name, part.Id})
		}
	default:
		return errors.New("gob NewTypeObject can't handle type: " + t.String())
	}
	return nil
}

// infoOf is what is sent of a type.
func infoOf(ut *userType) (*typeInfo, error) {
	t := ut.base
	if ut.enc != 0 {
		// Pointers to such a type have their own number.
		t = ut.user
	}
	typesLock.Lock()
	defer typesLock.Unlock()
	if info := infos[t]; info != nil {
		return info, nil
	}
	d, err := describeBase(t.Name(), t)
	if err != nil {
		return nil, err
	}
	info := &typeInfo{d.Id, d}
	if ut.enc != 0 {
		own, err := describe(t.Name(), ut, t)
		if err != nil {
			return nil, err
		}
		wire := *own
		if ut.enc == byBinary {
			wire.form = formBinary
		}
		info.wire = &wire
	}
	infos[t] = info
	return info, nil
}
