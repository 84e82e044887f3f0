// Package zlib reads and writes zlib streams (RFC 1950).
package zlib

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"io"
)

// Levels of compression.
const (
	NoCompression      = flate.NoCompression
	BestSpeed          = flate.BestSpeed
	BestCompression    = flate.BestCompression
	DefaultCompression = flate.DefaultCompression
	HuffmanOnly        = flate.HuffmanOnly
)

const deflated = 8

// Errors of reading.
var (
	ErrChecksum   = errors.New("zlib: invalid checksum")
	ErrDictionary = errors.New("zlib: invalid dictionary")
	ErrHeader     = errors.New("zlib: invalid header")
)

// Resetter is what NewReader's result is, too.
type Resetter interface {
	// Reset makes it read another stream.
	Reset(r io.Reader, dict []byte) error
}

type reader struct {
	r            flate.Reader
	decompressor io.ReadCloser
	digest       hash.Hash32
	err          error
}

// NewReader reads the header from r.
func NewReader(r io.Reader) (io.ReadCloser, error) { return NewReaderDict(r, nil) }

// NewReaderDict reads the header from r; the stream may need a dictionary.
func NewReaderDict(r io.Reader, dict []byte) (io.ReadCloser, error) {
	z := new(reader)
	if err := z.Reset(r, dict); err != nil {
		return nil, err
	}
	return z, nil
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Reset makes it read another stream.
func (z *reader) Reset(r io.Reader, dict []byte) error {
	*z = reader{decompressor: z.decompressor}
	if rr, ok := r.(flate.Reader); ok {
		z.r = rr
	} else {
		z.r = bufio.NewReader(r)
	}
	var buf [4]byte
	if _, err := io.ReadFull(z.r, buf[:2]); err != nil {
		z.err = noEOF(err)
		return z.err
	}
	if h := binary.BigEndian.Uint16(buf[:2]); buf[0]&0x0f != deflated || buf[0]>>4 > 7 || h%31 != 0 {
		z.err = ErrHeader
		return z.err
	}
	hasDict := buf[1]&0x20 != 0
	if hasDict {
		if _, err := io.ReadFull(z.r, buf[:4]); err != nil {
			z.err = noEOF(err)
			return z.err
		}
		if binary.BigEndian.Uint32(buf[:4]) != adler32.Checksum(dict) {
			z.err = ErrDictionary
			return z.err
		}
	} else {
		dict = nil
	}
	if z.decompressor == nil {
		z.decompressor = flate.NewReaderDict(z.r, dict)
	} else {
		z.decompressor.(flate.Resetter).Reset(z.r, dict)
	}
	z.digest = adler32.New()
	return nil
}

// Read gives decompressed bytes.
func (z *reader) Read(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	var n int
	n, z.err = z.decompressor.Read(p)
	z.digest.Write(p[:n])
	if z.err != io.EOF {
		return n, z.err
	}
	var buf [4]byte
	if _, err := io.ReadFull(z.r, buf[:]); err != nil {
		z.err = noEOF(err)
		return n, z.err
	}
	if binary.BigEndian.Uint32(buf[:]) != z.digest.Sum32() {
		z.err = ErrChecksum
		return n, z.err
	}
	return n, io.EOF
}

// Close ends reading.
func (z *reader) Close() error {
	if z.err != nil && z.err != io.EOF {
		return z.err
	}
	z.err = z.decompressor.Close()
	return z.err
}

// Writer compresses what is written to it.
type Writer struct {
	w          io.Writer
	level      int
	dict       []byte
	compressor *flate.Writer
	digest     hash.Hash32
	began      bool
	err        error
}

// NewWriter compresses to w.
func NewWriter(w io.Writer) *Writer {
	z, _ := NewWriterLevelDict(w, DefaultCompression, nil)
	return z
}

// NewWriterLevel compresses to w, at a level.
func NewWriterLevel(w io.Writer, level int) (*Writer, error) {
	return NewWriterLevelDict(w, level, nil)
}

// NewWriterLevelDict compresses to w, with a dictionary that the reader must have too.
func NewWriterLevelDict(w io.Writer, level int, dict []byte) (*Writer, error) {
	if level < HuffmanOnly || level > BestCompression {
		return nil, fmt.Errorf("zlib: invalid compression level: %d", level)
	}
	return &Writer{w: w, level: level, dict: dict}, nil
}

// Reset makes it write another stream.
func (z *Writer) Reset(w io.Writer) {
	*z = Writer{w: w, level: z.level, dict: z.dict, compressor: z.compressor}
	if z.compressor != nil {
		z.compressor.Reset(w)
	}
}

func (z *Writer) begin() error {
	z.began = true
	header := uint16(deflated|7<<4) << 8
	switch z.level {
	case -2, 0, 1:
	case 2, 3, 4, 5:
		header |= 1 << 6
	case 6, -1:
		header |= 2 << 6
	default:
		header |= 3 << 6
	}
	if z.dict != nil {
		header |= 1 << 5
	}
	header += 31 - header%31
	buf := binary.BigEndian.AppendUint16(nil, header)
	if z.dict != nil {
		buf = binary.BigEndian.AppendUint32(buf, adler32.Checksum(z.dict))
	}
	if _, err := z.w.Write(buf); err != nil {
		return err
	}
	if z.compressor == nil {
		var err error
		if z.compressor, err = flate.NewWriterDict(z.w, z.level, z.dict); err != nil {
			return err
		}
	}
	z.digest = adler32.New()
	return nil
}

// Write compresses p; the result may be written later.
func (z *Writer) Write(p []byte) (n int, err error) {
	if !z.began {
		z.err = z.begin()
	}
	if z.err != nil {
		return 0, z.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if n, z.err = z.compressor.Write(p); z.err == nil {
		z.digest.Write(p)
	}
	return n, z.err
}

// Flush writes what there is, so that a reader can have it.
func (z *Writer) Flush() error {
	if !z.began {
		z.err = z.begin()
	}
	if z.err == nil {
		z.err = z.compressor.Flush()
	}
	return z.err
}

// Close writes the rest and the end.
func (z *Writer) Close() error {
	if !z.began {
		z.err = z.begin()
	}
	if z.err != nil {
		return z.err
	}
	if z.err = z.compressor.Close(); z.err != nil {
		return z.err
	}
	_, z.err = z.w.Write(binary.BigEndian.AppendUint32(nil, z.digest.Sum32()))
	return z.err
}
