// run
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
)

func main() {
	for _, a := range [][2]string{
		{"tcp", "127.0.0.1:1"}, {"tcp4", "127.0.0.1:1"}, {"tcp", "127.0.0.1"}, {"tcp", "::1:80"}, {"tcp", ""}, {"unix", ""}, {"foo", "127.0.0.1:1"},
		{"tcp", "127.0.0.1:http2x"}, {"tcp", "127.0.0.1:99999"}, {"tcp", "127.0.0.1:-1"}, {"tcp4", "[::1]:80"}, {"tcp6", "127.0.0.1:80"},
		{"unix", "/nonexistent/socket"}, {"unixgram", "/nonexistent/socket"}, {"ip", "127.0.0.1"}, {"ip4:xyzzy", "127.0.0.1"}, {"udp", "127.0.0.1"}, {"udp9", "127.0.0.1:1"}, {"tcp:6", "127.0.0.1:1"},
		{"tcp", "[fe80::1:80"}, {"tcp", "a b:80"}, {"tcp", "-.:80"},
	} {
		c, err := net.Dial(a[0], a[1])
		var op *net.OpError
		fmt.Println(a, c == nil, err, errors.As(err, &op))
	}
	_, err := net.Dial("tcp", "127.0.0.1:1")
	var call *os.SyscallError
	fmt.Println(errors.Is(err, syscall.ECONNREFUSED), errors.As(err, &call) && call.Syscall == "connect")
	for _, a := range [][2]string{
		{"tcp", "192.0.2.1:0"}, {"tcp", "127.0.0.1"}, {"udp", "127.0.0.1:0"}, {"foo", ":0"}, {"tcp", "127.0.0.1:xyzzy"}, {"unix", "/nonexistent/socket"}, {"tcp", "127.0.0.1:70000"},
	} {
		l, err := net.Listen(a[0], a[1])
		fmt.Println(a, l == nil, err)
	}
	for _, a := range [][2]string{{"tcp", "127.0.0.1:0"}, {"udp", "192.0.2.1:0"}, {"ip", "127.0.0.1"}} {
		c, err := net.ListenPacket(a[0], a[1])
		fmt.Println(a, c == nil, err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	addr := l.Addr().String()
	_, err = net.Listen("tcp", addr)
	fmt.Println(strings.ReplaceAll(err.Error(), addr, "ADDR"), errors.Is(err, syscall.EADDRINUSE))

	d := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}}
	_, err = d.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
	d = net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv6loopback}}
	_, err = d.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
	d = net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}}
	_, err = d.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
	d = net.Dialer{
		LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)},
		Control: func(network, address string, c syscall.RawConn) error {
			fmt.Println(network, address == addr)
			return c.Control(func(fd uintptr) {
				fmt.Println(syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1))
			})
		},
	}
	c, err := d.Dial("tcp", addr)
	fmt.Println(err, strings.HasPrefix(c.LocalAddr().String(), "127.0.0.1:"))
	d.Control = func(string, string, syscall.RawConn) error { return errors.New("no") }
	_, err = d.Dial("tcp", addr)
	fmt.Println(strings.ReplaceAll(err.Error(), addr, "ADDR"))
	lc := net.ListenConfig{Control: func(network, address string, c syscall.RawConn) error {
		fmt.Println(network, address)
		return nil
	}}
	l2, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	fmt.Println(l2 != nil, err)

	_, err = net.DialTCP("udp", nil, nil)
	fmt.Println(err)
	_, err = net.DialTCP("tcp", nil, nil)
	fmt.Println(err)
	_, err = net.DialUDP("udp", nil, nil)
	fmt.Println(err)
	_, err = net.ListenUnix("unix", nil)
	fmt.Println(err)
	_, err = net.ListenTCP("tcp", &net.TCPAddr{IP: net.IP{1, 2, 3}})
	fmt.Println(err)
	for _, a := range [][2]string{{"tcp", "127.0.0.1:80"}, {"tcp", ":80"}, {"", "[::1]:443"}, {"tcp4", "[::1]:1"}, {"udp", "1.2.3.4:5"}, {"tcp", "x"}, {"tcp", "1.2.3.4:ssh"}, {"tcp", "[fe80::1%lo]:1"}} {
		t, err := net.ResolveTCPAddr(a[0], a[1])
		fmt.Println(t, err)
	}
	u, err := net.ResolveUDPAddr("udp", "[::1]:53")
	fmt.Println(u, err)
	i, err := net.ResolveIPAddr("ip4:icmp", "1.2.3.4")
	fmt.Println(i, err)
	_, err = net.ResolveIPAddr("ip7", "1.2.3.4")
	fmt.Println(err)
	x, err := net.ResolveUnixAddr("unixpacket", "/a")
	fmt.Println(x, x.Network(), err)
	for _, a := range [][2]string{{"tcp", "http"}, {"udp", "domain"}, {"tcp", "443"}, {"tcp", "+5"}, {"tcp", "-5"}, {"tcp", "65536"}, {"tcp", "xyzzy"}, {"foo", "http"}, {"", "https"}, {"tcp", ""}, {"tcp", "99999999999999"}, {"tcp", "HTTP"}, {"tcp", "1x"}} {
		p, err := net.LookupPort(a[0], a[1])
		fmt.Println(a, p, err)
	}
	_, err = (&net.TCPConn{}).Read(nil)
	fmt.Println(err)
}
