package reflect

import (
	"internal/abi"
	"unsafe"
)

// conversion is how to convert between two types.
type conversion int

const (
	noConversion conversion = iota
	convertInt
	convertUint
	convertFloat
	convertComplex
	convertIntString
	convertStringBytes
	convertBytesString
	convertStringRunes
	convertRunesString
	convertSliceArray
	convertSliceArrayPointer
	convertSame
	convertInterface
)

func isNumber(k abi.Kind) bool { return abi.Int <= k && k <= abi.Float64 }

func conversionOf(dst, src *abi.Type) conversion {
	d, s := dst.Kind, src.Kind
	switch {
	case isNumber(s) && isNumber(d):
		if d >= abi.Float32 {
			return convertFloat
		}
		if d >= abi.Uint {
			return convertUint
		}
		return convertInt
	case abi.Int <= s && s <= abi.Uintptr && d == abi.String:
		return convertIntString
	case s >= abi.Complex64 && s <= abi.Complex128 && d >= abi.Complex64 && d <= abi.Complex128:
		return convertComplex
	case s == abi.String && d == abi.Slice && dst.Elem.PkgPath == "":
		if dst.Elem.Kind == abi.Uint8 {
			return convertStringBytes
		}
		if dst.Elem.Kind == abi.Int32 {
			return convertStringRunes
		}
	case s == abi.Slice && d == abi.String && src.Elem.PkgPath == "":
		if src.Elem.Kind == abi.Uint8 {
			return convertBytesString
		}
		if src.Elem.Kind == abi.Int32 {
			return convertRunesString
		}
	case s == abi.Slice && d == abi.Pointer && dst.Elem.Kind == abi.Array && src.Elem == dst.Elem.Elem:
		return convertSliceArrayPointer
	case s == abi.Slice && d == abi.Array && src.Elem == dst.Elem:
		return convertSliceArray
	}
	if identicalUnderlying(dst, src, false) {
		return convertSame
	}
	if d == abi.Pointer && s == abi.Pointer && dst.Name == "" && src.Name == "" &&
		identicalUnderlying(dst.Elem, src.Elem, false) {
		return convertSame
	}
	if d == abi.Chan && s == abi.Chan && directlyAssignable(dst, src) {
		return convertSame
	}
	if d == abi.Interface && src.Implements(dst) {
		return convertInterface
	}
	return noConversion
}

func (t *rtype) ConvertibleTo(u Type) bool {
	if u == nil {
		panic("reflect: nil type passed to Type.ConvertibleTo")
	}
	return conversionOf(u.common(), &t.t) != noConversion
}

// CanConvert reports whether Convert to the type does not panic.
func (v Value) CanConvert(t Type) bool {
	if !v.Type().ConvertibleTo(t) {
		return false
	}
	switch {
	case v.Kind() == Slice && t.Kind() == Array:
		return t.Len() <= v.Len()
	case v.Kind() == Slice && t.Kind() == Pointer && t.Elem().Kind() == Array:
		return t.Elem().Len() <= v.Len()
	}
	return true
}

// Convert is v converted to the type.
func (v Value) Convert(t Type) Value {
	if v.flag&flagMethod != 0 {
		v = makeMethodValue(v)
	}
	dst := t.common()
	ro := v.flag.ro()
	switch conversionOf(dst, v.typ) {
	case convertInt:
		return settled(dst, ro, func(x Value) { x.SetInt(v.asInt()) })
	case convertUint:
		return settled(dst, ro, func(x Value) { x.SetUint(v.asUint()) })
	case convertFloat:
		return settled(dst, ro, func(x Value) { x.SetFloat(v.asFloat()) })
	case convertComplex:
		return settled(dst, ro, func(x Value) { x.SetComplex(v.Complex()) })
	case convertIntString:
		text := "\uFFFD"
		if v.CanInt() {
			if x := v.Int(); int64(rune(x)) == x {
				text = string(rune(x))
			}
		} else if x := v.Uint(); uint64(rune(x)) == x {
			text = string(rune(x))
		}
		return settled(dst, ro, func(x Value) { x.SetString(text) })
	case convertStringBytes:
		return settled(dst, ro, func(x Value) { *(*[]byte)(x.ptr) = []byte(v.String()) })
	case convertBytesString:
		return settled(dst, ro, func(x Value) { x.SetString(string(*(*[]byte)(v.ptr))) })
	case convertStringRunes:
		return settled(dst, ro, func(x Value) { *(*[]rune)(x.ptr) = []rune(v.String()) })
	case convertRunesString:
		return settled(dst, ro, func(x Value) { x.SetString(string(*(*[]rune)(v.ptr))) })
	case convertSliceArray:
		v.checkArray(dst)
		return settled(dst, ro, func(x Value) { moveElems(dst.Elem, x.ptr, (*slice)(v.ptr).data, dst.Len) })
	case convertSliceArrayPointer:
		v.checkArray(dst.Elem)
		return Value{dst, (*slice)(v.ptr).data, v.flag&^(flagIndir|flagAddr|flagKind) | flag(Pointer)}
	case convertSame:
		if v.flag&flagAddr != 0 {
			c := abi.New(v.typ)
			abi.Move(v.typ, c, v.ptr)
			v.ptr = c
			v.flag &^= flagAddr
		}
		return Value{dst, v.ptr, ro | v.flag&flagIndir | flag(dst.Kind)}
	case convertInterface:
		p := abi.New(dst)
		storeInterface(dst, p, valueInterface(v))
		return Value{dst, p, ro | flagIndir | flag(Interface)}
	}
	panic("reflect.Value.Convert: value of type " + v.typ.Str + " cannot be converted to type " + dst.Str)
}

// settled is a new value of the type, set by a function.
func settled(t *abi.Type, ro flag, set func(Value)) Value {
	p := abi.New(t)
	set(Value{t, p, flagAddr | flagIndir | flag(t.Kind)})
	return Value{t, p, ro | flagIndir | flag(t.Kind)}
}

func (v Value) checkArray(t *abi.Type) {
	if n := v.Len(); t.Len > n {
		panic("reflect: cannot convert slice with length " + indexText(n) +
			" to pointer to array with length " + indexText(t.Len))
	}
}

func (v Value) asInt() int64 {
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint())
	}
	return int64(v.Float())
}

func (v Value) asUint() uint64 {
	switch {
	case v.CanInt():
		return uint64(v.Int())
	case v.CanUint():
		return v.Uint()
	}
	return uint64(v.Float())
}

func (v Value) asFloat() float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}

// OverflowInt reports whether x does not fit v's type.
func (v Value) OverflowInt(x int64) bool { return toType(v.typ).OverflowInt(x) }

// OverflowUint reports whether x does not fit v's type.
func (v Value) OverflowUint(x uint64) bool { return toType(v.typ).OverflowUint(x) }

// OverflowFloat reports whether x does not fit v's type.
func (v Value) OverflowFloat(x float64) bool { return toType(v.typ).OverflowFloat(x) }

// OverflowComplex reports whether x does not fit v's type.
func (v Value) OverflowComplex(x complex128) bool { return toType(v.typ).OverflowComplex(x) }

// Swapper gives a function that swaps elements of the slice.
func Swapper(slice any) func(i, j int) {
	v := ValueOf(slice)
	if v.Kind() != Slice {
		panic(&ValueError{Method: "Swapper", Kind: v.Kind()})
	}
	t := v.typ.Elem
	s := v.elements()
	tmp := unsafe.Pointer(abi.New(t))
	return func(i, j int) {
		if uint(i) >= uint(s.len) || uint(j) >= uint(s.len) {
			panic("reflect: slice index out of range")
		}
		p, q := unsafe.Add(s.data, uintptr(i)*t.Size), unsafe.Add(s.data, uintptr(j)*t.Size)
		abi.Move(t, tmp, p)
		abi.Move(t, p, q)
		abi.Move(t, q, tmp)
	}
}
