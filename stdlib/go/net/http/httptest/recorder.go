package httptest

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
)

// DefaultRemoteAddr is not used.
const DefaultRemoteAddr = "1.2.3.4"

// ResponseRecorder is a ResponseWriter that keeps what it is given.
type ResponseRecorder struct {
	Code int // 200 if WriteHeader was not called

	// HeaderMap is what Header gives.
	//
	// Deprecated: use Result().Header, which is as it was when it was written.
	HeaderMap http.Header

	Body    *bytes.Buffer // nil loses what is written
	Flushed bool

	result *http.Response
	header http.Header // as it was written
	wrote  bool
}

// NewRecorder makes an empty one.
func NewRecorder() *ResponseRecorder {
	return &ResponseRecorder{HeaderMap: make(http.Header), Body: new(bytes.Buffer), Code: 200}
}

// Header is what the handler changes.
func (r *ResponseRecorder) Header() http.Header {
	if r.HeaderMap == nil {
		r.HeaderMap = make(http.Header)
	}
	return r.HeaderMap
}

// begin writes the header if that was not done; the type is found from the body's beginning.
func (r *ResponseRecorder) begin(data string) {
	if r.wrote {
		return
	}
	h := r.Header()
	if _, ok := h["Content-Type"]; !ok && h.Get("Transfer-Encoding") == "" {
		h.Set("Content-Type", http.DetectContentType([]byte(data[:min(len(data), 512)])))
	}
	r.WriteHeader(200)
}

// ended is the error of a Write where there is no body.
func (r *ResponseRecorder) ended() error {
	if r.Code >= 100 && r.Code <= 199 || r.Code == 204 || r.Code == 304 {
		return http.ErrBodyNotAllowed
	}
	return nil
}

// Write writes to Body.
func (r *ResponseRecorder) Write(buf []byte) (int, error) { return r.WriteString(string(buf)) }

// WriteString writes to Body.
func (r *ResponseRecorder) WriteString(str string) (int, error) {
	r.begin(str)
	if r.Body != nil {
		r.Body.WriteString(str)
	}
	if err := r.ended(); err != nil {
		return 0, err
	}
	return len(str), nil
}

// WriteHeader keeps the status, and the header as it is.
func (r *ResponseRecorder) WriteHeader(code int) {
	if r.wrote {
		return
	}
	if code < 100 || code > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", code))
	}
	r.Code = code
	r.wrote = true
	r.header = r.Header().Clone()
}

// Flush sets Flushed.
func (r *ResponseRecorder) Flush() {
	if !r.wrote {
		r.WriteHeader(200)
	}
	r.Flushed = true
}

// Result is the answer as a client gets it, with the trailers that it announced. It is to be
// called when the handler has returned.
func (r *ResponseRecorder) Result() *http.Response {
	if r.result != nil {
		return r.result
	}
	if r.header == nil {
		r.header = r.HeaderMap.Clone()
	}
	code := r.Code
	if code == 0 {
		code = 200
	}
	resp := &http.Response{
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		StatusCode: code, Status: fmt.Sprintf("%03d %s", code, http.StatusText(code)),
		Header: r.header, Body: http.NoBody, ContentLength: -1,
	}
	if r.Body != nil {
		resp.Body = io.NopCloser(bytes.NewReader(r.Body.Bytes()))
	}
	if n, err := strconv.ParseUint(textproto.TrimString(r.header.Get("Content-Length")), 10, 63); err == nil {
		resp.ContentLength = int64(n)
	}
	if lists, ok := r.header["Trailer"]; ok {
		resp.Trailer = make(http.Header)
		for key := range strings.SplitSeq(strings.Join(lists, ","), ",") {
			key = http.CanonicalHeaderKey(textproto.TrimString(key))
			if values, ok := r.HeaderMap[key]; ok && isTrailer(key) {
				resp.Trailer[key] = slices.Clone(values)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.HeaderMap)) {
		if name, ok := strings.CutPrefix(key, http.TrailerPrefix); ok {
			if resp.Trailer == nil {
				resp.Trailer = make(http.Header)
			}
			for _, value := range r.HeaderMap[key] {
				resp.Trailer.Add(name, value)
			}
		}
	}
	r.result = resp
	return resp
}

// isTrailer tells whether a field may come behind the body.
func isTrailer(key string) bool {
	switch key {
	case "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Range",
		"Content-Type", "Expect", "Host", "Keep-Alive", "Max-Forwards", "Pragma", "Proxy-Authenticate",
		"Proxy-Authorization", "Proxy-Connection", "Range", "Realm", "Te", "Trailer", "Transfer-Encoding",
		"Www-Authenticate":
		return false
	}
	return !strings.HasPrefix(key, "If-")
}
