// run
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
)

func main() {
	for _, s := range []string{"1.2.3.4", "::1", "::ffff:1.2.3.4", "fe80::1%x", "x", "", "1.2.3", "255.255.255.255", "10.0.0.1", "169.254.0.1", "224.0.0.1", "ff01::1", "ff02::1", "fd00::1", "0.0.0.0", "::", "128.1.1.1", "200.1.1.1"} {
		ip := net.ParseIP(s)
		fmt.Println(s, ip, len(ip), ip.To4(), ip.To16(), ip.DefaultMask(), ip.Mask(net.CIDRMask(12, 32)), ip.Mask(net.CIDRMask(110, 128)))
		fmt.Println(ip.IsUnspecified(), ip.IsLoopback(), ip.IsPrivate(), ip.IsMulticast(), ip.IsInterfaceLocalMulticast(), ip.IsLinkLocalMulticast(), ip.IsLinkLocalUnicast(), ip.IsGlobalUnicast())
	}
	fmt.Println(net.IP{1, 2, 3}, net.IP{1, 2, 3, 4}.Equal(net.IPv4(1, 2, 3, 4)), net.IP(nil).Equal(net.IP{}), net.IPv4zero, net.IPv6linklocalallrouters)
	_, err := net.IP{1, 2, 3}.MarshalText()
	fmt.Println(err)
	var ip net.IP
	fmt.Println(json.Unmarshal([]byte(`"1.2.3.4"`), &ip), ip, json.Unmarshal([]byte(`"1.2.3.400"`), &ip))
	for _, s := range []string{"10.1.2.3/8", "10.1.2.3/33", "10.1.2.3", "::1/64", "2001:db8:1::5/48", "1.2.3.4/x", "1.2.3.4/", "1.2.3.4/-1", "fe80::1%e/4", "1.2.3.4/008"} {
		ip, n, err := net.ParseCIDR(s)
		fmt.Println(ip, n, err)
		if err == nil {
			ones, bits := n.Mask.Size()
			fmt.Println(ones, bits, n.Contains(ip), n.Contains(net.IPv4(10, 255, 0, 0)), n.Network())
		}
	}
	fmt.Println(net.CIDRMask(20, 32), net.CIDRMask(33, 32), net.CIDRMask(5, 7), net.CIDRMask(77, 128), net.IPv4Mask(255, 0, 255, 0))
	fmt.Println(net.IPv4Mask(255, 0, 255, 0).Size())
	fmt.Println((&net.IPNet{IP: net.IPv4(1, 2, 3, 4), Mask: net.IPv4Mask(255, 0, 255, 0)}).String(), (&net.IPNet{}).String(), (*net.IPNet)(nil))
	for _, s := range []string{"a:b", "[::1]:80", "::1:80", "a", "[a]", "[a:1", "[a]b:1", "[a]:1:2", "a[:1", "a]:1", "[[a]:1", "[a]]:1", ":80", "a:", "[]:", "", "[fe80::1%lo]:x"} {
		h, p, err := net.SplitHostPort(s)
		fmt.Printf("%q %q %v\n", h, p, err)
	}
	fmt.Println(net.JoinHostPort("a", "1"), net.JoinHostPort("::1", "http"), net.JoinHostPort("fe80::1%e", "0"))
	for _, s := range []string{"00:00:5e:00:53:01", "02-00-5E-10-00-00-00-01", "0000.5e00.5301", "00005e005301", "00:00:5e:00:53", "00:00-5e:00:53:01", "0000.5e00.530", "0000-5e00-5301", "x0:00:5e:00:53:01", "00:00:5e:00:53:01:", "", "00:00:00:00:fe:80:00:00:00:00:00:00:02:00:5e:10:00:00:00:01", "00005e00530", "0000.5e00.5301.", "00:00:5e:00:53::1"} {
		m, err := net.ParseMAC(s)
		fmt.Println(m, len(m), err)
	}
	fmt.Println(&net.TCPAddr{IP: net.IPv4(1, 2, 3, 4), Port: 80}, &net.UDPAddr{IP: net.IPv6loopback, Port: 53, Zone: "z"}, &net.IPAddr{IP: net.ParseIP("fe80::1"), Zone: "e"}, &net.UnixAddr{Name: "/x", Net: "unix"}, &net.TCPAddr{Port: 9}, (*net.TCPAddr)(nil), (*net.UnixAddr)(nil))
	t := net.TCPAddrFromAddrPort(netip.MustParseAddrPort("[fe80::1%e]:7"))
	fmt.Println(t, t.Network(), t.AddrPort(), net.UDPAddrFromAddrPort(netip.MustParseAddrPort("1.2.3.4:5")).AddrPort(), (*net.UDPAddr)(nil).AddrPort())

	op := &net.OpError{Op: "read", Net: "tcp", Source: t, Addr: &net.UnixAddr{Name: "there"}, Err: os.ErrDeadlineExceeded}
	var ne net.Error
	fmt.Println(op, op.Timeout(), op.Temporary(), errors.Is(op, os.ErrDeadlineExceeded), errors.As(op, &ne), (*net.OpError)(nil))
	op = &net.OpError{Op: "listen", Addr: t, Err: os.NewSyscallError("bind", net.UnknownNetworkError("zzz"))}
	fmt.Println(op, op.Timeout(), op.Temporary(), &net.OpError{Op: "x", Err: io.EOF})
	fmt.Println(&net.ParseError{Type: "T", Text: "x"}, &net.AddrError{Err: "e", Addr: "a"}, &net.AddrError{Err: "e"}, net.InvalidAddrError("inv"), &net.DNSConfigError{Err: io.EOF}, net.ErrClosed, net.ErrWriteToConnected)
	fmt.Println(&net.DNSError{Err: "no such host", Name: "n", Server: "s"}, &net.DNSError{Err: "e", Name: "n", IsTimeout: true}, (*net.DNSError)(nil))
	fmt.Printf("%T %T\n", net.ErrClosed, os.ErrDeadlineExceeded)

	bufs := net.Buffers{[]byte("ab"), []byte("cde"), nil, []byte("f")}
	small := make([]byte, 3)
	n, err := bufs.Read(small)
	fmt.Println(n, err, string(small), len(bufs))
	var sb strings.Builder
	m, err := bufs.WriteTo(&sb)
	fmt.Println(m, err, sb.String(), len(bufs))
	n, err = bufs.Read(small)
	fmt.Println(n, err)
}
