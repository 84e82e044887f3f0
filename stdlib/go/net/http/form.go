package http

import (
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/url"
)

// What FormValue, PostFormValue and FormFile keep of files in memory, and how long a form in
// a body may be where MaxBytesReader does not say.
const (
	defaultMaxMemory = 32 << 20
	maxFormBytes     = 10 << 20
)

// ErrMissingFile is what FormFile gives where there is none.
var ErrMissingFile = errors.New("http: no such file")

// byReader is the MultipartForm of requests whose parts are read by MultipartReader.
var byReader = &multipart.Form{}

// ParseForm fills Form from the query and the body, PostForm from the body: that of POST, PUT
// and PATCH, of type application/x-www-form-urlencoded.
func (r *Request) ParseForm() (err error) {
	if r.PostForm == nil {
		if r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH" {
			r.PostForm, err = r.parsePostForm()
		}
		if r.PostForm == nil {
			r.PostForm = make(url.Values)
		}
	}
	if r.Form != nil {
		return err
	}
	r.Form = make(url.Values)
	addValues(r.Form, r.PostForm)
	if r.URL != nil {
		query, queryErr := url.ParseQuery(r.URL.RawQuery)
		if err == nil {
			err = queryErr
		}
		addValues(r.Form, query)
	}
	return err
}

func addValues(to, from url.Values) {
	for key, values := range from {
		to[key] = append(to[key], values...)
	}
}

func (r *Request) parsePostForm() (url.Values, error) {
	if r.Body == nil {
		return nil, errors.New("missing form body")
	}
	typ, _, err := mime.ParseMediaType(orDefault(r.Header.Get("Content-Type"), "application/octet-stream"))
	if typ != "application/x-www-form-urlencoded" {
		return nil, err
	}
	var body io.Reader = r.Body
	limit := int64(math.MaxInt64)
	if _, ok := r.Body.(*maxBytesReader); !ok {
		limit = maxFormBytes
		body = io.LimitReader(body, limit+1)
	}
	text, readErr := io.ReadAll(body)
	if readErr != nil {
		if err == nil {
			err = readErr
		}
		return nil, err
	}
	if int64(len(text)) > limit {
		return nil, errors.New("http: POST too large")
	}
	values, parseErr := url.ParseQuery(string(text))
	if err == nil {
		err = parseErr
	}
	return values, err
}

// ParseMultipartForm parses a body of type multipart/form-data, up to maxMemory bytes of its
// files into memory, the others into files on disk. It calls ParseForm.
func (r *Request) ParseMultipartForm(maxMemory int64) error {
	if r.MultipartForm == byReader {
		return errors.New("http: multipart handled by MultipartReader")
	}
	var formErr error
	if r.Form == nil {
		formErr = r.ParseForm()
	}
	if r.MultipartForm != nil {
		return nil
	}
	parts, err := r.multipartReader(false)
	if err != nil {
		return err
	}
	form, err := parts.ReadForm(maxMemory)
	if err != nil {
		return err
	}
	if r.PostForm == nil {
		r.PostForm = make(url.Values)
	}
	addValues(r.Form, form.Value)
	addValues(r.PostForm, form.Value)
	r.MultipartForm = form
	return formErr
}

// MultipartReader gives the parts of a body of type multipart/form-data or multipart/mixed
// one after the other, instead of ParseMultipartForm.
func (r *Request) MultipartReader() (*multipart.Reader, error) {
	if r.MultipartForm == byReader {
		return nil, errors.New("http: MultipartReader called twice")
	}
	if r.MultipartForm != nil {
		return nil, errors.New("http: multipart handled by ParseMultipartForm")
	}
	r.MultipartForm = byReader
	return r.multipartReader(true)
}

func (r *Request) multipartReader(allowMixed bool) (*multipart.Reader, error) {
	field := r.Header.Get("Content-Type")
	if field == "" {
		return nil, ErrNotMultipart
	}
	if r.Body == nil {
		return nil, errors.New("missing form body")
	}
	typ, params, err := mime.ParseMediaType(field)
	if err != nil || typ != "multipart/form-data" && !(allowMixed && typ == "multipart/mixed") {
		return nil, ErrNotMultipart
	}
	boundary, ok := params["boundary"]
	if !ok {
		return nil, ErrMissingBoundary
	}
	return multipart.NewReader(r.Body, boundary), nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// FormValue gives a field of the body or the query, parsing them if need be; errors are
// ignored.
func (r *Request) FormValue(key string) string {
	if r.Form == nil {
		r.ParseMultipartForm(defaultMaxMemory)
	}
	return first(r.Form[key])
}

// PostFormValue gives a field of the body, parsing it if need be; errors are ignored.
func (r *Request) PostFormValue(key string) string {
	if r.PostForm == nil {
		r.ParseMultipartForm(defaultMaxMemory)
	}
	return first(r.PostForm[key])
}

// FormFile opens the first file of a field, parsing the body if need be.
func (r *Request) FormFile(key string) (multipart.File, *multipart.FileHeader, error) {
	if r.MultipartForm == byReader {
		return nil, nil, errors.New("http: multipart handled by MultipartReader")
	}
	if r.MultipartForm == nil {
		if err := r.ParseMultipartForm(defaultMaxMemory); err != nil {
			return nil, nil, err
		}
	}
	if files := r.MultipartForm.File[key]; len(files) > 0 {
		file, err := files[0].Open()
		return file, files[0], err
	}
	return nil, nil, ErrMissingFile
}

// MaxBytesError is what a reader of MaxBytesReader gives beyond the limit.
type MaxBytesError struct{ Limit int64 }

func (e *MaxBytesError) Error() string { return "http: request body too large" }

// MaxBytesReader limits a request's body. Unlike io.LimitReader's, its reader gives an error
// beyond the limit, and the server closes the connection.
func MaxBytesReader(w ResponseWriter, r io.ReadCloser, n int64) io.ReadCloser {
	n = max(n, 0)
	return &maxBytesReader{w: w, r: r, limit: n, left: n}
}

type maxBytesReader struct {
	w     ResponseWriter
	r     io.ReadCloser
	limit int64
	left  int64
	err   error // given again once it was
}

func (m *maxBytesReader) Read(p []byte) (n int, err error) {
	if m.err != nil || len(p) == 0 {
		return 0, m.err
	}
	// One byte more, to know whether there is one.
	if int64(len(p))-1 > m.left {
		p = p[:m.left+1]
	}
	n, err = m.r.Read(p)
	if int64(n) <= m.left {
		m.left -= int64(n)
		m.err = err
		return n, err
	}
	n = int(m.left)
	m.left = 0
	// Only the server's own writer has this method.
	if w, ok := m.w.(interface{ requestTooLarge() }); ok {
		w.requestTooLarge()
	}
	m.err = &MaxBytesError{m.limit}
	return n, m.err
}

func (m *maxBytesReader) Close() error { return m.r.Close() }
