package http

import (
	"io"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// Header is the values of each field. The keys are in their canonical form.
type Header map[string][]string

// CanonicalHeaderKey is the name with each word's first letter in upper case, the rest in
// lower case; what is no name stays as it is.
func CanonicalHeaderKey(s string) string { return textproto.CanonicalMIMEHeaderKey(s) }

// Add adds a value to a field.
func (h Header) Add(key, value string) { textproto.MIMEHeader(h).Add(key, value) }

// Set makes a value the only one of a field.
func (h Header) Set(key, value string) { textproto.MIMEHeader(h).Set(key, value) }

// Get gives the first value of a field, "" if there is none.
func (h Header) Get(key string) string { return textproto.MIMEHeader(h).Get(key) }

// Values gives all values of a field: not a copy.
func (h Header) Values(key string) []string { return textproto.MIMEHeader(h).Values(key) }

// Del removes a field.
func (h Header) Del(key string) { textproto.MIMEHeader(h).Del(key) }

// get is Get with a key that is in its canonical form.
func (h Header) get(key string) string {
	if v := h[key]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (h Header) has(key string) bool {
	_, ok := h[key]
	return ok
}

// Clone copies the header.
func (h Header) Clone() Header {
	if h == nil {
		return nil
	}
	clone := make(Header, len(h))
	for key, values := range h {
		clone[key] = slices.Clip(slices.Clone(values))
	}
	return clone
}

// Write writes the fields in order, each value on a line.
func (h Header) Write(w io.Writer) error { return h.WriteSubset(w, nil) }

// WriteSubset writes the fields that are not excluded.
func (h Header) WriteSubset(w io.Writer, exclude map[string]bool) error {
	for _, key := range slices.Sorted(maps.Keys(h)) {
		if exclude[key] || !isToken(key) {
			continue // a name that is none could change the message
		}
		for _, value := range h[key] {
			if _, err := io.WriteString(w, key+": "+oneLine(value)+"\r\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneLine makes a text fit into a line.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\r\n") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "\r", " ")
	}
	return textproto.TrimString(s)
}

// ParseTime reads a time in the three formats that headers may have.
func ParseTime(text string) (t time.Time, err error) {
	for _, layout := range [...]string{TimeFormat, time.RFC850, time.ANSIC} {
		if t, err = time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return t, err
}

// invalidField names the first thing in a header that cannot be sent, "" if there is none.
func invalidField(h Header) string {
	for key, values := range h {
		if !isToken(key) {
			return "field name " + quote(key)
		}
		for _, value := range values {
			if !isFieldValue(value) {
				return "field value for " + quote(key) // not the value: it may be secret
			}
		}
	}
	return ""
}

// hasToken tells whether a word stands in a value, with space and commas around it.
func hasToken(v, token string) bool {
	isBoundary := func(i int) bool { return v[i] == ' ' || v[i] == ',' || v[i] == '\t' }
	for i := 0; i+len(token) <= len(v); i++ {
		end := i + len(token)
		if (i == 0 || isBoundary(i-1)) && (end == len(v) || isBoundary(end)) && equalFold(v[i:end], token) {
			return token != ""
		}
	}
	return false
}

// shouldClose tells whether the connection ends with a message.
func shouldClose(major, minor int, header Header, removeClose bool) bool {
	if major < 1 {
		return true
	}
	closes := hasElement(header["Connection"], "close")
	if major == 1 && minor == 0 {
		return closes || !hasElement(header["Connection"], "keep-alive")
	}
	if closes && removeClose {
		header.Del("Connection")
	}
	return closes
}

// isSwitch tells whether a header asks for another protocol, or agrees to it.
func isSwitch(h Header) bool {
	return h.Get("Upgrade") != "" && hasElement(h["Connection"], "Upgrade")
}

// fixPragma turns HTTP/1.0's way to say no-cache into ours.
func fixPragma(h Header) {
	if h.get("Pragma") == "no-cache" && !h.has("Cache-Control") {
		h["Cache-Control"] = []string{"no-cache"}
	}
}
