// run

package main

import "fmt"

type Shape interface {
	Area() float64
	Name() string
}
type Named interface{ Name() string }
type base struct{ name string }

func (b base) Name() string { return b.name }

type square struct {
	base
	side float64
}

func (s square) Area() float64 { return s.side * s.side }

type circle struct {
	*base
	r float64
}

func (c *circle) Area() float64 { return 3 * c.r * c.r }

type myInt int

func (m myInt) String() string { return fmt.Sprintf("myInt(%d)", int(m)) }

func describe(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", x)
	case string:
		return "string " + x
	case Shape:
		return "shape " + x.Name()
	case error:
		return "error " + x.Error()
	case fmt.Stringer:
		return "stringer " + x.String()
	case []int:
		return fmt.Sprint("slice ", len(x))
	case func() int:
		return fmt.Sprint("func ", x())
	default:
		return fmt.Sprintf("%T", x)
	}
}

func main() {
	shapes := []Shape{square{base{"sq"}, 2}, &circle{&base{"ci"}, 1}, &square{base{"psq"}, 3}}
	for _, s := range shapes {
		n := Named(s)
		_, ok := s.(interface{ Missing() })
		fmt.Println(n.Name(), s.Area(), ok)
	}
	for _, v := range []any{nil, 1, int64(2), "s", shapes[0], fmt.Errorf("e"), myInt(3), []int{1}, func() int { return 9 }, 1.5, struct{}{}} {
		fmt.Println(describe(v))
	}
	var e1, e2 any = 1, 1
	var e3 any = "1"
	fmt.Println(e1 == e2, e1 == e3, e1 == 1, e3 == "1", shapes[0] == Shape(square{base{"sq"}, 2}))
	f := shapes[0].Area
	fmt.Println(f(), Shape.Name(shapes[1]))
}
