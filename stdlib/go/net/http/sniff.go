package http

import (
	"encoding/binary"
	"strings"
)

// How many bytes of a body its type is found from.
const sniffLen = 512

// signature is what the content of a type begins with.
type signature struct {
	text string
	mask string // "" is all bytes; otherwise only those that are not zero count
	typ  string
}

// tags begin HTML, behind space, in any case, with a space or > behind them.
var htmlTags = [...]string{
	"<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
	"<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
}

const (
	skipFour = "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff"
	zeros34  = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
)

// The signatures before MP4's, which is not fixed, and those behind (WHATWG, MIME sniffing).
var (
	signatures = [...]signature{
		{"%PDF-", "", "application/pdf"},
		{"%!PS-Adobe-", "", "application/postscript"},
		{"\xfe\xff\x00\x00", "\xff\xff\x00\x00", "text/plain; charset=utf-16be"},
		{"\xff\xfe\x00\x00", "\xff\xff\x00\x00", "text/plain; charset=utf-16le"},
		{"\xef\xbb\xbf\x00", "\xff\xff\xff\x00", "text/plain; charset=utf-8"},
		{"\x00\x00\x01\x00", "", "image/x-icon"},
		{"\x00\x00\x02\x00", "", "image/x-icon"},
		{"BM", "", "image/bmp"},
		{"GIF87a", "", "image/gif"},
		{"GIF89a", "", "image/gif"},
		{"RIFF\x00\x00\x00\x00WEBPVP", skipFour + "\xff\xff", "image/webp"},
		{"\x89PNG\r\n\x1a\n", "", "image/png"},
		{"\xff\xd8\xff", "", "image/jpeg"},
		{"FORM\x00\x00\x00\x00AIFF", skipFour, "audio/aiff"},
		{"ID3", "", "audio/mpeg"},
		{"OggS\x00", "", "application/ogg"},
		{"MThd\x00\x00\x00\x06", "", "audio/midi"},
		{"RIFF\x00\x00\x00\x00AVI ", skipFour, "video/avi"},
		{"RIFF\x00\x00\x00\x00WAVE", skipFour, "audio/wave"},
	}
	laterSignatures = [...]signature{
		{"\x1a\x45\xdf\xa3", "", "video/webm"},
		{zeros34 + "LP", zeros34 + "\xff\xff", "application/vnd.ms-fontobject"},
		{"\x00\x01\x00\x00", "", "font/ttf"},
		{"OTTO", "", "font/otf"},
		{"ttcf", "", "font/collection"},
		{"wOFF", "", "font/woff"},
		{"wOF2", "", "font/woff2"},
		{"\x1f\x8b\x08", "", "application/x-gzip"},
		{"PK\x03\x04", "", "application/zip"},
		{"Rar!\x1a\x07\x00", "", "application/x-rar-compressed"},
		{"Rar!\x1a\x07\x01\x00", "", "application/x-rar-compressed"},
		{"\x00asm", "", "application/wasm"},
	}
)

func (s *signature) matches(data string) bool {
	if s.mask == "" {
		return strings.HasPrefix(data, s.text)
	}
	if len(data) < len(s.text) {
		return false
	}
	for i := range len(s.text) {
		if data[i]&s.mask[i] != s.text[i] {
			return false
		}
	}
	return true
}

// DetectContentType finds the type of data from its first 512 bytes; it is
// "application/octet-stream" if it finds none.
func DetectContentType(data []byte) string {
	text := string(data[:min(len(data), sniffLen)])
	begin := strings.TrimLeft(text, "\t\n\x0c\r ")
	for _, tag := range htmlTags {
		if len(begin) > len(tag) && strings.EqualFold(begin[:len(tag)], tag) && (begin[len(tag)] == ' ' || begin[len(tag)] == '>') {
			return "text/html; charset=utf-8"
		}
	}
	if strings.HasPrefix(begin, "<?xml") {
		return "text/xml; charset=utf-8"
	}
	for i := range signatures {
		if signatures[i].matches(text) {
			return signatures[i].typ
		}
	}
	if isMP4(text) {
		return "video/mp4"
	}
	for i := range laterSignatures {
		if laterSignatures[i].matches(text) {
			return laterSignatures[i].typ
		}
	}
	for i := range len(begin) {
		// Control characters that no text has.
		if c := begin[i]; c <= 8 || c == 0xb || 0xe <= c && c <= 0x1a || 0x1c <= c && c <= 0x1f {
			return "application/octet-stream"
		}
	}
	return "text/plain; charset=utf-8"
}

// isMP4 tells whether the first box names a brand that begins with mp4.
func isMP4(text string) bool {
	if len(text) < 12 || text[4:8] != "ftyp" {
		return false
	}
	size := int(binary.BigEndian.Uint32([]byte(text[:4])))
	if size > len(text) || size%4 != 0 {
		return false
	}
	for at := 8; at < size; at += 4 {
		if at != 12 && text[at:at+3] == "mp4" { // the version stands at 12
			return true
		}
	}
	return false
}
