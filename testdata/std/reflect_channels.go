// run

package main

import (
	"fmt"
	"reflect"
	"runtime"
	"time"
)

type pair struct {
	a int
	s string
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	ch := make(chan pair, 2)
	v := reflect.ValueOf(ch)
	v.Send(reflect.ValueOf(pair{1, "one"}))
	fmt.Println(v.TrySend(reflect.ValueOf(pair{2, "two"})), v.TrySend(reflect.ValueOf(pair{3, "three"})), v.Len(), v.Cap())
	x, ok := v.Recv()
	fmt.Println(x, ok, x.Type(), x.CanSet())
	x, ok = v.TryRecv()
	fmt.Println(x, ok)
	x, ok = v.TryRecv()
	fmt.Println(x.IsValid(), ok)
	done := make(chan bool)
	go func() {
		for i := range 3 {
			x, ok := v.Recv()
			fmt.Println("got", i, x, ok)
		}
		done <- true
	}()
	for i := range 3 {
		time.Sleep(time.Millisecond)
		v.Send(reflect.ValueOf(pair{i, "s"}))
		runtime.GC()
	}
	<-done
	v.Close()
	x, ok = v.Recv()
	fmt.Println(x, ok)
	try(func() { v.Send(reflect.ValueOf(pair{})) })
	try(func() { v.Close() })
	try(func() { reflect.ValueOf((<-chan int)(nil)).Send(reflect.ValueOf(1)) })
	try(func() { reflect.ValueOf((chan<- int)(nil)).Recv() })
	try(func() { reflect.ValueOf(make(<-chan int)).Close() })
	try(func() { reflect.ValueOf(make(chan int, 1)).Send(reflect.ValueOf("x")) })

	ci, cs := make(chan int), make(chan any, 1)
	cases := []reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ci)}, {Dir: reflect.SelectSend, Chan: reflect.ValueOf(cs), Send: reflect.ValueOf("hi")}}
	i, recv, ok := reflect.Select(cases)
	fmt.Println(i, recv.IsValid(), ok, <-cs)
	cs <- 1
	go func() { time.Sleep(2 * time.Millisecond); ci <- 7 }()
	i, recv, ok = reflect.Select(cases)
	fmt.Println(i, recv, ok)
	i, _, _ = reflect.Select(append(cases, reflect.SelectCase{Dir: reflect.SelectDefault}))
	fmt.Println(i)
	go func() { ci <- 8 }()
	i, recv, ok = reflect.Select(cases[:1])
	fmt.Println(i, recv, ok)
	w := reflect.MakeChan(reflect.TypeOf(cs), 1)
	w.Send(reflect.ValueOf(5))
	x, _ = w.Recv()
	fmt.Println(x.Kind(), x)
	try(func() { reflect.Select([]reflect.SelectCase{{}}) })
}
