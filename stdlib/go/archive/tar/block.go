package tar

import (
	"bytes"
	"strconv"
	"strings"
)

// Format is a form of archives.
type Format int

const (
	FormatUnknown Format = 0
	FormatUSTAR   Format = 2 // POSIX 1988: short names, ASCII only
	FormatPAX     Format = 4 // POSIX 2001: the same with records before
	FormatGNU     Format = 8

	formatV7   Format = 1  // without a signature
	formatSTAR Format = 16 // Schily's
)

// anyFormat are those that are written.
const anyFormat = FormatUSTAR | FormatPAX | FormatGNU

func (f Format) String() string {
	var names []string
	for i, name := range []string{"V7", "USTAR", "PAX", "GNU", "STAR"} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		return "<unknown>"
	case 1:
		return names[0]
	}
	return "(" + strings.Join(names, " | ") + ")"
}

const (
	blockSize = 512
	// maxSpecial is how long PAX headers, GNU's long names and maps of sparse files may be.
	maxSpecial = 1 << 20
)

// padding is how much is missing to the end of a block.
func padding(size int64) int64 { return -size & (blockSize - 1) }

// block is a header.
type block [blockSize]byte

// field is a part of a header.
type field struct{ at, size int }

// Fields of all forms.
var (
	fieldName     = field{0, 100}
	fieldMode     = field{100, 8}
	fieldUid      = field{108, 8}
	fieldGid      = field{116, 8}
	fieldSize     = field{124, 12}
	fieldModTime  = field{136, 12}
	fieldChecksum = field{148, 8}
	fieldFlag     = field{156, 1}
	fieldLinkname = field{157, 100}
)

// Fields of all but V7.
var (
	fieldMagic    = field{257, 6}
	fieldVersion  = field{263, 2}
	fieldUname    = field{265, 32}
	fieldGname    = field{297, 32}
	fieldDevmajor = field{329, 8}
	fieldDevminor = field{337, 8}
)

// Fields of one form.
var (
	ustarPrefix    = field{345, 155}
	starPrefix     = field{345, 131}
	starAccessTime = field{476, 12}
	starChangeTime = field{488, 12}
	starTrailer    = field{508, 4}
	gnuAccessTime  = field{345, 12}
	gnuChangeTime  = field{357, 12}
	gnuSparse      = field{386, 4*24 + 1}
	gnuRealSize    = field{483, 12}
)

const (
	ustarMagic   = "ustar\x0000" // with the version
	gnuMagic     = "ustar  \x00"
	starTrailing = "tar\x00"
)

func (b *block) get(f field) []byte { return b[f.at:][:f.size] }

// format is the header's form, FormatUnknown if its checksum is wrong.
func (b *block) format() Format {
	var p parser
	sum := p.octal(b.get(fieldChecksum))
	unsigned, signed := b.checksums()
	if p.err != nil || sum != unsigned && sum != signed {
		return FormatUnknown
	}
	magic := string(b.get(fieldMagic))
	switch {
	case magic == ustarMagic[:6] && string(b.get(starTrailer)) == starTrailing:
		return formatSTAR
	case magic == ustarMagic[:6]:
		return FormatUSTAR | FormatPAX
	case magic+string(b.get(fieldVersion)) == gnuMagic:
		return FormatGNU
	}
	return formatV7
}

// sign writes signature and checksum.
func (b *block) sign(format Format) {
	magic := ustarMagic
	if format == FormatGNU {
		magic = gnuMagic
	}
	copy(b[fieldMagic.at:], magic)
	sum, _ := b.checksums()
	var f formatter
	to := b.get(fieldChecksum)
	f.octal(to[:7], sum)
	to[7] = ' '
}

// checksums are the sums of all bytes, with spaces in place of the checksum. Some old
// programs took bytes as signed.
func (b *block) checksums() (unsigned, signed int64) {
	for i, c := range b {
		if i >= fieldChecksum.at && i < fieldChecksum.at+fieldChecksum.size {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	return unsigned, signed
}

// parser reads fields and keeps what went wrong.
type parser struct{ err error }

// text ends at a NUL.
func (*parser) text(b []byte) string {
	s, _, _ := strings.Cut(string(b), "\x00")
	return s
}

// number is octal, or in base 256 if the highest bit is set.
func (p *parser) number(b []byte) int64 {
	if len(b) == 0 || b[0]&0x80 == 0 {
		return p.octal(b)
	}
	// The second highest bit is the sign.
	var invert byte
	if b[0]&0x40 != 0 {
		invert = 0xff
	}
	var x uint64
	for i, c := range b {
		c ^= invert
		if i == 0 {
			c &= 0x7f
		}
		if x>>56 != 0 {
			p.err = ErrHeader
			return 0
		}
		x = x<<8 | uint64(c)
	}
	if x>>63 != 0 {
		p.err = ErrHeader
		return 0
	}
	if invert != 0 {
		return ^int64(x)
	}
	return int64(x)
}

func (p *parser) octal(b []byte) int64 {
	b = bytes.Trim(b, " \x00")
	if len(b) == 0 {
		return 0
	}
	x, err := strconv.ParseUint(p.text(b), 8, 64)
	if err != nil {
		p.err = ErrHeader
	}
	return int64(x)
}

// formatter writes fields and keeps what went wrong.
type formatter struct{ err error }

// text ends with a NUL where there is room.
func (f *formatter) text(b []byte, s string) {
	n := copy(b, s)
	if n < len(b) {
		b[n] = 0
		return
	}
	if len(s) > len(b) {
		f.err = ErrFieldTooLong
		// A name that was cut behind a slash would be that of a folder.
		if b[n-1] == '/' {
			b[len(strings.TrimRight(s[:n-1], "/"))] = 0
		}
	}
}

// number is octal if it can be.
func (f *formatter) number(b []byte, x int64) {
	if fitsOctal(len(b), x) || !fitsBinary(len(b), x) {
		f.octal(b, x)
		return
	}
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte(x)
		x >>= 8
	}
	b[0] |= 0x80
}

// octal writes 0 for a number that is too large.
func (f *formatter) octal(b []byte, x int64) {
	if !fitsOctal(len(b), x) {
		x = 0
		f.err = ErrFieldTooLong
	}
	s := strconv.FormatInt(x, 8)
	if missing := len(b) - 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	f.text(b, s)
}

// fitsOctal tells whether x has room in n bytes, the last of them a NUL.
func fitsOctal(n int, x int64) bool { return x >= 0 && (n >= 22 || x < 1<<(3*(n-1))) }

// fitsBinary tells the same for base 256, where the first byte has the sign only.
func fitsBinary(n int, x int64) bool {
	if n >= 9 {
		return true
	}
	limit := int64(1) << (8 * (n - 1))
	return x >= -limit && x < limit
}

func hasNUL(s string) bool { return strings.Contains(s, "\x00") }

// isASCII tells whether s is ASCII without NULs.
func isASCII(s string) bool { return asciiOf(s) == s }

// asciiOf leaves the other characters out.
func asciiOf(s string) string {
	keep := func(r rune) rune {
		if r >= 0x80 || r == 0 {
			return -1
		}
		return r
	}
	return strings.Map(keep, s)
}
