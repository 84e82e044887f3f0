package gob

import (
	"encoding"
	"math"
	"math/bits"
	"reflect"
)

// decOp reads a value of a type; name is for errors.
type decOp func(dec *Decoder, v reflect.Value, name string)

// decField reads a field of the sender's struct.
type decField struct {
	op    decOp
	index []int  // in our struct; nil if it is passed over
	name  string // for errors
}

// plan reads a type of the sender: a struct, or one value.
type plan struct {
	fields []decField
	isUsed bool // whether a field is ours, too
}

type planKey struct {
	t  reflect.Type
	id typeId
}

// value reads a value.
func (dec *Decoder) value(id typeId, v reflect.Value) {
	defer catch(&dec.err)
	if !v.IsValid() {
		dec.skipValue(id)
		return
	}
	ut := mustTypeOf(v.Type())
	p, err := dec.plan(id, ut)
	if err != nil {
		dec.err = err
		return
	}
	v = allocate(v)
	if ut.base.Kind() == reflect.Struct && ut.dec == 0 {
		wire := dec.wire[id]
		if !p.isUsed && ut.base.NumField() > 0 && wire != nil && len(wire.fields) > 0 {
			failf("type mismatch: no fields matched compiling decoder for %s", ut.base.Name())
		}
		p.structure(dec, v)
		return
	}
	dec.single(p, v)
}

// skipValue passes over a value.
func (dec *Decoder) skipValue(id typeId) {
	p, err := dec.skipPlan(id)
	if err != nil {
		dec.err = err
		return
	}
	if wire := dec.wire[id]; wire != nil && wire.form == formStruct {
		p.skip(dec)
		return
	}
	dec.single(p, reflect.Value{})
}

// single reads a value that is no struct.
func (dec *Decoder) single(p *plan, v reflect.Value) {
	if dec.in.uint() != 0 {
		failf("decode: corrupted data: non-zero delta for singleton")
	}
	p.fields[0].op(dec, v, p.fields[0].name)
}

func (p *plan) structure(dec *Decoder, v reflect.Value) {
	dec.in.fields(len(p.fields), "", func(number int) {
		f := &p.fields[number]
		var field reflect.Value
		if f.index != nil {
			field = allocate(v.FieldByIndex(f.index))
		}
		f.op(dec, field, f.name)
	})
}

func (p *plan) skip(dec *Decoder) {
	dec.in.fields(len(p.fields), "ignore ", func(number int) {
		p.fields[number].op(dec, reflect.Value{}, "")
	})
}

// allocate follows pointers and makes what they do not have.
func allocate(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	return v
}

// basicDecOp is the operation for numbers and strings, or nil.
func basicDecOp(t reflect.Type) decOp {
	switch basicId(t) {
	case idBool:
		return func(dec *Decoder, v reflect.Value, _ string) { v.SetBool(dec.in.uint() != 0) }
	case idInt:
		return func(dec *Decoder, v reflect.Value, name string) {
			n := dec.in.int()
			if v.OverflowInt(n) {
				fail(overflow(name))
			}
			v.SetInt(n)
		}
	case idUint:
		return func(dec *Decoder, v reflect.Value, name string) {
			n := dec.in.uint()
			if v.OverflowUint(n) {
				fail(overflow(name))
			}
			v.SetUint(n)
		}
	case idFloat:
		isSmall := t.Kind() == reflect.Float32
		return func(dec *Decoder, v reflect.Value, name string) { v.SetFloat(dec.in.float(isSmall, name)) }
	case idComplex:
		isSmall := t.Kind() == reflect.Complex64
		return func(dec *Decoder, v reflect.Value, name string) {
			re := dec.in.float(isSmall, name)
			v.SetComplex(complex(re, dec.in.float(isSmall, name)))
		}
	case idString:
		return func(dec *Decoder, v reflect.Value, _ string) {
			n, ok := dec.in.length()
			if !ok {
				failf("bad %s slice length: %d", v.Type(), n)
			}
			v.SetString(string(dec.in.take(n)))
		}
	case idBytes:
		return func(dec *Decoder, v reflect.Value, _ string) {
			n, ok := dec.in.length()
			if !ok {
				failf("bad %s slice length: %d", v.Type(), n)
			}
			if v.Cap() < n {
				v.Set(reflect.MakeSlice(v.Type(), n, n))
			} else {
				v.SetLen(n)
			}
			copy(v.Bytes(), dec.in.take(n))
		}
	case idInterface:
		return func(dec *Decoder, v reflect.Value, _ string) { dec.iface(t, v) }
	}
	return nil
}

// float reads a number; if isSmall it must be one that a float32 has.
func (in *input) float(isSmall bool, name string) float64 {
	f := math.Float64frombits(bits.ReverseBytes64(in.uint()))
	if isSmall && math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
		fail(overflow(name))
	}
	return f
}

// kindName is the name that errors about slices of predeclared types have.
func kindName(t reflect.Type) string {
	if t.PkgPath() == "" && t.Name() != "" && basicId(t) != 0 && t.Kind() != reflect.Uint8 && t.Kind() != reflect.Interface {
		return t.Kind().String() + " "
	}
	return ""
}

// elements reads n elements into a list, which grows as they come.
func (dec *Decoder) elements(v reflect.Value, n int, elem decOp, what, name string) {
	isText := what == "string "
	have := v.Len()
	for i := range n {
		if len(dec.in.data) == 0 {
			failf("decoding %sarray or slice: length exceeds input size (%d elements)", what, n)
		}
		if i >= have {
			v.Grow(1)
			have = min(v.Cap(), n)
			v.SetLen(have)
		}
		e := v.Index(i)
		if isText {
			size := dec.in.uint()
			if size > uint64(len(dec.in.data)) {
				failf("length of string exceeds input size (%d bytes)", size)
			}
			e.SetString(string(dec.in.take(int(size))))
			continue
		}
		elem(dec, allocate(e), name)
	}
}

// sliceOp is the operation for slices.
func sliceOp(t reflect.Type, elem *decOp, name string) decOp {
	size := uint64(t.Elem().Size())
	what := ""
	if t.Name() == "" {
		what = kindName(t.Elem())
	}
	return func(dec *Decoder, v reflect.Value, _ string) {
		u := dec.in.uint()
		total := u * size
		if int(u) < 0 || total > tooBig || size > 0 && total/size != u {
			failf("%s slice too big: %d elements of %d bytes", t.Elem(), u, size)
		}
		n := int(u)
		if v.Cap() < n {
			start := n
			if total > chunk {
				start = max(int(chunk/size), 1)
			}
			v.Set(reflect.MakeSlice(t, start, start))
		} else {
			v.SetLen(n)
		}
		dec.elements(v, n, *elem, what, name)
	}
}

// arrayOp is the operation for arrays.
func arrayOp(t reflect.Type, elem *decOp, name string) decOp {
	what := kindName(t.Elem())
	return func(dec *Decoder, v reflect.Value, _ string) {
		if dec.in.uint() != uint64(t.Len()) {
			failf("length mismatch in decodeArray")
		}
		dec.elements(v, t.Len(), *elem, what, name)
	}
}

// mapOp is the operation for maps.
func mapOp(t reflect.Type, key, elem *decOp, name string) decOp {
	return func(dec *Decoder, v reflect.Value, _ string) {
		n := int(dec.in.uint())
		if v.IsNil() {
			// Each entry has two bytes at least.
			v.Set(reflect.MakeMapWithSize(t, max(0, min(n, len(dec.in.data)/2))))
		}
		k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for range n {
			(*key)(dec, allocate(k), name)
			(*elem)(dec, allocate(e), name)
			v.SetMapIndex(k, e)
			k.SetZero()
			e.SetZero()
		}
	}
}

// iface reads a value in an interface, of the type that its name says.
func (dec *Decoder) iface(t reflect.Type, v reflect.Value) {
	n := dec.in.uint()
	if n > 1<<31 {
		failf("invalid type name length %d", n)
	}
	if n > uint64(len(dec.in.data)) {
		failf("invalid type name length %d: exceeds input size", n)
	}
	name := string(dec.in.take(int(n)))
	if name == "" {
		v.SetZero()
		return
	}
	if len(name) > 1024 {
		failf("name too long (%d bytes): %.20q...", len(name), name)
	}
	known, ok := typesByName.Load(name)
	if !ok {
		failf("name not registered for interface: %q", name)
	}
	concrete := known.(reflect.Type)
	id := dec.typeSequence(true)
	if id < 0 {
		fail(dec.err)
	}
	dec.in.uint() // the length of what follows
	value := reflect.New(concrete).Elem()
	dec.value(id, value)
	if dec.err != nil {
		fail(dec.err)
	}
	if !concrete.AssignableTo(t) {
		failf("%s is not assignable to type %s", concrete, t)
	}
	v.Set(value)
}

// ownOp is the operation for values that read themselves.
func ownOp(ut *userType) decOp {
	wantsPointer := ut.receiver(ut.decIndir).Kind() == reflect.Pointer
	return func(dec *Decoder, v reflect.Value, _ string) {
		data := dec.ownData()
		if v.Kind() != reflect.Pointer && wantsPointer {
			v = v.Addr()
		}
		var err error
		switch value := v.Interface().(type) {
		case GobDecoder:
			err = value.GobDecode(data)
		case encoding.BinaryUnmarshaler:
			err = value.UnmarshalBinary(data)
		}
		if err != nil {
			fail(err)
		}
	}
}

func (dec *Decoder) ownData() []byte {
	n, ok := dec.in.length()
	if !ok {
		failf("GobDecoder: length too large for buffer")
	}
	return dec.in.take(n)
}
