// run
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	dir, _ := os.MkdirTemp("", "fifo")
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "p")
	if err := exec.Command("mkfifo", name).Run(); err != nil {
		panic(err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	fmt.Println(err)
	fmt.Println(f.SetReadDeadline(time.Now().Add(10 * time.Millisecond)))
	_, err = f.Read(make([]byte, 1))
	fmt.Println(strings.ReplaceAll(fmt.Sprint(err), dir, "DIR"), errors.Is(err, os.ErrDeadlineExceeded))
	fmt.Println(f.SetReadDeadline(time.Time{}))
	go f.WriteString("through")
	b := make([]byte, 10)
	n, err := f.Read(b)
	fmt.Println(string(b[:n]), err)
	go func() {
		time.Sleep(5 * time.Millisecond)
		f.Close()
	}()
	_, err = f.Read(b)
	fmt.Println(errors.Is(err, os.ErrClosed))

	// Opening one end waits for the other.
	done := make(chan string)
	go func() {
		r, _ := os.Open(name)
		n, _ := r.Read(b)
		done <- string(b[:n])
	}()
	w, err := os.OpenFile(name, os.O_WRONLY, 0)
	fmt.Println(err)
	w2, err := os.OpenFile(name, os.O_WRONLY, 0)
	fmt.Println(err, w2.Close())
	fmt.Fprint(w, "1234")
	w.Close()
	fmt.Println(len(<-done) > 0)

	regular, _ := os.Create(filepath.Join(dir, "f"))
	fmt.Println(regular.SetDeadline(time.Now()))
	regular.Close()
	fmt.Println(regular.SetDeadline(time.Now()))
}
