// run
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func received(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func main() {
	t := time.NewTimer(time.Millisecond)
	fmt.Println(len(t.C), cap(t.C))
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(t.C), t.Stop(), received(t.C), t.Stop())
	fmt.Println(t.Reset(time.Millisecond))
	time.Sleep(5 * time.Millisecond)
	fmt.Println(t.Reset(time.Hour), received(t.C))
	fmt.Println(t.Reset(0))
	<-t.C
	fmt.Println(t.Stop(), t.Reset(time.Hour), t.Stop())

	// A busy loop sees that the time has come.
	t.Reset(2 * time.Millisecond)
	for !received(t.C) {
	}

	var calls atomic.Int32
	f := time.AfterFunc(time.Millisecond, func() { calls.Add(1) })
	for calls.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(calls.Load(), f.Stop(), f.Reset(time.Hour), f.Stop())
	g := time.AfterFunc(time.Hour, func() { calls.Add(100) })
	fmt.Println(g.Stop(), g.Stop())

	start := time.Now()
	tick := time.NewTicker(3 * time.Millisecond)
	for i := 0; i < 5; i++ {
		at := <-tick.C
		if d := at.Sub(start); d < time.Duration(i+1)*3*time.Millisecond || d > time.Second {
			fmt.Println("tick", i, "after", d)
		}
	}
	tick.Stop()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(received(tick.C))
	tick.Reset(time.Millisecond)
	<-tick.C
	<-tick.C
	tick.Stop()

	before := time.Now()
	now := <-time.After(2 * time.Millisecond)
	fmt.Println(now.Sub(before) >= 2*time.Millisecond, now.Location() == time.Local)
	select {
	case <-time.After(time.Hour):
		fmt.Println("late")
	case <-time.After(time.Millisecond):
		fmt.Println("soon")
	}
	runtime.Gosched()
	fmt.Println(runtime.NumGoroutine())
}
