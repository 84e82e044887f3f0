package json

import (
	"bytes"
	"io"
	"reflect"
	"strings"
)

// Decoder reads values one after the other.
type Decoder struct {
	r         io.Reader
	buf       []byte
	at        int   // read so far in buf
	mark      int   // where at may go back to
	base      int64 // of buf in the input
	err       error // of r, or for good
	useNumber bool
	known     bool
	nest      []byte // open brackets, for Token
	state     int    // what Token expects
}

// What Token expects next.
const (
	wantValue        = iota // at the top, or behind a colon or comma
	wantFirstElement        // or the end
	wantComma               // or the end
	wantFirstName           // or the end
	wantName
	wantColon
)

// NewDecoder reads from r, perhaps more than it needs.
func NewDecoder(r io.Reader) *Decoder { return &Decoder{r: r} }

// UseNumber makes numbers for variables of type any Numbers.
func (dec *Decoder) UseNumber() { dec.useNumber = true }

// DisallowUnknownFields makes names that no field has errors.
func (dec *Decoder) DisallowUnknownFields() { dec.known = true }

// Buffered is what was read and not decoded.
func (dec *Decoder) Buffered() io.Reader { return bytes.NewReader(dec.buf[dec.at:]) }

// InputOffset is the number of bytes decoded so far.
func (dec *Decoder) InputOffset() int64 { return dec.base + int64(dec.at) }

// fill reads more; false at the end of the input.
func (dec *Decoder) fill() bool {
	if dec.err != nil {
		return false
	}
	dec.base += int64(dec.mark)
	dec.buf = append(dec.buf[:0], dec.buf[dec.mark:]...)
	dec.at -= dec.mark
	dec.mark = 0
	n := len(dec.buf)
	dec.buf = append(dec.buf, make([]byte, max(512, n))...)
	m, err := dec.r.Read(dec.buf[n:])
	dec.buf = dec.buf[:n+m]
	if err != nil {
		dec.err = err
	}
	return m > 0 || err == nil
}

// peek is the next byte that is no space; 0 at the end.
func (dec *Decoder) peek() byte {
	for {
		for dec.at < len(dec.buf) {
			if c := dec.buf[dec.at]; !isSpace(c) {
				return c
			}
			dec.at++
		}
		if !dec.fill() {
			return 0
		}
	}
}

// rewind goes back to the mark: what was skipped before a value counts only with it.
func (dec *Decoder) rewind() { dec.at = dec.mark }

// peekBehind is peek for what comes behind the next byte.
func (dec *Decoder) peekBehind() byte {
	start := dec.InputOffset()
	dec.at++
	c := dec.peek()
	dec.at = int(start - dec.base)
	return c
}

// readValue gives the text of the next value.
func (dec *Decoder) readValue() ([]byte, error) {
	if dec.peek() == 0 {
		return nil, dec.err
	}
	for {
		s := &scanner{data: dec.buf, at: dec.at, base: dec.base}
		err := s.value(0)
		// A number may go on behind the buffer.
		if err == nil && (s.at < len(dec.buf) || dec.err != nil || dec.buf[s.at-1] < '0' || dec.buf[s.at-1] > '9') {
			text := dec.buf[dec.at:s.at]
			dec.at = s.at
			return text, nil
		}
		if err != nil && err.Error() != errUnexpectedEnd.Error() {
			dec.err = err
			return nil, err
		}
		if !dec.fill() {
			if err == nil {
				continue
			}
			if dec.err == io.EOF {
				dec.err = io.ErrUnexpectedEOF
			}
			return nil, dec.err
		}
	}
}

// Decode decodes the next value into what v points to.
func (dec *Decoder) Decode(v any) error {
	if dec.err != nil && dec.err != io.EOF {
		return dec.err
	}
	dec.mark = dec.at
	if err := dec.beforeValue(); err != nil {
		return err
	}
	start := dec.InputOffset()
	text, err := dec.readValue()
	if err != nil {
		dec.rewind()
		return err
	}
	dec.afterValue()
	d := &decoder{data: text, base: start, useNumber: dec.useNumber, known: dec.known}
	return d.decode(v)
}

// syntaxError is that of the next byte.
func (dec *Decoder) syntaxError(where string) error {
	s := &scanner{data: dec.buf, at: dec.at, base: dec.base}
	return s.invalid(where)
}

// beforeValue reads the comma or colon before a value inside something that Token opened.
func (dec *Decoder) beforeValue() error {
	switch dec.state {
	case wantComma:
		if c := dec.peek(); c != ',' || dec.nest[len(dec.nest)-1] != '[' {
			return dec.syntaxError("after array element")
		}
		dec.at++
		dec.state = wantValue
	case wantColon:
		if dec.peek() != ':' {
			return dec.syntaxError("after object key")
		}
		dec.at++
		dec.state = wantValue
	}
	return nil
}

func (dec *Decoder) afterValue() {
	switch {
	case dec.state == wantFirstName || dec.state == wantName:
		dec.state = wantColon
	case len(dec.nest) > 0:
		dec.state = wantComma
	default:
		dec.state = wantValue
	}
}

// Token is a Delim, bool, float64, Number, string or nil for null.
type Token any

// Delim is one of [ ] { }.
type Delim rune

func (d Delim) String() string { return string(d) }

// Token gives the next part of the input; commas and colons are read over.
func (dec *Decoder) Token() (Token, error) {
	dec.mark = dec.at
	t, err := dec.token()
	if err != nil {
		dec.rewind()
	}
	return t, err
}

func (dec *Decoder) token() (Token, error) {
	if dec.err != nil && dec.err != io.EOF {
		return nil, dec.err
	}
	for {
		c := dec.peek()
		if c == 0 {
			if dec.err == io.EOF && len(dec.nest) > 0 {
				return nil, &SyntaxError{errUnexpectedEnd.Error(), dec.InputOffset()}
			}
			return nil, dec.err
		}
		inObject := len(dec.nest) > 0 && dec.nest[len(dec.nest)-1] == '{'
		switch {
		case c == ',' && dec.state == wantComma && dec.peekBehind() != ']' && dec.peekBehind() != '}':
			dec.at++
			dec.state = wantValue
			if inObject {
				dec.state = wantName
			}
			continue
		case c == ':' && dec.state == wantColon:
			dec.at++
			dec.state = wantValue
			continue
		case c == ']' && len(dec.nest) > 0 && !inObject && (dec.state == wantComma || dec.state == wantFirstElement),
			c == '}' && inObject && (dec.state == wantComma || dec.state == wantFirstName):
			dec.at++
			dec.nest = dec.nest[:len(dec.nest)-1]
			dec.state = wantValue
			dec.afterValue()
			return Delim(c), nil
		case c == ',' && dec.state == wantComma:
			return nil, dec.syntaxError("looking for beginning of value")
		case c == '}' && inObject && dec.state == wantValue:
			return nil, &SyntaxError{"missing value after object key", dec.InputOffset()}
		case dec.state == wantComma && inObject:
			return nil, dec.syntaxError("after object key:value pair")
		case dec.state == wantComma:
			return nil, dec.syntaxError("after array element")
		case dec.state == wantColon:
			return nil, dec.syntaxError("after object key")
		case (dec.state == wantName || dec.state == wantFirstName) && c != '"':
			if strings.IndexByte("{[tfn-0123456789", c) >= 0 {
				return nil, &SyntaxError{"object member name must be a string", dec.InputOffset()}
			}
			return nil, dec.syntaxError("looking for beginning of value")
		case c == '[':
			dec.at++
			dec.nest = append(dec.nest, c)
			dec.state = wantFirstElement
			return Delim(c), nil
		case c == '{':
			dec.at++
			dec.nest = append(dec.nest, c)
			dec.state = wantFirstName
			return Delim(c), nil
		}
		text, err := dec.readValue()
		if err != nil {
			return nil, err
		}
		dec.afterValue()
		d := &decoder{data: text, useNumber: dec.useNumber}
		v := d.anyValue()
		if d.err != nil {
			return nil, &UnmarshalTypeError{Value: "number " + string(text), Type: reflect.TypeFor[float64](), Offset: dec.InputOffset()}
		}
		return v, nil
	}
}

// More tells whether another element follows in the current array or object.
func (dec *Decoder) More() bool {
	dec.mark = dec.at
	defer dec.rewind()
	switch c := dec.peek(); {
	case c == 0:
		return len(dec.nest) > 0
	case dec.state == wantColon:
		if c == ':' {
			c = dec.peekBehind()
			return c != ']' && c != '}'
		}
		return true
	default:
		return c != ']' && c != '}'
	}
}

// Encoder writes values one per line.
type Encoder struct {
	w              io.Writer
	err            error
	prefix, indent string
	noEscape       bool
}

// NewEncoder writes to w.
func NewEncoder(w io.Writer) *Encoder { return &Encoder{w: w} }

// Encode writes v and a newline.
func (enc *Encoder) Encode(v any) error {
	if enc.err != nil {
		return enc.err
	}
	e := &encoder{escapeHTML: !enc.noEscape}
	if err := e.encode(v); err != nil {
		return err
	}
	b := e.buf
	if enc.prefix != "" || enc.indent != "" {
		b = appendIndent(nil, b, enc.prefix, enc.indent)
	}
	if _, err := enc.w.Write(append(b, '\n')); err != nil {
		enc.err = err
		return err
	}
	return nil
}

// SetIndent puts each part on a line of its own.
func (enc *Encoder) SetIndent(prefix, indent string) { enc.prefix, enc.indent = prefix, indent }

// SetEscapeHTML tells whether to escape what HTML would take for its own.
func (enc *Encoder) SetEscapeHTML(on bool) { enc.noEscape = !on }
