// run
package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

func main() {
	s, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	to := s.LocalAddr()
	c, err := net.Dial("udp", to.String())
	fmt.Println(err, c.RemoteAddr().String() == to.String())
	fmt.Println(c.Write([]byte("hello")))
	b := make([]byte, 20)
	n, from, err := s.ReadFrom(b)
	fmt.Println(string(b[:n]), from.String() == c.LocalAddr().String(), err)
	fmt.Println(s.WriteTo([]byte("back"), from))
	n, err = c.Read(b)
	fmt.Println(string(b[:n]), err)
	// What is too long is cut off; an empty packet is no end.
	c.Write([]byte("0123456789"))
	n, _, err = s.ReadFrom(b[:4])
	fmt.Println(string(b[:n]), err)
	c.Write(nil)
	n, _, err = s.ReadFrom(b)
	fmt.Println(n, err)

	us, uc := s.(*net.UDPConn), c.(*net.UDPConn)
	_, err = uc.WriteTo([]byte("x"), to)
	fmt.Println(errors.Is(err, net.ErrWriteToConnected), strings.HasSuffix(err.Error(), "use of WriteTo with pre-connected connection"))
	_, err = us.Write([]byte("x"))
	fmt.Println(strings.ReplaceAll(err.Error(), to.String(), "ADDR"))
	_, err = us.WriteTo([]byte("x"), &net.TCPAddr{Port: 1})
	fmt.Println(strings.ReplaceAll(err.Error(), to.String(), "ADDR"))
	_, err = us.WriteToUDP([]byte("x"), nil)
	fmt.Println(strings.ReplaceAll(err.Error(), to.String(), "ADDR"))
	_, err = us.WriteToUDP([]byte("x"), &net.UDPAddr{IP: net.IPv6loopback, Port: 1})
	fmt.Println(strings.ReplaceAll(err.Error(), to.String(), "ADDR"))
	ap := netip.MustParseAddrPort(c.LocalAddr().String())
	fmt.Println(us.WriteToUDPAddrPort([]byte("netip"), ap))
	n, fromPort, err := uc.ReadFromUDPAddrPort(b)
	fmt.Println(string(b[:n]), fromPort.String() == to.String(), err)
	fmt.Println(us.WriteMsgUDP([]byte("msg"), nil, net.UDPAddrFromAddrPort(ap)))
	n, oobn, flags, ua, err := uc.ReadMsgUDP(b, make([]byte, 10))
	fmt.Println(string(b[:n]), oobn, flags, ua.String() == to.String(), err)

	s.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	_, _, err = s.ReadFrom(b)
	fmt.Println(strings.ReplaceAll(err.Error(), to.String(), "ADDR"), errors.Is(err, os.ErrDeadlineExceeded))
	s.SetReadDeadline(time.Time{})
	done := make(chan error)
	go func() {
		_, _, err := s.ReadFrom(b)
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	s.Close()
	fmt.Println(strings.ReplaceAll((<-done).Error(), to.String(), "ADDR"))
	// Nobody listens any more, which the system tells with the next call.
	c.Write([]byte("x"))
	time.Sleep(20 * time.Millisecond)
	_, err = c.Write([]byte("x"))
	fmt.Println(strings.HasSuffix(fmt.Sprint(err), "write: connection refused"))
	fmt.Println(uc.SetReadBuffer(10000), uc.SetWriteBuffer(10000))
	f, err := uc.File()
	fmt.Println(f != nil, err)
	fc, err := net.FileConn(f)
	fmt.Println(fc.LocalAddr().String() == c.LocalAddr().String(), err, fc.Close(), f.Close())
}
