package csv

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Writer writes records.
type Writer struct {
	Comma   rune // between fields
	UseCRLF bool // lines end in \r\n
	w       *bufio.Writer
}

// NewWriter writes records to w.
func NewWriter(w io.Writer) *Writer { return &Writer{Comma: ',', w: bufio.NewWriter(w)} }

// Write writes a record, with quotes where they are needed. Flush must follow.
func (w *Writer) Write(record []string) error {
	if !validDelim(w.Comma) {
		return errInvalidDelim
	}
	for i, field := range record {
		if i > 0 {
			w.w.WriteRune(w.Comma)
		}
		if w.needsQuotes(field) {
			w.quote(field)
		} else {
			w.w.WriteString(field)
		}
	}
	if w.UseCRLF {
		_, err := w.w.WriteString("\r\n")
		return err
	}
	return w.w.WriteByte('\n')
}

func (w *Writer) quote(field string) {
	w.w.WriteByte('"')
	for _, c := range []byte(field) {
		switch {
		case c == '"':
			w.w.WriteString(`""`)
		case c == '\n' && w.UseCRLF:
			w.w.WriteString("\r\n")
		case c == '\r' && w.UseCRLF:
		default:
			w.w.WriteByte(c)
		}
	}
	w.w.WriteByte('"')
}

func (w *Writer) needsQuotes(field string) bool {
	if field == "" {
		return false
	}
	// A line of \. alone ends the input of some databases.
	if field == `\.` {
		return true
	}
	if strings.ContainsRune(field, w.Comma) || strings.ContainsAny(field, "\"\r\n") {
		return true
	}
	c, _ := utf8.DecodeRuneInString(field)
	return unicode.IsSpace(c)
}

// Flush writes what is held back; Error tells what went wrong.
func (w *Writer) Flush() { w.w.Flush() }

// Error is the error of a Write or Flush before.
func (w *Writer) Error() error {
	_, err := w.w.Write(nil)
	return err
}

// WriteAll writes the records and flushes.
func (w *Writer) WriteAll(records [][]string) error {
	for _, record := range records {
		if err := w.Write(record); err != nil {
			return err
		}
	}
	return w.w.Flush()
}
