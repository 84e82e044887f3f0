// Package csv reads and writes comma-separated values (RFC 4180).
package csv

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode"
	"unicode/utf8"
)

// ParseError tells where the input is malformed. Lines and columns count from 1; columns
// are bytes.
type ParseError struct {
	StartLine int
	Line      int
	Column    int
	Err       error
}

func (e *ParseError) Error() string {
	switch {
	case e.Err == ErrFieldCount:
		return fmt.Sprintf("record on line %d: %v", e.Line, e.Err)
	case e.StartLine != e.Line:
		return fmt.Sprintf("record on line %d; parse error on line %d, column %d: %v", e.StartLine, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("parse error on line %d, column %d: %v", e.Line, e.Column, e.Err)
}

func (e *ParseError) Unwrap() error { return e.Err }

// What a ParseError may hold.
var (
	ErrBareQuote  = errors.New("bare \" in non-quoted-field")
	ErrQuote      = errors.New("extraneous or missing \" in quoted-field")
	ErrFieldCount = errors.New("wrong number of fields")

	// Deprecated: never used.
	ErrTrailingComma = errors.New("extra delimiter at end of line")
)

var errInvalidDelim = errors.New("csv: invalid field or comment delimiter")

func validDelim(r rune) bool {
	return r != 0 && r != '"' && r != '\r' && r != '\n' && utf8.ValidRune(r) && r != utf8.RuneError
}

// Reader reads records. Its settings are set before the first.
type Reader struct {
	Comma            rune // between fields
	Comment          rune // begins lines to skip; 0 for none
	FieldsPerRecord  int  // 0: as many as the first record has; negative: any
	LazyQuotes       bool // quotes may stand in unquoted fields, and alone in quoted ones
	TrimLeadingSpace bool
	ReuseRecord      bool // Read may give the slice of the call before

	// Deprecated: has no effect.
	TrailingComma bool

	r         *bufio.Reader
	line      int // lines read
	offset    int64
	text      []byte     // the fields of the record one after the other
	ends      []int      // of the fields in text
	positions []position // of the fields in the input
	last      []string
}

type position struct{ line, column int }

// NewReader reads records from r.
func NewReader(r io.Reader) *Reader { return &Reader{Comma: ',', r: bufio.NewReader(r)} }

// Read gives the next record; with ErrFieldCount, the record too.
func (r *Reader) Read() (record []string, err error) {
	if r.ReuseRecord {
		record, err = r.readRecord(r.last)
		r.last = record
		return record, err
	}
	return r.readRecord(nil)
}

// FieldPos tells where a field of the last record begins.
func (r *Reader) FieldPos(field int) (line, column int) {
	if field < 0 || field >= len(r.positions) {
		panic("out of range index passed to FieldPos")
	}
	p := r.positions[field]
	return p.line, p.column
}

// InputOffset is the number of bytes read so far.
func (r *Reader) InputOffset() int64 { return r.offset }

// ReadAll gives all records that are left.
func (r *Reader) ReadAll() (records [][]string, err error) {
	for {
		record, err := r.readRecord(nil)
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
}

// readLine reads a line; its end becomes a single newline.
func (r *Reader) readLine() ([]byte, error) {
	line, err := r.r.ReadBytes('\n')
	size := len(line)
	if size > 0 && err == io.EOF {
		err = nil
		if line[size-1] == '\r' {
			line = line[:size-1]
		}
	}
	r.line++
	r.offset += int64(size)
	if n := len(line); n >= 2 && line[n-2] == '\r' && line[n-1] == '\n' {
		line[n-2] = '\n'
		line = line[:n-1]
	}
	return line, err
}

// endLen is 1 if the line ends in a newline.
func endLen(b []byte) int {
	if len(b) > 0 && b[len(b)-1] == '\n' {
		return 1
	}
	return 0
}

func (r *Reader) readRecord(into []string) ([]string, error) {
	if r.Comma == r.Comment || !validDelim(r.Comma) || r.Comment != 0 && !validDelim(r.Comment) {
		return nil, errInvalidDelim
	}
	var line []byte
	var readErr error
	for readErr == nil {
		line, readErr = r.readLine()
		if c, _ := utf8.DecodeRune(line); r.Comment != 0 && len(line) > 0 && c == r.Comment {
			line = nil
			continue
		}
		if readErr == nil && len(line) == endLen(line) {
			line = nil
			continue
		}
		break
	}
	if readErr == io.EOF {
		return nil, readErr
	}
	p := &parser{r: r, line: line, readErr: readErr, startLine: r.line, pos: position{r.line, 1}}
	r.text, r.ends, r.positions = r.text[:0], r.ends[:0], r.positions[:0]
	err := p.fields()
	if err == nil {
		err = p.readErr
	}
	all := string(r.text)
	record := slices.Grow(into[:0], len(r.ends))
	start := 0
	for _, end := range r.ends {
		record = append(record, all[start:end])
		start = end
	}
	if r.FieldsPerRecord > 0 {
		if len(record) != r.FieldsPerRecord && err == nil {
			err = &ParseError{StartLine: p.startLine, Line: p.startLine, Column: 1, Err: ErrFieldCount}
		}
	} else if r.FieldsPerRecord == 0 {
		r.FieldsPerRecord = len(record)
	}
	return record, err
}

// parser goes through the lines of one record.
type parser struct {
	r         *Reader
	line      []byte // rest of the current line
	readErr   error
	startLine int
	pos       position
}

func (p *parser) skip(n int) {
	p.line = p.line[n:]
	p.pos.column += n
}

func (p *parser) endField(at position) {
	p.r.ends = append(p.r.ends, len(p.r.text))
	p.r.positions = append(p.r.positions, at)
}

func (p *parser) fail(at position, err error) error {
	return &ParseError{StartLine: p.startLine, Line: at.line, Column: at.column, Err: err}
}

// fields parses all fields of the record.
func (p *parser) fields() error {
	comma := utf8.RuneLen(p.r.Comma)
	for {
		if p.r.TrimLeadingSpace {
			i := bytes.IndexFunc(p.line, func(c rune) bool { return !unicode.IsSpace(c) })
			if i < 0 {
				i = len(p.line)
				p.pos.column -= endLen(p.line)
			}
			p.skip(i)
		}
		if len(p.line) > 0 && p.line[0] == '"' {
			more, err := p.quoted()
			if err != nil || !more {
				return err
			}
			continue
		}
		i := bytes.IndexRune(p.line, p.r.Comma)
		field := p.line
		if i >= 0 {
			field = field[:i]
		} else {
			field = field[:len(field)-endLen(field)]
		}
		if !p.r.LazyQuotes {
			if j := bytes.IndexByte(field, '"'); j >= 0 {
				return p.fail(position{p.r.line, p.pos.column + j}, ErrBareQuote)
			}
		}
		p.r.text = append(p.r.text, field...)
		p.endField(p.pos)
		if i < 0 {
			return nil
		}
		p.skip(i + comma)
	}
}

// quoted parses a quoted field; whether another field follows.
func (p *parser) quoted() (more bool, err error) {
	start := p.pos
	p.skip(1)
	for {
		i := bytes.IndexByte(p.line, '"')
		if i < 0 {
			if len(p.line) > 0 {
				// The field goes on in the next line.
				p.r.text = append(p.r.text, p.line...)
				p.pos.column += len(p.line)
				if p.readErr != nil {
					return false, p.readErr
				}
				p.line, p.readErr = p.r.readLine()
				if len(p.line) > 0 {
					p.pos = position{p.pos.line + 1, 1}
				}
				if p.readErr == io.EOF {
					p.readErr = nil
				}
				continue
			}
			if !p.r.LazyQuotes && p.readErr == nil {
				return false, p.fail(p.pos, ErrQuote)
			}
			p.endField(start)
			return false, nil
		}
		p.r.text = append(p.r.text, p.line[:i]...)
		p.skip(i + 1)
		switch c, _ := utf8.DecodeRune(p.line); {
		case len(p.line) > 0 && c == '"':
			p.r.text = append(p.r.text, '"')
			p.skip(1)
		case len(p.line) > 0 && c == p.r.Comma:
			p.skip(utf8.RuneLen(c))
			p.endField(start)
			return true, nil
		case len(p.line) == endLen(p.line):
			p.endField(start)
			return false, nil
		case p.r.LazyQuotes:
			p.r.text = append(p.r.text, '"')
		default:
			return false, p.fail(position{p.r.line, p.pos.column - 1}, ErrQuote)
		}
	}
}
