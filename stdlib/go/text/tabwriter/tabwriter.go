// Package tabwriter aligns text in columns.
//
// Cells end with a tab or a line's end; the cells of one column in consecutive lines get
// the same width. The last cell of a line belongs to no column. Text is held back until
// the width of its columns is known: until Flush, a form feed, or a line of one cell.
package tabwriter

import (
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	FilterHTML          uint = 1 << iota // tags have no width, entities count as one character
	StripEscape                          // drop the Escape characters around escaped text
	AlignRight                           // text to the right of its cell
	DiscardEmptyColumns                  // no width for columns of empty cells that end in \v
	TabIndent                            // leading empty cells as tabs
	Debug                                // a bar between columns
)

// Escape encloses text that is passed on as it is.
const Escape = '\xff'

// cell is a piece of a line.
type cell struct {
	size  int  // bytes
	width int  // characters
	tab   bool // ended by a tab, not a vertical one
}

// A Writer aligns what is written to it. Init makes it ready.
type Writer struct {
	output   io.Writer
	minwidth int
	tabwidth int
	padding  int
	padchar  byte
	flags    uint

	text   []byte   // of the cells held back
	done   int      // text whose width the current cell has
	cell   cell     // the current one
	end    byte     // what ends the escaped text, 0 outside of any
	lines  [][]cell // finished cells; the last line is the current one
	widths []int    // of the columns to the left while formatting
}

// NewWriter is a ready Writer.
func NewWriter(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	return new(Writer).Init(output, minwidth, tabwidth, padding, padchar, flags)
}

// Init makes the Writer ready: the least width of cells with their padding, the width of
// tabs where they are the padding, the padding added to a cell's width, and the padding
// character; a tab as such aligns to the left.
func (b *Writer) Init(output io.Writer, minwidth, tabwidth, padding int, padchar byte, flags uint) *Writer {
	if minwidth < 0 || tabwidth < 0 || padding < 0 {
		panic("negative minwidth, tabwidth, or padding")
	}
	b.output = output
	b.minwidth = minwidth
	b.tabwidth = tabwidth
	b.padding = padding
	b.padchar = padchar
	if padchar == '\t' {
		flags &^= AlignRight
	}
	b.flags = flags
	b.reset()
	return b
}

func (b *Writer) reset() {
	b.text = b.text[:0]
	b.done = 0
	b.cell = cell{}
	b.end = 0
	b.lines = append(b.lines[:0], nil)
	b.widths = b.widths[:0]
}

// outputError carries an error of the output to Write or Flush.
type outputError struct {
	err error
}

func (b *Writer) emit(text []byte) {
	n, err := b.output.Write(text)
	if n != len(text) && err == nil {
		err = io.ErrShortWrite
	}
	if err != nil {
		panic(outputError{err})
	}
}

func (b *Writer) emitRepeated(c byte, n int) {
	var chunk [16]byte
	for i := range chunk {
		chunk[i] = c
	}
	for ; n > len(chunk); n -= len(chunk) {
		b.emit(chunk[:])
	}
	b.emit(chunk[:n])
}

// pad fills a cell up; with tabs, it ends at a tab stop.
func (b *Writer) pad(width, cellWidth int, tabs bool) {
	if b.padchar != '\t' && !tabs {
		b.emitRepeated(b.padchar, cellWidth-width)
		return
	}
	if b.tabwidth == 0 {
		return
	}
	cellWidth = (cellWidth + b.tabwidth - 1) / b.tabwidth * b.tabwidth
	b.emitRepeated('\t', (cellWidth-width+b.tabwidth-1)/b.tabwidth)
}

// writeLines writes lines whose columns all have widths; pos is where their text starts,
// and the result where it ends.
func (b *Writer) writeLines(pos, from, to int) int {
	for i := from; i < to; i++ {
		indent := b.flags&TabIndent != 0
		for j, c := range b.lines[i] {
			if j > 0 && b.flags&Debug != 0 {
				b.emit([]byte{'|'})
			}
			column := j < len(b.widths)
			if c.size == 0 {
				if column {
					b.pad(c.width, b.widths[j], indent)
				}
				continue
			}
			indent = false
			right := b.flags&AlignRight != 0
			if right && column {
				b.pad(c.width, b.widths[j], false)
			}
			b.emit(b.text[pos : pos+c.size])
			pos += c.size
			if !right && column {
				b.pad(c.width, b.widths[j], false)
			}
		}
		if i+1 == len(b.lines) {
			b.emit(b.text[pos : pos+b.cell.size])
			pos += b.cell.size
		} else {
			b.emit([]byte{'\n'})
		}
	}
	return pos
}

// format writes lines, column by column: runs of lines that have a cell in the next
// column share its width.
func (b *Writer) format(pos, from, to int) int {
	column := len(b.widths)
	for i := from; i < to; i++ {
		if column >= len(b.lines[i])-1 {
			continue
		}
		pos = b.writeLines(pos, from, i)
		from = i
		width, empty := b.minwidth, true
		for ; i < to && column < len(b.lines[i])-1; i++ {
			c := b.lines[i][column]
			if w := c.width + b.padding; w > width {
				width = w
			}
			if c.width > 0 || c.tab {
				empty = false
			}
		}
		if empty && b.flags&DiscardEmptyColumns != 0 {
			width = 0
		}
		b.widths = append(b.widths, width)
		pos = b.format(pos, from, i)
		b.widths = b.widths[:len(b.widths)-1]
		from = i
	}
	return b.writeLines(pos, from, to)
}

func (b *Writer) add(text []byte) {
	b.text = append(b.text, text...)
	b.cell.size += len(text)
}

// measure counts the characters added since the last time.
func (b *Writer) measure() {
	b.cell.width += utf8.RuneCount(b.text[b.done:])
	b.done = len(b.text)
}

func (b *Writer) endEscape() {
	switch b.end {
	case Escape:
		b.measure()
		if b.flags&StripEscape == 0 {
			b.cell.width -= 2
		}
	case ';':
		b.cell.width++
	}
	b.done = len(b.text)
	b.end = 0
}

// endCell finishes the current cell and gives the number of cells of its line.
func (b *Writer) endCell(tab bool) int {
	b.cell.tab = tab
	last := len(b.lines) - 1
	b.lines[last] = append(b.lines[last], b.cell)
	b.cell = cell{}
	return len(b.lines[last])
}

func (b *Writer) catch(err *error, op string) {
	e := recover()
	if e == nil {
		return
	}
	if op == "Flush" {
		b.reset()
	}
	if e, ok := e.(outputError); ok {
		*err = e.err
		return
	}
	panic(fmt.Sprintf("tabwriter: panic during %s (%v)", op, e))
}

// Flush writes what is held back.
func (b *Writer) Flush() (err error) {
	defer b.catch(&err, "Flush")
	b.flush()
	return nil
}

func (b *Writer) flush() {
	if b.cell.size > 0 {
		if b.end != 0 {
			b.endEscape()
		}
		b.endCell(false)
	}
	b.format(0, 0, len(b.lines))
	b.reset()
}

// Write takes text.
func (b *Writer) Write(buf []byte) (n int, err error) {
	defer b.catch(&err, "Write")
	for i, c := range buf {
		if b.end != 0 {
			if c != b.end {
				continue
			}
			end := i + 1
			if c == Escape && b.flags&StripEscape != 0 {
				end = i
			}
			b.add(buf[n:end])
			n = i + 1
			b.endEscape()
			continue
		}
		switch c {
		case '\t', '\v', '\n', '\f':
			b.add(buf[n:i])
			b.measure()
			n = i + 1
			cells := b.endCell(c == '\t')
			if c == '\t' || c == '\v' {
				continue
			}
			b.lines = append(b.lines, nil)
			if c == '\f' || cells == 1 {
				b.flush()
				if c == '\f' && b.flags&Debug != 0 {
					b.emit([]byte("---\n"))
				}
			}
		case Escape:
			b.add(buf[n:i])
			b.measure()
			n = i
			if b.flags&StripEscape != 0 {
				n++
			}
			b.end = Escape
		case '<', '&':
			if b.flags&FilterHTML == 0 {
				continue
			}
			b.add(buf[n:i])
			b.measure()
			n = i
			b.end = '>'
			if c == '&' {
				b.end = ';'
			}
		}
	}
	b.add(buf[n:])
	return len(buf), nil
}
