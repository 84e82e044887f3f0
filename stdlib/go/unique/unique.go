// Package unique makes values that are compared by comparing a word.
package unique

import "sync"

// Handle stands for a value: handles are equal if and only if the values are.
type Handle[T comparable] struct {
	value *T
}

// Value is the value.
func (h Handle[T]) Value() T { return *h.value }

// handles are the pointers made, by value; of dynamic type T and *T.
//
// TODO: forget those that nobody holds, once there are weak pointers.
var handles sync.Map

// Make is the handle of the value.
func Make[T comparable](value T) Handle[T] {
	if p, ok := handles.Load(any(value)); ok {
		return Handle[T]{p.(*T)}
	}
	p := new(T)
	*p = value
	known, _ := handles.LoadOrStore(any(value), p)
	return Handle[T]{known.(*T)}
}
