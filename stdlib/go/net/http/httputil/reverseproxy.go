package httputil

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Parameters of a query that are passed on as they are.
const maxParameters = 10000

// ProxyRequest is a request on its way through a proxy.
type ProxyRequest struct {
	In  *http.Request // as it came; not to be changed
	Out *http.Request // as it goes on, without the fields that are about the connection
}

// SetURL leads the request to a server, with the target's path before its own. The Host field
// becomes the target's.
func (r *ProxyRequest) SetURL(target *url.URL) {
	redirect(r.Out, target)
	r.Out.Host = ""
}

// SetXForwarded sets X-Forwarded-For, -Host and -Proto to what the request says. An
// X-Forwarded-For that came with it only stays if it is copied before.
func (r *ProxyRequest) SetXForwarded() {
	h := r.Out.Header
	if !addForwardedFor(h, r.In.RemoteAddr) {
		h.Del("X-Forwarded-For")
	}
	h.Set("X-Forwarded-Host", r.In.Host)
	h.Set("X-Forwarded-Proto", "http")
}

// addForwardedFor adds an address, without port, if it is one.
func addForwardedFor(h http.Header, addr string) bool {
	client, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if prior := h["X-Forwarded-For"]; len(prior) > 0 {
		client = strings.Join(prior, ", ") + ", " + client
	}
	h.Set("X-Forwarded-For", client)
	return true
}

// BufferPool gives buffers for copying bodies.
type BufferPool interface {
	Get() []byte
	Put([]byte)
}

// ReverseProxy is a Handler that passes requests on to other servers.
type ReverseProxy struct {
	// Rewrite changes the request that goes on. It or Director must be set.
	Rewrite func(*ProxyRequest)

	Transport     http.RoundTripper // nil is http.DefaultTransport
	FlushInterval time.Duration     // between what is sent; 0 does not flush, less than 0 always
	ErrorLog      *log.Logger       // nil is the standard one
	BufferPool    BufferPool        // may be nil

	// ModifyResponse changes the answer; an error of it goes to ErrorHandler.
	ModifyResponse func(*http.Response) error

	// ErrorHandler answers if there is no answer; nil says 502 and logs.
	ErrorHandler func(http.ResponseWriter, *http.Request, error)

	// Director changes the request that goes on.
	//
	// Deprecated: use Rewrite; what Director adds can be removed by clients.
	Director func(*http.Request)
}

// NewSingleHostReverseProxy passes requests on to a server, with the target's path before
// their own. The Host field stays.
func NewSingleHostReverseProxy(target *url.URL) *ReverseProxy {
	return &ReverseProxy{Director: func(r *http.Request) { redirect(r, target) }}
}

// redirect sets where a request goes.
func redirect(r *http.Request, target *url.URL) {
	r.URL.Scheme = target.Scheme
	r.URL.Host = target.Host
	raw := ""
	if target.RawPath != "" || r.URL.RawPath != "" {
		raw = join(target.EscapedPath(), r.URL.EscapedPath())
	}
	r.URL.Path, r.URL.RawPath = join(target.Path, r.URL.Path), raw
	separator := ""
	if target.RawQuery != "" && r.URL.RawQuery != "" {
		separator = "&"
	}
	r.URL.RawQuery = target.RawQuery + separator + r.URL.RawQuery
}

// join joins paths with one slash.
func join(a, b string) string {
	return strings.TrimSuffix(a, "/") + "/" + strings.TrimPrefix(b, "/")
}

func (p *ReverseProxy) logf(format string, args ...any) {
	if p.ErrorLog != nil {
		p.ErrorLog.Printf(format, args...)
	} else {
		log.Printf(format, args...)
	}
}

// fail answers that there is no answer.
func (p *ReverseProxy) fail(w http.ResponseWriter, r *http.Request, code int, err error) {
	if p.ErrorHandler != nil {
		p.ErrorHandler(w, r, err)
		return
	}
	p.logf("http: proxy error: %v", err)
	w.WriteHeader(code)
}

func copyHeader(to, from http.Header) {
	for key, values := range from {
		for _, value := range values {
			to.Add(key, value)
		}
	}
}

// removeHopFields removes the fields that are only about one connection (RFC 9110, 7.6.1).
func removeHopFields(h http.Header) {
	for _, list := range h["Connection"] {
		for key := range strings.SplitSeq(list, ",") {
			if key = textproto.TrimString(key); key != "" {
				h.Del(key)
			}
		}
	}
	for _, key := range [...]string{
		"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade",
	} {
		h.Del(key)
	}
}

// hasElement tells whether a word is one of the elements of lists.
func hasElement(lists []string, word string) bool {
	for _, list := range lists {
		for element := range strings.SplitSeq(list, ",") {
			if strings.EqualFold(textproto.TrimString(element), word) {
				return true
			}
		}
	}
	return false
}

// upgrade is the protocol that a header asks for.
func upgrade(h http.Header) string {
	if !hasElement(h["Connection"], "Upgrade") {
		return ""
	}
	return h.Get("Upgrade")
}

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// cleanQuery leaves out of a query what one server may read otherwise than the next.
func cleanQuery(query string) string {
	clean := strings.Count(query, "&")+1 <= maxParameters && !strings.Contains(query, ";")
	if _, err := url.QueryUnescape(query); clean && err == nil {
		return query
	}
	values, _ := url.ParseQuery(query)
	return values.Encode()
}

// outgoing makes the request that goes on. With an error, the code is the answer's.
func (p *ReverseProxy) outgoing(r *http.Request, ctx context.Context) (out *http.Request, code int, err error) {
	out = r.Clone(ctx)
	if r.ContentLength == 0 {
		out.Body = nil // so that it can be sent again
	}
	if out.Header == nil {
		out.Header = make(http.Header)
	}
	if (p.Director != nil) == (p.Rewrite != nil) {
		return out, http.StatusBadGateway, errors.New("ReverseProxy must have exactly one of Director or Rewrite set")
	}
	if p.Director != nil {
		p.Director(out)
		if out.Form != nil {
			out.URL.RawQuery = cleanQuery(out.URL.RawQuery)
		}
	}
	out.Close = false
	protocol := upgrade(out.Header)
	if !isPrintable(protocol) {
		return out, http.StatusBadGateway, fmt.Errorf("client tried to switch to invalid protocol %q", protocol)
	}
	removeHopFields(out.Header)
	if hasElement(r.Header["Te"], "trailers") {
		out.Header.Set("Te", "trailers")
	}
	if protocol != "" {
		out.Header.Set("Connection", "Upgrade")
		out.Header.Set("Upgrade", protocol)
	}
	if p.Rewrite != nil {
		// What the client says of the way so far is not to be believed.
		for _, key := range [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
			out.Header.Del(key)
		}
		out.URL.RawQuery = cleanQuery(out.URL.RawQuery)
		pr := &ProxyRequest{In: r, Out: out}
		p.Rewrite(pr)
		out = pr.Out
	} else if prior, ok := out.Header["X-Forwarded-For"]; !ok || prior != nil {
		addForwardedFor(out.Header, r.RemoteAddr)
	}
	if out.Method == "CONNECT" {
		return out, http.StatusMethodNotAllowed, errors.New("client sent unsupported CONNECT request")
	}
	if _, ok := out.Header["User-Agent"]; !ok {
		out.Header.Set("User-Agent", "") // not the transport's
	}
	return out, 0, nil
}

// ServeHTTP passes a request on and its answer back.
func (p *ReverseProxy) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	transport := p.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	out, code, err := p.outgoing(req, req.Context())
	if out.Body != nil {
		defer out.Body.Close()
	}
	if err != nil {
		p.fail(rw, out, code, err)
		return
	}
	early := &earlyAnswers{w: rw}
	out = out.WithContext(httptrace.WithClientTrace(out.Context(), &httptrace.ClientTrace{Got1xxResponse: early.pass}))
	resp, err := transport.RoundTrip(out)
	early.end()
	if err != nil {
		p.fail(rw, out, http.StatusBadGateway, err)
		return
	}
	switched := resp.StatusCode == http.StatusSwitchingProtocols
	if !switched {
		removeHopFields(resp.Header)
	}
	if p.ModifyResponse != nil {
		if err := p.ModifyResponse(resp); err != nil {
			resp.Body.Close()
			p.fail(rw, out, http.StatusBadGateway, err)
			return
		}
	}
	if switched {
		p.switchProtocols(rw, out, resp)
		return
	}
	copyHeader(rw.Header(), resp.Header)
	announced := len(resp.Trailer)
	if announced > 0 {
		var keys []string
		for key := range resp.Trailer {
			keys = append(keys, key)
		}
		rw.Header().Add("Trailer", strings.Join(keys, ", "))
	}
	rw.WriteHeader(resp.StatusCode)
	if err := p.copyBody(rw, resp); err != nil {
		resp.Body.Close()
		if req.Context().Value(http.ServerContextKey) == nil {
			p.logf("suppressing panic for copyResponse error in test; copy error: %v", err)
			return
		}
		panic(http.ErrAbortHandler) // the client must not take it for complete
	}
	resp.Body.Close() // has the trailer
	if len(resp.Trailer) > 0 {
		http.NewResponseController(rw).Flush() // so that the answer is in chunks
	}
	if len(resp.Trailer) == announced {
		copyHeader(rw.Header(), resp.Trailer)
		return
	}
	for key, values := range resp.Trailer {
		for _, value := range values {
			rw.Header().Add(http.TrailerPrefix+key, value)
		}
	}
}

// earlyAnswers passes answers of 1xx back until the final one comes.
type earlyAnswers struct {
	mu   sync.Mutex
	w    http.ResponseWriter
	over bool
}

func (e *earlyAnswers) pass(code int, header textproto.MIMEHeader) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over {
		return nil
	}
	h := e.w.Header()
	copyHeader(h, http.Header(header))
	e.w.WriteHeader(code)
	clear(h) // the final answer has its own
	return nil
}

func (e *earlyAnswers) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
}

// copyBody copies the answer's body. What has no end in sight is passed on at once.
func (p *ReverseProxy) copyBody(rw http.ResponseWriter, resp *http.Response) error {
	interval := p.FlushInterval
	typ, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if typ == "text/event-stream" || resp.ContentLength == -1 {
		interval = -1
	}
	var w io.Writer = rw
	if interval != 0 {
		f := &flusher{w: rw, flush: http.NewResponseController(rw).Flush, interval: interval, pending: true}
		f.timer = time.AfterFunc(max(interval, 0), f.flushPending)
		defer f.stop()
		w = f
	}
	var buf []byte
	if p.BufferPool != nil {
		buf = p.BufferPool.Get()
		defer p.BufferPool.Put(buf)
	}
	if len(buf) == 0 {
		buf = make([]byte, 32<<10)
	}
	for {
		n, err := resp.Body.Read(buf)
		if err != nil && err != io.EOF && err != context.Canceled {
			p.logf("httputil: ReverseProxy read error during body copy: %v", err)
		}
		if n > 0 {
			written, writeErr := w.Write(buf[:n])
			if writeErr != nil {
				return writeErr
			}
			if written != n {
				return io.ErrShortWrite
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// flusher flushes some time after each Write, or at once.
type flusher struct {
	w        io.Writer
	flush    func() error
	interval time.Duration

	mu      sync.Mutex
	timer   *time.Timer
	pending bool
}

func (f *flusher) Write(p []byte) (n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err = f.w.Write(p)
	switch {
	case f.interval < 0:
		f.flush()
	case !f.pending:
		f.timer.Reset(f.interval)
		f.pending = true
	}
	return n, err
}

func (f *flusher) flushPending() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pending {
		f.flush()
		f.pending = false
	}
}

func (f *flusher) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = false
	f.timer.Stop()
}

// switchProtocols connects client and server when they have agreed on another protocol.
func (p *ReverseProxy) switchProtocols(rw http.ResponseWriter, r *http.Request, resp *http.Response) {
	fail := func(err error) { p.fail(rw, r, http.StatusBadGateway, err) }
	asked, got := upgrade(r.Header), upgrade(resp.Header)
	if !isPrintable(got) {
		fail(fmt.Errorf("backend tried to switch to invalid protocol %q", got))
		return
	}
	if !strings.EqualFold(asked, got) {
		fail(fmt.Errorf("backend tried to switch protocol %q when %q was requested", got, asked))
		return
	}
	back, ok := resp.Body.(io.ReadWriteCloser)
	if !ok {
		fail(fmt.Errorf("internal error: 101 switching protocols response with non-writable body"))
		return
	}
	conn, buffered, err := http.NewResponseController(rw).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		fail(fmt.Errorf("can't switch protocols using non-Hijacker ResponseWriter type %T", rw))
		return
	}
	done := make(chan bool)
	defer close(done)
	go func() {
		select {
		case <-r.Context().Done():
		case <-done:
		}
		back.Close()
	}()
	if err != nil {
		fail(fmt.Errorf("Hijack failed on protocol switch: %v", err))
		return
	}
	defer conn.Close()
	copyHeader(rw.Header(), resp.Header)
	resp.Header = rw.Header()
	resp.Body = nil // only the header
	if err := resp.Write(buffered); err != nil {
		fail(fmt.Errorf("response write: %v", err))
		return
	}
	if err := buffered.Flush(); err != nil {
		fail(fmt.Errorf("response flush: %v", err))
		return
	}
	// Each direction may end alone if that can be said.
	ended := make(chan bool, 2)
	copyTo := func(to io.Writer, from io.Reader) {
		_, err := io.Copy(to, from)
		half, ok := to.(interface{ CloseWrite() error })
		ended <- err == nil && ok && half.CloseWrite() == nil
	}
	go copyTo(conn, back)
	go copyTo(back, conn)
	if <-ended {
		<-ended
	}
}
