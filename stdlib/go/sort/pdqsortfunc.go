package sort

import "math/bits"

// The sorts of pdqsort.go for functions instead of an interface: a call less for
// each comparison.

func insertionSortFunc(data *lessSwap, a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && data.less(j, j-1); j-- {
			data.swap(j, j-1)
		}
	}
}

func siftDownFunc(data *lessSwap, root, hi, first int) {
	for {
		child := 2*root + 1
		if child >= hi {
			return
		}
		if child+1 < hi && data.less(first+child, first+child+1) {
			child++
		}
		if !data.less(first+root, first+child) {
			return
		}
		data.swap(first+root, first+child)
		root = child
	}
}

func heapSortFunc(data *lessSwap, a, b int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		siftDownFunc(data, i, n, a)
	}
	for i := n - 1; i >= 0; i-- {
		data.swap(a, a+i)
		siftDownFunc(data, 0, i, a)
	}
}

// pdqsortFunc sorts data[a:b]; limit counts the bad pivots allowed before heap sort.
func pdqsortFunc(data *lessSwap, a, b, limit int) {
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= maxInsertion {
			insertionSortFunc(data, a, b)
			return
		}
		if limit == 0 {
			heapSortFunc(data, a, b)
			return
		}
		if !balanced {
			breakPatternsFunc(data, a, b)
			limit--
		}
		pivot, hint := choosePivotFunc(data, a, b)
		if hint == decreasing {
			for i, j := a, b-1; i < j; i, j = i+1, j-1 {
				data.swap(i, j)
			}
			pivot = (b - 1) - (pivot - a)
			hint = increasing
		}
		if balanced && partitioned && hint == increasing && partialInsertionSortFunc(data, a, b) {
			return
		}
		// The element before a range is a former pivot: if it equals this one, all
		// elements equal to the pivot can be put aside.
		if a > 0 && !data.less(a-1, pivot) {
			a = partitionEqualFunc(data, a, b, pivot)
			continue
		}
		var mid int
		mid, partitioned = partitionFunc(data, a, b, pivot)
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			pdqsortFunc(data, a, mid, limit)
			a = mid + 1
		} else {
			balanced = right >= n/8
			pdqsortFunc(data, mid+1, b, limit)
			b = mid
		}
	}
}

// partitionFunc moves what is less than the pivot before it, and tells whether all was so.
func partitionFunc(data *lessSwap, a, b, pivot int) (mid int, already bool) {
	data.swap(a, pivot)
	i, j := a+1, b-1
	already = true
	for {
		for i <= j && data.less(i, a) {
			i++
		}
		for i <= j && !data.less(j, a) {
			j--
		}
		if i > j {
			break
		}
		already = false
		data.swap(i, j)
		i++
		j--
	}
	data.swap(j, a)
	return j, already
}

// partitionEqualFunc moves what equals the pivot before what is greater.
func partitionEqualFunc(data *lessSwap, a, b, pivot int) int {
	data.swap(a, pivot)
	i, j := a+1, b-1
	for {
		for i <= j && !data.less(a, i) {
			i++
		}
		for i <= j && data.less(a, j) {
			j--
		}
		if i > j {
			return i
		}
		data.swap(i, j)
		i++
		j--
	}
}

// partialInsertionSortFunc mends a few places that are out of order; true if that sorted all.
func partialInsertionSortFunc(data *lessSwap, a, b int) bool {
	i := a + 1
	for step := 0; step < 5; step++ {
		for i < b && !data.less(i, i-1) {
			i++
		}
		if i == b {
			return true
		}
		if b-a < shortRange {
			return false
		}
		data.swap(i, i-1)
		if i-a >= 2 {
			for j := i - 1; j >= 1 && data.less(j, j-1); j-- {
				data.swap(j, j-1)
			}
		}
		if b-i >= 2 {
			for j := i + 1; j < b && data.less(j, j-1); j++ {
				data.swap(j, j-1)
			}
		}
	}
	return false
}

// breakPatternsFunc scatters elements that may make partitions unbalanced.
func breakPatternsFunc(data *lessSwap, a, b int) {
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
		data.swap(at+i, a+other)
	}
}

// choosePivotFunc picks a pivot and tells what it saw of the order.
func choosePivotFunc(data *lessSwap, a, b int) (pivot, hint int) {
	n := b - a
	swaps := 0
	i, j, k := a+n/4, a+n/4*2, a+n/4*3
	if n >= 8 {
		if n >= shortRange {
			i, swaps = medianFunc(data, i-1, i, i+1, swaps)
			j, swaps = medianFunc(data, j-1, j, j+1, swaps)
			k, swaps = medianFunc(data, k-1, k, k+1, swaps)
		}
		j, swaps = medianFunc(data, i, j, k, swaps)
	}
	switch swaps {
	case 0:
		return j, increasing
	case 12:
		return j, decreasing
	}
	return j, unknown
}

// medianFunc is the index of the median of three elements; swaps counts those out of order.
func medianFunc(data *lessSwap, a, b, c, swaps int) (int, int) {
	if data.less(b, a) {
		swaps++
		a, b = b, a
	}
	if data.less(c, b) {
		swaps++
		b = c
	}
	if data.less(b, a) {
		swaps++
		b = a
	}
	return b, swaps
}

// stableFunc sorts blocks by insertion and merges them in place.
func stableFunc(data *lessSwap, n int) {
	size := 20
	a, b := 0, size
	for b <= n {
		insertionSortFunc(data, a, b)
		a = b
		b += size
	}
	insertionSortFunc(data, a, n)
	for size < n {
		a, b = 0, 2*size
		for b <= n {
			symMergeFunc(data, a, a+size, b)
			a = b
			b += 2 * size
		}
		if m := a + size; m < n {
			symMergeFunc(data, a, m, n)
		}
		size *= 2
	}
}

// symMergeFunc merges the sorted data[a:m] and data[m:b] by rotations.
func symMergeFunc(data *lessSwap, a, m, b int) {
	if m-a == 1 {
		i, j := m, b
		for i < j {
			h := int(uint(i+j) >> 1)
			if data.less(h, a) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := a; k < i-1; k++ {
			data.swap(k, k+1)
		}
		return
	}
	if b-m == 1 {
		i, j := a, m
		for i < j {
			h := int(uint(i+j) >> 1)
			if !data.less(m, h) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := m; k > i; k-- {
			data.swap(k, k-1)
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
		if !data.less(p-c, c) {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotateFunc(data, start, m, end)
	}
	if a < start && start < mid {
		symMergeFunc(data, a, start, mid)
	}
	if mid < end && end < b {
		symMergeFunc(data, mid, end, b)
	}
}

func swapRangeFunc(data *lessSwap, a, b, n int) {
	for i := 0; i < n; i++ {
		data.swap(a+i, b+i)
	}
}

// rotateFunc exchanges data[a:m] and data[m:b].
func rotateFunc(data *lessSwap, a, m, b int) {
	i, j := m-a, b-m
	for i != j {
		if i > j {
			swapRangeFunc(data, m-i, m, j)
			i -= j
		} else {
			swapRangeFunc(data, m-i, m+j-i, i)
			j -= i
		}
	}
	swapRangeFunc(data, m-i, m, i)
}
