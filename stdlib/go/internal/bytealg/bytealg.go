// Package bytealg has the loops over bytes that are worth writing in Rust.
package bytealg

// IndexByte is the index of the first c in b, -1 if there is none.
func IndexByte(b []byte, c byte) int

// IndexByteString is IndexByte for strings.
func IndexByteString(s string, c byte) int

// LastIndexByte is the index of the last c in b, -1 if there is none.
func LastIndexByte(b []byte, c byte) int

// LastIndexByteString is LastIndexByte for strings.
func LastIndexByteString(s string, c byte) int

// Index is the index of the first sep in b, -1 if there is none.
func Index(b, sep []byte) int

// IndexString is Index for strings.
func IndexString(s, sep string) int

// LastIndex is the index of the last sep in b, -1 if there is none.
func LastIndex(b, sep []byte) int

// LastIndexString is LastIndex for strings.
func LastIndexString(s, sep string) int

// Count is the number of bytes c in b.
func Count(b []byte, c byte) int

// CountString is Count for strings.
func CountString(s string, c byte) int

// Compare orders byte-wise: -1, 0 or 1.
func Compare(a, b []byte) int

// CompareString is Compare for strings.
func CompareString(a, b string) int

// Equal compares the bytes.
func Equal(a, b []byte) bool

// EqualFold compares ASCII-only strings without regard to case; ok is false if a
// byte of either is not ASCII, and nothing is known then.
func EqualFold(s, t string) (equal, ok bool)

// IsASCII tells whether all bytes are below 0x80.
func IsASCII(s string) bool

// ToLower copies src, ASCII letters lowered, to dst.
func ToLower(dst []byte, src string)

// ToUpper copies src, ASCII letters raised, to dst.
func ToUpper(dst []byte, src string)

// Repeat fills dst with copies of s; the last may be cut.
func Repeat(dst []byte, s string)
