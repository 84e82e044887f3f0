// run
package main

import (
	"errors"
	"fmt"
	"os"
)

type panics struct{}

func (panics) String() string { panic("inside") }

type pointer struct{ n int }

func (p *pointer) String() string { return fmt.Sprint("n=", p.n) }

type formatter struct{}

func (formatter) Format(f fmt.State, verb rune) {
	w, hasW := f.Width()
	p, hasP := f.Precision()
	fmt.Fprintf(f, "<%c %d %v %d %v %v %v>", verb, w, hasW, p, hasP, f.Flag('+'), f.Flag('#'))
}

type goer struct{ x int }

func (goer) GoString() string { return "goer!" }

func main() {
	fmt.Printf("%d %s\n", 1)
	fmt.Printf("%d\n", 1, "extra", nil)
	fmt.Printf("%!\n")
	fmt.Printf("%")
	fmt.Println()
	fmt.Printf("%[2]d %[1]d %d\n", 1, 2)
	fmt.Printf("%[3]d %[x]d %[-1]d\n", 1)
	fmt.Printf("%*d|%-*d|%.*f|%*d\n", 5, 42, 5, 42, 2, 3.14159, "w", 1)
	fmt.Printf("%s %v\n", panics{}, []panics{{}})
	fmt.Printf("%v %s %v\n", &pointer{3}, (*pointer)(nil), pointer{4})
	fmt.Printf("%v|%+8.3x|%#s\n", formatter{}, formatter{}, formatter{})
	fmt.Printf("%#v %#v %v\n", goer{1}, []goer{{2}}, goer{3})
	e1, e2 := errors.New("one"), errors.New("two")
	e := fmt.Errorf("ctx: %w", e1)
	fmt.Println(e, errors.Unwrap(e) == e1, errors.Is(e, e1))
	m := fmt.Errorf("%w and %w and %w", e1, "no", e2)
	fmt.Println(m, errors.Is(m, e2))
	_, multiple := m.(interface{ Unwrap() []error })
	fmt.Println(multiple)
	fmt.Print("a", 1, 2, "b", "c", 3.0, '\n', true, false, "\n")
	fmt.Println(fmt.Sprint(), fmt.Sprint("a", "b"), fmt.Sprint(1, 2), fmt.Sprintln("x", 1))
	fmt.Fprintf(os.Stdout, "%6.2f|%-6d|%+q|%#q\n", 3.14159, 42, "é", "raw")
	fmt.Println(string(fmt.Appendf([]byte("> "), "%d", 5)), string(fmt.Append(nil, 1, "x")))
}
