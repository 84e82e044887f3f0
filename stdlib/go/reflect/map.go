package reflect

import (
	"internal/abi"
	"unsafe"
)

func mapLen(m unsafe.Pointer) int
func mapClear(t *abi.Type, m unsafe.Pointer)
func makeMap(t *abi.Type, hint int) unsafe.Pointer

// mapGet gives the address of the element for the key, nil if there is none.
func mapGet(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

// mapSet gives the address of the element for the key, which it inserts.
func mapSet(t *abi.Type, m, key unsafe.Pointer) unsafe.Pointer

func mapDelete(t *abi.Type, m, key unsafe.Pointer)

// hiter is an iteration over a map, as the runtime keeps it.
type hiter struct {
	key, elem, m, table, group unsafe.Pointer
	_                          [11]uint64
}

//go:noescape
func mapIter(t *abi.Type, m unsafe.Pointer, it *hiter)

//go:noescape
func mapNext(it *hiter) (key, elem unsafe.Pointer)

// chanLen and chanCap read the first two words of a channel.

func chanLen(c unsafe.Pointer) int {
	if c == nil {
		return 0
	}
	return *(*int)(c)
}

func chanCap(c unsafe.Pointer) int {
	if c == nil {
		return 0
	}
	return *(*int)(unsafe.Add(c, 8))
}

func makeChan(t *abi.Type, size int) unsafe.Pointer

// copyOut is the value of type t at p as a Value of its own.
func copyOut(t *abi.Type, fl flag, p unsafe.Pointer) Value {
	if t.Direct() {
		return Value{t, *(*unsafe.Pointer)(p), fl | flag(t.Kind)}
	}
	c := abi.New(t)
	abi.Move(t, c, p)
	return Value{t, c, fl | flagIndir | flag(t.Kind)}
}

// address is where a copy of v lies, for natives that take an address.
func (v Value) address() unsafe.Pointer {
	if v.flag&flagIndir != 0 {
		return v.ptr
	}
	p := new(unsafe.Pointer)
	*p = v.ptr
	return unsafe.Pointer(p)
}

// MapIndex is the element for the key, the zero Value if there is none.
func (v Value) MapIndex(key Value) Value {
	v.mustBe(Map, "Value.MapIndex")
	key = key.assignTo("reflect.Value.MapIndex", v.typ.Key)
	e := mapGet(v.typ, v.pointer(), key.address())
	if e == nil {
		return Value{}
	}
	return copyOut(v.typ.Elem, (v.flag | key.flag).ro(), e)
}

// MapKeys are the keys in no particular order.
func (v Value) MapKeys() []Value {
	v.mustBe(Map, "Value.MapKeys")
	keys := make([]Value, 0, v.Len())
	it := MapIter{m: v}
	for it.Next() {
		keys = append(keys, it.Key())
	}
	return keys
}

// SetMapIndex sets the element for the key; the zero Value deletes it.
func (v Value) SetMapIndex(key, elem Value) {
	v.mustBe(Map, "Value.SetMapIndex")
	v.mustBeExported("Value.SetMapIndex")
	key.mustBeExported("Value.SetMapIndex")
	key = key.assignTo("reflect.Value.SetMapIndex", v.typ.Key)
	if elem.typ == nil {
		mapDelete(v.typ, v.pointer(), key.address())
		return
	}
	elem.mustBeExported("Value.SetMapIndex")
	elem = elem.assignTo("reflect.Value.SetMapIndex", v.typ.Elem)
	m := v.pointer()
	if m == nil {
		nilMap()
	}
	abi.Move(v.typ.Elem, mapSet(v.typ, m, key.address()), elem.address())
}

// nilMap panics as an assignment to an entry of a nil map does.
func nilMap() {
	var m map[int]int
	m[0] = 0
}

// A MapIter goes over the entries of a map.
type MapIter struct {
	m     Value
	it    hiter
	key   unsafe.Pointer
	elem  unsafe.Pointer
	begun bool
	ended bool
}

// MapRange starts an iteration over the map. It is small enough to be inlined, so that the
// iterator can lie in the caller's frame.
func (v Value) MapRange() *MapIter {
	v.mustBe(Map, "Value.MapRange")
	return &MapIter{m: v}
}

// Next goes to the next entry; false at the end.
func (iter *MapIter) Next() bool {
	if !iter.m.IsValid() {
		panic("MapIter.Next called on an iterator that does not have an associated map Value")
	}
	if iter.ended {
		panic("MapIter.Next called on exhausted iterator")
	}
	if !iter.begun {
		iter.begun = true
		mapIter(iter.m.typ, iter.m.pointer(), &iter.it)
	}
	iter.key, iter.elem = mapNext(&iter.it)
	iter.ended = iter.key == nil
	return !iter.ended
}

func (iter *MapIter) check(method string) {
	if !iter.begun {
		panic("MapIter." + method + " called before Next")
	}
	if iter.key == nil {
		panic("MapIter." + method + " called on exhausted iterator")
	}
}

// Key is the entry's key.
func (iter *MapIter) Key() Value {
	iter.check("Key")
	return copyOut(iter.m.typ.Key, iter.m.flag.ro(), iter.key)
}

// Value is the entry's element.
func (iter *MapIter) Value() Value {
	iter.check("Value")
	return copyOut(iter.m.typ.Elem, iter.m.flag.ro(), iter.elem)
}

// Reset starts over with another map.
func (iter *MapIter) Reset(v Value) {
	if v.IsValid() {
		v.mustBe(Map, "MapIter.Reset")
	}
	*iter = MapIter{m: v}
}

// SetIterKey sets v to the iterator's key.
func (v Value) SetIterKey(iter *MapIter) { v.Set(iter.Key()) }

// SetIterValue sets v to the iterator's element.
func (v Value) SetIterValue(iter *MapIter) { v.Set(iter.Value()) }
