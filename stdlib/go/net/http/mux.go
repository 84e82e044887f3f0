package http

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// ServeMux gives each request to the handler whose pattern matches it; of several, the most
// specific. A pattern is [METHOD ][HOST]/[PATH]:
//
//   - GET matches HEAD too; no method matches all;
//   - {name} is a segment, {name...} all that is left, both given by Request.PathValue;
//   - a path that ends with a slash matches all below it, one that ends with /{$} only itself.
//
// Paths that are not clean, and those that lack a slash at the end, are redirected.
type ServeMux struct {
	mu     sync.RWMutex
	root   muxNode    // by host, then method, then segments
	multis []*pattern // that end with a multi: conflicts with them are told first, as in Go
	others []*pattern
}

// NewServeMux makes an empty one.
func NewServeMux() *ServeMux { return new(ServeMux) }

// DefaultServeMux is the one that Handle and HandleFunc register in.
var DefaultServeMux = &defaultServeMux

var defaultServeMux ServeMux

// Handle registers a handler. A pattern that is malformed, or conflicts with one that is
// registered, is a panic.
func (mux *ServeMux) Handle(pattern string, handler Handler) { mux.register(pattern, handler) }

// HandleFunc registers a function.
func (mux *ServeMux) HandleFunc(pattern string, handler func(ResponseWriter, *Request)) {
	mux.register(pattern, HandlerFunc(handler))
}

// Handle registers a handler in DefaultServeMux.
func Handle(pattern string, handler Handler) { DefaultServeMux.register(pattern, handler) }

// HandleFunc registers a function in DefaultServeMux.
func HandleFunc(pattern string, handler func(ResponseWriter, *Request)) {
	DefaultServeMux.register(pattern, HandlerFunc(handler))
}

// register is called by what the program calls: the location is two calls up.
func (mux *ServeMux) register(text string, handler Handler) {
	location := "unknown location"
	if _, file, line, ok := runtime.Caller(2); ok {
		location = fmt.Sprintf("%s:%d", file, line)
	}
	if err := mux.add(text, handler, location); err != nil {
		panic(err)
	}
}

func (mux *ServeMux) add(text string, handler Handler, location string) error {
	if text == "" {
		return errors.New("http: invalid pattern")
	}
	if f, ok := handler.(HandlerFunc); handler == nil || ok && f == nil {
		return errors.New("http: nil handler")
	}
	p, err := parsePattern(text)
	if err != nil {
		return fmt.Errorf("parsing %q: %w", text, err)
	}
	p.location = location
	mux.mu.Lock()
	defer mux.mu.Unlock()
	for _, patterns := range [...][]*pattern{mux.multis, mux.others} {
		for _, q := range patterns {
			if why := p.conflict(q); why != "" {
				return fmt.Errorf("pattern %q (registered at %s) conflicts with pattern %q (registered at %s):\n%s",
					p, p.location, q, q.location, why)
			}
		}
	}
	if p.last().multi {
		mux.multis = append(mux.multis, p)
	} else {
		mux.others = append(mux.others, p)
	}
	n := mux.root.child(p.host).child(p.method)
	for _, seg := range p.segments {
		switch {
		case seg.multi:
			n.multi = new(muxNode)
			n = n.multi
		case seg.wild:
			n = n.child("")
		default:
			n = n.child(seg.text)
		}
	}
	n.pattern, n.handler = p, handler
	return nil
}

// muxNode is a node of the tree of patterns. Below its children's names stand the next
// segments; "" is the wildcard, or no host, or no method.
type muxNode struct {
	pattern  *pattern // nil where none ends
	handler  Handler
	children map[string]*muxNode
	multi    *muxNode // a wildcard for all that is left
}

// child gives the child with a name, which is made if need be.
func (n *muxNode) child(name string) *muxNode {
	c := n.children[name]
	if c == nil {
		c = new(muxNode)
		if n.children == nil {
			n.children = make(map[string]*muxNode)
		}
		n.children[name] = c
	}
	return c
}

// match finds the leaf for a request, and what the wildcards match.
func (n *muxNode) match(host, method, path string) (*muxNode, []string) {
	if host != "" {
		if leaf, matches := n.children[host].matchMethod(method, path); leaf != nil {
			return leaf, matches
		}
	}
	return n.children[""].matchMethod(method, path)
}

func (n *muxNode) matchMethod(method, path string) (*muxNode, []string) {
	if n == nil {
		return nil, nil
	}
	if leaf, matches := n.children[method].matchPath(path, nil); leaf != nil {
		return leaf, matches
	}
	if method == "HEAD" {
		if leaf, matches := n.children["GET"].matchPath(path, nil); leaf != nil {
			return leaf, matches
		}
	}
	return n.children[""].matchPath(path, nil)
}

func (n *muxNode) matchPath(path string, matches []string) (*muxNode, []string) {
	switch {
	case n == nil:
		return nil, nil
	case path == "":
		if n.pattern == nil {
			return nil, nil
		}
		return n, matches
	}
	seg, rest := "/", ""
	if path != "/" {
		end := strings.IndexByte(path[1:], '/') + 1
		if end == 0 {
			end = len(path)
		}
		seg, rest = unescapePath(path[1:end]), path[end:]
	}
	// From the most specific to the most general. An empty segment is no literal.
	if seg != "" {
		if leaf, found := n.children[seg].matchPath(rest, matches); leaf != nil {
			return leaf, found
		}
	}
	if seg != "/" {
		if leaf, found := n.children[""].matchPath(rest, append(matches, seg)); leaf != nil {
			return leaf, found
		}
	}
	if n.multi != nil {
		if n.multi.pattern.last().text != "" {
			matches = append(matches, unescapePath(path[1:]))
		}
		return n.multi, matches
	}
	return nil, nil
}

// methods enters the methods for which a path has a handler.
func (n *muxNode) methods(path string, into map[string]bool) {
	if n == nil {
		return
	}
	for method, c := range n.children {
		if method == "" {
			continue
		}
		if leaf, _ := c.matchPath(path, nil); leaf != nil {
			into[method] = true
		}
	}
}

// Handler gives the handler for a request, and its pattern: "" where there is none, or where
// the method is not allowed. For requests that are redirected, the pattern is that of where
// they go.
func (mux *ServeMux) Handler(r *Request) (h Handler, pattern string) {
	h, pattern, _, _ = mux.find(r)
	return h, pattern
}

func (mux *ServeMux) find(r *Request) (h Handler, text string, p *pattern, matches []string) {
	var leaf *muxNode
	escaped := r.URL.EscapedPath()
	host, path := r.URL.Host, escaped
	if r.Method == "CONNECT" {
		// Neither host nor path are changed, but a slash may be missing.
		if _, _, u := mux.match(host, r.Method, path, r.URL); u != nil {
			return RedirectHandler(u.String(), StatusTemporaryRedirect), u.Path, nil, nil
		}
		leaf, matches, _ = mux.match(r.Host, r.Method, path, nil)
	} else {
		host = r.Host
		if strings.Contains(host, ":") {
			if name, _, err := net.SplitHostPort(host); err == nil {
				host = name
			}
		}
		path = cleanPath(path)
		var u *url.URL
		leaf, matches, u = mux.match(host, r.Method, path, r.URL)
		if u == nil && path != escaped {
			u = unescapedURL(path, r.URL.RawQuery)
		}
		if u != nil {
			if leaf != nil {
				text = leaf.pattern.text
			}
			return RedirectHandler(u.String(), StatusTemporaryRedirect), text, nil, nil
		}
	}
	if leaf != nil {
		return leaf.handler, leaf.pattern.text, leaf.pattern, matches
	}
	if allowed := mux.allowed(host, path); len(allowed) > 0 {
		return HandlerFunc(func(w ResponseWriter, r *Request) {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			Error(w, StatusText(StatusMethodNotAllowed), StatusMethodNotAllowed)
		}), "", nil, nil
	}
	return NotFoundHandler(), "", nil, nil
}

// match finds the leaf for a request, and where to redirect it if only a slash is missing.
func (mux *ServeMux) match(host, method, path string, u *url.URL) (*muxNode, []string, *url.URL) {
	mux.mu.RLock()
	defer mux.mu.RUnlock()
	leaf, matches := mux.root.match(host, method, path)
	if u != nil && path != "" && !strings.HasSuffix(path, "/") && !leaf.isExact(path) {
		path += "/"
		if other, _ := mux.root.match(host, method, path); other.isExact(path) {
			return other, nil, unescapedURL(path, u.RawQuery)
		}
	}
	return leaf, matches, nil
}

// isExact tells whether a path is the pattern's, not one below it.
func (n *muxNode) isExact(path string) bool {
	switch {
	case n == nil:
		return false
	case !n.pattern.last().multi:
		return true
	}
	return strings.HasSuffix(path, "/") && len(n.pattern.segments) == strings.Count(path, "/")
}

func unescapedURL(escaped, query string) *url.URL {
	return &url.URL{Path: unescapePath(escaped), RawPath: escaped, RawQuery: query}
}

// allowed gives the methods that a path has handlers for.
func (mux *ServeMux) allowed(host, path string) []string {
	mux.mu.RLock()
	defer mux.mu.RUnlock()
	methods := make(map[string]bool)
	paths := []string{path}
	if !strings.HasSuffix(path, "/") {
		paths = append(paths, path+"/")
	}
	for _, path := range paths {
		if host != "" {
			mux.root.children[host].methods(path, methods)
		}
		mux.root.children[""].methods(path, methods)
	}
	if methods["GET"] {
		methods["HEAD"] = true
	}
	return slices.Sorted(maps.Keys(methods))
}

// ServeHTTP calls the handler for a request.
func (mux *ServeMux) ServeHTTP(w ResponseWriter, r *Request) {
	if r.RequestURI == "*" {
		if r.ProtoAtLeast(1, 1) {
			w.Header().Set("Connection", "close")
		}
		w.WriteHeader(StatusBadRequest)
		return
	}
	var h Handler
	h, r.Pattern, r.pattern, r.matches = mux.find(r)
	h.ServeHTTP(w, r)
}
