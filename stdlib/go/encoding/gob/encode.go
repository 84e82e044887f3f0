package gob

import (
	"encoding"
	"math"
	"math/bits"
	"reflect"
	"sync"
)

// encOp writes values of a type.
type encOp struct {
	indir int // pointers before the value
	// isEmpty tells whether a field with the value is left out; nil if it never is.
	isEmpty func(v reflect.Value) bool
	write   func(enc *Encoder, b *buffer, v reflect.Value)
}

// encField writes a field of a struct.
type encField struct {
	index int // in the struct
	op    *encOp
}

// encStruct writes a struct.
type encStruct struct{ fields []encField }

// buffer takes a message.
type buffer struct{ data []byte }

func (b *buffer) Write(p []byte) (int, error) {
	b.data = append(b.data, p...)
	return len(p), nil
}

// uint writes a number below 128 as a byte, others behind their length, negated.
func (b *buffer) uint(x uint64) {
	if x <= 0x7f {
		b.data = append(b.data, byte(x))
		return
	}
	n := (bits.Len64(x) + 7) / 8
	b.data = append(b.data, byte(-n))
	for n--; n >= 0; n-- {
		b.data = append(b.data, byte(x>>(8*n)))
	}
}

// int writes the sign in the lowest bit.
func (b *buffer) int(i int64) {
	if i < 0 {
		b.uint(uint64(^i)<<1 | 1)
	} else {
		b.uint(uint64(i) << 1)
	}
}

// float writes the bytes in the other order, since the last are often zero.
func (b *buffer) float(f float64) { b.uint(bits.ReverseBytes64(math.Float64bits(f))) }

func (b *buffer) bytes(p []byte) {
	b.uint(uint64(len(p)))
	b.data = append(b.data, p...)
}

func (b *buffer) string(s string) {
	b.uint(uint64(len(s)))
	b.data = append(b.data, s...)
}

// field writes how far a field is behind the last, whose number it keeps.
func (b *buffer) field(last *int, number int) {
	b.uint(uint64(number - *last))
	*last = number
}

// desc writes a description as if it were a struct.
func (b *buffer) desc(d *desc) {
	outer, inner, common := -1, -1, -1
	b.field(&outer, int(d.form))
	b.field(&inner, 0)
	if d.Name != "" {
		b.field(&common, 0)
		b.string(d.Name)
	}
	b.field(&common, 1)
	b.int(int64(d.Id))
	b.uint(0)
	number := func(at int, n int64) {
		if n != 0 {
			b.field(&inner, at)
			b.int(n)
		}
	}
	switch d.form {
	case formArray:
		number(1, int64(d.elem))
		number(2, int64(d.len))
	case formSlice:
		number(1, int64(d.elem))
	case formMap:
		number(1, int64(d.key))
		number(2, int64(d.elem))
	case formStruct:
		if len(d.fields) > 0 {
			b.field(&inner, 1)
			b.uint(uint64(len(d.fields)))
		}
		for _, f := range d.fields {
			last := -1
			b.field(&last, 0)
			b.string(f.name)
			b.field(&last, 1)
			b.int(int64(f.id))
			b.uint(0)
		}
	}
	b.uint(0)
	b.uint(0)
}

// encOps are the operations of types that have been used: *encOp and, for structs,
// *encStruct. What is built is added when it is whole.
var (
	encOps     sync.Map // of *encOp by reflect.Type
	encStructs sync.Map // of *encStruct by the base reflect.Type
)

// encBuild builds operations.
type encBuild struct {
	ops     map[reflect.Type]*encOp
	structs map[reflect.Type]*encStruct
}

func newEncBuild() *encBuild {
	return &encBuild{make(map[reflect.Type]*encOp), make(map[reflect.Type]*encStruct)}
}

func (e *encBuild) publish() {
	for t, op := range e.ops {
		encOps.Store(t, op)
	}
	for t, s := range e.structs {
		encStructs.Store(t, s)
	}
}

// encOpOf is the operation for a type.
func encOpOf(t reflect.Type) *encOp {
	if op, ok := encOps.Load(t); ok {
		return op.(*encOp)
	}
	e := newEncBuild()
	op := e.op(t)
	e.publish()
	return op
}

// encStructOf is that for a struct type.
func encStructOf(t reflect.Type) *encStruct {
	if s, ok := encStructs.Load(t); ok {
		return s.(*encStruct)
	}
	e := newEncBuild()
	s := e.structure(t)
	e.publish()
	return s
}

func (e *encBuild) structure(t reflect.Type) *encStruct {
	if s, ok := encStructs.Load(t); ok {
		return s.(*encStruct)
	}
	if s := e.structs[t]; s != nil {
		return s
	}
	s := new(encStruct)
	e.structs[t] = s
	for i := range t.NumField() {
		if f := t.Field(i); isSent(&f) {
			s.fields = append(s.fields, encField{i, e.op(f.Type)})
		}
	}
	if t.NumField() > 0 && len(s.fields) == 0 {
		failf("type %s has no exported fields", t)
	}
	return s
}

func (e *encBuild) op(t reflect.Type) *encOp {
	if op, ok := encOps.Load(t); ok {
		return op.(*encOp)
	}
	if op := e.ops[t]; op != nil {
		return op
	}
	op := new(encOp)
	e.ops[t] = op
	ut := mustTypeOf(t)
	op.indir = ut.indir
	if ut.enc != 0 {
		op.indir = max(ut.encIndir, 0)
		e.own(op, ut)
		return op
	}
	switch base := ut.base; base.Kind() {
	case reflect.Slice:
		op.isEmpty = func(v reflect.Value) bool { return v.Len() == 0 }
		if base.Elem().Kind() == reflect.Uint8 {
			op.write = func(_ *Encoder, b *buffer, v reflect.Value) { b.bytes(v.Bytes()) }
		} else {
			op.write = encodeList(e.op(base.Elem()))
		}
	case reflect.Array:
		op.write = encodeList(e.op(base.Elem()))
	case reflect.Map:
		op.isEmpty = func(v reflect.Value) bool { return v.IsNil() }
		key := e.op(base.Key())
		op.write = encodeMap(key, e.op(base.Elem()))
	case reflect.Struct:
		s := e.structure(base)
		op.write = func(enc *Encoder, b *buffer, v reflect.Value) { s.write(enc, b, v) }
	case reflect.Interface:
		op.isEmpty = func(v reflect.Value) bool { return v.IsNil() }
		op.write = encodeInterface
	default:
		basicOp(op, base)
	}
	return op
}

// basicOp is the operation for numbers and strings.
func basicOp(op *encOp, t reflect.Type) {
	switch basicId(t) {
	case idBool:
		op.isEmpty = func(v reflect.Value) bool { return !v.Bool() }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) {
			if v.Bool() {
				b.uint(1)
			} else {
				b.uint(0)
			}
		}
	case idInt:
		op.isEmpty = func(v reflect.Value) bool { return v.Int() == 0 }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) { b.int(v.Int()) }
	case idUint:
		op.isEmpty = func(v reflect.Value) bool { return v.Uint() == 0 }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) { b.uint(v.Uint()) }
	case idFloat:
		op.isEmpty = func(v reflect.Value) bool { return v.Float() == 0 }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) { b.float(v.Float()) }
	case idComplex:
		op.isEmpty = func(v reflect.Value) bool { return v.Complex() == 0 }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) {
			c := v.Complex()
			b.float(real(c))
			b.float(imag(c))
		}
	case idString:
		op.isEmpty = func(v reflect.Value) bool { return v.Len() == 0 }
		op.write = func(_ *Encoder, b *buffer, v reflect.Value) { b.string(v.String()) }
	default:
		failf("can't happen: encode type %s", t)
	}
}

// own is the operation for values that write themselves.
func (e *encBuild) own(op *encOp, ut *userType) {
	receiver := ut.receiver(ut.encIndir)
	find := func(v reflect.Value) reflect.Value {
		if ut.encIndir >= 0 {
			return v
		}
		if !v.CanAddr() {
			failf("unaddressable value of type %s", receiver)
		}
		return v.Addr()
	}
	op.isEmpty = func(v reflect.Value) bool { return find(v).IsZero() }
	op.write = func(_ *Encoder, b *buffer, v reflect.Value) {
		var data []byte
		var err error
		switch value := find(v).Interface().(type) {
		case GobEncoder:
			data, err = value.GobEncode()
		case encoding.BinaryMarshaler:
			data, err = value.MarshalBinary()
		}
		if err != nil {
			fail(err)
		}
		b.bytes(data)
	}
}

// follow goes along pointers; what it gives may be a pointer that is nil.
func follow(v reflect.Value, indir int) reflect.Value {
	for ; indir > 0 && !v.IsNil(); indir-- {
		v = v.Elem()
	}
	return v
}

func isNilPointer(v reflect.Value) bool { return v.Kind() == reflect.Pointer && v.IsNil() }

func (s *encStruct) write(enc *Encoder, b *buffer, v reflect.Value) {
	last := -1
	for number, f := range s.fields {
		field := v.Field(f.index)
		if f.op.indir > 0 {
			if field = follow(field, f.op.indir); isNilPointer(field) {
				continue
			}
		}
		if f.op.isEmpty == nil || !f.op.isEmpty(field) {
			b.field(&last, number)
			f.op.write(enc, b, field)
		}
	}
	b.uint(0)
}

func encodeList(elem *encOp) func(*Encoder, *buffer, reflect.Value) {
	return func(enc *Encoder, b *buffer, v reflect.Value) {
		n := v.Len()
		b.uint(uint64(n))
		for i := range n {
			e := v.Index(i)
			if elem.indir > 0 {
				if e = follow(e, elem.indir); isNilPointer(e) {
					failf("encodeArray: nil element")
				}
			}
			elem.write(enc, b, e)
		}
	}
}

func encodeMap(key, elem *encOp) func(*Encoder, *buffer, reflect.Value) {
	one := func(enc *Encoder, b *buffer, v reflect.Value, op *encOp) {
		for range op.indir {
			v = reflect.Indirect(v)
		}
		if !v.IsValid() {
			failf("encodeReflectValue: nil element")
		}
		op.write(enc, b, v)
	}
	return func(enc *Encoder, b *buffer, v reflect.Value) {
		b.uint(uint64(v.Len()))
		for entries := v.MapRange(); entries.Next(); {
			one(enc, b, entries.Key(), key)
			one(enc, b, entries.Value(), elem)
		}
	}
}

// encodeInterface writes the name of the value's type, its number, and the value as a
// message inside.
func encodeInterface(enc *Encoder, b *buffer, v reflect.Value) {
	elem := v.Elem()
	if isNilPointer(elem) {
		failf("gob: cannot encode nil pointer of type %s inside interface", elem.Type())
	}
	if v.IsNil() {
		b.uint(0)
		return
	}
	ut := mustTypeOf(elem.Type())
	name, ok := namesByType.Load(ut.base)
	if !ok {
		failf("type not registered for interface: %s", ut.base)
	}
	b.string(name.(string))
	// A description that must be sent ends the message, whose rest is then the next.
	enc.describe(enc.writer(), b, ut)
	b.int(int64(enc.sent[ut.base]))
	enc.writers = append(enc.writers, b)
	inner := &buffer{make([]byte, lengthSpace)}
	enc.encode(inner, elem, ut)
	if enc.err != nil {
		fail(enc.err)
	}
	enc.writers = enc.writers[:len(enc.writers)-1]
	enc.message(b, inner)
	if enc.err != nil {
		fail(enc.err)
	}
}
