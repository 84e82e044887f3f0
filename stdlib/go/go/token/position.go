package token

import (
	"fmt"
	"sort"
	"strconv"
	"sync"
)

// Position is a place in a file.
type Position struct {
	Filename string
	Offset   int // from 0
	Line     int // from 1
	Column   int // in bytes, from 1; 0 if it is not known
}

// IsValid tells whether there is a line.
func (pos *Position) IsValid() bool { return pos.Line > 0 }

// String is file:line:column, as far as they are known, or -.
func (pos Position) String() string {
	s := pos.Filename
	if pos.IsValid() {
		if s != "" {
			s += ":"
		}
		s += strconv.Itoa(pos.Line)
		if pos.Column != 0 {
			s += ":" + strconv.Itoa(pos.Column)
		}
	}
	if s == "" {
		return "-"
	}
	return s
}

// Pos is a place in a file of a FileSet: the file's base and the offset.
type Pos int

// NoPos is no place.
const NoPos Pos = 0

// IsValid tells whether it is a place.
func (p Pos) IsValid() bool { return p != NoPos }

// lineInfo is a line directive: what lies behind is said to come from somewhere else.
type lineInfo struct {
	Offset       int
	Filename     string
	Line, Column int // Column is 0 if the directive has none
}

// File knows where the lines of a file begin.
type File struct {
	name       string
	base, size int

	mutex sync.Mutex // of the rest
	lines []int      // offsets; the first is 0
	infos []lineInfo // by ascending offset
}

func (f *File) String() string { return fmt.Sprintf("%s(%d-%d)", f.name, f.base, f.End()) }

// Name is the name given to AddFile.
func (f *File) Name() string { return f.name }

// Base is the Pos of the first byte.
func (f *File) Base() int { return f.base }

// Size is the length in bytes.
func (f *File) Size() int { return f.size }

// End is the Pos behind the last byte.
func (f *File) End() Pos { return Pos(f.base + f.size) }

// LineCount is the number of lines.
func (f *File) LineCount() int { return len(f.Lines()) }

// Lines are the offsets of the lines. They must not be changed.
func (f *File) Lines() []int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.lines
}

// AddLine adds a line behind the last; others are ignored.
func (f *File) AddLine(offset int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if n := len(f.lines); (n == 0 || f.lines[n-1] < offset) && offset < f.size {
		f.lines = append(f.lines, offset)
	}
}

// checkLine panics if there is no such line below the limit.
func checkLine(line, limit int) {
	if line < 1 {
		panic(fmt.Sprintf("invalid line number %d (should be >= 1)", line))
	}
	if line >= limit {
		panic(fmt.Sprintf("invalid line number %d (should be < %d)", line, limit))
	}
}

// MergeLine makes a line one with the next.
func (f *File) MergeLine(line int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	checkLine(line, len(f.lines))
	f.lines = append(f.lines[:line], f.lines[line+1:]...)
}

// SetLines sets the offsets of the lines; false if they are not in order.
func (f *File) SetLines(lines []int) bool {
	for i, offset := range lines {
		if i > 0 && offset <= lines[i-1] || offset >= f.size {
			return false
		}
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.lines = lines
	return true
}

// SetLinesForContent finds the lines of the text.
func (f *File) SetLinesForContent(content []byte) {
	var lines []int
	isStart := true
	for offset, c := range content {
		if isStart {
			lines = append(lines, offset)
		}
		isStart = c == '\n'
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.lines = lines
}

// LineStart is the Pos of a line.
func (f *File) LineStart(line int) Pos {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if line > len(f.lines) || line < 1 {
		checkLine(line, len(f.lines))
	}
	return Pos(f.base + f.lines[line-1])
}

// AddLineInfo is AddLineColumnInfo with column 1.
func (f *File) AddLineInfo(offset int, filename string, line int) {
	f.AddLineColumnInfo(offset, filename, line, 1)
}

// AddLineColumnInfo says where the text from the offset comes from. Offsets must ascend.
func (f *File) AddLineColumnInfo(offset int, filename string, line, column int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if n := len(f.infos); (n == 0 || f.infos[n-1].Offset < offset) && offset < f.size {
		f.infos = append(f.infos, lineInfo{offset, filename, line, column})
	}
}

// inside brings an offset into the file.
func (f *File) inside(offset int) int { return max(0, min(offset, f.size)) }

// Pos is the Pos of an offset.
func (f *File) Pos(offset int) Pos { return Pos(f.base + f.inside(offset)) }

// Offset is the offset of a Pos.
func (f *File) Offset(p Pos) int { return f.inside(int(p) - f.base) }

// Line is the line of a Pos.
func (f *File) Line(p Pos) int { return f.Position(p).Line }

// Position is where a Pos is, after line directives.
func (f *File) Position(p Pos) (pos Position) { return f.PositionFor(p, true) }

// PositionFor is where a Pos is, with or without line directives.
func (f *File) PositionFor(p Pos, adjusted bool) (pos Position) {
	if p == NoPos {
		return pos
	}
	offset := f.Offset(p)
	pos = Position{Filename: f.name, Offset: offset}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	line := f.line(offset)
	if line > 0 {
		pos.Line, pos.Column = line, offset-f.lines[line-1]+1
	}
	i := sort.Search(len(f.infos), func(i int) bool { return f.infos[i].Offset > offset }) - 1
	if !adjusted || i < 0 {
		return pos
	}
	info := &f.infos[i]
	pos.Filename = info.Filename
	if from := f.line(info.Offset); from > 0 {
		behind := line - from
		pos.Line = info.Line + behind
		if info.Column == 0 {
			pos.Column = 0
		} else if behind == 0 {
			pos.Column = info.Column + offset - info.Offset
		}
	}
	return pos
}

// line is the line of an offset, 0 if it is before the first. The lock is held.
func (f *File) line(offset int) int {
	return sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
}
