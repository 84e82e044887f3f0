// Package url reads and writes URLs (RFC 3986).
package url

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Error is what failed, with which URL.
type Error struct {
	Op  string
	URL string
	Err error
}

func (e *Error) Unwrap() error { return e.Err }
func (e *Error) Error() string { return fmt.Sprintf("%s %q: %s", e.Op, e.URL, e.Err) }

// Timeout tells whether the cause says that it is a timeout.
func (e *Error) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// Temporary tells whether the cause says that it is temporary.
func (e *Error) Temporary() bool {
	t, ok := e.Err.(interface{ Temporary() bool })
	return ok && t.Temporary()
}

// URL is a parsed URL: [scheme:][//[userinfo@]host][/]path[?query][#fragment], or
// scheme:opaque[?query][#fragment].
type URL struct {
	Scheme      string
	Opaque      string
	User        *Userinfo
	Host        string // with port
	Path        string // decoded
	Fragment    string // decoded
	RawQuery    string // encoded, without ?
	RawPath     string // the path as written, where its encoding is not the usual one
	RawFragment string // the fragment as written, where its encoding is not the usual one
	ForceQuery  bool   // a ? stands even if RawQuery is empty
	OmitHost    bool   // no // before an empty host
}

// Userinfo is a user's name and perhaps password.
type Userinfo struct {
	username    string
	password    string
	passwordSet bool
}

// User is a name without password.
func User(username string) *Userinfo { return &Userinfo{username, "", false} }

// UserPassword is a name and a password.
func UserPassword(username, password string) *Userinfo { return &Userinfo{username, password, true} }

// Username is the name.
func (u *Userinfo) Username() string {
	if u == nil {
		return ""
	}
	return u.username
}

// Password is the password, and whether there is one.
func (u *Userinfo) Password() (string, bool) {
	if u == nil {
		return "", false
	}
	return u.password, u.passwordSet
}

func (u *Userinfo) String() string {
	if u == nil || u.username == "" && u.password == "" && !u.passwordSet {
		return ""
	}
	s := escape(u.username, inUser)
	if u.passwordSet {
		s += ":" + escape(u.password, inUser)
	}
	return s
}

// cutScheme takes the scheme and its colon off.
func cutScheme(s string) (scheme, rest string, err error) {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case '0' <= c && c <= '9' || c == '+' || c == '-' || c == '.':
			if i == 0 {
				return "", s, nil
			}
		case c == ':':
			if i == 0 {
				return "", "", errors.New("missing protocol scheme")
			}
			return s[:i], s[i+1:], nil
		default:
			// No scheme can have the character.
			return "", s, nil
		}
	}
	return "", s, nil
}

// Parse reads a URL, absolute or relative.
func Parse(rawURL string) (*URL, error) {
	rest, fragment, _ := strings.Cut(rawURL, "#")
	u, err := parse(rest, false)
	if err != nil {
		return nil, &Error{"parse", rest, err}
	}
	if fragment == "" {
		return u, nil
	}
	if err := u.setFragment(fragment); err != nil {
		return nil, &Error{"parse", rawURL, err}
	}
	return u, nil
}

// ParseRequestURI reads an absolute URL or an absolute path, without fragment.
func ParseRequestURI(rawURL string) (*URL, error) {
	u, err := parse(rawURL, true)
	if err != nil {
		return nil, &Error{"parse", rawURL, err}
	}
	return u, nil
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func parse(s string, viaRequest bool) (*URL, error) {
	if hasControl(s) {
		return nil, errors.New("net/url: invalid control character in URL")
	}
	if s == "" && viaRequest {
		return nil, errors.New("empty url")
	}
	u := new(URL)
	if s == "*" {
		u.Path = "*"
		return u, nil
	}
	scheme, rest, err := cutScheme(s)
	if err != nil {
		return nil, err
	}
	u.Scheme = strings.ToLower(scheme)
	if strings.HasSuffix(rest, "?") && strings.Count(rest, "?") == 1 {
		u.ForceQuery = true
		rest = rest[:len(rest)-1]
	} else {
		rest, u.RawQuery, _ = strings.Cut(rest, "?")
	}
	if !strings.HasPrefix(rest, "/") {
		if u.Scheme != "" {
			u.Opaque = rest
			return u, nil
		}
		if viaRequest {
			return nil, errors.New("invalid URI for request")
		}
		if segment, _, _ := strings.Cut(rest, "/"); strings.Contains(segment, ":") {
			return nil, errors.New("first path segment in URL cannot contain colon")
		}
	}
	if (u.Scheme != "" || !viaRequest && !strings.HasPrefix(rest, "///")) && strings.HasPrefix(rest, "//") {
		authority := rest[2:]
		rest = ""
		if i := strings.IndexByte(authority, '/'); i >= 0 {
			authority, rest = authority[:i], authority[i:]
		}
		if u.User, u.Host, err = parseAuthority(u.Scheme, authority); err != nil {
			return nil, err
		}
	} else if u.Scheme != "" && strings.HasPrefix(rest, "/") {
		u.OmitHost = true
	}
	if err := u.setPath(rest); err != nil {
		return nil, err
	}
	return u, nil
}

func parseAuthority(scheme, authority string) (user *Userinfo, host string, err error) {
	i := strings.LastIndexByte(authority, '@')
	host, err = parseHost(scheme, authority[i+1:])
	if err != nil {
		return nil, "", err
	}
	if i < 0 {
		return nil, host, nil
	}
	info := authority[:i]
	for _, c := range info {
		if !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.ContainsRune(`-._:~!$&'()*+,;=%@`, c)) {
			return nil, "", errors.New("net/url: invalid userinfo")
		}
	}
	name, password, hasPassword := strings.Cut(info, ":")
	if name, err = unescape(name, inUser); err != nil {
		return nil, "", err
	}
	if !hasPassword {
		return User(name), host, nil
	}
	if password, err = unescape(password, inUser); err != nil {
		return nil, "", err
	}
	return UserPassword(name, password), host, nil
}

func parseHost(scheme, host string) (string, error) {
	portAt := strings.LastIndexByte(host, ':')
	if open := strings.LastIndexByte(host, '['); open > 0 {
		return "", errors.New("invalid IP-literal")
	} else if open == 0 {
		// An IPv6 address, perhaps with a zone, in which escapes may stand.
		end := strings.LastIndexByte(host, ']')
		if end < 0 {
			return "", errors.New("missing ']' in host")
		}
		port := host[end+1:]
		if !validPort(port) {
			return "", fmt.Errorf("invalid port %q after host", port)
		}
		address, zone := host[1:end], ""
		if i := strings.Index(address, "%25"); i >= 0 {
			address, zone = address[:i], address[i:]
		}
		address, err := unescape(address, inHost)
		if err != nil {
			return "", err
		}
		if zone, err = unescape(zone, inZone); err != nil {
			return "", err
		}
		if !isIPv6(address) {
			return "", errors.New("invalid host: ParseAddr(" + strconv.Quote(address) + "): unable to parse IP")
		}
		return "[" + address + zone + "]" + port, nil
	} else if portAt >= 0 {
		if strings.Count(host, ":") > 1 {
			portAt = strings.IndexByte(host, ':')
		}
		if port := host[portAt:]; !validPort(port) {
			return "", fmt.Errorf("invalid port %q after host", port)
		}
	}
	return unescape(host, inHost)
}

// isIPv6 tells whether s may be an IPv6 address: groups of hexadecimal digits, at most one
// of them left out, an IPv4 address at the end.
func isIPv6(s string) bool {
	head, tail, short := strings.Cut(s, "::")
	groups := 0
	for _, half := range [...]string{head, tail} {
		if half == "" {
			continue
		}
		parts := strings.Split(half, ":")
		for i, part := range parts {
			if i == len(parts)-1 && strings.Contains(part, ".") {
				bytes := strings.Split(part, ".")
				for _, b := range bytes {
					if n, err := strconv.ParseUint(b, 10, 8); err != nil || strconv.FormatUint(n, 10) != b {
						return false
					}
				}
				if len(bytes) != 4 {
					return false
				}
				groups += 2
				continue
			}
			if _, err := strconv.ParseUint(part, 16, 16); err != nil || len(part) > 4 {
				return false
			}
			groups++
		}
	}
	return groups == 8 && !short || groups < 8 && short
}

func validPort(s string) bool {
	if s == "" {
		return true
	}
	return s[0] == ':' && strings.Trim(s[1:], "0123456789") == ""
}

func (u *URL) setPath(p string) error {
	path, err := unescape(p, inPath)
	if err != nil {
		return err
	}
	u.Path, u.RawPath = path, ""
	if escape(path, inPath) != p {
		u.RawPath = p
	}
	return nil
}

func (u *URL) setFragment(f string) error {
	fragment, err := unescape(f, inFragment)
	if err != nil {
		return err
	}
	u.Fragment, u.RawFragment = fragment, ""
	if escape(fragment, inFragment) != f {
		u.RawFragment = f
	}
	return nil
}

// EscapedPath is the path as it is written: RawPath if it says the same, else encoded anew.
func (u *URL) EscapedPath() string {
	if u.RawPath != "" && validEncoded(u.RawPath, inPath) {
		if p, err := unescape(u.RawPath, inPath); err == nil && p == u.Path {
			return u.RawPath
		}
	}
	if u.Path == "*" {
		return "*"
	}
	return escape(u.Path, inPath)
}

// EscapedFragment is the fragment as it is written, like EscapedPath.
func (u *URL) EscapedFragment() string {
	if u.RawFragment != "" && validEncoded(u.RawFragment, inFragment) {
		if f, err := unescape(u.RawFragment, inFragment); err == nil && f == u.Fragment {
			return u.RawFragment
		}
	}
	return escape(u.Fragment, inFragment)
}

func (u *URL) String() string {
	var b strings.Builder
	if u.Scheme != "" {
		b.WriteString(u.Scheme + ":")
	}
	if u.Opaque != "" {
		b.WriteString(u.Opaque)
	} else {
		if u.Scheme != "" || u.Host != "" || u.User != nil {
			if !(u.OmitHost && u.Host == "" && u.User == nil) {
				if u.Host != "" || u.Path != "" || u.User != nil {
					b.WriteString("//")
				}
				if u.User != nil {
					b.WriteString(u.User.String() + "@")
				}
				b.WriteString(escape(u.Host, inHost))
			}
		}
		path := u.EscapedPath()
		if path != "" && path[0] != '/' && u.Host != "" {
			b.WriteByte('/')
		}
		if b.Len() == 0 {
			// A colon in the first segment would read as a scheme's.
			if segment, _, _ := strings.Cut(path, "/"); strings.Contains(segment, ":") {
				b.WriteString("./")
			}
		}
		b.WriteString(path)
	}
	if u.ForceQuery || u.RawQuery != "" {
		b.WriteString("?" + u.RawQuery)
	}
	if u.Fragment != "" {
		b.WriteString("#" + u.EscapedFragment())
	}
	return b.String()
}

// Redacted is String with xxxxx for a password.
func (u *URL) Redacted() string {
	if u == nil {
		return ""
	}
	c := *u
	if _, has := c.User.Password(); has {
		c.User = UserPassword(c.User.Username(), "xxxxx")
	}
	return c.String()
}

// Clone is a copy.
func (u *URL) Clone() *URL {
	if u == nil {
		return nil
	}
	c := *u
	if u.User != nil {
		user := *u.User
		c.User = &user
	}
	return &c
}

// IsAbs tells whether there is a scheme.
func (u *URL) IsAbs() bool { return u.Scheme != "" }

// Parse reads a URL that is relative to u.
func (u *URL) Parse(ref string) (*URL, error) {
	parsed, err := Parse(ref)
	if err != nil {
		return nil, err
	}
	return u.ResolveReference(parsed), nil
}

// resolvePath takes . and .. out of a reference's path, put behind a base path.
func resolvePath(base, ref string) string {
	full := ref
	switch {
	case ref == "":
		full = base
	case ref[0] != '/':
		full = base[:strings.LastIndexByte(base, '/')+1] + ref
	}
	if full == "" {
		return ""
	}
	var out []string
	last := ""
	for _, part := range strings.Split(full, "/") {
		last = part
		switch part {
		case ".":
		case "..":
			if len(out) > 1 || len(out) == 1 && out[0] != "" {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, part)
		}
	}
	if last == "." || last == ".." {
		out = append(out, "")
	}
	return "/" + strings.TrimPrefix(strings.Join(out, "/"), "/")
}

// ResolveReference gives the absolute URL of ref, which stands in u.
func (u *URL) ResolveReference(ref *URL) *URL {
	url := *ref
	if ref.Scheme == "" {
		url.Scheme = u.Scheme
	}
	if ref.Scheme != "" || ref.Host != "" || ref.User != nil {
		url.setPath(resolvePath(ref.EscapedPath(), ""))
		return &url
	}
	if ref.Opaque != "" {
		url.User, url.Host, url.Path = nil, "", ""
		return &url
	}
	if ref.Path == "" && !ref.ForceQuery && ref.RawQuery == "" {
		url.RawQuery = u.RawQuery
		if ref.Fragment == "" {
			url.Fragment, url.RawFragment = u.Fragment, u.RawFragment
		}
	}
	if ref.Path == "" && u.Opaque != "" {
		url.Opaque = u.Opaque
		url.User, url.Host, url.Path = nil, "", ""
		return &url
	}
	url.Host, url.User = u.Host, u.User
	url.setPath(resolvePath(u.EscapedPath(), ref.EscapedPath()))
	return &url
}

// Query is the parsed query; what is malformed is left out.
func (u *URL) Query() Values {
	v, _ := ParseQuery(u.RawQuery)
	return v
}

// RequestURI is what an HTTP request line says: path and query, or what is opaque.
func (u *URL) RequestURI() string {
	s := u.Opaque
	if s == "" {
		if s = u.EscapedPath(); s == "" {
			s = "/"
		}
	} else if strings.HasPrefix(s, "//") {
		s = u.Scheme + ":" + s
	}
	if u.ForceQuery || u.RawQuery != "" {
		s += "?" + u.RawQuery
	}
	return s
}

// splitPort cuts a host and its port, and takes the brackets of an address off.
func splitPort(host string) (name, port string) {
	name = host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && validPort(host[i:]) {
		name, port = host[:i], host[i+1:]
	}
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		name = name[1 : len(name)-1]
	}
	return name, port
}

// Hostname is the host without port and brackets.
func (u *URL) Hostname() string {
	name, _ := splitPort(u.Host)
	return name
}

// Port is the port, "" if there is none.
func (u *URL) Port() string {
	_, port := splitPort(u.Host)
	return port
}

// MarshalBinary is String.
func (u *URL) MarshalBinary() (text []byte, err error) { return u.AppendBinary(nil) }

// AppendBinary appends String.
func (u *URL) AppendBinary(b []byte) ([]byte, error) { return append(b, u.String()...), nil }

// UnmarshalBinary is Parse.
func (u *URL) UnmarshalBinary(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*u = *parsed
	return nil
}

// JoinPath is a URL with elements joined to its path, cleaned.
func (u *URL) JoinPath(elem ...string) *URL {
	url := *u
	all := append([]string{u.EscapedPath()}, elem...)
	relative := !strings.HasPrefix(all[0], "/")
	if relative {
		// The slash keeps .. from leaving.
		all[0] = "/" + all[0]
	}
	p := path.Join(all...)
	if relative {
		p = p[1:]
	}
	if strings.HasSuffix(all[len(all)-1], "/") && !strings.HasSuffix(p, "/") {
		p += "/"
	}
	url.setPath(p)
	return &url
}

// JoinPath is a URL with elements joined to its path, cleaned.
func JoinPath(base string, elem ...string) (result string, err error) {
	u, err := Parse(base)
	if err != nil {
		return "", err
	}
	joined := u.JoinPath(elem...)
	return joined.String(), nil
}
