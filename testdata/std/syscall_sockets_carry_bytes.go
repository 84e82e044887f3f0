// run
package main

import (
	"fmt"
	"syscall"
)

func main() {
	l, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	fmt.Println(err, syscall.Bind(l, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(l, 5))
	sa, err := syscall.Getsockname(l)
	own := sa.(*syscall.SockaddrInet4)
	fmt.Println(own.Addr, own.Port > 0, err)
	c, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	fmt.Println(err, syscall.Connect(c, sa))
	s, from, err := syscall.Accept4(l, syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK)
	fmt.Println(from.(*syscall.SockaddrInet4).Addr, err)
	peer, err := syscall.Getpeername(s)
	fmt.Println(peer.(*syscall.SockaddrInet4).Port == from.(*syscall.SockaddrInet4).Port, err)
	b := make([]byte, 10)
	_, _, err = syscall.Recvfrom(s, b, 0)
	fmt.Println(err, err == syscall.EAGAIN)
	n, err := syscall.SendmsgN(c, []byte("hello"), nil, nil, 0)
	fmt.Println(n, err)
	fmt.Println(syscall.SetNonblock(s, false))
	n, f, err := syscall.Recvfrom(s, b, 0)
	fmt.Println(string(b[:n]), f, err)
	fmt.Println(syscall.Shutdown(c, syscall.SHUT_WR))
	n, _, err = syscall.Recvfrom(s, b, 0)
	fmt.Println(n, err)
	fmt.Println(syscall.SetsockoptInt(s, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1))
	v, err := syscall.GetsockoptInt(s, syscall.IPPROTO_TCP, syscall.TCP_NODELAY)
	fmt.Println(v, err)
	fmt.Println(syscall.SetsockoptLinger(s, syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1}))
	v, err = syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_TYPE)
	fmt.Println(v == syscall.SOCK_STREAM, err)
	fmt.Println(syscall.Bind(l, &syscall.SockaddrInet4{Port: 70000}))
	_, err = syscall.Socket(12345, 1, 0)
	fmt.Println(err)
	_, err = syscall.Getsockname(12345)
	fmt.Println(err)

	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_DGRAM, 0)
	fmt.Println(err, syscall.Sendto(pair[0], []byte("datagram"), 0, nil))
	n, err = syscall.SendmsgN(pair[0], []byte("with"), syscall.UnixCredentials(&syscall.Ucred{Pid: int32(syscall.Getpid()), Uid: uint32(syscall.Getuid()), Gid: uint32(syscall.Getgid())}), nil, 0)
	fmt.Println(n, err)
	n, _, err = syscall.Recvfrom(pair[1], b, 0)
	fmt.Println(string(b[:n]), err)
	fmt.Println(syscall.CmsgLen(4), syscall.CmsgSpace(4), len(syscall.UnixRights(1, 2, 3)))
	u := &syscall.SockaddrUnix{Name: "@minigo test"}
	fmt.Println(u.Name, syscall.AF_UNIX, syscall.SO_REUSEADDR, syscall.IPPROTO_IPV6)
}
