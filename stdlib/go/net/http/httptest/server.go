package httptest

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// How long Close waits before it says what it waits for.
const patience = 5 * time.Second

// Server is a server on a port of this machine.
type Server struct {
	URL      string // http://127.0.0.1:port
	Listener net.Listener
	Config   *http.Server // may be changed between NewUnstartedServer and Start

	serving sync.WaitGroup // Serve and its connections
	client  *http.Client

	mu      sync.Mutex
	started bool
	closed  bool
	conns   map[net.Conn]http.ConnState
}

// NewServer starts a server, which must be closed.
func NewServer(handler http.Handler) *Server {
	s := NewUnstartedServer(handler)
	s.Start()
	return s
}

// NewUnstartedServer makes a server that listens, but does not answer yet.
func NewUnstartedServer(handler http.Handler) *Server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		if l, err = net.Listen("tcp6", "[::1]:0"); err != nil {
			panic(fmt.Sprintf("httptest: failed to listen on a port: %v", err))
		}
	}
	return &Server{Listener: l, Config: &http.Server{Handler: handler}}
}

// Start starts the server.
func (s *Server) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started {
		panic("Server already started")
	}
	if s.closed {
		panic("Start of closed Server")
	}
	s.started = true
	s.watch()
	addr := s.Listener.Addr().String()
	t := new(http.Transport)
	t.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
		if t.Dial != nil {
			return t.Dial(network, to)
		}
		// So that tests can use names.
		if to == "example.com:80" || strings.HasSuffix(to, ".example.com:80") {
			to = addr
		}
		var d net.Dialer
		return d.DialContext(ctx, network, to)
	}
	s.client = &http.Client{Transport: t}
	s.URL = "http://" + addr
	s.serving.Go(func() { s.Config.Serve(s.Listener) })
}

// Client is a client whose connections Close closes. It finds the server as example.com, too.
func (s *Server) Client() *http.Client { return s.client }

// watch keeps track of the connections.
func (s *Server) watch() {
	hook := s.Config.ConnState
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		before, known := s.conns[c]
		switch state {
		case http.StateNew:
			if known {
				panic("invalid state transition")
			}
			if s.conns == nil {
				s.conns = make(map[net.Conn]http.ConnState)
			}
			s.serving.Add(1)
			s.conns[c] = state
		case http.StateActive, http.StateIdle:
			if known {
				if (state == http.StateIdle) != (before == http.StateActive) {
					panic("invalid state transition")
				}
				s.conns[c] = state
			}
		case http.StateHijacked, http.StateClosed:
			if known {
				delete(s.conns, c)
				defer s.serving.Done()
			}
		}
		if s.closed && (state == http.StateNew || state == http.StateIdle) {
			c.Close() // it came too late to be found
		}
		if hook != nil {
			hook(c, state)
		}
	}
}

// Close stops the server, and waits until all requests are answered.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		s.Listener.Close()
		s.Config.SetKeepAlivesEnabled(false)
		for c, state := range s.conns {
			if state == http.StateIdle || state == http.StateNew {
				c.Close()
			}
		}
		timer := time.AfterFunc(patience, s.complain)
		defer timer.Stop()
	}
	s.mu.Unlock()
	if t, ok := http.DefaultTransport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
	if s.client != nil {
		s.client.CloseIdleConnections()
	}
	s.serving.Wait()
}

func (s *Server) complain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	b.WriteString("httptest.Server blocked in Close after 5 seconds, waiting for connections:\n")
	for c, state := range s.conns {
		fmt.Fprintf(&b, "  %T %p %v in state %v\n", c, c, c.RemoteAddr(), state)
	}
	log.Print(b.String())
}

// CloseClientConnections closes all connections.
func (s *Server) CloseClientConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}
