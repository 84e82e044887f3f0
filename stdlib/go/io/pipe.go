package io

import "sync"

// onceError keeps the first error.
type onceError struct {
	mu  sync.Mutex
	err error
}

func (a *onceError) store(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err == nil {
		a.err = err
	}
}

func (a *onceError) load() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.err
}

// pipe is what both ends share.
type pipe struct {
	writing sync.Mutex // one Write at a time
	data    chan []byte
	taken   chan int
	once    sync.Once
	done    chan struct{}
	readErr onceError
	sentErr onceError
}

func (p *pipe) closeDone() { p.once.Do(func() { close(p.done) }) }

func (p *pipe) read(b []byte) (n int, err error) {
	select {
	case <-p.done:
		return 0, p.readError()
	default:
	}
	select {
	case data := <-p.data:
		n = copy(b, data)
		p.taken <- n
		return n, nil
	case <-p.done:
		return 0, p.readError()
	}
}

func (p *pipe) write(b []byte) (n int, err error) {
	select {
	case <-p.done:
		return 0, p.writeError()
	default:
		p.writing.Lock()
		defer p.writing.Unlock()
	}
	for once := true; once || len(b) > 0; once = false {
		select {
		case p.data <- b:
			taken := <-p.taken
			b = b[taken:]
			n += taken
		case <-p.done:
			return n, p.writeError()
		}
	}
	return n, nil
}

// readError is what reads give once the pipe is closed.
func (p *pipe) readError() error {
	if err := p.sentErr.load(); p.readErr.load() == nil && err != nil {
		return err
	}
	return ErrClosedPipe
}

// writeError is what writes give once the pipe is closed.
func (p *pipe) writeError() error {
	if err := p.readErr.load(); p.sentErr.load() == nil && err != nil {
		return err
	}
	return ErrClosedPipe
}

// A PipeReader is the reading end of a pipe.
type PipeReader struct{ pipe }

// Read waits for a writer, or until the other end is closed.
func (r *PipeReader) Read(data []byte) (n int, err error) { return r.pipe.read(data) }

// Close makes writes fail with ErrClosedPipe.
func (r *PipeReader) Close() error { return r.CloseWithError(nil) }

// CloseWithError makes writes fail with err.
func (r *PipeReader) CloseWithError(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	r.pipe.readErr.store(err)
	r.pipe.closeDone()
	return nil
}

// A PipeWriter is the writing end of a pipe.
type PipeWriter struct{ r PipeReader }

// Write waits until readers have taken all data, or the other end is closed.
func (w *PipeWriter) Write(data []byte) (n int, err error) { return w.r.pipe.write(data) }

// Close makes reads end with EOF.
func (w *PipeWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError makes reads end with err.
func (w *PipeWriter) CloseWithError(err error) error {
	if err == nil {
		err = EOF
	}
	w.r.pipe.sentErr.store(err)
	w.r.pipe.closeDone()
	return nil
}

// Pipe connects code that reads with code that writes, without a buffer.
func Pipe() (*PipeReader, *PipeWriter) {
	w := &PipeWriter{r: PipeReader{pipe: pipe{
		data:  make(chan []byte),
		taken: make(chan int),
		done:  make(chan struct{}),
	}}}
	return &w.r, w
}

// An OffsetWriter writes to w with an offset added.
type OffsetWriter struct {
	w    WriterAt
	base int64
	off  int64
}

// NewOffsetWriter starts writing at off.
func NewOffsetWriter(w WriterAt, off int64) *OffsetWriter { return &OffsetWriter{w, off, off} }

func (o *OffsetWriter) Write(p []byte) (n int, err error) {
	n, err = o.w.WriteAt(p, o.off)
	o.off += int64(n)
	return
}

func (o *OffsetWriter) WriteAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errOffset
	}
	return o.w.WriteAt(p, off+o.base)
}

func (o *OffsetWriter) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	default:
		return 0, errWhence
	case SeekStart:
		offset += o.base
	case SeekCurrent:
		offset += o.off
	}
	if offset < o.base {
		return 0, errOffset
	}
	o.off = offset
	return offset - o.base, nil
}

// Outer gives what NewSectionReader was called with.
func (s *SectionReader) Outer() (r ReaderAt, off int64, n int64) { return s.r, s.base, s.n }
