package http

import (
	"errors"
	"fmt"
	"net/url"
	"sync"
)

// CrossOriginProtection refuses requests that other sites' pages make a browser send, unless
// they only read (GET, HEAD, OPTIONS). It goes by Sec-Fetch-Site, or Origin and Host where
// that is missing; requests with neither come from no browser. The zero value is ready for use.
type CrossOriginProtection struct {
	mu      sync.RWMutex
	trusted map[string]bool
	bypass  *ServeMux
	deny    Handler
}

var (
	errCrossOrigin    = errors.New("cross-origin request detected from Sec-Fetch-Site header")
	errCrossOriginOld = errors.New("cross-origin request detected, and/or browser is out of date: " +
		"Sec-Fetch-Site is missing, and Origin does not match Host")
)

// NewCrossOriginProtection makes one.
func NewCrossOriginProtection() *CrossOriginProtection { return new(CrossOriginProtection) }

// AddTrustedOrigin lets requests from an origin pass: "https://example.com".
func (c *CrossOriginProtection) AddTrustedOrigin(origin string) error {
	u, err := url.Parse(origin)
	switch {
	case err != nil:
		return fmt.Errorf("invalid origin %q: %w", origin, err)
	case u.Scheme == "":
		return fmt.Errorf("invalid origin %q: scheme is required", origin)
	case u.Host == "":
		return fmt.Errorf("invalid origin %q: host is required", origin)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("invalid origin %q: path, query, and fragment are not allowed", origin)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trusted == nil {
		c.trusted = make(map[string]bool)
	}
	c.trusted[origin] = true
	return nil
}

// bypassed marks the patterns that need no protection.
type bypassed struct{}

func (bypassed) ServeHTTP(ResponseWriter, *Request) {}

// AddInsecureBypassPattern lets requests pass that match a pattern of ServeMux.
func (c *CrossOriginProtection) AddInsecureBypassPattern(pattern string) {
	c.mu.Lock()
	if c.bypass == nil {
		c.bypass = NewServeMux()
	}
	bypass := c.bypass
	c.mu.Unlock()
	bypass.register(pattern, bypassed{})
}

// SetDenyHandler sets what answers requests that are refused; nil is 403 with the reason.
func (c *CrossOriginProtection) SetDenyHandler(h Handler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deny = h
}

// Check tells why a request is refused.
func (c *CrossOriginProtection) Check(req *Request) error {
	switch req.Method {
	case "GET", "HEAD", "OPTIONS":
		return nil
	}
	origin := req.Header.Get("Origin")
	err := errCrossOrigin
	switch req.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return nil
	case "":
		if origin == "" {
			return nil
		}
		if u, parseErr := url.Parse(origin); parseErr == nil && u.Host == req.Host {
			return nil
		}
		err = errCrossOriginOld
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.bypass != nil {
		if h, _ := c.bypass.Handler(req); h == (bypassed{}) {
			return nil
		}
	}
	if origin != "" && c.trusted[origin] {
		return nil
	}
	return err
}

// Handler checks requests before it calls a handler.
func (c *CrossOriginProtection) Handler(h Handler) Handler {
	return HandlerFunc(func(w ResponseWriter, r *Request) {
		err := c.Check(r)
		if err == nil {
			h.ServeHTTP(w, r)
			return
		}
		c.mu.RLock()
		deny := c.deny
		c.mu.RUnlock()
		if deny != nil {
			deny.ServeHTTP(w, r)
			return
		}
		Error(w, err.Error(), StatusForbidden)
	})
}
