package net

import (
	"context"
	"io"
	"os"
	"syscall"
	"time"
)

// What keep-alive probes are like if nothing is said.
const (
	defaultKeepAliveIdle     = 15 * time.Second
	defaultKeepAliveInterval = 15 * time.Second
	defaultKeepAliveCount    = 9
)

// KeepAliveConfig says how it is found out that the other end is gone. A zero field is the
// default, a negative one leaves the system's.
type KeepAliveConfig struct {
	// Enable lets the system send probes.
	Enable bool
	// Idle is after how long without traffic the first one is sent; 15 seconds by default.
	Idle time.Duration
	// Interval is between probes; 15 seconds by default.
	Interval time.Duration
	// Count is after how many without answer the connection ends; 9 by default.
	Count int
}

// TCPConn is a TCP connection.
type TCPConn struct {
	conn
}

// newTCPConn sets what connections have if nothing else is said.
func newTCPConn(fd *netFD, idle time.Duration, config KeepAliveConfig) *TCPConn {
	c := &TCPConn{conn{fd}}
	c.SetNoDelay(true)
	if !config.Enable && idle >= 0 {
		config = KeepAliveConfig{Enable: true, Idle: idle}
	}
	if config.Enable {
		c.SetKeepAliveConfig(config)
	}
	return c
}

// SyscallConn implements syscall.Conn.
func (c *TCPConn) SyscallConn() (syscall.RawConn, error) { return c.syscallConn() }

// onlyReader and onlyWriter hide the methods that io.Copy would call again.
type onlyReader struct{ io.Reader }
type onlyWriter struct{ io.Writer }

// ReadFrom implements io.ReaderFrom.
func (c *TCPConn) ReadFrom(r io.Reader) (int64, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := io.Copy(onlyWriter{c}, r)
	if err != nil && err != io.EOF {
		err = c.fd.opError("readfrom", err)
	}
	return n, err
}

// WriteTo implements io.WriterTo.
func (c *TCPConn) WriteTo(w io.Writer) (int64, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	n, err := io.Copy(w, onlyReader{c})
	if err != nil && err != io.EOF {
		err = c.fd.opError("writeto", err)
	}
	return n, err
}

// do does something with the connection.
func (c *TCPConn) do(op string, f func(fd *netFD) error) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	if err := f(c.fd); err != nil {
		return c.fd.opError(op, err)
	}
	return nil
}

// CloseRead ends reading.
func (c *TCPConn) CloseRead() error {
	return c.do("close", func(fd *netFD) error { return fd.shutdown(syscall.SHUT_RD) })
}

// CloseWrite ends writing: the other end reads to the end.
func (c *TCPConn) CloseWrite() error {
	return c.do("close", func(fd *netFD) error { return fd.shutdown(syscall.SHUT_WR) })
}

// SetLinger says what becomes of data when the connection is closed that was not sent:
// negative, the system goes on in the background; 0, it is lost; otherwise so many seconds.
func (c *TCPConn) SetLinger(sec int) error {
	var l syscall.Linger
	if sec >= 0 {
		l = syscall.Linger{Onoff: 1, Linger: int32(sec)}
	}
	return c.do("set", func(fd *netFD) error {
		return callError("setsockopt", fd.pfd.SetsockoptLinger(syscall.SOL_SOCKET, syscall.SO_LINGER, &l))
	})
}

// setFlag sets an option on or off.
func (c *TCPConn) setFlag(level, name int, on bool) error {
	value := 0
	if on {
		value = 1
	}
	return c.do("set", func(fd *netFD) error { return fd.setInt(level, name, value) })
}

// SetNoDelay says whether data are sent at once; so it is by default.
func (c *TCPConn) SetNoDelay(noDelay bool) error {
	return c.setFlag(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, noDelay)
}

// SetKeepAlive says whether the system sends probes.
func (c *TCPConn) SetKeepAlive(keepalive bool) error {
	return c.setFlag(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, keepalive)
}

// setKeepAlive sets one number of the probes, unless it is negative.
func (c *TCPConn) setKeepAlive(name, value, otherwise int) error {
	if value < 0 {
		value = -1
	} else if value == 0 {
		value = otherwise
	}
	return c.do("set", func(fd *netFD) error {
		if value < 0 {
			return nil
		}
		return fd.setInt(syscall.IPPROTO_TCP, name, value)
	})
}

// seconds rounds up.
func seconds(d time.Duration) int {
	if d < 0 {
		return -1
	}
	return int((d + time.Second - 1) / time.Second)
}

// SetKeepAlivePeriod sets after how long without traffic a probe is sent.
func (c *TCPConn) SetKeepAlivePeriod(d time.Duration) error {
	return c.setKeepAlive(syscall.TCP_KEEPIDLE, seconds(d), seconds(defaultKeepAliveIdle))
}

// SetKeepAliveConfig says how probes are sent.
func (c *TCPConn) SetKeepAliveConfig(config KeepAliveConfig) error {
	if err := c.SetKeepAlive(config.Enable); err != nil {
		return err
	}
	if err := c.SetKeepAlivePeriod(config.Idle); err != nil {
		return err
	}
	err := c.setKeepAlive(syscall.TCP_KEEPINTVL, seconds(config.Interval), seconds(defaultKeepAliveInterval))
	if err != nil {
		return err
	}
	return c.setKeepAlive(syscall.TCP_KEEPCNT, config.Count, defaultKeepAliveCount)
}

// TCPListener listens for TCP connections.
type TCPListener struct {
	listener
	config ListenConfig
}

// AcceptTCP gives the next connection.
func (l *TCPListener) AcceptTCP() (*TCPConn, error) {
	if l == nil {
		return nil, syscall.EINVAL
	}
	fd, err := l.accept()
	if err != nil {
		return nil, err
	}
	return newTCPConn(fd, l.config.KeepAlive, l.config.KeepAliveConfig), nil
}

// Accept implements the Listener Accept method.
func (l *TCPListener) Accept() (Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// isOf tells whether the network is the protocol, or the protocol with a family.
func isOf(network, protocol string) bool {
	return network == protocol || network == protocol+"4" || network == protocol+"6"
}

// DialTCP connects; nil for laddr is any address.
func DialTCP(network string, laddr, raddr *TCPAddr) (*TCPConn, error) {
	return dialTCP(context.Background(), &Dialer{}, network, laddr, raddr)
}

func dialTCP(ctx context.Context, d *Dialer, network string, laddr, raddr *TCPAddr) (c *TCPConn, err error) {
	switch {
	case !isOf(network, "tcp"):
		err = UnknownNetworkError(network)
	case raddr == nil:
		err = errMissingAddress
	default:
		c, err = d.dialTCP(ctx, network, laddr, raddr)
	}
	if err != nil {
		return nil, &OpError{Op: "dial", Net: network, Source: laddr.orNil(), Addr: raddr.orNil(), Err: err}
	}
	return c, nil
}

func (d *Dialer) dialTCP(ctx context.Context, network string, laddr, raddr *TCPAddr) (*TCPConn, error) {
	request := socketRequest{
		network: network, sotype: syscall.SOCK_STREAM, laddr: laddr, raddr: raddr, control: d.control(),
	}
	fd, err := request.open(ctx)
	// Looking for a free port the system may connect the socket with itself, and it may say
	// that there is no free one when there is.
	for range 2 {
		if laddr != nil && laddr.Port != 0 || !isSelfConnected(fd, err) && !isNotAvailable(err) {
			break
		}
		if err == nil {
			fd.Close()
		}
		fd, err = request.open(ctx)
	}
	if err != nil {
		return nil, err
	}
	return newTCPConn(fd, d.KeepAlive, d.KeepAliveConfig), nil
}

func isSelfConnected(fd *netFD, err error) bool {
	if err != nil {
		return false
	}
	l, ok1 := fd.laddr.(*TCPAddr)
	r, ok2 := fd.raddr.(*TCPAddr)
	return !ok1 || !ok2 || l.Port == r.Port && l.IP.Equal(r.IP)
}

func isNotAvailable(err error) bool {
	call, ok := err.(*os.SyscallError)
	return ok && call.Err == syscall.EADDRNOTAVAIL
}

// ListenTCP listens; nil for laddr is any address and port.
func ListenTCP(network string, laddr *TCPAddr) (l *TCPListener, err error) {
	if !isOf(network, "tcp") {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: UnknownNetworkError(network)}
	}
	if laddr == nil {
		laddr = &TCPAddr{}
	}
	l, err = (&ListenConfig{}).listenTCP(context.Background(), network, laddr)
	if err != nil {
		return nil, &OpError{Op: "listen", Net: network, Addr: laddr.orNil(), Err: err}
	}
	return l, nil
}

func (lc *ListenConfig) listenTCP(ctx context.Context, network string, laddr *TCPAddr) (*TCPListener, error) {
	request := socketRequest{
		network: network, sotype: syscall.SOCK_STREAM, laddr: laddr, raddr: (*TCPAddr)(nil),
		control: lc.control(), isListener: true,
	}
	fd, err := request.open(ctx)
	if err != nil {
		return nil, err
	}
	return &TCPListener{listener{fd}, *lc}, nil
}
