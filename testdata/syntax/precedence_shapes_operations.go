// tree
package p

var (
	_ = a + b*c
	_ = a*b + c
	_ = a + b*c*d + e
	_ = a || b && c == d+e*f
	_ = a*b == c+d && e || f
	_ = a - b - c
	_ = a<<b | c&^d
	_ = -a*b + !c
	_ = *p * *q
	_ = -x.y[i](z)
	_ = <-c + 1
	_ = (a + b) * c
	_ = a &^ b << c
	_ = a+b < c*d == e
)
