package zip

import (
	"bufio"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Reader reads an archive. It implements io/fs.FS.
type Reader struct {
	// File are its files, as they are listed.
	File []*File
	// Comment is the archive's.
	Comment string

	r             io.ReaderAt
	decompressors map[uint16]Decompressor

	treeOnce sync.Once
	tree     []node
}

// ReadCloser is a Reader of a file that it opened.
type ReadCloser struct {
	f *os.File
	Reader
}

// File is a file of an archive. Its data are compressed.
type File struct {
	FileHeader
	zip    *Reader
	r      io.ReaderAt
	offset int64 // of the header before the data
}

// OpenReader opens the archive in a file.
func OpenReader(name string) (*ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	rc := &ReadCloser{f: f}
	if err = rc.init(f, info.Size()); err != nil && err != ErrInsecurePath {
		f.Close()
		return nil, err
	}
	return rc, err
}

// NewReader reads an archive of this size.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) {
	if size < 0 {
		return nil, errors.New("zip: size cannot be negative")
	}
	zr := new(Reader)
	err := zr.init(r, size)
	if err != nil && err != ErrInsecurePath {
		return nil, err
	}
	return zr, err
}

// insecurePathsFail tells whether the user asked for that.
func insecurePathsFail() bool {
	for setting := range strings.SplitSeq(os.Getenv("GODEBUG"), ",") {
		if setting == "zipinsecurepath=0" {
			return true
		}
	}
	return false
}

func (r *Reader) init(from io.ReaderAt, size int64) error {
	end, err := findEnd(from, size)
	if err != nil {
		return err
	}
	r.r = from
	r.Comment = end.comment
	list := io.NewSectionReader(from, 0, size)
	if _, err := list.Seek(end.base+int64(end.offset), io.SeekStart); err != nil {
		return err
	}
	// The list is read to its end: of the number of files the archive may have but 16 bits.
	buffer := bufio.NewReader(list)
	for {
		f := &File{zip: r, r: from}
		err = f.readEntry(buffer)
		if err == ErrFormat || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return err
		}
		f.offset += end.base
		r.File = append(r.File, f)
	}
	if uint16(len(r.File)) != uint16(end.count) {
		return err
	}
	if insecurePathsFail() {
		for _, f := range r.File {
			if f.Name != "" && (!filepath.IsLocal(f.Name) || strings.Contains(f.Name, `\`)) {
				return ErrInsecurePath
			}
		}
	}
	return nil
}

// RegisterDecompressor sets who decompresses a method, for this archive.
func (r *Reader) RegisterDecompressor(method uint16, dcomp Decompressor) {
	if r.decompressors == nil {
		r.decompressors = map[uint16]Decompressor{}
	}
	r.decompressors[method] = dcomp
}

// Close closes the file.
func (rc *ReadCloser) Close() error { return rc.f.Close() }

// end is what the end of an archive tells of the list of files.
type end struct {
	count, size, offset uint64
	base                int64 // how much stands before the archive
	comment             string
}

// findEnd looks for the end record, which only a comment may follow.
func findEnd(r io.ReaderAt, size int64) (*end, error) {
	var buf []byte
	at := int64(-1)
	for _, n := range []int64{1 << 10, 65 << 10} {
		n = min(n, size)
		buf = make([]byte, n)
		if _, err := r.ReadAt(buf, size-n); err != nil && err != io.EOF {
			return nil, err
		}
		if i := lastEnd(buf); i >= 0 {
			at = size - n + int64(i)
			buf = buf[i:]
			break
		}
		if n == size {
			break
		}
	}
	if at < 0 {
		return nil, ErrFormat
	}
	f := fields(buf[10:])
	e := &end{count: uint64(f.u16()), size: uint64(f.u32()), offset: uint64(f.u32())}
	n := int(f.u16())
	if n > len(f) {
		return nil, errors.New("zip: invalid comment length")
	}
	e.comment = string(f[:n])
	if e.count == max16 || e.size == max32 || e.offset == max32 {
		var err error
		if at, err = e.read64(r, at); err != nil {
			return nil, err
		}
	}
	if int64(e.size) < 0 || int64(e.offset) < 0 {
		return nil, ErrFormat
	}
	e.base = at - int64(e.size) - int64(e.offset)
	if o := e.base + int64(e.offset); o < 0 || o >= size {
		return nil, ErrFormat
	}
	// If the list is where it would be without something before, nothing is: there are
	// archives that tell a wrong size.
	if e.base > 0 {
		list := io.NewSectionReader(r, int64(e.offset), size-int64(e.offset))
		if new(File).readEntry(list) == nil {
			e.base = 0
		}
	}
	return e, nil
}

// lastEnd finds the last end record whose comment fits, -1 if there is none.
func lastEnd(b []byte) int {
	for i := len(b) - lenEnd; i >= 0; i-- {
		f := fields(b[i:])
		if f.u32() != signatureEnd {
			continue
		}
		f.skip(lenEnd - 6)
		if i+lenEnd+int(f.u16()) > len(b) {
			return -1
		}
		return i
	}
	return -1
}

// read64 reads the record with 64-bit numbers, if there is one, and says where it is.
func (e *end) read64(r io.ReaderAt, at int64) (int64, error) {
	if at < lenEnd64Locate {
		return at, nil
	}
	buf := make([]byte, lenEnd64Locate)
	if _, err := r.ReadAt(buf, at-lenEnd64Locate); err != nil {
		return at, err
	}
	f := fields(buf)
	if f.u32() != signatureEnd64Locate || f.u32() != 0 {
		return at, nil
	}
	offset := int64(f.u64())
	if f.u32() != 1 || offset < 0 {
		return at, nil
	}
	buf = make([]byte, lenEnd64)
	if _, err := r.ReadAt(buf, offset); err != nil {
		return at, err
	}
	f = buf
	if f.u32() != signatureEnd64 {
		return at, ErrFormat
	}
	f.skip(28) // sizes, versions, disks, the number of files on this disk
	e.count, e.size, e.offset = f.u64(), f.u64(), f.u64()
	return offset, nil
}

// readEntry reads an element of the list of files.
func (f *File) readEntry(r io.Reader) error {
	var buf [lenEntry]byte
	if _, err := io.ReadFull(r, buf[:]); err != nil {
		return err
	}
	b := fields(buf[:])
	if b.u32() != signatureEntry {
		return ErrFormat
	}
	f.CreatorVersion, f.ReaderVersion, f.Flags, f.Method = b.u16(), b.u16(), b.u16(), b.u16()
	f.ModifiedTime, f.ModifiedDate = b.u16(), b.u16()
	f.CRC32, f.CompressedSize, f.UncompressedSize = b.u32(), b.u32(), b.u32()
	f.CompressedSize64, f.UncompressedSize64 = uint64(f.CompressedSize), uint64(f.UncompressedSize)
	nameLen, extraLen, commentLen := int(b.u16()), int(b.u16()), int(b.u16())
	b.skip(4) // disk, internal attributes
	f.ExternalAttrs = b.u32()
	f.offset = int64(b.u32())
	rest := make([]byte, nameLen+extraLen+commentLen)
	if _, err := io.ReadFull(r, rest); err != nil {
		return err
	}
	f.Name = string(rest[:nameLen])
	f.Extra = rest[nameLen : nameLen+extraLen]
	f.Comment = string(rest[nameLen+extraLen:])

	nameValid, nameMatters := isUTF8(f.Name)
	commentValid, commentMatters := isUTF8(f.Comment)
	if nameValid && commentValid {
		f.NonUTF8 = (nameMatters || commentMatters) && f.Flags&flagUTF8 == 0
	} else {
		f.NonUTF8 = true
	}
	modified, err := f.readExtra()
	if err != nil {
		return err
	}
	f.Modified = f.ModTime()
	if !modified.IsZero() {
		clock := f.Modified
		f.Modified = modified.UTC()
		if f.ModifiedTime != 0 || f.ModifiedDate != 0 {
			// The clock's time tells in which zone the file was written.
			f.Modified = modified.In(zone(clock.Sub(modified)))
		}
	}
	return nil
}

// readExtra reads the extra fields: sizes, and the time of the last change.
func (f *File) readExtra() (modified time.Time, err error) {
	for extra := fields(f.Extra); len(extra) >= 4; {
		tag, n := extra.u16(), int(extra.u16())
		if len(extra) < n {
			break
		}
		b := extra.skip(n)
		switch tag {
		case extraSizes64:
			if err := f.readSizes64(b); err != nil {
				return modified, err
			}
		case extraNTFS:
			if t, ok := ntfsTime(b); ok {
				modified = t
			}
		case extraUnix, extraInfoUnix:
			if len(b) >= 8 {
				b.skip(4) // the time of the last access
				modified = time.Unix(int64(b.u32()), 0)
			}
		case extraTime:
			if len(b) >= 5 && b.u8()&1 != 0 {
				modified = time.Unix(int64(b.u32()), 0)
			}
		}
	}
	return modified, nil
}

// readSizes64 reads the numbers that did not fit.
func (f *File) readSizes64(b fields) error {
	offset := uint64(f.offset)
	for _, wide := range []struct {
		missing bool
		to      *uint64
	}{
		{f.UncompressedSize == max32, &f.UncompressedSize64},
		{f.CompressedSize == max32, &f.CompressedSize64},
		{offset == max32, &offset},
	} {
		if wide.missing {
			if len(b) < 8 {
				return ErrFormat
			}
			*wide.to = b.u64()
		}
	}
	f.offset = int64(offset)
	return nil
}

// ntfsTime is the time in a field of NTFS, in units of 100 ns since 1601.
func ntfsTime(b fields) (t time.Time, found bool) {
	if len(b) < 4 {
		return t, false
	}
	b.skip(4)
	for len(b) >= 4 {
		tag, n := b.u16(), int(b.u16())
		if len(b) < n {
			break
		}
		value := b.skip(n)
		if tag == 1 && n == 24 {
			units := int64(value.u64())
			start := time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			t, found = time.Unix(start+units/1e7, units%1e7*100), true
		}
	}
	return t, found
}

// dataStart is where the data of the file begin.
func (f *File) dataStart() (int64, error) {
	var buf [lenFile]byte
	if _, err := f.r.ReadAt(buf[:], f.offset); err != nil {
		return 0, err
	}
	b := fields(buf[:])
	if b.u32() != signatureFile {
		return 0, ErrFormat
	}
	b.skip(22)
	return f.offset + lenFile + int64(b.u16()) + int64(b.u16()), nil
}

// DataOffset is where the compressed data begin in the archive.
func (f *File) DataOffset() (int64, error) { return f.dataStart() }

// OpenRaw reads the data as they are in the archive.
func (f *File) OpenRaw() (io.Reader, error) {
	start, err := f.dataStart()
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(f.r, start, int64(f.CompressedSize64)), nil
}

// Open reads the file's data. Several files may be read at once.
func (f *File) Open() (io.ReadCloser, error) {
	start, err := f.dataStart()
	if err != nil {
		return nil, err
	}
	if isFolder(f.Name) {
		if f.UncompressedSize64 != 0 {
			return emptyReader{ErrFormat}, nil
		}
		return emptyReader{io.EOF}, nil
	}
	decompress := f.zip.decompressors[f.Method]
	if decompress == nil {
		decompress = decompressor(f.Method)
	}
	if decompress == nil {
		return nil, ErrAlgorithm
	}
	size := int64(f.CompressedSize64)
	r := &fileReader{r: decompress(io.NewSectionReader(f.r, start, size)), f: f, sum: crc32.NewIEEE()}
	if f.Flags&flagDescriptor != 0 {
		r.descriptor = io.NewSectionReader(f.r, start+size, lenDescriptor)
	}
	return r, nil
}

// emptyReader reads a folder.
type emptyReader struct{ err error }

func (r emptyReader) Read([]byte) (int, error) { return 0, r.err }
func (r emptyReader) Close() error             { return nil }

// fileReader reads a file and checks its size and checksum at the end.
type fileReader struct {
	r          io.ReadCloser
	f          *File
	sum        hash.Hash32
	n          uint64
	descriptor io.Reader // nil if there is none
	err        error
}

func (r *fileReader) Stat() (fs.FileInfo, error) { return headerInfo{&r.f.FileHeader}, nil }
func (r *fileReader) Close() error               { return r.r.Close() }

func (r *fileReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.r.Read(p)
	r.sum.Write(p[:n])
	r.n += uint64(n)
	if r.n > r.f.UncompressedSize64 {
		return 0, ErrFormat
	}
	if err == io.EOF {
		if r.n != r.f.UncompressedSize64 {
			return 0, io.ErrUnexpectedEOF
		}
		if err = r.check(); err == nil {
			err = io.EOF
		}
	}
	r.err = err
	return n, err
}

// check compares the checksums.
func (r *fileReader) check() error {
	want := r.f.CRC32
	if r.descriptor != nil {
		if err := r.f.checkDescriptor(r.descriptor); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	} else if want == 0 {
		// Some writers did not say it.
		return nil
	}
	if r.sum.Sum32() != want {
		return ErrChecksum
	}
	return nil
}

// checkDescriptor compares the checksum behind the data, where the signature may be missing,
// with that of the list.
func (f *File) checkDescriptor(r io.Reader) error {
	var buf [12]byte
	if _, err := io.ReadFull(r, buf[:4]); err != nil {
		return err
	}
	first := fields(buf[:4])
	have := 4
	if first.u32() == signatureDescriptor {
		have = 0
	}
	if _, err := io.ReadFull(r, buf[have:]); err != nil {
		return err
	}
	b := fields(buf[:])
	if b.u32() != f.CRC32 {
		return ErrChecksum
	}
	return nil
}
