// Package mimeheader reads the headers of messages (RFC 822 and its successors): what
// net/textproto does for everyone, with the limits that mime/multipart sets.
package mimeheader

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
)

// ErrTooLarge is a header beyond the limits.
var ErrTooLarge = errors.New("message too large")

// No is the limit that is none.
const No = math.MaxInt64

// What a header is taken to cost beside its bytes: an entry of the map.
const entrySize = 200

// How much of a line that should not be there is told.
const quotedSize = 80

// Header reads a header up to the empty line behind it. The limits are the memory that it
// takes and the number of its fields; malformed makes the error for what is no header.
func Header(r *bufio.Reader, memory, fields int64, malformed func(text string) error) (map[string][]string, error) {
	header := make(map[string][]string)
	if memory < 0 {
		return nil, ErrTooLarge
	}
	if first, err := r.Peek(1); err == nil && (first[0] == ' ' || first[0] == '\t') {
		line, err := Line(r, quotedSize)
		if err != nil {
			return header, err
		}
		return header, malformed(fmt.Sprintf("malformed MIME header initial line: %q", line))
	}
	hasColon := func(line []byte) error {
		if bytes.IndexByte(line, ':') < 0 {
			return malformed(fmt.Sprintf("malformed MIME header: missing colon: %q", line))
		}
		return nil
	}
	var buf []byte
	for {
		line, err := Continued(r, &buf, memory, hasColon)
		if len(line) == 0 {
			return header, err
		}
		name, value, _ := bytes.Cut(line, []byte{':'})
		key, ok := Canonical(name)
		if !ok {
			return header, malformed(fmt.Sprintf("malformed MIME header line: %q", line))
		}
		if !isValue(value) {
			return header, malformed(fmt.Sprintf("malformed MIME header line: %q", key+string(line[len(name):])))
		}
		if fields--; fields < 0 {
			return nil, ErrTooLarge
		}
		text := string(bytes.TrimLeft(value, " \t"))
		values := header[key]
		if values == nil {
			memory -= int64(len(key)) + entrySize
		}
		if memory -= int64(len(text)); memory < 0 {
			return header, ErrTooLarge
		}
		header[key] = append(values, text)
		if err != nil {
			return header, err
		}
	}
}

// Line gives the next line without its end; it is valid until the next read. A limit below
// zero is none.
func Line(r *bufio.Reader, limit int64) ([]byte, error) {
	var whole []byte
	for {
		piece, more, err := r.ReadLine()
		if err != nil {
			return nil, err
		}
		if limit >= 0 && int64(len(whole)+len(piece)) > limit {
			return nil, ErrTooLarge
		}
		if whole == nil && !more {
			return piece, nil
		}
		whole = append(whole, piece...)
		if !more {
			return whole, nil
		}
	}
}

// Continued gives the next line with the ones that continue it, which begin with space. The
// line is valid until the next read; buf is where it may be put together.
func Continued(r *bufio.Reader, buf *[]byte, limit int64, check func(line []byte) error) ([]byte, error) {
	line, err := Line(r, limit)
	if err != nil || len(line) == 0 {
		return line, err
	}
	if check != nil {
		if err := check(line); err != nil {
			return nil, err
		}
	}
	// Usually the next line is here, and begins something new: then nothing is copied.
	if r.Buffered() > 1 {
		if next, _ := r.Peek(2); len(next) == 2 {
			isLetter := 'a' <= next[0]|0x20 && next[0]|0x20 <= 'z'
			if isLetter || next[0] == '\n' || next[0] == '\r' && next[1] == '\n' {
				return bytes.Trim(line, " \t"), nil
			}
		}
	}
	if limit < 0 {
		limit = No
	}
	whole := append((*buf)[:0], bytes.Trim(line, " \t")...)
	limit -= int64(len(whole))
	for skipSpace(r) {
		whole = append(whole, ' ')
		if int64(len(whole)) >= limit {
			return nil, ErrTooLarge
		}
		line, err := Line(r, limit-int64(len(whole)))
		if err != nil {
			return nil, err
		}
		whole = append(whole, bytes.Trim(line, " \t")...)
	}
	*buf = whole
	return whole, nil
}

// skipSpace tells whether there was any.
func skipSpace(r *bufio.Reader) (found bool) {
	for {
		c, err := r.ReadByte()
		if err != nil {
			return found
		}
		if c != ' ' && c != '\t' {
			r.UnreadByte()
			return found
		}
		found = true
	}
}

// IsToken tells whether a character may stand in a field's name.
func IsToken(c byte) bool {
	if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
		return true
	}
	switch c {
	case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~':
		return true
	}
	return false
}

// isValue tells whether the bytes may be a field's value: tabs, and no other control
// characters.
func isValue(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// Canonical is a field's name as it is usually written: Like-This. A name with a space stays
// as it is; one with other characters that do not belong there, and an empty one, are wrong.
func Canonical(name []byte) (key string, ok bool) {
	if len(name) == 0 {
		return "", false
	}
	space := false
	for _, c := range name {
		if IsToken(c) {
			continue
		}
		if c != ' ' {
			return string(name), false
		}
		space = true
	}
	if space {
		return string(name), true
	}
	return CanonicalText(string(name)), true
}

// CanonicalText is Canonical of a text, which stays as it is if it is no name.
func CanonicalText(s string) string {
	upper, changes := true, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !IsToken(c) {
			return s
		}
		if upper && 'a' <= c && c <= 'z' || !upper && 'A' <= c && c <= 'Z' {
			changes = true
		}
		upper = c == '-'
	}
	if !changes {
		return s
	}
	b := []byte(s)
	upper = true
	for i, c := range b {
		if upper && 'a' <= c && c <= 'z' || !upper && 'A' <= c && c <= 'Z' {
			b[i] = c ^ 0x20
		}
		upper = c == '-'
	}
	return string(b)
}
