package fmt

import "reflect"

// sortedMap gives the map's keys in order and their elements. Keys that cannot be
// compared by < are ordered by kind: nil first, false before true, structs and arrays by
// their first difference, interfaces by type and then by value.
func sortedMap(m reflect.Value) (keys, elems []reflect.Value) {
	n := m.Len()
	keys = make([]reflect.Value, 0, n)
	elems = make([]reflect.Value, 0, n)
	iter := m.MapRange()
	for iter.Next() {
		keys = append(keys, iter.Key())
		elems = append(elems, iter.Value())
	}
	if len(keys) > 1 {
		mergeSort(keys, elems, make([]reflect.Value, len(keys)), make([]reflect.Value, len(keys)))
	}
	return keys, elems
}

// mergeSort sorts keys, and elems along with them; the others are scratch.
func mergeSort(keys, elems, keys2, elems2 []reflect.Value) {
	if len(keys) < 2 {
		return
	}
	half := len(keys) / 2
	mergeSort(keys[:half], elems[:half], keys2[:half], elems2[:half])
	mergeSort(keys[half:], elems[half:], keys2[half:], elems2[half:])
	if compare(keys[half-1], keys[half]) <= 0 {
		return
	}
	copy(keys2, keys)
	copy(elems2, elems)
	i, j := 0, half
	for k := range keys {
		if j == len(keys) || i < half && compare(keys2[i], keys2[j]) <= 0 {
			keys[k], elems[k] = keys2[i], elems2[i]
			i++
		} else {
			keys[k], elems[k] = keys2[j], elems2[j]
			j++
		}
	}
}

func compareInt(a, b int64) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func compareUint(a, b uint64) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// compareFloat puts NaN before everything else.
func compareFloat(a, b float64) int {
	switch {
	case a < b || a != a && b == b:
		return -1
	case a > b || a == a && b != b:
		return 1
	}
	return 0
}

func compareString(a, b string) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func compareNil(a, b reflect.Value) (order int, isNil bool) {
	if a.IsNil() {
		if b.IsNil() {
			return 0, true
		}
		return -1, true
	}
	return 1, b.IsNil()
}

func compare(a, b reflect.Value) int {
	if a.Type() != b.Type() {
		return -1
	}
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return compareInt(a.Int(), b.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return compareUint(a.Uint(), b.Uint())
	case reflect.String:
		return compareString(a.String(), b.String())
	case reflect.Float32, reflect.Float64:
		return compareFloat(a.Float(), b.Float())
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		if c := compareFloat(real(x), real(y)); c != 0 {
			return c
		}
		return compareFloat(imag(x), imag(y))
	case reflect.Bool:
		if a.Bool() == b.Bool() {
			return 0
		}
		if a.Bool() {
			return 1
		}
		return -1
	case reflect.Pointer, reflect.UnsafePointer:
		return compareUint(uint64(a.Pointer()), uint64(b.Pointer()))
	case reflect.Chan:
		if c, isNil := compareNil(a, b); isNil {
			return c
		}
		return compareUint(uint64(a.Pointer()), uint64(b.Pointer()))
	case reflect.Struct:
		for i := 0; i < a.NumField(); i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Array:
		for i := 0; i < a.Len(); i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	case reflect.Interface:
		if c, isNil := compareNil(a, b); isNil {
			return c
		}
		x, y := a.Elem(), b.Elem()
		if x.Type() != y.Type() {
			return compareString(x.Type().String(), y.Type().String())
		}
		return compare(x, y)
	}
	panic("bad type in compare: " + a.Type().String())
}
