// Package crc32 is the 32-bit cyclic redundancy check.
package crc32

import (
	"errors"
	"hash"
	"sync"
)

// Size is the length of a sum in bytes.
const Size = 4

// Polynomials, the highest power in the lowest bit.
const (
	IEEE       = 0xedb88320
	Castagnoli = 0x82f63b78
	Koopman    = 0xeb31d82e
)

// Table is made of a polynomial.
type Table [256]uint32

var castagnoli = sync.OnceValue(func() *Table { return makeTable(Castagnoli) })

// IEEETable is the table of the IEEE polynomial.
var IEEETable = makeTable(IEEE)

// MakeTable gives the table of a polynomial.
func MakeTable(poly uint32) *Table {
	switch poly {
	case IEEE:
		return IEEETable
	case Castagnoli:
		return castagnoli()
	}
	return makeTable(poly)
}

func makeTable(poly uint32) *Table {
	t := new(Table)
	for i := range t {
		crc := uint32(i)
		for range 8 {
			crc = crc>>1 ^ poly&-(crc&1)
		}
		t[i] = crc
	}
	return t
}

//go:noescape
func update(crc uint32, tab *Table, p []byte) uint32

// Update goes on with more data.
func Update(crc uint32, tab *Table, p []byte) uint32 { return update(crc, tab, p) }

// Checksum is the check of the data.
func Checksum(data []byte, tab *Table) uint32 { return update(0, tab, data) }

// ChecksumIEEE is the check of the data with the IEEE polynomial.
func ChecksumIEEE(data []byte) uint32 { return update(0, IEEETable, data) }

type digest struct {
	crc uint32
	tab *Table
}

// New is a running check.
func New(tab *Table) hash.Hash32 { return &digest{0, tab} }

// NewIEEE is a running check with the IEEE polynomial.
func NewIEEE() hash.Hash32 { return New(IEEETable) }

func (d *digest) Size() int      { return Size }
func (d *digest) BlockSize() int { return 1 }
func (d *digest) Reset()         { d.crc = 0 }
func (d *digest) Sum32() uint32  { return d.crc }

func (d *digest) Write(p []byte) (n int, err error) {
	d.crc = update(d.crc, d.tab, p)
	return len(p), nil
}

func (d *digest) Sum(in []byte) []byte { return appendBig(in, d.crc) }

func appendBig(b []byte, x uint32) []byte {
	return append(b, byte(x>>24), byte(x>>16), byte(x>>8), byte(x))
}

const magic = "crc\x01"

func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, magic...)
	return appendBig(appendBig(b, checkTable(d.tab)), d.crc), nil
}

func (d *digest) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// checkTable tells tables apart.
func checkTable(t *Table) uint32 {
	var b []byte
	for _, x := range t {
		b = appendBig(b, x)
	}
	return ChecksumIEEE(b)
}

func (d *digest) UnmarshalBinary(b []byte) error {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return errors.New("hash/crc32: invalid hash state identifier")
	}
	if len(b) != len(magic)+8 {
		return errors.New("hash/crc32: invalid hash state size")
	}
	if string(b[4:8]) != string(appendBig(nil, checkTable(d.tab))) {
		return errors.New("hash/crc32: tables do not match")
	}
	d.crc = uint32(b[8])<<24 | uint32(b[9])<<16 | uint32(b[10])<<8 | uint32(b[11])
	return nil
}

// Clone copies the state.
func (d *digest) Clone() (hash.Cloner, error) {
	c := *d
	return &c, nil
}
