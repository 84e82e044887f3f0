package syscall

import "unsafe"

// Sockaddr is an address of a socket.
type Sockaddr interface {
	// raw is the address as the system has it.
	raw() ([]byte, Errno)
}

// SockaddrInet4 is an IPv4 address with a port.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
}

// SockaddrInet6 is an IPv6 address with a port.
type SockaddrInet6 struct {
	Port   int
	ZoneId uint32
	Addr   [16]byte
}

// SockaddrUnix is the path of a Unix socket; with @ first it is an abstract name.
type SockaddrUnix struct {
	Name string
}

// SockaddrNetlink is an end of a conversation with the kernel.
type SockaddrNetlink struct {
	Family uint16
	Pad    uint16
	Pid    uint32
	Groups uint32
}

// Lengths of addresses.
const (
	SizeofSockaddrInet4   = 16
	SizeofSockaddrInet6   = 28
	SizeofSockaddrUnix    = 110
	SizeofSockaddrAny     = 112
	SizeofSockaddrNetlink = 12
)

func (a *SockaddrInet4) raw() ([]byte, Errno) {
	if a.Port < 0 || a.Port > 0xFFFF {
		return nil, EINVAL
	}
	b := make([]byte, SizeofSockaddrInet4)
	b[0] = AF_INET
	b[2], b[3] = byte(a.Port>>8), byte(a.Port)
	copy(b[4:], a.Addr[:])
	return b, 0
}

func (a *SockaddrInet6) raw() ([]byte, Errno) {
	if a.Port < 0 || a.Port > 0xFFFF {
		return nil, EINVAL
	}
	b := make([]byte, SizeofSockaddrInet6)
	b[0] = AF_INET6
	b[2], b[3] = byte(a.Port>>8), byte(a.Port)
	copy(b[8:], a.Addr[:])
	putUint32(b[24:], a.ZoneId)
	return b, 0
}

func (a *SockaddrUnix) raw() ([]byte, Errno) {
	const room = SizeofSockaddrUnix - 2
	isAbstract := a.Name != "" && (a.Name[0] == '@' || a.Name[0] == 0)
	if len(a.Name) > room || len(a.Name) == room && !isAbstract {
		return nil, EINVAL
	}
	b := make([]byte, 2+len(a.Name), 3+len(a.Name))
	b[0] = AF_UNIX
	copy(b[2:], a.Name)
	if isAbstract {
		b[2] = 0
	} else if a.Name != "" {
		b = append(b, 0)
	}
	return b, 0
}

func (a *SockaddrNetlink) raw() ([]byte, Errno) {
	b := make([]byte, SizeofSockaddrNetlink)
	b[0] = AF_NETLINK
	putUint32(b[4:], a.Pid)
	putUint32(b[8:], a.Groups)
	return b, 0
}

func putUint32(b []byte, n uint32) {
	b[0], b[1], b[2], b[3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
}

func getUint32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// parseSockaddr reads an address of the system; nil if there is none or it is of an unknown
// family.
func parseSockaddr(b []byte) (Sockaddr, error) {
	if len(b) < 2 {
		return nil, EAFNOSUPPORT
	}
	switch family := int(b[0]) | int(b[1])<<8; {
	case family == AF_INET && len(b) >= SizeofSockaddrInet4:
		return &SockaddrInet4{Port: int(b[2])<<8 | int(b[3]), Addr: [4]byte(b[4:8])}, nil
	case family == AF_INET6 && len(b) >= SizeofSockaddrInet6:
		return &SockaddrInet6{Port: int(b[2])<<8 | int(b[3]), ZoneId: getUint32(b[24:]), Addr: [16]byte(b[8:24])}, nil
	case family == AF_UNIX:
		name := b[2:]
		if len(name) == 0 || name[0] == 0 {
			// Abstract, or none at all.
			name = append([]byte("@"), name[min(1, len(name)):]...)
		}
		for i, c := range name {
			if c == 0 {
				name = name[:i]
				break
			}
		}
		return &SockaddrUnix{Name: string(name)}, nil
	case family == AF_NETLINK && len(b) >= SizeofSockaddrNetlink:
		return &SockaddrNetlink{Family: AF_NETLINK, Pid: getUint32(b[4:]), Groups: getUint32(b[8:])}, nil
	}
	return nil, EAFNOSUPPORT
}

// address is [parseSockaddr] of what the system wrote into b, n bytes.
func address(b []byte, n int) (Sockaddr, error) { return parseSockaddr(b[:min(n, len(b))]) }

// failure is the number as an error.
func failure(e Errno) error {
	if e != 0 {
		return e
	}
	return nil
}

// Socket makes a socket.
func Socket(domain, typ, proto int) (fd int, err error) {
	fd, e := socket(domain, typ, proto)
	return fd, failure(e)
}

// Socketpair makes two sockets that are connected with each other.
func Socketpair(domain, typ, proto int) (fd [2]int, err error) {
	a, b, e := socketpair(domain, typ, proto)
	return [2]int{a, b}, failure(e)
}

// Bind gives the socket its own address.
func Bind(fd int, sa Sockaddr) error {
	b, e := sa.raw()
	if e == 0 {
		e = bind(fd, b)
	}
	return failure(e)
}

// Connect connects the socket with another.
func Connect(fd int, sa Sockaddr) error {
	b, e := sa.raw()
	if e == 0 {
		e = connect(fd, b)
	}
	return failure(e)
}

// Listen lets the socket take connections.
func Listen(s int, n int) error { return failure(listen(s, n)) }

// Accept takes a connection.
func Accept(fd int) (nfd int, sa Sockaddr, err error) { return Accept4(fd, 0) }

// Accept4 takes a connection; flags are of those of Socket.
func Accept4(fd int, flags int) (nfd int, sa Sockaddr, err error) {
	var b [SizeofSockaddrAny]byte
	nfd, n, e := accept(fd, flags, b[:])
	if e != 0 {
		return nfd, nil, e
	}
	if sa, err = address(b[:], n); err != nil {
		Close(nfd)
		nfd = 0
	}
	return nfd, sa, err
}

// Getsockname is the socket's own address.
func Getsockname(fd int) (sa Sockaddr, err error) {
	var b [SizeofSockaddrAny]byte
	n, e := getsockname(fd, b[:])
	if e != 0 {
		return nil, e
	}
	return address(b[:], n)
}

// Getpeername is the address of the other end.
func Getpeername(fd int) (sa Sockaddr, err error) {
	var b [SizeofSockaddrAny]byte
	n, e := getpeername(fd, b[:])
	if e != 0 {
		return nil, e
	}
	return address(b[:], n)
}

// Recvfrom receives a message and says where it comes from, if the socket is not connected.
func Recvfrom(fd int, p []byte, flags int) (n int, from Sockaddr, err error) {
	var b [SizeofSockaddrAny]byte
	n, _, _, length, e := recvmsg(fd, p, nil, b[:], flags)
	if e != 0 {
		return n, nil, e
	}
	if length > 0 {
		from, err = address(b[:], length)
	}
	return n, from, err
}

// Recvmsg receives a message with its control messages.
func Recvmsg(fd int, p, oob []byte, flags int) (n, oobn int, recvflags int, from Sockaddr, err error) {
	var b [SizeofSockaddrAny]byte
	n, oobn, recvflags, length, e := recvmsg(fd, p, oob, b[:], flags)
	if e != 0 {
		return n, 0, 0, nil, e
	}
	if length > 0 {
		from, err = address(b[:], length)
	}
	return n, oobn, recvflags, from, err
}

// RecvmsgRaw is [Recvmsg] with the address as the system has it, and its length: who
// receives often makes nothing new.
func RecvmsgRaw(fd int, p, oob, from []byte, flags int) (n, oobn, recvflags, fromlen int, err Errno) {
	return recvmsg(fd, p, oob, from, flags)
}

// SendmsgRaw is [SendmsgN] with the address as the system has it.
func SendmsgRaw(fd int, p, oob, to []byte, flags int) (n int, err Errno) {
	return sendmsg(fd, p, oob, to, flags)
}

// Sendto sends a message.
func Sendto(fd int, p []byte, flags int, to Sockaddr) (err error) {
	_, err = SendmsgN(fd, p, nil, to, flags)
	return err
}

// Sendmsg sends a message with control messages.
func Sendmsg(fd int, p, oob []byte, to Sockaddr, flags int) (err error) {
	_, err = SendmsgN(fd, p, oob, to, flags)
	return err
}

// SendmsgN is [Sendmsg] and says how many bytes of p were sent.
func SendmsgN(fd int, p, oob []byte, to Sockaddr, flags int) (n int, err error) {
	var b []byte
	if to != nil {
		var e Errno
		if b, e = to.raw(); e != 0 {
			return 0, e
		}
	}
	n, e := sendmsg(fd, p, oob, b, flags)
	if e != 0 {
		return 0, e
	}
	return n, nil
}

// Shutdown ends one direction of a connection, or both.
func Shutdown(fd int, how int) error { return failure(shutdown(fd, how)) }

// Dup makes another descriptor of the same file.
func Dup(fd int) (nfd int, err error) {
	nfd, e := dup(fd)
	return nfd, failure(e)
}

// SetNonblock says whether calls that would have to wait fail with EAGAIN.
func SetNonblock(fd int, nonblocking bool) (err error) {
	return failure(setNonblock(fd, nonblocking))
}

// bytesOf is a value as bytes.
func bytesOf[T any](value *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(value)), unsafe.Sizeof(*value))
}

func socket(domain, typ, proto int) (fd int, err Errno)
func socketpair(domain, typ, proto int) (a, b int, err Errno)

//go:noescape
func bind(fd int, addr []byte) Errno

//go:noescape
func connect(fd int, addr []byte) Errno

func listen(fd, backlog int) Errno

//go:noescape
func accept(fd, flags int, from []byte) (nfd, n int, err Errno)

//go:noescape
func getsockname(fd int, out []byte) (n int, err Errno)

//go:noescape
func getpeername(fd int, out []byte) (n int, err Errno)

//go:noescape
func recvmsg(fd int, p, oob, from []byte, flags int) (n, oobn, recvflags, fromlen int, err Errno)

//go:noescape
func sendmsg(fd int, p, oob, to []byte, flags int) (n int, err Errno)

func shutdown(fd, how int) Errno
func dup(fd int) (nfd int, err Errno)
func setNonblock(fd int, nonblocking bool) Errno
