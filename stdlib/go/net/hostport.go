package net

import "strings"

// SplitHostPort splits host:port or [host]:port; an IPv6 address needs the brackets.
func SplitHostPort(hostport string) (host, port string, err error) {
	const missingPort, tooManyColons = "missing port in address", "too many colons in address"
	fail := func(why string) (host, port string, err error) {
		return "", "", &AddrError{Err: why, Addr: hostport}
	}
	colon := strings.LastIndexByte(hostport, ':')
	if colon < 0 {
		return fail(missingPort)
	}
	// Behind which brackets are no longer expected.
	opened, closed := 0, 0
	if hostport[0] == '[' {
		end := strings.IndexByte(hostport, ']')
		if end < 0 {
			return fail("missing ']' in address")
		}
		if end+1 != colon {
			if end+1 < len(hostport) && hostport[end+1] == ':' {
				return fail(tooManyColons)
			}
			return fail(missingPort)
		}
		host = hostport[1:end]
		opened, closed = 1, end+1
	} else {
		host = hostport[:colon]
		if strings.Contains(host, ":") {
			return fail(tooManyColons)
		}
	}
	if strings.Contains(hostport[opened:], "[") {
		return fail("unexpected '[' in address")
	}
	if strings.Contains(hostport[closed:], "]") {
		return fail("unexpected ']' in address")
	}
	return host, hostport[colon+1:], nil
}

// JoinHostPort gives host:port, with brackets if the host has colons.
func JoinHostPort(host, port string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]:" + port
	}
	return host + ":" + port
}
