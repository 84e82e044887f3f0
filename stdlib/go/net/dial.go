package net

import (
	"context"
	"internal/nettrace"
	"net/netip"
	"syscall"
	"time"
)

// Dialer connects. The zero Dialer does as [Dial].
type Dialer struct {
	// Timeout is how long connecting may take, all addresses of a name together; 0 is for
	// ever, though the system may give up.
	Timeout time.Duration
	// Deadline is until when; the earlier of the two counts.
	Deadline time.Time
	// LocalAddr is this end; nil is any.
	LocalAddr Addr
	// Deprecated: is so by default.
	DualStack bool
	// FallbackDelay is how long IPv6 is tried before IPv4 is, too (RFC 6555); 0 is 300 ms,
	// negative is for ever.
	FallbackDelay time.Duration
	// KeepAlive is after how long without traffic a probe is sent; 0 is 15 seconds,
	// negative is never.
	KeepAlive time.Duration
	// KeepAliveConfig says more, if its Enable is set.
	KeepAliveConfig KeepAliveConfig
	// Resolver looks names up; nil is DefaultResolver.
	Resolver *Resolver
	// Deprecated: DialContext has a context.
	Cancel <-chan struct{}
	// Control is called with the socket before it is bound and connected, unless
	// ControlContext is there.
	Control func(network, address string, c syscall.RawConn) error
	// ControlContext is Control with the context.
	ControlContext func(ctx context.Context, network, address string, c syscall.RawConn) error
}

func (d *Dialer) control() control {
	if d.ControlContext != nil || d.Control == nil {
		return d.ControlContext
	}
	return func(_ context.Context, network, address string, c syscall.RawConn) error {
		return d.Control(network, address, c)
	}
}

// Dial connects with an address of a network: "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6",
// "ip:PROTOCOL", "ip4:…", "ip6:…", "unix", "unixgram" or "unixpacket".
func Dial(network, address string) (Conn, error) {
	return new(Dialer).Dial(network, address)
}

// DialTimeout is [Dial] with the time that it may take.
func DialTimeout(network, address string, timeout time.Duration) (Conn, error) {
	return (&Dialer{Timeout: timeout}).Dial(network, address)
}

// Dial connects; see [Dial].
func (d *Dialer) Dial(network, address string) (Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// context is the context with what the Dialer limits.
func (d *Dialer) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx == nil {
		panic("nil context")
	}
	deadline := d.Deadline
	if d.Timeout != 0 {
		if end := time.Now().Add(d.Timeout); deadline.IsZero() || end.Before(deadline) {
			deadline = end
		}
	}
	cancel := func() {}
	if !deadline.IsZero() {
		ctx, cancel = context.WithDeadline(ctx, deadline)
	}
	if d.Cancel == nil {
		return ctx, cancel
	}
	cancelDeadline := cancel
	ctx, cancelOwn := context.WithCancel(ctx)
	go func() {
		select {
		case <-d.Cancel:
			cancelOwn()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancelOwn()
		cancelDeadline()
	}
}

// DialContext is [Dialer.Dial], given up when the context is done. Afterwards the context
// means nothing to the connection.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (Conn, error) {
	ctx, cancel := d.context(ctx)
	defer cancel()
	resolver := d.Resolver
	if resolver == nil {
		resolver = DefaultResolver
	}
	addrs, err := resolver.resolveDial(lookupContext(ctx), network, address, d.LocalAddr)
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Err: err}
	}
	if d.FallbackDelay >= 0 && network == "tcp" {
		first, others := addrs.partition()
		return d.dialParallel(ctx, network, first, others)
	}
	return d.dialSerial(ctx, network, addrs)
}

// lookupContext is the context for looking up: what connects there is not told.
func lookupContext(ctx context.Context) context.Context {
	trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace)
	if trace == nil {
		return ctx
	}
	lookup := nettrace.Trace{DNSStart: trace.DNSStart, DNSDone: trace.DNSDone}
	return context.WithValue(ctx, nettrace.TraceKey{}, &lookup)
}

// dialParallel tries the first addresses, and the others when that takes long or fails. The
// first connection counts.
func (d *Dialer) dialParallel(ctx context.Context, network string, first, others addrList) (Conn, error) {
	if len(others) == 0 {
		return d.dialSerial(ctx, network, first)
	}
	type result struct {
		conn    Conn
		err     error
		isFirst bool
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	results := make(chan result)
	start := func(addrs addrList, isFirst bool) {
		c, err := d.dialSerial(ctx, network, addrs)
		select {
		case results <- result{c, err, isFirst}:
		case <-done:
			if c != nil {
				c.Close()
			}
		}
	}
	go start(first, true)
	delay := d.FallbackDelay
	if delay == 0 {
		delay = 300 * time.Millisecond
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	var firstErr error
	for failed := 0; ; {
		select {
		case <-timer.C:
			go start(others, false)
		case r := <-results:
			if r.err == nil {
				return r.conn, nil
			}
			failed++
			if r.isFirst {
				firstErr = r.err
				if timer.Stop() {
					timer.Reset(0)
				}
			}
			if failed == 2 {
				return nil, firstErr
			}
		}
	}
}

// shareOf is until when the first of n addresses may be tried: each has its share, and at
// least two seconds.
func shareOf(now, deadline time.Time, n int) (time.Time, error) {
	left := deadline.Sub(now)
	if left <= 0 {
		return time.Time{}, errTimeout
	}
	return now.Add(min(left, max(left/time.Duration(n), 2*time.Second))), nil
}

// dialSerial tries the addresses one after the other. The first error counts.
func (d *Dialer) dialSerial(ctx context.Context, network string, addrs addrList) (Conn, error) {
	var firstErr error
	fail := func(addr Addr, err error) error {
		return &OpError{Op: "dial", Net: network, Source: d.LocalAddr, Addr: addr, Err: err}
	}
	for i, addr := range addrs {
		if err := ctx.Err(); err != nil {
			return nil, fail(addr, mapErr(err))
		}
		ctx, cancel := ctx, context.CancelFunc(func() {})
		if deadline, ok := ctx.Deadline(); ok {
			share, err := shareOf(time.Now(), deadline, len(addrs)-i)
			if err != nil {
				if firstErr == nil {
					firstErr = fail(addr, err)
				}
				break
			}
			if share.Before(deadline) {
				ctx, cancel = context.WithDeadline(ctx, share)
			}
		}
		c, err := d.dialSingle(ctx, network, addr)
		cancel()
		if err == nil {
			return c, nil
		}
		if firstErr == nil {
			firstErr = fail(addr, err)
		}
	}
	if firstErr == nil {
		firstErr = &OpError{Op: "dial", Net: network, Err: errMissingAddress}
	}
	return nil, firstErr
}

// dialSingle connects with one address.
func (d *Dialer) dialSingle(ctx context.Context, network string, addr Addr) (c Conn, err error) {
	if trace, _ := ctx.Value(nettrace.TraceKey{}).(*nettrace.Trace); trace != nil {
		if trace.ConnectStart != nil {
			trace.ConnectStart(network, addr.String())
		}
		if trace.ConnectDone != nil {
			defer func() { trace.ConnectDone(network, addr.String(), err) }()
		}
	}
	switch addr := addr.(type) {
	case *TCPAddr:
		own, _ := d.LocalAddr.(*TCPAddr)
		c, err := d.dialTCP(ctx, network, own, addr)
		return orNil(c, err)
	case *UDPAddr:
		own, _ := d.LocalAddr.(*UDPAddr)
		c, err := d.dialUDP(ctx, network, own, addr)
		return orNil(c, err)
	case *IPAddr:
		own, _ := d.LocalAddr.(*IPAddr)
		c, err := d.dialIP(ctx, network, own, addr)
		return orNil(c, err)
	case *UnixAddr:
		own, _ := d.LocalAddr.(*UnixAddr)
		c, err := d.dialUnix(ctx, network, own, addr)
		return orNil(c, err)
	}
	return nil, &AddrError{Err: "unexpected address type", Addr: addr.String()}
}

// orNil is the connection as an interface that is nil if there is an error.
func orNil(c Conn, err error) (Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// DialTCP connects with an address of netip; a zero laddr is any.
func (d *Dialer) DialTCP(ctx context.Context, network string, laddr netip.AddrPort, raddr netip.AddrPort) (*TCPConn, error) {
	ctx, cancel := d.context(ctx)
	defer cancel()
	return dialTCP(ctx, d, network, TCPAddrFromAddrPort(laddr), TCPAddrFromAddrPort(raddr))
}

// DialUDP connects with an address of netip; a zero laddr is any.
func (d *Dialer) DialUDP(ctx context.Context, network string, laddr netip.AddrPort, raddr netip.AddrPort) (*UDPConn, error) {
	ctx, cancel := d.context(ctx)
	defer cancel()
	return dialUDP(ctx, d, network, UDPAddrFromAddrPort(laddr), UDPAddrFromAddrPort(raddr))
}

// DialIP connects with an address of netip; a zero laddr is any.
func (d *Dialer) DialIP(ctx context.Context, network string, laddr netip.Addr, raddr netip.Addr) (*IPConn, error) {
	ctx, cancel := d.context(ctx)
	defer cancel()
	own := &IPAddr{IP: laddr.AsSlice(), Zone: laddr.Zone()}
	return dialIP(ctx, d, network, own, &IPAddr{IP: raddr.AsSlice(), Zone: raddr.Zone()})
}

// DialUnix connects with a Unix socket; a nil laddr is none.
func (d *Dialer) DialUnix(ctx context.Context, network string, laddr *UnixAddr, raddr *UnixAddr) (*UnixConn, error) {
	ctx, cancel := d.context(ctx)
	defer cancel()
	return dialUnix(ctx, d, network, laddr, raddr)
}
