package http

import (
	"errors"
	"fmt"
	"log"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// Cookies that a message may have.
const maxCookies = 3000

// Cookie is what a Set-Cookie field says, or one pair of a Cookie field.
type Cookie struct {
	Name   string
	Value  string
	Quoted bool // the value stands between quotes

	Path       string
	Domain     string
	Expires    time.Time
	RawExpires string // as read

	MaxAge      int // seconds; 0 is unset, less than 0 deletes the cookie
	Secure      bool
	HttpOnly    bool
	SameSite    SameSite
	Partitioned bool
	Raw         string   // as read
	Unparsed    []string // attributes that are not known
}

// SameSite says whether a cookie goes with requests that other sites cause.
type SameSite int

const (
	SameSiteDefaultMode SameSite = iota + 1
	SameSiteLaxMode
	SameSiteStrictMode
	SameSiteNoneMode
)

var (
	errBlankCookie = errors.New("http: blank cookie")
	errNoEqual     = errors.New("http: '=' not found in cookie")
	errCookieName  = errors.New("http: invalid cookie name")
	errCookieValue = errors.New("http: invalid cookie value")
)

// ParseCookie reads a Cookie field.
func ParseCookie(line string) ([]*Cookie, error) {
	if strings.Count(line, ";")+1 > maxCookies {
		return nil, errors.New("http: number of cookies exceeded limit")
	}
	if textproto.TrimString(line) == "" {
		return nil, errBlankCookie
	}
	var cookies []*Cookie
	for pair := range strings.SplitSeq(line, ";") {
		name, value, ok := strings.Cut(textproto.TrimString(pair), "=")
		if !ok {
			return nil, errNoEqual
		}
		if !isToken(name) {
			return nil, errCookieName
		}
		value, quoted, ok := parseCookieValue(value, true)
		if !ok {
			return nil, errCookieValue
		}
		cookies = append(cookies, &Cookie{Name: name, Value: value, Quoted: quoted})
	}
	return cookies, nil
}

// ParseSetCookie reads a Set-Cookie field.
func ParseSetCookie(line string) (*Cookie, error) {
	parts := strings.Split(textproto.TrimString(line), ";")
	if len(parts) == 1 && parts[0] == "" {
		return nil, errBlankCookie
	}
	name, value, ok := strings.Cut(textproto.TrimString(parts[0]), "=")
	if !ok {
		return nil, errNoEqual
	}
	name = textproto.TrimString(name)
	if !isToken(name) {
		return nil, errCookieName
	}
	value, quoted, ok := parseCookieValue(value, true)
	if !ok {
		return nil, errCookieValue
	}
	c := &Cookie{Name: name, Value: value, Quoted: quoted, Raw: line}
	for _, part := range parts[1:] {
		part = textproto.TrimString(part)
		attribute, value, _ := strings.Cut(part, "=")
		if part == "" || !isASCII(attribute) {
			continue
		}
		value, _, ok := parseCookieValue(value, false)
		if !ok || !c.setAttribute(strings.ToLower(attribute), value) {
			c.Unparsed = append(c.Unparsed, part)
		}
	}
	return c, nil
}

// setAttribute tells whether the attribute is known and its value right.
func (c *Cookie) setAttribute(name, value string) bool {
	switch name {
	case "samesite":
		c.SameSite = SameSiteDefaultMode
		switch {
		case equalFold(value, "lax"):
			c.SameSite = SameSiteLaxMode
		case equalFold(value, "strict"):
			c.SameSite = SameSiteStrictMode
		case equalFold(value, "none"):
			c.SameSite = SameSiteNoneMode
		}
	case "secure":
		c.Secure = true
	case "httponly":
		c.HttpOnly = true
	case "domain":
		c.Domain = value
	case "max-age":
		seconds, err := strconv.Atoi(value)
		if err != nil || seconds != 0 && value[0] == '0' {
			return false
		}
		if seconds <= 0 {
			seconds = -1
		}
		c.MaxAge = seconds
	case "expires":
		c.RawExpires = value
		t, err := time.Parse(time.RFC1123, value)
		if err != nil {
			t, err = time.Parse("Mon, 02-Jan-2006 15:04:05 MST", value)
		}
		if err != nil {
			c.Expires = time.Time{}
			return false
		}
		c.Expires = t.UTC()
	case "path":
		c.Path = value
	case "partitioned":
		c.Partitioned = true
	default:
		return false
	}
	return true
}

// parseCookieValue removes the quotes, and checks what is between them.
func parseCookieValue(raw string, mayQuote bool) (value string, quoted, ok bool) {
	if mayQuote && len(raw) > 1 && raw[0] == '"' && raw[len(raw)-1] == '"' {
		raw = raw[1 : len(raw)-1]
		quoted = true
	}
	for i := range len(raw) {
		if !isCookieValueByte(raw[i]) {
			return "", quoted, false
		}
	}
	return raw, quoted, true
}

// readSetCookies gives the cookies that a response sets; malformed ones are left out.
func readSetCookies(h Header) []*Cookie {
	cookies := []*Cookie{}
	lines := h["Set-Cookie"]
	if len(lines) > maxCookies {
		return cookies
	}
	for _, line := range lines {
		if c, err := ParseSetCookie(line); err == nil {
			cookies = append(cookies, c)
		}
	}
	return cookies
}

// readCookies gives the cookies of a request, those with a name if one is given.
func readCookies(h Header, filter string) []*Cookie {
	cookies := []*Cookie{}
	count := 0
	for _, line := range h["Cookie"] {
		count += strings.Count(line, ";") + 1
	}
	if count > maxCookies {
		return cookies
	}
	for _, line := range h["Cookie"] {
		for pair := range strings.SplitSeq(textproto.TrimString(line), ";") {
			name, value, _ := strings.Cut(textproto.TrimString(pair), "=")
			name = textproto.TrimString(name)
			if !isToken(name) || filter != "" && filter != name {
				continue
			}
			if value, quoted, ok := parseCookieValue(value, true); ok {
				cookies = append(cookies, &Cookie{Name: name, Value: value, Quoted: quoted})
			}
		}
	}
	return cookies
}

// SetCookie adds a Set-Cookie field; a cookie that is not valid may be dropped silently.
func SetCookie(w ResponseWriter, cookie *Cookie) {
	if v := cookie.String(); v != "" {
		w.Header().Add("Set-Cookie", v)
	}
}

// String writes the cookie as a Set-Cookie field, or as a pair for a Cookie field if only name
// and value are set. It is "" if the name is none.
func (c *Cookie) String() string {
	if c == nil || !isToken(c.Name) {
		return ""
	}
	var b strings.Builder
	b.WriteString(c.Name + "=" + cleanCookieValue(c.Value, c.Quoted))
	if c.Path != "" {
		b.WriteString("; Path=" + dropInvalid("Cookie.Path", c.Path, isCookiePathByte))
	}
	if c.Domain != "" {
		if isCookieDomain(c.Domain) {
			b.WriteString("; Domain=" + strings.TrimPrefix(c.Domain, "."))
		} else {
			log.Printf("net/http: invalid Cookie.Domain %q; dropping domain attribute", c.Domain)
		}
	}
	if isCookieTime(c.Expires) {
		b.WriteString("; Expires=" + c.Expires.UTC().Format(TimeFormat))
	}
	if c.MaxAge > 0 {
		b.WriteString("; Max-Age=" + strconv.Itoa(c.MaxAge))
	} else if c.MaxAge < 0 {
		b.WriteString("; Max-Age=0")
	}
	if c.HttpOnly {
		b.WriteString("; HttpOnly")
	}
	if c.Secure {
		b.WriteString("; Secure")
	}
	switch c.SameSite {
	case SameSiteNoneMode:
		b.WriteString("; SameSite=None")
	case SameSiteLaxMode:
		b.WriteString("; SameSite=Lax")
	case SameSiteStrictMode:
		b.WriteString("; SameSite=Strict")
	}
	if c.Partitioned {
		b.WriteString("; Partitioned")
	}
	return b.String()
}

// Valid tells what is wrong with the cookie.
func (c *Cookie) Valid() error {
	if c == nil {
		return errors.New("http: nil Cookie")
	}
	if !isToken(c.Name) {
		return errors.New("http: invalid Cookie.Name")
	}
	if !c.Expires.IsZero() && !isCookieTime(c.Expires) {
		return errors.New("http: invalid Cookie.Expires")
	}
	for i := range len(c.Value) {
		if !isCookieValueByte(c.Value[i]) {
			return fmt.Errorf("http: invalid byte %q in Cookie.Value", c.Value[i])
		}
	}
	for i := range len(c.Path) {
		if !isCookiePathByte(c.Path[i]) {
			return fmt.Errorf("http: invalid byte %q in Cookie.Path", c.Path[i])
		}
	}
	if c.Domain != "" && !isCookieDomain(c.Domain) {
		return errors.New("http: invalid Cookie.Domain")
	}
	if c.Partitioned && !c.Secure {
		return errors.New("http: partitioned cookies must be set with Secure")
	}
	return nil
}

func isCookieTime(t time.Time) bool { return t.Year() >= 1601 }

func isCookieValueByte(c byte) bool { return isCookiePathByte(c) && c != '"' && c != '\\' }

func isCookiePathByte(c byte) bool { return ' ' <= c && c < 0x7f && c != ';' }

func isCookieDomain(s string) bool {
	return isDomainName(s) || net.ParseIP(s) != nil && !strings.Contains(s, ":")
}

// isDomainName tells whether a text is a name, perhaps with a dot before it.
func isDomainName(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	hasLetter := false
	labels := strings.Split(strings.TrimPrefix(s, "."), ".")
	for i, label := range labels {
		if label == "" && i == len(labels)-1 && i > 0 {
			continue // a dot at the end
		}
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for j := range len(label) {
			c := label[j]
			isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
			hasLetter = hasLetter || isLetter
			if !isLetter && c != '-' && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return hasLetter
}

// cleanCookieValue makes a text a value; quotes stand around it if it needs them.
func cleanCookieValue(v string, quoted bool) string {
	v = dropInvalid("Cookie.Value", v, isCookieValueByte)
	if strings.ContainsAny(v, " ,") || quoted {
		return `"` + v + `"`
	}
	return v
}

func dropInvalid(field, v string, isValid func(byte) bool) string {
	var kept []byte
	for i := range len(v) {
		if isValid(v[i]) {
			kept = append(kept, v[i])
		} else if len(kept) == i {
			log.Printf("net/http: invalid byte %q in %s; dropping invalid bytes", v[i], field)
		}
	}
	return string(kept)
}
