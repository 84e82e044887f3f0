package gob

import (
	"errors"
	"io"
	"reflect"
	"sync"
)

// Encoder writes values to a stream. Goroutines may share it.
type Encoder struct {
	lock sync.Mutex
	// writers is the stream and, behind it, the messages around the one that is written.
	writers []io.Writer
	sent    map[reflect.Type]typeId // types that the receiver knows
	buf     buffer
	err     error // of the current call
}

const (
	// lengthSpace is left free before a message for its length.
	lengthSpace = 9
	// tooBig is more than a message may have.
	tooBig = 1 << 33
)

// NewEncoder starts a stream.
func NewEncoder(w io.Writer) *Encoder {
	return &Encoder{writers: []io.Writer{w}, sent: make(map[reflect.Type]typeId)}
}

func (enc *Encoder) writer() io.Writer { return enc.writers[len(enc.writers)-1] }

// setError keeps the first error.
func (enc *Encoder) setError(err error) {
	if enc.err == nil {
		enc.err = err
	}
}

// message writes what the buffer has, and empties it.
func (enc *Encoder) message(w io.Writer, b *buffer) {
	n := len(b.data) - lengthSpace
	if n >= tooBig {
		enc.setError(errors.New("gob: encoder: message too big"))
		return
	}
	var length buffer
	length.uint(uint64(n))
	at := lengthSpace - len(length.data)
	copy(b.data[at:], length.data)
	_, err := w.Write(b.data[at:])
	clear(b.data[:lengthSpace])
	b.data = b.data[:lengthSpace]
	if err != nil {
		enc.setError(err)
	}
}

// Encode writes a value.
func (enc *Encoder) Encode(e any) error { return enc.EncodeValue(reflect.ValueOf(e)) }

// EncodeValue writes a value. It panics for a pointer that is nil.
func (enc *Encoder) EncodeValue(value reflect.Value) error {
	if value.Kind() == reflect.Invalid {
		return errors.New("gob: cannot encode nil value")
	}
	if isNilPointer(value) {
		panic("gob: cannot encode nil pointer of type " + value.Type().String())
	}
	enc.lock.Lock()
	defer enc.lock.Unlock()
	enc.writers = enc.writers[:1]
	ut, err := typeOf(value.Type())
	if err != nil {
		return err
	}
	enc.err = nil
	b := &enc.buf
	b.data = append(b.data[:0], make([]byte, lengthSpace)...)
	enc.describe(enc.writer(), b, ut)
	b.int(int64(enc.sent[ut.base]))
	if enc.err != nil {
		return enc.err
	}
	enc.encode(b, value, ut)
	if enc.err == nil {
		enc.message(enc.writer(), b)
	}
	return enc.err
}

// encode writes a value into the buffer: a struct as it is, others as its field 0.
func (enc *Encoder) encode(b *buffer, v reflect.Value, ut *userType) {
	defer catch(&enc.err)
	indir := ut.indir
	if ut.enc != 0 {
		indir = ut.encIndir
	}
	for range indir {
		v = reflect.Indirect(v)
	}
	if ut.enc == 0 && v.Kind() == reflect.Struct {
		encStructOf(ut.base).write(enc, b, v)
		return
	}
	t := ut.base
	if ut.enc != 0 {
		t = ut.user
	}
	op := encOpOf(t)
	if v.IsValid() && !isNilPointer(v) {
		b.uint(0)
		op.write(enc, b, v)
	}
}

// describe sends the description of a type and of those in it, unless the receiver has them.
func (enc *Encoder) describe(w io.Writer, b *buffer, ut *userType) {
	t := ut.base
	if ut.enc != 0 {
		t = ut.user
	}
	if _, ok := enc.sent[t]; ok || enc.sendType(w, b, t) || enc.err != nil {
		return
	}
	// It needs no description.
	info, err := infoOf(ut)
	if err != nil {
		enc.setError(err)
		return
	}
	enc.sent[t] = info.id
}

// sendType sends descriptions if the type needs one.
func (enc *Encoder) sendType(w io.Writer, b *buffer, t reflect.Type) bool {
	ut := mustTypeOf(t)
	if ut.enc == 0 {
		switch kind := ut.base.Kind(); {
		case kind == reflect.Slice && ut.base.Elem().Kind() == reflect.Uint8:
			return false
		case kind != reflect.Slice && kind != reflect.Array && kind != reflect.Map && kind != reflect.Struct:
			return false
		}
	}
	if _, ok := enc.sent[ut.base]; ok {
		return false
	}
	info, err := infoOf(ut)
	if err != nil {
		enc.setError(err)
		return false
	}
	b.int(-int64(info.id))
	b.desc(info.wire)
	enc.message(w, b)
	if enc.err != nil {
		return false
	}
	enc.sent[ut.base] = info.id
	if ut.user != ut.base {
		enc.sent[ut.user] = info.id
	}
	switch base := ut.base; base.Kind() {
	case reflect.Struct:
		for i := range base.NumField() {
			if f := base.Field(i); isExported(f.Name) {
				enc.sendType(w, b, f.Type)
			}
		}
	case reflect.Array, reflect.Slice:
		enc.sendType(w, b, base.Elem())
	case reflect.Map:
		enc.sendType(w, b, base.Key())
		enc.sendType(w, b, base.Elem())
	}
	return true
}
