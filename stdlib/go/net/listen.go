package net

import (
	"context"
	"syscall"
	"time"
)

// ListenConfig listens. The zero ListenConfig does as [Listen].
type ListenConfig struct {
	// Control is called with the socket before it is bound.
	Control func(network, address string, c syscall.RawConn) error
	// KeepAlive is after how long without traffic a probe is sent on connections; 0 is 15
	// seconds, negative is never.
	KeepAlive time.Duration
	// KeepAliveConfig says more, if its Enable is set.
	KeepAliveConfig KeepAliveConfig
}

func (lc *ListenConfig) control() control {
	if lc.Control == nil {
		return nil
	}
	return func(_ context.Context, network, address string, c syscall.RawConn) error {
		return lc.Control(network, address, c)
	}
}

// Listen listens for connections: the network is "tcp", "tcp4", "tcp6", "unix" or
// "unixpacket". Port 0 is a free one.
func Listen(network, address string) (Listener, error) {
	return new(ListenConfig).Listen(context.Background(), network, address)
}

// ListenPacket takes packets: the network is "udp", "udp4", "udp6", "unixgram" or
// "ip:PROTOCOL" with its families.
func ListenPacket(network, address string) (PacketConn, error) {
	return new(ListenConfig).ListenPacket(context.Background(), network, address)
}

// listen resolves the address and calls open with it.
func listen[T any](ctx context.Context, network, address string, open func(addr Addr) (T, error)) (l T, err error) {
	addrs, err := DefaultResolver.resolve(ctx, network, address)
	if err != nil {
		return l, &OpError{Op: "listen", Net: network, Err: err}
	}
	addr := addrs.first(isIPv4)
	opened, err := open(addr)
	if err != nil {
		return l, &OpError{Op: "listen", Net: network, Addr: addr, Err: err}
	}
	return opened, nil
}

// Listen listens for connections; see [Listen]. The context is for looking names up.
func (lc *ListenConfig) Listen(ctx context.Context, network, address string) (Listener, error) {
	return listen(ctx, network, address, func(addr Addr) (Listener, error) {
		switch addr := addr.(type) {
		case *TCPAddr:
			return lc.listenTCP(ctx, network, addr)
		case *UnixAddr:
			return lc.listenUnix(ctx, network, addr)
		}
		return nil, &AddrError{Err: "unexpected address type", Addr: address}
	})
}

// ListenPacket takes packets; see [ListenPacket]. The context is for looking names up.
func (lc *ListenConfig) ListenPacket(ctx context.Context, network, address string) (PacketConn, error) {
	return listen(ctx, network, address, func(addr Addr) (PacketConn, error) {
		switch addr := addr.(type) {
		case *UDPAddr:
			return lc.listenUDP(ctx, network, addr)
		case *IPAddr:
			return lc.listenIP(ctx, network, addr)
		case *UnixAddr:
			fd, err := lc.listenUnixFD(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &UnixConn{conn{fd}}, nil
		}
		return nil, &AddrError{Err: "unexpected address type", Addr: address}
	})
}
