package runtime

// What loops over functions are lowered to calls of.

// States of such a loop, as the compiler numbers them; 1 is that the body may be called.
const (
	rangeDone = iota
	_
	rangePanic
	rangeExhausted
	rangeMissingPanic
)

// panicrangestate panics because a function called the body of a loop over it in that state, or
// returned in it.
func panicrangestate(state int) {
	switch state {
	case rangeDone:
		panic(errorString("range function continued iteration after function for loop body returned false"))
	case rangePanic:
		panic(errorString("range function continued iteration after loop body panic"))
	case rangeExhausted:
		panic(errorString("range function continued iteration after whole loop exit"))
	case rangeMissingPanic:
		panic(errorString("range function recovered a loop body panic and did not resume panicking"))
	}
	throw("unexpected state set by range func")
}

// A deferList has the calls that bodies of loops deferred for the function around them, newest
// first. The virtual machine reads it.
type deferList struct {
	newest *deferNode
}

type deferNode struct {
	call func()
	next *deferNode
}

func newDeferList() *deferList { return new(deferList) }

func deferat(list *deferList, call func()) { list.newest = &deferNode{call, list.newest} }
