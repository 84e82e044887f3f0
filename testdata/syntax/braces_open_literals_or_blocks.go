// tree
package p

func _() {
	if x == y {
	}
	if x == (T{1}) {
	}
	if f(T{a: 1}) {
	}
	if a[T{}] {
	}
	if x == []T{{1}, {2}}[0] {
	}
	for _, x := range []int{1, 2} {
	}
	for range (T{}) {
	}
	switch struct{}{} {
	}
	if func() bool { return T{} == x }() {
	}
	_ = T{}
	_ = p.T{1, 2,}
	_ = G[int]{x: 1}
	_ = &T{m: {k: v}, [...]int{1}: nil}
	_ = map[string]func(){"a": func() {}}
	_ = struct{ a int }{1}
}
