package reflect

import "internal/abi"

// sliceOf gives the type []t.
func sliceOf(t *abi.Type) *abi.Type

// mapOf gives the type map[key]elem.
func mapOf(key, elem *abi.Type) *abi.Type

// arrayOf gives the type [n]t.
func arrayOf(n int, t *abi.Type) *abi.Type

// chanOf gives the type chan t of a direction.
func chanOf(dir int, t *abi.Type) *abi.Type

// SliceOf is the type []t.
func SliceOf(t Type) Type { return toType(sliceOf(t.common())) }

// MapOf is the type map[key]elem.
func MapOf(key, elem Type) Type {
	if !key.Comparable() {
		panic("reflect.MapOf: invalid key type " + key.String())
	}
	return toType(mapOf(key.common(), elem.common()))
}

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
