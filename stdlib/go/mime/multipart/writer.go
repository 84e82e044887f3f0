package multipart

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/textproto"
	"slices"
	"strings"
)

// Writer writes a message of several parts.
type Writer struct {
	w        io.Writer
	boundary string
	last     *partWriter
}

// NewWriter writes to w, with a random boundary.
func NewWriter(w io.Writer) *Writer {
	var buf [30]byte
	rand.Read(buf[:])
	return &Writer{w: w, boundary: fmt.Sprintf("%x", buf[:])}
}

// Boundary is the text between the parts.
func (w *Writer) Boundary() string { return w.boundary }

// SetBoundary sets the boundary before anything is written: 1 to 70 characters that RFC 2046
// allows.
func (w *Writer) SetBoundary(boundary string) error {
	if w.last != nil {
		return errors.New("mime: SetBoundary called after write")
	}
	if len(boundary) < 1 || len(boundary) > 70 {
		return errors.New("mime: invalid boundary length")
	}
	for i, c := range boundary {
		isAlnum := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if isAlnum && c < 0x80 || strings.ContainsRune("'()+_,-./:=?", c) || c == ' ' && i < len(boundary)-1 {
			continue
		}
		return errors.New("mime: invalid boundary character")
	}
	w.boundary = boundary
	return nil
}

// FormDataContentType is the Content-Type of the message if it is a form.
func (w *Writer) FormDataContentType() string {
	b := w.boundary
	if strings.ContainsAny(b, `()<>@,;:\"/[]?= `) {
		b = `"` + b + `"`
	}
	return "multipart/form-data; boundary=" + b
}

// CreatePart begins a part, whose content is to be written before the next one begins.
func (w *Writer) CreatePart(header textproto.MIMEHeader) (io.Writer, error) {
	var b bytes.Buffer
	if w.last != nil {
		w.last.closed = true
		if w.last.err != nil {
			return nil, w.last.err
		}
		b.WriteString("\r\n")
	}
	b.WriteString("--" + w.boundary + "\r\n")
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			b.WriteString(name + ": " + value + "\r\n")
		}
	}
	b.WriteString("\r\n")
	if _, err := w.w.Write(b.Bytes()); err != nil {
		return nil, err
	}
	w.last = &partWriter{w: w.w}
	return w.last, nil
}

// escapeQuotes makes a name fit between quotes, as browsers do.
func escapeQuotes(s string) string {
	return strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A").Replace(s)
}

// FileContentDisposition is the Content-Disposition of a form's file.
func FileContentDisposition(fieldname, filename string) string {
	return `form-data; name="` + escapeQuotes(fieldname) + `"; filename="` + escapeQuotes(filename) + `"`
}

// CreateFormFile begins a part that is a form's file.
func (w *Writer) CreateFormFile(fieldname, filename string) (io.Writer, error) {
	return w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {FileContentDisposition(fieldname, filename)},
		"Content-Type":        {"application/octet-stream"},
	})
}

// CreateFormField begins a part that is a form's field.
func (w *Writer) CreateFormField(fieldname string) (io.Writer, error) {
	return w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + escapeQuotes(fieldname) + `"`},
	})
}

// WriteField writes a form's field.
func (w *Writer) WriteField(fieldname, value string) error {
	p, err := w.CreateFormField(fieldname)
	if err != nil {
		return err
	}
	_, err = p.Write([]byte(value))
	return err
}

// Close writes the boundary behind the last part. It does not close the writer below.
func (w *Writer) Close() error {
	if w.last != nil {
		w.last.closed = true
		if w.last.err != nil {
			return w.last.err
		}
		w.last = nil
	}
	_, err := fmt.Fprintf(w.w, "\r\n--%s--\r\n", w.boundary)
	return err
}

// partWriter writes the content of a part.
type partWriter struct {
	w      io.Writer
	closed bool
	err    error // the last one
}

func (p *partWriter) Write(d []byte) (n int, err error) {
	if p.closed {
		return 0, errors.New("multipart: can't write to finished part")
	}
	n, err = p.w.Write(d)
	if err != nil {
		p.err = err
	}
	return n, err
}
