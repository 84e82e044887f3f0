// Package iotest has readers and writers for tests.
package iotest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
)

// ErrTimeout is the error of TimeoutReader.
var ErrTimeout = errors.New("timeout")

// readerFunc is a reader that is a function.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// OneByteReader reads a byte at a time.
func OneByteReader(r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) { return r.Read(p[:min(1, len(p))]) })
}

// HalfReader reads half as much as it is asked for.
func HalfReader(r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) { return r.Read(p[:(len(p)+1)/2]) })
}

// DataErrReader gives the last bytes together with the error.
func DataErrReader(r io.Reader) io.Reader {
	var unread []byte
	data := make([]byte, 1024)
	return readerFunc(func(p []byte) (n int, err error) {
		for {
			if len(unread) == 0 {
				m, readErr := r.Read(data)
				unread = data[:m]
				err = readErr
			}
			if n > 0 || err != nil {
				return n, err
			}
			n = copy(p, unread)
			unread = unread[n:]
		}
	})
}

// TimeoutReader gives ErrTimeout at the second read.
func TimeoutReader(r io.Reader) io.Reader {
	reads := 0
	return readerFunc(func(p []byte) (int, error) {
		if reads++; reads == 2 {
			return 0, ErrTimeout
		}
		return r.Read(p)
	})
}

// ErrReader gives an error only.
func ErrReader(err error) io.Reader {
	return readerFunc(func([]byte) (int, error) { return 0, err })
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TruncateWriter writes n bytes and then nothing more, without an error.
func TruncateWriter(w io.Writer, n int64) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		if n <= 0 {
			return len(p), nil
		}
		m := min(int64(len(p)), n)
		written, err := w.Write(p[:m])
		n -= int64(written)
		if err == nil {
			written = len(p)
		}
		return written, err
	})
}

func logged(prefix string, p []byte, n int, err error) (int, error) {
	if err != nil {
		log.Printf("%s %x: %v", prefix, p[:n], err)
	} else {
		log.Printf("%s %x", prefix, p[:n])
	}
	return n, err
}

// NewReadLogger logs what is read.
func NewReadLogger(prefix string, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		return logged(prefix, p, n, err)
	})
}

// NewWriteLogger logs what is written.
func NewWriteLogger(prefix string, w io.Writer) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		n, err := w.Write(p)
		return logged(prefix, p, n, err)
	})
}

// TestReader tells how r does not do what a reader of the content should.
func TestReader(r io.Reader, content []byte) error {
	if len(content) > 0 {
		if n, err := r.Read(nil); n != 0 || err != nil {
			return fmt.Errorf("Read(0) = %d, %v, want 0, nil", n, err)
		}
	}
	data, err := io.ReadAll(HalfReader(r))
	if err != nil {
		return err
	}
	if !bytes.Equal(data, content) {
		return fmt.Errorf("ReadAll(small amounts) = %q\n\twant %q", data, content)
	}
	if n, err := r.Read(make([]byte, 10)); n != 0 || err != io.EOF {
		return fmt.Errorf("Read(10) at EOF = %v, %v, want 0, EOF", n, err)
	}
	seeker, ok := r.(io.ReadSeeker)
	if !ok {
		return nil
	}
	for _, at := range []int64{0, int64(len(content) / 2)} {
		if off, err := seeker.Seek(at, io.SeekStart); off != at || err != nil {
			return fmt.Errorf("Seek(%d, 0) = %d, %v, want %d, nil", at, off, err, at)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("ReadAll from offset %d: %v", at, err)
		}
		if !bytes.Equal(data, content[at:]) {
			return fmt.Errorf("ReadAll from offset %d = %q\n\twant %q", at, data, content[at:])
		}
	}
	return nil
}
