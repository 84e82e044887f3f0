// errorcheck

package main

type A struct{ x int }
type B struct{ x int }
type C struct {
	A
	B
}
type D struct{ *A }
type E interface {
	Get() int
	set(int)
}
type Wrong struct{}
type Ptr struct{}
type Field struct{ Get int }
type Pointer *A

func (a A) Get() int      { return a.x }
func (a *A) Set(v int)    { a.x = v }
func (b B) Get() int      { return b.x }
func (Wrong) Get() string { return "" }
func (Wrong) set(int)     {}
func (*Ptr) Get() int     { return 0 }
func (*Ptr) set(int)      {}
func (Ptr) get() int      { return 0 }

func value() A { return A{} }

func main() {
	var c C
	_ = c.x
	_ = c.Get()
	c.Set(1)
	value().Set(1)
	A.Set(A{}, 1)
	_ = A.Nothing
	_ = (*A).Get
	_ = A{}.get
	_ = D{}.Foo
	_ = D{}.Set
	var p Pointer
	_ = p.x
	_ = p.Get()
	var pp **A
	_ = pp.x
	var e E
	e = A{}
	e = Wrong{}
	e = Ptr{}
	e = &Ptr{}
	e = Field{}
	e = c
	var pe *E = &e
	pe.Get()
	_ = e.(Ptr)
	_ = e.(interface{ Other() })
	switch e.(type) {
	case Wrong:
	case *Ptr:
	}
	var _ interface{ Get() int } = e
	var _ E = interface{ Get() int }(e)
	_ = A.x
}
