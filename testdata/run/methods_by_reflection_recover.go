// run

// A method that is deferred by way of reflection recovers as one that is deferred itself.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

type pointer struct{ name string }

func (p *pointer) Method() { fmt.Println(p.name, recover()) }

type word uintptr

func (w word) Method() { fmt.Println(w, recover()) }

type large struct{ a, b, c string }

func (l large) Method() { fmt.Println(l, recover()) }

func (l large) Args(x int, s string) { fmt.Println(l.a, x, s, recover()) }

func (l large) Deeper() { func() { fmt.Println("deeper", recover()) }() }

func value(x any) {
	f := reflect.ValueOf(x).MethodByName("Method").Interface().(func())
	defer f()
	panic("value")
}

func expression[T any](x T) {
	m, _ := reflect.TypeOf(x).MethodByName("Method")
	f := m.Func.Interface().(func(T))
	defer f(x)
	panic("expression")
}

func main() {
	l := large{"a", "b", "c"}
	value(&pointer{"pointer"})
	value(word(7))
	value(l)
	expression(&pointer{"pointer"})
	expression(word(8))
	expression(l)
	func() {
		defer reflect.ValueOf(l).MethodByName("Args").Interface().(func(int, string))(1, "two")
		panic("arguments")
	}()
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		defer reflect.ValueOf(l).MethodByName("Deeper").Interface().(func())()
		panic("too deep")
	}()
	func() {
		defer func() { fmt.Println("after Call", recover()) }()
		defer reflect.ValueOf(l).MethodByName("Method").Call(nil)
		panic("by Call")
	}()
	made := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
		fmt.Println("made", recover())
		_, _, line, ok := runtime.Caller(0)
		fmt.Println(line > 0, ok)
		return nil
	}).Interface().(func())
	func() {
		defer func() { fmt.Println("after made", recover()) }()
		defer made()
		panic("in made")
	}()
}
