// run
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func main() {
	a, b := net.Pipe()
	fmt.Println(a.LocalAddr(), b.RemoteAddr().Network())
	go func() {
		n, err := a.Write([]byte("hello, world"))
		fmt.Println("wrote", n, err)
		a.Close()
	}()
	p := make([]byte, 5)
	n, err := b.Read(p)
	fmt.Println(n, err, string(p))
	rest, err := io.ReadAll(b)
	fmt.Println(string(rest), err)
	_, err = b.Write(p)
	fmt.Println(err, b.SetDeadline(time.Now()), b.Close())
	_, err = b.Read(p)
	fmt.Println(err)

	a, b = net.Pipe()
	a.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	_, err = a.Read(p)
	var ne net.Error
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &ne) && ne.Timeout())
	a.SetWriteDeadline(time.Now().Add(-time.Second))
	_, err = a.Write(p)
	fmt.Println(err)
	a.SetDeadline(time.Time{})
	go b.Write([]byte("x"))
	n, err = a.Read(p)
	fmt.Println(n, err)

	// A deadline ends a read that waits; closing does, too.
	done := make(chan error)
	go func() { _, err := a.Read(p); done <- err }()
	a.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	fmt.Println(<-done)
	a.SetReadDeadline(time.Time{})
	go func() { _, err := a.Read(p); done <- err }()
	go func() { _, err := b.Read(p); done <- err }()
	a.Close()
	e1, e2 := <-done, <-done
	fmt.Println(e1 == io.EOF || e2 == io.EOF, e1 == io.ErrClosedPipe || e2 == io.ErrClosedPipe)

	// What one Write writes stays together.
	a, b = net.Pipe()
	for i := range 20 {
		go func() {
			text := string(rune('a'+i)) + "123456789"
			a.Write([]byte(text))
		}()
	}
	whole := 0
	for range 20 {
		text := make([]byte, 10)
		io.ReadFull(b, text)
		if text[0] >= 'a' && string(text[1:]) == "123456789" {
			whole++
		}
	}
	fmt.Println(whole)
}
