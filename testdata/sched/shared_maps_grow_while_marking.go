// run
// Maps that goroutines share under locks grow, shrink, are iterated and cleared while collections
// mark them; keys and values hold pointers of every kind.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

type key struct {
	text string
	p    *int
	any  any
}

type value struct {
	self key
	list []*value
	f    func() string
}

func main() {
	var mu sync.RWMutex
	structs := map[key]*value{}
	texts := map[string][]string{}
	pointers := map[*int]map[string]*value{}
	var shared sync.Map
	var wg sync.WaitGroup
	var ints [16]*int
	for i := range ints {
		ints[i] = &i
	}
	for g := range 5 {
		wg.Go(func() {
			for i := range 700 {
				n := (i*31 + g*977) % 700
				text := fmt.Sprint("k", n)
				k := key{text, ints[n%16], n}
				mu.Lock()
				v := structs[k]
				if v == nil {
					v = &value{self: k, f: func() string { return text }}
					structs[k] = v
				}
				if v.self != k || v.f() != text {
					panic(fmt.Sprint("damaged: ", v.self))
				}
				v.list = append(v.list, v)
				texts[text] = append(texts[text], fmt.Sprint(i))
				inner := pointers[ints[n%16]]
				if inner == nil {
					inner = map[string]*value{}
					pointers[ints[n%16]] = inner
				}
				inner[text] = v
				if i%97 == 0 {
					delete(structs, k)
					delete(texts, text)
				}
				if i%611 == 0 {
					clear(inner)
				}
				mu.Unlock()
				shared.Store(n, v)
				if i%50 == 0 {
					mu.RLock()
					for k, v := range structs {
						if v.self != k {
							panic("wrong value")
						}
					}
					for p, inner := range pointers {
						for text, v := range inner {
							if v.self.text != text || v.self.p != p {
								panic("wrong inner value")
							}
						}
					}
					mu.RUnlock()
					shared.Range(func(n, v any) bool {
						if v.(*value).self.any != n {
							panic("wrong shared value")
						}
						return n.(int)%5 != 0
					})
					if i%500 == 0 {
						runtime.GC()
					}
				}
			}
		})
	}
	wg.Wait()
	runtime.GC()
	n := 0
	shared.Range(func(k, v any) bool {
		n++
		return v.(*value).f() == fmt.Sprint("k", k)
	})
	fmt.Println(n, len(pointers))
}
