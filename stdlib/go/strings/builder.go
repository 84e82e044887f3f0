package strings

import (
	"errors"
	"io"
	"unicode/utf8"
	"unsafe"
)

// Builder collects a string piece by piece. The zero value is empty; it must not be
// copied after the first write.
type Builder struct {
	addr *Builder // itself after the first write, to detect copies
	buf  []byte
}

// ownedString is the string of a slice that nobody else writes to.
func ownedString(buf []byte) string { return unsafe.String(unsafe.SliceData(buf), len(buf)) }

// room is memory for n bytes, and all that the allocator gives with them.
func room(n int) []byte { return append([]byte(nil), make([]byte, n)...) }

func (b *Builder) check() {
	if b.addr != b {
		if b.addr != nil {
			panic("strings: illegal use of non-zero Builder copied by value")
		}
		// The builder points to itself, which must not put it on the heap.
		b.addr = (*Builder)(hide(unsafe.Pointer(b)))
	}
}

// hide gives p back without escape analysis seeing that it is p.
func hide(p unsafe.Pointer) unsafe.Pointer {
	address := uintptr(p)
	return unsafe.Pointer(address ^ 0)
}

// String is what was collected.
func (b *Builder) String() string { return unsafe.String(unsafe.SliceData(b.buf), len(b.buf)) }

// Len is the number of bytes collected.
func (b *Builder) Len() int { return len(b.buf) }

// Cap is the capacity of the memory behind.
func (b *Builder) Cap() int { return cap(b.buf) }

// Reset empties the builder.
func (b *Builder) Reset() {
	b.addr = nil
	b.buf = nil
}

// Grow makes room for n more bytes.
func (b *Builder) Grow(n int) {
	b.check()
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		buf := room(2*cap(b.buf) + n)[:len(b.buf)]
		copy(buf, b.buf)
		b.buf = buf
	}
}

// Write appends p; the error is always nil.
func (b *Builder) Write(p []byte) (int, error) {
	b.check()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteByte appends c; the error is always nil.
func (b *Builder) WriteByte(c byte) error {
	b.check()
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends the encoding of r; the error is always nil.
func (b *Builder) WriteRune(r rune) (int, error) {
	b.check()
	n := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - n, nil
}

// WriteString appends s; the error is always nil.
func (b *Builder) WriteString(s string) (int, error) {
	b.check()
	b.buf = append(b.buf, s...)
	return len(s), nil
}

// Reader reads from a string.
type Reader struct {
	s        string
	i        int64
	prevRune int // index of the rune read last, or < 0
}

// NewReader gives a reader of s.
func NewReader(s string) *Reader { return &Reader{s, 0, -1} }

// Len is the number of bytes not yet read.
func (r *Reader) Len() int {
	if r.i >= int64(len(r.s)) {
		return 0
	}
	return int(int64(len(r.s)) - r.i)
}

// Size is the length of the whole string.
func (r *Reader) Size() int64 { return int64(len(r.s)) }

// Read implements io.Reader.
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	r.prevRune = -1
	n = copy(b, r.s[r.i:])
	r.i += int64(n)
	return n, nil
}

// ReadAt implements io.ReaderAt.
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("strings.Reader.ReadAt: negative offset")
	}
	if off >= int64(len(r.s)) {
		return 0, io.EOF
	}
	n = copy(b, r.s[off:])
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}

// ReadByte implements io.ByteReader.
func (r *Reader) ReadByte() (byte, error) {
	r.prevRune = -1
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	b := r.s[r.i]
	r.i++
	return b, nil
}

// UnreadByte implements io.ByteScanner.
func (r *Reader) UnreadByte() error {
	if r.i <= 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
	}
	r.prevRune = -1
	r.i--
	return nil
}

// ReadRune implements io.RuneReader.
func (r *Reader) ReadRune() (ch rune, size int, err error) {
	if r.i >= int64(len(r.s)) {
		r.prevRune = -1
		return 0, 0, io.EOF
	}
	r.prevRune = int(r.i)
	ch, size = utf8.DecodeRuneInString(r.s[r.i:])
	r.i += int64(size)
	return ch, size, nil
}

// UnreadRune implements io.RuneScanner.
func (r *Reader) UnreadRune() error {
	if r.i <= 0 {
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	}
	if r.prevRune < 0 {
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.i = int64(r.prevRune)
	r.prevRune = -1
	return nil
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.prevRune = -1
	var abs int64
	switch whence {
	case io.SeekStart:
		abs = offset
	case io.SeekCurrent:
		abs = r.i + offset
	case io.SeekEnd:
		abs = int64(len(r.s)) + offset
	default:
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	if abs < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
	}
	r.i = abs
	return abs, nil
}

// WriteTo implements io.WriterTo.
func (r *Reader) WriteTo(w io.Writer) (n int64, err error) {
	r.prevRune = -1
	if r.i >= int64(len(r.s)) {
		return 0, nil
	}
	m, err := io.WriteString(w, r.s[r.i:])
	r.i += int64(m)
	return int64(m), err
}

// Reset makes the reader read s.
func (r *Reader) Reset(s string) { *r = Reader{s, 0, -1} }

// Replacer replaces several strings at once.
type Replacer struct {
	old, new []string
	hasEmpty bool
	begins   [256]bool // bytes that an old string begins with
}

// NewReplacer takes pairs of old and new strings. At each place the first old string
// that fits, in argument order, is replaced.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	r := &Replacer{}
	for i := 0; i < len(oldnew); i += 2 {
		old := oldnew[i]
		r.old = append(r.old, old)
		r.new = append(r.new, oldnew[i+1])
		if old == "" {
			r.hasEmpty = true
		} else {
			r.begins[old[0]] = true
		}
	}
	return r
}

// at is the number of the old string to replace at the beginning of s, -1 if there is none.
func (r *Replacer) at(s string, afterEmpty bool) int {
	for k, old := range r.old {
		if HasPrefix(s, old) && !(old == "" && afterEmpty) {
			return k
		}
	}
	return -1
}

// Replace gives s with all replacements done.
func (r *Replacer) Replace(s string) string {
	var b Builder
	done := 0
	afterEmpty := false // an empty string was replaced just here
	some := false
	for i := 0; i <= len(s); {
		k := -1
		if r.hasEmpty || i < len(s) && r.begins[s[i]] {
			k = r.at(s[i:], afterEmpty)
		}
		if k < 0 {
			afterEmpty = false
			i++
			continue
		}
		some = true
		b.WriteString(s[done:i])
		b.WriteString(r.new[k])
		afterEmpty = r.old[k] == ""
		i += len(r.old[k])
		done = i
	}
	if !some {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// WriteString writes s with all replacements done.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}
