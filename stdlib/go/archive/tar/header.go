// Package tar reads and writes tape archives in the forms ustar, PAX and GNU.
package tar

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/user"
	"path"
	"strconv"
	"syscall"
	"time"
)

var (
	ErrHeader          = errors.New("archive/tar: invalid tar header")
	ErrWriteTooLong    = errors.New("archive/tar: write too long")
	ErrFieldTooLong    = errors.New("archive/tar: header field too long")
	ErrWriteAfterClose = errors.New("archive/tar: write after close")
	ErrInsecurePath    = errors.New("archive/tar: insecure file path")
)

// What an entry is: Header.Typeflag.
const (
	TypeReg           = '0'    // a regular file
	TypeRegA          = '\x00' // the same, or a folder, in old archives
	TypeLink          = '1'    // a hard link
	TypeSymlink       = '2'
	TypeChar          = '3'
	TypeBlock         = '4'
	TypeDir           = '5'
	TypeFifo          = '6'
	TypeCont          = '7' // reserved
	TypeXHeader       = 'x' // PAX records for the next entry
	TypeXGlobalHeader = 'g' // PAX records for all that follow
	TypeGNUSparse     = 'S'
	TypeGNULongName   = 'L' // the name of the next entry
	TypeGNULongLink   = 'K' // the link of the next entry
)

// hasNoData tells whether entries of the kind are a header only.
func hasNoData(flag byte) bool { return flag >= TypeLink && flag <= TypeFifo }

// Header describes an entry of an archive.
type Header struct {
	Typeflag byte

	Name     string
	Linkname string // where a link leads

	Size  int64 // bytes of data
	Mode  int64
	Uid   int
	Gid   int
	Uname string
	Gname string

	// AccessTime and ChangeTime are written only if Format is PAX or GNU, parts of seconds
	// only if it is PAX.
	ModTime    time.Time
	AccessTime time.Time
	ChangeTime time.Time

	Devmajor int64
	Devminor int64

	// Xattrs are the PAX records whose names start with "SCHILY.xattr.".
	//
	// Deprecated: Use PAXRecords instead.
	Xattrs map[string]string

	// PAXRecords are the records of the PAX header.
	PAXRecords map[string]string

	// Format is the form: read, as far as it can be known; to be written, if not the first
	// of ustar, PAX and GNU that can express the header.
	Format Format
}

// FileInfo describes the entry as a file.
func (h *Header) FileInfo() fs.FileInfo { return headerInfo{h} }

type headerInfo struct{ h *Header }

func (i headerInfo) Size() int64        { return i.h.Size }
func (i headerInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i headerInfo) ModTime() time.Time { return i.h.ModTime }
func (i headerInfo) Sys() any           { return i.h }
func (i headerInfo) String() string     { return fs.FormatFileInfo(i) }

func (i headerInfo) Name() string {
	if i.IsDir() {
		return path.Base(path.Clean(i.h.Name))
	}
	return path.Base(i.h.Name)
}

// Bits of Header.Mode beside the permissions.
const (
	modeSetuid = 04000
	modeSetgid = 02000
	modeSticky = 01000
)

// kindsByMode has the kinds of files as Header.Mode numbers them.
var kindsByMode = map[int64]fs.FileMode{
	0040000: fs.ModeDir,
	0010000: fs.ModeNamedPipe,
	0120000: fs.ModeSymlink,
	0060000: fs.ModeDevice,
	0020000: fs.ModeDevice | fs.ModeCharDevice,
	0140000: fs.ModeSocket,
}

// kindsByFlag has them as Header.Typeflag does.
var kindsByFlag = map[byte]fs.FileMode{
	TypeSymlink: fs.ModeSymlink,
	TypeChar:    fs.ModeDevice | fs.ModeCharDevice,
	TypeBlock:   fs.ModeDevice,
	TypeDir:     fs.ModeDir,
	TypeFifo:    fs.ModeNamedPipe,
}

func (i headerInfo) Mode() fs.FileMode {
	m := i.h.Mode
	mode := fs.FileMode(m).Perm() | kindsByFlag[i.h.Typeflag]
	// Only 32 bits are looked at, as those of a fs.FileMode.
	mode |= kindsByMode[int64(uint32(m)&^07777)]
	if m&modeSetuid != 0 {
		mode |= fs.ModeSetuid
	}
	if m&modeSetgid != 0 {
		mode |= fs.ModeSetgid
	}
	if m&modeSticky != 0 {
		mode |= fs.ModeSticky
	}
	return mode
}

// FileInfoNames is a description that knows the names of the file's owner and group.
type FileInfoNames interface {
	fs.FileInfo
	Uname() (string, error)
	Gname() (string, error)
}

// FileInfoHeader makes a header from a file's description. Its Name is without folders;
// link is where a symbolic link leads.
func FileInfoHeader(fi fs.FileInfo, link string) (*Header, error) {
	if fi == nil {
		return nil, errors.New("archive/tar: FileInfo is nil")
	}
	mode := fi.Mode()
	h := &Header{Name: fi.Name(), ModTime: fi.ModTime(), Mode: int64(mode.Perm())}
	switch {
	case mode.IsRegular():
		h.Typeflag = TypeReg
		h.Size = fi.Size()
	case fi.IsDir():
		h.Typeflag = TypeDir
		h.Name += "/"
	case mode&fs.ModeSymlink != 0:
		h.Typeflag = TypeSymlink
		h.Linkname = link
	case mode&fs.ModeCharDevice != 0 && mode&fs.ModeDevice != 0:
		h.Typeflag = TypeChar
	case mode&fs.ModeDevice != 0:
		h.Typeflag = TypeBlock
	case mode&fs.ModeNamedPipe != 0:
		h.Typeflag = TypeFifo
	case mode&fs.ModeSocket != 0:
		return nil, errors.New("archive/tar: sockets not supported")
	default:
		return nil, fmt.Errorf("archive/tar: unknown file mode %v", mode)
	}
	if mode&fs.ModeSetuid != 0 {
		h.Mode |= modeSetuid
	}
	if mode&fs.ModeSetgid != 0 {
		h.Mode |= modeSetgid
	}
	if mode&fs.ModeSticky != 0 {
		h.Mode |= modeSticky
	}
	if from, ok := fi.Sys().(*Header); ok {
		h.inherit(from)
	}
	named, hasNames := fi.(FileInfoNames)
	if hasNames {
		var err error
		if h.Gname, err = named.Gname(); err != nil {
			return nil, err
		}
		if h.Uname, err = named.Uname(); err != nil {
			return nil, err
		}
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		h.fromSystem(st, !hasNames)
	}
	return h, nil
}

// inherit takes what a fs.FileInfo does not say from the header behind it.
func (h *Header) inherit(from *Header) {
	h.Uid, h.Gid = from.Uid, from.Gid
	h.Uname, h.Gname = from.Uname, from.Gname
	h.AccessTime, h.ChangeTime = from.AccessTime, from.ChangeTime
	h.Xattrs = maps.Clone(from.Xattrs)
	h.PAXRecords = maps.Clone(from.PAXRecords)
	if from.Typeflag == TypeLink {
		h.Typeflag = TypeLink
		h.Size = 0
		h.Linkname = from.Linkname
	}
}

// fromSystem takes what the system says of a file. Names that cannot be found are left out.
func (h *Header) fromSystem(st *syscall.Stat_t, withNames bool) {
	h.Uid, h.Gid = int(st.Uid), int(st.Gid)
	if withNames {
		if u, err := user.LookupId(strconv.Itoa(h.Uid)); err == nil {
			h.Uname = u.Username
		}
		if g, err := user.LookupGroupId(strconv.Itoa(h.Gid)); err == nil {
			h.Gname = g.Name
		}
	}
	h.AccessTime = time.Unix(st.Atim.Unix())
	h.ChangeTime = time.Unix(st.Ctim.Unix())
	if h.Typeflag == TypeChar || h.Typeflag == TypeBlock {
		dev := st.Rdev
		h.Devmajor = int64(uint32(dev>>8&0xfff | dev>>32&0xfffff000))
		h.Devminor = int64(uint32(dev&0xff | dev>>12&0xffffff00))
	}
}
