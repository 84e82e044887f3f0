package http

import (
	"context"
	"errors"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// How many values of fields a request's header may have if the server does not say.
const DefaultMaxHeaderValueCount = 500

// How often Shutdown looks whether the connections are idle: more and more rarely.
const (
	minPoll = time.Millisecond
	maxPoll = 500 * time.Millisecond
)

// A connection on which nothing came for so long is as good as idle for Shutdown.
const newIsIdle = 5 * time.Second

// ErrServerClosed is what Serve and ListenAndServe give after Shutdown or Close.
var ErrServerClosed = errors.New("http: Server closed")

var (
	// ServerContextKey is the key of the *Server in a request's context.
	ServerContextKey = &contextKey{"http-server"}

	// LocalAddrContextKey is the key of the net.Addr of the connection's own end.
	LocalAddrContextKey = &contextKey{"local-addr"}
)

// Server answers requests on connections. The zero value is ready for use. Its fields are not
// to be changed while it serves.
type Server struct {
	Addr    string  // "host:port"; "" is ":http"
	Handler Handler // nil is DefaultServeMux

	// DisableGeneralOptionsHandler leaves OPTIONS * to the Handler.
	DisableGeneralOptionsHandler bool

	ReadTimeout       time.Duration // for a whole request; 0 is none
	ReadHeaderTimeout time.Duration // for its header; 0 is ReadTimeout
	WriteTimeout      time.Duration // for the answer, from when the header was read; 0 is none
	IdleTimeout       time.Duration // between requests; 0 is ReadTimeout

	MaxHeaderBytes      int // 0 is DefaultMaxHeaderBytes
	MaxHeaderValueCount int // 0 is DefaultMaxHeaderValueCount

	// ConnState is called when a connection's state changes.
	ConnState func(net.Conn, ConnState)

	ErrorLog *log.Logger // nil is the standard one

	// BaseContext gives the context that those of requests come from, ConnContext changes it
	// for a connection.
	BaseContext func(net.Listener) context.Context
	ConnContext func(ctx context.Context, c net.Conn) context.Context

	shutdown    atomic.Bool
	noKeepAlive atomic.Bool

	mu         sync.Mutex
	listeners  map[*onceListener]bool
	conns      map[*conn]bool
	onShutdown []func()
	serving    sync.WaitGroup // calls of Serve
}

// ConnState is what a connection does.
type ConnState int

const (
	StateNew      ConnState = iota // nothing was read yet
	StateActive                    // a request is read or answered
	StateIdle                      // between requests
	StateHijacked                  // a handler has it; the server is done with it
	StateClosed
)

func (c ConnState) String() string {
	names := [...]string{"new", "active", "idle", "hijacked", "closed"}
	if c < 0 || int(c) >= len(names) {
		return ""
	}
	return names[c]
}

// Serve answers requests on the connections of a listener.
func Serve(l net.Listener, handler Handler) error { return (&Server{Handler: handler}).Serve(l) }

// ListenAndServe answers requests on a TCP address. It always gives an error.
func ListenAndServe(addr string, handler Handler) error {
	return (&Server{Addr: addr, Handler: handler}).ListenAndServe()
}

// ListenAndServe answers requests on Addr.
func (s *Server) ListenAndServe() error {
	if s.shutdown.Load() {
		return ErrServerClosed
	}
	l, err := net.Listen("tcp", orDefault(s.Addr, ":http"))
	if err != nil {
		return err
	}
	return s.Serve(l)
}

// onceListener is closed once.
type onceListener struct {
	net.Listener
	once sync.Once
	err  error
}

func (l *onceListener) Close() error {
	l.once.Do(func() { l.err = l.Listener.Close() })
	return l.err
}

// Serve answers requests on the connections of a listener, which it closes. It returns when
// the listener fails: ErrServerClosed if Shutdown or Close did that.
func (s *Server) Serve(l net.Listener) error {
	once := &onceListener{Listener: l}
	defer once.Close()
	if !s.addListener(once) {
		return ErrServerClosed
	}
	defer s.removeListener(once)
	ctx := context.Background()
	if s.BaseContext != nil {
		if ctx = s.BaseContext(l); ctx == nil {
			panic("BaseContext returned a nil context")
		}
	}
	ctx = context.WithValue(ctx, ServerContextKey, s)
	var delay time.Duration
	for {
		rwc, err := once.Accept()
		if err != nil {
			if s.shutdown.Load() {
				return ErrServerClosed
			}
			if netErr, ok := err.(net.Error); ok && netErr.Temporary() {
				delay = min(max(2*delay, 5*time.Millisecond), time.Second)
				s.logf("http: Accept error: %v; retrying in %v", err, delay)
				time.Sleep(delay)
				continue
			}
			return err
		}
		connCtx := ctx
		if s.ConnContext != nil {
			if connCtx = s.ConnContext(connCtx, rwc); connCtx == nil {
				panic("ConnContext returned nil")
			}
		}
		delay = 0
		c := &conn{server: s, rwc: rwc}
		c.setState(StateNew) // before Serve can return
		go c.serve(connCtx)
	}
}

func (s *Server) addListener(l *onceListener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shutdown.Load() {
		return false
	}
	if s.listeners == nil {
		s.listeners = make(map[*onceListener]bool)
	}
	s.listeners[l] = true
	s.serving.Add(1)
	return true
}

func (s *Server) removeListener(l *onceListener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
	s.serving.Done()
}

// closeListeners closes them. The lock is held.
func (s *Server) closeListeners() (err error) {
	for l := range s.listeners {
		if closeErr := l.Close(); err == nil {
			err = closeErr
		}
	}
	return err
}

// Close closes listeners and connections at once, except hijacked ones.
func (s *Server) Close() error {
	s.shutdown.Store(true)
	s.mu.Lock()
	err := s.closeListeners()
	s.mu.Unlock()
	s.serving.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.rwc.Close()
		delete(s.conns, c)
	}
	return err
}

// Shutdown closes the listeners, then connections when they are idle, and returns when all are
// closed or the context ends. Hijacked ones are not waited for.
func (s *Server) Shutdown(ctx context.Context) error {
	s.shutdown.Store(true)
	s.mu.Lock()
	err := s.closeListeners()
	for _, f := range s.onShutdown {
		go f()
	}
	s.mu.Unlock()
	s.serving.Wait()
	wait := minPoll
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for !s.closeIdle() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			wait = min(2*wait, maxPoll)
			timer.Reset(wait)
		}
	}
	return err
}

// RegisterOnShutdown sets a function that Shutdown starts: to end hijacked connections.
func (s *Server) RegisterOnShutdown(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onShutdown = append(s.onShutdown, f)
}

// closeIdle closes the connections that are idle, and tells whether all were.
func (s *Server) closeIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := true
	for c := range s.conns {
		state, since := c.getState()
		if state != StateIdle && !(state == StateNew && time.Since(since) > newIsIdle) {
			all = false
			continue
		}
		c.rwc.Close()
		delete(s.conns, c)
	}
	return all
}

// SetKeepAlivesEnabled says whether connections are used for more than one request: as usual.
func (s *Server) SetKeepAlivesEnabled(v bool) {
	s.noKeepAlive.Store(!v)
	if !v {
		s.closeIdle()
	}
}

func (s *Server) keepsAlive() bool { return !s.noKeepAlive.Load() && !s.shutdown.Load() }

func (s *Server) idleTimeout() time.Duration {
	if s.IdleTimeout != 0 {
		return s.IdleTimeout
	}
	return s.ReadTimeout
}

func (s *Server) headerTimeout() time.Duration {
	if s.ReadHeaderTimeout != 0 {
		return s.ReadHeaderTimeout
	}
	return s.ReadTimeout
}

// headerLimit is how many bytes are read for a header.
func (s *Server) headerLimit() int64 {
	limit := s.MaxHeaderBytes
	if limit <= 0 {
		limit = DefaultMaxHeaderBytes
	}
	return int64(limit) + 4096 // what may be in the buffer behind it
}

func (s *Server) valueLimit() int64 {
	if s.MaxHeaderValueCount > 0 {
		return int64(s.MaxHeaderValueCount)
	}
	return DefaultMaxHeaderValueCount
}

func (s *Server) logf(format string, args ...any) {
	if s != nil && s.ErrorLog != nil {
		s.ErrorLog.Printf(format, args...)
	} else {
		log.Printf(format, args...)
	}
}

// logRequest writes to the log of the server that has a request.
func logRequest(r *Request, text string) {
	s, _ := r.Context().Value(ServerContextKey).(*Server)
	s.logf("%s", text)
}

// handle calls the server's handler.
func (s *Server) handle(w ResponseWriter, r *Request) {
	h := s.Handler
	if h == nil {
		h = DefaultServeMux
	}
	if !s.DisableGeneralOptionsHandler && r.RequestURI == "*" && r.Method == "OPTIONS" {
		h = optionsHandler{}
	}
	h.ServeHTTP(w, r)
}
