package token

import (
	"fmt"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
)

// FileSet is files, each of which has its own range of Pos.
type FileSet struct {
	mutex sync.RWMutex // of base and files
	base  int          // of the next file
	files []*File      // by ascending base
	last  atomic.Pointer[File]
}

// NewFileSet is a set without files.
func NewFileSet() *FileSet { return &FileSet{base: 1} }

// Base is the least base that the next file may have.
func (s *FileSet) Base() int {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return s.base
}

// AddFile adds a file, behind the last if the base is negative.
func (s *FileSet) AddFile(filename string, base, size int) *File {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if base < 0 {
		base = s.base
	}
	if base < s.base {
		panic(fmt.Sprintf("invalid base %d (should be >= %d)", base, s.base))
	}
	if size < 0 {
		panic(fmt.Sprintf("invalid size %d (should be >= 0)", size))
	}
	// The end of the file is a place, too.
	next := base + size + 1
	if next < 0 {
		panic("token.Pos offset overflow (> 2G of source code in file set)")
	}
	f := &File{name: filename, base: base, size: size, lines: []int{0}}
	s.base = next
	s.files = append(s.files, f)
	s.last.Store(f)
	return f
}

// search is the index of the first file that does not end before the Pos.
func (s *FileSet) search(p int) int {
	return sort.Search(len(s.files), func(i int) bool { return s.files[i].base+s.files[i].size >= p })
}

// AddExistingFiles adds files of another set. It panics if they overlap with others.
func (s *FileSet) AddExistingFiles(files ...*File) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, f := range files {
		s.add(f)
		s.base = max(s.base, f.base+f.size+1)
	}
}

func (s *FileSet) add(f *File) {
	i := s.search(f.base)
	if i < len(s.files) {
		if old := s.files[i]; old == f {
			return
		} else if old.base <= f.base+f.size {
			panic(fmt.Sprintf("file %s (%d-%d) overlaps with file %s (%d-%d)",
				old.name, old.base, old.base+old.size, f.name, f.base, f.base+f.size))
		}
	}
	s.files = slices.Insert(s.files, i, f)
}

// RemoveFile takes a file out, so that it can be collected.
func (s *FileSet) RemoveFile(file *File) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.last.CompareAndSwap(file, nil)
	if i := s.search(file.base); i < len(s.files) && s.files[i] == file {
		s.files = slices.Delete(s.files, i, i+1)
	}
}

// Iterate calls yield with each file, in their order, until it gives false. Files may be
// added meanwhile.
func (s *FileSet) Iterate(yield func(*File) bool) {
	next := func(p int) *File {
		s.mutex.RLock()
		defer s.mutex.RUnlock()
		if i := s.search(p); i < len(s.files) {
			return s.files[i]
		}
		return nil
	}
	for f := next(0); f != nil && yield(f); f = next(f.base + f.size + 1) {
	}
}

// File is the file of a Pos, or nil.
func (s *FileSet) File(p Pos) (f *File) {
	if p == NoPos {
		return nil
	}
	has := func(f *File) bool { return f.base <= int(p) && int(p) <= f.base+f.size }
	if f := s.last.Load(); f != nil && has(f) {
		return f
	}
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	if i := s.search(int(p)); i < len(s.files) && has(s.files[i]) {
		s.last.Store(s.files[i])
		return s.files[i]
	}
	return nil
}

// Position is where a Pos is, after line directives.
func (s *FileSet) Position(p Pos) (pos Position) { return s.PositionFor(p, true) }

// PositionFor is where a Pos is, with or without line directives.
func (s *FileSet) PositionFor(p Pos, adjusted bool) (pos Position) {
	if f := s.File(p); f != nil {
		return f.PositionFor(p, adjusted)
	}
	return pos
}

// serializedFile and serializedFileSet are what Read and Write exchange.
type serializedFile struct {
	Name  string
	Base  int
	Size  int
	Lines []int
	Infos []lineInfo
}

type serializedFileSet struct {
	Base  int
	Files []serializedFile
}

// Read adds the files that decode reads.
func (s *FileSet) Read(decode func(any) error) error {
	var all serializedFileSet
	if err := decode(&all); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.base = all.Base
	for _, f := range all.Files {
		s.add(&File{name: f.Name, base: f.Base, size: f.Size, lines: f.Lines, infos: f.Infos})
	}
	s.last.Store(nil)
	return nil
}

// Write writes the files with encode.
func (s *FileSet) Write(encode func(any) error) error {
	all := serializedFileSet{Base: s.Base()}
	for f := range s.Iterate {
		f.mutex.Lock()
		all.Files = append(all.Files, serializedFile{f.name, f.base, f.size, slices.Clone(f.lines), slices.Clone(f.infos)})
		f.mutex.Unlock()
	}
	return encode(all)
}
