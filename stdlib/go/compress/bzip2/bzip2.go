// Package bzip2 decompresses what the tool bzip2 made.
package bzip2

import (
	"bufio"
	"io"
)

// StructuralError tells what is wrong with the data.
type StructuralError string

func (s StructuralError) Error() string { return "bzip2 data invalid: " + string(s) }

// What parts of the data begin with.
const (
	magicFile  = 0x425a // "BZ"
	magicBlock = 0x314159265359
	magicEnd   = 0x177245385090
)

// bitReader reads bits, the highest of a byte first. Its first error stays.
type bitReader struct {
	r    io.ByteReader
	bits uint64
	n    uint
	err  error
}

// read reads n bits, at most 48; 0 after an error.
func (b *bitReader) read(n uint) uint64 {
	for b.n < n {
		c, err := b.r.ReadByte()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			b.err = err
			return 0
		}
		b.bits = b.bits<<8 | uint64(c)
		b.n += 8
	}
	b.n -= n
	return b.bits >> b.n & (1<<n - 1)
}

func (b *bitReader) bit() bool { return b.read(1) != 0 }

// reader decompresses: the bits of a block become, by way of Huffman's codes, of runs of
// zeros and of moving to the front, the last column of Burrows and Wheeler's table; the
// first column, and with it the text, follows from that. In the text, four equal bytes are
// followed by the number of further ones.
type reader struct {
	in      bitReader
	began   bool
	eof     bool
	size    int      // of blocks, at most
	fileSum uint32   // checksum of the blocks' checksums
	sum     uint32   // of the block, as read
	wantSum uint32   // of the block, as said
	next    []uint32 // for each place: in the upper bits where the next byte is, in the lowest 8 a byte
	at      uint32
	left    int // how many of the block's bytes are not taken
	last    int // the last byte, -1 if the next one begins a run
	run     int // how often it came
	repeat  int // how often it is still to be given
}

// NewReader decompresses what r holds. If r is not an io.ByteReader, more may be read than
// is needed.
func NewReader(r io.Reader) io.Reader {
	b, ok := r.(io.ByteReader)
	if !ok {
		b = bufio.NewReader(r)
	}
	return &reader{in: bitReader{r: b}}
}

// begin reads what stands before the blocks, behind the first two bytes.
func (z *reader) begin() error {
	if z.in.read(8) != 'h' {
		return StructuralError("non-Huffman entropy encoding")
	}
	level := z.in.read(8)
	if level < '1' || level > '9' {
		return StructuralError("invalid compression level")
	}
	z.fileSum = 0
	z.size = 100 * 1000 * int(level-'0')
	return nil
}

// Read implements io.Reader.
func (z *reader) Read(p []byte) (n int, err error) {
	if z.eof {
		return 0, io.EOF
	}
	if !z.began {
		if z.in.read(16) != magicFile {
			err = StructuralError("bad magic value")
		} else {
			err = z.begin()
		}
		if z.in.err != nil {
			err = z.in.err
		}
		if err != nil {
			return 0, err
		}
		z.began = true
	}
	n, err = z.fill(p)
	if z.in.err != nil {
		err = z.in.err
	}
	return n, err
}

func (z *reader) fill(p []byte) (int, error) {
	for {
		n := z.take(p)
		if n > 0 || len(p) == 0 {
			z.sum = updateSum(z.sum, p[:n])
			return n, nil
		}
		if z.sum != z.wantSum {
			z.in.err = StructuralError("block checksum mismatch")
			return 0, z.in.err
		}
		switch z.in.read(48) {
		case magicBlock:
			if err := z.block(); err != nil {
				return 0, err
			}
		case magicEnd:
			if err := z.end(); err != nil {
				return 0, err
			}
		default:
			return 0, StructuralError("bad magic value found")
		}
	}
}

// end reads what stands behind the blocks; another file may follow.
func (z *reader) end() error {
	want := uint32(z.in.read(32))
	if z.in.err != nil {
		return z.in.err
	}
	if z.fileSum != want {
		z.in.err = StructuralError("file checksum mismatch")
		return z.in.err
	}
	z.in.n -= z.in.n % 8
	b, err := z.in.r.ReadByte()
	if err == io.EOF {
		z.eof = true
	}
	if err != nil {
		z.in.err = err
		return err
	}
	c, err := z.in.r.ReadByte()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		z.in.err = err
		return err
	}
	if b != 'B' || c != 'Z' {
		return StructuralError("bad magic value in continuation file")
	}
	return z.begin()
}

// take gives bytes of the block.
func (z *reader) take(p []byte) int {
	n := 0
	for n < len(p) && (z.repeat > 0 || z.left > 0) {
		if z.repeat > 0 {
			p[n] = byte(z.last)
			n++
			if z.repeat--; z.repeat == 0 {
				z.last = -1
			}
			continue
		}
		entry := z.next[z.at]
		z.at = entry >> 8
		b := byte(entry)
		z.left--
		if z.run == 3 {
			z.repeat = int(b)
			z.run = 0
			continue
		}
		if z.last == int(b) {
			z.run++
		} else {
			z.run = 0
		}
		z.last = int(b)
		p[n] = b
		n++
	}
	return n
}

// toFront takes the i-th byte of a list and moves it to the front.
func toFront(list []byte, i int) byte {
	b := list[i]
	copy(list[1:i+1], list[:i])
	list[0] = b
	return b
}

// block reads a block up to where its bytes can be taken.
func (z *reader) block() error {
	z.wantSum = uint32(z.in.read(32))
	z.sum = 0
	z.fileSum = (z.fileSum<<1 | z.fileSum>>31) ^ z.wantSum
	if z.in.bit() {
		return StructuralError("deprecated randomized files")
	}
	start := int(z.in.read(24))
	symbols := z.symbols()
	if len(symbols) == 0 {
		return StructuralError("no symbols in input")
	}
	ncodes := int(z.in.read(3))
	if ncodes < 2 || ncodes > 6 {
		return StructuralError("invalid number of Huffman trees")
	}
	selectors, err := z.selectors(ncodes)
	if err != nil {
		return err
	}
	codes := make([]huffman, ncodes)
	for i := range codes {
		if err := z.readCode(&codes[i], len(symbols)+2); err != nil {
			return err
		}
	}
	if len(selectors) == 0 {
		return StructuralError("no tree selectors given")
	}
	n, err := z.column(symbols, selectors, codes)
	if err != nil {
		return err
	}
	if start >= n {
		return StructuralError("origPtr out of bounds")
	}
	z.link(n, start)
	return nil
}

// symbols reads which bytes there are.
func (z *reader) symbols() []byte {
	var symbols []byte
	ranges := z.in.read(16)
	for high := range 16 {
		if ranges&(1<<(15-high)) == 0 {
			continue
		}
		bits := z.in.read(16)
		for low := range 16 {
			if bits&(1<<(15-low)) != 0 {
				symbols = append(symbols, byte(16*high+low))
			}
		}
	}
	return symbols
}

// selectors reads which code each group of 50 symbols has.
func (z *reader) selectors(ncodes int) ([]byte, error) {
	selectors := make([]byte, z.in.read(15))
	recent := []byte{0, 1, 2, 3, 4, 5}[:ncodes]
	for i := range selectors {
		n := 0
		for z.in.bit() {
			n++
		}
		if n >= ncodes {
			return nil, StructuralError("tree index too large")
		}
		selectors[i] = toFront(recent, n)
	}
	return selectors, nil
}

// readCode reads a code's lengths: the first, and how the next ones differ.
func (z *reader) readCode(code *huffman, nsymbols int) error {
	lengths := make([]uint8, nsymbols)
	length := z.in.read(5)
	for i := range lengths {
		for {
			if length < 1 || length > maxLength {
				return StructuralError("Huffman length out of range")
			}
			if !z.in.bit() {
				break
			}
			if z.in.bit() {
				length--
			} else {
				length++
			}
		}
		lengths[i] = uint8(length)
	}
	return code.init(lengths)
}

// column decodes the bytes of the table's last column; how many they are.
func (z *reader) column(symbols, selectors []byte, codes []huffman) (int, error) {
	if len(z.next) < z.size {
		z.next = make([]uint32, z.size)
	}
	n, group := 0, 0
	run, digit := 0, 0
	for i := 0; ; i++ {
		if i == 50 {
			i = 0
			if group++; group >= len(selectors) {
				return 0, StructuralError("insufficient selector indices for number of symbols")
			}
		}
		symbol := codes[selectors[group]].read(&z.in)
		if symbol < 2 {
			// A digit of the length of a run of what is in front, lowest first: 1 or 2.
			if run == 0 {
				digit = 1
			}
			run += digit << symbol
			digit <<= 1
			if run > 2<<20 {
				return 0, StructuralError("repeat count too large")
			}
			continue
		}
		if run > z.size-n {
			return 0, StructuralError("repeats past end of block")
		}
		for ; run > 0; run-- {
			z.next[n] = uint32(symbols[0])
			n++
		}
		if symbol == len(symbols)+1 {
			return n, nil
		}
		if n >= z.size {
			return 0, StructuralError("data exceeds block size")
		}
		z.next[n] = uint32(toFront(symbols, symbol-1))
		n++
	}
}

// link finds for each byte of the first column, which is the last one sorted, where in the
// last column it stands: the byte after it in the text is in that row.
func (z *reader) link(n, start int) {
	var first [256]uint32
	for _, b := range z.next[:n] {
		first[b]++
	}
	sum := uint32(0)
	for b, count := range first {
		first[b] = sum
		sum += count
	}
	for i := range n {
		b := byte(z.next[i])
		z.next[first[b]] |= uint32(i) << 8
		first[b]++
	}
	z.at = z.next[start] >> 8
	z.left = n
	z.last, z.run, z.repeat = -1, 0, 0
}

var sums = makeSums()

// makeSums makes the table of the checksum, CRC-32 with the highest bit first.
func makeSums() (table [256]uint32) {
	for i := range table {
		sum := uint32(i) << 24
		for range 8 {
			carry := sum >> 31
			sum = sum<<1 ^ 0x04c11db7*carry
		}
		table[i] = sum
	}
	return table
}

func updateSum(sum uint32, p []byte) uint32 {
	sum = ^sum
	for _, b := range p {
		sum = sums[byte(sum>>24)^b] ^ sum<<8
	}
	return ^sum
}
