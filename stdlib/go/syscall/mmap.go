package syscall

import (
	"sync"
	"unsafe"
)

const (
	PROT_NONE  = 0x0
	PROT_READ  = 0x1
	PROT_WRITE = 0x2
	PROT_EXEC  = 0x4

	MAP_SHARED    = 0x1
	MAP_PRIVATE   = 0x2
	MAP_FIXED     = 0x10
	MAP_ANON      = 0x20
	MAP_ANONYMOUS = 0x20
	MAP_NORESERVE = 0x4000
	MAP_POPULATE  = 0x8000
)

// pageSize is the size of the system's pages.
const pageSize = 4096

// Getpagesize is the size of the system's pages.
func Getpagesize() int { return pageSize }

// mapped has the mappings that Mmap made, by the address of their last byte, which a slice
// of the whole mapping keeps however it is cut at its end.
var mapped struct {
	sync.Mutex
	ranges map[*byte][]byte
}

// Mmap maps a file, or with MAP_ANON memory, into the address space.
func Mmap(fd int, offset int64, length int, prot int, flags int) (data []byte, err error) {
	if length <= 0 {
		return nil, EINVAL
	}
	addr, e := mmap(length, prot, flags, fd, offset)
	if e != 0 {
		return nil, e
	}
	data = unsafe.Slice((*byte)(addr), length)
	mapped.Lock()
	defer mapped.Unlock()
	if mapped.ranges == nil {
		mapped.ranges = map[*byte][]byte{}
	}
	mapped.ranges[&data[length-1]] = data
	return data, nil
}

// Munmap ends a mapping, which b must be all of.
func Munmap(b []byte) (err error) {
	if len(b) == 0 || len(b) != cap(b) {
		return EINVAL
	}
	last := &b[cap(b)-1]
	mapped.Lock()
	defer mapped.Unlock()
	data := mapped.ranges[last]
	if data == nil || &data[0] != &b[0] {
		return EINVAL
	}
	if e := munmap(unsafe.Pointer(&b[0]), len(b)); e != 0 {
		return e
	}
	delete(mapped.ranges, last)
	return nil
}

// Mprotect sets what the program may do with the pages of b.
func Mprotect(b []byte, prot int) (err error) {
	if e := mprotect(unsafe.Pointer(unsafe.SliceData(b)), len(b), prot); e != 0 {
		return e
	}
	return nil
}

func mmap(length, prot, flags, fd int, offset int64) (addr unsafe.Pointer, err Errno)

func munmap(addr unsafe.Pointer, length int) Errno

func mprotect(addr unsafe.Pointer, length, prot int) Errno
