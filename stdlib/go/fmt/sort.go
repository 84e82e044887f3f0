package fmt

import "reflect"

// entry is a key of a map with its element.
type entry struct {
	key, elem reflect.Value
}

// sortedMap gives the map's entries in the order of their keys. Keys that cannot be
// compared by < are ordered by kind: nil first, false before true, structs and arrays by
// their first difference, interfaces by type and then by value.
func sortedMap(m reflect.Value) []entry {
	entries := make([]entry, 0, m.Len())
	var iter reflect.MapIter
	iter.Reset(m)
	for iter.Next() {
		entries = append(entries, entry{iter.Key(), iter.Value()})
	}
	sortEntries(entries)
	return entries
}

// sortEntries is a heap sort: it needs no memory. Equal keys (there may be several NaNs)
// have come in random order.
func sortEntries(entries []entry) {
	n := len(entries)
	for root := n/2 - 1; root >= 0; root-- {
		siftDown(entries, root)
	}
	for n > 1 {
		n--
		entries[0], entries[n] = entries[n], entries[0]
		siftDown(entries[:n], 0)
	}
}

// siftDown moves the entry at root down until none below has a greater key.
func siftDown(entries []entry, root int) {
	for {
		child := 2*root + 1
		if child >= len(entries) {
			return
		}
		if child+1 < len(entries) && compare(entries[child].key, entries[child+1].key) < 0 {
			child++
		}
		if compare(entries[root].key, entries[child].key) >= 0 {
			return
		}
		entries[root], entries[child] = entries[child], entries[root]
		root = child
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
