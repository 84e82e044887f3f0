// Package gzip reads and writes gzip files (RFC 1952).
package gzip

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"
)

// Levels of compression.
const (
	NoCompression      = flate.NoCompression
	BestSpeed          = flate.BestSpeed
	BestCompression    = flate.BestCompression
	DefaultCompression = flate.DefaultCompression
	HuffmanOnly        = flate.HuffmanOnly
)

// Errors of reading.
var (
	ErrChecksum = errors.New("gzip: invalid checksum")
	ErrHeader   = errors.New("gzip: invalid header")
)

const (
	magic1, magic2 = 0x1f, 0x8b
	deflated       = 8

	hasHeaderCRC = 1 << 1
	hasExtra     = 1 << 2
	hasName      = 1 << 3
	hasComment   = 1 << 4
)

// Header is what a file tells of itself. Texts are Latin-1.
type Header struct {
	Comment string
	Extra   []byte
	ModTime time.Time
	Name    string
	OS      byte
}

// Reader decompresses; its Header is that of the current member.
type Reader struct {
	Header
	r            flate.Reader
	decompressor io.ReadCloser
	digest       uint32
	size         uint32
	err          error
	single       bool
}

// NewReader reads the header from r.
func NewReader(r io.Reader) (*Reader, error) {
	z := new(Reader)
	if err := z.Reset(r); err != nil {
		return nil, err
	}
	return z, nil
}

// Reset makes it read another file.
func (z *Reader) Reset(r io.Reader) error {
	*z = Reader{decompressor: z.decompressor}
	if rr, ok := r.(flate.Reader); ok {
		z.r = rr
	} else {
		z.r = bufio.NewReader(r)
	}
	z.Header, z.err = z.readHeader()
	return z.err
}

// Multistream tells whether to go on with the next member at the end of one.
func (z *Reader) Multistream(ok bool) { z.single = !ok }

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readText reads Latin-1 up to a zero byte.
func (z *Reader) readText(read func([]byte) error) (string, error) {
	var text []rune
	var b [1]byte
	for len(text) < 512 {
		if err := read(b[:]); err != nil {
			return "", err
		}
		if b[0] == 0 {
			return string(text), nil
		}
		text = append(text, rune(b[0]))
	}
	return "", ErrHeader
}

func (z *Reader) readHeader() (hdr Header, err error) {
	var buf [10]byte
	if _, err := io.ReadFull(z.r, buf[:]); err != nil {
		return hdr, err
	}
	if buf[0] != magic1 || buf[1] != magic2 || buf[2] != deflated {
		return hdr, ErrHeader
	}
	flags := buf[3]
	if t := int64(binary.LittleEndian.Uint32(buf[4:8])); t > 0 {
		hdr.ModTime = time.Unix(t, 0)
	}
	hdr.OS = buf[9]
	digest := crc32.ChecksumIEEE(buf[:])
	read := func(b []byte) error {
		_, err := io.ReadFull(z.r, b)
		digest = crc32.Update(digest, crc32.IEEETable, b)
		return noEOF(err)
	}
	if flags&hasExtra != 0 {
		if err := read(buf[:2]); err != nil {
			return hdr, err
		}
		extra := make([]byte, binary.LittleEndian.Uint16(buf[:2]))
		if err := read(extra); err != nil {
			return hdr, err
		}
		hdr.Extra = extra
	}
	if flags&hasName != 0 {
		if hdr.Name, err = z.readText(read); err != nil {
			return hdr, err
		}
	}
	if flags&hasComment != 0 {
		if hdr.Comment, err = z.readText(read); err != nil {
			return hdr, err
		}
	}
	if flags&hasHeaderCRC != 0 {
		want := uint16(digest)
		if _, err := io.ReadFull(z.r, buf[:2]); err != nil {
			return hdr, noEOF(err)
		}
		if binary.LittleEndian.Uint16(buf[:2]) != want {
			return hdr, ErrHeader
		}
	}
	z.digest, z.size = 0, 0
	if z.decompressor == nil {
		z.decompressor = flate.NewReader(z.r)
	} else {
		z.decompressor.(flate.Resetter).Reset(z.r, nil)
	}
	return hdr, nil
}

// Read gives decompressed bytes.
func (z *Reader) Read(p []byte) (n int, err error) {
	if z.err != nil {
		return 0, z.err
	}
	for n == 0 {
		n, z.err = z.decompressor.Read(p)
		z.digest = crc32.Update(z.digest, crc32.IEEETable, p[:n])
		z.size += uint32(n)
		if z.err != io.EOF {
			return n, z.err
		}
		var buf [8]byte
		if _, err := io.ReadFull(z.r, buf[:]); err != nil {
			z.err = noEOF(err)
			return n, z.err
		}
		if binary.LittleEndian.Uint32(buf[:4]) != z.digest || binary.LittleEndian.Uint32(buf[4:]) != z.size {
			z.err = ErrChecksum
			return n, z.err
		}
		if z.single {
			z.err = io.EOF
			return n, io.EOF
		}
		// Another member may follow.
		z.err = nil
		if _, z.err = z.readHeader(); z.err != nil {
			return n, z.err
		}
	}
	return n, nil
}

// Close ends reading.
func (z *Reader) Close() error { return z.decompressor.Close() }

// Writer compresses; its Header is written with the first byte.
type Writer struct {
	Header
	w          io.Writer
	level      int
	began      bool
	closed     bool
	compressor *flate.Writer
	digest     uint32
	size       uint32
	err        error
}

// NewWriter compresses to w.
func NewWriter(w io.Writer) *Writer {
	z, _ := NewWriterLevel(w, DefaultCompression)
	return z
}

// NewWriterLevel compresses to w, at a level.
func NewWriterLevel(w io.Writer, level int) (*Writer, error) {
	if level < HuffmanOnly || level > BestCompression {
		return nil, fmt.Errorf("gzip: invalid compression level: %d", level)
	}
	z := &Writer{level: level}
	z.Reset(w)
	return z, nil
}

// Reset makes it write another file.
func (z *Writer) Reset(w io.Writer) {
	*z = Writer{Header: Header{OS: 255}, w: w, level: z.level, compressor: z.compressor}
	if z.compressor != nil {
		z.compressor.Reset(w)
	}
}

// latin1 is a text as the header has it.
func latin1(s string) ([]byte, error) {
	b := []byte{}
	for _, r := range s {
		if r == 0 || r > 0xff {
			return nil, errors.New("gzip.Write: non-Latin-1 header string")
		}
		b = append(b, byte(r))
	}
	return append(b, 0), nil
}

func (z *Writer) writeHeader() error {
	header := []byte{magic1, magic2, deflated, 0, 0, 0, 0, 0, 0, z.OS}
	if z.ModTime.After(time.Unix(0, 0)) {
		binary.LittleEndian.PutUint32(header[4:], uint32(z.ModTime.Unix()))
	}
	switch z.level {
	case BestCompression:
		header[8] = 2
	case BestSpeed:
		header[8] = 4
	}
	if z.Extra != nil {
		if len(z.Extra) > 0xffff {
			return errors.New("gzip.Write: Extra data is too large")
		}
		header[3] |= hasExtra
		header = binary.LittleEndian.AppendUint16(header, uint16(len(z.Extra)))
		header = append(header, z.Extra...)
	}
	for _, text := range []struct {
		s    string
		flag byte
	}{{z.Name, hasName}, {z.Comment, hasComment}} {
		if text.s != "" {
			b, err := latin1(text.s)
			if err != nil {
				return err
			}
			header[3] |= text.flag
			header = append(header, b...)
		}
	}
	_, err := z.w.Write(header)
	return err
}

// Write compresses p; the result may be written later.
func (z *Writer) Write(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	if !z.began {
		z.began = true
		if z.err = z.writeHeader(); z.err != nil {
			return 0, z.err
		}
		if z.compressor == nil {
			z.compressor, _ = flate.NewWriter(z.w, z.level)
		}
	}
	z.size += uint32(len(p))
	z.digest = crc32.Update(z.digest, crc32.IEEETable, p)
	var n int
	n, z.err = z.compressor.Write(p)
	return n, z.err
}

// Flush writes what there is, so that a reader can have it.
func (z *Writer) Flush() error {
	if z.err != nil || z.closed {
		return z.err
	}
	if !z.began {
		if z.Write(nil); z.err != nil {
			return z.err
		}
	}
	z.err = z.compressor.Flush()
	return z.err
}

// Close writes the rest and the end.
func (z *Writer) Close() error {
	if z.err != nil || z.closed {
		return z.err
	}
	z.closed = true
	if !z.began {
		if z.Write(nil); z.err != nil {
			return z.err
		}
	}
	if z.err = z.compressor.Close(); z.err != nil {
		return z.err
	}
	end := binary.LittleEndian.AppendUint32(nil, z.digest)
	_, z.err = z.w.Write(binary.LittleEndian.AppendUint32(end, z.size))
	return z.err
}
