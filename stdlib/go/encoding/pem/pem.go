// Package pem reads and writes PEM blocks (RFC 7468).
package pem

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"strings"
)

// Block is what stands between BEGIN and END.
type Block struct {
	Type    string
	Headers map[string]string
	Bytes   []byte
}

const (
	begin = "-----BEGIN "
	end   = "-----END "
	dash  = "-----"

	// lineLength is that of the lines of base64.
	lineLength = 64
)

// cutLine cuts at the next newline; space at the line's end goes.
func cutLine(data []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(data, []byte{'\n'})
	return bytes.TrimRight(line, " \t\r"), rest
}

// Decode finds the next block; rest is what follows it. Without a block, rest is data.
func Decode(data []byte) (p *Block, rest []byte) {
	rest = data
	for {
		// The beginning stands at the beginning of a line.
		at := 0
		if !bytes.HasPrefix(rest, []byte(begin)) {
			i := bytes.Index(rest, []byte("\n"+begin))
			if i < 0 {
				return nil, data
			}
			at = i + 1
		}
		rest = rest[at+len(begin):]
		title, after := cutLine(rest)
		name, ok := bytes.CutSuffix(title, []byte(dash))
		if !ok {
			continue
		}
		block, behind, ok := decodeBody(string(name), after)
		if !ok {
			rest = after
			continue
		}
		return block, behind
	}
}

func decodeBody(name string, body []byte) (*Block, []byte, bool) {
	p := &Block{Type: name, Headers: map[string]string{}}
	for {
		if len(body) == 0 {
			return nil, nil, false
		}
		line, next := cutLine(body)
		key, value, ok := bytes.Cut(line, []byte{':'})
		if !ok {
			break
		}
		p.Headers[string(bytes.TrimSpace(key))] = string(bytes.TrimSpace(value))
		body = next
	}
	text := body
	marker := 0
	if !bytes.HasPrefix(body, []byte(end)) {
		i := bytes.Index(body, []byte("\n"+end))
		if i < 0 {
			return nil, nil, false
		}
		text, marker = body[:i+1], i+1
	} else {
		text = nil
		if len(p.Headers) > 0 {
			return nil, nil, false
		}
	}
	last, rest := cutLine(body[marker+len(end):])
	if string(last) != name+dash {
		return nil, nil, false
	}
	text = slices.DeleteFunc(slices.Clone(text), func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' })
	p.Bytes = make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(p.Bytes, text)
	if err != nil {
		return nil, nil, false
	}
	p.Bytes = p.Bytes[:n]
	return p, rest, true
}

// Encode writes a block.
func Encode(out io.Writer, b *Block) error {
	var text bytes.Buffer
	for key := range b.Headers {
		if strings.Contains(key, ":") {
			return errors.New("pem: cannot encode a header key that contains a colon")
		}
	}
	text.WriteString(begin + b.Type + dash + "\n")
	if len(b.Headers) > 0 {
		const procType = "Proc-Type"
		keys := make([]string, 0, len(b.Headers))
		for key := range b.Headers {
			if key != procType {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		// This one comes first, as old readers want it.
		if _, ok := b.Headers[procType]; ok {
			keys = append([]string{procType}, keys...)
		}
		for _, key := range keys {
			text.WriteString(key + ": " + b.Headers[key] + "\n")
		}
		text.WriteByte('\n')
	}
	encoded := base64.StdEncoding.EncodeToString(b.Bytes)
	for len(encoded) > 0 {
		n := min(lineLength, len(encoded))
		text.WriteString(encoded[:n] + "\n")
		encoded = encoded[n:]
	}
	text.WriteString(end + b.Type + dash + "\n")
	_, err := out.Write(text.Bytes())
	return err
}

// EncodeToMemory gives a block's text; nil if a header is wrong.
func EncodeToMemory(b *Block) []byte {
	var buf bytes.Buffer
	if err := Encode(&buf, b); err != nil {
		return nil
	}
	return buf.Bytes()
}
