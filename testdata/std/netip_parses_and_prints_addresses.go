// run
package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
)

var addresses = []string{
	"", "1.2.3.4", "0.0.0.0", "255.255.255.255", "1.2.3", "1.2.3.4.5", "1..3.4", ".1.2.3", "1.2.3.", "01.2.3.4",
	"256.1.1.1", "1.2.3.x", "::", "::1", "1::", "2001:db8::1", "2001:DB8:0:0:1:0:0:1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::",
	"::2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "::ffff:1.2.3.4", "::ffff:1.2.3", "1:2:3:4:5:6:1.2.3.4",
	"1:2:3:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1::2::3", ":1", "1:", "1:::2", "12345::", "g::", "1:2g::", "fe80::1%eth0", "fe80::1%", "%eth0",
	"::ffff:1.2.3.4%z", "fe80::%x", "1.2.3.4%x", "hello", "::1:2 ", "0:0:1::", "1:0:0:2:0:0:0:3", "ff02::1", "ff01::5", "224.0.0.9", "169.254.1.1",
	"10.1.2.3", "172.31.0.1", "172.32.0.1", "192.168.7.7", "fc00::9", "fdff::1", "127.9.9.9",
}

func main() {
	var all []netip.Addr
	for _, s := range addresses {
		a, err := netip.ParseAddr(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		all = append(all, a)
		fmt.Println(s, a, a.StringExpanded(), a.BitLen(), a.Zone(), a.Is4(), a.Is6(), a.Is4In6(), a.Unmap(), a.Next(), a.Prev(), a.As16(), a.AsSlice())
		fmt.Println(a.IsLoopback(), a.IsMulticast(), a.IsInterfaceLocalMulticast(), a.IsLinkLocalMulticast(), a.IsLinkLocalUnicast(), a.IsGlobalUnicast(), a.IsPrivate(), a.IsUnspecified())
		for _, n := range []int{-1, 0, 7, 32, 33, 64, 100, 128, 129} {
			p, err := a.Prefix(n)
			fmt.Print(p, " ", err, "; ")
		}
		fmt.Println()
		b, err := a.MarshalBinary()
		var back netip.Addr
		fmt.Println(b, err, back.UnmarshalBinary(b), back == a)
	}
	slices.SortFunc(all, netip.Addr.Compare)
	fmt.Println(all)
	for _, s := range []string{"1.2.3.4:80", "[::1]:80", "::1:80", "[1.2.3.4]:80", "1.2.3.4", "1.2.3.4:", ":80", "[::1:80", "1.2.3.4:99999", "[fe80::1%e]:1", "[::ffff:1.2.3.4]:5", "x:1", "[]:1"} {
		p, err := netip.ParseAddrPort(s)
		text, _ := p.MarshalText()
		binary, _ := p.MarshalBinary()
		fmt.Println(p, err, p.Addr(), p.Port(), p.IsValid(), string(text), binary)
	}
	for _, s := range []string{"1.2.3.4/8", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4", "1.2.3.4/08", "1.2.3.4/-1", "::/0", "2001:db8::5/32", "2001:db8::5/129", "fe80::1%e/64", "x/1", "1.2.3.4/32"} {
		p, err := netip.ParsePrefix(s)
		binary, _ := p.MarshalBinary()
		fmt.Println(p, err, p.Masked(), p.Bits(), p.IsSingleIP(), p.IsValid(), binary)
	}
	net := netip.MustParsePrefix("10.0.0.0/8")
	fmt.Println(net.Contains(netip.MustParseAddr("10.9.8.7")), net.Contains(netip.MustParseAddr("11.9.8.7")), net.Contains(netip.MustParseAddr("::ffff:10.9.8.7")))
	fmt.Println(net.Overlaps(netip.MustParsePrefix("10.1.0.0/16")), net.Overlaps(netip.MustParsePrefix("11.0.0.0/8")), net.Overlaps(netip.MustParsePrefix("::/0")), net.Compare(netip.MustParsePrefix("10.0.0.0/9")))
	fmt.Println(netip.Addr{}, netip.AddrPort{}, netip.Prefix{}, netip.PrefixFrom(netip.IPv4Unspecified(), 40))
	m := map[netip.Addr]string{netip.MustParseAddr("1.2.3.4"): "a", netip.MustParseAddr("fe80::1%x"): "b"}
	fmt.Println(m[netip.AddrFrom4([4]byte{1, 2, 3, 4})], m[netip.MustParseAddr("fe80::1").WithZone("x")])
	text, err := json.Marshal(map[string]any{"a": netip.IPv6Loopback(), "p": net, "q": netip.AddrPortFrom(netip.IPv6LinkLocalAllRouters(), 9)})
	fmt.Println(string(text), err)
	func() {
		defer func() { fmt.Println(recover()) }()
		netip.IPv6Unspecified().As4()
	}()
}
