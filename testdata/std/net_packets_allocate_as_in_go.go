// run
package main

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
)

func main() {
	s, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	to := s.LocalAddr().(*net.UDPAddr)
	ap := to.AddrPort()
	ap = netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	b := make([]byte, 100)
	fmt.Println(testing.AllocsPerRun(100, func() {
		if _, err := s.WriteToUDPAddrPort(b[:10], ap); err != nil {
			fmt.Println(err)
		}
		if n, from, err := s.ReadFromUDPAddrPort(b); err != nil || n != 10 || from != ap {
			fmt.Println(n, from, err)
		}
	}))
	fmt.Println(testing.AllocsPerRun(100, func() {
		s.WriteMsgUDPAddrPort(b[:10], nil, ap)
		s.ReadMsgUDPAddrPort(b, nil)
	}))
	fmt.Println(testing.AllocsPerRun(100, func() {
		s.WriteTo(b[:10], to)
		s.ReadFromUDP(b)
	}))
	l, _ := net.Listen("tcp4", "127.0.0.1:0")
	go func() {
		c, _ := l.Accept()
		b := make([]byte, 100)
		for {
			n, err := c.Read(b)
			if err != nil {
				return
			}
			c.Write(b[:n])
		}
	}()
	c, _ := net.Dial("tcp4", l.Addr().String())
	fmt.Println(testing.AllocsPerRun(100, func() {
		c.Write(b[:10])
		c.Read(b)
	}))
	for i := range addrs {
		addrs[i] = netip.MustParseAddr("2001:db8::1")
	}
	fmt.Println(testing.AllocsPerRun(100, func() {
		sink = addrs[0].Compare(addrs[1]) == 0 && addrs[0].Is6() && net.ParseIP("1.2.3.4") != nil
	}))
}

var sink bool
var addrs [2]netip.Addr
