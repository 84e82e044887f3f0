// errorcheck

// Where `...` may not stand is said once, and checking goes on.
package p

type t int

func (x ...t) m()        {}
func f() (a ...int)      { return }
func g(a ...int, b int)  {}
func h(a, b ...int)      {}
func i(int, ...int, ...int) {}

var _ = func(...int, int) {}

type u interface {
	m(...int, int) (...int)
}

func last(x int, y ...int) { unused := 1 }
