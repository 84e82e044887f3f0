package syscall

// Linger is how long closing waits for what was not sent yet.
type Linger struct {
	Onoff  int32
	Linger int32 // Seconds.
}

// IPMreq names an IPv4 multicast group and an interface by its address.
type IPMreq struct {
	Multiaddr [4]byte
	Interface [4]byte
}

// IPMreqn names an IPv4 multicast group and an interface by its number, too.
type IPMreqn struct {
	Multiaddr [4]byte
	Address   [4]byte
	Ifindex   int32
}

// IPv6Mreq names an IPv6 multicast group and an interface.
type IPv6Mreq struct {
	Multiaddr [16]byte
	Interface uint32
}

// Ucred is who is at the other end of a Unix socket.
type Ucred struct {
	Pid int32
	Uid uint32
	Gid uint32
}

func getsockoptValue[T any](fd, level, opt int) (value T, err error) {
	_, e := getsockopt(fd, level, opt, bytesOf(&value))
	return value, failure(e)
}

func setsockoptValue[T any](fd, level, opt int, value T) error {
	return failure(setsockopt(fd, level, opt, bytesOf(&value)))
}

// GetsockoptInt is an option that is a number.
func GetsockoptInt(fd, level, opt int) (value int, err error) {
	n, err := getsockoptValue[int32](fd, level, opt)
	return int(n), err
}

// GetsockoptInet4Addr is an option that is an IPv4 address.
func GetsockoptInet4Addr(fd, level, opt int) (value [4]byte, err error) {
	return getsockoptValue[[4]byte](fd, level, opt)
}

// GetsockoptIPMreq is an option that is a multicast group.
func GetsockoptIPMreq(fd, level, opt int) (*IPMreq, error) {
	value, err := getsockoptValue[IPMreq](fd, level, opt)
	return &value, err
}

// GetsockoptIPMreqn is an option that is a multicast group.
func GetsockoptIPMreqn(fd, level, opt int) (*IPMreqn, error) {
	value, err := getsockoptValue[IPMreqn](fd, level, opt)
	return &value, err
}

// GetsockoptIPv6Mreq is an option that is a multicast group.
func GetsockoptIPv6Mreq(fd, level, opt int) (*IPv6Mreq, error) {
	value, err := getsockoptValue[IPv6Mreq](fd, level, opt)
	return &value, err
}

// GetsockoptUcred is who is at the other end.
func GetsockoptUcred(fd, level, opt int) (*Ucred, error) {
	value, err := getsockoptValue[Ucred](fd, level, opt)
	return &value, err
}

// SetsockoptInt sets an option to a number.
func SetsockoptInt(fd, level, opt int, value int) (err error) {
	return setsockoptValue(fd, level, opt, int32(value))
}

// SetsockoptByte sets an option to a byte.
func SetsockoptByte(fd, level, opt int, value byte) (err error) {
	return setsockoptValue(fd, level, opt, value)
}

// SetsockoptTimeval sets an option to a time.
func SetsockoptTimeval(fd, level, opt int, tv *Timeval) (err error) {
	return setsockoptValue(fd, level, opt, *tv)
}

// SetsockoptLinger sets how long closing waits.
func SetsockoptLinger(fd, level, opt int, l *Linger) (err error) {
	return setsockoptValue(fd, level, opt, *l)
}

// SetsockoptInet4Addr sets an option to an IPv4 address.
func SetsockoptInet4Addr(fd, level, opt int, value [4]byte) (err error) {
	return setsockoptValue(fd, level, opt, value)
}

// SetsockoptIPMreq sets an option to a multicast group.
func SetsockoptIPMreq(fd, level, opt int, mreq *IPMreq) (err error) {
	return setsockoptValue(fd, level, opt, *mreq)
}

// SetsockoptIPMreqn sets an option to a multicast group.
func SetsockoptIPMreqn(fd, level, opt int, mreq *IPMreqn) (err error) {
	return setsockoptValue(fd, level, opt, *mreq)
}

// SetsockoptIPv6Mreq sets an option to a multicast group.
func SetsockoptIPv6Mreq(fd, level, opt int, mreq *IPv6Mreq) (err error) {
	return setsockoptValue(fd, level, opt, *mreq)
}

// SetsockoptString sets an option to a text.
func SetsockoptString(fd, level, opt int, s string) (err error) {
	return failure(setsockopt(fd, level, opt, []byte(s)))
}

// BindToDevice lets the socket use only this interface.
func BindToDevice(fd int, device string) (err error) {
	return SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, device)
}

//go:noescape
func getsockopt(fd, level, opt int, out []byte) (n int, err Errno)

//go:noescape
func setsockopt(fd, level, opt int, value []byte) Errno
