package mime

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WordEncoder writes words that are not ASCII as headers have them: =?utf-8?q?caf=C3=A9?=
// (RFC 2047). It is the letter in the middle.
type WordEncoder byte

// The two encodings: base64, and one that leaves ASCII letters readable.
const (
	BEncoding = WordEncoder('b')
	QEncoding = WordEncoder('q')
)

// Lengths that a word, and what stands between its marks, may have.
const (
	maxWordSize    = 75
	maxContentSize = maxWordSize - len("=?UTF-8?q?") - len("?=")
	maxBase64Bytes = maxContentSize / 4 * 3
)

// errWord is what does not decode.
var errWord = errors.New("mime: invalid RFC 2047 encoded-word")

// needsEncoding tells whether a text has more than printable ASCII and tabs.
func needsEncoding(s string) bool {
	for i := range len(s) {
		if (s[i] < ' ' || s[i] > '~') && s[i] != '\t' {
			return true
		}
	}
	return false
}

// Encode writes a text, in several words if it is UTF-8 and long; ASCII stays as it is.
func (e WordEncoder) Encode(charset, s string) string {
	if !needsEncoding(s) {
		return s
	}
	var b strings.Builder
	e.open(&b, charset)
	if e == BEncoding {
		e.base64(&b, charset, s)
	} else {
		e.quoted(&b, charset, s)
	}
	b.WriteString("?=")
	return b.String()
}

func (e WordEncoder) open(b *strings.Builder, charset string) {
	b.WriteString("=?")
	b.WriteString(charset)
	b.WriteByte('?')
	b.WriteByte(byte(e))
	b.WriteByte('?')
}

// split ends a word and begins the next.
func (e WordEncoder) split(b *strings.Builder, charset string) {
	b.WriteString("?= ")
	e.open(b, charset)
}

func isUTF8(charset string) bool { return strings.EqualFold(charset, "UTF-8") }

func (e WordEncoder) base64(b *strings.Builder, charset, s string) {
	// Only of UTF-8 it is known where it may be split.
	if isUTF8(charset) && base64.StdEncoding.EncodedLen(len(s)) > maxContentSize {
		size, start := 0, 0
		for i := 0; i < len(s); {
			_, n := utf8.DecodeRuneInString(s[i:])
			if size+n > maxBase64Bytes {
				b.WriteString(base64.StdEncoding.EncodeToString([]byte(s[start:i])))
				e.split(b, charset)
				size, start = 0, i
			}
			size += n
			i += n
		}
		s = s[start:]
	}
	b.WriteString(base64.StdEncoding.EncodeToString([]byte(s)))
}

// isPlain tells whether a character of a quoted word stands for itself.
func isPlain(c byte) bool { return c >= ' ' && c <= '~' && c != '=' && c != '?' && c != '_' }

func (e WordEncoder) quoted(b *strings.Builder, charset, s string) {
	size := 0
	for i := 0; i < len(s); {
		n, encoded := 1, 1
		if isUTF8(charset) {
			if !isPlain(s[i]) {
				_, n = utf8.DecodeRuneInString(s[i:])
				encoded = 3 * n
			}
			if size+encoded > maxContentSize {
				e.split(b, charset)
				size = 0
			}
		}
		for _, c := range []byte(s[i : i+n]) {
			switch {
			case c == ' ':
				b.WriteByte('_')
			case isPlain(c):
				b.WriteByte(c)
			default:
				b.WriteByte('=')
				b.WriteByte(upperHex[c>>4])
				b.WriteByte(upperHex[c&15])
			}
		}
		size += encoded
		i += n
	}
}

// WordDecoder reads the words that a WordEncoder writes.
type WordDecoder struct {
	// CharsetReader, if set, turns charsets other than utf-8, iso-8859-1 and us-ascii into
	// UTF-8; their names are in lower case.
	CharsetReader func(charset string, input io.Reader) (io.Reader, error)
}

// Decode reads one word.
func (d *WordDecoder) Decode(word string) (string, error) {
	inner, ok1 := strings.CutPrefix(word, "=?")
	inner, ok2 := strings.CutSuffix(inner, "?=")
	parts := strings.Split(inner, "?")
	if len(word) < 8 || !ok1 || !ok2 || len(parts) != 3 || parts[0] == "" || len(parts[1]) != 1 {
		return "", errWord
	}
	content, err := decodeContent(parts[1][0], parts[2])
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := d.convert(&b, parts[0], content); err != nil {
		return "", err
	}
	return b.String(), nil
}

// DecodeHeader replaces all words in a text; space between two of them goes away.
func (d *WordDecoder) DecodeHeader(header string) (string, error) {
	if !strings.Contains(header, "=?") {
		return header, nil
	}
	var b strings.Builder
	between := false // the last thing was a word
	for {
		start := strings.Index(header, "=?")
		if start < 0 {
			break
		}
		charset, encoding, text, end, ok := cutWord(header, start+2)
		if !ok {
			break
		}
		content, err := decodeContent(encoding, text)
		if err != nil {
			between = false
			b.WriteString(header[:end])
			header = header[end:]
			continue
		}
		if before := header[:start]; before != "" && (!between || strings.Trim(before, " \t\r\n") != "") {
			b.WriteString(before)
		}
		if err := d.convert(&b, charset, content); err != nil {
			return "", err
		}
		header = header[end:]
		between = true
	}
	b.WriteString(header)
	return b.String(), nil
}

// cutWord finds the parts of the word whose charset begins at an index, and where it ends.
func cutWord(header string, at int) (charset string, encoding byte, text string, end int, ok bool) {
	charset, rest, ok := strings.Cut(header[at:], "?")
	if !ok || len(rest) < len("Q?=")+1 || rest[1] != '?' {
		return "", 0, "", 0, false
	}
	text, _, ok = strings.Cut(rest[2:], "?=")
	return charset, rest[0], text, at + len(charset) + len("?Q?") + len(text) + len("?="), ok
}

func decodeContent(encoding byte, text string) ([]byte, error) {
	switch encoding {
	case 'B', 'b':
		return base64.StdEncoding.DecodeString(text)
	case 'Q', 'q':
		return decodeQuoted(text)
	}
	return nil, errWord
}

func decodeQuoted(s string) ([]byte, error) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			b = append(b, ' ')
		case c == '=':
			if i+2 >= len(s) {
				return nil, errWord
			}
			high, ok := fromHex(s[i+1])
			if !ok {
				return nil, fmt.Errorf("mime: invalid hex byte %#02x", s[i+1])
			}
			low, ok := fromHex(s[i+2])
			if !ok {
				return nil, fmt.Errorf("mime: invalid hex byte %#02x", s[i+2])
			}
			b = append(b, high<<4|low)
			i += 2
		case ' ' <= c && c <= '~' || c == '\n' || c == '\r' || c == '\t':
			b = append(b, c)
		default:
			return nil, errWord
		}
	}
	return b, nil
}

func (d *WordDecoder) convert(b *strings.Builder, charset string, content []byte) error {
	switch {
	case isUTF8(charset):
		b.Write(content)
	case strings.EqualFold("iso-8859-1", charset):
		for _, c := range content {
			b.WriteRune(rune(c))
		}
	case strings.EqualFold("us-ascii", charset):
		for _, c := range content {
			if c >= utf8.RuneSelf {
				b.WriteRune(utf8.RuneError)
			} else {
				b.WriteByte(c)
			}
		}
	case d.CharsetReader == nil:
		return fmt.Errorf("mime: unhandled charset %q", charset)
	default:
		r, err := d.CharsetReader(strings.ToLower(charset), bytes.NewReader(content))
		if err != nil {
			return err
		}
		_, err = io.Copy(b, r)
		return err
	}
	return nil
}
