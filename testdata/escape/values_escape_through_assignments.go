// escape -m -l

package esc

type T struct {
	a, b int
	p    *int
}

var gi any
var gs []int
var gp *int
var gm = map[string]*int{}
var static = []int{1, 2, 3}
var pstatic = &T{a: 1}
var made = make([]int, 3)
var fn = func() *int { return new(int) }

func address() *int            { x := 1; return &x }
func kept() int                { x := 1; p := &x; return *p }
func leak(p *int)              { gp = p }
func content(pp **int)         { gp = *pp }
func result(a, b *int) (q, r *int) { return b, a }
func field(t *T) *int          { return t.p }
func store(t *T, p *int)       { t.p = p }
func element(s []*int) *int    { return s[0] }
func send(c chan *int)         { x := 1; c <- &x }
func six(a *int) (b, c, d, e, f, g *int) { return nil, nil, nil, nil, nil, a }
func maps(m map[string]*int, k string) {
	y := 2
	m[k] = &y
	delete(m, k)
	for k, v := range m {
		_ = k
		gi = v
	}
	v, ok := m[k]
	gi = v
	_ = ok
}
func loops() (l *int) {
	for i := 0; i < 3; i++ {
		l = new(int)
		gp = &i
	}
	for i := range 3 {
		p := &i
		_ = p
	}
	return l
}
func back() {
	var p *int
again:
	x := 1
	p = &x
	if *p < 1 {
		goto again
	}
}
func shuffle(t *T, b *struct{ buf []byte }) { b.buf = b.buf[1:2]; t.a = t.b }
func recursive(n int, p *int) *int {
	if n == 0 {
		return p
	}
	return recursive(n-1, p)
}
