package tar

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Writer writes an archive: WriteHeader begins an entry, Write writes its data.
type Writer struct {
	w    io.Writer
	left int64 // data of the entry that is still to come
	pad  int64 // behind the data
	hdr  Header
	blk  block
	err  error // that it ended with
}

// NewWriter starts an archive.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Flush ends the entry, whose data must be complete. WriteHeader and Close do it, too.
func (tw *Writer) Flush() error {
	if tw.err != nil {
		return tw.err
	}
	if tw.left > 0 {
		return fmt.Errorf("archive/tar: missed writing %d bytes", tw.left)
	}
	var zeros block
	if _, tw.err = tw.w.Write(zeros[:tw.pad]); tw.err != nil {
		return tw.err
	}
	tw.pad = 0
	return nil
}

// WriteHeader begins an entry with Size bytes of data.
func (tw *Writer) WriteHeader(hdr *Header) error {
	if err := tw.Flush(); err != nil {
		return err
	}
	tw.hdr = *hdr
	h := &tw.hdr
	if h.Typeflag == TypeRegA {
		h.Typeflag = TypeReg
		if strings.HasSuffix(h.Name, "/") {
			h.Typeflag = TypeDir
		}
	}
	// Times that only PAX has would make each header of a program that does not care three
	// blocks long.
	if h.Format == FormatUnknown {
		h.ModTime = h.ModTime.Round(time.Second)
		h.AccessTime, h.ChangeTime = time.Time{}, time.Time{}
	}
	formats, records, err := h.choose()
	switch {
	case formats&FormatUSTAR != 0:
		tw.err = tw.writeUSTAR(h)
	case formats&FormatPAX != 0:
		tw.err = tw.writePAX(h, records)
	case formats&FormatGNU != 0:
		tw.err = tw.writeGNU(h)
	default:
		return err
	}
	return tw.err
}

func (tw *Writer) writeUSTAR(h *Header) error {
	prefix, suffix, ok := splitPath(h.Name)
	if ok {
		h.Name = suffix
	}
	var f formatter
	tw.fill(h, f.text, f.octal)
	f.text(tw.blk.get(ustarPrefix), prefix)
	tw.blk.sign(FormatUSTAR)
	if f.err != nil {
		return f.err
	}
	return tw.writeBlock(h.Size, h.Typeflag)
}

func (tw *Writer) writePAX(h *Header, records map[string]string) error {
	isGlobal := h.Typeflag == TypeXGlobalHeader
	if len(records) > 0 || isGlobal {
		var data strings.Builder
		for _, key := range slices.Sorted(maps.Keys(records)) {
			text, err := record(key, records[key])
			if err != nil {
				return err
			}
			data.WriteString(text)
		}
		if data.Len() > maxSpecial {
			return ErrFieldTooLong
		}
		name, flag := h.Name, byte(TypeXGlobalHeader)
		switch {
		case !isGlobal:
			dir, file := path.Split(name)
			name, flag = path.Join(dir, "PaxHeaders.0", file), TypeXHeader
		case name == "":
			name = "GlobalHead.0.0"
		}
		if err := tw.writeSpecial(name, data.String(), flag, FormatPAX); err != nil || isGlobal {
			return err
		}
	}
	// What does not fit stands in the records.
	var f formatter
	tw.fill(h, func(b []byte, s string) { f.text(b, asciiOf(s)) }, f.octal)
	tw.blk.sign(FormatPAX)
	return tw.writeBlock(h.Size, h.Typeflag)
}

func (tw *Writer) writeGNU(h *Header) error {
	const name = "././@LongLink"
	if len(h.Name) > fieldName.size {
		if err := tw.writeSpecial(name, h.Name+"\x00", TypeGNULongName, FormatGNU); err != nil {
			return err
		}
	}
	if len(h.Linkname) > fieldLinkname.size {
		if err := tw.writeSpecial(name, h.Linkname+"\x00", TypeGNULongLink, FormatGNU); err != nil {
			return err
		}
	}
	var f formatter
	tw.fill(h, f.text, f.number)
	if !h.AccessTime.IsZero() {
		f.number(tw.blk.get(gnuAccessTime), h.AccessTime.Unix())
	}
	if !h.ChangeTime.IsZero() {
		f.number(tw.blk.get(gnuChangeTime), h.ChangeTime.Unix())
	}
	tw.blk.sign(FormatGNU)
	return tw.writeBlock(h.Size, h.Typeflag)
}

// fill sets the fields that all forms have.
func (tw *Writer) fill(h *Header, text func([]byte, string), number func([]byte, int64)) {
	tw.blk = block{}
	b := &tw.blk
	modified := int64(0)
	if !h.ModTime.IsZero() {
		modified = h.ModTime.Unix()
	}
	b.get(fieldFlag)[0] = h.Typeflag
	text(b.get(fieldName), h.Name)
	text(b.get(fieldLinkname), h.Linkname)
	number(b.get(fieldMode), h.Mode)
	number(b.get(fieldUid), int64(h.Uid))
	number(b.get(fieldGid), int64(h.Gid))
	number(b.get(fieldSize), h.Size)
	number(b.get(fieldModTime), modified)
	text(b.get(fieldUname), h.Uname)
	text(b.get(fieldGname), h.Gname)
	number(b.get(fieldDevmajor), h.Devmajor)
	number(b.get(fieldDevminor), h.Devminor)
}

// writeSpecial writes an entry that belongs to another's header.
func (tw *Writer) writeSpecial(name, data string, flag byte, format Format) error {
	name = asciiOf(name)
	name = strings.TrimRight(name[:min(len(name), fieldName.size)], "/")
	tw.blk = block{}
	b := &tw.blk
	var f formatter
	b.get(fieldFlag)[0] = flag
	f.text(b.get(fieldName), name)
	for _, zero := range []field{fieldMode, fieldUid, fieldGid, fieldModTime} {
		f.octal(b.get(zero), 0)
	}
	f.octal(b.get(fieldSize), int64(len(data)))
	b.sign(format)
	if f.err != nil {
		return f.err
	}
	if err := tw.writeBlock(int64(len(data)), flag); err != nil {
		return err
	}
	_, err := io.WriteString(tw, data)
	return err
}

// writeBlock writes the header and waits for its data.
func (tw *Writer) writeBlock(size int64, flag byte) error {
	if err := tw.Flush(); err != nil {
		return err
	}
	if _, err := tw.w.Write(tw.blk[:]); err != nil {
		return err
	}
	if hasNoData(flag) {
		size = 0
	}
	tw.left, tw.pad = size, padding(size)
	return nil
}

// Write writes data of the entry. ErrWriteTooLong says that there is more than its Size.
func (tw *Writer) Write(b []byte) (n int, err error) {
	if tw.err != nil {
		return 0, tw.err
	}
	isTooLong := int64(len(b)) > tw.left
	if isTooLong {
		b = b[:tw.left]
	}
	if len(b) > 0 {
		n, err = tw.w.Write(b)
		tw.left -= int64(n)
	}
	if err != nil {
		tw.err = err
		return n, err
	}
	if isTooLong {
		return n, ErrWriteTooLong
	}
	return n, nil
}

// AddFS adds the files of a tree.
func (tw *Writer) AddFS(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		return tw.add(fsys, name, d)
	})
}

func (tw *Writer) add(fsys fs.FS, name string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	target := ""
	switch kind := d.Type(); {
	case kind == fs.ModeSymlink:
		if target, err = fs.ReadLink(fsys, name); err != nil {
			return err
		}
	case !kind.IsRegular() && kind != fs.ModeDir:
		return errors.New("tar: cannot add non-regular file")
	}
	h, err := FileInfoHeader(info, target)
	if err != nil {
		return err
	}
	h.Name = name
	if d.IsDir() {
		h.Name += "/"
	}
	if err := tw.WriteHeader(h); err != nil || !d.Type().IsRegular() {
		return err
	}
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(tw, f)
	return err
}

// Close ends the archive with two empty blocks; it does not close what it writes to.
func (tw *Writer) Close() error {
	if tw.err == ErrWriteAfterClose {
		return nil
	}
	if tw.err != nil {
		return tw.err
	}
	err := tw.Flush()
	for i := 0; i < 2 && err == nil; i++ {
		var zeros block
		_, err = tw.w.Write(zeros[:])
	}
	tw.err = ErrWriteAfterClose
	return err
}
