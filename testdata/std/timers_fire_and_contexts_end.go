// run

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type key string

func main() {
	t := time.NewTimer(10 * time.Millisecond)
	<-t.C
	fmt.Println(t.Stop(), t.Reset(time.Hour), t.Stop(), t.Stop())
	done := make(chan int)
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
	n := 0
	tick := time.NewTicker(2 * time.Millisecond)
	for range tick.C {
		if n++; n == 3 {
			tick.Stop()
			break
		}
	}
	fmt.Println(n)
	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("after")
	case <-tick.C:
		fmt.Println("bad")
	}
	fmt.Println(time.Tick(0) == nil)
	t2 := time.NewTimer(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	fmt.Println(t2.Stop())
	select {
	case <-t2.C:
		fmt.Println("stale")
	default:
		fmt.Println("none")
	}

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	c2 := context.WithValue(ctx, key("a"), 1)
	<-c2.Done()
	fmt.Println(c2.Err(), c2.Value(key("a")), c2.Value(key("b")), context.Cause(c2))
	fmt.Println(errors.Is(c2.Err(), context.DeadlineExceeded))
	c3, cc := context.WithCancelCause(context.WithValue(context.TODO(), key("k"), "v"))
	c4, cancel4 := context.WithCancel(c3)
	stop := context.AfterFunc(c4, func() { fmt.Println("afterfunc"); done2 <- true })
	cc(errors.New("why"))
	<-done2
	fmt.Println(c4.Err(), context.Cause(c4), stop())
	cancel4()
	fmt.Println(c4)
	fmt.Println(c3, context.WithoutCancel(c3).Err())
	func() {
		defer func() { fmt.Println(recover()) }()
		context.WithValue(c3, []int{}, 1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		(&time.Timer{}).Stop()
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		time.NewTicker(0)
	}()
}

var done2 = make(chan bool)
