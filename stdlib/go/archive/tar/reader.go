package tar

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Reader reads an archive: Next goes to the next entry, Read reads its data.
type Reader struct {
	r    io.Reader
	pad  int64       // behind the entry's data
	curr entryReader // the entry's data
	blk  block
	err  error // that it ended with
}

// entryReader reads an entry's data.
type entryReader interface {
	io.Reader
	// remaining is how much of the archive belongs to the entry.
	remaining() int64
}

// NewReader starts to read an archive.
func NewReader(r io.Reader) *Reader { return &Reader{r: r, curr: &plainReader{r, 0}} }

// Next goes to the next entry; at the end its error is io.EOF. With
// GODEBUG=tarinsecurepath=0 it gives ErrInsecurePath, and the header, if the name leads out
// of the current folder.
func (tr *Reader) Next() (*Header, error) {
	if tr.err != nil {
		return nil, tr.err
	}
	h, err := tr.next()
	tr.err = err
	if err == nil && !filepath.IsLocal(h.Name) && refusesInsecure() {
		err = ErrInsecurePath
	}
	return h, err
}

func refusesInsecure() bool {
	for setting := range strings.SplitSeq(os.Getenv("GODEBUG"), ",") {
		if setting == "tarinsecurepath=0" {
			return true
		}
	}
	return false
}

func (tr *Reader) next() (*Header, error) {
	var records map[string]string
	var longName, longLink string
	format := anyFormat
	for {
		if err := skip(tr.r, tr.curr.remaining()); err != nil {
			return nil, err
		}
		if _, err := readAtMost(tr.r, tr.blk[:tr.pad]); err != nil {
			return nil, err
		}
		tr.pad = 0
		h, err := tr.readHeader()
		if err != nil {
			return nil, err
		}
		if err := tr.expectData(h); err != nil {
			return nil, err
		}
		format &= h.Format
		switch h.Typeflag {
		case TypeXHeader, TypeXGlobalHeader:
			format &= FormatPAX
			if records, err = readRecords(tr); err != nil {
				return nil, err
			}
			if h.Typeflag == TypeXHeader {
				continue
			}
			// Records that cannot be understood are the caller's.
			_ = h.merge(records)
			return &Header{Name: h.Name, Typeflag: h.Typeflag, Xattrs: h.Xattrs, PAXRecords: h.PAXRecords, Format: format}, nil
		case TypeGNULongName, TypeGNULongLink:
			format &= FormatGNU
			data, err := readSpecial(tr)
			if err != nil {
				return nil, err
			}
			text, _, _ := strings.Cut(string(data), "\x00")
			if h.Typeflag == TypeGNULongName {
				longName = text
			} else {
				longLink = text
			}
			continue
		}
		if err := h.merge(records); err != nil {
			return nil, err
		}
		if longName != "" {
			h.Name = longName
		}
		if longLink != "" {
			h.Linkname = longLink
		}
		if h.Typeflag == TypeRegA {
			h.Typeflag = TypeReg
			if strings.HasSuffix(h.Name, "/") {
				h.Typeflag = TypeDir
			}
		}
		// The records may have changed the size.
		if err := tr.expectData(h); err != nil {
			return nil, err
		}
		if err := tr.expectPieces(h); err != nil {
			return nil, err
		}
		if format&FormatUSTAR != 0 && format&FormatPAX != 0 {
			format &= FormatUSTAR
		}
		h.Format = format
		return h, nil
	}
}

// expectData makes the reader read the entry's data.
func (tr *Reader) expectData(h *Header) error {
	size := h.Size
	if hasNoData(h.Typeflag) {
		size = 0
	}
	if size < 0 {
		return ErrHeader
	}
	tr.pad = padding(size)
	tr.curr = &plainReader{tr.r, size}
	return nil
}

// expectPieces makes the reader add the zeros of a sparse file.
func (tr *Reader) expectPieces(h *Header) error {
	var pieces []piece
	var err error
	if h.Typeflag == TypeGNUSparse {
		pieces, err = tr.oldPieces(h)
	} else {
		pieces, err = tr.paxPieces(h)
	}
	if err != nil || pieces == nil {
		return err
	}
	if hasNoData(h.Typeflag) || !arePieces(pieces, h.Size) {
		return ErrHeader
	}
	tr.curr = &sparseReader{data: tr.curr, pieces: pieces, size: h.Size}
	return nil
}

// readHeader reads a block. Its error is io.EOF at the end: behind two empty blocks, or one
// if nothing follows, or none.
func (tr *Reader) readHeader() (*Header, error) {
	for isEmpty := false; ; isEmpty = true {
		if _, err := io.ReadFull(tr.r, tr.blk[:]); err != nil {
			return nil, err
		}
		if tr.blk != (block{}) {
			if isEmpty {
				return nil, ErrHeader
			}
			break
		}
		if isEmpty {
			return nil, io.EOF
		}
	}
	b := &tr.blk
	format := b.format()
	if format == FormatUnknown {
		return nil, ErrHeader
	}
	var p parser
	h := &Header{
		Typeflag: b.get(fieldFlag)[0],
		Name:     p.text(b.get(fieldName)),
		Linkname: p.text(b.get(fieldLinkname)),
		Size:     p.number(b.get(fieldSize)),
		Mode:     p.number(b.get(fieldMode)),
		Uid:      int(p.number(b.get(fieldUid))),
		Gid:      int(p.number(b.get(fieldGid))),
		ModTime:  time.Unix(p.number(b.get(fieldModTime)), 0),
	}
	if format == formatV7 {
		return h, p.err
	}
	h.Uname = p.text(b.get(fieldUname))
	h.Gname = p.text(b.get(fieldGname))
	h.Devmajor = p.number(b.get(fieldDevmajor))
	h.Devminor = p.number(b.get(fieldDevminor))
	prefix := ""
	switch format {
	case formatSTAR:
		prefix = p.text(b.get(starPrefix))
		h.AccessTime = time.Unix(p.number(b.get(starAccessTime)), 0)
		h.ChangeTime = time.Unix(p.number(b.get(starChangeTime)), 0)
	case FormatGNU:
		h.Format = format
		prefix = h.readGNUTimes(b)
	default:
		prefix = p.text(b.get(ustarPrefix))
		if b.isStrict() {
			h.Format = format
		}
	}
	if prefix != "" {
		h.Name = prefix + "/" + h.Name
	}
	return h, p.err
}

// readGNUTimes reads the times that GNU has. Go's writer before 1.8 had a prefix there as in
// ustar, which it gives.
func (h *Header) readGNUTimes(b *block) (prefix string) {
	var p parser
	if field := b.get(gnuAccessTime); field[0] != 0 {
		h.AccessTime = time.Unix(p.number(field), 0)
	}
	if field := b.get(gnuChangeTime); field[0] != 0 {
		h.ChangeTime = time.Unix(p.number(field), 0)
	}
	if p.err == nil {
		return ""
	}
	h.AccessTime, h.ChangeTime = time.Time{}, time.Time{}
	h.Format = FormatUnknown
	if text := p.text(b.get(ustarPrefix)); isASCII(text) {
		return text
	}
	return ""
}

// isStrict tells whether the header is as ustar has it: ASCII, and numbers end with NUL.
func (b *block) isStrict() bool {
	if bytes.IndexFunc(b[:], func(r rune) bool { return r >= 0x80 }) >= 0 {
		return false
	}
	for _, f := range []field{fieldSize, fieldMode, fieldUid, fieldGid, fieldModTime, fieldDevmajor, fieldDevminor} {
		if b[f.at+f.size-1] != 0 {
			return false
		}
	}
	return true
}

// Read reads the data of the entry; zeros where a sparse file has none.
func (tr *Reader) Read(b []byte) (int, error) {
	if tr.err != nil {
		return 0, tr.err
	}
	n, err := tr.curr.Read(b)
	if err != nil && err != io.EOF {
		tr.err = err
	}
	return n, err
}

// plainReader reads left bytes.
type plainReader struct {
	r    io.Reader
	left int64
}

func (p *plainReader) remaining() int64 { return p.left }

func (p *plainReader) Read(b []byte) (n int, err error) {
	b = b[:min(int64(len(b)), p.left)]
	if len(b) > 0 {
		n, err = p.r.Read(b)
		p.left -= int64(n)
	}
	switch {
	case err == io.EOF && p.left > 0:
		return n, io.ErrUnexpectedEOF
	case err == nil && p.left == 0:
		return n, io.EOF
	}
	return n, err
}

// readBlock fills b.
func readBlock(r io.Reader, b []byte) error {
	_, err := readAtMost(r, b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// readAtMost fills b; its error is io.EOF if there is less.
func readAtMost(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var got int
		got, err = r.Read(b[n:])
		n += got
	}
	if n == len(b) && err == io.EOF {
		err = nil
	}
	return n, err
}

// skip goes n bytes ahead. Where it can seek, it still reads the last of them: seeking
// behind the end is no error.
func skip(r io.Reader, n int64) error {
	var sought int64
	if s, ok := r.(io.Seeker); ok && n > 1 {
		if from, err := s.Seek(0, io.SeekCurrent); err == nil && from >= 0 {
			to, err := s.Seek(n-1, io.SeekCurrent)
			if to < 0 || err != nil {
				return err
			}
			sought = to - from
		}
	}
	read, err := io.CopyN(io.Discard, r, n-sought)
	if err == io.EOF && sought+read < n {
		err = io.ErrUnexpectedEOF
	}
	return err
}
