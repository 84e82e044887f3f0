// run

// reflect.Select waits in the channels' queues as the statement does: it is served directly,
// fairly, by timers too, and a program that waits so for nothing is dead, not asleep.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"time"
)

func receiving(channels ...any) []reflect.SelectCase {
	var cases []reflect.SelectCase
	for _, c := range channels {
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)})
	}
	return cases
}

func main() {
	ints, texts, done := make(chan int), make(chan string), make(chan struct{})
	go func() {
		for i := range 3 {
			ints <- i
			texts <- fmt.Sprint("text ", i)
		}
		close(done)
	}()
	cases := receiving(ints, texts, done)
	for {
		chosen, v, ok := reflect.Select(cases)
		fmt.Println(chosen, v, ok)
		if chosen == 2 {
			break
		}
	}

	// A send that waits for its receiver.
	go func() {
		runtime.Gosched()
		ints <- len(<-texts)
	}()
	sends := append(receiving(make(chan bool)), reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(texts), Send: reflect.ValueOf("sent")})
	fmt.Println(reflect.Select(sends))
	fmt.Println("received", <-ints)

	// A default is chosen only if nothing else can be.
	withDefault := append(receiving(ints, (chan int)(nil)), reflect.SelectCase{Dir: reflect.SelectDefault})
	fmt.Println(reflect.Select(withDefault))
	buffered := make(chan int, 1)
	buffered <- 5
	withDefault[1].Chan = reflect.ValueOf(buffered)
	fmt.Println(reflect.Select(withDefault))

	// A closed channel, a timer, a channel that appears twice.
	chosen, v, ok := reflect.Select(receiving(ints, time.After(time.Millisecond)))
	fmt.Println(chosen, v.Type(), ok)
	close(buffered)
	fmt.Println(reflect.Select(receiving(buffered, ints)))
	go func() { ints <- 9 }()
	_, v, ok = reflect.Select(receiving(ints, ints, ints))
	fmt.Println(v, ok)

	// Ready cases are chosen alike.
	a, b, c := make(chan int, 300), make(chan int, 300), make(chan int, 300)
	for i := range 300 {
		a <- i
		b <- i
		c <- i
	}
	var counts [3]int
	for range 300 {
		chosen, _, _ := reflect.Select(receiving(a, b, c))
		counts[chosen]++
	}
	for _, n := range counts {
		if n < 40 {
			fmt.Println("unfair", counts)
		}
	}

	func() {
		defer func() { fmt.Println(recover()) }()
		closed := make(chan int)
		go close(closed)
		reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectSend, Chan: reflect.ValueOf(closed), Send: reflect.ValueOf(1)},
			{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(make(chan int))},
		})
	}()

	// Many goroutines on the same channels.
	in, out := make(chan int), make(chan int)
	for range 8 {
		go func() {
			cases := receiving(in, make(chan bool))
			for {
				_, v, ok := reflect.Select(cases)
				if !ok {
					out <- 0
					return
				}
				reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: reflect.ValueOf(out), Send: v}, {Dir: reflect.SelectRecv}})
			}
		}()
	}
	go func() {
		for i := range 1000 {
			in <- i
		}
		close(in)
	}()
	sum := 0
	for range 1008 {
		sum += <-out
	}
	fmt.Println(sum)
}
