// run
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

func threads() int {
	text, _ := os.ReadFile("/proc/self/status")
	n := 0
	_, rest, _ := strings.Cut(string(text), "Threads:")
	fmt.Sscan(rest, &n)
	return n
}

func main() {
	// Many goroutines wait.
	const n = 100
	var wg sync.WaitGroup
	var ends []*os.File
	sum := make(chan int, n)
	for range n {
		r, w, err := os.Pipe()
		if err != nil {
			fmt.Println(err)
			return
		}
		ends = append(ends, w)
		wg.Go(func() {
			b, _ := io.ReadAll(r)
			sum <- len(b)
			r.Close()
		})
	}
	time.Sleep(50 * time.Millisecond)
	fmt.Println(threads() < 50)
	for i, w := range ends {
		io.WriteString(w, strings.Repeat("x", i))
		w.Close()
	}
	wg.Wait()
	close(sum)
	all := 0
	for k := range sum {
		all += k
	}
	fmt.Println(all)

	r, w, _ := os.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(r.SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
	err := <-done
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded))
	r.SetReadDeadline(time.Time{})
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(r.Close())
	err = <-done
	fmt.Println(err, errors.Is(err, os.ErrClosed))
	fmt.Println(r.Close(), r.SetDeadline(time.Now()))
	_, err = r.Read(nil)
	fmt.Println(err)
	_, err = w.WriteString("x")
	fmt.Println(err, errors.Is(err, syscall.EPIPE))
	fmt.Println(w.Close())
	_, err = w.Write([]byte("x"))
	fmt.Println(err)

	// A full pipe makes writers wait.
	r, w, _ = os.Pipe()
	w.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	k, err := w.Write(make([]byte, 1<<20))
	fmt.Println(k > 1000, k < 1<<20, err)
	w.SetWriteDeadline(time.Time{})
	go func() {
		w.Write(make([]byte, 1<<20))
		w.Close()
	}()
	b, err := io.ReadAll(r)
	fmt.Println(len(b) == k+1<<20, err)

	r, w, _ = os.Pipe()
	raw, err := r.SyscallConn()
	fmt.Println(err, raw.Control(func(fd uintptr) { fmt.Println(int(fd) > 2) }))
	tries := 0
	fmt.Println(raw.Read(func(fd uintptr) bool {
		tries++
		if tries == 1 {
			w.Write([]byte("raw"))
			return false // There was nothing: it comes back.
		}
		return true
	}), tries)
	r.Close()
	fmt.Println(raw.Control(func(uintptr) {}))
	plain, _ := os.Open("/dev/null")
	raw, _ = plain.SyscallConn()
	fmt.Println(raw.Read(func(uintptr) bool { return true }))

	// Programs get ends whose reads wait in the system.
	r, w, _ = os.Pipe()
	cmd := exec.Command("cat")
	cmd.Stdin = r
	go func() {
		time.Sleep(50 * time.Millisecond)
		io.WriteString(w, "late")
		w.Close()
	}()
	out, err := cmd.Output()
	fmt.Println(string(out), err)
	_, err = os.NewFile(12345, "none").Read(make([]byte, 1))
	fmt.Println(err)
}
