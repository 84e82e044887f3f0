// run
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// answer is what the server says to a question: records of name, type and data.
func answer(name string, kind byte) (records [][]byte, code byte) {
	ip4 := func(b ...byte) []byte { return b }
	label := func(s string) []byte {
		var b []byte
		for part := range strings.SplitSeq(s, ".") {
			b = append(append(b, byte(len(part))), part...)
		}
		return append(b, 0)
	}
	add := func(kind byte, data []byte) {
		// The name is the one at offset 12.
		r := []byte{0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, byte(len(data) >> 8), byte(len(data))}
		records = append(records, append(r, data...))
	}
	switch {
	case name == "host.test." && kind == 1:
		add(1, ip4(192, 0, 2, 7))
		add(1, ip4(192, 0, 2, 8))
	case name == "host.test." && kind == 28:
		add(28, append([]byte{0x20, 1, 0xd, 0xb8}, make([]byte, 12)...))
	case name == "alias.test." && (kind == 1 || kind == 28):
		add(5, label("host.test"))
		if kind == 1 {
			r := append(label("host.test"), 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7)
			records = append(records, r)
		}
	case name == "mail.test." && kind == 15:
		add(15, append([]byte{0, 20}, label("second.mail.test")...))
		add(15, append([]byte{0, 10}, label("first.mail.test")...))
	case name == "mail.test." && kind == 2:
		add(2, label("ns.mail.test"))
	case name == "mail.test." && kind == 16:
		add(16, []byte("\x05hello\x06 world"))
		add(16, []byte("\x03two"))
	case name == "_sip._tcp.mail.test." && kind == 33:
		add(33, append([]byte{0, 2, 0, 0, 19, 196}, label("b.test")...))
		add(33, append([]byte{0, 1, 0, 0, 19, 196}, label("a.test")...))
	case name == "7.2.0.192.in-addr.arpa." && kind == 12:
		add(12, label("host.test"))
	case name == "broken.test.":
		return nil, 2
	case name == "refused.test.":
		return nil, 5
	case strings.HasSuffix(name, "empty.test."):
	default:
		return nil, 3
	}
	return records, 0
}

// respond makes the message.
func respond(query []byte, viaUDP bool) []byte {
	name, at := "", 12
	for query[at] != 0 {
		n := int(query[at])
		name += string(query[at+1:at+1+n]) + "."
		at += n + 1
	}
	kind := query[at+2]
	records, code := answer(strings.ToLower(name), kind)
	truncated := byte(0)
	if viaUDP && kind == 16 {
		truncated, records = 2, nil // TXT only over TCP.
	}
	b := append([]byte(nil), query[0], query[1], 0x81|truncated, 0x80|code, 0, 1, 0, byte(len(records)), 0, 0, 0, 0)
	b = append(b, query[12:at+5]...)
	for _, r := range records {
		b = append(b, r...)
	}
	return b
}

func main() {
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		b := make([]byte, 2000)
		for {
			n, from, err := packets.ReadFrom(b)
			if err != nil {
				return
			}
			packets.WriteTo([]byte("nonsense"), from)
			packets.WriteTo(respond(b[:n], true), from)
		}
	}()
	streams, _ := net.Listen("tcp", "127.0.0.1:0")
	go func() {
		for {
			c, err := streams.Accept()
			if err != nil {
				return
			}
			b := make([]byte, 2000)
			n, _ := c.Read(b)
			r := respond(b[2:n], false)
			c.Write(append([]byte{byte(len(r) >> 8), byte(len(r))}, r...))
			c.Close()
		}
	}()
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		addr := packets.LocalAddr().String()
		if network == "tcp" {
			addr = streams.Addr().String()
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	ctx := context.Background()
	show := func(values ...any) {
		for i, v := range values {
			if err, ok := v.(*net.DNSError); ok {
				err.Server = "SERVER"
				values[i] = fmt.Sprint(err, err.IsNotFound, err.IsTimeout, err.IsTemporary)
			}
		}
		fmt.Println(values...)
	}
	addrs, err := r.LookupHost(ctx, "host.test.")
	slices.Sort(addrs)
	show(addrs, err)
	ips, err := r.LookupIP(ctx, "ip4", "host.test.")
	show(len(ips), ips[0].To4() != nil, err)
	nips, err := r.LookupNetIP(ctx, "ip6", "host.test.")
	show(nips, err)
	cname, err := r.LookupCNAME(ctx, "alias.test.")
	show(cname, err)
	mx, err := r.LookupMX(ctx, "mail.test.")
	for _, m := range mx {
		show(*m)
	}
	ns, err := r.LookupNS(ctx, "mail.test.")
	show(ns[0].Host, err)
	txt, err := r.LookupTXT(ctx, "mail.test.")
	fmt.Printf("%q %v\n", txt, err)
	name, srv, err := r.LookupSRV(ctx, "sip", "tcp", "mail.test.")
	show(name, len(srv), *srv[0], *srv[1], err)
	names, err := r.LookupAddr(ctx, "192.0.2.7")
	show(names, err)
	for _, host := range []string{"missing.test.", "empty.test.", "broken.test.", "refused.test.", "", "bad name", "x.onion.", "192.0.2.1", "fe80::1%lo"} {
		addrs, err := r.LookupHost(ctx, host)
		show(host, addrs, err)
	}
	_, err = r.LookupMX(ctx, "empty.test.")
	show(err)
	_, err = r.LookupAddr(ctx, "nonsense")
	fmt.Println(err)
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = r.LookupHost(canceled, "host.test.")
	fmt.Println(errors.Is(err, context.Canceled))

	silent, _ := net.ListenPacket("udp", "127.0.0.1:0")
	r.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return net.Dial(network, silent.LocalAddr().String())
	}
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err = r.LookupHost(short, "host.test.")
	var dnsErr *net.DNSError
	fmt.Println(errors.As(err, &dnsErr) && dnsErr.IsTimeout, dnsErr.Name)
	d := net.Dialer{Resolver: r, Timeout: 100 * time.Millisecond}
	_, err = d.Dial("tcp", "host.test.:80")
	var ne net.Error
	fmt.Println(errors.As(err, &ne) && ne.Timeout())
}
