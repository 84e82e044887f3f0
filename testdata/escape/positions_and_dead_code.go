// escape -m -l

package main

import "sync/atomic"

type point struct{ p *int }

type large [20000]*int

func (large) method() {}

type buffer struct{ bytes []byte }

func (b *buffer) cut() { b.bytes = b.bytes[1:2:3] }

func cut(p *[]byte) { *p = (*p)[1:2] }

func clause(v any) *int {
	switch x := v.(type) {
	case int:
		return &x
	}
	return nil
}

var sink *int

func dead(x, y int) {
	if false {
		sink = &x
	} else {
		sink = &y
	}
}

func number() *int { return sink }

var points = []*point{{number()}, {nil}}

func count(n *int64) { atomic.AddInt64(n, 1) }

func main() {
	var l large
	f := l.method
	f()
	var n int64
	count(&n)
	dead(1, 2)
	clause(points)
	new(buffer).cut()
	cut(new([]byte))
}
