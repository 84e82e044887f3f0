package gob

import (
	"bufio"
	"errors"
	"io"
	"reflect"
	"sync"
)

// Decoder reads values from a stream. Goroutines may share it.
type Decoder struct {
	lock sync.Mutex
	r    io.Reader
	in   input            // the current message
	wire map[typeId]*desc // the sender's types
	// plans has how a type of the sender becomes one of ours, skips how it is passed over.
	plans map[planKey]*plan
	skips map[typeId]*plan
	depth int // of what is being passed over
	err   error
}

// NewDecoder starts to read a stream. It may read more than it needs if r is no
// io.ByteReader.
func NewDecoder(r io.Reader) *Decoder {
	if _, ok := r.(io.ByteReader); !ok {
		r = bufio.NewReader(r)
	}
	return &Decoder{r: r, wire: make(map[typeId]*desc), plans: make(map[planKey]*plan), skips: make(map[typeId]*plan)}
}

var (
	errBadUint = errors.New("gob: encoded unsigned integer out of range")
	errBadType = errors.New("gob: unknown type id or corrupted data")
	errRange   = errors.New("gob: bad data: field numbers out of bounds")
)

// input is what is left of a message.
type input struct{ data []byte }

func (in *input) uint() uint64 {
	if len(in.data) == 0 {
		fail(io.EOF)
	}
	c := in.data[0]
	in.data = in.data[1:]
	if c <= 0x7f {
		return uint64(c)
	}
	n := -int(int8(c))
	if n > 8 {
		fail(errBadUint)
	}
	if n > len(in.data) {
		failf("invalid uint data length %d: exceeds input size %d", n, len(in.data))
	}
	var x uint64
	for _, c := range in.data[:n] {
		x = x<<8 | uint64(c)
	}
	in.data = in.data[n:]
	return x
}

func signed(x uint64) int64 {
	if x&1 != 0 {
		return ^int64(x >> 1)
	}
	return int64(x >> 1)
}

func (in *input) int() int64 { return signed(in.uint()) }

// length reads a length that the message has room for.
func (in *input) length() (n int, ok bool) {
	n = int(in.uint())
	if n < 0 || n > len(in.data) || n >= tooBig {
		return 0, false
	}
	return n, true
}

// take gives the next n bytes.
func (in *input) take(n int) []byte {
	p := in.data[:n]
	in.data = in.data[n:]
	return p
}

// fields reads a struct: read gets the number of each field that is there.
func (in *input) fields(count int, what string, read func(number int)) {
	for number := -1; len(in.data) > 0; {
		delta := int(in.uint())
		if delta < 0 {
			failf("%sdecode: corrupted data: negative delta", what)
		}
		if delta == 0 {
			return
		}
		if number >= count-delta {
			fail(errRange)
		}
		number += delta
		read(number)
	}
}

// readUint reads a number that is outside of messages, or whose end is an error to keep.
func readUint(r io.ByteReader) (uint64, error) {
	c, err := r.ReadByte()
	if err != nil || c <= 0x7f {
		return uint64(c), err
	}
	n := -int(int8(c))
	if n > 8 {
		return 0, errBadUint
	}
	var x uint64
	for range n {
		c, err := r.ReadByte()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		x = x<<8 | uint64(c)
	}
	return x, nil
}

// ReadByte reads from the message.
func (in *input) ReadByte() (byte, error) {
	if len(in.data) == 0 {
		return 0, io.EOF
	}
	return in.take(1)[0], nil
}

// next reads a number and keeps the error.
func (dec *Decoder) next() uint64 {
	x, err := readUint(&dec.in)
	if err != nil {
		dec.err = err
	}
	return x
}

// receive reads the next message.
func (dec *Decoder) receive() bool {
	n, err := readUint(dec.r.(io.ByteReader))
	if err == nil && n >= tooBig {
		err = errors.New("invalid message length")
	}
	if err == nil {
		dec.in.data, err = readData(dec.r, int(n))
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
	}
	dec.err = err
	return err == nil
}

// chunk is how much is allocated on the word of a stream alone.
const chunk = 10 << 20

// readData reads n bytes.
func readData(r io.Reader, n int) ([]byte, error) {
	var data []byte
	for len(data) < n {
		from := len(data)
		data = append(data, make([]byte, min(n-from, chunk))...)
		if _, err := io.ReadFull(r, data[from:]); err != nil {
			if from > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
	return data, nil
}

// Decode reads the next value into what e points to; without e it passes over it. At the
// end of the stream it gives io.EOF.
func (dec *Decoder) Decode(e any) error {
	if e == nil {
		return dec.DecodeValue(reflect.Value{})
	}
	value := reflect.ValueOf(e)
	if value.Kind() != reflect.Pointer {
		dec.err = errors.New("gob: attempt to decode into a non-pointer")
		return dec.err
	}
	return dec.DecodeValue(value)
}

// DecodeValue reads the next value into v; without v it passes over it.
func (dec *Decoder) DecodeValue(v reflect.Value) error {
	if v.IsValid() && (v.Kind() != reflect.Pointer || v.IsNil()) && !v.CanSet() {
		return errors.New("gob: DecodeValue of unassignable value")
	}
	dec.lock.Lock()
	defer dec.lock.Unlock()
	dec.in.data, dec.err = nil, nil
	id := dec.typeSequence(false)
	if dec.err == nil {
		dec.value(id, v)
	}
	return dec.err
}

// typeSequence reads descriptions and then the number of the type that follows them, or -1.
// Inside of an interface they may stand in the middle of a message.
func (dec *Decoder) typeSequence(isInterface bool) typeId {
	for isFirst := true; dec.err == nil; isFirst = false {
		if len(dec.in.data) == 0 && !dec.receive() {
			if !isFirst && dec.err == io.EOF {
				dec.err = io.ErrUnexpectedEOF
			}
			break
		}
		id := typeId(signed(dec.next()))
		if id >= 0 {
			return id
		}
		dec.receiveType(-id)
		if dec.err != nil {
			break
		}
		if len(dec.in.data) > 0 {
			if !isInterface {
				dec.err = errors.New("extra data in buffer")
				break
			}
			// The length of the next message.
			dec.next()
		}
	}
	return -1
}

// receiveType reads a description.
func (dec *Decoder) receiveType(id typeId) {
	defer catch(&dec.err)
	if id < firstUserId || dec.wire[id] != nil {
		dec.err = errors.New("gob: duplicate type received")
		return
	}
	dec.wire[id] = dec.in.desc()
}

// desc reads a description.
func (in *input) desc() *desc {
	d := &desc{form: formNone}
	in.fields(int(formNone), "", func(number int) {
		into := d
		if d.form != formNone {
			// No type is described twice, but in a damaged stream.
			into = new(desc)
			if form(number) >= formItself {
				defer func() { d.form = formNone }()
			}
		}
		into.form = form(number)
		parts := [...]int{formArray: 3, formSlice: 2, formStruct: 2, formMap: 3, formItself: 1, formBinary: 1, formText: 1}
		in.fields(parts[number], "", func(part int) { in.descPart(into, part) })
	})
	return d
}

func (in *input) descPart(d *desc, part int) {
	switch {
	case part == 0:
		in.nameAndId(&d.Name, &d.Id)
	case d.form == formStruct:
		n := in.uint()
		if int(n) < 0 || n > tooBig/24 {
			failf("gob.fieldType slice too big: %d elements of %d bytes", n, 24)
		}
		for range n {
			if len(in.data) == 0 {
				failf("decoding array or slice: length exceeds input size (%d elements)", n)
			}
			var f fieldDesc
			in.nameAndId(&f.name, &f.id)
			d.fields = append(d.fields, f)
		}
	case part == 1 && d.form == formMap:
		d.key = in.id("Key")
	case part == 2 && d.form == formArray:
		d.len = int(in.int())
	default:
		d.elem = in.id("Elem")
	}
}

func (in *input) nameAndId(name *string, id *typeId) {
	in.fields(2, "", func(number int) {
		if number == 1 {
			*id = in.id("Id")
			return
		}
		n, ok := in.length()
		if !ok {
			failf("bad string slice length: %d", n)
		}
		*name = string(in.take(n))
	})
}

func (in *input) id(name string) typeId {
	n := in.int()
	if int64(int32(n)) != n {
		fail(overflow(name))
	}
	return typeId(n)
}

func overflow(name string) error { return errors.New(`value for "` + name + `" out of range`) }
