// errorcheck
package main

func f[T any]() { f[[]T]() }
func g[T any]() { h[T]() }
func h[T any]() { g[*T]() }
func k[T any]() { k[T]() }

type L[T any] struct{ n *L[L[T]] }

func loc[T any]() {
	type X struct{ x T }
	loc[X]()
}

type S[T any] struct{}

func (S[T]) m() { S[S[T]]{}.m() }

func main() { f[int](); g[int](); k[int](); loc[int](); S[int]{}.m() }
