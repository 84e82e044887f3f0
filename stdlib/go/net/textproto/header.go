package textproto

import "internal/mimeheader"

// MIMEHeader is the values of each field. The keys are in their canonical form.
type MIMEHeader map[string][]string

// CanonicalMIMEHeaderKey is the name with each word's first letter in upper case, the rest in
// lower case; what is no name stays as it is.
func CanonicalMIMEHeaderKey(s string) string { return mimeheader.CanonicalText(s) }

// Add adds a value to a field.
func (h MIMEHeader) Add(key, value string) {
	key = CanonicalMIMEHeaderKey(key)
	h[key] = append(h[key], value)
}

// Set makes a value the only one of a field.
func (h MIMEHeader) Set(key, value string) { h[CanonicalMIMEHeaderKey(key)] = []string{value} }

// Get gives the first value of a field, "" if there is none.
func (h MIMEHeader) Get(key string) string {
	if v := h.Values(key); len(v) > 0 {
		return v[0]
	}
	return ""
}

// Values gives all values of a field: not a copy.
func (h MIMEHeader) Values(key string) []string {
	if h == nil {
		return nil
	}
	return h[CanonicalMIMEHeaderKey(key)]
}

// Del removes a field.
func (h MIMEHeader) Del(key string) { delete(h, CanonicalMIMEHeaderKey(key)) }
