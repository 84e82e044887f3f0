// Package bytealg has the loops over bytes that are worth writing in Rust.
package bytealg

// IndexByte is the index of the first c in b, -1 if there is none.
//
//go:noescape
func IndexByte(b []byte, c byte) int

// IndexByteString is IndexByte for strings.
//
//go:noescape
func IndexByteString(s string, c byte) int

// LastIndexByte is the index of the last c in b, -1 if there is none.
//
//go:noescape
func LastIndexByte(b []byte, c byte) int

// LastIndexByteString is LastIndexByte for strings.
//
//go:noescape
func LastIndexByteString(s string, c byte) int

// Index is the index of the first sep in b, -1 if there is none.
//
//go:noescape
func Index(b, sep []byte) int

// IndexString is Index for strings.
//
//go:noescape
func IndexString(s, sep string) int

// LastIndex is the index of the last sep in b, -1 if there is none.
//
//go:noescape
func LastIndex(b, sep []byte) int

// LastIndexString is LastIndex for strings.
//
//go:noescape
func LastIndexString(s, sep string) int

// Count is the number of bytes c in b.
//
//go:noescape
func Count(b []byte, c byte) int

// CountString is Count for strings.
//
//go:noescape
func CountString(s string, c byte) int

// Compare orders byte-wise: -1, 0 or 1.
//
//go:noescape
func Compare(a, b []byte) int

// CompareString is Compare for strings.
//
//go:noescape
func CompareString(a, b string) int

// Equal compares the bytes.
//
//go:noescape
func Equal(a, b []byte) bool

// EqualFold compares ASCII-only strings without regard to case; ok is false if a
// byte of either is not ASCII, and nothing is known then.
//
//go:noescape
func EqualFold(s, t string) (equal, ok bool)

// IsASCII tells whether all bytes are below 0x80.
//
//go:noescape
func IsASCII(s string) bool

// ToLower copies src, ASCII letters lowered, to dst.
//
//go:noescape
func ToLower(dst []byte, src string)

// ToUpper copies src, ASCII letters raised, to dst.
//
//go:noescape
func ToUpper(dst []byte, src string)

// Repeat fills dst with copies of s; the last may be cut.
//
//go:noescape
func Repeat(dst []byte, s string)
