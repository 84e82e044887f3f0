// Package cookiejar keeps cookies in memory (RFC 6265).
package cookiejar

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// PublicSuffixList knows the domains below which anyone can have one, like "co.uk": cookies
// are not kept for all of such a domain.
type PublicSuffixList interface {
	// PublicSuffix gives the suffix of a domain that is in the list. All domains are in lower
	// case, without a dot at the end.
	PublicSuffix(domain string) string

	// String tells which list it is.
	String() string
}

// Options are for New.
type Options struct {
	// PublicSuffixList, if nil, lets a site in "co.uk" set cookies for all others there.
	PublicSuffixList PublicSuffixList
}

// Jar is a http.CookieJar.
type Jar struct {
	suffixes PublicSuffixList

	mu      sync.Mutex
	entries map[string]map[string]*entry // by site, then by domain, path and name
	created uint64                       // entries so far
}

// entry is a cookie.
type entry struct {
	name, value  string
	quoted       bool
	domain, path string
	secure       bool
	onlyHost     bool // not for what is below the domain
	expires      time.Time
	created      time.Time
	number       uint64 // of those created at the same time
}

// never is when cookies of a session expire.
func never() time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }

// New makes an empty jar. The options may be nil.
func New(o *Options) (*Jar, error) {
	j := &Jar{entries: make(map[string]map[string]*entry)}
	if o != nil {
		j.suffixes = o.PublicSuffixList
	}
	return j, nil
}

// isFor tells whether the cookie goes with a request.
func (e *entry) isFor(https bool, host, path string) bool {
	if host != e.domain && (e.onlyHost || !strings.HasSuffix(host, "."+e.domain)) {
		return false
	}
	rest, ok := strings.CutPrefix(path, e.path)
	if !ok || rest != "" && !strings.HasSuffix(e.path, "/") && rest[0] != '/' {
		return false
	}
	return !e.secure || https || isLocal(e.domain)
}

// isLocal tells whether a host is this machine.
func isLocal(host string) bool {
	host = strings.TrimSuffix(host, ".")
	if strings.EqualFold(host[strings.LastIndex(host, ".")+1:], "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Cookies gives the cookies for a request: those with the longest paths first, then the
// oldest.
func (j *Jar) Cookies(u *url.URL) (cookies []*http.Cookie) { return j.cookies(u, time.Now()) }

func (j *Jar) cookies(u *url.URL, now time.Time) (cookies []*http.Cookie) {
	host, err := hostOf(u)
	if err != nil {
		return nil
	}
	site := j.site(host)
	path := u.Path
	if path == "" {
		path = "/"
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []*entry
	for id, e := range j.entries[site] {
		switch {
		case !e.expires.After(now):
			delete(j.entries[site], id)
		case e.isFor(u.Scheme == "https", host, path):
			found = append(found, e)
		}
	}
	if len(j.entries[site]) == 0 {
		delete(j.entries, site)
	}
	slices.SortFunc(found, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.path, a.path), a.created.Compare(b.created), cmp.Compare(a.number, b.number))
	})
	for _, e := range found {
		cookies = append(cookies, &http.Cookie{Name: e.name, Value: e.value, Quoted: e.quoted})
	}
	return cookies
}

// SetCookies keeps the cookies that an answer has set; those that it may not set are left out.
func (j *Jar) SetCookies(u *url.URL, cookies []*http.Cookie) { j.setCookies(u, cookies, time.Now()) }

func (j *Jar) setCookies(u *url.URL, cookies []*http.Cookie, now time.Time) {
	host, err := hostOf(u)
	if err != nil {
		return
	}
	site := j.site(host)
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, c := range cookies {
		e, err := j.entryOf(c, host, u.Path, now)
		if err != nil {
			continue
		}
		id := e.domain + ";" + e.path + ";" + e.name
		old := j.entries[site][id]
		if !e.expires.After(now) {
			delete(j.entries[site], id)
			continue
		}
		if old != nil {
			e.created, e.number = old.created, old.number
		} else {
			e.created, e.number = now, j.created
			j.created++
		}
		if j.entries[site] == nil {
			j.entries[site] = make(map[string]*entry)
		}
		j.entries[site][id] = e
	}
	if len(j.entries[site]) == 0 {
		delete(j.entries, site)
	}
}

func (j *Jar) entryOf(c *http.Cookie, host, path string, now time.Time) (*entry, error) {
	e := &entry{name: c.Name, value: c.Value, quoted: c.Quoted, secure: c.Secure, path: c.Path}
	if !strings.HasPrefix(e.path, "/") {
		e.path = folderOf(path)
	}
	var err error
	if e.domain, e.onlyHost, err = j.domain(host, c.Domain); err != nil {
		return nil, err
	}
	switch {
	case c.MaxAge < 0:
		e.expires = now
	case c.MaxAge > 0:
		e.expires = now.Add(time.Duration(c.MaxAge) * time.Second)
	case c.Expires.IsZero():
		e.expires = never()
	default:
		e.expires = c.Expires
	}
	return e, nil
}

// domain gives the domain that a host may set a cookie for, and whether it is only itself.
func (j *Jar) domain(host, domain string) (string, bool, error) {
	illegal := errors.New("cookiejar: illegal cookie domain attribute")
	if domain == "" {
		return host, true, nil
	}
	if isIP(host) {
		if host != domain {
			return "", false, illegal
		}
		return host, true, nil
	}
	domain = strings.ToLower(strings.TrimPrefix(domain, "."))
	if domain == "" || domain[0] == '.' || domain[len(domain)-1] == '.' || !isASCII(domain) {
		return "", false, errors.New("cookiejar: malformed cookie domain attribute")
	}
	if j.suffixes != nil {
		if suffix := j.suffixes.PublicSuffix(domain); suffix != "" && !strings.HasSuffix(domain, "."+suffix) {
			if host == domain {
				return host, true, nil
			}
			return "", false, illegal
		}
	}
	if host != domain && !strings.HasSuffix(host, "."+domain) {
		return "", false, illegal
	}
	return domain, false, nil
}

// hostOf gives a URL's host in lower case, without port.
func hostOf(u *url.URL) (string, error) {
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("cookiejar: no cookies for " + u.Scheme)
	}
	host := u.Host
	if colons := strings.Count(host, ":"); colons == 1 || colons > 1 && host[0] == '[' && strings.Contains(host, "]:") {
		var err error
		if host, _, err = net.SplitHostPort(host); err != nil {
			return "", err
		}
	}
	if !isASCII(host) {
		return "", errors.New("cookiejar: internationalised names are not supported")
	}
	return strings.ToLower(strings.TrimSuffix(host, ".")), nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isIP(host string) bool { return strings.ContainsAny(host, ":%") || net.ParseIP(host) != nil }

// site is the key for a host: its public suffix and one name more.
func (j *Jar) site(host string) string {
	if isIP(host) {
		return host
	}
	dot := strings.LastIndex(host, ".") // before the suffix
	if j.suffixes != nil {
		dot = len(host) - len(j.suffixes.PublicSuffix(host)) - 1
	}
	if dot <= 0 || host[dot] != '.' {
		return host
	}
	return host[strings.LastIndex(host[:dot], ".")+1:]
}

// folderOf is the path that cookies have which name none.
func folderOf(path string) string {
	i := strings.LastIndex(path, "/")
	if i <= 0 || path[0] != '/' {
		return "/"
	}
	return path[:i]
}
