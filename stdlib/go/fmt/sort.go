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

// compare tells which of two keys of one map comes first: negative for a, positive for b.
//
//go:noescape
func compare(a, b reflect.Value) int
