// run

// Memory and files that the program maps itself.
package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	size := syscall.Getpagesize()
	fmt.Println(size, size == os.Getpagesize())

	const anonymous = syscall.MAP_ANON | syscall.MAP_PRIVATE
	b, err := syscall.Mmap(-1, 0, 4*size, syscall.PROT_READ|syscall.PROT_WRITE, anonymous)
	fmt.Println(len(b) == 4*size, cap(b) == len(b), err)
	fmt.Println(b[0], b[4*size-1])
	copy(b[size-3:], "mapped")
	fmt.Println(syscall.Mprotect(b[:2*size], syscall.PROT_READ))
	fmt.Println(string(b[size-3:size+3]), string(b[size:size+3]))
	func() {
		defer func() { fmt.Println(recover()) }()
		i := size
		fmt.Println(b[:size][i])
	}()

	fmt.Println(syscall.Munmap(b[size:]), syscall.Munmap(b[:size]), syscall.Munmap(nil))
	fmt.Println(syscall.Munmap(b))
	fmt.Println(syscall.Munmap(b))
	fmt.Println(syscall.Mmap(-1, 0, 0, syscall.PROT_READ, anonymous))
	fmt.Println(syscall.Mmap(-1, 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE))

	f, err := os.CreateTemp("", "mapped")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	fmt.Fprint(f, "what the file says")
	b, err = syscall.Mmap(int(f.Fd()), 0, 18, syscall.PROT_READ, syscall.MAP_SHARED)
	fmt.Println(string(b), err)
	f.WriteAt([]byte("THE"), 5)
	fmt.Println(string(b))
	fmt.Println(syscall.Munmap(b), f.Close())
}
