package tar

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// Names of the PAX records of sparse files.
const (
	sparsePrefix    = "GNU.sparse."
	sparseNumBlocks = "GNU.sparse.numblocks"
	sparseOffset    = "GNU.sparse.offset"
	sparseNumBytes  = "GNU.sparse.numbytes"
	sparseMap       = "GNU.sparse.map"
	sparseName      = "GNU.sparse.name"
	sparseMajor     = "GNU.sparse.major"
	sparseMinor     = "GNU.sparse.minor"
	sparseSize      = "GNU.sparse.size"
	sparseRealSize  = "GNU.sparse.realsize"
)

var (
	errMissData      = errors.New("archive/tar: sparse file references non-existent data")
	errUnrefData     = errors.New("archive/tar: sparse file contains unreferenced data")
	errSparseTooLong = errors.New("archive/tar: sparse map too long")
)

// piece is a part of a sparse file that has data; the rest is zero.
type piece struct{ at, size int64 }

func (p piece) end() int64 { return p.at + p.size }

// arePieces tells whether they are in order and inside the file.
func arePieces(pieces []piece, size int64) bool {
	if size < 0 {
		return false
	}
	last := int64(0)
	for _, p := range pieces {
		if p.at < last || p.size < 0 || p.at > math.MaxInt64-p.size || p.end() > size {
			return false
		}
		last = p.end()
	}
	return true
}

// appendPiece appends the piece that two texts say.
func appendPiece(pieces []piece, at, size string) ([]piece, error) {
	a, err1 := strconv.ParseInt(at, 10, 64)
	s, err2 := strconv.ParseInt(size, 10, 64)
	if err1 != nil || err2 != nil {
		return nil, ErrHeader
	}
	return append(pieces, piece{a, s}), nil
}

// oldPieces reads the map of GNU's first form: four pieces in the header, the others in
// blocks that follow it.
func (tr *Reader) oldPieces(h *Header) ([]piece, error) {
	// The form of the same kind that is Schily's has other fields.
	if tr.blk.format() != FormatGNU {
		return nil, ErrHeader
	}
	h.Format &= FormatGNU
	var p parser
	h.Size = p.number(tr.blk.get(gnuRealSize))
	if p.err != nil {
		return nil, p.err
	}
	entries := tr.blk.get(gnuSparse)
	pieces := make([]piece, 0, 4)
	for total := len(entries); total < maxSpecial; total += len(entries) {
		for i := 0; i+24 <= len(entries) && entries[i] != 0; i += 24 {
			pieces = append(pieces, piece{p.number(entries[i:][:12]), p.number(entries[i+12:][:12])})
			if p.err != nil {
				return nil, p.err
			}
		}
		if isLast := entries[len(entries)/24*24] == 0; isLast {
			return pieces, nil
		}
		if err := readBlock(tr.r, tr.blk[:]); err != nil {
			return nil, err
		}
		entries = tr.blk[:]
	}
	return nil, errSparseTooLong
}

// paxPieces reads the map of the forms with PAX records: in a record (0.0, which
// readRecords makes 0.1, and 0.1) or before the data (1.0). It is nil for other files.
func (tr *Reader) paxPieces(h *Header) ([]piece, error) {
	records := h.PAXRecords
	major, minor := records[sparseMajor], records[sparseMinor]
	isBeforeData := major == "1" && minor == "0"
	isInRecord := major == "0" && (minor == "0" || minor == "1") ||
		major == "" && minor == "" && records[sparseMap] != ""
	if !isBeforeData && !isInRecord {
		return nil, nil
	}
	h.Format &= FormatPAX
	if name := records[sparseName]; name != "" {
		h.Name = name
	}
	size := records[sparseSize]
	if size == "" {
		size = records[sparseRealSize]
	}
	if size != "" {
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil {
			return nil, ErrHeader
		}
		h.Size = n
	}
	if isBeforeData {
		return piecesBeforeData(tr.curr)
	}
	count, err := parseCount(records[sparseNumBlocks])
	if err != nil {
		return nil, err
	}
	var numbers []string
	if text := records[sparseMap]; text != "" {
		numbers = strings.Split(text, ",")
	}
	if int64(len(numbers)) != 2*count {
		return nil, ErrHeader
	}
	pieces := make([]piece, 0, count)
	for i := 0; i < len(numbers); i += 2 {
		if pieces, err = appendPiece(pieces, numbers[i], numbers[i+1]); err != nil {
			return nil, err
		}
	}
	return pieces, nil
}

// parseCount reads the number of pieces, twice which must be a number, too.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 0)
	if err != nil || n < 0 || n > math.MaxInt64/2 {
		return 0, ErrHeader
	}
	return n, nil
}

// piecesBeforeData reads lines, a number each, from whole blocks.
func piecesBeforeData(r io.Reader) ([]piece, error) {
	var text bytes.Buffer
	lines, total := int64(0), 0
	// fill reads blocks until there are n lines.
	fill := func(n int64) error {
		for lines < n {
			if total += blockSize; total > maxSpecial {
				return errSparseTooLong
			}
			var b block
			if err := readBlock(r, b[:]); err != nil {
				return err
			}
			text.Write(b[:])
			lines += int64(bytes.Count(b[:], []byte("\n")))
		}
		return nil
	}
	next := func() string {
		line, _ := text.ReadString('\n')
		lines--
		return strings.TrimSuffix(line, "\n")
	}
	if err := fill(1); err != nil {
		return nil, err
	}
	count, err := parseCount(next())
	if err != nil {
		return nil, err
	}
	if err := fill(2 * count); err != nil {
		return nil, err
	}
	pieces := make([]piece, 0, count)
	for range count {
		at := next()
		if pieces, err = appendPiece(pieces, at, next()); err != nil {
			return nil, err
		}
	}
	return pieces, nil
}

// sparseReader reads a file of pieces and zeros between them.
type sparseReader struct {
	data   entryReader
	pieces []piece // those that are not behind pos
	pos    int64
	size   int64
}

func (s *sparseReader) remaining() int64 { return s.data.remaining() }

func (s *sparseReader) Read(b []byte) (n int, err error) {
	isAll := int64(len(b)) >= s.size-s.pos
	if isAll {
		b = b[:s.size-s.pos]
	}
	for n < len(b) && err == nil {
		for len(s.pieces) > 0 && s.pieces[0].end() <= s.pos {
			s.pieces = s.pieces[1:]
		}
		part, isData := b[n:], false
		if len(s.pieces) > 0 {
			limit := s.pieces[0].at - s.pos
			if limit <= 0 {
				limit, isData = s.pieces[0].end()-s.pos, true
			}
			part = part[:min(int64(len(part)), limit)]
		}
		got := len(part)
		if isData {
			got, err = readAtMost(s.data, part)
		} else {
			clear(part)
		}
		n += got
		s.pos += int64(got)
	}
	switch {
	case err == io.EOF:
		return n, errMissData
	case err != nil:
		return n, err
	case s.pos == s.size && s.data.remaining() > 0:
		return n, errUnrefData
	case isAll:
		return n, io.EOF
	}
	return n, nil
}
