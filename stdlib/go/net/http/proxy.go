package http

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
)

// ProxyURL always gives the same proxy, for a Transport.
func ProxyURL(fixedURL *url.URL) func(*Request) (*url.URL, error) {
	return func(*Request) (*url.URL, error) { return fixedURL, nil }
}

// ProxyFromEnvironment gives the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or in lower
// case) say, read once; none for localhost and its addresses.
func ProxyFromEnvironment(req *Request) (*url.URL, error) {
	p := environmentProxies()
	switch req.URL.Scheme {
	case "https":
		if p.https == nil || p.isExcluded(req.URL) {
			return nil, nil
		}
		return p.https, nil
	case "http":
		if p.http == nil {
			return nil, nil
		}
		if p.isCGI {
			// There, HTTP_PROXY may be a request's Proxy field.
			return nil, errors.New("refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy")
		}
		if p.isExcluded(req.URL) {
			return nil, nil
		}
		return p.http, nil
	}
	return nil, nil
}

// proxies is what the environment says.
type proxies struct {
	http, https *url.URL
	isCGI       bool
	excluded    []string // of NO_PROXY, in lower case
}

var environmentProxies = sync.OnceValue(func() *proxies {
	p := &proxies{
		http:  proxyVariable("HTTP_PROXY"),
		https: proxyVariable("HTTPS_PROXY"),
		isCGI: os.Getenv("REQUEST_METHOD") != "",
	}
	for name := range strings.SplitSeq(variable("NO_PROXY"), ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			p.excluded = append(p.excluded, name)
		}
	}
	return p
})

func variable(name string) string {
	return orDefault(os.Getenv(name), os.Getenv(strings.ToLower(name)))
}

func proxyVariable(name string) *url.URL {
	text := variable(name)
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Host == "" {
		if withScheme, err := url.Parse("http://" + text); err == nil {
			return withScheme
		}
	}
	if err != nil {
		return nil
	}
	return u
}

func (p *proxies) isExcluded(u *url.URL) bool {
	host, port, err := net.SplitHostPort(hostPort(u))
	if err != nil {
		return true
	}
	host = strings.ToLower(host)
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() {
		return true
	}
	for _, name := range p.excluded {
		if name == "*" || excludes(name, host, port, ip) {
			return true
		}
	}
	return false
}

// excludes tells whether an entry of NO_PROXY is about a host: a network, an address or a
// domain, the latter two perhaps with a port.
func excludes(name, host, port string, ip net.IP) bool {
	if _, network, err := net.ParseCIDR(name); err == nil {
		return ip != nil && network.Contains(ip)
	}
	if nameHost, namePort, err := net.SplitHostPort(name); err == nil {
		if namePort != "" && namePort != port {
			return false
		}
		name = nameHost
	}
	name = strings.Trim(name, "[]")
	if nameIP := net.ParseIP(name); nameIP != nil {
		return ip != nil && nameIP.Equal(ip)
	}
	name = strings.TrimPrefix(name, "*")
	if name == "" || ip != nil {
		return false
	}
	// .example.com is what stands below it, example.com is itself, too.
	return strings.HasSuffix(host, "."+strings.TrimPrefix(name, ".")) || host == name
}

// hostPort is a URL's host with a port.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		switch u.Scheme {
		case "http":
			port = "80"
		case "https":
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
