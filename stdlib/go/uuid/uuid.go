// Package uuid makes and reads UUIDs (RFC 9562).
package uuid

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"
)

// UUID is an identifier.
type UUID [16]byte

// Nil is the UUID of zeros.
func Nil() UUID { return UUID{} }

// Max is the UUID of ones.
func Max() UUID { return UUID(bytes.Repeat([]byte{0xff}, 16)) }

// New is NewV4.
func New() UUID { return NewV4() }

// NewV4 is a random UUID.
func NewV4() UUID {
	var u UUID
	rand.Read(u[:])
	return u.version(4)
}

// version marks the UUID as one of a version of the RFC.
func (u UUID) version(n byte) UUID {
	u[6] = u[6]&0x0f | n<<4
	u[8] = u[8]&0x3f | 0x80
	return u
}

var last struct {
	sync.Mutex
	stamp uint64
}

// NewV7 is a UUID that begins with the time; later ones are greater.
func NewV7() UUID {
	now := time.Now()
	// Milliseconds, and 12 bits of what they leave.
	stamp := uint64(now.UnixMilli())<<12 | uint64(now.Nanosecond()%1e6)<<12/1e6
	last.Lock()
	if stamp <= last.stamp && last.stamp-stamp < 1<<24 {
		stamp = last.stamp + 1
	}
	last.stamp = stamp
	last.Unlock()
	var u UUID
	rand.Read(u[:])
	binary.BigEndian.PutUint64(u[:], stamp>>12<<16|stamp&0xfff)
	return u.version(7)
}

var errFormat = errors.New("invalid UUID string")

// Parse reads a UUID with hyphens, perhaps in braces or behind urn:uuid:, or without.
func Parse(s string) (UUID, error) {
	var u UUID
	if rest, ok := strings.CutPrefix(s, "urn:uuid:"); ok {
		s = rest
	} else if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		s = s[1:37]
	} else if len(s) == 32 {
		if _, err := hex.Decode(u[:], []byte(s)); err != nil {
			return UUID{}, errFormat
		}
		return u, nil
	}
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return UUID{}, errFormat
	}
	digits := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	if _, err := hex.Decode(u[:], []byte(digits)); err != nil {
		return UUID{}, errFormat
	}
	return u, nil
}

// MustParse is Parse; it panics if s is wrong.
func MustParse(s string) UUID {
	u, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// AppendText appends String.
func (u UUID) AppendText(b []byte) ([]byte, error) {
	for i, part := range [][]byte{u[:4], u[4:6], u[6:8], u[8:10], u[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return b, nil
}

// MarshalText is String.
func (u UUID) MarshalText() ([]byte, error) { return u.AppendText(nil) }

func (u UUID) String() string {
	b, _ := u.AppendText(nil)
	return string(b)
}

// UnmarshalText is Parse.
func (u *UUID) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*u = parsed
	return nil
}

// Compare compares the bytes.
func (u UUID) Compare(v UUID) int { return bytes.Compare(u[:], v[:]) }
