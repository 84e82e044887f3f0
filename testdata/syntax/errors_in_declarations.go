// errors
package p

import x
import "a" "b"
x := 1
var 1
var x
const c := 1
type T
type T struct { a b c }
type T interface { 1 }
type U struct { (V) }
func 1() {}
func f(a int b) {}
func f(a, b int, string) {}
func f(a, b) (c int, d) {}
func f(a ...int, b int) {}
func () m() {}
func (a, b T) m() {}
func f()
{
}
func f[]() {}
func f[T]() {}
import "late"
