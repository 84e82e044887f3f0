// panic "fatal error: fault"
package main

import "syscall"

func main() {
	b, err := syscall.Mmap(-1, 0, 16<<10, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	if err := syscall.Mprotect(b[4096:8192], syscall.PROT_NONE); err != nil {
		panic(err)
	}
	defer print("not reached")
	b[5000] = 1
}
