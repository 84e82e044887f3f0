package reflect

import (
	"internal/abi"
	"unsafe"
)

// chansend sends *value; without blocks it tells whether that was possible at once.
func chansend(c, value unsafe.Pointer, blocks bool) (sent bool)

// chanrecv receives into *value. received is false for a channel that is closed; without
// blocks, selected tells whether something happened.
func chanrecv(c, value unsafe.Pointer, blocks bool) (received, selected bool)

// chanclose closes the channel.
func chanclose(c unsafe.Pointer)

func (v Value) mustBeChan(dir ChanDir, method string) {
	v.mustBe(Chan, method)
	v.mustBeExported(method)
	if ChanDir(v.typ.Len)&dir == 0 {
		switch dir {
		case SendDir:
			panic("reflect: send on recv-only channel")
		default:
			panic("reflect: recv on send-only channel")
		}
	}
}

// memory gives the address of a copy of x, as an element of the channel.
func (v Value) memory(x Value) unsafe.Pointer {
	x.mustBeExported("Value.Send")
	p := abi.New(v.typ.Elem)
	Value{v.typ.Elem, p, flagIndir | flagAddr | flag(v.typ.Elem.Kind)}.Set(x.assignTo("reflect.Value.Send", v.typ.Elem))
	return p
}

// Send sends x on the channel v.
func (v Value) Send(x Value) {
	v.mustBeChan(SendDir, "Value.Send")
	value := v.memory(x)
	chansend(v.pointer(), value, true)
	keepAlive(value)
}

// TrySend sends x on the channel v if that is possible at once.
func (v Value) TrySend(x Value) bool {
	v.mustBeChan(SendDir, "Value.TrySend")
	return chansend(v.pointer(), v.memory(x), false)
}

// Recv receives from the channel v; ok is false for one that is closed.
func (v Value) Recv() (x Value, ok bool) {
	v.mustBeChan(RecvDir, "Value.Recv")
	p := abi.New(v.typ.Elem)
	ok, _ = chanrecv(v.pointer(), p, true)
	return copyOut(v.typ.Elem, 0, p), ok
}

// TryRecv receives from the channel v if that is possible at once; else x is the zero Value.
func (v Value) TryRecv() (x Value, ok bool) {
	v.mustBeChan(RecvDir, "Value.TryRecv")
	p := abi.New(v.typ.Elem)
	ok, selected := chanrecv(v.pointer(), p, false)
	if !selected {
		return Value{}, false
	}
	return copyOut(v.typ.Elem, 0, p), ok
}

// Close closes the channel v.
func (v Value) Close() {
	v.mustBe(Chan, "Value.Close")
	v.mustBeExported("Value.Close")
	if ChanDir(v.typ.Len)&SendDir == 0 {
		panic("reflect: close of receive-only channel")
	}
	chanclose(v.pointer())
}

var kept unsafe.Pointer

// keepAlive uses a pointer.
func keepAlive(p unsafe.Pointer) {
	if p == nil {
		kept = p
	}
}

// SelectDir is what a case of Select does.
type SelectDir int

// The cases.
const (
	_             SelectDir = iota
	SelectSend              // case Chan <- Send
	SelectRecv              // case <-Chan
	SelectDefault           // default
)

// SelectCase is a case of Select. A case whose Chan is the zero Value is never chosen.
type SelectCase struct {
	Dir  SelectDir
	Chan Value
	Send Value
}

// selectCase is a case as selectCases takes it: memory with the value to send, or for the
// one to receive.
type selectCase struct {
	c     unsafe.Pointer
	value unsafe.Pointer
	dir   ChanDir
}

// selectCases does one of the cases, which are n from *first on; without blocks, chosen is -1 if
// that was not possible at once.
func selectCases(first *selectCase, n int, blocks bool) (chosen int, received bool)

// Select does one of the cases, as the statement does.
func Select(cases []SelectCase) (chosen int, recv Value, recvOK bool) {
	if len(cases) > 65536 {
		panic("reflect.Select: too many cases (max 65536)")
	}
	fallback := -1
	list := make([]selectCase, len(cases))
	for i, c := range cases {
		switch c.Dir {
		case SelectDefault:
			if fallback >= 0 {
				panic("reflect.Select: multiple default cases")
			}
			fallback = i
			if c.Chan.IsValid() {
				panic("reflect.Select: default case has Chan value")
			}
			if c.Send.IsValid() {
				panic("reflect.Select: default case has Send value")
			}
		case SelectSend:
			if !c.Chan.IsValid() {
				break
			}
			c.Chan.mustBeChan(SendDir, "Select")
			if !c.Send.IsValid() {
				panic("reflect.Select: SendDir case missing Send value")
			}
			list[i] = selectCase{c.Chan.pointer(), c.Chan.memory(c.Send), SendDir}
		case SelectRecv:
			if c.Send.IsValid() {
				panic("reflect.Select: RecvDir case has Send value")
			}
			if !c.Chan.IsValid() {
				break
			}
			c.Chan.mustBeChan(RecvDir, "Select")
			list[i] = selectCase{c.Chan.pointer(), abi.New(c.Chan.typ.Elem), RecvDir}
		default:
			panic("reflect.Select: invalid Dir")
		}
	}
	chosen, recvOK = selectCases(unsafe.SliceData(list), len(list), fallback < 0)
	if chosen < 0 {
		return fallback, Value{}, false
	}
	if c := cases[chosen]; c.Dir == SelectRecv {
		recv = copyOut(c.Chan.typ.Elem, 0, list[chosen].value)
	}
	return chosen, recv, recvOK
}
