package gob

import (
	"errors"
	"reflect"
)

// ops are the operations of types that are being planned, which may lead to themselves.
type ops map[reflect.Type]*decOp

// plan finds out how to read a type of the sender into one of ours.
func (dec *Decoder) plan(id typeId, ut *userType) (*plan, error) {
	key := planKey{ut.user, id}
	if p := dec.plans[key]; p != nil {
		return p, nil
	}
	p := new(plan)
	dec.plans[key] = p
	err := dec.fill(p, id, ut)
	if err != nil {
		delete(dec.plans, key)
	}
	return p, err
}

func (dec *Decoder) fill(p *plan, id typeId, ut *userType) (err error) {
	defer catch(&err)
	if ut.base.Kind() != reflect.Struct || ut.dec != 0 {
		return dec.fillSingle(p, id, ut)
	}
	wire := dec.wire[id]
	if wire == nil && (id < 0 || id >= firstUserId || ourIds[id] == nil) {
		fail(errBadType)
	}
	if wire == nil || wire.form != formStruct {
		failf("type mismatch in decoder: want struct type %s; got non-struct", ut.base)
	}
	p.fields = make([]decField, len(wire.fields))
	seen := make(ops)
	for i, f := range wire.fields {
		if f.name == "" {
			failf("empty name for remote field of type %s", wire.Name)
		}
		own, ok := ut.base.FieldByName(f.name)
		if !ok || !isExported(f.name) {
			p.fields[i] = decField{*dec.skipOp(f.id, make(map[typeId]*decOp)), nil, f.name}
			continue
		}
		if !dec.agree(own.Type, f.id, make(map[reflect.Type]typeId)) {
			failf("wrong type (%s) for received field %s.%s", own.Type, wire.Name, f.name)
		}
		p.fields[i] = decField{*dec.op(f.id, own.Type, own.Name, seen), own.Index, f.name}
		p.isUsed = true
	}
	return nil
}

func (dec *Decoder) fillSingle(p *plan, id typeId, ut *userType) error {
	name := ut.user.String()
	if !dec.agree(ut.user, id, make(map[reflect.Type]typeId)) {
		remote := dec.typeString(id)
		if ut.base.Kind() == reflect.Interface && id != idInterface {
			return errors.New("gob: local interface type " + name + " can only be decoded from remote interface type; received concrete type " + remote)
		}
		return errors.New("gob: decoding into local type " + name + ", received remote type " + remote)
	}
	p.fields = []decField{{*dec.op(id, ut.user, name, make(ops)), nil, name}}
	p.isUsed = true
	return nil
}

// typeString is the sender's type for messages. As in Go a number that we have, too, is
// taken for ours.
func (dec *Decoder) typeString(id typeId) string {
	typesLock.Lock()
	defer typesLock.Unlock()
	if d := ours(id); d != nil {
		return d.String()
	}
	if d := dec.wire[id]; d != nil && d.form != formNone {
		return d.Name
	}
	return "unknown type"
}

// agree tells whether a type of the sender can become one of ours.
func (dec *Decoder) agree(t reflect.Type, id typeId, seen map[reflect.Type]typeId) bool {
	if known, ok := seen[t]; ok {
		return known == id
	}
	seen[t] = id
	ut := mustTypeOf(t)
	wire := dec.wire[id]
	form := formNone
	if wire != nil {
		form = wire.form
	}
	if (ut.dec == byItself) != (form == formItself) || (ut.dec == byBinary) != (form == formBinary) || form == formText {
		return false
	}
	if ut.dec != 0 {
		return true
	}
	base := ut.base
	if own := basicId(base); own != 0 {
		return id == own
	}
	switch base.Kind() {
	case reflect.Array:
		return form == formArray && base.Len() == wire.len && dec.agree(base.Elem(), wire.elem, seen)
	case reflect.Map:
		return form == formMap && dec.agree(base.Key(), wire.key, seen) && dec.agree(base.Elem(), wire.elem, seen)
	case reflect.Slice:
		return form == formSlice && dec.agree(mustTypeOf(base.Elem()).base, wire.elem, seen)
	case reflect.Struct:
		return true
	}
	return false
}

// op is the operation that reads a type of the sender into one of ours.
func (dec *Decoder) op(id typeId, t reflect.Type, name string, seen ops) *decOp {
	ut := mustTypeOf(t)
	op := new(decOp)
	if ut.dec != 0 {
		*op = ownOp(ut)
		return op
	}
	if known := seen[t]; known != nil {
		return known
	}
	if *op = basicDecOp(ut.base); *op != nil {
		return op
	}
	seen[t] = op
	wire := dec.wire[id]
	switch base := ut.base; base.Kind() {
	case reflect.Array:
		name = "element of " + name
		*op = arrayOp(base, dec.op(wire.elem, base.Elem(), name, seen), name)
	case reflect.Slice:
		name = "element of " + name
		*op = sliceOp(base, dec.op(wire.elem, base.Elem(), name, seen), name)
	case reflect.Map:
		key := dec.op(wire.key, base.Key(), "key of "+name, seen)
		*op = mapOp(base, key, dec.op(wire.elem, base.Elem(), "element of "+name, seen), name)
	case reflect.Struct:
		p, err := dec.plan(id, mustTypeOf(base))
		if err != nil {
			fail(err)
		}
		*op = func(dec *Decoder, v reflect.Value, _ string) { p.structure(dec, v) }
	default:
		failf("decode can't handle type %s", t)
	}
	return op
}

// skipPlan finds out how to pass over a type of the sender.
func (dec *Decoder) skipPlan(id typeId) (*plan, error) {
	if p := dec.skips[id]; p != nil {
		return p, nil
	}
	p := new(plan)
	dec.skips[id] = p
	if wire := dec.wire[id]; wire != nil && wire.form == formStruct {
		err := dec.fill(p, id, mustTypeOf(reflect.TypeFor[struct{}]()))
		if err != nil {
			delete(dec.skips, id)
		}
		return p, err
	}
	p.fields = []decField{{op: *dec.skipOp(id, make(map[typeId]*decOp))}}
	return p, nil
}

// maxDepth is how deep types may be that are passed over.
const maxDepth = 10000

// skipOp is the operation that passes over a type of the sender.
func (dec *Decoder) skipOp(id typeId, seen map[typeId]*decOp) *decOp {
	dec.depth++
	defer func() { dec.depth-- }()
	if dec.depth > maxDepth {
		fail(errors.New("invalid nesting depth"))
	}
	if op := seen[id]; op != nil {
		return op
	}
	op := new(decOp)
	switch id {
	case idBool, idInt, idUint, idFloat:
		*op = func(dec *Decoder, _ reflect.Value, _ string) { dec.in.uint() }
		return op
	case idComplex:
		*op = func(dec *Decoder, _ reflect.Value, _ string) { dec.in.uint(); dec.in.uint() }
		return op
	case idBytes, idString:
		*op = func(dec *Decoder, _ reflect.Value, _ string) {
			n, ok := dec.in.length()
			if !ok {
				failf("slice length too large")
			}
			dec.in.take(n)
		}
		return op
	case idInterface:
		*op = func(dec *Decoder, _ reflect.Value, _ string) { dec.skipInterface() }
		return op
	}
	seen[id] = op
	wire := dec.wire[id]
	if wire == nil {
		name := "<nil>"
		if d := ours(id); d != nil {
			name = d.String()
		}
		failf("bad data: undefined type %s", name)
	}
	switch wire.form {
	case formArray:
		elem := dec.skipOp(wire.elem, seen)
		*op = func(dec *Decoder, _ reflect.Value, _ string) {
			if dec.in.uint() != uint64(wire.len) {
				failf("length mismatch in ignoreArray")
			}
			dec.skipElements(wire.len, *elem)
		}
	case formSlice:
		elem := dec.skipOp(wire.elem, seen)
		*op = func(dec *Decoder, _ reflect.Value, _ string) { dec.skipElements(int(dec.in.uint()), *elem) }
	case formMap:
		key := dec.skipOp(wire.key, seen)
		elem := dec.skipOp(wire.elem, seen)
		*op = func(dec *Decoder, _ reflect.Value, _ string) {
			for range int(dec.in.uint()) {
				(*key)(dec, reflect.Value{}, "")
				(*elem)(dec, reflect.Value{}, "")
			}
		}
	case formStruct:
		p, err := dec.skipPlan(id)
		if err != nil {
			fail(err)
		}
		*op = func(dec *Decoder, _ reflect.Value, _ string) { p.skip(dec) }
	case formItself, formBinary, formText:
		*op = func(dec *Decoder, _ reflect.Value, _ string) { dec.ownData() }
	default:
		failf("bad data: ignore can't handle type %s", "<nil>")
	}
	return op
}

func (dec *Decoder) skipElements(n int, elem decOp) {
	for range n {
		if len(dec.in.data) == 0 {
			failf("decoding array or slice: length exceeds input size (%d elements)", n)
		}
		elem(dec, reflect.Value{}, "")
	}
}

func (dec *Decoder) skipInterface() {
	n, ok := dec.in.length()
	if !ok {
		failf("bad interface encoding: name too large for buffer")
	}
	dec.in.take(n)
	if dec.typeSequence(true) < 0 {
		fail(dec.err)
	}
	if n, ok = dec.in.length(); !ok {
		failf("bad interface encoding: data length too large for buffer")
	}
	dec.in.take(n)
}
