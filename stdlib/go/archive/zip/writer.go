package zip

import (
	"bufio"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
)

// counted counts what is written.
type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Writer writes an archive.
type Writer struct {
	buffer      *bufio.Writer
	out         *counted // writes to buffer
	entries     []*entry
	last        *fileWriter // the file being written, if there is one
	closed      bool
	comment     string
	compressors map[uint16]Compressor
}

// entry is a file that was written.
type entry struct {
	*FileHeader
	offset uint64
	raw    bool // the data come compressed, with a header that tells all
}

// NewWriter writes an archive to w.
func NewWriter(w io.Writer) *Writer {
	buffer := bufio.NewWriter(w)
	return &Writer{buffer: buffer, out: &counted{w: buffer}}
}

// SetOffset says how much stands before the archive.
func (w *Writer) SetOffset(n int64) {
	if w.out.n != 0 {
		panic("zip: SetOffset called after data was written")
	}
	w.out.n = n
}

// Flush writes what is held back. Close does so, too.
func (w *Writer) Flush() error { return w.buffer.Flush() }

// SetComment sets the comment of the archive.
func (w *Writer) SetComment(comment string) error {
	if len(comment) > max16 {
		return errors.New("zip: Writer.Comment too long")
	}
	w.comment = comment
	return nil
}

// RegisterCompressor sets who compresses with a method, for this archive.
func (w *Writer) RegisterCompressor(method uint16, comp Compressor) {
	if w.compressors == nil {
		w.compressors = map[uint16]Compressor{}
	}
	w.compressors[method] = comp
}

// finishFile ends the file being written.
func (w *Writer) finishFile() error {
	if w.last == nil || w.last.closed {
		return nil
	}
	return w.last.close()
}

// begin adds an entry and writes the header before its data.
func (w *Writer) begin(e *entry) error {
	w.entries = append(w.entries, e)
	if len(e.Name) > max16 {
		return errors.New("zip: FileHeader.Name too long")
	}
	if len(e.Extra) > max16 {
		return errors.New("zip: FileHeader.Extra too long")
	}
	// What is not known yet follows the data.
	var crc, compressed, uncompressed uint32
	version := e.ReaderVersion
	var extra record
	if e.raw && e.Flags&flagDescriptor == 0 {
		crc, compressed, uncompressed = e.CRC32, uint32(e.CompressedSize64), uint32(e.UncompressedSize64)
		if e.CompressedSize64 > max32 || e.UncompressedSize64 > max32 {
			version = max(version, version45)
			compressed, uncompressed = max32, max32
			extra.u16(extraSizes64, 16)
			extra.u64(e.UncompressedSize64, e.CompressedSize64)
		}
	}
	r := make(record, 0, lenFile+len(e.Name)+len(e.Extra)+len(extra))
	r.u32(signatureFile)
	r.u16(version, e.Flags, e.Method, e.ModifiedTime, e.ModifiedDate)
	r.u32(crc, compressed, uncompressed)
	r.u16(uint16(len(e.Name)), uint16(len(e.Extra)+len(extra)))
	r = append(append(append(r, e.Name...), e.Extra...), extra...)
	_, err := w.out.Write(r)
	return err
}

// prepare ends the last file; the header must be a new one.
func (w *Writer) prepare(h *FileHeader) error {
	if err := w.finishFile(); err != nil {
		return err
	}
	if n := len(w.entries); n > 0 && w.entries[n-1].FileHeader == h {
		return errors.New("archive/zip: invalid duplicate FileHeader")
	}
	return nil
}

// Create begins a compressed file, whose data go to the result, until the next one begins. A
// name that ends in a slash makes a folder.
func (w *Writer) Create(name string) (io.Writer, error) {
	return w.CreateHeader(&FileHeader{Name: name, Method: Deflate})
}

// CreateHeader begins a file as the header says, which belongs to the archive from then on.
func (w *Writer) CreateHeader(h *FileHeader) (io.Writer, error) {
	if err := w.prepare(h); err != nil {
		return nil, err
	}
	nameValid, nameMatters := isUTF8(h.Name)
	commentValid, commentMatters := isUTF8(h.Comment)
	switch {
	case h.NonUTF8:
		h.Flags &^= flagUTF8
	case (nameMatters || commentMatters) && nameValid && commentValid:
		h.Flags |= flagUTF8
	}
	h.CreatorVersion = h.CreatorVersion&0xff00 | version20
	h.ReaderVersion = version20
	if !h.Modified.IsZero() {
		// The time of MS-DOS is that of the clock; the extra field has the moment.
		h.ModifiedDate, h.ModifiedTime = toDOS(h.Modified)
		extra := record(h.Extra)
		extra.u16(extraTime, 5)
		extra.u8(1)
		extra.u32(uint32(h.Modified.Unix()))
		h.Extra = extra
	}
	e := &entry{FileHeader: h, offset: uint64(w.out.n)}
	if isFolder(h.Name) {
		h.Method = Store
		h.Flags &^= flagDescriptor
		h.CompressedSize, h.CompressedSize64 = 0, 0
		h.UncompressedSize, h.UncompressedSize64 = 0, 0
		if err := w.begin(e); err != nil {
			return nil, err
		}
		w.last = nil
		return folderWriter{}, nil
	}
	h.Flags |= flagDescriptor
	compress := w.compressors[h.Method]
	if compress == nil {
		compress = compressor(h.Method)
	}
	if compress == nil {
		return nil, ErrAlgorithm
	}
	f := &fileWriter{entry: e, out: w.out, compressed: &counted{w: w.out}, sum: crc32.NewIEEE()}
	var err error
	if f.compressor, err = compress(f.compressed); err != nil {
		return nil, err
	}
	f.uncompressed = &counted{w: f.compressor}
	if err := w.begin(e); err != nil {
		return nil, err
	}
	w.last = f
	return f, nil
}

// CreateRaw begins a file whose data come compressed. The header says all of it.
func (w *Writer) CreateRaw(h *FileHeader) (io.Writer, error) {
	if err := w.prepare(h); err != nil {
		return nil, err
	}
	h.CompressedSize = uint32(min(h.CompressedSize64, max32))
	h.UncompressedSize = uint32(min(h.UncompressedSize64, max32))
	e := &entry{FileHeader: h, offset: uint64(w.out.n), raw: true}
	if err := w.begin(e); err != nil {
		return nil, err
	}
	if isFolder(h.Name) {
		w.last = nil
		return folderWriter{}, nil
	}
	w.last = &fileWriter{entry: e, out: w.out}
	return w.last, nil
}

// Copy adds a file of another archive as it is.
func (w *Writer) Copy(f *File) error {
	r, err := f.OpenRaw()
	if err != nil {
		return err
	}
	h := f.FileHeader
	to, err := w.CreateRaw(&h)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, r)
	return err
}

// AddFS adds the files and folders of a file system.
func (w *Writer) AddFS(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !d.IsDir() && !info.Mode().IsRegular() {
			return errors.New("zip: cannot add non-regular file")
		}
		h, err := FileInfoHeader(info)
		if err != nil {
			return err
		}
		h.Name, h.Method = name, Deflate
		if d.IsDir() {
			h.Name += "/"
		}
		to, err := w.CreateHeader(h)
		if err != nil || d.IsDir() {
			return err
		}
		f, err := fsys.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(to, f)
		return err
	})
}

// Close ends the archive with the list of its files. What it is written to stays open.
func (w *Writer) Close() error {
	if err := w.finishFile(); err != nil {
		return err
	}
	w.last = nil
	if w.closed {
		return errors.New("zip: writer closed twice")
	}
	w.closed = true
	start := uint64(w.out.n)
	is64 := false
	for _, e := range w.entries {
		var r record
		r, is64 = e.listed(is64)
		if _, err := w.out.Write(r); err != nil {
			return err
		}
	}
	end := uint64(w.out.n)
	count, size := uint64(len(w.entries)), end-start
	var r record
	if is64 || count >= max16 || size >= max32 || start >= max32 {
		r.u32(signatureEnd64)
		r.u64(lenEnd64 - 12) // of what follows
		r.u16(version45, version45)
		r.u32(0, 0) // disks
		r.u64(count, count, size, start)
		r.u32(signatureEnd64Locate, 0)
		r.u64(end)
		r.u32(1)
	}
	r.u32(signatureEnd)
	r.u16(0, 0) // disks
	r.u16(uint16(min(count, max16)), uint16(min(count, max16)))
	r.u32(uint32(min(size, max32)), uint32(min(start, max32)))
	r.u16(uint16(len(w.comment)))
	r = append(r, w.comment...)
	if _, err := w.out.Write(r); err != nil {
		return err
	}
	return w.buffer.Flush()
}

// listed is the entry in the list of files, and whether it or one before has 64-bit sizes.
func (e *entry) listed(is64 bool) (record, bool) {
	version := e.ReaderVersion
	var wide record
	for _, v := range []uint64{e.UncompressedSize64, e.CompressedSize64, e.offset} {
		if v >= max32 {
			wide.u64(v)
		}
	}
	if wide != nil {
		is64 = true
		version = max(version, version45)
		extra := record(e.Extra)
		extra.u16(extraSizes64, uint16(len(wide)))
		e.Extra = append(extra, wide...)
	}
	r := make(record, 0, lenEntry+len(e.Name)+len(e.Extra)+len(e.Comment))
	r.u32(signatureEntry)
	r.u16(e.CreatorVersion, version, e.Flags, e.Method, e.ModifiedTime, e.ModifiedDate)
	r.u32(e.CRC32, uint32(min(e.CompressedSize64, max32)), uint32(min(e.UncompressedSize64, max32)))
	r.u16(uint16(len(e.Name)), uint16(len(e.Extra)), uint16(len(e.Comment)))
	r.u16(0, 0) // disk, internal attributes
	r.u32(e.ExternalAttrs, uint32(min(e.offset, max32)))
	return append(append(append(r, e.Name...), e.Extra...), e.Comment...), is64
}

// folderWriter takes the data of a folder: none.
type folderWriter struct{}

func (folderWriter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return 0, errors.New("zip: write to directory")
}

// fileWriter takes the data of a file.
type fileWriter struct {
	*entry
	out          io.Writer
	compressor   io.WriteCloser
	compressed   *counted
	uncompressed *counted
	sum          hash.Hash32
	closed       bool
}

func (f *fileWriter) Write(p []byte) (int, error) {
	if f.closed {
		return 0, errors.New("zip: write to closed file")
	}
	if f.raw {
		return f.out.Write(p)
	}
	f.sum.Write(p)
	return f.uncompressed.Write(p)
}

func (f *fileWriter) close() error {
	f.closed = true
	h := f.FileHeader
	if !f.raw {
		if err := f.compressor.Close(); err != nil {
			return err
		}
		h.CRC32 = f.sum.Sum32()
		h.CompressedSize64 = uint64(f.compressed.n)
		h.UncompressedSize64 = uint64(f.uncompressed.n)
		if f.is64() {
			h.CompressedSize, h.UncompressedSize = max32, max32
			h.ReaderVersion = version45
		} else {
			h.CompressedSize, h.UncompressedSize = uint32(h.CompressedSize64), uint32(h.UncompressedSize64)
		}
	}
	if h.Flags&flagDescriptor == 0 {
		return nil
	}
	var r record
	r.u32(signatureDescriptor, h.CRC32)
	if f.is64() {
		r.u64(h.CompressedSize64, h.UncompressedSize64)
	} else {
		r.u32(h.CompressedSize, h.UncompressedSize)
	}
	_, err := f.out.Write(r)
	return err
}

func (f *fileWriter) is64() bool { return f.CompressedSize64 > max32 || f.UncompressedSize64 > max32 }
