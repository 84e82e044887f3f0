package multipart

import (
	"bytes"
	"errors"
	"io"
	"math"
	"net/textproto"
	"os"
)

// ErrMessageTooLarge is a form beyond its limits.
var ErrMessageTooLarge = errors.New("multipart: message too large")

// Limits of a form, and what its pieces are taken to cost.
const (
	maxParts       = 1000
	extraMemory    = 10 << 20 // for what is no file's content
	entrySize      = 200
	fileHeaderSize = 100
	headerSize     = 400
)

// Form is a form that was read.
type Form struct {
	Value map[string][]string
	File  map[string][]*FileHeader
}

// RemoveAll removes the files on disk that belong to the form.
func (f *Form) RemoveAll() error {
	var first error
	for _, files := range f.File {
		for _, file := range files {
			if file.path == "" {
				continue
			}
			if err := os.Remove(file.path); err != nil && !errors.Is(err, os.ErrNotExist) && first == nil {
				first = err
			}
		}
	}
	return first
}

// FileHeader tells about a file of a form.
type FileHeader struct {
	Filename string
	Header   textproto.MIMEHeader
	Size     int64

	content []byte // if it is in memory
	path    string // of the file that holds it otherwise
	offset  int64  // where it begins there
	shared  bool   // other files are in there, too
}

// File is a file of a form: an *os.File if it has one on disk of its own.
type File interface {
	io.Reader
	io.ReaderAt
	io.Seeker
	io.Closer
}

// section is a File in memory, or a piece of one on disk.
type section struct {
	*io.SectionReader
	file *os.File
}

func (s section) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// Open opens the file for reading.
func (h *FileHeader) Open() (File, error) {
	if h.content != nil {
		return section{io.NewSectionReader(bytes.NewReader(h.content), 0, int64(len(h.content))), nil}, nil
	}
	file, err := os.Open(h.path)
	if err != nil {
		return nil, err
	}
	if !h.shared {
		return file, nil
	}
	return section{io.NewSectionReader(file, h.offset, h.Size), file}, nil
}

// ReadForm reads a whole form: up to maxMemory bytes of its files into memory, the others to a
// file on disk; 10 MB more for what is no file.
func (r *Reader) ReadForm(maxMemory int64) (*Form, error) {
	maxMemory = max(maxMemory, 0)
	f := formReader{
		r:          r,
		form:       &Form{Value: make(map[string][]string), File: make(map[string][]*FileHeader)},
		fileMemory: min(maxMemory, math.MaxInt64-1),
		memory:     maxMemory + extraMemory,
		fields:     maxHeaderFields,
	}
	if f.memory <= 0 {
		f.memory = math.MaxInt64
	}
	err := f.readAll()
	if f.disk != nil {
		if closeErr := f.disk.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil {
		f.form.RemoveAll()
		if f.disk != nil {
			os.Remove(f.disk.Name())
		}
		return nil, err
	}
	if f.onDisk > 1 {
		for _, files := range f.form.File {
			for _, file := range files {
				file.shared = true
			}
		}
	}
	return f.form, nil
}

// formReader is a form being read.
type formReader struct {
	r          *Reader
	form       *Form
	fileMemory int64    // what is left for files' contents
	memory     int64    // what is left for all
	fields     int64    // of headers, what is left
	disk       *os.File // where the files go for which there is no memory; one for all
	offset     int64    // in it
	onDisk     int      // files in it
}

func (f *formReader) readAll() error {
	for parts := 0; ; parts++ {
		part, err := f.r.next(false, f.memory, f.fields)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if parts >= maxParts {
			return ErrMessageTooLarge
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		if f.memory -= int64(len(name)) + entrySize; f.memory < 0 {
			return ErrMessageTooLarge
		}
		if part.FileName() == "" {
			err = f.readValue(name, part)
		} else {
			err = f.readFile(name, part)
		}
		if err != nil {
			return err
		}
	}
}

func (f *formReader) readValue(name string, part *Part) error {
	var b bytes.Buffer
	n, err := io.CopyN(&b, part, max(f.memory, f.memory+1))
	if err != nil && err != io.EOF {
		return err
	}
	if f.memory -= n; f.memory < 0 {
		return ErrMessageTooLarge
	}
	f.form.Value[name] = append(f.form.Value[name], b.String())
	return nil
}

func (f *formReader) readFile(name string, part *Part) error {
	size := int64(headerSize)
	for key, values := range part.Header {
		size += int64(len(key)) + entrySize
		for _, value := range values {
			size += int64(len(value))
		}
		f.fields -= int64(len(values))
	}
	if f.memory -= size + entrySize + fileHeaderSize; f.memory < 0 {
		return ErrMessageTooLarge
	}
	file := &FileHeader{Filename: part.FileName(), Header: part.Header}
	var b bytes.Buffer
	n, err := io.CopyN(&b, part, f.fileMemory+1)
	if err != nil && err != io.EOF {
		return err
	}
	if n <= f.fileMemory {
		file.content = b.Bytes()
		file.Size = n
		f.fileMemory -= n
		f.memory -= n
	} else if err := f.toDisk(file, io.MultiReader(&b, part)); err != nil {
		return err
	}
	f.form.File[name] = append(f.form.File[name], file)
	return nil
}

func (f *formReader) toDisk(file *FileHeader, content io.Reader) error {
	if f.disk == nil {
		disk, err := os.CreateTemp("", "multipart-")
		if err != nil {
			return err
		}
		f.disk = disk
	}
	f.onDisk++
	n, err := io.Copy(f.disk, content)
	if err != nil {
		return err
	}
	file.path = f.disk.Name()
	file.Size = n
	file.offset = f.offset
	f.offset += n
	return nil
}
