// errorcheck

//go:build go1.21

package p

func count(seq func(func(int) bool)) {
	for range 10 {
	}
	for range seq {
	}
}
