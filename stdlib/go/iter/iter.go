// Package iter has the types of iterators over sequences.
package iter

// Seq calls yield with each value until yield returns false.
type Seq[V any] func(yield func(V) bool)

// Seq2 is Seq for pairs.
type Seq2[K, V any] func(yield func(K, V) bool)
