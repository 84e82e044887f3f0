package http

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
)

// Request is a request: one that a server has received, or one to be sent.
type Request struct {
	Method string // "" is GET for requests to be sent

	// URL is what was asked for; of requests that a server has, usually only path and query.
	URL *url.URL

	Proto      string // of requests that a server has
	ProtoMajor int
	ProtoMinor int

	// Header has no Host field: that is in Host. Keys are canonical.
	Header Header

	// Body is never nil in requests that a server has; who sends a request closes it.
	Body io.ReadCloser

	// GetBody gives the body anew, for redirects; optional.
	GetBody func() (io.ReadCloser, error)

	// ContentLength is -1 if unknown; 0 with a body is unknown, too, for requests to be sent.
	ContentLength int64

	TransferEncoding []string
	Close            bool   // the connection is closed after the request
	Host             string // with port; for requests to be sent, "" is URL.Host

	// Form has the fields of query and body after ParseForm, PostForm those of the body;
	// MultipartForm is what ParseMultipartForm reads.
	Form          url.Values
	PostForm      url.Values
	MultipartForm *multipart.Form

	// Trailer has the fields behind a chunked body: their keys first, their values when the
	// body has been read. For requests to be sent, the values may be set while it is read.
	Trailer Header

	RemoteAddr string // "IP:port", set by the server
	RequestURI string // as read, set by the server; must be "" in requests to be sent

	// Deprecated: use the context.
	Cancel <-chan struct{}

	Response *Response // the redirect that this request follows
	Pattern  string    // of the ServeMux, that matched

	ctx         context.Context
	pattern     *pattern
	matches     []string          // of the pattern's wildcards
	otherValues map[string]string // set by SetPathValue, for names that no wildcard has
}

// Context is the request's context, never nil: the background, or for requests that a server
// has one that ends with the connection or with ServeHTTP.
func (r *Request) Context() context.Context {
	if r.ctx != nil {
		return r.ctx
	}
	return context.Background()
}

// WithContext gives a shallow copy with another context.
func (r *Request) WithContext(ctx context.Context) *Request {
	if ctx == nil {
		panic("nil context")
	}
	clone := new(Request)
	*clone = *r
	clone.ctx = ctx
	return clone
}

// Clone gives a deep copy with another context; only the body is the same.
func (r *Request) Clone(ctx context.Context) *Request {
	clone := r.WithContext(ctx)
	clone.URL = cloneURL(r.URL)
	clone.Header = r.Header.Clone()
	clone.Trailer = r.Trailer.Clone()
	clone.TransferEncoding = slices.Clone(r.TransferEncoding)
	clone.Form = url.Values(Header(r.Form).Clone())
	clone.PostForm = url.Values(Header(r.PostForm).Clone())
	if f := r.MultipartForm; f != nil {
		copied := &multipart.Form{Value: Header(f.Value).Clone()}
		if f.File != nil {
			copied.File = make(map[string][]*multipart.FileHeader, len(f.File))
			for name, files := range f.File {
				for _, file := range files {
					one := *file
					one.Header = map[string][]string(Header(file.Header).Clone())
					copied.File[name] = append(copied.File[name], &one)
				}
			}
		}
		clone.MultipartForm = copied
	}
	clone.matches = slices.Clone(r.matches)
	clone.otherValues = maps.Clone(r.otherValues)
	return clone
}

func cloneURL(u *url.URL) *url.URL {
	if u == nil {
		return nil
	}
	clone := *u
	if u.User != nil {
		user := *u.User
		clone.User = &user
	}
	return &clone
}

// NewRequest makes a request to be sent, with the background context.
func NewRequest(method, url string, body io.Reader) (*Request, error) {
	return NewRequestWithContext(context.Background(), method, url, body)
}

// NewRequestWithContext makes a request to be sent. If the body is a *bytes.Buffer,
// *bytes.Reader or *strings.Reader, ContentLength and GetBody are set.
func NewRequestWithContext(ctx context.Context, method, urlText string, body io.Reader) (*Request, error) {
	method = orDefault(method, "GET")
	if !isToken(method) {
		return nil, fmt.Errorf("net/http: invalid method %q", method)
	}
	if ctx == nil {
		return nil, errors.New("net/http: nil Context")
	}
	u, err := url.Parse(urlText)
	if err != nil {
		return nil, err
	}
	u.Host = strings.TrimSuffix(u.Host, ":")
	r := &Request{
		ctx: ctx, Method: method, URL: u, Host: u.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(Header),
	}
	if body != nil {
		r.setBody(body)
	}
	return r, nil
}

func (r *Request) setBody(body io.Reader) {
	closer, ok := body.(io.ReadCloser)
	if !ok {
		closer = io.NopCloser(body)
	}
	r.Body = closer
	switch body := body.(type) {
	case *bytes.Buffer:
		r.ContentLength = int64(body.Len())
		content := body.Bytes()
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	case *bytes.Reader:
		r.ContentLength = int64(body.Len())
		start := *body
		r.GetBody = func() (io.ReadCloser, error) {
			again := start
			return io.NopCloser(&again), nil
		}
	case *strings.Reader:
		r.ContentLength = int64(body.Len())
		start := *body
		r.GetBody = func() (io.ReadCloser, error) {
			again := start
			return io.NopCloser(&again), nil
		}
	}
	if r.GetBody != nil && r.ContentLength == 0 {
		// Known to be empty, which a length of 0 with a body does not say.
		r.Body = NoBody
		r.GetBody = func() (io.ReadCloser, error) { return NoBody, nil }
	}
}

// ProtoAtLeast tells whether the protocol is of this version or a later one.
func (r *Request) ProtoAtLeast(major, minor int) bool {
	return r.ProtoMajor > major || r.ProtoMajor == major && r.ProtoMinor >= minor
}

// UserAgent is what the client says it is.
func (r *Request) UserAgent() string { return r.Header.Get("User-Agent") }

// Referer is the page that led here. The misspelling is the protocol's.
func (r *Request) Referer() string { return r.Header.Get("Referer") }

// ErrNoCookie is what Cookie gives where there is none.
var ErrNoCookie = errors.New("http: named cookie not present")

// Cookies gives all cookies of the request.
func (r *Request) Cookies() []*Cookie { return readCookies(r.Header, "") }

// CookiesNamed gives the cookies with a name.
func (r *Request) CookiesNamed(name string) []*Cookie {
	if name == "" {
		return []*Cookie{}
	}
	return readCookies(r.Header, name)
}

// Cookie gives the first cookie with a name.
func (r *Request) Cookie(name string) (*Cookie, error) {
	if found := r.CookiesNamed(name); len(found) > 0 {
		return found[0], nil
	}
	return nil, ErrNoCookie
}

// AddCookie adds a cookie's name and value to the request's Cookie field.
func (r *Request) AddCookie(c *Cookie) {
	name := strings.NewReplacer("\n", "-", "\r", "-").Replace(c.Name)
	pair := name + "=" + cleanCookieValue(c.Value, c.Quoted)
	if before := r.Header.Get("Cookie"); before != "" {
		pair = before + "; " + pair
	}
	r.Header.Set("Cookie", pair)
}

// BasicAuth gives name and password of the Authorization field, if it has them.
func (r *Request) BasicAuth() (username, password string, ok bool) {
	const scheme = "Basic "
	auth := r.Header.Get("Authorization")
	if len(auth) < len(scheme) || !equalFold(auth[:len(scheme)], scheme) {
		return "", "", false
	}
	text, err := base64.StdEncoding.DecodeString(auth[len(scheme):])
	if err != nil {
		return "", "", false
	}
	username, password, ok = strings.Cut(string(text), ":")
	if !ok {
		return "", "", false
	}
	return username, password, true
}

// SetBasicAuth sets the Authorization field to a name and a password, not encrypted.
func (r *Request) SetBasicAuth(username, password string) {
	r.Header.Set("Authorization", basicAuth(username, password))
}

func basicAuth(username, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
}

// PathValue gives what a wildcard of the pattern matched, "" if there is none.
func (r *Request) PathValue(name string) string {
	if i := r.wildcard(name); i >= 0 {
		return r.matches[i]
	}
	return r.otherValues[name]
}

// SetPathValue sets what PathValue gives.
func (r *Request) SetPathValue(name, value string) {
	if i := r.wildcard(name); i >= 0 {
		r.matches[i] = value
		return
	}
	if r.otherValues == nil {
		r.otherValues = make(map[string]string)
	}
	r.otherValues[name] = value
}

func (r *Request) wildcard(name string) int {
	if r.pattern == nil {
		return -1
	}
	i := 0
	for _, seg := range r.pattern.segments {
		if seg.wild && seg.text != "" {
			if seg.text == name {
				return i
			}
			i++
		}
	}
	return -1
}

func (r *Request) expectsContinue() bool { return hasToken(r.Header.get("Expect"), "100-continue") }

func (r *Request) wantsKeepAlive10() bool {
	return r.ProtoMajor == 1 && r.ProtoMinor == 0 && hasToken(r.Header.get("Connection"), "keep-alive")
}

func (r *Request) wantsClose() bool {
	return r.Close || hasToken(r.Header.get("Connection"), "close")
}

func (r *Request) closeBody() error {
	if r.Body == nil {
		return nil
	}
	return r.Body.Close()
}

// isReplayable tells whether the request may be sent again when it is not known whether it
// arrived.
func (r *Request) isReplayable() bool {
	if r.Body != nil && r.Body != NoBody && r.GetBody == nil {
		return false
	}
	switch orDefault(r.Method, "GET") {
	case "GET", "HEAD", "OPTIONS", "TRACE":
		return true
	}
	return r.Header.has("Idempotency-Key") || r.Header.has("X-Idempotency-Key")
}

// outgoingLength is the length of the body, -1 if unknown.
func (r *Request) outgoingLength() int64 {
	if r.Body == nil || r.Body == NoBody {
		return 0
	}
	if r.ContentLength != 0 {
		return r.ContentLength
	}
	return -1
}
