package http

import (
	"io"
	"io/fs"
	"strconv"
)

// NewFileTransport answers requests with the files of a FileSystem, for RegisterProtocol:
// "file:///path".
func NewFileTransport(fs FileSystem) RoundTripper { return fileTransport{fileHandler{fs}} }

// NewFileTransportFS is NewFileTransport with an fs.FS.
func NewFileTransportFS(fsys fs.FS) RoundTripper { return NewFileTransport(FS(fsys)) }

type fileTransport struct{ handler fileHandler }

func (t fileTransport) RoundTrip(req *Request) (*Response, error) {
	r, pipe := io.Pipe()
	w := &pipedResponse{
		pipe:  pipe,
		ready: make(chan *Response),
		resp: &Response{
			Proto: "HTTP/1.0", ProtoMajor: 1, Header: make(Header), Close: true, Body: r, Request: req,
		},
	}
	go func() {
		t.handler.ServeHTTP(w, req)
		if !w.wroteHeader {
			w.WriteHeader(StatusInternalServerError)
		}
		w.send()
		pipe.Close()
	}()
	return <-w.ready, nil
}

// pipedResponse gives what a handler writes to a reader.
type pipedResponse struct {
	resp        *Response
	ready       chan *Response
	pipe        *io.PipeWriter
	wroteHeader bool
	sent        bool
}

// send gives the response to who waits for it.
func (p *pipedResponse) send() {
	if !p.sent {
		p.sent = true
		p.ready <- p.resp
	}
}

func (p *pipedResponse) Header() Header { return p.resp.Header }

func (p *pipedResponse) WriteHeader(code int) {
	if p.wroteHeader {
		return
	}
	p.wroteHeader = true
	p.resp.StatusCode = code
	p.resp.Status = strconv.Itoa(code) + " " + StatusText(code)
}

func (p *pipedResponse) Write(b []byte) (n int, err error) {
	p.WriteHeader(StatusOK)
	if !p.sent {
		p.resp.ContentLength = -1
	}
	p.send()
	return p.pipe.Write(b)
}
