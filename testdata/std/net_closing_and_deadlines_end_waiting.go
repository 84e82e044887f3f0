// run
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// text is the error without the ports.
func text(err error, addrs ...net.Addr) string {
	if err == nil {
		return "<nil>"
	}
	s := err.Error()
	for i, a := range addrs {
		s = strings.ReplaceAll(s, a.String(), fmt.Sprint("ADDR", i))
	}
	return s
}

func pair(l net.Listener) (net.Conn, net.Conn) {
	accepted := make(chan net.Conn)
	go func() {
		c, _ := l.Accept()
		accepted <- c
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		fmt.Println(err)
	}
	return c, <-accepted
}

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	c, s := pair(l)
	la, ra := c.LocalAddr(), c.RemoteAddr()
	b := make([]byte, 10)

	start := time.Now()
	c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	_, err := c.Read(b)
	var ne net.Error
	fmt.Println(text(err, la, ra), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &ne) && ne.Timeout(), ne.Temporary())
	fmt.Println(time.Since(start) >= 100*time.Millisecond, time.Since(start) < 5*time.Second)
	_, err = c.Read(b)
	fmt.Println(text(err, la, ra))
	c.SetReadDeadline(time.Time{})
	s.Write([]byte("hello"))
	n, err := c.Read(b)
	fmt.Println(n, err, string(b[:n]))

	done := make(chan error, 1)
	read := func(c net.Conn) {
		go func() {
			_, err := c.Read(make([]byte, 10))
			done <- err
		}()
	}
	// A deadline that is set later ends a read that waits.
	read(c)
	time.Sleep(20 * time.Millisecond)
	c.SetDeadline(time.Now())
	fmt.Println(text(<-done, la, ra))
	c.SetDeadline(time.Time{})
	// Closing ends it, too.
	read(c)
	time.Sleep(20 * time.Millisecond)
	fmt.Println(c.Close())
	err = <-done
	fmt.Println(text(err, la, ra), errors.Is(err, net.ErrClosed))
	_, err = c.Read(b)
	fmt.Println(text(err, la, ra))
	_, err = c.Write(b)
	fmt.Println(text(err, la, ra))
	fmt.Println(text(c.Close(), la, ra))
	fmt.Println(text(c.SetDeadline(time.Time{}), la, ra))
	_, err = s.Read(b)
	fmt.Println(err == io.EOF)
	s.Close()

	// A write that nobody reads ends at its deadline.
	c, s = pair(l)
	la, ra = c.LocalAddr(), c.RemoteAddr()
	c.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	for err = nil; err == nil; {
		_, err = c.Write(make([]byte, 1<<16))
	}
	fmt.Println(text(err, la, ra))
	c.Close()
	s.Close()

	// An unread end resets the connection.
	c, s = pair(l)
	la, ra = c.LocalAddr(), c.RemoteAddr()
	s.(*net.TCPConn).SetLinger(0)
	s.Close()
	_, err = c.Read(b)
	fmt.Println(text(err, la, ra))
	c.Close()

	tl := l.(*net.TCPListener)
	tl.SetDeadline(time.Now().Add(50 * time.Millisecond))
	_, err = l.Accept()
	fmt.Println(text(err, l.Addr()), errors.Is(err, os.ErrDeadlineExceeded))
	tl.SetDeadline(time.Time{})
	go func() {
		_, err := l.Accept()
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	l.Close()
	err = <-done
	fmt.Println(text(err, l.Addr()), errors.Is(err, net.ErrClosed))
	_, err = l.Accept()
	fmt.Println(text(err, l.Addr()))
	fmt.Println(text(l.Close(), l.Addr()))
	addr := l.Addr()
	_, err = net.Dial("tcp", addr.String())
	fmt.Println(text(err, addr))

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = new(net.Dialer).DialContext(ctx, "tcp", addr.String())
	fmt.Println(text(err, addr), errors.Is(err, context.Canceled))
	_, err = net.DialTimeout("tcp", addr.String(), -1)
	fmt.Println(text(err, addr), errors.Is(err, context.DeadlineExceeded))
	d := net.Dialer{Deadline: time.Now().Add(-time.Second)}
	_, err = d.Dial("tcp", addr.String())
	fmt.Println(text(err, addr))
}
