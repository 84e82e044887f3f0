// tree
package p

// Type parameters.
type (
	_[P any]              int
	_[P, Q any]           int
	_[P *T,]              int
	_[P *T, Q any]        int
	_[P *[]int]           int
	_[P interface{ *T }]  int
	_[P ~int]             int
	_[P (*[]T)]           int
	_[P *interface{ m() }] int
	_[P []int]            int
	_[P func(int)]        int
	_[P *T | ~int]        int
)

// Arrays.
type (
	_ [N]int
	_ []int
	_ [N * M]int
	_ [N + 1]int
	_ [N * len([]int{1})]int
	_ [N(1)]int
	_ [p.N]int
	_ [(N)]int
	_ [N * unsafe.Sizeof(struct{}{})]int
)

func _() {
	type L[P any] P
	type M [N]int
}
