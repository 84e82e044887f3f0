package slices

import (
	"cmp"
	"math/bits"
)

// Sort sorts ascending; equal elements may change places.
func Sort[S ~[]E, E cmp.Ordered](x S) {
	pdqsortOrdered([]E(x), 0, len(x), bits.Len(uint(len(x))))
}

// SortFunc sorts by cmp; equal elements may change places.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	pdqsortCmp([]E(x), 0, len(x), bits.Len(uint(len(x))), cmp)
}

// SortStableFunc sorts by cmp; equal elements keep their order.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	stableCmp([]E(x), len(x), cmp)
}

// IsSorted reports whether x is ascending.
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// IsSortedFunc reports whether x is in order by cmp.
func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// What choosePivot saw.
const (
	unknown = iota
	increasing
	decreasing
)

const (
	maxInsertion = 12 // ranges up to this length are sorted by insertion
	shortRange   = 50 // shorter ranges are not worth sampling
)

func insertionSortOrdered[E cmp.Ordered](data []E, a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && cmp.Less(data[j], data[j-1]); j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

func siftDownOrdered[E cmp.Ordered](data []E, root, hi, first int) {
	for {
		child := 2*root + 1
		if child >= hi {
			return
		}
		if child+1 < hi && cmp.Less(data[first+child], data[first+child+1]) {
			child++
		}
		if !cmp.Less(data[first+root], data[first+child]) {
			return
		}
		data[first+root], data[first+child] = data[first+child], data[first+root]
		root = child
	}
}

func heapSortOrdered[E cmp.Ordered](data []E, a, b int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		siftDownOrdered(data, i, n, a)
	}
	for i := n - 1; i >= 0; i-- {
		data[a], data[a+i] = data[a+i], data[a]
		siftDownOrdered(data, 0, i, a)
	}
}

// pdqsortOrdered sorts data[a:b]; limit counts the bad pivots allowed before heap sort.
func pdqsortOrdered[E cmp.Ordered](data []E, a, b, limit int) {
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= maxInsertion {
			insertionSortOrdered(data, a, b)
			return
		}
		if limit == 0 {
			heapSortOrdered(data, a, b)
			return
		}
		if !balanced {
			breakPatternsOrdered(data, a, b)
			limit--
		}
		pivot, hint := choosePivotOrdered(data, a, b)
		if hint == decreasing {
			for i, j := a, b-1; i < j; i, j = i+1, j-1 {
				data[i], data[j] = data[j], data[i]
			}
			pivot = (b - 1) - (pivot - a)
			hint = increasing
		}
		if balanced && partitioned && hint == increasing && partialInsertionSortOrdered(data, a, b) {
			return
		}
		// The element before a range is a former pivot: if it equals this one, all
		// elements equal to the pivot can be put aside.
		if a > 0 && !cmp.Less(data[a-1], data[pivot]) {
			a = partitionEqualOrdered(data, a, b, pivot)
			continue
		}
		var mid int
		mid, partitioned = partitionOrdered(data, a, b, pivot)
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			pdqsortOrdered(data, a, mid, limit)
			a = mid + 1
		} else {
			balanced = right >= n/8
			pdqsortOrdered(data, mid+1, b, limit)
			b = mid
		}
	}
}

// partitionOrdered moves what is less than the pivot before it, and tells whether all was so.
func partitionOrdered[E cmp.Ordered](data []E, a, b, pivot int) (mid int, already bool) {
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	already = true
	for {
		for i <= j && cmp.Less(data[i], data[a]) {
			i++
		}
		for i <= j && !cmp.Less(data[j], data[a]) {
			j--
		}
		if i > j {
			break
		}
		already = false
		data[i], data[j] = data[j], data[i]
		i++
		j--
	}
	data[j], data[a] = data[a], data[j]
	return j, already
}

// partitionEqualOrdered moves what equals the pivot before what is greater.
func partitionEqualOrdered[E cmp.Ordered](data []E, a, b, pivot int) int {
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	for {
		for i <= j && !cmp.Less(data[a], data[i]) {
			i++
		}
		for i <= j && cmp.Less(data[a], data[j]) {
			j--
		}
		if i > j {
			return i
		}
		data[i], data[j] = data[j], data[i]
		i++
		j--
	}
}

// partialInsertionSortOrdered mends a few places that are out of order; true if that sorted all.
func partialInsertionSortOrdered[E cmp.Ordered](data []E, a, b int) bool {
	i := a + 1
	for step := 0; step < 5; step++ {
		for i < b && !cmp.Less(data[i], data[i-1]) {
			i++
		}
		if i == b {
			return true
		}
		if b-a < shortRange {
			return false
		}
		data[i], data[i-1] = data[i-1], data[i]
		if i-a >= 2 {
			for j := i - 1; j >= 1 && cmp.Less(data[j], data[j-1]); j-- {
				data[j], data[j-1] = data[j-1], data[j]
			}
		}
		if b-i >= 2 {
			for j := i + 1; j < b && cmp.Less(data[j], data[j-1]); j++ {
				data[j], data[j-1] = data[j-1], data[j]
			}
		}
	}
	return false
}

// breakPatternsOrdered scatters elements that may make partitions unbalanced.
func breakPatternsOrdered[E cmp.Ordered](data []E, a, b int) {
	n := b - a
	if n < 8 {
		return
	}
	random := uint64(n)
	mask := uint(1)<<uint(bits.Len(uint(n))) - 1
	at := a + n/4*2 - 1
	for i := 0; i < 3; i++ {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		other := int(uint(random) & mask)
		if other >= n {
			other -= n
		}
		data[at+i], data[a+other] = data[a+other], data[at+i]
	}
}

// choosePivotOrdered picks a pivot and tells what it saw of the order.
func choosePivotOrdered[E cmp.Ordered](data []E, a, b int) (pivot, hint int) {
	n := b - a
	swaps := 0
	i, j, k := a+n/4, a+n/4*2, a+n/4*3
	if n >= 8 {
		if n >= shortRange {
			i, swaps = medianOrdered(data, i-1, i, i+1, swaps)
			j, swaps = medianOrdered(data, j-1, j, j+1, swaps)
			k, swaps = medianOrdered(data, k-1, k, k+1, swaps)
		}
		j, swaps = medianOrdered(data, i, j, k, swaps)
	}
	switch swaps {
	case 0:
		return j, increasing
	case 12:
		return j, decreasing
	}
	return j, unknown
}

// medianOrdered is the index of the median of three elements; swaps counts those out of order.
func medianOrdered[E cmp.Ordered](data []E, a, b, c, swaps int) (int, int) {
	if cmp.Less(data[b], data[a]) {
		swaps++
		a, b = b, a
	}
	if cmp.Less(data[c], data[b]) {
		swaps++
		b = c
	}
	if cmp.Less(data[b], data[a]) {
		swaps++
		b = a
	}
	return b, swaps
}

func insertionSortCmp[E any](data []E, a, b int, cmp func(a, b E) int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && (cmp(data[j], data[j-1]) < 0); j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

func siftDownCmp[E any](data []E, root, hi, first int, cmp func(a, b E) int) {
	for {
		child := 2*root + 1
		if child >= hi {
			return
		}
		if child+1 < hi && (cmp(data[first+child], data[first+child+1]) < 0) {
			child++
		}
		if !(cmp(data[first+root], data[first+child]) < 0) {
			return
		}
		data[first+root], data[first+child] = data[first+child], data[first+root]
		root = child
	}
}

func heapSortCmp[E any](data []E, a, b int, cmp func(a, b E) int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		siftDownCmp(data, i, n, a, cmp)
	}
	for i := n - 1; i >= 0; i-- {
		data[a], data[a+i] = data[a+i], data[a]
		siftDownCmp(data, 0, i, a, cmp)
	}
}

// pdqsortCmp sorts data[a:b]; limit counts the bad pivots allowed before heap sort.
func pdqsortCmp[E any](data []E, a, b, limit int, cmp func(a, b E) int) {
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= maxInsertion {
			insertionSortCmp(data, a, b, cmp)
			return
		}
		if limit == 0 {
			heapSortCmp(data, a, b, cmp)
			return
		}
		if !balanced {
			breakPatternsCmp(data, a, b, cmp)
			limit--
		}
		pivot, hint := choosePivotCmp(data, a, b, cmp)
		if hint == decreasing {
			for i, j := a, b-1; i < j; i, j = i+1, j-1 {
				data[i], data[j] = data[j], data[i]
			}
			pivot = (b - 1) - (pivot - a)
			hint = increasing
		}
		if balanced && partitioned && hint == increasing && partialInsertionSortCmp(data, a, b, cmp) {
			return
		}
		// The element before a range is a former pivot: if it equals this one, all
		// elements equal to the pivot can be put aside.
		if a > 0 && !(cmp(data[a-1], data[pivot]) < 0) {
			a = partitionEqualCmp(data, a, b, pivot, cmp)
			continue
		}
		var mid int
		mid, partitioned = partitionCmp(data, a, b, pivot, cmp)
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			pdqsortCmp(data, a, mid, limit, cmp)
			a = mid + 1
		} else {
			balanced = right >= n/8
			pdqsortCmp(data, mid+1, b, limit, cmp)
			b = mid
		}
	}
}

// partitionCmp moves what is less than the pivot before it, and tells whether all was so.
func partitionCmp[E any](data []E, a, b, pivot int, cmp func(a, b E) int) (mid int, already bool) {
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	already = true
	for {
		for i <= j && (cmp(data[i], data[a]) < 0) {
			i++
		}
		for i <= j && !(cmp(data[j], data[a]) < 0) {
			j--
		}
		if i > j {
			break
		}
		already = false
		data[i], data[j] = data[j], data[i]
		i++
		j--
	}
	data[j], data[a] = data[a], data[j]
	return j, already
}

// partitionEqualCmp moves what equals the pivot before what is greater.
func partitionEqualCmp[E any](data []E, a, b, pivot int, cmp func(a, b E) int) int {
	data[a], data[pivot] = data[pivot], data[a]
	i, j := a+1, b-1
	for {
		for i <= j && !(cmp(data[a], data[i]) < 0) {
			i++
		}
		for i <= j && (cmp(data[a], data[j]) < 0) {
			j--
		}
		if i > j {
			return i
		}
		data[i], data[j] = data[j], data[i]
		i++
		j--
	}
}

// partialInsertionSortCmp mends a few places that are out of order; true if that sorted all.
func partialInsertionSortCmp[E any](data []E, a, b int, cmp func(a, b E) int) bool {
	i := a + 1
	for step := 0; step < 5; step++ {
		for i < b && !(cmp(data[i], data[i-1]) < 0) {
			i++
		}
		if i == b {
			return true
		}
		if b-a < shortRange {
			return false
		}
		data[i], data[i-1] = data[i-1], data[i]
		if i-a >= 2 {
			for j := i - 1; j >= 1 && (cmp(data[j], data[j-1]) < 0); j-- {
				data[j], data[j-1] = data[j-1], data[j]
			}
		}
		if b-i >= 2 {
			for j := i + 1; j < b && (cmp(data[j], data[j-1]) < 0); j++ {
				data[j], data[j-1] = data[j-1], data[j]
			}
		}
	}
	return false
}

// breakPatternsCmp scatters elements that may make partitions unbalanced.
func breakPatternsCmp[E any](data []E, a, b int, cmp func(a, b E) int) {
	n := b - a
	if n < 8 {
		return
	}
	random := uint64(n)
	mask := uint(1)<<uint(bits.Len(uint(n))) - 1
	at := a + n/4*2 - 1
	for i := 0; i < 3; i++ {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		other := int(uint(random) & mask)
		if other >= n {
			other -= n
		}
		data[at+i], data[a+other] = data[a+other], data[at+i]
	}
}

// choosePivotCmp picks a pivot and tells what it saw of the order.
func choosePivotCmp[E any](data []E, a, b int, cmp func(a, b E) int) (pivot, hint int) {
	n := b - a
	swaps := 0
	i, j, k := a+n/4, a+n/4*2, a+n/4*3
	if n >= 8 {
		if n >= shortRange {
			i, swaps = medianCmp(data, i-1, i, i+1, swaps, cmp)
			j, swaps = medianCmp(data, j-1, j, j+1, swaps, cmp)
			k, swaps = medianCmp(data, k-1, k, k+1, swaps, cmp)
		}
		j, swaps = medianCmp(data, i, j, k, swaps, cmp)
	}
	switch swaps {
	case 0:
		return j, increasing
	case 12:
		return j, decreasing
	}
	return j, unknown
}

// medianCmp is the index of the median of three elements; swaps counts those out of order.
func medianCmp[E any](data []E, a, b, c, swaps int, cmp func(a, b E) int) (int, int) {
	if cmp(data[b], data[a]) < 0 {
		swaps++
		a, b = b, a
	}
	if cmp(data[c], data[b]) < 0 {
		swaps++
		b = c
	}
	if cmp(data[b], data[a]) < 0 {
		swaps++
		b = a
	}
	return b, swaps
}

// stableCmp sorts blocks by insertion and merges them in place.
func stableCmp[E any](data []E, n int, cmp func(a, b E) int) {
	size := 20
	a, b := 0, size
	for b <= n {
		insertionSortCmp(data, a, b, cmp)
		a = b
		b += size
	}
	insertionSortCmp(data, a, n, cmp)
	for size < n {
		a, b = 0, 2*size
		for b <= n {
			symMergeCmp(data, a, a+size, b, cmp)
			a = b
			b += 2 * size
		}
		if m := a + size; m < n {
			symMergeCmp(data, a, m, n, cmp)
		}
		size *= 2
	}
}

// symMergeCmp merges the sorted data[a:m] and data[m:b] by rotations.
func symMergeCmp[E any](data []E, a, m, b int, cmp func(a, b E) int) {
	if m-a == 1 {
		i, j := m, b
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(data[h], data[a]) < 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := a; k < i-1; k++ {
			data[k], data[k+1] = data[k+1], data[k]
		}
		return
	}
	if b-m == 1 {
		i, j := a, m
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(data[m], data[h]) >= 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := m; k > i; k-- {
			data[k], data[k-1] = data[k-1], data[k]
		}
		return
	}
	mid := int(uint(a+b) >> 1)
	n := mid + m
	var start, r int
	if m > mid {
		start = n - b
		r = mid
	} else {
		start = a
		r = m
	}
	p := n - 1
	for start < r {
		c := int(uint(start+r) >> 1)
		if cmp(data[p-c], data[c]) >= 0 {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotateCmp(data, start, m, end)
	}
	if a < start && start < mid {
		symMergeCmp(data, a, start, mid, cmp)
	}
	if mid < end && end < b {
		symMergeCmp(data, mid, end, b, cmp)
	}
}

func swapRangeCmp[E any](data []E, a, b, n int) {
	for i := 0; i < n; i++ {
		data[a+i], data[b+i] = data[b+i], data[a+i]
	}
}

// rotateCmp exchanges data[a:m] and data[m:b].
func rotateCmp[E any](data []E, a, m, b int) {
	i, j := m-a, b-m
	for i != j {
		if i > j {
			swapRangeCmp(data, m-i, m, j)
			i -= j
		} else {
			swapRangeCmp(data, m-i, m+j-i, i)
			j -= i
		}
	}
	swapRangeCmp(data, m-i, m, i)
}
