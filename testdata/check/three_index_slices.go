// errorcheck

// A missing index is no syntax error: checking goes on.
package p

var (
	a [10]int
	s = "text"
)

func f(i int) {
	_ = a[::]
	_ = a[i::]
	_ = a[:i:]
	_ = a[::i]
	_ = a[i::i]
	_ = s[::]
	_ = s[1:2:3]
	_ = a[2:1:3]
	_ = a[1:2:30]
	var unused int
}
