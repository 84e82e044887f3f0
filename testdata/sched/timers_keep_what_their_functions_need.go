// run
// Timers keep their functions and what these refer to alive, also if nobody else does; stopped and
// reset ones too. Collections run meanwhile.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type load struct {
	id   int
	text string
}

func main() {
	var wg sync.WaitGroup
	var fired atomic.Int64
	const n = 400
	wg.Add(n)
	for i := range n {
		l := &load{i, fmt.Sprint("load", i)}
		f := func() {
			if l.text != fmt.Sprint("load", l.id) {
				panic("damaged " + l.text)
			}
			fired.Add(int64(l.id))
			wg.Done()
		}
		t := time.AfterFunc(time.Duration(i%20)*time.Millisecond/2, f)
		if i%3 == 0 && t.Stop() {
			t.Reset(time.Duration(i%7) * time.Millisecond)
		}
	}
	for i := range 20 {
		wg.Go(func() {
			ticker := time.NewTicker(time.Duration(200+i*10) * time.Microsecond)
			defer ticker.Stop()
			for range 10 {
				<-ticker.C
				keep := make([]*load, 0, 10)
				for j := range 10 {
					keep = append(keep, &load{j, "x"})
				}
				if i%5 == 0 {
					runtime.GC()
				}
				for j, l := range keep {
					if l.id != j || l.text != "x" {
						panic("damaged")
					}
				}
				ticker.Reset(time.Duration(100+i*10) * time.Microsecond)
			}
		})
	}
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				close(stop)
				return
			case <-time.After(100 * time.Microsecond):
				runtime.GC()
			}
		}
	}()
	wg.Wait()
	stop <- true
	<-stop
	fmt.Println(fired.Load())
}
