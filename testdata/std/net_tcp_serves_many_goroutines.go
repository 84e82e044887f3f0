// run
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"sync"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	var served sync.WaitGroup
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			served.Go(func() {
				defer c.Close()
				r := bufio.NewReader(c)
				for {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					io.WriteString(c, "echo "+line)
				}
			})
		}
	}()
	const clients, rounds = 40, 10
	good := make([]int, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				fmt.Println(err)
				return
			}
			defer c.Close()
			r := bufio.NewReader(c)
			for j := range rounds {
				fmt.Fprintf(c, "%d %d\n", i, j)
				line, _ := r.ReadString('\n')
				if line == fmt.Sprintf("echo %d %d\n", i, j) {
					good[i]++
				}
			}
		})
	}
	wg.Wait()
	sum := 0
	for _, n := range good {
		sum += n
	}
	fmt.Println(sum)
	served.Wait()
	fmt.Println(l.Close())

	// Much at once, in both directions, and all at the end.
	l, _ = net.Listen("tcp4", "127.0.0.1:0")
	go func() {
		c, _ := l.Accept()
		n, err := io.Copy(c, c)
		fmt.Println(n, err)
		c.Close()
	}()
	c, err := net.Dial("tcp4", l.Addr().String())
	fmt.Println(err)
	data := make([]byte, 3<<20)
	for i := range data {
		data[i] = byte(i * 7)
	}
	go func() {
		n, err := c.Write(data)
		if n != len(data) || err != nil {
			fmt.Println(n, err)
		}
		c.(*net.TCPConn).CloseWrite()
	}()
	back, err := io.ReadAll(c)
	fmt.Println(len(back), err, string(back) == string(data))

	bufs := net.Buffers{[]byte("a"), []byte("bc"), []byte("def")}
	go func() {
		c, _ := l.Accept()
		n, err := bufs.WriteTo(c)
		fmt.Println(n, err, len(bufs))
		c.Close()
	}()
	c, _ = net.Dial("tcp", l.Addr().String())
	back, err = io.ReadAll(c)
	fmt.Println(string(back), err)
}
