// run
package main

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"time"
)

func forget(addr string) {
	for range 20 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			fmt.Println(err)
			return
		}
		c.Write([]byte("x"))
	}
}

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	ended := make(chan bool, 20)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				b, err := io.ReadAll(c)
				ended <- string(b) == "x" && err == nil
			}()
		}
	}()
	dialed := make(chan bool)
	go func() {
		forget(l.Addr().String())
		close(dialed)
	}()
	<-dialed
	good := 0
	for i := 0; i < 500 && good < 15; i++ {
		runtime.GC()
		select {
		case ok := <-ended:
			if ok {
				good++
			}
		case <-time.After(10 * time.Millisecond):
		}
	}
	fmt.Println(good)

	// A copy as a file lives for itself, and its reads wait.
	c, _ := net.Dial("tcp", l.Addr().String())
	c.Write([]byte("x"))
	f, err := c.(*net.TCPConn).File()
	fmt.Println(err, c.Close(), f.Close())
	fmt.Println(<-ended)
	l.Close()
	l, _ = net.Listen("tcp", "127.0.0.1:0")
	go func() {
		c, _ := l.Accept()
		time.Sleep(50 * time.Millisecond)
		c.Write([]byte("late"))
		c.Close()
	}()
	c, _ = net.Dial("tcp", l.Addr().String())
	f, err = c.(*net.TCPConn).File()
	fmt.Println(err, c.Close())
	b, err := io.ReadAll(f)
	fmt.Println(string(b), err)
}
