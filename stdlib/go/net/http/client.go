package http

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/url"
	"slices"
	"strings"
	"time"
)

// How many redirects are followed, and how much of the answer of each is read so that its
// connection can be used again.
const (
	maxRedirects   = 10
	redirectDrain  = 2 << 10
	timeoutWaiting = " (Client.Timeout exceeded while awaiting headers)"
	timeoutReading = " (Client.Timeout or context cancellation while reading body)"
)

// ErrUseLastResponse is what CheckRedirect gives to get the answer that redirects, with its
// body unread.
var ErrUseLastResponse = errors.New("net/http: use last response")

// ErrSchemeMismatch is an answer of HTTP to a client of HTTPS.
var ErrSchemeMismatch = errors.New("http: server gave HTTP response to HTTPS client")

// RoundTripper does one request. It must not change the request, except for closing its body,
// and does not look at what the answer says.
type RoundTripper interface {
	RoundTrip(*Request) (*Response, error)
}

// Client does requests: it follows redirects and keeps cookies. The zero value is ready for
// use; one is enough for a program, and may be used by several goroutines.
type Client struct {
	Transport RoundTripper // nil is DefaultTransport

	// CheckRedirect is asked before a redirect is followed, with the requests so far; nil
	// follows ten. If it gives an error, Do gives it with the last answer, its body closed.
	CheckRedirect func(req *Request, via []*Request) error

	Jar     CookieJar     // nil keeps no cookies
	Timeout time.Duration // for all, with redirects and the body; 0 is none
}

// DefaultClient is what Get, Head, Post and PostForm use.
var DefaultClient = &Client{}

// Get asks for a URL. The body of the answer must be closed.
func Get(url string) (resp *Response, err error) { return DefaultClient.Get(url) }

// Head asks for a URL's header.
func Head(url string) (resp *Response, err error) { return DefaultClient.Head(url) }

// Post sends a body to a URL.
func Post(url, contentType string, body io.Reader) (resp *Response, err error) {
	return DefaultClient.Post(url, contentType, body)
}

// PostForm sends a form to a URL.
func PostForm(url string, data url.Values) (resp *Response, err error) {
	return DefaultClient.PostForm(url, data)
}

// Get asks for a URL. The body of the answer must be closed.
func (c *Client) Get(url string) (resp *Response, err error) { return c.ask("GET", url) }

// Head asks for a URL's header.
func (c *Client) Head(url string) (resp *Response, err error) { return c.ask("HEAD", url) }

func (c *Client) ask(method, url string) (*Response, error) {
	req, err := NewRequest(method, url, nil)
	if err != nil {
		return nil, err
	}
	return c.Do(req)
}

// Post sends a body to a URL.
func (c *Client) Post(url, contentType string, body io.Reader) (resp *Response, err error) {
	req, err := NewRequest("POST", url, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	return c.Do(req)
}

// PostForm sends a form to a URL.
func (c *Client) PostForm(url string, data url.Values) (resp *Response, err error) {
	return c.Post(url, "application/x-www-form-urlencoded", strings.NewReader(data.Encode()))
}

// CloseIdleConnections closes the connections that the transport keeps.
func (c *Client) CloseIdleConnections() {
	if t, ok := c.transport().(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (c *Client) transport() RoundTripper {
	if c.Transport != nil {
		return c.Transport
	}
	return DefaultTransport
}

// timeoutError is an error that says that it is a timeout.
type timeoutError struct{ text string }

func (e *timeoutError) Error() string     { return e.text }
func (e *timeoutError) Timeout() bool     { return true }
func (e *timeoutError) Temporary() bool   { return true }
func (e *timeoutError) Is(err error) bool { return err == context.DeadlineExceeded }

// errorOp is the operation in a *url.Error.
func errorOp(method string) string {
	if method == "" {
		return "Get"
	}
	if !isASCII(method) {
		return method
	}
	return method[:1] + strings.ToLower(method[1:])
}

func withoutPassword(u *url.URL) string {
	if _, ok := u.User.Password(); ok {
		return strings.Replace(u.String(), u.User.String()+"@", u.User.Username()+":***@", 1)
	}
	return u.String()
}

// Do does a request. The error, always a *url.Error, is not about the answer's status; with
// one of CheckRedirect, the last answer is given, too. The body of the answer must be closed,
// and read to its end for the connection to be used again. The request's body is closed.
func (c *Client) Do(req *Request) (*Response, error) {
	if req.URL == nil {
		req.closeBody()
		return nil, &url.Error{Op: errorOp(req.Method), Err: errors.New("http: nil Request.URL")}
	}
	h := &hops{client: c, header: req.Header.Clone(), withBody: true}
	if c.Timeout > 0 {
		h.deadline = time.Now().Add(c.Timeout)
	}
	if c.Jar != nil && req.Header.Get("Cookie") != "" {
		h.cookies = req.Cookies()
	}
	for {
		h.requests = append(h.requests, req)
		resp, timedOut, err := c.send(req, h.deadline)
		if err != nil {
			if timedOut() {
				err = &timeoutError{err.Error() + timeoutWaiting}
			}
			return nil, h.error(req.URL, err)
		}
		method, ok := h.follows(resp, req.Method)
		if !ok {
			return resp, nil
		}
		req.closeBody()
		if resp.Header.Get("Location") == "" {
			return resp, nil // perhaps a page for people
		}
		next, err := h.next(req, resp, method)
		if err != nil {
			resp.closeBody()
			return nil, h.error(resp.Request.URL, err)
		}
		err = c.checkRedirect(next, h.requests)
		if err == ErrUseLastResponse {
			return resp, nil
		}
		if resp.ContentLength <= redirectDrain {
			io.CopyN(io.Discard, resp.Body, redirectDrain)
		}
		resp.Body.Close()
		if err != nil {
			next.closeBody()
			return resp, &url.Error{Op: errorOp(h.requests[0].Method), URL: resp.Header.Get("Location"), Err: err}
		}
		req = next
	}
}

func (c *Client) checkRedirect(req *Request, via []*Request) error {
	if c.CheckRedirect != nil {
		return c.CheckRedirect(req, via)
	}
	if len(via) >= maxRedirects {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}

// hops is the way of a request through redirects.
type hops struct {
	client    *Client
	requests  []*Request
	deadline  time.Time
	header    Header    // of the first request; its cookies change
	cookies   []*Cookie // that the first request had, where there is a jar
	withBody  bool      // the body goes along
	strangers bool      // it has come to another site: nothing secret goes along
}

func (h *hops) error(at *url.URL, err error) error {
	return &url.Error{Op: errorOp(h.requests[0].Method), URL: withoutPassword(at), Err: err}
}

// follows tells with which method an answer is to be followed, if it is.
func (h *hops) follows(resp *Response, method string) (string, bool) {
	switch resp.StatusCode {
	case 301, 302, 303:
		h.withBody = false
		if method != "GET" && method != "HEAD" {
			method = "GET"
		}
		return method, true
	case 307, 308:
		// With the same body: if there is one, it must be there again.
		first := h.requests[0]
		return method, first.GetBody != nil || first.outgoingLength() == 0
	}
	return "", false
}

// next makes the request that an answer redirects to.
func (h *hops) next(last *Request, resp *Response, method string) (*Request, error) {
	location := resp.Header.Get("Location")
	u, err := last.URL.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("failed to parse Location header %q: %v", location, err)
	}
	host := ""
	if last.Host != "" && last.Host != last.URL.Host {
		// A host of the caller's own stays for relative redirects.
		if relative, _ := url.Parse(location); relative != nil && !relative.IsAbs() {
			host = last.Host
		}
	}
	first := h.requests[0]
	req := &Request{
		Method: method, Response: resp, URL: u, Header: make(Header), Host: host,
		Cancel: first.Cancel, ctx: first.ctx,
	}
	if h.withBody && first.GetBody != nil {
		if req.Body, err = first.GetBody(); err != nil {
			return nil, err
		}
		req.GetBody = first.GetBody
		req.ContentLength = first.ContentLength
	}
	if first.URL.Host != u.Host && !isBelow(u.Hostname(), first.URL.Hostname()) {
		h.strangers = true
	}
	h.copyHeader(req)
	if referer := refererFor(last.URL, u, req.Header.Get("Referer")); referer != "" {
		req.Header.Set("Referer", referer)
	}
	return req, nil
}

// copyHeader gives the first request's header to another.
func (h *hops) copyHeader(req *Request) {
	// Cookies that an answer has set come from the jar now.
	for _, set := range req.Response.Cookies() {
		isSet := func(c *Cookie) bool { return c.Name == set.Name }
		if !slices.ContainsFunc(h.cookies, isSet) {
			continue
		}
		h.cookies = slices.DeleteFunc(h.cookies, isSet)
		var pairs []string
		for _, c := range h.cookies {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		slices.Sort(pairs)
		h.header.Set("Cookie", strings.Join(pairs, "; "))
	}
	for key, values := range h.header {
		switch CanonicalHeaderKey(key) {
		case "Authorization", "Www-Authenticate", "Cookie", "Cookie2", "Proxy-Authorization", "Proxy-Authenticate":
			if h.strangers {
				continue
			}
		case "Content-Encoding", "Content-Language", "Content-Location", "Content-Type":
			if !h.withBody {
				continue
			}
		}
		req.Header[key] = values
	}
}

// isBelow tells whether a host is another one, or below it.
func isBelow(host, parent string) bool {
	host, parent = strings.ToLower(host), strings.ToLower(parent)
	if host == parent {
		return true
	}
	rest, ok := strings.CutSuffix(host, parent)
	return ok && strings.HasSuffix(rest, ".") && !strings.ContainsAny(host, ":%")
}

// refererFor is the Referer of a request that another one led to.
func refererFor(last, next *url.URL, explicit string) string {
	if last.Scheme == "https" && next.Scheme == "http" {
		return ""
	}
	if explicit != "" {
		return explicit
	}
	referer := last.String()
	if last.User != nil {
		referer = strings.Replace(referer, last.User.String()+"@", "", 1)
	}
	return referer
}

// send does one request, with cookies. With an error, timedOut tells whether it is because of
// the deadline.
func (c *Client) send(req *Request, deadline time.Time) (resp *Response, timedOut func() bool, err error) {
	at := req.URL
	if req.Host != "" {
		at = cloneURL(at)
		at.Host = req.Host
	}
	if c.Jar != nil {
		for _, cookie := range c.Jar.Cookies(at) {
			req.AddCookie(cookie)
		}
	}
	resp, timedOut, err = sendOne(req, c.transport(), deadline)
	if err == nil && c.Jar != nil {
		if cookies := resp.Cookies(); len(cookies) > 0 {
			c.Jar.SetCookies(at, cookies)
		}
	}
	return resp, timedOut, err
}

func never() bool { return false }

func sendOne(original *Request, rt RoundTripper, deadline time.Time) (resp *Response, timedOut func() bool, err error) {
	if original.RequestURI != "" {
		original.closeBody()
		return nil, never, errors.New("http: Request.RequestURI can't be set in client requests")
	}
	req := new(Request)
	*req = *original
	if req.Header == nil {
		req.Header = make(Header)
	}
	if user := req.URL.User; user != nil && req.Header.Get("Authorization") == "" {
		password, _ := user.Password()
		req.Header = req.Header.Clone()
		req.Header.Set("Authorization", basicAuth(user.Username(), password))
	}
	cancel, timedOut := func() {}, never
	if before, ok := req.Context().Deadline(); !deadline.IsZero() && (!ok || deadline.Before(before)) {
		req.ctx, cancel = context.WithDeadline(req.Context(), deadline)
		timedOut = func() bool { return time.Now().After(deadline) }
	}
	resp, err = rt.RoundTrip(req)
	if err != nil {
		cancel()
		if resp != nil {
			log.Printf("RoundTripper returned a response & error; ignoring response")
		}
		return nil, timedOut, err
	}
	if resp == nil {
		cancel()
		return nil, timedOut, fmt.Errorf("http: RoundTripper implementation (%T) returned a nil *Response with a nil error", rt)
	}
	if resp.Body == nil {
		if resp.ContentLength > 0 && req.Method != "HEAD" {
			cancel()
			return nil, timedOut, fmt.Errorf("http: RoundTripper implementation (%T) returned a *Response with content length %d but a nil Body",
				rt, resp.ContentLength)
		}
		resp.Body = io.NopCloser(strings.NewReader(""))
	}
	if !deadline.IsZero() {
		resp.Body = &timedBody{ReadCloser: resp.Body, cancel: cancel, timedOut: timedOut}
	}
	return resp, timedOut, nil
}

// timedBody is a body that must be read before a deadline.
type timedBody struct {
	io.ReadCloser
	cancel   func()
	timedOut func() bool
}

func (b *timedBody) Read(p []byte) (n int, err error) {
	n, err = b.ReadCloser.Read(p)
	if err != nil && err != io.EOF && b.timedOut() {
		err = &timeoutError{err.Error() + timeoutReading}
	}
	return n, err
}

func (b *timedBody) Close() error {
	err := b.ReadCloser.Close()
	b.cancel()
	return err
}
