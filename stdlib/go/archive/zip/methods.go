package zip

import (
	"compress/flate"
	"errors"
	"io"
	"sync"
)

// Compressor makes a writer that compresses what it passes on; closing it writes the rest.
type Compressor func(w io.Writer) (io.WriteCloser, error)

// Decompressor makes a reader of what a Compressor made.
type Decompressor func(r io.Reader) io.ReadCloser

// methods are what the program registered, Store and Deflate first.
var methods struct {
	sync.RWMutex
	compressors   map[uint16]Compressor
	decompressors map[uint16]Decompressor
}

func init() {
	methods.compressors = map[uint16]Compressor{
		Store:   func(w io.Writer) (io.WriteCloser, error) { return unclosed{w}, nil },
		Deflate: func(w io.Writer) (io.WriteCloser, error) { return newDeflater(w), nil },
	}
	methods.decompressors = map[uint16]Decompressor{
		Store:   io.NopCloser,
		Deflate: func(r io.Reader) io.ReadCloser { return &inflater{r: flate.NewReader(r)} },
	}
}

// RegisterCompressor sets who compresses with a method, for all archives.
func RegisterCompressor(method uint16, comp Compressor) {
	methods.Lock()
	defer methods.Unlock()
	if methods.compressors[method] != nil {
		panic("compressor already registered")
	}
	methods.compressors[method] = comp
}

// RegisterDecompressor sets who decompresses a method, for all archives.
func RegisterDecompressor(method uint16, dcomp Decompressor) {
	methods.Lock()
	defer methods.Unlock()
	if methods.decompressors[method] != nil {
		panic("decompressor already registered")
	}
	methods.decompressors[method] = dcomp
}

func compressor(method uint16) Compressor {
	methods.RLock()
	defer methods.RUnlock()
	return methods.compressors[method]
}

func decompressor(method uint16) Decompressor {
	methods.RLock()
	defer methods.RUnlock()
	return methods.decompressors[method]
}

// unclosed is a writer that need not be closed.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// deflater compresses; it may be closed while others write.
type deflater struct {
	mu sync.Mutex
	w  *flate.Writer // nil once closed
}

func newDeflater(w io.Writer) *deflater {
	// The level is one that there is.
	fw, _ := flate.NewWriter(w, 5)
	return &deflater{w: fw}
}

func (d *deflater) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.w == nil {
		return 0, errors.New("Write after Close")
	}
	return d.w.Write(p)
}

func (d *deflater) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.w == nil {
		return nil
	}
	err := d.w.Close()
	d.w = nil
	return err
}

// inflater decompresses; it may be closed while others read.
type inflater struct {
	mu sync.Mutex
	r  io.ReadCloser // nil once closed
}

func (i *inflater) Read(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.r == nil {
		return 0, errors.New("Read after Close")
	}
	return i.r.Read(p)
}

func (i *inflater) Close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.r == nil {
		return nil
	}
	err := i.r.Close()
	i.r = nil
	return err
}
