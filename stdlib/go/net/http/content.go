package http

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Ranges that a request may ask for; one that asks for more gets the whole content.
const maxRanges = 200

// ServeContent answers with content, or the ranges of it that are asked for, if the
// conditions of the request (If-Match and so on, with the header's Etag) hold. The type is that
// of the header, of the name, or what DetectContentType finds. The time may be zero.
func ServeContent(w ResponseWriter, req *Request, name string, modtime time.Time, content io.ReadSeeker) {
	size := func() (int64, error) {
		size, err := content.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = content.Seek(0, io.SeekStart)
		}
		if err != nil {
			return 0, errors.New("seeker can't seek")
		}
		return size, nil
	}
	serveContent(w, req, name, modtime, size, content)
}

func serveContent(w ResponseWriter, r *Request, name string, modtime time.Time, sizeOf func() (int64, error), content io.ReadSeeker) {
	setLastModified(w, modtime)
	done, rangeField := checkConditions(w, r, modtime)
	if done {
		return
	}
	types, hasType := w.Header()["Content-Type"]
	typ := first(types)
	if !hasType {
		if typ = mime.TypeByExtension(filepath.Ext(name)); typ == "" {
			var begin [sniffLen]byte
			n, _ := io.ReadFull(content, begin[:])
			typ = DetectContentType(begin[:n])
			if _, err := content.Seek(0, io.SeekStart); err != nil {
				serveError(w, "seeker can't seek", StatusInternalServerError)
				return
			}
		}
		w.Header().Set("Content-Type", typ)
	}
	size, err := sizeOf()
	if err == nil && size < 0 {
		err = errors.New("negative content size computed")
	}
	if err != nil {
		serveError(w, err.Error(), StatusInternalServerError)
		return
	}
	ranges, err := parseRanges(rangeField, size)
	if err == errNoOverlap && size == 0 {
		ranges, err = nil, nil // some clients ask for bytes=0-1 always
	}
	if err != nil {
		if err == errNoOverlap {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		}
		serveError(w, err.Error(), StatusRequestedRangeNotSatisfiable)
		return
	}
	total := int64(0)
	for _, one := range ranges {
		total += one.length
	}
	if total > size {
		ranges = nil // an attack, or nonsense
	}
	code := StatusOK
	sendSize := size
	var send io.Reader = content
	switch {
	case len(ranges) == 1:
		if _, err := content.Seek(ranges[0].start, io.SeekStart); err != nil {
			serveError(w, err.Error(), StatusRequestedRangeNotSatisfiable)
			return
		}
		code = StatusPartialContent
		sendSize = ranges[0].length
		w.Header().Set("Content-Range", ranges[0].field(size))
	case len(ranges) > 1:
		code = StatusPartialContent
		sendSize = partsSize(ranges, typ, size)
		r, pipe := io.Pipe()
		defer r.Close() // ends the goroutine if not all is sent
		parts := multipart.NewWriter(pipe)
		w.Header().Set("Content-Type", "multipart/byteranges; boundary="+parts.Boundary())
		send = r
		go func() { pipe.CloseWithError(writeParts(parts, ranges, typ, size, content)) }()
	}
	w.Header().Set("Accept-Ranges", "bytes")
	// Of content that is encoded later, the length is not known.
	if len(ranges) > 0 || w.Header().Get("Content-Encoding") == "" {
		w.Header().Set("Content-Length", strconv.FormatInt(sendSize, 10))
	}
	w.WriteHeader(code)
	if r.Method != "HEAD" {
		io.CopyN(w, send, sendSize)
	}
}

// byteRange is a piece of content.
type byteRange struct{ start, length int64 }

// field is its Content-Range field.
func (b byteRange) field(size int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", b.start, b.start+b.length-1, size)
}

func (b byteRange) header(typ string, size int64) textproto.MIMEHeader {
	return textproto.MIMEHeader{"Content-Range": {b.field(size)}, "Content-Type": {typ}}
}

// partsSize is the size of a body that has ranges as parts.
func partsSize(ranges []byteRange, typ string, size int64) (n int64) {
	var counted countingWriter
	parts := multipart.NewWriter(&counted)
	for _, one := range ranges {
		parts.CreatePart(one.header(typ, size))
		n += one.length
	}
	parts.Close()
	return n + int64(counted)
}

type countingWriter int64

func (c *countingWriter) Write(p []byte) (n int, err error) {
	*c += countingWriter(len(p))
	return len(p), nil
}

func writeParts(parts *multipart.Writer, ranges []byteRange, typ string, size int64, content io.ReadSeeker) error {
	for _, one := range ranges {
		part, err := parts.CreatePart(one.header(typ, size))
		if err != nil {
			return err
		}
		if _, err := content.Seek(one.start, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.CopyN(part, content, one.length); err != nil {
			return err
		}
	}
	return parts.Close()
}

var (
	errRange     = errors.New("invalid range")
	errNoOverlap = errors.New("invalid range: failed to overlap")
)

// parseRanges reads a Range field: "bytes=0-9,20-,-5".
func parseRanges(field string, size int64) (ranges []byteRange, err error) {
	if field == "" {
		return nil, nil
	}
	list, ok := strings.CutPrefix(field, "bytes=")
	if !ok {
		return nil, errRange
	}
	if strings.Count(list, ",")+1 > maxRanges {
		return nil, nil
	}
	missed := false
	for text := range strings.SplitSeq(list, ",") {
		if text = textproto.TrimString(text); text == "" {
			continue
		}
		one, ok := parseByteRange(text, size)
		if !ok {
			return nil, errRange
		}
		if one.length < 0 {
			missed = true
			continue
		}
		ranges = append(ranges, one)
	}
	if missed && len(ranges) == 0 {
		return nil, errNoOverlap
	}
	return ranges, nil
}

// parseByteRange reads a range; one behind the end has a length of -1.
func parseByteRange(text string, size int64) (b byteRange, ok bool) {
	first, last, ok := strings.Cut(text, "-")
	first, last = textproto.TrimString(first), textproto.TrimString(last)
	if !ok {
		return b, false
	}
	if first == "" {
		// So many at the end.
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < 0 || last[0] == '-' {
			return b, false
		}
		n = min(n, size)
		return byteRange{size - n, n}, true
	}
	start, err := strconv.ParseInt(first, 10, 64)
	if err != nil || start < 0 {
		return b, false
	}
	if start >= size {
		return byteRange{start, -1}, true
	}
	end := size - 1
	if last != "" {
		end, err = strconv.ParseInt(last, 10, 64)
		if err != nil || start > end {
			return b, false
		}
		end = min(end, size-1)
	}
	return byteRange{start, end - start + 1}, true
}

// condition is what became of one of the request's conditions.
type condition int

const (
	unset condition = iota
	yes
	no
)

// checkConditions tells whether the request's conditions have answered it, and which ranges
// are to be sent.
func checkConditions(w ResponseWriter, r *Request, modtime time.Time) (done bool, rangeField string) {
	c := ifMatch(w, r)
	if c == unset {
		c = unmodifiedSince(r, modtime)
	}
	if c == no {
		w.WriteHeader(StatusPreconditionFailed)
		return true, ""
	}
	isRead := r.Method == "GET" || r.Method == "HEAD"
	switch ifNoneMatch(w, r) {
	case no:
		if isRead {
			notModified(w)
		} else {
			w.WriteHeader(StatusPreconditionFailed)
		}
		return true, ""
	case unset:
		if modifiedSince(r, modtime) == no {
			notModified(w)
			return true, ""
		}
	}
	rangeField = r.Header.get("Range")
	if rangeField != "" && ifRange(w, r, modtime) == no {
		rangeField = "" // it has changed: all of it
	}
	return false, rangeField
}

// cutETag splits a text behind the tag it begins with, "" if it begins with none.
func cutETag(s string) (tag, rest string) {
	s = textproto.TrimString(s)
	quoted := strings.TrimPrefix(s, "W/")
	if len(quoted) < 2 || quoted[0] != '"' {
		return "", ""
	}
	for i := len(s) - len(quoted) + 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return s[:i+1], s[i+1:]
		case c <= ' ' || c == 0x7f:
			return "", ""
		}
	}
	return "", ""
}

// hasETag tells whether a list has a tag that matches, or is *.
func hasETag(list string, matches func(tag string) bool) condition {
	for {
		list = textproto.TrimString(list)
		switch {
		case list == "":
			return no
		case list[0] == ',':
			list = list[1:]
			continue
		case list[0] == '*':
			return yes
		}
		tag, rest := cutETag(list)
		if tag == "" {
			return no
		}
		if matches(tag) {
			return yes
		}
		list = rest
	}
}

// strongMatch compares tags of which none may be weak.
func strongMatch(a, b string) bool { return a == b && a != "" && a[0] == '"' }

func ifMatch(w ResponseWriter, r *Request) condition {
	list := r.Header.Get("If-Match")
	if list == "" {
		return unset
	}
	return hasETag(list, func(tag string) bool { return strongMatch(tag, w.Header().get("Etag")) })
}

func ifNoneMatch(w ResponseWriter, r *Request) condition {
	list := r.Header.get("If-None-Match")
	if list == "" {
		return unset
	}
	found := hasETag(list, func(tag string) bool {
		return strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(w.Header().get("Etag"), "W/")
	})
	if found == yes {
		return no
	}
	return yes
}

// isNoTime tells whether a time is one of those that mean none.
func isNoTime(t time.Time) bool { return t.IsZero() || t.Equal(time.Unix(0, 0)) }

func unmodifiedSince(r *Request, modtime time.Time) condition {
	field := r.Header.Get("If-Unmodified-Since")
	t, err := ParseTime(field)
	switch {
	case field == "" || isNoTime(modtime) || err != nil:
		return unset
	case modtime.Truncate(time.Second).After(t): // the field has no fractions
		return no
	}
	return yes
}

func modifiedSince(r *Request, modtime time.Time) condition {
	field := r.Header.Get("If-Modified-Since")
	if r.Method != "GET" && r.Method != "HEAD" || field == "" || isNoTime(modtime) {
		return unset
	}
	t, err := ParseTime(field)
	switch {
	case err != nil:
		return unset
	case modtime.Truncate(time.Second).After(t):
		return yes
	}
	return no
}

func ifRange(w ResponseWriter, r *Request, modtime time.Time) condition {
	field := r.Header.get("If-Range")
	if r.Method != "GET" && r.Method != "HEAD" || field == "" {
		return unset
	}
	if tag, _ := cutETag(field); tag != "" {
		if strongMatch(tag, w.Header().Get("Etag")) {
			return yes
		}
		return no
	}
	t, err := ParseTime(field)
	if err != nil || modtime.IsZero() || t.Unix() != modtime.Unix() {
		return no
	}
	return yes
}

func setLastModified(w ResponseWriter, modtime time.Time) {
	if !isNoTime(modtime) {
		w.Header().Set("Last-Modified", modtime.UTC().Format(TimeFormat))
	}
}

func notModified(w ResponseWriter) {
	h := w.Header()
	delete(h, "Content-Type")
	delete(h, "Content-Length")
	delete(h, "Content-Encoding")
	if h.Get("Etag") != "" {
		delete(h, "Last-Modified")
	}
	w.WriteHeader(StatusNotModified)
}
