package textproto

import (
	"bufio"
	"bytes"
	"fmt"
	"internal/mimeheader"
	"io"
	"strconv"
	"strings"
)

// Reader reads lines, answers and blocks that end with a dot. R should have a limit.
type Reader struct {
	R   *bufio.Reader
	dot *dotReader
	buf []byte // where continued lines are put together
}

// NewReader reads from r.
func NewReader(r *bufio.Reader) *Reader { return &Reader{R: r} }

// line gives the next line, valid until the next read.
func (r *Reader) line() ([]byte, error) {
	r.closeDot()
	return mimeheader.Line(r.R, -1)
}

// ReadLine gives the next line without its end.
func (r *Reader) ReadLine() (string, error) {
	line, err := r.line()
	return string(line), err
}

// ReadLineBytes gives the next line without its end.
func (r *Reader) ReadLineBytes() ([]byte, error) {
	line, err := r.line()
	return bytes.Clone(line), err
}

func (r *Reader) continuedLine() ([]byte, error) {
	r.closeDot()
	return mimeheader.Continued(r.R, &r.buf, -1, nil)
}

// ReadContinuedLine gives the next line with those that continue it, which begin with space:
// a single space stands between them.
func (r *Reader) ReadContinuedLine() (string, error) {
	line, err := r.continuedLine()
	return string(line), err
}

// ReadContinuedLineBytes gives the next line with those that continue it.
func (r *Reader) ReadContinuedLineBytes() ([]byte, error) {
	line, err := r.continuedLine()
	return bytes.Clone(line), err
}

// parseAnswer splits a line like "220 ready", or "220-more follows".
func parseAnswer(line string, expectCode int) (code int, continued bool, message string, err error) {
	if len(line) < 4 || line[3] != ' ' && line[3] != '-' {
		return 0, false, "", ProtocolError(fmt.Sprintf("short response: %q", line))
	}
	continued = line[3] == '-'
	code, err = strconv.Atoi(line[:3])
	if err != nil || code < 100 {
		return code, continued, "", ProtocolError(fmt.Sprintf("invalid response code: %q", line))
	}
	message = line[4:]
	// One digit that is expected is a class, two are a group in it.
	found := code
	switch {
	case 1 <= expectCode && expectCode < 10:
		found = code / 100
	case 10 <= expectCode && expectCode < 100:
		found = code / 10
	case expectCode < 1 || expectCode >= 1000:
		found = expectCode
	}
	if found != expectCode {
		err = &Error{code, message}
	}
	return code, continued, message, err
}

func (r *Reader) answerLine(expectCode int) (code int, continued bool, message string, err error) {
	line, err := r.ReadLine()
	if err != nil {
		return 0, false, "", err
	}
	return parseAnswer(line, expectCode)
}

// ReadCodeLine reads an answer of one line. Where its code does not begin with the digits of
// expectCode (if that is not 0), the error is an Error.
func (r *Reader) ReadCodeLine(expectCode int) (code int, message string, err error) {
	code, continued, message, err := r.answerLine(expectCode)
	if err == nil && continued {
		err = ProtocolError(fmt.Sprintf("unexpected multi-line response: %q", message))
	}
	return code, message, err
}

// ReadResponse reads an answer of one or more lines, as ReadCodeLine does.
func (r *Reader) ReadResponse(expectCode int) (code int, message string, err error) {
	code, continued, message, err := r.answerLine(expectCode)
	if !continued {
		return code, message, err
	}
	var all strings.Builder
	all.WriteString(message)
	for continued {
		line, lineErr := r.ReadLine()
		if lineErr != nil {
			return 0, "", lineErr
		}
		all.WriteByte('\n')
		lineCode, more, text, lineErr := parseAnswer(line, 0)
		if lineErr != nil || lineCode != code {
			all.WriteString(strings.TrimRight(line, "\r\n"))
			continue
		}
		all.WriteString(text)
		continued = more
	}
	message = all.String()
	if err != nil && message != "" {
		err = &Error{code, message}
	}
	return code, message, err
}

// ReadMIMEHeader reads a header up to the empty line behind it. What comes before an error is
// given with it.
func (r *Reader) ReadMIMEHeader() (MIMEHeader, error) {
	r.closeDot()
	return mimeheader.Header(r.R, mimeheader.No, mimeheader.No, protocolError)
}

// DotReader reads a block of lines that ends with a line of a single dot; lines that begin
// with a dot have one more. Line ends become a newline. It is valid until the next use of r.
func (r *Reader) DotReader() io.Reader {
	r.closeDot()
	r.dot = &dotReader{r: r}
	return r.dot
}

// closeDot reads what is left of the block that is being read.
func (r *Reader) closeDot() {
	if r.dot == nil {
		return
	}
	buf := make([]byte, 128)
	for r.dot != nil {
		r.dot.Read(buf)
	}
}

// ReadDotBytes reads a block as DotReader does.
func (r *Reader) ReadDotBytes() ([]byte, error) { return io.ReadAll(r.DotReader()) }

// ReadDotLines reads a block as DotReader does, and gives its lines.
func (r *Reader) ReadDotLines() (lines []string, err error) {
	for {
		line, err := r.ReadLine()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return lines, err
		}
		if line == "." {
			return lines, nil
		}
		lines = append(lines, strings.TrimPrefix(line, "."))
	}
}

type dotReader struct {
	r     *Reader
	state dotState
}

type dotState int

const (
	atLineStart dotState = iota
	afterDot             // behind a dot at the start of a line
	afterDotCR           // behind that and \r
	afterCR
	inLine
	atEnd
)

func (d *dotReader) Read(b []byte) (n int, err error) {
	for n < len(b) && d.state != atEnd {
		c, readErr := d.r.R.ReadByte()
		if readErr == io.EOF {
			readErr = io.ErrUnexpectedEOF
		}
		if readErr != nil {
			err = readErr
			break
		}
		if c, ok := d.next(c); ok {
			b[n] = c
			n++
		}
	}
	if err == nil && d.state == atEnd {
		err = io.EOF
	}
	if err != nil && d.r.dot == d {
		d.r.dot = nil
	}
	return n, err
}

// next takes a byte, and tells which one of the text it gives, if it does.
func (d *dotReader) next(c byte) (byte, bool) {
	switch d.state {
	case atLineStart:
		switch c {
		case '.':
			d.state = afterDot
			return 0, false
		case '\r':
			d.state = afterCR
			return 0, false
		}
		d.state = inLine
	case afterDot:
		switch c {
		case '\r':
			d.state = afterDotCR
			return 0, false
		case '\n':
			d.state = atEnd
			return 0, false
		}
		d.state = inLine
	case afterDotCR, afterCR:
		if c == '\n' {
			if d.state == afterDotCR {
				d.state = atEnd
				return 0, false
			}
			d.state = atLineStart
			return c, true
		}
		// The \r did not end the line.
		d.r.R.UnreadByte()
		d.state = inLine
		return '\r', true
	case inLine:
		switch c {
		case '\r':
			d.state = afterCR
			return 0, false
		case '\n':
			d.state = atLineStart
		}
	}
	return c, true
}
