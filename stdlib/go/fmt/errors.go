package fmt

import (
	"errors"
	"internal/bytealg"
)

// Errorf formats an error. It wraps the operands of %w.
func Errorf(format string, a ...any) (err error) {
	// What need not be formatted is made where Errorf is called.
	if err = errorf(format, a...); err != nil {
		return err
	}
	return errors.New(format)
}

// errorf formats an error; it is nil if there is nothing to format.
func errorf(format string, a ...any) error {
	if len(a) == 0 && bytealg.IndexByteString(format, '%') < 0 {
		return nil
	}
	p := newPrinter()
	p.wrapErrs = true
	p.printf(format, a)
	text := string(p.buf)
	var err error
	switch len(p.wrapped) {
	case 0:
		err = errors.New(text)
	case 1:
		w := &wrapError{msg: text}
		w.err, _ = a[p.wrapped[0]].(error)
		err = w
	default:
		order := p.wrappedOrder()
		var errs []error
		for i, arg := range order {
			if i > 0 && order[i-1] == arg {
				continue
			}
			if e, ok := a[arg].(error); ok {
				errs = append(errs, e)
			}
		}
		err = &wrapErrors{text, errs}
	}
	p.free()
	return err
}

// wrappedOrder has the numbers of the operands of %w, ascending.
func (p *printer) wrappedOrder() []int {
	order := p.wrapped
	if p.reordered {
		for i := range order {
			for j := i; j > 0 && order[j] < order[j-1]; j-- {
				order[j], order[j-1] = order[j-1], order[j]
			}
		}
	}
	return order
}

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }
