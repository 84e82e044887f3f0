// Package errors makes and examines error values.
package errors

import (
	"internal/abi"
	"unsafe"
)

// New returns an error with the text; every call makes a distinct one.
func New(text string) error {
	return &errorString{text}
}

type errorString struct {
	s string
}

func (e *errorString) Error() string {
	return e.s
}

// ErrUnsupported says that an operation is not supported.
var ErrUnsupported = New("unsupported operation")

// Unwrap returns what err's Unwrap() error method gives, nil if it has none.
func Unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// Is reports whether any error in err's tree matches target.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	comparable := abi.TypeOf(target).TFlag&abi.TFlagComparable != 0
	return is(err, target, comparable)
}

func is(err, target error, comparable bool) bool {
	for {
		if comparable && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
			if err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if is(e, target, comparable) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// As finds the first error in err's tree that can be assigned to *target and sets it.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	e := (*abi.Eface)(unsafe.Pointer(&target))
	if e.Type.Kind != abi.Pointer || e.Data == nil {
		panic("errors: target must be a non-nil pointer")
	}
	want := e.Type.Elem
	var errorInterface error
	if want.Kind != abi.Interface && !want.Implements(abi.TypeOf(&errorInterface).Elem) {
		panic("errors: *target must be interface or implement error")
	}
	return as(err, target, e.Data, want)
}

func as(err error, target any, dst unsafe.Pointer, want *abi.Type) bool {
	for {
		if assign(err, dst, want) {
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
			if err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e != nil && as(e, target, dst, want) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// assign stores err at dst if its dynamic type can be assigned to want.
func assign(err error, dst unsafe.Pointer, want *abi.Type) bool {
	v := any(err)
	e := (*abi.Eface)(unsafe.Pointer(&v))
	if e.Type == want {
		if want.Direct() {
			*(*unsafe.Pointer)(dst) = e.Data
		} else {
			abi.Move(want, dst, e.Data)
		}
		return true
	}
	if want.Kind != abi.Interface {
		return false
	}
	if len(want.IMethods) == 0 {
		*(*any)(dst) = v
		return true
	}
	tab := abi.GetItab(want, e.Type)
	if tab == nil {
		return false
	}
	*(*abi.Iface)(dst) = abi.Iface{tab, e.Data}
	return true
}

// AsType finds the first error in err's tree that is of type E.
func AsType[E error](err error) (E, bool) {
	if err == nil {
		var zero E
		return zero, false
	}
	for {
		if e, ok := err.(E); ok {
			return e, true
		}
		if x, ok := err.(interface{ As(any) bool }); ok {
			var e E
			if x.As(&e) {
				return e, true
			}
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
			if err != nil {
				continue
			}
		case interface{ Unwrap() []error }:
			for _, e := range x.Unwrap() {
				if e == nil {
					continue
				}
				if found, ok := AsType[E](e); ok {
					return found, true
				}
			}
		}
		var zero E
		return zero, false
	}
}

// Join wraps the errors that are not nil; nil if there are none.
func Join(errs ...error) error {
	n := 0
	for _, err := range errs {
		if err != nil {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	e := &joinError{make([]error, 0, n)}
	for _, err := range errs {
		if err != nil {
			e.errs = append(e.errs, err)
		}
	}
	return e
}

type joinError struct {
	errs []error
}

func (e *joinError) Error() string {
	if len(e.errs) == 1 {
		return e.errs[0].Error()
	}
	text := []byte(e.errs[0].Error())
	for _, err := range e.errs[1:] {
		text = append(text, '\n')
		text = append(text, err.Error()...)
	}
	return unsafe.String(&text[0], len(text))
}

func (e *joinError) Unwrap() []error {
	return e.errs
}
