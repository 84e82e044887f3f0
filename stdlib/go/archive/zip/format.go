// Package zip reads and writes ZIP archives, those with 64-bit sizes included.
package zip

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"path"
	"time"
	"unicode/utf8"
)

// Methods of compression.
const (
	Store   uint16 = 0 // none
	Deflate uint16 = 8
)

var (
	// ErrFormat means that the data are no archive.
	ErrFormat = errors.New("zip: not a valid zip file")
	// ErrAlgorithm means that nobody registered the method of compression.
	ErrAlgorithm = errors.New("zip: unsupported compression algorithm")
	// ErrChecksum means that a file does not have the checksum that the archive says.
	ErrChecksum = errors.New("zip: checksum error")
	// ErrInsecurePath means that a file would be unpacked outside of the folder.
	ErrInsecurePath = errors.New("zip: insecure file path")
)

// What records begin with.
const (
	signatureFile        = 0x04034b50
	signatureDescriptor  = 0x08074b50
	signatureEntry       = 0x02014b50
	signatureEnd         = 0x06054b50
	signatureEnd64       = 0x06064b50
	signatureEnd64Locate = 0x07064b50
)

// Lengths of records without what varies.
const (
	lenFile        = 30
	lenEntry       = 46
	lenEnd         = 22
	lenEnd64       = 56
	lenEnd64Locate = 20
	lenDescriptor  = 16
)

// Fields of FileHeader.Extra.
const (
	extraSizes64  = 0x0001
	extraNTFS     = 0x000a
	extraUnix     = 0x000d
	extraTime     = 0x5455
	extraInfoUnix = 0x5855
)

const (
	version20 = 20
	version45 = 45 // has 64-bit sizes

	flagDescriptor = 0x8   // checksum and sizes follow the data
	flagUTF8       = 0x800 // texts are UTF-8

	max16 = 1<<16 - 1
	max32 = 1<<32 - 1
)

// fields takes numbers from the front of a record.
type fields []byte

func (f *fields) skip(n int) fields {
	head := (*f)[:n]
	*f = (*f)[n:]
	return head
}

func (f *fields) u8() uint8   { return f.skip(1)[0] }
func (f *fields) u16() uint16 { return binary.LittleEndian.Uint16(f.skip(2)) }
func (f *fields) u32() uint32 { return binary.LittleEndian.Uint32(f.skip(4)) }
func (f *fields) u64() uint64 { return binary.LittleEndian.Uint64(f.skip(8)) }

// record puts numbers at the end of one.
type record []byte

func (r *record) u8(v uint8) { *r = append(*r, v) }

func (r *record) u16(values ...uint16) {
	for _, v := range values {
		*r = binary.LittleEndian.AppendUint16(*r, v)
	}
}

func (r *record) u32(values ...uint32) {
	for _, v := range values {
		*r = binary.LittleEndian.AppendUint32(*r, v)
	}
}

func (r *record) u64(values ...uint64) {
	for _, v := range values {
		*r = binary.LittleEndian.AppendUint64(*r, v)
	}
}

// FileHeader describes a file of an archive.
type FileHeader struct {
	// Name is its path, with slashes; a folder's ends in one.
	Name string
	// Comment is for people.
	Comment string
	// NonUTF8 says that the texts are not, or need not be, UTF-8.
	NonUTF8 bool

	CreatorVersion uint16 // system and version of the program that wrote it
	ReaderVersion  uint16 // version that reading takes
	Flags          uint16
	// Method is the method of compression.
	Method uint16

	// Modified is the time of the last change.
	Modified time.Time

	// ModifiedTime is the time in the form of MS-DOS. Use Modified.
	ModifiedTime uint16
	// ModifiedDate is the date in the form of MS-DOS. Use Modified.
	ModifiedDate uint16

	// CRC32 is the checksum of the data.
	CRC32 uint32

	// CompressedSize is the size in the archive, at most 2^32-1. Use CompressedSize64.
	CompressedSize uint32
	// UncompressedSize is the size, at most 2^32-1. Use UncompressedSize64.
	UncompressedSize uint32

	CompressedSize64   uint64
	UncompressedSize64 uint64

	Extra         []byte
	ExternalAttrs uint32 // what it means depends on CreatorVersion
}

// FileInfo describes the file as packages os and io/fs do.
func (h *FileHeader) FileInfo() fs.FileInfo { return headerInfo{h} }

// headerInfo is a FileHeader as a file description and entry of a folder.
type headerInfo struct{ h *FileHeader }

func (i headerInfo) Name() string               { return path.Base(i.h.Name) }
func (i headerInfo) IsDir() bool                { return i.Mode().IsDir() }
func (i headerInfo) Mode() fs.FileMode          { return i.h.Mode() }
func (i headerInfo) Type() fs.FileMode          { return i.h.Mode().Type() }
func (i headerInfo) Sys() any                   { return i.h }
func (i headerInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i headerInfo) String() string             { return fs.FormatFileInfo(i) }

func (i headerInfo) Size() int64 {
	if i.h.UncompressedSize64 > 0 {
		return int64(i.h.UncompressedSize64)
	}
	return int64(i.h.UncompressedSize)
}

func (i headerInfo) ModTime() time.Time {
	if i.h.Modified.IsZero() {
		return i.h.ModTime()
	}
	return i.h.Modified.UTC()
}

// FileInfoHeader makes a header of a file's description. Its name is the last element of the
// path only.
func FileInfoHeader(fi fs.FileInfo) (*FileHeader, error) {
	size := uint64(fi.Size())
	h := &FileHeader{Name: fi.Name(), UncompressedSize64: size, UncompressedSize: uint32(min(size, max32))}
	h.SetModTime(fi.ModTime())
	h.SetMode(fi.Mode())
	return h, nil
}

// fromDOS is a time as MS-DOS writes it: with two seconds' precision and no zone.
func fromDOS(date, clock uint16) time.Time {
	return time.Date(
		int(date>>9)+1980, time.Month(date>>5&0xf), int(date&0x1f),
		int(clock>>11), int(clock>>5&0x3f), int(clock&0x1f)*2, 0, time.UTC,
	)
}

func toDOS(t time.Time) (date, clock uint16) {
	date = uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
	clock = uint16(t.Second()/2 + t.Minute()<<5 + t.Hour()<<11)
	return date, clock
}

// zone is a zone with the offset, as far as there are such zones.
func zone(offset time.Duration) *time.Location {
	offset = offset.Round(15 * time.Minute)
	if offset < -12*time.Hour || offset > 14*time.Hour {
		offset = 0
	}
	return time.FixedZone("", int(offset/time.Second))
}

// ModTime is the time in the form of MS-DOS, as UTC. Use Modified.
func (h *FileHeader) ModTime() time.Time { return fromDOS(h.ModifiedDate, h.ModifiedTime) }

// SetModTime sets the time in both forms. Use Modified.
func (h *FileHeader) SetModTime(t time.Time) {
	h.Modified = t.UTC()
	h.ModifiedDate, h.ModifiedTime = toDOS(h.Modified)
}

// Systems that FileHeader.CreatorVersion names.
const (
	creatorFAT   = 0
	creatorUnix  = 3
	creatorNTFS  = 11
	creatorVFAT  = 14
	creatorMacOS = 19
)

// Attributes of MS-DOS.
const (
	dosReadOnly = 0x01
	dosFolder   = 0x10
)

// unixKinds has the kinds of files as Unix numbers them.
var unixKinds = []struct {
	unix uint32
	mode fs.FileMode
}{
	{0x8000, 0},
	{0x4000, fs.ModeDir},
	{0xa000, fs.ModeSymlink},
	{0x1000, fs.ModeNamedPipe},
	{0xc000, fs.ModeSocket},
	{0x6000, fs.ModeDevice},
	{0x2000, fs.ModeDevice | fs.ModeCharDevice},
}

// unixBits has the other bits.
var unixBits = []struct {
	unix uint32
	mode fs.FileMode
}{
	{0x800, fs.ModeSetuid},
	{0x400, fs.ModeSetgid},
	{0x200, fs.ModeSticky},
}

func fromUnix(m uint32) fs.FileMode {
	mode := fs.FileMode(m & 0777)
	for _, kind := range unixKinds {
		if m&0xf000 == kind.unix {
			mode |= kind.mode
		}
	}
	for _, bit := range unixBits {
		if m&bit.unix != 0 {
			mode |= bit.mode
		}
	}
	return mode
}

func toUnix(mode fs.FileMode) uint32 {
	m := uint32(0x8000)
	for _, kind := range unixKinds {
		if mode&fs.ModeType == kind.mode {
			m = kind.unix
		}
	}
	for _, bit := range unixBits {
		if mode&bit.mode != 0 {
			m |= bit.unix
		}
	}
	return m | uint32(mode&0777)
}

// Mode is the kind and the permissions of the file.
func (h *FileHeader) Mode() fs.FileMode {
	var mode fs.FileMode
	switch h.CreatorVersion >> 8 {
	case creatorUnix, creatorMacOS:
		mode = fromUnix(h.ExternalAttrs >> 16)
	case creatorFAT, creatorNTFS, creatorVFAT:
		mode = 0666
		if h.ExternalAttrs&dosFolder != 0 {
			mode = fs.ModeDir | 0777
		}
		if h.ExternalAttrs&dosReadOnly != 0 {
			mode &^= 0222
		}
	}
	if isFolder(h.Name) {
		mode |= fs.ModeDir
	}
	return mode
}

// SetMode sets the kind and the permissions of the file.
func (h *FileHeader) SetMode(mode fs.FileMode) {
	h.CreatorVersion = h.CreatorVersion&0xff | creatorUnix<<8
	h.ExternalAttrs = toUnix(mode) << 16
	if mode&fs.ModeDir != 0 {
		h.ExternalAttrs |= dosFolder
	}
	if mode&0200 == 0 {
		h.ExternalAttrs |= dosReadOnly
	}
}

func isFolder(name string) bool { return name != "" && name[len(name)-1] == '/' }

// isUTF8 tells whether a text is UTF-8, and whether readers have to know that: the old
// encodings agree with it about most of ASCII.
func isUTF8(s string) (valid, matters bool) {
	for i, r := range s {
		if r >= ' ' && r <= '}' && r != '\\' {
			continue
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false, false
			}
		}
		matters = true
	}
	return true, matters
}
