package syscall

// RawConn gives the descriptor of a connection to who must call the system itself.
type RawConn interface {
	// Control calls f with the descriptor, which stays open until f returns.
	Control(f func(fd uintptr)) error

	// Read calls f again and again until it returns true, and waits in between until there
	// is something to read.
	Read(f func(fd uintptr) (done bool)) error

	// Write is Read for writing.
	Write(f func(fd uintptr) (done bool)) error
}

// Conn is a file or connection that has a [RawConn].
type Conn interface {
	// SyscallConn gives it.
	SyscallConn() (RawConn, error)
}
