// Package sort orders slices and collections.
//
// Sort is not stable; it makes the same comparisons and swaps as Go's own
// pattern-defeating quicksort, so that equal elements end up where Go puts them.
package sort

import (
	"internal/reflectlite"
	"math/bits"
)

// Interface is a collection that Sort can order.
type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

// Sort sorts data; equal elements may change places.
func Sort(data Interface) {
	n := data.Len()
	if n <= 1 {
		return
	}
	pdqsort(data, 0, n, bits.Len(uint(n)))
}

// Stable sorts data; equal elements keep their order.
func Stable(data Interface) { stable(data, data.Len()) }

// IsSorted reports whether data is in order.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

type reverse struct{ Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

// Reverse gives data in the opposite order.
func Reverse(data Interface) Interface { return &reverse{data} }

// lessSwap sorts a slice by functions.
type lessSwap struct {
	less func(i, j int) bool
	swap func(i, j int)
}

// Slice sorts the slice x; equal elements may change places.
func Slice(x any, less func(i, j int) bool) {
	n := reflectlite.SliceLen(x)
	if n <= 1 {
		return
	}
	pdqsortFunc(&lessSwap{less, reflectlite.Swapper(x)}, 0, n, bits.Len(uint(n)))
}

// SliceStable sorts the slice x; equal elements keep their order.
func SliceStable(x any, less func(i, j int) bool) {
	n := reflectlite.SliceLen(x)
	stableFunc(&lessSwap{less, reflectlite.Swapper(x)}, n)
}

// SliceIsSorted reports whether the slice x is in order.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	for i := reflectlite.SliceLen(x) - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

// IntSlice orders ints.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }
func (x IntSlice) Sort()              { Ints(x) }

// Search is SearchInts.
func (x IntSlice) Search(v int) int { return SearchInts(x, v) }

// Float64Slice orders floats, NaNs first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] || (x[i] != x[i] && x[j] == x[j]) }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }
func (x Float64Slice) Sort()              { Float64s(x) }

// Search is SearchFloat64s.
func (x Float64Slice) Search(v float64) int { return SearchFloat64s(x, v) }

// StringSlice orders strings.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }
func (x StringSlice) Sort()              { Strings(x) }

// Search is SearchStrings.
func (x StringSlice) Search(v string) int { return SearchStrings(x, v) }

// Ints sorts ascending.
//
//go:noescape
func Ints(x []int)

// Float64s sorts ascending, NaNs first.
//
//go:noescape
func Float64s(x []float64)

// Strings sorts ascending.
func Strings(x []string) {
	for len(x) > 16 {
		// Quicksort on three parts; the shorter side recurses.
		p := medianString(x)
		lt, i, gt := 0, 0, len(x)
		for i < gt {
			s := x[i]
			if s < p {
				x[i] = x[lt]
				x[lt] = s
				lt++
				i++
			} else if s == p {
				i++
			} else {
				gt--
				x[i] = x[gt]
				x[gt] = s
			}
		}
		if lt < len(x)-gt {
			Strings(x[:lt])
			x = x[gt:]
		} else {
			Strings(x[gt:])
			x = x[:lt]
		}
	}
	for i := 1; i < len(x); i++ {
		s := x[i]
		j := i
		for j > 0 && s < x[j-1] {
			x[j] = x[j-1]
			j--
		}
		x[j] = s
	}
}

// medianString is the median of nine elements spread over x.
func medianString(x []string) string {
	step := len(x) / 9
	mid := func(a, b, c string) string {
		if b < a {
			a, b = b, a
		}
		if c < b {
			b = c
			if b < a {
				b = a
			}
		}
		return b
	}
	return mid(mid(x[0], x[step], x[2*step]), mid(x[3*step], x[4*step], x[5*step]), mid(x[6*step], x[7*step], x[8*step]))
}

// IntsAreSorted reports whether x is ascending.
func IntsAreSorted(x []int) bool { return IsSorted(IntSlice(x)) }

// Float64sAreSorted reports whether x is ascending, NaNs first.
func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }

// StringsAreSorted reports whether x is ascending.
func StringsAreSorted(x []string) bool { return IsSorted(StringSlice(x)) }

// Search is the smallest index in [0, n) for which f is true, n if there is none.
func Search(n int, f func(int) bool) int {
	i, j := 0, n
	for i < j {
		h := int(uint(i+j) >> 1)
		if !f(h) {
			i = h + 1
		} else {
			j = h
		}
	}
	return i
}

// Find searches by a three-way comparison; found tells whether cmp gave 0 there.
func Find(n int, cmp func(int) int) (i int, found bool) {
	i, j := 0, n
	for i < j {
		h := int(uint(i+j) >> 1)
		if cmp(h) > 0 {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < n && cmp(i) == 0
}

// SearchInts is the index of x in the sorted a, or where it would stand.
func SearchInts(a []int, x int) int {
	i, j := 0, len(a)
	for i < j {
		h := int(uint(i+j) >> 1)
		if a[h] < x {
			i = h + 1
		} else {
			j = h
		}
	}
	return i
}

// SearchFloat64s is SearchInts for floats.
func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchStrings is SearchInts for strings.
func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
