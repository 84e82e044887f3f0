package reflect

import (
	"internal/abi"
	"strconv"
	"sync"
)

// made are the types that the program does not have and reflection made. Interfaces hold
// types as addresses that keep nothing alive; this list does.
var made []*abi.Type

// making is held while a type is looked for and made, so that there is one of each.
var making sync.Mutex

// lookup finds the unnamed type that match accepts among the program's and the made ones.
func lookup(kind abi.Kind, match func(t *abi.Type) bool) *abi.Type {
	for i := 0; ; i++ {
		t := abi.ProgramType(i)
		if t == nil {
			break
		}
		if t.Kind == kind && t.Name == "" && match(t) {
			return t
		}
	}
	for _, t := range made {
		if t.Kind == kind && match(t) {
			return t
		}
	}
	return nil
}

// pointerMask is the pointer mask of types whose first word alone is a pointer.
var pointerMask byte = 1

func hashString(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// makeType is a new type of one pointer word, or of more words with a pointer first.
func makeType(kind abi.Kind, size uintptr, str string) *abi.Type {
	t := &abi.Type{
		Size:       size,
		PtrBytes:   8,
		Hash:       hashString(str),
		Align:      8,
		FieldAlign: 8,
		Kind:       kind,
		GCMask:     &pointerMask,
		MaskPeriod: size,
		Str:        str,
	}
	if size == 8 {
		t.TFlag = abi.TFlagDirect
	}
	made = append(made, t)
	return t
}

// sliceOf gives the type []t.
func sliceOf(t *abi.Type) *abi.Type {
	making.Lock()
	defer making.Unlock()
	if s := lookup(abi.Slice, func(s *abi.Type) bool { return s.Elem == t }); s != nil {
		return s
	}
	s := makeType(abi.Slice, 24, "[]"+t.Str)
	s.Elem = t
	return s
}

// chanOf gives the type chan t of a direction.
func chanOf(dir int, t *abi.Type) *abi.Type {
	making.Lock()
	defer making.Unlock()
	same := func(c *abi.Type) bool { return c.Elem == t && c.Len == dir }
	if c := lookup(abi.Chan, same); c != nil {
		return c
	}
	str := t.Str
	if dir == int(BothDir) && str[0] == '<' {
		str = "(" + str + ")"
	}
	c := makeType(abi.Chan, 8, ChanDir(dir).String()+" "+str)
	c.TFlag |= abi.TFlagComparable | abi.TFlagPlainEqual
	c.Elem = t
	c.Len = dir
	return c
}

// arrayOf gives the type [n]t.
func arrayOf(n int, t *abi.Type) *abi.Type {
	making.Lock()
	defer making.Unlock()
	same := func(a *abi.Type) bool { return a.Elem == t && a.Len == n }
	if a := lookup(abi.Array, same); a != nil {
		return a
	}
	a := makeType(abi.Array, t.Size*uintptr(n), "["+strconv.Itoa(n)+"]"+t.Str)
	a.Elem = t
	a.Len = n
	a.Align, a.FieldAlign = t.Align, t.FieldAlign
	a.TFlag = t.TFlag & (abi.TFlagComparable | abi.TFlagPlainEqual)
	if n == 1 {
		a.TFlag |= t.TFlag & abi.TFlagDirect
	}
	a.PtrBytes = 0
	a.GCMask, a.MaskPeriod = t.GCMask, t.MaskPeriod
	if n > 0 && t.PtrBytes != 0 {
		a.PtrBytes = t.Size*uintptr(n-1) + t.PtrBytes
	}
	return a
}

func sameTypes(a, b []*abi.Type) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// funcOf gives a function type.
func funcOf(params, results []*abi.Type, variadic bool) *abi.Type {
	making.Lock()
	defer making.Unlock()
	flag := uint8(0)
	if variadic {
		flag = abi.TFlagVariadic
	}
	f := lookup(abi.Func, func(f *abi.Type) bool {
		return f.TFlag&abi.TFlagVariadic == flag && sameTypes(f.Params, params) && sameTypes(f.Results, results)
	})
	if f != nil {
		return f
	}
	str := "func("
	for i, t := range params {
		if i > 0 {
			str += ", "
		}
		if variadic && i == len(params)-1 {
			str += "..." + t.Elem.Str
		} else {
			str += t.Str
		}
	}
	str += ")"
	for i, t := range results {
		switch {
		case i > 0:
			str += ", "
		case len(results) > 1:
			str += " ("
		default:
			str += " "
		}
		str += t.Str
	}
	if len(results) > 1 {
		str += ")"
	}
	f = makeType(abi.Func, 8, str)
	f.TFlag |= flag
	f.Params = params
	f.Results = results
	return f
}

// SliceOf is the type []t.
func SliceOf(t Type) Type { return toType(sliceOf(t.common())) }

// ArrayOf is the type [length]elem.
func ArrayOf(length int, elem Type) Type {
	if length < 0 {
		panic("reflect: negative length passed to ArrayOf")
	}
	return toType(arrayOf(length, elem.common()))
}

// ChanOf is the type of channels of t.
func ChanOf(dir ChanDir, t Type) Type {
	return toType(chanOf(int(dir), t.common()))
}

// FuncOf is the type of functions with these parameters and results.
func FuncOf(in, out []Type, variadic bool) Type {
	if variadic && (len(in) == 0 || in[len(in)-1].Kind() != Slice) {
		panic("reflect.FuncOf: last arg of variadic func must be slice")
	}
	return toType(funcOf(commons(in), commons(out), variadic))
}

func commons(types []Type) []*abi.Type {
	list := make([]*abi.Type, len(types))
	for i, t := range types {
		list[i] = t.common()
	}
	return list
}
