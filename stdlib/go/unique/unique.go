// Package unique makes values that are compared by comparing a word.
package unique

import (
	"runtime"
	"sync"
	"weak"
)

// Handle stands for a value: handles are equal if and only if the values are.
type Handle[T comparable] struct {
	value *T
}

// Value is the value.
func (h Handle[T]) Value() T { return *h.value }

// handles are the pointers of the handles that exist, by value: of dynamic type T and
// weak.Pointer[T]. An entry goes when its handle is gone.
var (
	mu      sync.Mutex
	handles = map[any]any{}
)

// Make is the handle of the value.
func Make[T comparable](value T) Handle[T] {
	mu.Lock()
	defer mu.Unlock()
	if known, ok := handles[value]; ok {
		if p := known.(weak.Pointer[T]).Value(); p != nil {
			return Handle[T]{p}
		}
	}
	p := newValue(value)
	made := weak.Make(p)
	handles[value] = made
	runtime.AddCleanup(p, forget[T], &entry[T]{value, made})
	return Handle[T]{p}
}

// newValue puts the value into memory of its own: tiny objects that share a block would keep
// each other alive.
func newValue[T comparable](value T) *T {
	type padded struct {
		value T
		_     [2]uintptr
	}
	return &(&padded{value: value}).value
}

// entry is what the cleanup of a handle needs to know.
type entry[T comparable] struct {
	value T
	made  weak.Pointer[T]
}

// forget removes the entry, unless a new handle has taken its place.
func forget[T comparable](e *entry[T]) {
	mu.Lock()
	defer mu.Unlock()
	if handles[e.value] == any(e.made) {
		delete(handles, e.value)
	}
}
